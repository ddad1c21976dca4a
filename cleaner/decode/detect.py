"""Which legacy encoding a text is in: the reading that is the least surprising text wins.

Every candidate encoding reads a sample taken from the whole document; each reading costs what its
letters, in the best-fitting language the encoding serves, its symbols and its errors cost
(half-bits, see ``letters`` and ``east_asian``). The idea is that of maximum likelihood over
letter pairs (Cavnar & Trenkle 1994; the "composite approach" of Li & Momoi 2001).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

from cleaner.decode import east_asian, single_byte
from cleaner.decode.letters import CONTROL, UNDEFINED, character, languages

SAMPLE_BYTES = 5_000
DECLARED_BONUS = 60  # half-bits: enough for a few words, nothing against a page

# Codec -> its language and its handicap in half-bits, as in ``single_byte.HANDICAPS``.
MULTI_BYTE = {
    "gb18030": ("zh-Hans", 2),
    "big5": ("zh-Hant", 3),
    "big5hkscs": ("zh-Hant", 5),
    "cp950": ("zh-Hant", 8),
    "cp932": ("ja", 2),
    "euc_jp": ("ja", 2),
    "euc_jis_2004": ("ja", 8),
    "cp949": ("ko", 2),
    "johab": ("ko", 10),
}
VIETNAMESE_HANDICAP = 12
TOUCHING = re.compile("[A-Za-z][\u2e80-\uffdf]|[\u2e80-\uffdf][A-Za-z]")
TOUCHING_ASCII = 10  # half-bits: ideographs made of accented Latin letters stand amid ASCII ones
EAST_ASIAN = "\u2e80"


@dataclass(frozen=True, slots=True)
class Reading:
    """One encoding's reading of the sample: ``bits`` (half-bits) the lower the likelier."""

    encoding: str
    bits: float


MARKUP = re.compile(rb"<[^<>]{0,2000}>|&#?[A-Za-z0-9]{1,8};|https?://[\x21-\x7e]{1,500}")
BREAK = re.compile(rb"[\x00-\x20<>]")  # no later byte of any character
UNIT_BYTES = 500


def sample(data: bytes) -> bytes:
    """About ``SAMPLE_BYTES`` of the lines with bytes above ASCII, from the whole document."""
    lines = (line for line in data.split(b"\n") if not line.isascii())
    units = [unit for line in lines for unit in _units(line)]
    part = b"\n".join(_spread(units, 8 * SAMPLE_BYTES))
    plain = MARKUP.sub(b" ", part)
    lines = (line for line in plain.split(b"\n") if not line.isascii())
    units = [unit for line in lines for unit in _units(line)]
    return b"\n".join(_spread(units, SAMPLE_BYTES)) if units else part[:SAMPLE_BYTES]


def _units(line: bytes) -> Iterator[bytes]:
    """A line in parts that begin after a blank, for a part must not begin inside a character."""
    yield line[:UNIT_BYTES]
    for at in range(UNIT_BYTES, len(line), UNIT_BYTES):
        unit = line[at : at + UNIT_BYTES]
        blank = None if unit.isascii() else BREAK.search(unit)
        if blank:
            yield unit[blank.end() :]


def _spread(units: Sequence[bytes], budget: int) -> Iterator[bytes]:
    """All units, or evenly spaced ones that fill the budget of bytes."""
    step = max(1.0, sum(map(len, units)) / budget)
    due = 0.0
    for at, unit in enumerate(units):
        if at >= due:
            due += step
            yield unit


def high_bytes(data: bytes) -> int:
    """How many bytes are above ASCII."""
    return len(data.translate(None, bytes(range(0x80))))


def _bytes_present(data: bytes) -> frozenset[int]:
    return frozenset(b for b in range(0x80, 0x100) if b in data)


def _multi(codec: str, language: str, data: bytes) -> float:
    text = data.decode(codec, "replace")
    bits = float(TOUCHING_ASCII * len(TOUCHING.findall(text)))
    for char, count in Counter(text).items():
        if not char.isascii():
            bits += count * (UNDEFINED if char == "\ufffd" else east_asian.cost(char, language))
    return bits


def folded_pairs(text: str) -> Counter[str]:
    """Letter pairs of a decoded text (NFC, so that a letter with its mark counts as one)."""
    return Counter(
        a + b for a, b in pairwise([character(c)[0] for c in f" {normalize('NFC', text)} "])
    )


def _vietnamese(data: bytes) -> float:
    text = data.decode("cp1258", "replace")
    symbols = sum(n * character(c)[1] for c, n in Counter(text).items() if not c.isascii())
    vietnamese, english = languages()["vi"], languages()["en"]
    pairs = folded_pairs(text)
    plain = {pair: n for pair, n in pairs.items() if pair.isascii()}
    other = {pair: n for pair, n in pairs.items() if not pair.isascii()}
    ascii_bits = vietnamese.surprise(plain) - english.surprise(plain)
    return symbols + single_byte.ASCII_WEIGHT * ascii_bits + vietnamese.surprise(other)


def readings(data: bytes, favoured: str | None = None) -> list[Reading]:
    """Every contender's reading of a text above ASCII, the likeliest first.

    ``favoured`` is the declared codec, if any: it gets ``DECLARED_BONUS`` half-bits.
    """
    part = sample(data)
    costs = {
        codec: handicap + _multi(codec, language, part)
        for codec, (language, handicap) in MULTI_BYTE.items()
    }
    costs["cp1258"] = VIETNAMESE_HANDICAP + _vietnamese(part)
    rival = min(costs.values())
    costs |= single_byte.readings(part, _bytes_present(data), favoured, rival)
    if favoured in costs:
        costs[favoured] -= DECLARED_BONUS
    return sorted((Reading(*item) for item in costs.items()), key=lambda reading: reading.bits)


SAME_BLOCK, OTHER_BLOCK = 12, 34  # half-bits of a letter after one of its own block, of another


def text_bits(text: str) -> float:
    """What a decoded text costs, in any script: for UTF-16, and for stretches of UTF-8.

    Letters of a script without a table cost as in a table-less language: little after a
    neighbour of the same block, much after any other.
    """
    bits = 0.0
    east: Counter[str] = Counter()
    for char, count in Counter(text).items():
        symbol = character(char)[1]
        if char >= EAST_ASIAN and symbol < CONTROL:
            east[char] += count
        else:
            bits += count * symbol
    return (
        bits
        + _letter_bits(folded_pairs(text))
        + min(
            sum(n * east_asian.cost(char, language) for char, n in east.items())
            for language in ("zh-Hans", "zh-Hant", "ja", "ko")
        )
    )


def _letter_bits(pairs: Mapping[str, int]) -> float:
    """Letter pairs below the East Asian blocks, in the best-fitting language."""
    low = {pair: n for pair, n in pairs.items() if max(pair) < EAST_ASIAN and pair != "  "}
    general = 0.0
    beside = sum(n for pair, n in pairs.items() if min(pair) >= "\x80" and _parted(pair))
    for pair, count in low.items():
        first, second = pair[0], pair[1]
        near = first == " " or ord(first) >> 8 == ord(second) >> 8
        if second != " ":
            general += count * (SAME_BLOCK if near else OTHER_BLOCK)
    return OTHER_BLOCK * beside + min(
        general, *(language.surprise(low) for language in languages().values())
    )


def _parted(pair: str) -> bool:
    """Is one of the two an East Asian character and the other not?"""
    return (pair[0] < EAST_ASIAN) != (pair[1] < EAST_ASIAN)
