"""Which legacy encoding a text is in: the reading that is the least surprising text wins.

Every candidate encoding reads a sample taken from the whole document; each reading costs what its
letters, in the best-fitting language the encoding serves, its symbols and its errors cost
(half-bits, see ``letters`` and ``east_asian``). The idea is that of maximum likelihood over
letter pairs (Cavnar & Trenkle 1994; the "composite approach" of Li & Momoi 2001).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from cleaner import east_asian
from cleaner.letters import CONTROL, UNDEFINED, Language, character, languages

SAMPLE_BYTES = 12_000
WINDOWS = 24
ASCII_WEIGHT = 0.25  # a pair of ASCII letters says which language, not which encoding
UPPER_AFTER_LOWER = 10
DECLARED_BONUS = 60

# Codec -> handicap in half-bits: it decides only where the readings cost alike, mostly in texts of
# a few words. The web's encodings come first, those of one old system last.
SINGLE_BYTE = {
    "cp1252": 0, "cp1251": 2, "cp1250": 3, "cp1254": 6, "cp1253": 3, "cp1255": 3, "cp1256": 3,
    "cp1257": 5, "koi8_r": 4, "koi8_u": 6, "iso8859_2": 5, "iso8859_5": 8, "iso8859_7": 5,
    "iso8859_8": 6, "iso8859_6": 8, "iso8859_9": 8, "iso8859_15": 6, "iso8859_13": 9,
    "iso8859_4": 12, "iso8859_10": 16, "iso8859_14": 16, "iso8859_16": 14, "iso8859_3": 16,
    "cp874": 3, "cp866": 6, "cp855": 12, "cp852": 10, "cp850": 10, "cp437": 12,
    "cp737": 14, "cp857": 14, "cp862": 14, "cp775": 14, "cp869": 18, "cp864": 20,
    "cp861": 20, "cp865": 18, "cp863": 20, "cp860": 20, "cp1125": 14,
    "mac_roman": 10, "mac_cyrillic": 8, "mac_latin2": 12, "mac_greek": 14, "mac_turkish": 14,
    "mac_iceland": 18, "kz1048": 12, "ptcp154": 16,
}  # fmt: skip
MULTI_BYTE = {
    "gb18030": ("zh-Hans", 2),
    "big5": ("zh-Hant", 3),
    "big5hkscs": ("zh-Hant", 8),
    "cp932": ("ja", 2),
    "euc_jp": ("ja", 2),
    "euc_jis_2004": ("ja", 8),
    "cp949": ("ko", 2),
    "johab": ("ko", 10),
}
VISUAL = frozenset({"iso8859_8", "cp862"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One encoding's reading of the sample: ``bits`` (half-bits) the lower the likelier."""

    encoding: str
    bits: float


MARKUP = re.compile(rb"<[^<>]{0,2000}>|&#?[A-Za-z0-9]{1,8};|https?://[\x21-\x7e]{1,500}")
FRAME = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")


def sample(data: bytes) -> bytes:
    """At most ``SAMPLE_BYTES`` of what stands around the bytes above ASCII, from all over."""
    if len(data) > 40 * SAMPLE_BYTES:
        data = b"\n".join(_windows(data, 20 * SAMPLE_BYTES))
    plain = MARKUP.sub(b" ", data)
    lines = b"".join(FRAME.findall(plain)) or plain
    return lines if len(lines) <= SAMPLE_BYTES else b"\n".join(_windows(lines, SAMPLE_BYTES))


def _windows(data: bytes, total: int) -> Iterable[bytes]:
    """Evenly spread windows, each begun after an ASCII blank so that no character is split."""
    size = total // WINDOWS
    step = (len(data) - size) // (WINDOWS - 1)
    for at in range(0, len(data) - size + 1, step):
        window = data[at : at + size]
        blank = re.search(rb"[\x00-\x20<>]", window) if at else None
        yield window[blank.end() :] if blank and blank.end() < size // 2 else window


def _bytes_present(data: bytes) -> frozenset[int]:
    return frozenset(b for b in range(0x80, 0x100) if b in data)


@lru_cache(maxsize=64)
def _alphabet(codec: str) -> tuple[tuple[str, int, bool, bool], ...]:
    """For each byte: the letter it counts as, its cost as a symbol, is it upper, is it lower."""
    text = bytes(range(256)).decode(codec, "replace")
    return tuple((*character(c), c.isupper(), c.islower() and not c.isascii()) for c in text)


