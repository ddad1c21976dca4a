"""Write ``cleaner/decode/letter_pairs.txt``: how many bits each next letter costs, per language.

    python benchmarks/letter_pairs.py <langdetect profiles folder> > cleaner/decode/letter_pairs.txt

Two sources, both free to use and to derive from: the n-gram counts that the language-detection
project took from Wikipedia (Apache License 2.0, shipped in the ``langdetect`` source archive),
and, for the languages it lacks, the frequency-ordered word lists of jusText (BSD licence), whose
words are weighted by rank after Zipf's law.
"""

import importlib.util
import json
import math
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

COUNTED = """
    af ar bg ca cs cy da de el en es et fa fi fr he hr hu id it ko lt lv mk nl no pl pt ro ru sk sl
    sq sv th tl tr uk ur vi
"""
LISTED = {
    "az": "Azerbaijani",
    "be": "Belarusian",
    "eo": "Esperanto",
    "eu": "Basque",
    "ga": "Irish",
    "is": "Icelandic",
    "kk": "Kazakh",
    "mt": "Maltese",
    "sr": "Serbian",
}
SINGLE_LETTERS = frozenset({"ko"})
RAREST_SHARE = 3e-5
MOST_BITS = 13


def folded(text: str) -> str:
    """Lower-case; everything that is no letter or mark becomes one space class."""
    lowered = unicodedata.normalize("NFC", text.lower())
    return "".join(c if unicodedata.category(c)[0] in "LM" else " " for c in lowered)


def script(letter: str) -> str:
    """The first word of the character's Unicode name: LATIN, CYRILLIC, COMBINING, ..."""
    return unicodedata.name(letter, "UNNAMED").split()[0]


def counted(profile: Path) -> Counter[str]:
    """Letter and letter-pair counts of one langdetect profile."""
    counts: Counter[str] = Counter()
    for gram, count in json.loads(profile.read_text("utf-8"))["freq"].items():
        lowered = folded(gram)
        if len(gram) <= 2 and len(lowered) == len(gram):
            counts[lowered] += count
    return counts


def listed(words: Iterable[str]) -> Counter[str]:
    """Letter and letter-pair counts of a word list in falling order of frequency."""
    counts: Counter[str] = Counter()
    for rank, word in enumerate(words, start=1):
        padded = f" {folded(word).strip()} "
        for first, second in pairwise(padded):
            counts[first + second] += max(1, 100_000 // rank)
            if second != " ":
                counts[second] += max(1, 100_000 // rank)
    return counts


def bits(counts: Counter[str]) -> dict[str, int]:
    """Half-bits of surprise: one letter on its own, and a second letter after a first."""
    letters = {gram: n for gram, n in counts.items() if len(gram) == 1 and gram != " "}
    total = sum(letters.values())
    own = script(max(letters, key=letters.__getitem__))
    letters = {gram: n for gram, n in letters.items() if script(gram) == own}
    letters = {gram: n for gram, n in letters.items() if n > total * RAREST_SHARE}
    total = sum(letters.values())
    table = {gram: round(-2 * math.log2(n / total)) for gram, n in letters.items()}
    firsts: Counter[str] = Counter()
    for gram, count in counts.items():
        if len(gram) == 2:
            firsts[gram[0]] += count
    for gram, count in counts.items():
        if len(gram) == 2 and gram != "  " and set(gram) <= letters.keys() | {" "}:
            known = max(firsts[gram[0]], letters.get(gram[0], 0))
            cost = round(-2 * math.log2(count / known))
            if cost <= 2 * MOST_BITS:
                table[gram] = cost
    return table


def rows(language: str, table: dict[str, int]) -> Iterable[str]:
    """Rows of ``language <tab> half-bits <tab> pairs``; a letter on its own stands after "·"."""
    levels: dict[int, list[str]] = {}
    for gram, cost in table.items():
        levels.setdefault(cost, []).append(gram if len(gram) == 2 else "·" + gram)
    for cost in sorted(levels):
        yield f"{language}\t{cost}\t{''.join(sorted(levels[cost]))}"


def main(profiles: Path) -> None:
    spec = importlib.util.find_spec("justext")
    if spec is None or spec.origin is None:
        raise SystemExit("justext is not installed")
    stoplists = Path(spec.origin).parent / "stoplists"
    print(__doc__.split("\n")[0].replace("Write ``cleaner/decode/letter_pairs.txt``: h", "# H"))
    print("# Written by benchmarks/letter_pairs.py from langdetect (Apache-2.0) and jusText (BSD).")
    print("# language <tab> half-bits of surprise <tab> pairs; a letter on its own stands after ·")
    for language in sorted([*COUNTED.split(), *LISTED]):
        if language in LISTED:
            name = f"{LISTED[language]}.txt"
            counts = listed((stoplists / name).read_text("utf-8").split())
        else:
            counts = counted(profiles / language)
        if language in SINGLE_LETTERS:
            counts = Counter({gram: n for gram, n in counts.items() if len(gram) == 1})
        print("\n".join(rows(language, bits(counts))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
