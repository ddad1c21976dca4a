"""How surprising a text is in each of the one-byte-a-character encodings."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter, mul

from cleaner.decode.letters import (
    CONTROL,
    FOREIGN,
    MAY_FOLLOW_LETTER,
    MAY_PRECEDE_LETTER,
    MIXED_SCRIPT,
    Language,
    character,
    languages,
)

ASCII_WEIGHT = 0.25  # a pair of ASCII letters says which language, not which encoding
UPPER_AFTER_LOWER = 10
SYMBOL_AT_LETTER = 12  # "l©" or "©l": most symbols do not touch a letter
DIGIT_AT_LETTER = 12  # tells the pound sign of one encoding from the letter of another
DIGITS = b"0123456789"
REPEATED_SYMBOL = 6  # in a row of box drawing only the first one is news
FREQUENT_PAIRS = 200
HOPELESS, HOPELESS_SHORT = 1.6, 400  # letter pairs never make up for so much
CONTENDING_CODECS, CONTENDING_LANGUAGES = 8, 6  # those that are scored by letter pairs
TOUCHING = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")

# Codec -> handicap in half-bits: it decides only where the readings cost alike, mostly in texts of
# a few words. The web's encodings come first, those of one old system last.
HANDICAPS = {
    "cp1252": 0, "cp1251": 2, "cp1250": 3, "cp1254": 6, "cp1253": 3, "cp1255": 3, "cp1256": 3,
    "cp1257": 5, "koi8-r": 4, "koi8-u": 5, "iso8859-2": 5, "iso8859-5": 8, "iso8859-7": 5,
    "iso8859-8": 6, "iso8859-6": 8, "iso8859-9": 8, "iso8859-15": 6, "iso8859-13": 9,
    "iso8859-4": 12, "iso8859-10": 16, "iso8859-14": 16, "iso8859-16": 14, "iso8859-3": 16,
    "cp874": 3, "cp866": 6, "cp855": 12, "cp852": 10, "cp850": 10, "cp437": 12,
    "cp737": 14, "cp857": 14, "cp862": 14, "cp775": 14, "cp869": 18, "cp864": 20,
    "cp861": 20, "cp865": 18, "cp863": 20, "cp860": 20, "cp1125": 14,
    "mac-roman": 10, "mac-cyrillic": 8, "mac-latin2": 12, "mac-greek": 14, "mac-turkish": 14,
    "mac-iceland": 18, "kz1048": 12, "ptcp154": 16,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """What one byte is in an encoding: ``letter`` " " and ``symbol`` half-bits for no letter."""

    char: str
    letter: str
    symbol: int
    upper: bool
    lower: bool
    shy_before: int  # half-bits of standing before a letter, after a letter
    shy_after: int


@lru_cache(maxsize=64)
def alphabet(codec: str) -> tuple[Cell, ...]:
    """The 256 cells of an encoding."""
    return tuple(_cell(char) for char in bytes(range(256)).decode(codec, "replace"))


def _cell(char: str) -> Cell:
    letter, symbol = character(char)
    before = SYMBOL_AT_LETTER if symbol and char not in MAY_PRECEDE_LETTER else 0
    after = SYMBOL_AT_LETTER if symbol and char not in MAY_FOLLOW_LETTER else 0
    if char == "\xa0":  # stands between words, but seldom often
        before = after = SYMBOL_AT_LETTER // 2
    return Cell(char, letter, symbol, char.isupper(), char.islower(), before, after)


@lru_cache(maxsize=64)
def served(codec: str) -> tuple[tuple[Language, tuple[int, ...]], ...]:
    """The languages whose letters the encoding has, each with what its single bytes cost."""
    cells = alphabet(codec)
    letters = {cell.letter for cell in cells}
    return tuple(
        (language, tuple(_alone(cell, language) for cell in cells))
        for language in languages().values()
        if language.name != "ko" and language.needed() <= letters
    )


def _alone(cell: Cell, language: Language) -> int:
    return cell.symbol if cell.letter == " " else language.letters.get(cell.letter, FOREIGN)


def readings(
    sample: bytes, present: frozenset[int], favoured: str | None, rival: float
) -> dict[str, float]:
    """Half-bits of the sample in each encoding that is a contender.

    ``present`` are the bytes above ASCII of the whole document: one that an encoding leaves
    undefined counts even where the sample lacks it. Encodings that read all of them alike are
    represented by one: ``favoured`` or the most usual. ``rival`` is what the best reading so far
    costs: encodings far behind it are left out.
    """
    ascii_pairs: Counter[str] = Counter()
    high_pairs: dict[tuple[int, int], int] = {}
    for (a, b), count in Counter(pairwise(b" " + sample + b" ")).items():
        if a < 0x80 and b < 0x80:
            ascii_pairs[character(chr(a))[0] + character(chr(b))[0]] += count
        else:
            high_pairs[a, b] = count
    frequent = dict(ascii_pairs.most_common(FREQUENT_PAIRS))
    deltas = {lang.name: _ascii_delta(frequent, lang) for lang in languages().values()}
    best: dict[str, float] = {}
    for alone, codec, fitting in _contenders(sample, present, deltas, favoured):
        if best and alone > HOPELESS * min([rival, *best.values()]) + HOPELESS_SHORT:
            continue
        undefined = (alphabet(codec)[b].symbol for b in present)
        frame, pairs = _frame(codec, high_pairs)
        frame += sum(bits for bits in undefined if bits >= CONTROL) + HANDICAPS[codec]
        best[codec] = frame + min(deltas[lang.name] + lang.surprise(pairs) for lang in fitting)
    return best


def _contenders(
    sample: bytes,
    present: frozenset[int],
    deltas: Mapping[str, float],
    favoured: str | None,
) -> Iterator[tuple[float, str, list[Language]]]:
    """The encodings, with their languages, in which the single letters are the least surprising.

    Scoring letter pairs in every language of every encoding would take a quarter of a second.
    """
    counts = Counter(sample)
    touching = Counter(found[0] for found in TOUCHING.findall(sample))
    high = sorted(present)
    numbers = [max(1, counts[b]) for b in high]
    pick = itemgetter(*high, high[0]) if high else itemgetter(0, 0)  # one index gives no tuple
    ranked: list[tuple[float, str, list[Language]]] = []
    for codecs in _alike(high, favoured):
        cells = alphabet(codecs[0])
        mixing = MIXED_SCRIPT * sum(touching[b] for b in high if cells[b].letter != " ")
        fits: dict[str, tuple[float, Language]] = {}
        for language, costs in chain.from_iterable(map(served, codecs)):
            if language.name not in fits:
                extra = deltas[language.name] if language.latin else mixing
                fits[language.name] = extra + sum(map(mul, numbers, pick(costs))), language
        order = sorted(fits.values(), key=itemgetter(0))
        fitting = [language for _, language in order[:CONTENDING_LANGUAGES]]
        ranked.append((order[0][0] + HANDICAPS[codecs[0]], codecs[0], fitting))
    ranked.sort(key=itemgetter(0))
    for at, contender in enumerate(ranked):
        if at < CONTENDING_CODECS or contender[1] == favoured:
            yield contender


def _alike(high: Sequence[int], favoured: str | None) -> Iterable[list[str]]:
    """The encodings grouped by how they read these bytes, the favoured or most usual one first."""
    groups: dict[str, list[str]] = {}
    for codec in sorted(HANDICAPS, key=lambda codec: (codec != favoured, HANDICAPS[codec])):
        cells = alphabet(codec)
        groups.setdefault("".join([cells[b].char for b in high]), []).append(codec)
    return groups.values()


def _frame(codec: str, high_pairs: Mapping[tuple[int, int], int]) -> tuple[float, dict[str, int]]:
    """What an encoding's symbols and odd case cost in any language, and its letter pairs."""
    cells = alphabet(codec)
    bits = 0.0
    pairs: dict[str, int] = {}
    for (a, b), count in high_pairs.items():
        first, second = cells[a], cells[b]
        if b >= 0x80 and second.symbol:
            bits += count * (second.symbol if a != b else min(second.symbol, REPEATED_SYMBOL))
        if second.letter != " ":
            bits += count * first.shy_before
            if second.upper and first.lower:
                bits += count * UPPER_AFTER_LOWER
        if first.letter != " ":
            bits += count * (DIGIT_AT_LETTER if b in DIGITS else second.shy_after)
        elif second.letter != " " and a in DIGITS:
            bits += count * DIGIT_AT_LETTER
        pair = first.letter + second.letter
        pairs[pair] = pairs.get(pair, 0) + count
    return bits, pairs


def _ascii_delta(pairs: Mapping[str, int], language: Language) -> float:
    """How much dearer than English the ASCII letter pairs are (negative: the language fits)."""
    if not language.latin:
        return 0.0
    english = languages()["en"]
    return ASCII_WEIGHT * (language.surprise(pairs) - english.surprise(pairs))
