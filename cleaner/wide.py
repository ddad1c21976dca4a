"""UTF-16 and UTF-32 without a byte-order mark."""

from cleaner.detect import CONTROL_BYTE_BITS, text_bits

PROBE = 8192
MOST_BITS = 20  # half-bits a UTF-16 unit may cost: random units cost twice that


def detect(data: bytes) -> str | None:
    """ "utf-32-le", "utf-16-be", ...: what the bytes are read as best, None if in none of them."""
    for codec in ("utf-32-le", "utf-32-be"):
        if len(data) >= 8 and _strictly(data[: len(data) // 4 * 4], codec):
            return codec
    middle = (len(data) // 2 - PROBE // 2) // 2 * 2
    parts = [data] if len(data) <= 2 * PROBE else [data[:PROBE], data[middle : middle + PROBE]]
    costs = {codec: _cost(parts, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = min(costs, key=costs.__getitem__)
    units = sum(len(part) // 2 for part in parts)
    controls = sum(part.count(b) for part in parts for b in (*range(9), *range(14, 27)))
    if (
        units
        and costs[best] <= MOST_BITS * units
        and controls * CONTROL_BYTE_BITS > costs[best] / 2
    ):
        return best
    return None


def _strictly(data: bytes, codec: str) -> bool:
    try:
        return bool(data.decode(codec))
    except UnicodeError:
        return False


def _cost(parts: list[bytes], codec: str) -> float:
    return sum(text_bits(part[: len(part) // 2 * 2].decode(codec, "replace")) for part in parts)
