"""UTF-16 and UTF-32 without a byte-order mark."""

from math import inf

from cleaner.decode.detect import readings, text_bits
from cleaner.decode.letters import CONTROL, character

PROBE = 2048
MOST_WRONG = 0.05  # share of unassigned, private and control characters; random: over 0.15
MOST_BITS = 26  # half-bits a UTF-16 unit may cost on average: random units cost 40
CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))


def detect(data: bytes) -> str | None:
    """The codec ("utf-32-le", "utf-16-be", ...) that reads the bytes best, None if none does.

    Random bytes hardly ever are UTF-32, and UTF-16 only as rare characters of many scripts; a
    text in an 8-bit encoding reads as such too, but costs less as what it is.
    """
    for codec in ("utf-32-le", "utf-32-be"):
        if len(data) >= 8 and _strictly(data[: len(data) // 4 * 4], codec):
            return codec
    middle = (len(data) // 2 - PROBE // 2) // 2 * 2
    parts = [data] if len(data) <= 2 * PROBE else [data[:PROBE], data[middle : middle + PROBE]]
    costs = {codec: _cost(parts, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = min(costs, key=costs.__getitem__)
    units = sum(len(part) // 2 for part in parts)
    if not units or costs[best] > MOST_BITS * units:
        return None
    return best if costs[best] < _narrow_cost(b"".join(parts)) else None


def _narrow_cost(data: bytes) -> float:
    controls = sum(data.count(b) for b in CONTROLS)
    ascii_bits = 9 * len(data.translate(None, bytes(range(0x80, 0x100)) + CONTROLS))
    high_bits = 0.0 if data.isascii() else max(0.0, readings(data)[0].bits)
    return CONTROL * controls + ascii_bits + high_bits


def _strictly(data: bytes, codec: str) -> bool:
    try:
        text = data.decode(codec)
    except UnicodeError:
        return False
    return not _wrong([text[:PROBE], text[-PROBE:]])


def _wrong(texts: list[str]) -> bool:
    wrong = sum(character(char)[1] >= CONTROL for text in texts for char in text)
    return wrong > MOST_WRONG * sum(map(len, texts))


def _cost(parts: list[bytes], codec: str) -> float:
    texts = [part[: len(part) // 2 * 2].decode(codec, "replace") for part in parts]
    return inf if _wrong(texts) else sum(map(text_bits, texts))
