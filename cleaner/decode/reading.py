"""Bytes to text, and back to the very same bytes.

Every reading is verified: what the encoding would not give back byte for byte is kept as
``RawBytes``, so ``encode(d.text, d.encoding, d.bom, d.raw)`` is always the input.
"""

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cleaner.decode import declared as declarations
from cleaner.decode.declared import Claim
from cleaner.decode.pieces import Piece, assemble, pieces_of
from cleaner.model import RawBytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
CONTROL_PROBE = 65_536
SHORT = 200
BINARY_CONTROLS = 0.02  # share of control characters above which bytes are no text
PRINTABLE = bytes(b for b in range(256) if b >= 0x20 or b in b"\t\n\f\r\x1b")
BINARY = "the bytes look binary, not text"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and all that is needed to get its bytes back.

    ``encoding`` is the canonical name of a Python codec (``codecs.lookup(...).name``: "utf-8",
    "cp1251", "utf-16-le"); byte-order marks are never part of ``text``. ``raw`` are the stretches
    of ``text`` whose bytes are not what ``encoding`` gives, in order, disjoint.
    """

    text: str
    encoding: str
    found_by: str  # "bom" | "declared" | "utf-8" | "detected" | "fallback"
    bom: bytes
    raw: tuple[RawBytes, ...]
    warnings: tuple[str, ...]


def encode(text: str, encoding: str, bom: bytes, raw: Sequence[RawBytes]) -> bytes:
    """The bytes a ``Decoded`` came from.

    Raises LookupError for an unknown encoding and UnicodeEncodeError where ``text`` has, outside
    of ``raw``, characters that the encoding lacks: never for the fields of one ``Decoded``.
    """
    parts, at = [bom], 0
    for stretch in raw:
        parts += [text[at : stretch.start].encode(encoding), stretch.data]
        at = stretch.stop
    return b"".join([*parts, text[at:].encode(encoding)])


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Read bytes whose encoding is known badly or not at all. Never raises, on any bytes.

    ``declared`` is a charset label from outside, such as that of the HTTP header. It, a byte-order
    mark and the document's own declaration are believed only as far as the bytes bear them out.
    """
    bom, marked = next(((mark, name) for mark, name in BOMS if data.startswith(mark)), (b"", ""))
    body = data[len(bom) :]
    if marked and marked != "utf-8":
        return _result(pieces_of(body, marked), marked, "bom", bom)
    claims = declarations.claims((declared, declarations.declaration(body)))
    return _wide(body, bom, claims) or _utf_8(body, bom, claims) or _legacy(body, bom, claims)


def _wide(body: bytes, bom: bytes, claims: Sequence[Claim]) -> Decoded | None:
    """UTF-16 and UTF-32 without a byte-order mark.

    Nearly all such texts hold NULs or other control bytes; a few ideographs may not, but hold
    bytes above ASCII and no blank.
    """
    short = len(body) <= SHORT and len(body) % 2 == 0 and not body.isascii() and b" " not in body
    claimed = any(claim.codec.startswith(("utf-16", "utf-32")) for claim in claims)
    controls = b"\0" in body or _controls(body[:CONTROL_PROBE])
    if bom or not (controls or short or claimed) or (short and _is_utf_8(body) and not controls):
        return None
    from cleaner.decode.wide import detect  # loads the letter tables, which clean UTF-8 never needs

    encoding = detect(body)
    if encoding is None:
        return None
    return _result(pieces_of(body, encoding), encoding, _how(encoding, claims), bom)


def _utf_8(body: bytes, bom: bytes, claims: Sequence[Claim]) -> Decoded | None:
    """Strict UTF-8, and the encodings that hide in ASCII (ISO 2022, HZ, UTF-7)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not bom and body.isascii():
        from cleaner.decode.seven_bit import detect

        encoding = detect(body, [claim.codec for claim in claims])
        if encoding:
            return _result(pieces_of(body, encoding), encoding, _how(encoding, claims), bom)
    warnings = (BINARY,) if b"\0" in body and _binary(body) else ()
    return Decoded(text, "utf-8", "bom" if bom else _how("utf-8", claims), bom, (), warnings)


def _legacy(body: bytes, bom: bytes, claims: Sequence[Claim]) -> Decoded:
    """Everything else: broken or mixed UTF-8, one of the old encodings, or no text at all."""
    if _binary(body):
        return Decoded(body.decode("latin-1"), "iso8859-1", "fallback", bom, (), (BINARY,))
    from cleaner.decode.mixed import read

    reading = read(body, claims)
    how = _how(reading.encoding, claims)
    if bom and reading.encoding == "utf-8":
        how = "bom"
    elif not reading.plausible:
        how = "fallback"
    return _result(reading.pieces, reading.encoding, how, bom, reading.warnings)


def _how(encoding: str, claims: Sequence[Claim]) -> str:
    if any(encoding in (claim.codec, claim.exact) for claim in claims):
        return "declared"
    return "utf-8" if encoding == "utf-8" else "detected"


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _controls(data: bytes) -> int:
    return len(data.translate(None, PRINTABLE))


def _binary(body: bytes) -> bool:
    return _controls(body) > len(body) * BINARY_CONTROLS


def _result(
    pieces: Iterable[Piece],
    encoding: str,
    found_by: str,
    bom: bytes,
    warnings: tuple[str, ...] = (),
) -> Decoded:
    text, raw = assemble(pieces)
    unreadable = sum("\ufffd" in text[r.start : r.stop] for r in raw)
    if unreadable:
        warnings = (*warnings, f"unreadable bytes in {unreadable} places")
    return Decoded(text, encoding, found_by, bom, raw, warnings)
