"""Finding the headline among the first lines, and the site's name at its end."""

import re
from collections import Counter
from collections.abc import Container, Iterable
from itertools import compress, islice

from cleaner.draft import Draft
from cleaner.hosts import host_of
from cleaner.prose import ends_sentence
from cleaner.topic import stems
from cleaner.view import LineView, words

_HEAD_LINES = 30  # a kicker, a byline and a date stand above a headline, and a page's furniture
# A line's points. Of 753 noisy texts the headline has most of them in 644 (ad hoc); it is the first
# line that looks like one in 542.
_TAKEN_UP, _MOST = 1.0, 8  # for a stem that prose has too, and of how many
_HEADING, _AGAIN = 2.0, 1.0  # as Markdown, and when the text prints it again
_BELOW_LINE = -0.15  # for each line above it
_LONGEST = 220  # characters
_LEAD = 12  # lines of prose that take a headline up; with more no other line is found
_NEAR = 12  # lines among which a headline stands without the site's name
_SEPARATOR = re.compile(r"(?<!\s)\s+(?:[|\-·•»:/]|::|<|>)\s+")


def headline_line(draft: Draft, dead: Container[int] | None = None) -> int | None:
    """The number of the line that is the headline, None when the text begins with its body.

    A page names its title. In a text it is, of the first lines that are no sentence, list item or
    quotation, the one whose words the text takes up most: a site's slogan and menus stand above
    the headline. Something must follow it. ``dead`` are the numbers of the lines that count as
    noise, without it those that the draft's marks cover.
    """
    gone = draft.noise if dead is None else dead
    live = [number for number in draft.inked if number not in gone]
    if len(live) < 2:
        return None
    if draft.document.title is not None:
        wanted = words(draft.document.title)
        for number in live[:_HEAD_LINES]:
            if wanted and words(draft.views[number].plain) == wanted:
                return number
    candidates: dict[int, float] = {}
    for place, number in enumerate(live[:_HEAD_LINES]):
        if draft.prose[number] and (place or not _asks(draft.views[number].plain)):
            break  # what stands below it is a subheading
        if looks_like_headline(draft.views[number]):
            candidates[number] = _BELOW_LINE * place
    if len(candidates) > 1:
        taken_up, again = _taken_up(draft, candidates), _printed_again(draft, candidates)
        for number in candidates:
            candidates[number] += _TAKEN_UP * min(taken_up[number], _MOST)
            candidates[number] += _HEADING * draft.views[number].heading
            candidates[number] += _AGAIN * (number in again)
    return max(candidates, key=candidates.__getitem__, default=None)


def _asks(plain: str) -> bool:
    """Whether a line is a single question: as the first of a text that is its headline."""
    return plain.endswith(("?", "？")) and not any(end in plain for end in (". ", "! ", "? "))


def _taken_up(draft: Draft, numbers: Iterable[int]) -> dict[int, int]:
    """How many stems of each of the lines stand in the first prose too."""
    asked = {number: _stems(draft, number) for number in numbers}
    wanted = frozenset().union(*asked.values())
    found: set[str] = set()
    for number in islice(compress(range(len(draft.prose)), draft.prose), _LEAD):
        found |= wanted & _stems(draft, number)
    return {number: len(own & found) for number, own in asked.items()}


def _stems(draft: Draft, number: int) -> frozenset[str]:
    """The stems of a line, kept from pass to pass."""
    known: dict[str, frozenset[str]] = draft.answers.setdefault(stems, {})
    view = draft.views[number]
    if view.folded not in known:
        known[view.folded] = frozenset(stems(words(view.plain)))
    return known[view.folded]


def _printed_again(draft: Draft, numbers: Iterable[int]) -> set[int]:
    """Which of the lines stand in the text twice or more."""
    printed = Counter(draft.views[number].plain for number in draft.inked)
    return {number for number in numbers if printed[draft.views[number].plain] > 1}


def looks_like_headline(view: LineView) -> bool:
    """True for a line of three words or more that is no sentence, item, quotation or image."""
    plain = view.plain
    if view.item or view.quoted or view.image or not 6 <= len(plain) <= _LONGEST:
        return False
    if plain.count("|") >= 2:  # a table's row
        return False
    if plain.endswith((".", "。", ":", ",", ";")) and not view.heading:
        return False
    return len(words(plain)) >= 3 or view.heading


def site_name_at(draft: Draft, number: int) -> int | None:
    """Where the site's name begins at the end of a headline (offset in the folded line).

    Certain only with proof: the host of the URL spells the name, or the headline stands again
    nearby without it.
    """
    view = draft.views[number]
    folded = view.folded
    separators = list(_SEPARATOR.finditer(folded))
    for separator in separators:
        head, name = folded[: separator.start()], folded[separator.end() :]
        if len(words(head)) < 3 or ends_sentence(name):
            continue
        if _is_host(name, draft.document.url) or _stands_alone(draft, number, head):
            return separator.start()
    return None


def _is_host(name: str, url: str | None) -> bool:
    host = host_of(url)
    letters = "".join(re.findall(r"\w", name.casefold()))
    labels = [label.replace("-", "") for label in host.split(".")[:-1] if label != "www"]
    return len(letters) >= 3 and (letters in labels or letters.removeprefix("the") in labels)


def _stands_alone(draft: Draft, number: int, head: str) -> bool:
    wanted = words(head)
    live = draft.live_lines()
    near = [n for n in live[:_NEAR] if n != number]
    return any(words(draft.views[n].plain) == wanted for n in near)
