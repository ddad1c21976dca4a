"""The two sides of a comparison: rules that clean a corpus, or the log of an earlier run."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.containers import compression_of
from cleaner.batch.known import Known
from cleaner.batch.outputs import logs_in
from cleaner.batch.readers import DocumentError, Input, UsageProblem, find, read, reason
from cleaner.batch.restore import decompressed
from cleaner.catalogue import rule_set
from cleaner.compare import Comparison, compare
from cleaner.log import LogError, from_record
from cleaner.model import Document, Removal
from cleaner.pipeline import Cleaner
from cleaner.stages import settle

PACKAGE = "package"  # the name of the rules that come with the package


@dataclass(frozen=True)
class LogSide:
    """A log of removals: in which file the record of each document is, and where it begins."""

    path: Path
    places: dict[str, tuple[Path, int]]

    def removals(self, id: str) -> tuple[str, tuple[Removal, ...]]:
        """The SHA-256 of a document's repaired text and what was cut. Raises DocumentError."""
        if id not in self.places:
            raise DocumentError(f"not in {self.path}")
        log, offset = self.places[id]
        try:
            with _opened(log) as file:
                file.seek(offset)
                record = from_record(json.loads(file.readline()))
        except (OSError, ValueError) as error:  # it was all right a moment ago
            raise DocumentError(f"{self.path}: {error}") from None
        return record.text_sha256, record.removals


Side = Cleaner | LogSide


def side_of(name: str) -> Side:
    """What a name on the command line stands for.

    `PACKAGE`, a folder of rule files, a log, or an output folder with one. Raises UsageProblem,
    RuleError or LogError.
    """
    path = Path(name)
    if name == PACKAGE:
        return Cleaner()
    logs = logs_in(path) if path.is_dir() else [path]
    if not logs:
        return Cleaner(rules=rule_set(name))
    if not logs[0].is_file():
        known = f"{PACKAGE!r}, a folder of rule files, a log, or an output folder"
        raise UsageProblem(f"{name}: not there; name {known}")
    return LogSide(logs[0] if len(logs) == 1 else path, dict(chain(*map(_places, logs))))


def _opened(log: Path) -> BinaryIO:
    return log.open("rb") if compression_of(log.name) is None else BytesIO(_shard(log))


@lru_cache(maxsize=4)  # those that the two sides are at
def _shard(log: Path) -> bytes:
    return decompressed(str(log), log.read_bytes())


def _places(path: Path) -> Iterator[tuple[str, tuple[Path, int]]]:
    try:
        with _opened(path) as file:
            at = 0
            for number, line in enumerate(file, 1):
                try:
                    yield str(json.loads(line)["id"]), (path, at)
                except (ValueError, TypeError, KeyError, RecursionError):
                    raise LogError(f"{path}:{number}: not a record of a log") from None
                at += len(line)
    except OSError as error:
        raise UsageProblem(f"{path}: {reason(error)}") from None


def comparisons(
    first: Side, second: Side, paths: Sequence[str], match: Sequence[str], known: Known
) -> Iterator[Comparison]:
    """Compare two sides, document by document. Raises UsageProblem when a corpus is missing."""
    if isinstance(first, LogSide) and isinstance(second, LogSide):
        for id in dict.fromkeys([*first.places, *second.places]):  # shard by shard
            yield _compared(id, first, second, None)
        return
    if not paths:
        raise UsageProblem("name the documents that the rules are to be tried on")
    inputs, unreadable = find(paths, match=match)
    yield from (Comparison(missing.id, problem=missing.problem) for missing in unreadable)
    reader = first if isinstance(first, Cleaner) else second
    assert isinstance(reader, Cleaner)
    for document in inputs:
        yield _read_and_compared(document, reader, first, second, known)


def _read_and_compared(
    document: Input, reader: Cleaner, first: Side, second: Side, known: Known
) -> Comparison:
    try:
        data = read(document)
    except DocumentError as error:
        return Comparison(document.id, problem=str(error))
    text = reader.read(data, url=known.url, charset=known.charset, format=known.format)
    return _compared(document.id, first, second, text)


def _compared(id: str, first: Side, second: Side, document: Document | None) -> Comparison:
    try:
        (old, before), (new, after) = (_cuts(id, side, document) for side in (first, second))
    except (DocumentError, LogError) as error:
        return Comparison(id, problem=str(error))
    if old != new:
        return Comparison(id, problem="the two did not read the same text from it")
    starts = tuple(line.start for line in document.lines) if document else ()
    return compare(id, before, after, starts)


def _cuts(id: str, side: Side, document: Document | None) -> tuple[str, tuple[Removal, ...]]:
    if isinstance(side, LogSide):
        return side.removals(id)
    assert document is not None
    digest = sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest, settle(document, side.settings)[0]