@lru_cache(maxsize=64)
def _served(codec: str) -> tuple[Language, ...]:
    """The languages whose letters the encoding has."""
    letters = {entry[0] for entry in _alphabet(codec)}
    if codec == "cp1258":
        return (languages()["vi"],)
    return tuple(
        language
        for language in languages().values()
        if language.name != "ko" and language.needed() <= letters
    )


def _pair_cost(pairs: Mapping[str, float], language: Language) -> float:
    """Costs of the pairs in the language; of ASCII pairs, the difference to English."""
    english = languages()["en"]
    total = 0.0
    for pair, count in pairs.items():
        if not pair.isascii():
            total += count * language.cost(pair)
        elif language.latin:
            total += count * ASCII_WEIGHT * (language.cost(pair) - english.cost(pair))
    return total


def _single(codec: str, counts: Mapping[tuple[int, int], int], present: frozenset[int]) -> float:
    alphabet = _alphabet(codec)
    pairs: dict[str, float] = {}
    bits = float(sum(alphabet[b][1] for b in present if alphabet[b][1] >= CONTROL))
    for (a, b), count in counts.items():
        first, symbol_before, _, lower = alphabet[a]
        second, symbol, upper, _ = alphabet[b]
        if b >= 0x80 and symbol:
            bits += count * (symbol if a != b else min(symbol, 6))
        if lower and upper:
            bits += count * UPPER_AFTER_LOWER
        pair = first + second
        pairs[pair] = pairs.get(pair, 0) + count
    return bits + min(_pair_cost(pairs, language) for language in _served(codec))


def _multi(codec: str, language: str, data: bytes) -> float:
    bits = 0.0
    for char, count in Counter(data.decode(codec, "replace")).items():
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
    return symbols + _pair_cost(folded_pairs(text), languages()["vi"])


ASCII_FOLD = bytes(
    b if b >= 0x80 or chr(b).isalpha() else 0x20 for b in range(256)
)  # upper and lower stay apart: a small letter before a capital counts


def readings(data: bytes, favoured: str | None = None) -> list[Reading]:
    """Every candidate's reading of a text above ASCII, the likeliest first.

    ``favoured`` is the declared codec, if any: it gets ``DECLARED_BONUS`` half-bits.
    """
    part = sample(data)
    present = _bytes_present(data)
    counts: Counter[tuple[int, int]] = Counter(pairwise(b" " + part.translate(ASCII_FOLD) + b" "))
    found = [
        Reading(codec, handicap + _single(codec, counts, present))
        for codec, handicap in SINGLE_BYTE.items()
    ]
    found += [
        Reading(codec, handicap + _multi(codec, language, part))
        for codec, (language, handicap) in MULTI_BYTE.items()
    ]
    found.append(Reading("cp1258", 6 + _vietnamese(part)))
    if favoured:
        found = [
            Reading(r.encoding, r.bits - DECLARED_BONUS) if r.encoding == favoured else r
            for r in found
        ]
    return sorted(found, key=lambda reading: reading.bits)


CONTROL_BYTE_BITS = CONTROL


def text_bits(text: str) -> float:
    """What a decoded text costs, in any script: for UTF-16, and for pieces of UTF-8.

    Letters of a script without a table cost as in a table-less language: cheap after a neighbour
    of the same block, dear after any other.
    """
    bits, others, known = 0.0, 0, Counter[str]()
    east = Counter[str]()
    for pair, count in folded_pairs(text).items():
        known[pair] += count
    for char, count in Counter(text).items():
        symbol = character(char)[1]
        if ord(char) > 0x2E80 and symbol < CONTROL:
            east[char] += count
        else:
            bits += count * symbol
    bits += min(
        sum(n * east_asian.cost(c, language) for c, n in east.items())
        for language in ("zh-Hans", "zh-Hant", "ja", "ko")
    )
    del others
    return bits + _script_bits(known)


SAME_BLOCK, OTHER_BLOCK = 12, 34


def _script_bits(pairs: Mapping[str, int]) -> float:
    """Letter pairs below the East Asian blocks, in the best-fitting language."""
    low = {pair: n for pair, n in pairs.items() if max(pair) < "\u2e80" and pair != "  "}
    general = 0.0
    for pair, count in low.items():
        first, second = map(ord, pair)
        if pair[1] != " ":
            near = first >> 8 == second >> 8 or first == 0x20
            general += count * (SAME_BLOCK if near else OTHER_BLOCK)
    scores = [
        sum(n * language.cost(p) for p, n in low.items()) for language in languages().values()
    ]
    return min(general, *scores)
