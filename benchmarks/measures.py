"""The measures: word F1, shingle F1, snippets, and lines labelled by their gold text."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # tokens


@dataclass(frozen=True, slots=True)
class Score:
    """One text against its gold: each between 0 and 1."""

    word_f1: float
    word_precision: float
    word_recall: float
    shingle_precision: float
    shingle_recall: float


def tokens(text: str) -> list[str]:
    """Lower-cased ``\\w+`` tokens, as the published figures for WCXB count them."""
    return _WORD.findall(text.lower())


def score(text: str, gold: str) -> Score:
    """Score a text: word multisets, and multisets of shingles of four tokens."""
    have, want = tokens(text), tokens(gold)
    precision, recall = _overlap(Counter(have), Counter(want))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    shingles = _overlap(_shingles(have), _shingles(want))
    return Score(f1, precision, recall, *shingles)


def _overlap(have: Counter[object], want: Counter[object]) -> tuple[float, float]:
    if not have and not want:
        return 1.0, 1.0
    common = (have & want).total()
    return common / max(have.total(), 1), common / max(want.total(), 1)


def _shingles(words: Sequence[str]) -> Counter[object]:
    size = min(_SHINGLE, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


@dataclass(frozen=True, slots=True)
class Mean:
    """Means over pages; ``shingle_f1`` is the F1 of the mean precision and the mean recall."""

    pages: int
    word_f1: float
    word_precision: float
    word_recall: float
    shingle_f1: float


def mean(scores: Sequence[Score]) -> Mean:
    """Average the scores of pages."""
    count = max(len(scores), 1)

    def average(field: str) -> float:
        return sum(getattr(score, field) for score in scores) / count

    precision, recall = average("shingle_precision"), average("shingle_recall")
    return Mean(
        len(scores),
        average("word_f1"),
        average("word_precision"),
        average("word_recall"),
        2 * precision * recall / (precision + recall) if precision + recall else 0.0,
    )


def snippets(text: str, wanted: Sequence[str], unwanted: Sequence[str]) -> tuple[int, int]:
    """How many of the wanted snippets the text holds, and how many of the unwanted ones."""
    folded = f" {' '.join(tokens(text))} "

    def held(snippet: str) -> bool:
        return f" {' '.join(tokens(snippet))} " in folded

    return sum(map(held, wanted)), sum(map(held, unwanted))


def label_lines(text: str, gold: str) -> list[bool | None]:
    """Say of each line of ``text`` whether it is article (True), noise (False) or neither.

    A line is article when the gold text holds eight tenths of its shingles, noise when it holds
    at most a tenth; a line of fewer tokens than a shingle is article when the gold text has it as
    a line, and noise when the gold text nowhere holds its tokens in a row.
    """
    gold_tokens = tokens(gold)
    known = _shingles(gold_tokens)
    gold_lines = {tuple(tokens(line)) for line in gold.split("\n")}
    folded = f" {' '.join(gold_tokens)} "
    return [_label(tokens(line), known, gold_lines, folded) for line in text.split("\n")]


def _label(
    line: Sequence[str],
    known: Counter[object],
    gold_lines: set[tuple[str, ...]],
    folded: str,
) -> bool | None:
    if not line:
        return None
    if len(line) < _SHINGLE:
        if tuple(line) in gold_lines:
            return True
        return None if f" {' '.join(line)} " in folded else False
    shingles = _shingles(line)
    share = sum(n for shingle, n in shingles.items() if shingle in known) / shingles.total()
    return True if share >= 0.8 else False if share <= 0.1 else None
