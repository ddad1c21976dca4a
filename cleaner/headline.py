"""Finding the headline among the first lines, and the site's name at its end."""

import re
from urllib.parse import urlsplit

from cleaner.draft import Draft
from cleaner.prose import ends_sentence
from cleaner.view import LineView, words

_HEAD_LINES = 6  # a kicker, a byline and a date may stand above the headline, not more
_LONGEST = 220  # characters
_SEPARATOR = re.compile(r"\s+(?:[|\-·•»:/]|::|<|>)\s+")


def headline_line(draft: Draft) -> int | None:
    """The number of the line that is the headline, None when the text begins with its body.

    A page names its title. In a text it is the first line that is not a sentence, a list item or
    a quotation, a Markdown heading before any other; something must follow it.
    """
    live = draft.live_lines()
    if len(live) < 2:
        return None
    if draft.document.title is not None:
        wanted = words(draft.document.title)
        for number in live[: 4 * _HEAD_LINES]:
            if wanted and words(draft.views[number].plain) == wanted:
                return number
    candidates: list[int] = []
    for number in live[:_HEAD_LINES]:
        if draft.prose[number]:
            break
        if looks_like_headline(draft.views[number]):
            candidates.append(number)
    headings = [number for number in candidates if draft.views[number].heading]
    return next(iter(headings or candidates), None)


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
    host = (urlsplit(url).hostname or "") if url else ""
    letters = "".join(re.findall(r"\w", name.casefold()))
    labels = [label.replace("-", "") for label in host.split(".")[:-1] if label != "www"]
    return len(letters) >= 3 and (letters in labels or letters.removeprefix("the") in labels)


def _stands_alone(draft: Draft, number: int, head: str) -> bool:
    wanted = words(head)
    live = draft.live_lines()
    near = [n for n in live[: 2 * _HEAD_LINES] if n != number]
    return any(words(draft.views[n].plain) == wanted for n in near)
