"""The second look: what the first trees said of a line and of those around it.

Furniture stands together. A line that the first trees leave in doubt is asked about again, by
trees that also see what the first ones hold of its neighbours.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from cleaner.draft import Draft

LOWEST, CLEAR = -6.0, 1.8  # log-odds: noise beyond doubt, as marked lines are, and article

_NAMES = """
rating rating_before2 rating_before rating_after rating_after2
rating_3 rating_8 rating_whole rating_least
"""
NAMES = _NAMES.split()


def second_rows(
    draft: Draft, ratings: Mapping[int, float]
) -> Iterator[tuple[int, tuple[float, ...]]]:
    """More features of the lines with ``ratings`` (log-odds), in the order of ``NAMES``.

    Lines of the draft that have no rating are noise.
    """
    bounded = {number: max(LOWEST, min(CLEAR, held)) for number, held in ratings.items()}
    all_lines = [bounded.get(number, LOWEST) for number in draft.inked]
    near = [0.0, 0.0, *all_lines, 0.0, 0.0]
    sums = [0.0, *accumulate(all_lines)]
    whole, least = sums[-1] / max(len(all_lines), 1), min(bounded.values(), default=0.0)
    for at, number in enumerate(draft.inked):
        if number in bounded:
            own, sides = near[at + 2], (near[at], near[at + 1], near[at + 3], near[at + 4])
            yield number, (own, *sides, _mean(sums, at, 3), _mean(sums, at, 8), whole, least)


def _mean(sums: Sequence[float], at: int, reach: int) -> float:
    first, stop = max(at - reach, 0), min(at + reach + 1, len(sums) - 1)
    return (sums[stop] - sums[first]) / (stop - first)
