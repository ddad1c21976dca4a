"""The words of a line as evidence: a logistic regression over its words, runs of them, and stems.

The weights come from `benchmarks/train.py`. A score is a log-odds: above 0 the words are more
often an article's, below it more often a page's furniture.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from cleaner.classifier.weights import Weights

_DIGITS = re.compile(r"\d+")
_MOST_WORDS = 60  # a long paragraph is known by its beginning
_MOST_PAIRS = 30
_BOUND = 8.0
_SCALE = 40  # words: the weight of one word sinks with their number, up to here


def terms(line_words: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """The terms of a line, each with its kind and its value.

    ``line_words`` are lower-cased (`view.words`). Kinds are "w" (a word), "s" (its first four and
    its first six letters: the stem, in languages that inflect), "p" (two neighbours), "t" (three
    letters of a script without spaces), "f" and "l" (the first and the last word). Numbers count
    as "0".
    """
    if line_words:
        shown = _shown(line_words)
        value = 1 / sqrt(min(len(line_words), _SCALE))
        yield from (("w", word, value) for word in shown)
        yield from (("s", stem, value) for stem in _stems(shown))
        yield from (("p", pair, value) for pair in _pairs(shown))
        yield from (("t", triple, value) for triple in _triples(shown))
        yield "f", shown[0], 1.0
        yield "l", _without_digits(line_words[-1]), 1.0


class Score(NamedTuple):
    """What the words of a line say: the log-odds, how much of them is known, and the worst one."""

    total: float
    known: float  # share of the words (0 to 1)
    stems: float  # share of the stems
    least: int  # the lowest weight of a term, in hundredths


def lexical_score(line_words: Sequence[str], weights: Weights) -> Score:
    """The sum of the bias and the weights of `terms`, each times its value; and what is known."""
    if not line_words:
        return Score(_bounded(weights.bias), 0.0, 0.0, 0)
    shown, tables = _shown(line_words), weights.words
    stems = _stems(shown)
    words = _found(tables["w"], shown)
    of_stems = _found(tables["s"], stems)
    runs = _found(tables["p"], _pairs(shown)) + _found(tables["t"], _triples(shown))
    edges = (tables["f"].get(shown[0], 0), tables["l"].get(_without_digits(line_words[-1]), 0))
    total = (sum(words) + sum(of_stems) + sum(runs)) / sqrt(min(len(line_words), _SCALE))
    return Score(
        _bounded(weights.bias + (total + sum(edges)) / 100),
        len(words) / len(shown),
        len(of_stems) / max(len(stems), 1),
        min(*words, *of_stems, *runs, *edges),
    )


def _found(table: Mapping[str, int], asked: Iterable[str]) -> list[int]:
    return list(filter(None, map(table.get, asked)))


def _shown(line_words: Sequence[str]) -> list[str]:
    """The words that are looked at."""
    return [word if word.isalpha() else _DIGITS.sub("0", word) for word in line_words[:_MOST_WORDS]]


def _stems(shown: Sequence[str]) -> list[str]:
    stems = [word[:4] for word in shown if len(word) > 3]
    return stems + [word[:6] for word in shown if len(word) > 5]


def _pairs(shown: Sequence[str]) -> Iterable[str]:
    return map(" ".join, pairwise(shown[: _MOST_PAIRS + 1]))


def _triples(shown: Sequence[str]) -> Iterable[str]:
    """Three letters at a time, where most words are single letters (`view.words`)."""
    near = shown[: _MOST_PAIRS + 1]
    if sum(map(len, near)) > 2 * len(near):
        return ()
    return map("".join, zip(near, near[1:], near[2:], strict=False))


def _without_digits(word: str) -> str:
    return word if word.isalpha() else _DIGITS.sub("0", word)


def _bounded(score: float) -> float:
    return max(-_BOUND, min(_BOUND, score))
