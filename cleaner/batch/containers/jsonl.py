"""JSON Lines: one object a line, each line failing alone."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cleaner.batch.chunks import LARGEST_DOCUMENT, Chunk, ChunkBuilder, FieldNames
from cleaner.batch.containers.streams import open_stream
from cleaner.batch.json_text import members, object_text, read_object, without_constants
from cleaner.batch.readers import DocumentError, reason

_BOM = b"\xef\xbb\xbf"
_FOREIGN = "NaN and Infinity, which are no JSON, were read as null"


def read_jsonl(
    path: str, name: str, compression: str | None, fields: FieldNames, most: int
) -> Iterator[Chunk]:
    """Yield the documents of a JSONL file or of standard input."""
    builder = ChunkBuilder(name, "line", most)
    number = 0
    position: Callable[[], int] = int
    try:
        stream, position = open_stream(path, compression)
        for number, line in enumerate(_lines(stream), 1):
            _add(builder, line.removeprefix(_BOM) if number == 1 else line, number, fields)
            if builder.full:
                yield builder.take(position())
    except (OSError, DocumentError) as error:
        builder.fail(f"{reason(error)}: nothing can be read from here on", number + 1)
    yield builder.take(position())


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines, of one that is too long only its beginning."""
    while line := stream.readline(LARGEST_DOCUMENT + 1):
        rest = line
        while len(rest) > LARGEST_DOCUMENT and not rest.endswith(b"\n"):
            rest = stream.readline(LARGEST_DOCUMENT + 1)
        yield line


def _add(builder: ChunkBuilder, line: bytes, number: int, fields: FieldNames) -> None:
    if not line.strip():
        return
    try:
        if len(line) > LARGEST_DOCUMENT:
            raise ValueError(f"longer than {LARGEST_DOCUMENT // 2**20} MB")
        written = _text(line)
        row, foreign = read_object(written)
        text, html = content(row, fields)
    except ValueError as error:
        builder.fail(str(error), number)
        return
    passing = {key: value for key, value in members(written).items() if key not in fields.content}
    if foreign:
        passing = {key: without_constants(value) for key, value in passing.items()}
    id = row.get(fields.id or "id")
    url = row.get(fields.url or "url")
    builder.add(
        len(line),
        object_text(passing),
        id=f"{builder.source}#{number}" if id is None else str(id),
        text=text,
        html=html,
        url=url if isinstance(url, str) else None,
        note=_FOREIGN if foreign else None,
        position=number,
    )


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: byte {error.start}: {error.reason}") from None


def content(row: dict[str, Any], fields: FieldNames) -> tuple[str | None, str | None]:
    """Return the text and the HTML of a row. Raises ValueError when there is neither."""
    found = []
    for name in (fields.text, fields.html):
        value = row.get(name) if name else None
        if value is not None and not isinstance(value, str):
            raise ValueError(f"field {name!r}: a text expected, not {value!r:.40}")
        found.append(value)
    if found[0] is None and found[1] is None:
        raise ValueError(missing(fields, list(row)))
    return found[0], found[1]


def missing(fields: FieldNames, there: list[str]) -> str:
    """Return what to say of a document that has none of the fields that hold texts."""
    wanted = " or ".join(map(repr, fields.content))
    others = ", ".join(name for name in there if name not in fields.content)[:200]
    return f"field {wanted}: missing or null; others are {others or 'none'} (see --text-field)"
