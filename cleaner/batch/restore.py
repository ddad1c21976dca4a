"""The way back: the input from a clean file and a log."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from cleaner.batch.readers import STANDARD_INPUT, naming, read_named
from cleaner.log import LogError, Record, from_record, restore_record


def restore_file(clean: str, log: str, id: str | None = None) -> bytes:
    """Return the input behind a clean file ("-" is standard input), byte for byte.

    The record is the one with ``id``; without it the log's only one, the one written to that
    path, or the one whose SHA-256 the text has. Raises LogError, and DocumentError for a file
    that cannot be read.
    """
    data = read_named(clean)
    path = None if clean == STANDARD_INPUT else Path(clean)
    with naming(log):
        records, broken = _records(Path(log))
    try:
        record = _choose(records, path, data, Path(log).parent, id)
        if record is not None:
            return restore_record(clean_text(data, record), record)
    except LogError as error:
        raise LogError(f"{log}: {error}") from None
    raise LogError(f"{log}: {broken or 'no record of this clean file; name its id with --id'}")


def _records(log: Path) -> tuple[list[dict[str, Any]], str | None]:
    """The objects of a log, and what is wrong with its first broken line."""
    records: list[dict[str, Any]] = []
    broken = None
    with log.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if isinstance(record, dict):
                records.append(record)
            elif broken is None:
                broken = f"line {number}: not a JSON object"
    return records, broken


def _choose(
    records: list[dict[str, Any]], clean: Path | None, data: bytes, folder: Path, id: str | None
) -> Record | None:
    if id is not None:
        found = [record for record in records if record.get("id") == id]
    elif len(records) == 1:
        found = records
    else:
        found = [record for record in records if _stands_at(record, folder, clean)]
        found = found or [record for record in records if _has_text(record, data)]
    if len(found) > 1:
        raise LogError(f"{len(found)} records are of this clean file; name one with --id")
    return from_record(found[0]) if found else None


def _stands_at(record: dict[str, Any], folder: Path, clean: Path | None) -> bool:
    written = record.get("clean")
    path = written.get("path") if isinstance(written, dict) else None
    if clean is None or not isinstance(path, str) or "\0" in path:
        return False
    return (folder / path).resolve() == clean.resolve()


def _has_text(record: dict[str, Any], data: bytes) -> bool:
    written = record.get("clean")
    if not isinstance(written, dict):
        return False
    digest = written.get("sha256")
    if written.get("format") != "json":
        return digest == sha256(data).hexdigest()
    return any(
        digest == sha256(line["text"].encode("utf-8", "surrogatepass")).hexdigest()
        for line in _json_lines(data)
        if line.get("id") == record.get("id")
    )


def clean_text(data: bytes, record: Record) -> str:
    """Return the clean text of a document in the bytes of its clean file. Raises LogError."""
    if record.format == "json":
        found = [line["text"] for line in _json_lines(data) if line.get("id") == record.id]
        if not found:
            raise LogError(f"the clean file has no document {record.id!r}")
        return str(found[0])
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise LogError("the clean file is not UTF-8") from None


def _json_lines(data: bytes) -> Iterator[dict[str, Any]]:
    """The objects that ``--format json`` wrote."""
    for line in data.splitlines() if data.startswith(b"{") else ():
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("text"), str):
            yield found
