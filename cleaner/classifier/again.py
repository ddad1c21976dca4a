"""The second look: what the first trees said of a line and of those around it.

Furniture stands together. A line that the first trees leave in doubt is asked about again, by
trees that also see what the first ones hold of its neighbours, and where in the text the article
seems to stand.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import accumulate

from cleaner.classifier.facts import facts_of
from cleaner.classifier.stretches import NAMES as STRETCH_NAMES
from cleaner.classifier.stretches import Stretches
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft

LOWEST, CLEAR = -6.0, 1.8  # log-odds: noise beyond doubt, as marked lines are, and article

_NAMES = """
rating rating_before2 rating_before rating_after rating_after2
rating_3 rating_8 rating_whole rating_least
rating_20 rating_20_before rating_20_after rating_50 rating_50_before rating_50_after
"""
NAMES = [*_NAMES.split(), *STRETCH_NAMES]


def second_rows(
    draft: Draft, weights: Weights, ratings: Mapping[int, float], asked: Container[int]
) -> Iterator[tuple[int, list[float]]]:
    """More features of the lines that are ``asked`` about, in the order of ``NAMES``.

    ``ratings`` are what the first trees hold (log-odds) of the lines by their numbers; lines of
    the draft that have none are noise.
    """
    bounded = [max(LOWEST, min(CLEAR, ratings.get(number, LOWEST))) for number in draft.inked]
    near = [0.0, 0.0, *bounded, 0.0, 0.0]
    sums = [0.0, *accumulate(bounded)]
    whole = sums[-1] / max(len(bounded), 1)
    least = max(LOWEST, min([CLEAR, *ratings.values()]))
    sizes = [fact.size for fact in facts_of(draft, weights)]
    stretches = Stretches(bounded, sizes, _indents(draft))
    for at, number in enumerate(draft.inked):
        if number in ratings and number in asked:
            row = [near[at + 2], near[at], near[at + 1], near[at + 3], near[at + 4]]
            row += (_mean(sums, at - 3, at + 4), _mean(sums, at - 8, at + 9), whole, least)
            for reach in (20, 50):
                row.append(_mean(sums, at - reach, at + reach + 1))
                row += (_mean(sums, at - reach, at), _mean(sums, at + 1, at + reach + 1))
            row += stretches.row(at)
            yield number, row


def _indents(draft: Draft) -> list[int]:
    """The characters of white space before each visible line."""
    folded = (draft.views[number].folded for number in draft.inked)
    return [len(line) - len(line.lstrip()) for line in folded]


def _mean(sums: Sequence[float], first: int, stop: int) -> float:
    first, stop = max(first, 0), min(stop, len(sums) - 1)
    return (sums[stop] - sums[first]) / (stop - first) if stop > first else 0.0
