"""Recall of injected copies, and lines wrongly cut, by the way of copying (`tests/copies.py`)."""

from collections import Counter
from collections.abc import Iterable
from multiprocessing import Pool
from pathlib import Path

from cleaner import Cleaner, clean
from cleaner.repair import repair
from tests.copies import copied

_REPEATS = Cleaner(categories=["repeat"])
FIXTURES = Path(__file__).parent.parent / "fixtures"


def measure_copies(texts: Iterable[str] = ()) -> dict[str, dict[str, float]]:
    """Copy the clean fixtures, and ``texts``, in every way and clean the copies.

    The row "as it stands" is the clean texts themselves: refrains, answers, cells and formulae
    that the repeat rules must leave alone.
    """
    sources = [
        path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*/clean.txt"))
    ] + [clean(text).text for text in texts]
    sums: dict[str, Counter[str]] = {}
    with Pool() as pool:
        for found in pool.imap(_counts, sources, chunksize=2):
            for way, counts in found.items():
                sums.setdefault(way, Counter()).update(counts)
    return {
        way: {
            "texts": counts["texts"],
            "copies": counts["copies"],
            "found": round(counts["found"] / max(counts["copies"], 1), 5),
            "wrong": counts["wrong"],
        }
        for way, counts in sums.items()
    }


def _counts(text: str) -> dict[str, Counter[str]]:
    text = repair(text)[0]
    own = Counter(line.strip() for line in text.split("\n") if line.strip())
    found = {"as it stands": Counter(texts=1, wrong=(own - _lines(text)).total())}
    for copy in copied(text):
        left = _lines(copy.text)
        injected = Counter(copy.lines[number].strip() for number in copy.copies)
        surplus = sum(
            min(count, max(0, left[line] - own[line])) for line, count in injected.items()
        )
        found[copy.way] = Counter(
            texts=1,
            copies=injected.total(),
            found=injected.total() - surplus,
            wrong=(own - left).total(),
        )
    return found


def _lines(text: str) -> Counter[str]:
    """The lines that the repeat stage alone leaves of a text."""
    return Counter(line.strip() for line in _REPEATS.clean(text).text.split("\n") if line.strip())
