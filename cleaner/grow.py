"""Growing noise runs: what the rules only suspect is cut where it touches what they know.

Hysteresis as in edge detection (Canny 1986): sure marks seed a run, hints extend it. Structure is
a hint too: a short line that is no sentence, caught between two pieces of edge noise, belongs to
them. This is what generalises to wordings that no rule has seen.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark
from cleaner.prose import ends_sentence
from cleaner.rules import Category
from cleaner.view import LineView, words

_GAP_LINES = 3  # unknown lines between two pieces of one noise box
_GAP_CHARS = 60  # a label, a price, a name: longer lines may be the article's
_TAIL_LINES = 6  # unknown lines behind the last noise, up to the end of the text
_HEAD_WORDS = 2  # above the first prose a longer line may be the headline or standfirst
_LAST_LINES = 4  # a hint this near to the end needs no company


def grow_marks(draft: Draft, categories: Sequence[Category]) -> Iterator[Mark]:
    """The stage: promote hints that have company, then fill small gaps in noise."""
    lines = draft.document.lines
    edge = {category.name for category in categories if category.place == "edge"}
    noise = dict(draft.noise)
    for number, hint in _promoted(draft, noise):
        noise[number] = hint
        yield Mark(lines[number].start, lines[number].stop, hint.rule, hint.category)
    for number, neighbour in _caught(draft, noise, edge):
        yield Mark(lines[number].start, lines[number].stop, "grow.caught", neighbour.category)


def _promoted(draft: Draft, noise: dict[int, Mark]) -> list[tuple[int, Mark]]:
    """Hints beside noise, beside a hint of another rule, or among the last lines."""
    hints = _hinted_lines(draft, noise)
    if not hints:
        return []
    inked = draft.inked
    title = headline_line(draft)
    for number in [n for n in hints if n == title or _opens_section(draft, n, noise)]:
        del hints[number]
    sure = [number in noise for number in inked]
    for here, number in enumerate(inked[:-1]):
        pair = hints.get(number), hints.get(inked[here + 1])
        if pair[0] and pair[1] and pair[0].rule != pair[1].rule:
            sure[here] = sure[here + 1] = True
    for here in _tail_positions(draft, noise, hints):
        sure[here] = True
    order = range(len(inked))
    for positions, step in ((order, -1), (reversed(order), 1)):
        for here in positions:
            beside = here + step
            if inked[here] in hints and 0 <= beside < len(inked) and sure[beside]:
                sure[here] = True
    return [(n, hints[n]) for here, n in enumerate(inked) if sure[here] and n in hints]


def _opens_section(draft: Draft, number: int, noise: dict[int, Mark]) -> bool:
    """True for a Markdown heading with text of the article right behind it."""
    if not draft.views[number].heading:
        return False
    at = bisect_right(draft.inked, number)
    behind = draft.inked[at : at + 1]
    return any(n not in noise and ends_sentence(draft.views[n].plain) for n in behind)


def _hinted_lines(draft: Draft, noise: dict[int, Mark]) -> dict[int, Mark]:
    hinted: dict[int, Mark] = {}
    numbers = {line.start: number for number, line in enumerate(draft.document.lines)}
    for mark in draft.marks:
        if mark.strength == "hint" and mark.start in numbers:
            number = numbers[mark.start]
            while number < len(draft.document.lines):
                line = draft.document.lines[number]
                if line.start >= mark.stop or line.end > mark.stop:
                    break
                if number not in noise and line.end > line.start:
                    hinted.setdefault(number, mark)
                number += 1
    return hinted


def _tail_positions(draft: Draft, noise: dict[int, Mark], hints: dict[int, Mark]) -> Iterator[int]:
    """Positions of hints with nothing but noise, hints and a few labels behind them."""
    passed = 0
    for here in range(len(draft.inked) - 1, -1, -1):
        number = draft.inked[here]
        if number in hints and here:
            yield here
        elif number not in noise:
            passed += 1
            if passed >= _LAST_LINES or not _unlike_article(draft, number):
                return


def _caught(draft: Draft, noise: dict[int, Mark], edge: set[str]) -> Iterator[tuple[int, Mark]]:
    """Short lines between two pieces of edge noise, or behind the last one."""
    title = headline_line(draft)
    waiting: list[int] = []
    before: Mark | None = None
    prose_seen = False
    for number in draft.inked:
        mark = noise.get(number)
        if mark is None:
            waiting.append(number)
            prose_seen |= draft.prose[number]
            continue
        if (
            before is not None
            and before.category in edge
            and mark.category in edge
            and len(waiting) <= _GAP_LINES
            and all(_unlike_article(draft, n) and n != title for n in waiting)
            and (
                prose_seen or all(len(words(draft.views[n].plain)) <= _HEAD_WORDS for n in waiting)
            )
        ):
            yield from ((n, before) for n in waiting)
        waiting, before = [], mark
    if before is None or before.category not in edge or len(waiting) > _TAIL_LINES:
        return
    if all(_unlike_article(draft, n) and n != title for n in waiting):
        yield from ((n, before) for n in waiting)


def _unlike_article(draft: Draft, number: int) -> bool:
    view: LineView = draft.views[number]
    return (
        len(view.plain) <= _GAP_CHARS
        and not draft.prose[number]
        and not view.quoted
        and not view.plain.startswith(('"', "'", "«", "„", "「"))
        and not ends_sentence(view.plain)
    )
