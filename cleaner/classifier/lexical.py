"""The words of a line as evidence: a logistic regression over its words, pairs, first and last.

The weights come from `benchmarks/train.py`. A score is a log-odds: above 0 the words are more
often an article's, below it more often a page's furniture.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import sqrt

from cleaner.classifier.weights import Weights

_DIGITS = re.compile(r"\d+")
_MOST_WORDS = 60  # a long paragraph is known by its beginning
_MOST_PAIRS = 30
_BOUND = 8.0
_SCALE = 40  # words: the weight of one word sinks with their number, up to here


def terms(line_words: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """The terms of a line, each with its kind and its value.

    ``line_words`` are lower-cased (`view.words`). Kinds are "w" (a word), "p" (two neighbours),
    "f" and "l" (the first and the last word). Numbers count as "0".
    """
    if line_words:
        shown, pairs = _shown(line_words)
        value = 1 / sqrt(min(len(line_words), _SCALE))
        yield from (("w", word, value) for word in shown)
        yield from (("p", pair, value) for pair in pairs)
        yield "f", shown[0], 1.0
        yield "l", _without_digits(line_words[-1]), 1.0


def lexical_score(line_words: Sequence[str], weights: Weights) -> tuple[float, float]:
    """The log-odds of a line's words, and the share of its words (0 to 1) that are known.

    The sum of the weights of `terms`, each times its value.
    """
    if not line_words:
        return _bounded(weights.bias), 0.0
    shown, pairs = _shown(line_words)
    tables = weights.words
    known = [weight for weight in map(tables["w"].get, shown) if weight is not None]
    total = sum(known) + sum(filter(None, map(tables["p"].get, pairs)))
    total /= sqrt(min(len(line_words), _SCALE))
    total += tables["f"].get(shown[0], 0.0)
    total += tables["l"].get(_without_digits(line_words[-1]), 0.0)
    return _bounded(weights.bias + total), len(known) / len(shown)


def _shown(line_words: Sequence[str]) -> tuple[list[str], Iterable[str]]:
    """The words and the pairs of words that are looked at."""
    shown = [
        word if word.isalpha() else _DIGITS.sub("0", word) for word in line_words[:_MOST_WORDS]
    ]
    return shown, map(" ".join, pairwise(shown[: _MOST_PAIRS + 1]))


def _without_digits(word: str) -> str:
    return word if word.isalpha() else _DIGITS.sub("0", word)


def _bounded(score: float) -> float:
    return max(-_BOUND, min(_BOUND, score))
