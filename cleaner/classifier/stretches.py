"""Where the article of a text stands: the stretches of lines that the first trees take for it.

A page's dump holds other prose than its article: teasers, bios, comments, the next article. The
article is the stretch with most of the words. Segmentation by the most weighty run of lines
(Pasternack and Roth 2009) gave the idea; here the weights are the first trees' and the stretches
are features, not the answer.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from cleaner.classifier.trees import probability

_LONG = 80  # words of a line; more weigh no more
_NARROW, _WIDE = 3, 8  # lines: a stretch ends where more are likely noise
_FAR = 60  # lines to the nearest one that is article or prose; more are as far
_MOST = 5000  # words that are likely article; more are as many
_EVEN = 0.5  # a line more likely to be article counts as one
_NOISE = 0.2  # a line less likely to be article counts as noise
_DEEP = 80  # characters of indentation; more are as many

_NAMES = """
mass mass_before mass_after likely_lines unlikely_share
stretch stretch_wide stretch_last stretch_next gap_before gap_after
indent_gap indent_share
"""
NAMES = _NAMES.split()


class Stretches:
    """The visible lines of a text in order, grouped into stretches; `row` gives one's features."""

    def __init__(
        self, ratings: Sequence[float], sizes: Sequence[int], indents: Sequence[int]
    ) -> None:
        """``ratings`` (log-odds), ``sizes`` (words) and ``indents`` (characters), one a line."""
        chances = [probability(rating) for rating in ratings]
        likely = [chance > _EVEN for chance in chances]
        masses = [
            min(size, _LONG) * chance if flag else 0.0
            for size, chance, flag in zip(sizes, chances, likely, strict=True)
        ]
        self._sums = [0.0, *accumulate(masses)]
        self._total = max(self._sums[-1], 1.0)
        self._likely = sum(likely)
        self._unlikely = sum(chance < _NOISE for chance in chances) / max(len(chances), 1)
        self._narrow = _stretches(masses, likely, _NARROW)
        self._wide = _stretches(masses, likely, _WIDE)
        self._before = distances(likely)
        self._after = distances(likely[::-1])[::-1]
        self._indents = [min(indent, _DEEP) for indent in indents]
        self._main_indent, self._indent_counts = _indentation(self._indents, masses)

    def row(self, at: int) -> tuple[float, ...]:
        """The features of the line at place ``at``, in the order of ``NAMES``."""
        sums, total, indent = self._sums, self._total, self._indents[at]
        (inner_last, inner_next), (last, following) = self._narrow[at], self._wide[at]
        return (
            min(total, _MOST),
            sums[at] / total,
            1 - sums[at + 1] / total,
            self._likely,
            self._unlikely,
            _inside(inner_last, inner_next) / total,
            _inside(last, following) / total,
            (last[1] if last else 0.0) / total,
            (following[1] if following else 0.0) / total,
            min(self._before[at] + 1, _FAR),
            min(self._after[at] + 1, _FAR),
            indent - self._main_indent,
            self._indent_counts[indent] / len(self._indents),
        )


_Stretch = tuple[int, float]  # its number and its mass


def _inside(last: _Stretch | None, following: _Stretch | None) -> float:
    """The mass of the stretch that a line stands in; 0 between two."""
    return last[1] if last and last == following else 0.0


def _stretches(
    masses: Sequence[float], likely: Sequence[bool], reach: int
) -> list[tuple[_Stretch | None, _Stretch | None]]:
    """For each line the stretch that began last and the one that ends next."""
    owners: list[int | None] = []
    totals: list[float] = []
    last = -reach - 1
    for at, (mass, flag) in enumerate(zip(masses, likely, strict=True)):
        if flag:
            if at - last > reach or not totals:
                totals.append(0.0)
            totals[-1] += mass
            last = at
        owners.append(len(totals) - 1 if flag else None)
    stretches = [None if owner is None else (owner, totals[owner]) for owner in owners]
    return list(zip(_carried(stretches), _carried(stretches[::-1])[::-1], strict=True))


def _carried(stretches: Sequence[_Stretch | None]) -> list[_Stretch | None]:
    """Each line's stretch, or the last one before it."""
    carried: list[_Stretch | None] = []
    for stretch in stretches:
        carried.append(stretch or (carried[-1] if carried else None))
    return carried


def distances(flags: Sequence[bool]) -> list[int]:
    """How many lines stand between each line and the last flagged one before it."""
    found, distance = [], _FAR
    for flag in flags:
        found.append(distance)
        distance = 0 if flag else min(distance + 1, _FAR)
    return found


def _indentation(indents: Sequence[int], masses: Sequence[float]) -> tuple[int, dict[int, int]]:
    """The indentation of most of the likely article, and how many lines have each one."""
    by_indent: dict[int, float] = defaultdict(float)
    counts: dict[int, int] = defaultdict(int)
    for indent, mass in zip(indents, masses, strict=True):
        by_indent[indent] += mass
        counts[indent] += 1
    main = max(by_indent, key=by_indent.__getitem__, default=0)
    return main, counts
