"""How far a match reaches: the lines around it, and what stands in a stretch of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from cleaner.draft import Draft
from cleaner.prose import ends_sentence
from cleaner.rules import Rule
from cleaner.view import UNSPACED, words

_SHORT = 60  # characters: shape "short"
_TITLE = 160  # characters: a teaser's headline with its kicker and date
_NO_TITLE = (".", ":", "。")  # how titles never end
_SUBHEADING = 60  # characters: the last "title" before prose is as likely the article's own


def shape_end(rule: Rule, opener: int, draft: Draft) -> int | None:
    """The last line of the run of shaped lines after an opener, None when it is too short.

    Titles above the first prose are as likely the article's own headline: there is no run there.
    """
    if rule.through != "items" and not live_prose(draft, 0, opener - 1):
        return None
    gathered: list[int] = []
    follower: int | None = None
    for line in lines_after(draft, opener, 4 * rule.max_lines + 1):
        if line in draft.noise:
            continue
        ended = _listed(gathered, draft) and not draft.views[line].item
        ended |= rule.through == "contents" and _comes_again(gathered, line, draft)
        if ended or len(gathered) == rule.max_lines or not _has_shape(rule, line, draft):
            follower = line
            break
        gathered.append(line)
    if rule.through != "items" and gathered and is_sentence(draft, follower):
        view = draft.views[gathered[-1]]
        if view.heading or (_width(view.plain) < _SUBHEADING and not view.linked):
            gathered.pop()
    return gathered[-1] if len(gathered) >= rule.min_lines else None


def _listed(gathered: Sequence[int], draft: Draft) -> bool:
    """True when the run is one of list items: what is none ends it, be it short or a title."""
    return len(gathered) > 1 and all(draft.views[line].item for line in gathered)


def _comes_again(gathered: Sequence[int], line: int, draft: Draft) -> bool:
    """True for a line that a table of contents has: what comes again is the heading itself."""
    title = _title(draft.views[line].plain)  # none: a number on a line of its own
    return bool(title) and any(title == _title(draft.views[entry].plain) for entry in gathered)


def _title(plain: str) -> list[str]:
    """The words of an entry or a heading: not both need bear its number."""
    return [word for word in words(plain) if not word.isdigit()]


def _width(plain: str) -> int:
    """Characters, a letter of a script without spaces counted as three: it holds as much."""
    return len(plain) + 2 * len(UNSPACED.findall(plain))


def is_sentence(draft: Draft, line: int | None) -> bool:
    return line is not None and (draft.prose[line] or ends_sentence(draft.views[line].plain))


def _has_shape(rule: Rule, line: int, draft: Draft) -> bool:
    view = draft.views[line]
    if view.quoted:
        return False
    if rule.through == "items":
        return view.item
    if rule.through == "short":
        return len(view.plain) <= _SHORT and not ends_sentence(view.plain)
    return (
        len(view.plain) <= _TITLE and not draft.prose[line] and not view.plain.endswith(_NO_TITLE)
    )


def lines_after(draft: Draft, line: int, most: int) -> tuple[int, ...]:
    """The ``most`` non-blank lines after ``line``."""
    first = bisect_right(draft.inked, line)
    return draft.inked[first : first + most]


def lines_before(draft: Draft, line: int, most: int) -> tuple[int, ...]:
    """The ``most`` non-blank lines before ``line``."""
    last = bisect_left(draft.inked, line)
    return draft.inked[max(0, last - most) : last]


def live_prose(draft: Draft, first: int, last: int) -> bool:
    """True when a line from ``first`` to ``last`` is prose that nothing marks."""
    counts = draft.live_prose_counts
    return counts[last + 1] > counts[first]


def share_of(draft: Draft, first: int, last: int) -> float:
    """The share of the document's visible characters that lines ``first`` to ``last`` hold."""
    lengths = draft.ink_counts
    return (lengths[last + 1] - lengths[first]) / max(lengths[-1], 1)
