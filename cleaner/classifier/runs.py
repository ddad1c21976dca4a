"""Lines in a row that are no prose share their opinion: they go together or stay together.

Cells, facts and code stand in runs in an article, menus and teasers do outside it. The trees see
a line's neighbours, but answer for each line alone; the mean of a run, in log-odds, draws a line
that looks odd among its own back to them, the more the longer the run is.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log

from cleaner.classifier.trees import probability
from cleaner.draft import Draft

_MOST = 0.6  # the run's part in an opinion
# In dumps: the lines of a run that has half, and the log-odds that one line may bring. On 873
# dumps new to the trees that spares 53 of 468 lines of the article for 61 of noise, and word F1 of
# the dumps of 146 pages rises by up to 0.003 (ad hoc).
_HALF, _BOUND = 12, 4.0
# In articles, where it would keep a fifth more of the noise, lines are only drawn down, and only
# those in doubt: of unseen documents 53 more lines of noise go, and two of the article (ad hoc).
_HALF_DOWN, _BOUND_DOWN, _DOUBTED = 4, 6.0, 0.3


def drawn_together(draft: Draft, article: Mapping[int, float]) -> dict[int, float]:
    """The probabilities of being article with those of each run drawn to its mean."""
    found = dict(article)
    for run in _runs(draft, article):
        found.update(zip(run, _drawn([article[n] for n in run], _HALF, _BOUND), strict=True))
    return found


def drawn_down(draft: Draft, article: Mapping[int, float]) -> dict[int, float]:
    """The same for lines in doubt alone, and only where it lowers them."""
    found = dict(article)
    for run in _runs(draft, article):
        drawn = _drawn([article[n] for n in run], _HALF_DOWN, _BOUND_DOWN)
        for number, chance in zip(run, drawn, strict=True):
            if article[number] < _DOUBTED:
                found[number] = min(article[number], chance)
    return found


def _drawn(chances: Sequence[float], half: int, bound: float) -> list[float]:
    odds = [_log_odds(chance, bound) for chance in chances]
    share = min(len(odds) / (len(odds) + half), _MOST)
    common = share * sum(odds) / len(odds)
    return [probability((1 - share) * own + common) for own in odds]


def _log_odds(chance: float, bound: float) -> float:
    inner = min(max(chance, 1e-6), 1 - 1e-6)
    return min(max(log(inner / (1 - inner)), -bound), bound)


def _runs(draft: Draft, article: Mapping[int, float]) -> Iterator[list[int]]:
    """Lines in a row without prose and without known noise; a heading begins another run."""
    run: list[int] = []
    for number in draft.inked:
        out = draft.prose[number] or number not in article
        if run and (out or draft.views[number].heading):
            yield run
            run = []
        if not out:
            run.append(number)
    if run:
        yield run
