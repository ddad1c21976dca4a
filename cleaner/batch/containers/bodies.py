"""The body of an HTTP response as its page: chunks joined, compression undone."""

import re
import zlib

from cleaner.batch.chunks import LARGEST_DOCUMENT

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # no page has them, packed bytes do
_SEEN = 1024  # bytes of a body that tell what it is
_MOST = LARGEST_DOCUMENT + 1  # a few bytes may unpack to gigabytes
_ZLIB = {
    "gzip": (31,),
    "x-gzip": (31,),
    "deflate": (15, -15),
}  # half the servers leave the head out
_ARROW = {"br": "brotli", "zstd": "zstd"}


def page_of(body: bytes, transfer: str, content: str) -> tuple[bytes, str | None]:
    """Return the page in a body with these two encodings, and a note when it is not as they say.

    Raises ValueError when it cannot be unpacked. Archives often keep the headers of a body that
    they have unpacked: one that can be read as it stands is left alone.
    """
    if "chunked" in transfer.lower():
        body = _joined(body)
    note = None
    for name in reversed([name.strip().lower() for name in content.split(",")]):
        if name in ("", "identity"):
            continue
        found = _unpacked(body, name)
        if found is not None:
            body, note = found[0], found[1] or note
        elif _is_readable(body):
            return body, f"Content-Encoding {name!r} is not that of the body, which was read as is"
        else:
            raise ValueError(f"Content-Encoding {name!r}: the body cannot be unpacked by it")
    return body, note


def _joined(body: bytes) -> bytes:
    """The chunks as one; a body that is in none is what it is."""
    found, at = bytearray(), 0
    while True:
        line, end, _ = body[at : at + _SEEN].partition(b"\r\n")
        size = line.partition(b";")[0].strip()
        if not end or not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            if at == 0:
                return body
            raise ValueError(f"Transfer-Encoding 'chunked': broken behind {len(found)} bytes")
        length, start = int(size, 16), at + len(line) + 2
        if length == 0:
            return bytes(found)
        found += body[start : start + length]
        at = start + length + 2


def _unpacked(body: bytes, name: str) -> tuple[bytes, str | None] | None:
    """A body without its compression, and what is wrong with it; None when it has another."""
    for wbits in _ZLIB.get(name, ()):
        unpacking = zlib.decompressobj(wbits)
        try:
            page = unpacking.decompress(body, _MOST)
        except zlib.error:
            continue
        whole = unpacking.eof or len(page) == _MOST
        return page, None if whole else f"the body is cut off: its {name} has no end"
    if name not in _ARROW:
        return None
    import pyarrow as pa

    try:
        with pa.CompressedInputStream(pa.BufferReader(body), _ARROW[name]) as stream:
            return stream.read(_MOST), None
    except OSError:
        return None


def _is_readable(body: bytes) -> bool:
    return not _CONTROL.search(body[:_SEEN])
