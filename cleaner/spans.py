"""Interval arithmetic: marks to removals, removals to clean text, and the way back.

Only `cut` shortens text and only `rebuild` restores it, so the law
``rebuild(cut(text, removals), removals) == text`` rests on these few lines.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from cleaner.model import Mark, Removal, Repair


def resolve(text: str, marks: Iterable[Mark]) -> tuple[Removal, ...]:
    """Turn overlapping marks into sorted, disjoint, non-empty removals.

    The first mark wins a character, so attribution follows the order of the stages. Hints are
    ignored: promoting them is the grow stage's task. Time is O(n log n) in the number of marks.
    """
    sure = [mark for mark in marks if mark.strength == "sure" and mark.start < mark.stop]
    by_start = sorted(range(len(sure)), key=lambda rank: sure[rank].start)
    edges = sorted({edge for mark in sure for edge in (mark.start, mark.stop)})
    removals: list[Removal] = []
    open_ranks: list[int] = []  # a heap: the lowest rank, the earliest mark, owns the stretch
    opened = 0
    owner_of_last = -1
    for start, stop in pairwise(edges):
        while opened < len(by_start) and sure[by_start[opened]].start <= start:
            heappush(open_ranks, by_start[opened])
            opened += 1
        while open_ranks and sure[open_ranks[0]].stop <= start:
            heappop(open_ranks)
        if not open_ranks:
            owner_of_last = -1
            continue
        owner = open_ranks[0]
        if owner == owner_of_last:
            start = removals.pop().start
        mark = sure[owner]
        cut_text = text[start:stop]
        removals.append(Removal(start, stop, cut_text, mark.rule, mark.category, mark.score))
        owner_of_last = owner
    return tuple(removals)


def cut(text: str, removals: Sequence[Removal]) -> str:
    """Return ``text`` without the (sorted, disjoint) removals."""
    kept, at = [], 0
    for removal in removals:
        kept.append(text[at : removal.start])
        at = removal.stop
    kept.append(text[at:])
    return "".join(kept)


def rebuild(clean: str, removals: Sequence[Removal]) -> str:
    """Put the removals back: the inverse of `cut`. Raises ValueError if they cannot fit."""
    pieces: list[str] = []
    at = length = 0
    for removal in removals:
        keep = removal.start - length
        if keep < 0 or at + keep > len(clean) or removal.stop - removal.start != len(removal.text):
            raise ValueError(
                f"the removal at {removal.start} does not fit a text of {len(clean)} characters"
            )
        pieces += clean[at : at + keep], removal.text
        at += keep
        length = removal.stop
    pieces.append(clean[at:])
    return "".join(pieces)


def unrepair(repaired: str, repairs: Sequence[Repair]) -> str:
    """Undo the (sorted, disjoint) repairs: give back the text as it was decoded."""
    pieces: list[str] = []
    at = 0
    for repair in repairs:
        if not at <= repair.start <= repair.stop <= len(repaired):
            raise ValueError(
                f"the repair at {repair.start} does not fit a text of {len(repaired)} characters"
            )
        pieces += repaired[at : repair.start], repair.original
        at = repair.stop
    pieces.append(repaired[at:])
    return "".join(pieces)


def lift(marks: Iterable[Mark], removals: Sequence[Removal]) -> list[Mark]:
    """Map marks on ``cut(text, removals)`` to offsets of ``text``; they may then span removals."""
    stops, shifts, shift = [0], [0], 0
    for removal in removals:
        shift += removal.stop - removal.start
        stops.append(removal.stop - shift)
        shifts.append(shift)

    def original(offset: int) -> int:
        return offset + shifts[bisect_right(stops, offset) - 1]

    # `dataclasses.replace` takes three times as long, and a page has hundreds of marks.
    return [
        Mark(start, stop, mark.rule, mark.category, mark.strength, mark.score)
        for mark in marks
        if mark.start < mark.stop
        for start, stop in [(original(mark.start), original(mark.stop - 1) + 1)]
    ]
