"""Bytes that are not clean UTF-8: damaged UTF-8, two encodings in one text, or an old encoding."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from cleaner.decode.declared import Claim
from cleaner.decode.detect import MULTI_BYTE, high_bytes, readings, sample, text_bits
from cleaner.decode.letters import character
from cleaner.decode.pieces import CESU_PAIR, Piece, pieces_of

MOSTLY = 4  # so many bytes of good UTF-8 sequences for each bad byte make a text UTF-8
FEW = 0.02  # below this share of good sequences there is no UTF-8 to look for
PLAUSIBLE = 24  # half-bits a byte above ASCII may cost: text stays below 15, random bytes reach 40
PLAUSIBLE_PAIRS = 17  # the same where two bytes are one character: random pairs reach 22
STRAY = 24  # half-bits a bad byte costs a text read as UTF-8
WEIGHED = 4000  # bytes on which two readings are compared
STRAY_PLAUSIBLE = 18  # stricter for a few lines, which more encodings fit by chance
TYPOGRAPHIC = frozenset("“”‘’–—…•«»\xa0£€©®°")


@dataclass(frozen=True, slots=True)
class Reading:
    """How bytes were read. ``plausible`` is False when no encoding made text of them."""

    pieces: list[Piece]
    encoding: str
    warnings: tuple[str, ...] = ()
    plausible: bool = True


def read(data: bytes, claims: Sequence[Claim]) -> Reading:
    """Read bytes that are not strict UTF-8, whole or line by line."""
    good, bad = _balance(data)
    if good >= MOSTLY * bad:
        return _mostly_utf_8(data)
    if good > FEW * bad:
        lines = data.split(b"\n")
        strict = [line for line in lines if not line.isascii() and _is_utf_8(line)]
        other = [line for line in lines if not line.isascii() and not _is_utf_8(line)]
        encoding, bits = _encoding(b"\n".join(other), claims)
        if strict and _better_as_utf_8(_within(strict, WEIGHED), encoding):
            if sum(map(len, strict)) >= sum(map(len, other)):
                return _mostly_utf_8(data)
            return _two(lines, encoding, len(strict), bits <= PLAUSIBLE)
        if good > bad and _better_as_utf_8(sample(data)[:WEIGHED], encoding):
            return _mostly_utf_8(data)
    encoding, bits = _encoding(data, claims)
    plausible = bits <= (PLAUSIBLE_PAIRS if encoding in MULTI_BYTE else PLAUSIBLE)
    warnings = () if plausible else ("no known encoding makes plausible text of the bytes",)
    return Reading(pieces_of(data, encoding), encoding, warnings, plausible)


def _encoding(data: bytes, claims: Sequence[Claim]) -> tuple[str, float]:
    """The likeliest legacy encoding, and what a byte above ASCII costs in it (half-bits)."""
    legacy = [claim for claim in claims if claim.codec != "utf-8"]
    best = readings(data, legacy[0].codec if legacy else None)[0]
    encoding = best.encoding
    for claim in legacy[:1]:
        if claim.exact and claim.codec == encoding and _reads(data, claim.exact):
            encoding = claim.exact
    return encoding, best.bits / max(1, high_bytes(sample(data)))


def _better_as_utf_8(part: bytes, encoding: str) -> bool:
    """Thai, Chinese and Japanese text is valid UTF-8 in places by chance: weigh both readings."""
    wide, narrow = part.decode("utf-8", "ignore"), part.decode(encoding, "replace")
    strays = STRAY * _balance(part)[1]
    return text_bits(wide) + strays < text_bits(narrow)


def _within(lines: Sequence[bytes], budget: int) -> bytes:
    step = max(1, sum(map(len, lines)) // budget)
    return b"\n".join(line[:budget] for line in islice(lines, 0, None, step))


def _two(lines: Sequence[bytes], encoding: str, count: int, plausible: bool) -> Reading:
    """A text in ``encoding`` with lines of UTF-8 in it."""
    pieces: list[Piece] = []
    plain: list[bytes] = []
    for at, line in enumerate(lines):
        if line.isascii() or not _is_utf_8(line):
            plain.append(line + (b"\n" if at + 1 < len(lines) else b""))
            continue
        pieces += [*pieces_of(b"".join(plain), encoding), (line.decode("utf-8"), line)]
        plain = [b"\n"] if at + 1 < len(lines) else []
    pieces += pieces_of(b"".join(plain), encoding)
    warning = f"lines of UTF-8 in a text in {encoding}: {count}"
    return Reading(pieces, encoding, (warning,), plausible)


def _mostly_utf_8(data: bytes) -> Reading:
    lines = data.split(b"\n")
    broken = {at for at, line in enumerate(lines) if not line.isascii() and not _is_utf_8(line)}
    foreign = [lines[at] for at in broken if _is_foreign(lines[at])]
    encoding, bits = _encoding(b"\n".join(foreign), ()) if foreign else ("", 0.0)
    accepted = bool(foreign) and bits <= STRAY_PLAUSIBLE
    pieces: list[Piece] = []
    plain: list[bytes] = []
    for at, line in enumerate(lines):
        end = b"\n" if at + 1 < len(lines) else b""
        if at not in broken:
            plain.append(line + end)
            continue
        pieces.append((b"".join(plain).decode("utf-8"), None))
        plain = [end]
        if accepted and _is_foreign(line):
            text = "".join(text for text, _ in pieces_of(line, encoding))
            pieces.append((text, line))
        else:
            pieces += _strays(line)
    pieces.append((b"".join(plain).decode("utf-8"), None))
    warning = f"lines in {encoding} in a text in utf-8: {len(foreign)}"
    return Reading(pieces, "utf-8", (warning,) if accepted else ())


def _strays(line: bytes) -> list[Piece]:
    """A line of UTF-8 with bad bytes: Windows punctuation and accents are read as meant."""
    pieces = pieces_of(line, "utf-8")
    for at, (_, data) in enumerate(pieces):
        if data is not None and len(data) == 1:
            before = pieces[at - 1][0][-1:] if at else " "
            after = pieces[at + 1][0][:1] if at + 1 < len(pieces) else " "
            char = data.decode("cp1252", "replace")
            if _meant(char, before, after):
                pieces[at] = (char, data)
    return pieces


def _meant(char: str, before: str, after: str) -> bool:
    """A lone byte between ASCII is Windows text; next to other characters it is damage."""
    if not (before.isascii() and after.isascii()):
        return False
    if char in TYPOGRAPHIC:
        return True
    return char.islower() and before.isalpha() and character(char)[0] != " "


def _balance(data: bytes) -> tuple[int, int]:
    """How many bytes above ASCII are UTF-8 (or CESU-8, which ``pieces`` reads), how many not."""
    good = high_bytes(data.decode("utf-8", "ignore").encode())
    good += 6 * len(CESU_PAIR.findall(data))
    return good, high_bytes(data) - good


def _is_foreign(line: bytes) -> bool:
    """Is a line that is not UTF-8 in another encoding as a whole, not just damaged?"""
    good, bad = _balance(line)
    return bad > good  # Shift JIS holds a third of accidental UTF-8


def _is_utf_8(line: bytes) -> bool:
    return _reads(line, "utf-8")


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True
