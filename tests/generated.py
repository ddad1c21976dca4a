"""Documents made by dice with a fixed seed, as a cleaner would leave them: for large reports."""

from collections.abc import Iterator
from random import Random

from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry
from cleaner.rules import default_rules

WORDS = 4000
SITES = 300
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "li",
    "mo",
    "nu",
    "wen",
    "zar",
    "ick",
    "ell",
    "oth",
)


def entries(count: int, seed: int = 6) -> Iterator[Entry]:
    """Yield ``count`` documents of about four thousand characters with about twenty cuts each.

    Words are drawn afresh for every document, so they deflate worse than what people write.
    """
    dice = Random(seed)
    words = ["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(WORDS)]
    rules = dice.sample(default_rules().rules, 400)
    for number in range(count):
        yield _entry(number, dice, words, [(rule.id, rule.category) for rule in rules])


def _entry(number: int, dice: Random, words: list[str], rules: list[tuple[str, str]]) -> Entry:
    kept: list[str] = []
    removals: list[Removal] = []
    at = 0
    noise = dice.random() * 0.6
    for _ in range(dice.randint(20, 60)):
        if dice.random() < noise:
            line = " ".join(dice.choices(words, k=dice.randint(1, 12))) + "\n"
            removals.append(Removal(at, at + len(line), line, *dice.choice(rules)))
        else:
            line = " ".join(dice.choices(words, k=dice.randint(3, 45))) + ".\n"
            kept.append(line)
        at += len(line)
    site = f"site{int(dice.paretovariate(1)) % SITES}.example"
    return Entry(
        id=f"{site}/{number:05}.html",
        url=f"https://www.{site}/{number}",
        title=" ".join(dice.choices(words, k=7)).capitalize(),
        source=Source(dice.choice(["utf-8", "utf-8", "cp1252"]), "detected", "html"),
        text="".join(kept),
        characters=at,
        removals=tuple(removals),
        repairs=(Repair(0, 1, "x", ("decode utf-8",)),) if dice.random() < 0.1 else (),
        warnings=("no paragraph was kept",) if dice.random() < 0.05 else (),
    )
