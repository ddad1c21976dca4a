"""Which shards of a run are done: written to its folder, read when the run goes on."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.batch.chunks import Failure
from cleaner.batch.job import Report
from cleaner.batch.readers import UsageProblem, reason
from cleaner.batch.sinks import DOCUMENTS, REMOVED
from cleaner.batch.writers import replace_file

_NAME = "manifest.jsonl"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a folder to this process. Raises UsageProblem while another has it."""
    try:
        import fcntl
    except ImportError:  # Windows has no lock on folders
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageProblem(f"output folder {folder}: another run is writing to it") from None
        except OSError:  # some network file systems lock nothing
            pass
        yield
    finally:
        os.close(handle)


def shard_name(source: int, part: int) -> str:
    """Return the name of a shard; names sort as the documents stand in the inputs."""
    return f"{source:05}-{part:06}"


class Manifest:
    """The shards that are done, one line of JSON each, behind a line that says of what run.

    A line is written when its shard is on the disk, so whatever kills the run, a shard is either
    in here and whole, or it is done again to the same bytes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / _NAME
        self._file: BinaryIO | None = None
        self.done: dict[str, str | None] = {}  # shards, each with the digest of its input
        self.parts: dict[int, int] = {}  # of how many shards each source is that was read
        self.columns: list[list[str]] | None = None  # names and types of JSON fields in Parquet
        self.target: str | None = None  # the form of the output that is there
        self.finished = False
        self.resumed = False

    def open(self, run: str, target: str) -> None:
        """Read what is done of the run with this fingerprint. Raises UsageProblem for another."""
        self._folder.mkdir(exist_ok=True)
        whole, header = self._read()
        if header is not None and header != run:
            state = "a finished" if self.finished else "an unfinished"
            raise UsageProblem(
                f"{self._folder.parent}: holds {state} run of other inputs, options or rules:"
                " choose another folder, or say --overwrite"
            )
        self.resumed = header is not None
        if not whole:
            replace_file(
                self._path,
                json.dumps({"run": run, "target": target}).encode() + b"\n",
                durable=True,
            )
        else:
            os.truncate(self._path, whole)
        self._file = self._path.open("ab")

    def _read(self) -> tuple[int, str | None]:
        """Up to where the manifest is whole (a kill may cut its last line), and of what run."""
        header, whole = None, 0
        try:
            with self._path.open("rb") as file:
                for line in file:
                    entry = json.loads(line) if line.endswith(b"\n") else {}
                    if not entry:
                        break
                    whole += len(line)
                    header = entry.get("run", header)
                    self.target = entry.get("target", self.target)
                    self.finished = entry.get("finished", False)
                    self.columns = entry.get("columns", self.columns)
                    if "parts" in entry:
                        self.parts[entry["source"]] = entry["parts"]
                    if "shard" in entry:
                        self.done[entry["shard"]] = entry["input"]
        except FileNotFoundError:
            return 0, None
        except (OSError, ValueError, AttributeError, KeyError) as error:
            why = f"not a manifest: {reason(error)}"
            raise UsageProblem(f"{self._path}: {why}: say --overwrite") from None
        return whole, header

    def forget(self) -> None:
        """Remove the shards of the run that is noted here, and the note.

        Of a note that cannot be read, what is called like a shard was one.
        """
        shards = "part-*"
        try:
            self._read()
        except UsageProblem:
            self.target = self.target or "jsonl"
            shards = f"part-{'[0-9]' * 5}-{'[0-9]' * 6}*"
        for name in (DOCUMENTS, REMOVED) if self.target not in (None, "files") else ():
            for path in (self._folder.parent / name).glob(shards):
                folder = path.is_dir() and not path.is_symlink()
                shutil.rmtree(path) if folder else path.unlink()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.done, self.parts, self.finished, self.columns = {}, {}, False, None

    def add(self, report: Report, digest: str | None) -> None:
        """Note that a shard is done. Raises OSError."""
        failures = [
            [failure.source, failure.reason, failure.id, failure.unit, failure.position]
            for failure in report.failures
        ]
        entry = {
            "shard": report.shard,
            "input": digest,
            "figures": report.figures,
            "failures": failures,
        }
        self._append(entry)
        self.done[report.shard] = digest

    def note_columns(self, columns: list[list[str]]) -> None:
        """Note the types of JSON fields, which are those of the first shard."""
        self.columns = columns
        self._append({"columns": columns})

    def note_parts(self, source: int, parts: int) -> None:
        """Note that a source was read to its end, and of how many shards it is."""
        if source not in self.parts:
            self.parts[source] = parts
            self._append({"source": source, "parts": parts})

    def has_all(self, source: int) -> bool:
        """Return whether all shards of a source are done, so that it need not be read."""
        parts = self.parts.get(source)
        return parts is not None and all(
            shard_name(source, part) in self.done for part in range(parts)
        )

    def finish(self) -> None:
        """Note that all is done."""
        if not self.finished:
            self._append({"finished": True})
        self.finished = True

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def entries(self) -> Iterator[tuple[str, Mapping[str, Any], list[Failure]]]:
        """Yield the shards with their figures and failures, in the order of the shards."""
        if self._file is not None:
            self._file.flush()
        places: dict[str, int] = {}
        with self._path.open("rb") as file:
            at = 0
            for line in file:
                shard = json.loads(line).get("shard")
                if shard is not None:
                    places[shard] = at
                at += len(line)
            for shard in sorted(places):
                file.seek(places[shard])
                entry = json.loads(file.readline())
                yield shard, entry["figures"], [Failure(*each) for each in entry["failures"]]

    def _append(self, entry: Mapping[str, Any]) -> None:
        assert self._file is not None
        self._file.write(json.dumps(entry).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
