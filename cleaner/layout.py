"""Blank lines left behind by cuts."""

from collections.abc import Iterator

from cleaner.draft import Draft
from cleaner.model import BLANK_LINE, LAYOUT, Mark
from cleaner.segment import paragraphs


def layout_marks(draft: Draft) -> Iterator[Mark]:
    """The stage: around every cut, as many blank lines stay as the longer side had.

    At the start and the end of the text none stay. Blank lines that touch no cut are the
    author's and stay as they are.
    """
    lines, noise = draft.document.lines, draft.noise
    inked = set(draft.inked)
    live = {number for number in inked if number not in noise}
    for gap in paragraphs([number in live for number in range(len(lines))]):
        if all(number not in noise for number in gap):
            continue
        for number in _surplus(gap, inked, len(lines)):
            line = lines[number]
            if line.stop > line.start:
                yield Mark(line.start, line.stop, BLANK_LINE, LAYOUT)


def _surplus(gap: range, inked: set[int], count: int) -> list[int]:
    """The blank lines of a gap between live lines that are one too many."""
    blank_runs = list(paragraphs([number in inked for number in gap]))
    longest = max(blank_runs, key=len, default=range(0))
    if gap.start == 0 or gap.stop == count:
        longest = range(0)
    keep = {gap[offset] for offset in longest}
    return [number for number in gap if number not in inked and number not in keep]
