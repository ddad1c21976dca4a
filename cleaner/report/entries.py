"""The documents of a report: raw ones that are cleaned on the way, or the records of a log."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from cleaner.batch.containers import compression_of
from cleaner.batch.places import LOG_NAME
from cleaner.batch.readers import DocumentError, Input, Unreadable, naming, read
from cleaner.batch.restore import clean_text, decompressed
from cleaner.fields import LogError, take
from cleaner.log import Record, from_record
from cleaner.model import Removal, Repair, Source
from cleaner.result import Result
from cleaner.spans import rebuild

_LOOK = 1 << 24  # bytes of a first line that are read to tell a log by it


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a report.

    ``text`` is the clean text, None where only the log is at hand; ``characters`` counts the code
    points of the repaired text, which is the clean text with the removals put back.
    """

    id: str
    url: str | None
    title: str | None
    source: Source
    text: str | None
    characters: int
    removals: tuple[Removal, ...]
    repairs: tuple[Repair, ...]
    warnings: tuple[str, ...]
    file: Path | None = None


def is_log(path: Path) -> bool:
    """Tell by its name or its first line whether a file is a log. Raises DocumentError."""
    if path.name == LOG_NAME:
        return True
    with naming(str(path)), path.open("rb") as file:
        line = file.readline(_LOOK)
    record = _object(line)
    return record is not None and {"schema", "id", "removals"} <= record.keys()


def corpus_entries(
    inputs: Iterable[Input], cleaned: Callable[[bytes], Result], url: str | None = None
) -> Iterator[Entry | Unreadable]:
    """Clean raw documents one after the other; each fails alone, with the reason."""
    for document in inputs:
        try:
            result = cleaned(read(document))
        except DocumentError as error:
            yield Unreadable(document.id, str(error))
        except Exception as error:  # a fault of ours must not lose the documents after this one
            problem = f"not cleaned, which is an error in cleaner: {type(error).__name__}: {error}"
            yield Unreadable(document.id, problem)
        else:
            yield Entry(
                document.id,
                url,
                result.title,
                result.source,
                result.text,
                len(result.text) + sum(len(removal.text) for removal in result.removals),
                result.removals,
                result.repairs,
                result.warnings,
            )


def log_entries(logs: Iterable[Path], folder: Path) -> Iterator[Entry | Unreadable]:
    """Read logs; clean texts come from ``folder``, the output folder, where it has them.

    A line that is no record is named by its number with what is wrong. Raises DocumentError when
    a log cannot be read.
    """
    for log in logs:
        with naming(str(log)):
            for number, line in enumerate(_lines(log), 1):
                if not line.strip():
                    continue
                record = _object(line)
                try:
                    if record is None:
                        raise LogError("not a JSON object")
                    yield _entry(record, folder)
                except LogError as error:
                    yield Unreadable(f"{log.name}, line {number}", str(error))


def _lines(log: Path) -> Iterator[bytes]:
    if compression_of(log.name) is not None:  # a corpus's shard, which is small
        yield from decompressed(str(log), log.read_bytes()).split(b"\n")
        return
    with log.open("rb") as file:
        yield from file


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _entry(fields: Mapping[str, Any], folder: Path) -> Entry:
    record = from_record(fields)
    source = take(fields, "source", dict)
    characters: int = take(source, "characters", int)
    _check(record, characters)
    return Entry(
        record.id,
        record.url,
        record.title,
        record.source,
        _written(record, folder, characters),
        characters,
        record.removals,
        record.repairs,
        record.warnings,
        folder / record.path if record.path else None,
    )


def _check(record: Record, characters: int) -> None:
    """Removals and repairs must be in order and inside the text: the page counts on it."""
    for name, spans in (("removals", record.removals), ("repairs", record.repairs)):
        at = 0
        for span in spans:
            if not at <= span.start <= span.stop <= characters:
                raise LogError(f"field {name!r}: {span.start} to {span.stop} is out of place")
            at = span.stop
    for removal in record.removals:
        if removal.stop - removal.start != len(removal.text) or not removal.text:
            raise LogError(f"field 'removals': the text at {removal.start} has not its length")
        if removal.score is not None and not isfinite(removal.score):
            raise LogError(f"field 'score': a number from 0 to 1 expected, not {removal.score}")


def _written(record: Record, folder: Path, characters: int) -> str | None:
    """The clean text that belongs to a record, if it is there and is the one."""
    try:
        path = (folder / (record.path or "")).resolve()
        if not path.is_relative_to(folder.resolve()):  # a log may be anyone's
            return None
        shard = "".join(path.suffixes[-2:]).startswith(".jsonl")
        data = _shard(path)[record.id] if shard else read(Input(record.id, path))
        text = clean_text(data, record)
        repaired = rebuild(text, record.removals).encode("utf-8", "surrogatepass")
    except (DocumentError, KeyError, OSError, RuntimeError, ValueError):
        return None
    same = sha256(repaired).hexdigest() == record.text_sha256
    return text if same and len(text) + _cut(record) == characters else None


@lru_cache(maxsize=2)
def _shard(path: Path) -> dict[str, bytes]:
    """The lines of a corpus's clean shard by document; the records of its log follow each other."""
    found = {}
    for line in _lines(path):
        fields = _object(line)
        if fields is not None:
            found[str(fields.get("id"))] = line
    return found


def _cut(record: Record) -> int:
    return sum(len(removal.text) for removal in record.removals)
