"""How surprising a next letter is, per language: the yardstick of the encoding detector.

The figures stand in ``letter_pairs.txt`` (written by ``benchmarks/letter_pairs.py`` from the
langdetect profiles, Apache-2.0, and the jusText word lists, BSD). All costs are half-bits:
``-2 * log2(probability)``, so that they are small whole numbers.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from operator import mul
from pathlib import Path

BACKOFF = 6  # an unseen pair of two known letters
WORD_END = 12  # a word end the table does not know
FOREIGN = 38  # a letter the language does not write
MIXED_SCRIPT = 26  # two scripts inside one word
DEAREST_NEEDED = 18  # a letter at most this dear must exist in an encoding for the language


class Language(dict[str, int]):
    """One language: the half-bits of the second of two characters (lower case; " " no letter).

    A dictionary that estimates a pair it lacks, and keeps the estimate.
    """

    def __init__(self, name: str, pairs: dict[str, int]) -> None:
        super().__init__((gram, bits) for gram, bits in pairs.items() if gram[0] != "·")
        self["  "] = 0
        self.name = name
        self.letters = {gram[1]: bits for gram, bits in pairs.items() if gram[0] == "·"}
        self.latin = "a" in self.letters

    def __missing__(self, pair: str) -> int:
        bits = self[pair] = self._estimate(pair[0], pair[1])
        return bits

    def surprise(self, pairs: Mapping[str, int]) -> int:
        """Half-bits of letter pairs with their counts."""
        return sum(map(mul, pairs.values(), map(self.__getitem__, pairs)))

    def _estimate(self, first: str, second: str) -> int:
        if second == " ":
            return WORD_END if first in self.letters else 6
        bits = self.letters.get(second)
        if bits is not None:
            if first.isascii() and first != " " and not self.latin:
                return MIXED_SCRIPT
            return bits + BACKOFF
        if second.isascii() and not self.latin:  # an English word in, say, a Russian text
            if first != " " and not first.isascii():
                return MIXED_SCRIPT
            return languages()["en"][first + second] + 2
        return FOREIGN

    def needed(self) -> frozenset[str]:
        """The letters an encoding must have to be an encoding of this language."""
        return frozenset(c for c, bits in self.letters.items() if bits <= DEAREST_NEEDED)


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Every language of the table by its code ("en", "pl", ...)."""
    tables: dict[str, dict[str, int]] = {}
    text = Path(__file__).with_name("letter_pairs.txt").read_text("utf-8")
    for row in text.split("\n"):
        if row and not row.startswith("#"):
            name, bits, grams = row.split("\t")
            table = tables.setdefault(name, {})
            cost = int(bits)
            for at in range(0, len(grams), 2):
                table[grams[at : at + 2]] = cost
    return {name: Language(name, table) for name, table in tables.items()}


COMMA_BELOW = str.maketrans("șțȘȚ", "şţŞŢ")  # the table's Romanian has the cedilla forms
PLAIN_SYMBOLS = frozenset("“”‘’‚„«»‹›–—…•·€£§©®°ºª´№¿¡×½¼±\xa0\xad²³¹µ™、。「」『』・《》（）【】")
MAY_FOLLOW_LETTER = frozenset("“”’«»‹›…–—·®™°\xa0\xad²³¹ºª")
MAY_PRECEDE_LETTER = frozenset("“”‘’‚„«»‹›¿¡–—·\xa0\xad§©€£•№")
CONTROL, UNDEFINED, PRIVATE, BOX, ODD_SYMBOL, PLAIN_SYMBOL = 44, 50, 50, 26, 22, 15


@lru_cache(maxsize=8192)
def character(char: str) -> tuple[str, int]:
    """The letter a character counts as (" " for none) and the half-bits it costs as a symbol."""
    category = unicodedata.category(char)
    if category[0] in "LM":
        lowered = char.translate(COMMA_BELOW).lower()
        compatibility = "ﬀ" <= char <= "ﭏ" or category == "Lm" or char in "ªº"
        return (" ", ODD_SYMBOL) if compatibility else (lowered[0], 0)
    if char.isascii():
        return " ", 0 if char.isprintable() or char in "\t\n\r\f" else CONTROL
    if char == "\ufffd" or category in ("Cn", "Cs"):
        return " ", UNDEFINED
    if category == "Co":
        return " ", PRIVATE
    if category == "Cc":
        return " ", CONTROL
    if "\u2500" <= char <= "\u25ff":
        return " ", BOX
    return " ", PLAIN_SYMBOL if char in PLAIN_SYMBOLS else ODD_SYMBOL
