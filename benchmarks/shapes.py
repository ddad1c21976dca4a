"""Texts of odd shapes and sizes, all made from the project's own sentences by a fixed seed."""

import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from benchmarks.labelled import read_folder
from cleaner.repair import repair
from cleaner.rules import Rule

_SYLLABLES = [a + b for a in "bdfgklmnprst" for b in "aeiou"]


@cache
def sentences() -> tuple[str, ...]:
    """Long English article lines of the labelled documents that need no repair."""
    found: list[str] = []
    for document in read_folder(Path(__file__).parent / "labelled" / "dev"):
        if document.language == "en" and not repair(document.text)[1]:
            lines = zip(document.text.split("\n"), document.labels, strict=True)
            found += [line for line, label in lines if label == "K" and len(line) > 100]
    return tuple(found)


def paragraphs(blocks: Sequence[str], count: int, seed: int) -> list[str]:
    """Paragraphs that say nothing twice: words of the blocks, shuffled."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        line = chance.choice(blocks).split(" ")
        chance.shuffle(line)
        found.append(" ".join(line).rstrip(".,") + ".")
    return found


def article(size: int, seed: int = 7) -> str:
    """A text of about ``size`` characters, of paragraphs that differ."""
    average = sum(map(len, sentences())) / len(sentences()) + 3
    return "\n\n".join(paragraphs(sentences(), max(int(size / average), 1), seed))[:size]


def _articles(size: int) -> list[str]:
    """Two hundred texts: one call of a millisecond would measure the clock."""
    return [article(size, seed) for seed in range(200)]


def mojibake(text: str) -> str:
    """A text with every tenth paragraph's typography broken as UTF-8 read as Windows-1252."""
    lines = text.split("\n\n")
    for at in range(0, len(lines), 10):
        words = f"“{lines[at]}” – café"
        lines[at] = words.encode("utf-8").decode("cp1252", "replace").replace("\ufffd", "\x9d")
    return "\n\n".join(lines)


def _one_line(size: int) -> str:
    return article(size).replace("\n\n", " ")


def _short_lines(count: int) -> str:
    chance = random.Random(3)
    words = " ".join(sentences()[:200]).split(" ")
    return "\n".join(" ".join(chance.choices(words, k=5)) for _ in range(count))


def _identical(count: int) -> str:
    return "\n\n".join([sentences()[0]] * count)


def _almost_identical(count: int) -> str:
    return "\n\n".join(f"{sentences()[0][:-1]} {number}." for number in range(count))


def _near_duplicates(count: int) -> str:
    chance = random.Random(5)
    found = []
    for number in range(count):
        words = sentences()[number % 400].split(" ")
        words[chance.randrange(len(words))] = chance.choice(_SYLLABLES) * 2
        found.append(" ".join(words))
    return "\n\n".join(found)


def _alone(make: Callable[[int], str]) -> Callable[[int], list[str]]:
    return lambda size: [make(size)]


# By name: how its texts are made, their size in a short run, and their full size.
SHAPES: dict[str, tuple[Callable[[int], list[str]], int, int]] = {
    "1-kilobyte": (_articles, 1_000, 1_000),
    "one-large-text": (_alone(article), 2_000_000, 64_000_000),
    "one-long-line": (_alone(_one_line), 1_000_000, 10_000_000),
    "short-lines": (_alone(_short_lines), 50_000, 1_000_000),
    "identical-lines": (_alone(_identical), 10_000, 100_000),
    "almost-identical-lines": (_alone(_almost_identical), 10_000, 100_000),
    "near-duplicate-paragraphs": (_alone(_near_duplicates), 2_000, 20_000),
}


def synthetic_rules(count: int) -> list[Rule]:
    """Rules of the usual make for phrases that no text has."""
    chance = random.Random(11)

    def word() -> str:
        return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))

    return [
        Rule(
            id=f"ads.synthetic-{number}",
            category="ads",
            languages=("en",),
            scope="line",
            strength="sure",
            patterns=(
                f"({word()}|{word()}) (our|your|the) {word()}s?",
                f".{{0,40}}{word()} {word()}.{{0,60}}",
                f"({word()} )?{word()}( {word()})?[:.]?",
            ),
            why="Measures what more rules cost.",
            removes=("x",),
            keeps=("y",),
        )
        for number in range(count)
    ]
