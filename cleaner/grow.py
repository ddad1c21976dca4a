"""Growing noise runs: what the rules only suspect is cut where it touches what they know.

Hysteresis as in edge detection (Canny 1986): sure marks seed a run, hints extend it. Structure is
a hint too: a short line that is no sentence, caught between two pieces of edge noise or behind
the article's end among them, belongs to them. This generalises to wordings no rule has seen.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark
from cleaner.prose import ends_sentence, is_table_row
from cleaner.rules import Category
from cleaner.view import words

_GAP_LINES = 3  # unknown lines between two pieces of one noise box
GAP_CHARS = 60  # a label, a price, a name: longer lines may be the article's
_HEAD_WORDS = 2  # above the first prose a longer line may be the headline or standfirst
_LIST_REACH = 4  # lines behind a label in which its list would begin
_LEAD_LINES = 8  # lines of prose in which a one-word headline is taken up
_LABEL_WORDS = 3  # more words before a colon announce what follows
_LAST_LINES = 4  # a hint this near to the end needs no company
_TAIL_CHARS = 120  # a teaser's title behind the end of the article
_TAIL_MARKS = 2  # pieces of edge noise that make what lies behind the last prose a tail
_NOISE_PENALTY, _LABEL_PENALTY = 8, 3  # in words of prose, for a line of noise and a label
_TAIL_SHARE = 3  # and at most so many unknown lines for each line of known noise


def grow_marks(draft: Draft, categories: Sequence[Category]) -> Iterator[Mark]:
    """The stage: promote hints that have company, then fill small gaps in noise."""
    lines = draft.document.lines
    edge = frozenset(category.name for category in categories if category.place == "edge")
    noise = dict(draft.noise)
    headline = headline_line(draft)
    for number, hint in _promoted(draft, noise, headline):
        noise[number] = hint
        yield replace(hint, start=lines[number].start, stop=lines[number].stop, strength="sure")
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
        if number != headline
        and not is_table_row(draft.views[number].folded)
        and not (draft.views[number].heading and opens_section(draft, number, noise))
    }
    if not hints:
        return []
    inked = draft.inked
    sure = [number in noise for number in inked]
    for here, number in enumerate(inked[:-1]):
        first, second = hints.get(number), hints.get(inked[here + 1])
        if first and second and _corroborate(first, second):
            sure[here] = sure[here + 1] = True
    for here in _tail_positions(draft, noise, hints):
        sure[here] = True
    order = range(len(inked))
    for positions, step in ((order, -1), (reversed(order), 1)):
        for here in positions:
            beside = here + step
            if inked[here] in hints and 0 <= beside < len(inked) and sure[beside]:
                sure[here] = True
    return [
        (n, hints[n])
        for here, n in enumerate(inked)
        if sure[here]
        and n in hints
        and (not needs_both_sides(draft, n, hints[n]) or _enclosed(sure, here))
    ]


def _corroborate(first: Mark, second: Mark) -> bool:
    """Two rules are two witnesses; what the classifier suspects rests on the same neighbours."""
    return first.rule != second.rule and first.score is None and second.score is None


def needs_both_sides(draft: Draft, number: int, hint: Mark) -> bool:
    """Prose, an answer of a word ("No."), and what only the classifier suspects.

    A subheading beside an ad looks like a teaser's title to it.
    """
    plain = draft.views[number].plain
    return hint.score is not None or draft.prose[number] or plain.endswith((".", "。"))


def _enclosed(sure: list[bool], here: int) -> bool:
    """Noise, or the edge of the text, on both sides."""
    return all(sure[beside] for beside in (here - 1, here + 1) if 0 <= beside < len(sure))


def opens_section(draft: Draft, number: int, noise: dict[int, Mark]) -> bool:
    """True for a line with a sentence of the article right behind it, as a subheading has."""
    at = bisect_right(draft.inked, number)
    behind = draft.inked[at : at + 1]
    return any(n not in noise and ends_sentence(draft.views[n].plain) for n in behind)


def _opens_list(draft: Draft, number: int, noise: dict[int, Mark]) -> bool:
    """True when list items come next behind noise: the label before it may be their heading."""
    at = bisect_right(draft.inked, number)
    behind = (n for n in draft.inked[at : at + _LIST_REACH] if n not in noise)
    view = next((draft.views[n] for n in behind), None)
    return view is not None and view.item and not view.linked


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
            if passed >= _LAST_LINES or not unlike_article(draft, number, GAP_CHARS):
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
            and all(unlike_article(draft, n, GAP_CHARS) for n in waiting)
            and not _opens_list(draft, number, noise)
            and (prose_seen or all(_is_head_label(draft, n) for n in waiting))
        ):
            yield from ((n, before) for n in waiting)
        waiting, before = [], mark


def _in_tail(
    draft: Draft, noise: dict[int, Mark], edge: frozenset[str], headline: int | None
) -> Iterator[tuple[int, Mark]]:
    """Lines behind the last prose of the article, once edge noise has begun.

    A list of results or ingredients at the article's end stands before that noise.
    """
    behind = draft.inked[_article_end(draft, noise, edge) :]
    begun = 0
    while begun < len(behind) and not _is_edge(noise.get(behind[begun]), edge):
        begun += 1
    known = sum(_is_edge(noise.get(number), edge) for number in behind[begun:])
    unknown = 0
    waiting: list[int] | None = []
    before = noise[behind[begun]] if begun < len(behind) else None
    for number in (*behind[begun:], None):
        mark = noise.get(number) if number is not None else None
        if number is None or mark is not None:
            unknown += len(waiting or ())
            if before is not None and unknown <= _TAIL_SHARE * known and known >= _TAIL_MARKS:
                yield from ((n, before) for n in waiting or ())
            waiting, before = [], mark
        elif (
            waiting is not None
            and number != headline
            and unlike_article(draft, number, _TAIL_CHARS)
        ):
            waiting.append(number)
        else:
            waiting = None  # a sentence: the labels about it may be its own


def _is_edge(mark: Mark | None, edge: frozenset[str]) -> bool:
    return mark is not None and mark.category in edge


def _article_end(draft: Draft, noise: dict[int, Mark], edge: frozenset[str]) -> int:
    """The position in ``inked`` behind the article: the end of its best-scoring run of lines.

    Maximum-subsequence segmentation (Pasternack and Roth 2009): prose counts its words, other
    lines a penalty, so a sentence among a footer's labels does not make it article.
    """
    best = score = 0
    best_end = 0
    for here, number in enumerate(draft.inked):
        mark = noise.get(number)
        if mark is not None:
            score -= _NOISE_PENALTY if mark.category in edge else 0
        elif unlike_article(draft, number, _TAIL_CHARS):
            score -= _LABEL_PENALTY
        else:
            score += _words(draft, number)
        score = max(score, 0)
        if score > best:
            best, best_end = score, here + 1
    return best_end if best else len(draft.inked)


def unlike_article(draft: Draft, number: int, longest: int) -> bool:
    """A line that is no sentence, no quotation, no list item, announces none and is not long."""
    view = draft.views[number]
    return (
        len(view.plain) <= longest
        and not draft.prose[number]
        and not view.quoted
        and number not in draft.code
        and (view.linked or not view.item)
        and not view.plain.startswith(('"', "'", "«", "„", "「"))
        and not ends_sentence(view.plain)
        and not (view.plain.endswith((":", "：")) and _words(draft, number) > _LABEL_WORDS)
    )


def _is_head_label(draft: Draft, number: int) -> bool:
    """Above the first prose: a label of a word or two that the text does not take up."""
    label = words(draft.views[number].plain)
    prose = islice((n for n in draft.inked if draft.prose[n]), _LEAD_LINES)
    lead = {word for n in prose for word in words(draft.views[n].plain)}
    return len(label) <= _HEAD_WORDS and not lead.issuperset(label)


def _words(draft: Draft, number: int) -> int:
    return len(words(draft.views[number].plain))
