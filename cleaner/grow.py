"""Growing noise runs: what the rules only suspect is cut where it touches what they know.

Hysteresis as in edge detection (Canny 1986): sure marks seed a run, hints extend it. Structure is
a hint too: a short line that is no sentence, caught between two pieces of edge noise or behind
the article's end among them, belongs to them. This generalises to wordings no rule has seen.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark
from cleaner.prose import ends_sentence
from cleaner.rules import Category
from cleaner.view import words

_GAP_LINES = 3  # unknown lines between two pieces of one noise box
_GAP_CHARS = 60  # a label, a price, a name: longer lines may be the article's
_HEAD_WORDS = 2  # above the first prose a longer line may be the headline or standfirst
_LAST_LINES = 4  # a hint this near to the end needs no company
_TAIL_CHARS = 120  # a teaser's title behind the end of the article
_TAIL_MARKS = 2  # pieces of edge noise that make what lies behind the last prose a tail
_TAIL_SHARE = 3  # and at most so many unknown lines for each line of known noise


def grow_marks(draft: Draft, categories: Sequence[Category]) -> Iterator[Mark]:
    """The stage: promote hints that have company, then fill small gaps in noise."""
    lines = draft.document.lines
    edge = frozenset(category.name for category in categories if category.place == "edge")
    noise = dict(draft.noise)
    headline = headline_line(draft)
    for number, hint in _promoted(draft, noise, headline):
        noise[number] = hint
        yield Mark(lines[number].start, lines[number].stop, hint.rule, hint.category)
    caught = dict(_caught(draft, noise, edge, headline))
    caught |= dict(_in_tail(draft, noise, edge, headline))
    for number in sorted(caught):
        category = caught[number].category
        yield Mark(lines[number].start, lines[number].stop, "grow.caught", category)


def _promoted(draft: Draft, noise: dict[int, Mark], headline: int | None) -> list[tuple[int, Mark]]:
    """Hints beside noise, beside a hint of another rule, or among the last lines."""
    hints = {
        number: hint
        for number, hint in _hinted_lines(draft, noise).items()
        if number != headline and not _opens_section(draft, number, noise)
    }
    if not hints:
        return []
    inked = draft.inked
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


def _tail_positions(draft: Draft, noise: dict[int, Mark], hints: dict[int, Mark]) -> list[int]:
    """Positions of hints behind the last paragraph, with few labels among them.

    Where the text ends in short lines of its own, a hint may be one: a chat's last "ok".
    """
    found: list[int] = []
    passed = 0
    for here in range(len(draft.inked) - 1, -1, -1):
        number = draft.inked[here]
        if number in hints:
            found.append(here)
        elif number not in noise:
            if draft.prose[number]:
                return found
            passed += 1
            if passed >= _LAST_LINES or not _unlike_article(draft, number, _GAP_CHARS):
                return []
    return []


def _caught(
    draft: Draft, noise: dict[int, Mark], edge: frozenset[str], headline: int | None
) -> Iterator[tuple[int, Mark]]:
    """Short lines between two pieces of edge noise."""
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
            and _is_edge(before, edge)
            and _is_edge(mark, edge)
            and len(waiting) <= _GAP_LINES
            and headline not in waiting
            and all(_unlike_article(draft, n, _GAP_CHARS) for n in waiting)
            and (prose_seen or all(_words(draft, n) <= _HEAD_WORDS for n in waiting))
        ):
            yield from ((n, before) for n in waiting)
        waiting, before = [], mark


def _in_tail(
    draft: Draft, noise: dict[int, Mark], edge: frozenset[str], headline: int | None
) -> Iterator[tuple[int, Mark]]:
    """Lines behind the last prose of the article, once edge noise has begun.

    A list of results or ingredients at the article's end stands before that noise.
    """
    inked = draft.inked
    end = len(inked) - 1
    while end >= 0 and not _is_article(draft, inked[end], noise):
        end -= 1
    behind = inked[end + 1 :] if end >= 0 else ()
    begun = 0
    while begun < len(behind) and not _is_edge(noise.get(behind[begun]), edge):
        begun += 1
    tail = behind[begun:]
    unknown = [number for number in tail if number not in noise]
    known = [noise[number] for number in tail if number in noise]
    if sum(_is_edge(mark, edge) for mark in known) < min(_TAIL_MARKS, len(unknown)):
        return
    if not known or headline in unknown or len(unknown) > _TAIL_SHARE * len(known):
        return
    before = known[0]
    for number in tail:
        if number in noise:
            before = noise[number]
        else:
            yield number, before


def _is_edge(mark: Mark | None, edge: frozenset[str]) -> bool:
    return mark is not None and mark.category in edge


def _is_article(draft: Draft, number: int, noise: dict[int, Mark]) -> bool:
    return number not in noise and not _unlike_article(draft, number, _TAIL_CHARS)


def _unlike_article(draft: Draft, number: int, longest: int) -> bool:
    """A line that is no sentence, no quotation and not long."""
    view = draft.views[number]
    return (
        len(view.plain) <= longest
        and not draft.prose[number]
        and not view.quoted
        and number not in draft.code
        and not view.plain.startswith(('"', "'", "«", "„", "「"))
        and not ends_sentence(view.plain)
    )


def _words(draft: Draft, number: int) -> int:
    return len(words(draft.views[number].plain))
