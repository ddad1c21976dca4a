"""The words of a line as evidence: a logistic regression over its words, pairs, first and last.

The weights come from `benchmarks/train.py`. A score is a log-odds: above 0 the words are more
often an article's, below it more often a page's furniture.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt

from cleaner.classifier.weights import Weights

_DIGITS = re.compile(r"\d+")
_MOST_WORDS = 60  # a long paragraph is known by its beginning
_MOST_PAIRS = 30
_BOUND = 8.0
_SCALE = 40  # words: the weight of one word sinks with their number, up to here


def terms(line_words: Sequence[str]) -> Iterator[tuple[str, float]]:
    """The terms of a line, each with its value: words, neighbouring pairs, the edges.

    ``line_words`` are lower-cased (`view.words`). A term is its kind and its words: "w:reply",
    "p:read more", "f:published" (first), "l:ago" (last). Numbers count as "0".
    """
    if not line_words:
        return
    shown = [
        _DIGITS.sub("0", word) if not word.isalpha() else word for word in line_words[:_MOST_WORDS]
    ]
    value = 1 / sqrt(min(len(line_words), _SCALE))
    for word in shown:
        yield "w:" + word, value
    pairs = shown[: _MOST_PAIRS + 1]
    for first, second in pairwise(pairs):
        yield f"p:{first} {second}", value
    yield "f:" + shown[0], 1.0
    last = line_words[-1]
    yield "l:" + (last if last.isalpha() else _DIGITS.sub("0", last)), 1.0


def lexical_score(line_words: Sequence[str], weights: Weights) -> tuple[float, float]:
    """The log-odds of a line's words, and the share of its words (0 to 1) that are known."""
    total, known, count = weights.bias, 0, 0
    for term, value in terms(line_words):
        weight = weights.words.get(term)
        if term[0] == "w":
            count += 1
            known += weight is not None
        if weight is not None:
            total += weight * value
    return max(-_BOUND, min(_BOUND, total)), known / count if count else 0.0
