"""Places that a run writes to: none that it reads from, none outside, none used twice."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleaner.batch.containers import Source
from cleaner.batch.containers.streams import local_path
from cleaner.batch.job import Target
from cleaner.batch.names import output_names
from cleaner.batch.readers import STANDARD_INPUT, UsageProblem, reason
from cleaner.batch.sinks import DOCUMENTS, REMOVED, STATE
from cleaner.batch.writers import identities, is_device, partial_path
from cleaner.log import FileFormat

LOG_NAME, SUMMARY_NAME, QUARANTINE_NAME = "removed.jsonl", "summary.json", "quarantine.jsonl"
SUFFIXES: dict[FileFormat, str] = {"text": ".txt", "json": ".json"}


def output_folder(out: Path, paths: Sequence[str]) -> Path:
    """Return where the output folder stands. Raises UsageProblem when it is an input."""
    folder = Path(os.path.realpath(out))
    for path in paths:
        if path != STANDARD_INPUT and os.path.realpath(path) == str(folder):
            raise UsageProblem(f"output folder {folder}: is the input folder")
    return folder


def check_links(out: Path, target: Target) -> None:
    """Raise UsageProblem when a folder that the run writes to is a link: it may lead anywhere."""
    for name in (STATE, *(() if target == "files" else (DOCUMENTS, REMOVED))):
        if (out / name).is_symlink():
            raise UsageProblem(
                f"{out / name}: is a link, and no output leaves the output folder:"
                " remove it, or choose another folder"
            )


def check_outside(sources: Sequence[Source], out: Path) -> None:
    """Raise UsageProblem for a container that stands in the output folder."""
    for source in sources:
        path = local_path(source.path)
        if path is None or source.kind == "files" or path == STANDARD_INPUT:
            continue
        if Path(os.path.realpath(path)).is_relative_to(out):
            raise UsageProblem(f"{source.name}: is in the output folder")


def check_log(log: Path, out: Path | None) -> None:
    """Raise UsageProblem for a log that would take the place of something else.

    That is a file of the run itself, a file that is no log, or the log of another output folder,
    whose records would be lost.
    """
    inside = _below(log, out)
    if out is not None and inside is not None and _is_kept(inside):
        raise UsageProblem(f"log {log}: the run keeps that place for itself: name another file")
    if not log.is_file() or is_device(log):
        return
    records = _records(log)
    try:
        first = next(records, None)
        if first is None or inside is not None:
            return
        if not any(_is_of(record, out) for record in (first, *records)):
            where = f"no file in {out}" if out else "files in a folder"
            raise UsageProblem(f"log {log}: its records are of {where}: name another file")
    except OSError as error:
        raise UsageProblem(f"log {log}: {reason(error)}") from None


def mirrored(source: Source, out: Path, log: Path | None, format: FileFormat) -> Source:
    """Name the outputs of loose files, and refuse those that would overwrite an input."""
    ids = [document.id for document in source.inputs]
    names = output_names(ids, SUFFIXES[format], _reserved(out, log))
    inputs = identities([document.path for document in source.inputs if document.path])
    taken = {
        id: f"not written: {name} is one of the inputs"
        for id, name in names.items()
        if identities([out / name]) & inputs
    }
    return replace(source, names=names, taken=taken)


def _below(log: Path, out: Path | None) -> str | None:
    """The path of the log as seen from the output folder, if it stands in it."""
    real = Path(os.path.realpath(log.parent)) / log.name
    return real.relative_to(out).as_posix() if out and real.is_relative_to(out) else None


def _is_kept(name: str) -> bool:
    return name.split("/")[0].lower() == STATE or name.lower() in (SUMMARY_NAME, QUARANTINE_NAME)


def _reserved(out: Path, log: Path | None) -> list[str]:
    found = [LOG_NAME, SUMMARY_NAME, QUARANTINE_NAME, STATE]
    inside = log and _below(log, out)
    if inside:
        found.append(inside)
    return found + [partial_path(Path(name)).as_posix() for name in (LOG_NAME, inside) if name]


def _records(log: Path) -> Iterator[dict[str, Any]]:
    """The records of a log. Raises UsageProblem when it does not begin with one."""
    begun = False
    with log.open("rb") as file:
        for line in file:
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict) and isinstance(record.get("clean"), dict):
                begun = True
                yield record
            elif not begun:
                raise UsageProblem(f"log {log}: is there and is no log: name another file")


def _is_of(record: dict[str, Any], out: Path | None) -> bool:
    """Is its clean file, as it was written, in this folder; without a folder, in none?"""
    clean = record["clean"]
    name = clean.get("path")
    if out is None or not isinstance(name, str) or "\0" in name:
        return out is None and name is None
    try:
        data = (out / name).read_bytes()
    except OSError:
        return False
    return bool(clean.get("format") == "json" or sha256(data).hexdigest() == clean.get("sha256"))
