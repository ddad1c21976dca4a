"""WARC files: the pages among the response records, with their HTTP charset."""

import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from cleaner.batch.chunks import LARGEST_DOCUMENT, Chunk, ChunkBuilder
from cleaner.batch.containers.bodies import page_of
from cleaner.batch.containers.streams import random_access
from cleaner.batch.readers import DocumentError, reason

_PAGES = ("text/", "application/xhtml+xml", "application/xml")
_GZIP = b"\x1f\x8b"
_STEP = 2**20


def read_warc(path: str, name: str, most: int) -> Iterator[Chunk]:
    """Yield the pages of a WARC file, compressed or not; images and the like are no documents."""
    builder = ChunkBuilder(name, "offset", most)
    try:
        with random_access(path) as stream:
            yield from _chunks(stream, builder)
    except (OSError, DocumentError) as error:
        builder.fail(reason(error), None)
        yield builder.take(0)


def _chunks(stream: BinaryIO, builder: ChunkBuilder) -> Iterator[Chunk]:
    last: dict[str, Any] | None = None  # held back: FastWARC does not say that a record is cut off
    problem = None
    at, read = None, 0
    try:
        for record in _responses(stream):
            at, read = record.stream_pos, stream.tell()
            _add(builder, last)
            last = None
            if builder.full:
                yield builder.take(read)
            last = _page(record, builder)
    except (OSError, ValueError, EOFError) as error:
        problem = reason(error)
    whole, broken, behind = _end(stream, at or 0)
    if whole:
        _add(builder, last)
    if problem or broken is not None:
        problem = problem or "cut off or damaged"
        place = broken if broken is not None else behind if at is not None else 0
        builder.fail(f"{problem}: nothing can be read from here on", place)
    yield builder.take(read)


def _responses(stream: Any) -> Iterator[Any]:
    """The response records. Bodies stay packed: one that is broken would end the iterator."""
    try:
        yield from ArchiveIterator(
            stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="none"
        )
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the parser's Rust throws
            raise
        raise ValueError(f"the WARC parser gave up: {error}") from None


def _page(record: Any, builder: ChunkBuilder) -> dict[str, Any] | None:
    kind = (record.http_content_type or "").strip()
    if kind and not kind.lower().startswith(_PAGES):
        if "/" not in kind:
            why = f"Content-Type {kind!r:.60} is no media type: whether this is a page is not known"
            builder.fail(why, record.stream_pos, record.record_id)
        return None
    headers = record.http_headers.asdict() if record.http_headers else {}
    found = {str(name).lower(): str(value) for name, value in headers.items()}
    data = record.reader.read(LARGEST_DOCUMENT + 1)
    try:
        data, note = page_of(
            data, found.get("transfer-encoding", ""), found.get("content-encoding", "")
        )
        if len(data) > LARGEST_DOCUMENT:
            raise ValueError(f"longer than {LARGEST_DOCUMENT // 2**20} MB")
    except ValueError as error:
        builder.fail(str(error), record.stream_pos, record.record_id)
        return None
    return _row(record, data, kind, note)


def _row(record: Any, data: bytes, kind: str, note: str | None) -> dict[str, Any]:
    url = record.headers.get("WARC-Target-URI")
    passing = {
        "url": url,
        "date": record.headers.get("WARC-Date"),
        "content_type": kind or None,
        "status": record.http_headers.status_code if record.http_headers else None,
    }
    return {
        "size": len(data),
        "fields": json.dumps(passing),
        "id": record.record_id,
        "text": data,
        "url": url,
        "charset": (record.http_charset or "").strip("\"' ") or None,
        "note": note,
        "position": record.stream_pos,
    }


def _add(builder: ChunkBuilder, page: dict[str, Any] | None) -> None:
    if page is not None and page["text"].strip():  # not a redirect or an answer to HEAD
        builder.add(**page)


def _end(stream: BinaryIO, at: int) -> tuple[bool, int | None, int]:
    """Whether the last record, at ``at``, is whole, where the file is broken behind it, its end."""
    if _starts(stream, at) != _GZIP and _starts(stream, 0) != _GZIP:
        return _plain_end(stream, at)
    start = at if _starts(stream, at) == _GZIP else 0  # a file may be packed as one member
    ends: list[int] = []
    while True:
        stream.seek(start)
        member = zlib.decompressobj(wbits=31)
        read = 0
        try:
            while not member.eof:
                data = stream.read(_STEP)
                if not data:
                    return bool(ends), start if read else None, (ends or [at])[0]
                read += len(data)
                member.decompress(data)
        except zlib.error:
            return bool(ends), start, (ends or [at])[0]
        start += read - len(member.unused_data)
        ends.append(start)


def _starts(stream: BinaryIO, at: int) -> bytes:
    stream.seek(at)
    return stream.read(len(_GZIP))


def _plain_end(stream: BinaryIO, at: int) -> tuple[bool, int | None, int]:
    stream.seek(at)
    head = stream.read(_STEP)
    size = stream.seek(0, 2)
    if size == 0:
        return True, None, 0
    headers, found, _ = head.partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2].strip()
        for line in headers.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    if not found or not lengths or not lengths[0].isdigit():
        return False, at, at
    end = at + len(headers) + 4 + int(lengths[0])
    behind = end + 4 if end + 4 <= size else end  # two empty lines
    return end <= size, None if end <= size else at, behind
