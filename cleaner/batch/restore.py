"""The way back: the input from a clean file and a log."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleaner.batch.containers import compression_of
from cleaner.batch.readers import STANDARD_INPUT, DocumentError, naming, read_named, reason
from cleaner.log import LogError, Record, from_record, restore_record

_TEXTS = ("text", "body", "clean_body")


def restore_file(clean: str, log: str, id: str | None = None) -> bytes:
    """Return the input behind a clean file ("-" is standard input), byte for byte.

    The record is the one with ``id``; without it the log's only one, the one written to that
    path, or the one whose SHA-256 the text has. Both may be shards of a corpus, compressed.
    Raises LogError, and DocumentError for a file that cannot be read.
    """
    data = decompressed(clean, read_named(clean))
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
    for number, line in enumerate(decompressed(str(log), log.read_bytes()).split(b"\n"), 1):
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


def decompressed(path: str, data: bytes) -> bytes:
    """The content of a file that is compressed by its name. Raises DocumentError."""
    compression = compression_of(path)
    if compression is None:
        return data
    try:
        stream = pa.CompressedInputStream(pa.BufferReader(data), compression)
        return bytes(stream.read())
    except OSError as error:
        raise DocumentError(f"{path}: {reason(error)}") from None


def _choose(
    records: list[dict[str, Any]], clean: Path | None, data: bytes, folder: Path, id: str | None
) -> Record | None:
    if id is not None:
        found = _with_id(records, clean, folder, id)
    elif len(records) == 1:
        found = records
    else:
        found = [record for record in records if _stands_at(record, folder, clean)]
        found = found or [record for record in records if _has_text(record, data)]
    if len(found) > 1:
        raise LogError(f"{len(found)} records are of this clean file; name one with --id")
    return from_record(found[0]) if found else None


def _with_id(
    records: list[dict[str, Any]], clean: Path | None, folder: Path, id: str
) -> list[dict[str, Any]]:
    found = [record for record in records if record.get("id") == id]
    if len(found) < 2:
        return found
    here = [record for record in found if _stands_at(record, folder, clean)]
    if len(here) != 1:
        raise LogError(f"{len(found)} records have the id {id!r}, which is not unique in this log")
    return here


def _stands_at(record: dict[str, Any], folder: Path, clean: Path | None) -> bool:
    written = record.get("clean")
    path = written.get("path") if isinstance(written, dict) else None
    if clean is None or not isinstance(path, str) or "\0" in path:
        return False
    places = (folder / path, folder.parent / path)  # a corpus has its log in a folder
    return clean.resolve() in [place.resolve() for place in places]


def _has_text(record: dict[str, Any], data: bytes) -> bool:
    written = record.get("clean")
    if not isinstance(written, dict):
        return False
    digest = written.get("sha256")
    if written.get("format") != "json":
        return digest == sha256(data).hexdigest()
    return any(
        digest == sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        for text in _json_texts(data, record.get("id"))
    )


def clean_text(data: bytes, record: Record) -> str:
    """Return the clean text of a document in the bytes of its clean file. Raises LogError."""
    if record.format == "json":
        found = list(_json_texts(data, record.id))
        if not found:
            raise LogError(f"the clean file has no document {record.id!r}")
        digests = {
            sha256(text.encode("utf-8", "surrogatepass")).hexdigest(): text for text in found
        }
        return digests.get(record.clean_sha256, found[0])
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise LogError("the clean file is not UTF-8") from None


def _json_texts(data: bytes, id: Any) -> Iterator[str]:
    """The texts of a document in lines of JSON; one that names no id may be any."""
    for line in data.split(b"\n") if data.startswith(b"{") else ():
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and str(found.get("id", id)) == str(id):
            yield from (found[key] for key in _TEXTS if isinstance(found.get(key), str))
