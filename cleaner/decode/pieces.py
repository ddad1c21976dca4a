"""Bytes read in one encoding, as pieces that give every byte back."""

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cleaner.model import RawBytes

Piece = tuple[str, bytes | None]  # a text, and its bytes where they are not what its encoding gives

LONGEST_REFINED_LINE = 20_000  # beyond, a line that does not round-trip is kept as one piece
STATEFUL = ("iso2022", "hz", "utf-7")
ESCAPED = re.compile("([\ud800-\udfff]+)")
CESU_PAIR = re.compile(rb"(\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf])")
LONE_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


def pieces_of(data: bytes, codec: str) -> list[Piece]:
    """``data`` read in ``codec``; what that encoding does not give back is a piece with bytes."""
    pieces = _utf_16(data, codec) if codec.startswith("utf-16") else _escaped(data, codec)
    if codec == "utf-8" or _encoded(pieces, codec) == data:
        return pieces
    text = "".join(text for text, _ in pieces)
    pieces = [piece for line in data.splitlines(keepends=True) for piece in _line(line, codec)]
    if "".join(text for text, _ in pieces) == text and _encoded(pieces, codec) == data:
        return pieces
    return [(ESCAPED.sub("\ufffd", text), data)]


def assemble(pieces: Iterable[Piece]) -> tuple[str, tuple[RawBytes, ...]]:
    """The text of the pieces, and where in it the pieces with bytes of their own stand."""
    texts: list[str] = []
    raw: list[RawBytes] = []
    at = 0
    for text, data in pieces:
        if data is not None:
            raw.append(RawBytes(at, at + len(text), data))
        texts.append(text)
        at += len(text)
    return "".join(texts), tuple(raw)


@lru_cache(maxsize=65_536)
def replaced(data: bytes, codec: str) -> str:
    """Undecodable bytes as the text they stand for, if any, else as U+FFFD."""
    if codec != "utf-8":
        return ESCAPED.sub("\ufffd", data.decode(codec, "replace"))
    # CESU-8 writes an astral character as two encoded surrogates, each of three bytes.
    parts = CESU_PAIR.split(data)
    for at, part in enumerate(parts):
        if at % 2:
            surrogates = part.decode("utf-8", "surrogatepass")
            parts[at] = surrogates.encode("utf-16", "surrogatepass").decode("utf-16").encode()
        else:
            parts[at] = LONE_SURROGATE.sub(b"\xef\xbf\xbd", part)
    return b"".join(parts).decode("utf-8", "replace")


def _encoded(pieces: Sequence[Piece], codec: str) -> bytes | None:
    """The pieces' bytes as ``decode.encode`` will join them: plain neighbours in one go."""
    text, raw = assemble(pieces)
    parts, at = [], 0
    try:
        for stretch in raw:
            parts += [text[at : stretch.start].encode(codec), stretch.data]
            at = stretch.stop
        return b"".join([*parts, text[at:].encode(codec)])
    except UnicodeError:
        return None


def _escaped(data: bytes, codec: str) -> list[Piece]:
    try:
        text = data.decode(codec, "surrogateescape")
    except UnicodeError:  # an undecodable byte below 0x80, which nothing escapes
        return [(data.decode(codec, "replace"), None)]
    parts = ESCAPED.split(text)
    pieces: list[Piece] = [(part, None) for part in parts]
    for at in range(1, len(parts), 2):
        try:
            broken = parts[at].encode("ascii", "surrogateescape")
        except UnicodeEncodeError:  # a surrogate that the encoding itself can write
            return [(text, None)]
        pieces[at] = (replaced(broken, codec), broken)
    return [piece for piece in pieces if piece[0] or piece[1]]


def _utf_16(data: bytes, codec: str) -> list[Piece]:
    whole = len(data) // 2 * 2
    text = data[:whole].decode(codec, "surrogatepass")
    pieces: list[Piece] = [
        ("\ufffd" * len(part), part.encode(codec, "surrogatepass")) if at % 2 else (part, None)
        for at, part in enumerate(ESCAPED.split(text))
        if part
    ]
    return [*pieces, ("\ufffd", data[whole:])] if whole < len(data) else pieces


def _line(line: bytes, codec: str) -> Iterator[Piece]:
    """One line that may not round-trip, cut to the character where that is feasible."""
    pieces = _escaped(line, codec)
    if _encoded(pieces, codec) == line:
        yield from pieces
    elif len(line) > LONGEST_REFINED_LINE or codec.startswith(STATEFUL):
        yield ESCAPED.sub("\ufffd", "".join(text for text, _ in pieces)), line
    else:
        yield from _characters(line, codec)


def _characters(line: bytes, codec: str) -> Iterator[Piece]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    start = 0
    for stop in range(1, len(line) + 1):
        text = decoder.decode(line[stop - 1 : stop], final=stop == len(line))
        if text or stop == len(line):
            data = line[start:stop]
            text = ESCAPED.sub("\ufffd", text)
            same = text.encode(codec, "replace") == data and "\ufffd" not in text
            yield text, None if same else data
            start = stop
