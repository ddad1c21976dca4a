"""The headline of a page and the line it stands on."""

import re
from collections.abc import Sequence

from cleaner.page.align import Words, words
from cleaner.page.linked_data import Declared
from cleaner.page.render import RenderedLine

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:]+\s+|\s*\|\s*")
_HEADINGS = ("h1", "h2", "h3")
_LONGEST = 60  # words


def find_headline(
    lines: Sequence[RenderedLine],
    line_words: Sequence[Words],
    kept: Sequence[bool],
    stated: Declared,
) -> tuple[int | None, str | None]:
    """Give the number of the headline's line, if the text has it, and the headline.

    A line is the headline when a statement of the page's head says so, with or without the
    site's name behind; of equal lines the best is the last heading before the article. Without
    any statement the page's only ``h1`` is.
    """
    first_kept = next((number for number, keep in enumerate(kept) if keep), len(lines))
    names = {words(stated.site)} if stated.site else set()
    for title in stated.titles:
        wanted = _readings(title)
        found = [
            number
            for number, these in enumerate(line_words)
            if these in wanted
            and these not in names
            and (wanted[these] or lines[number].tag == "h1")
        ]
        if found:
            best = max(found, key=lambda n: (_rank(lines[n]), -abs(n - first_kept)))
            return best, lines[best].text.removeprefix("- ")
    only = [number for number, line in enumerate(lines) if line.tag == "h1"]
    if len(only) == 1 and line_words[only[0]] not in names and only[0] <= first_kept + 3:
        return only[0], lines[only[0]].text
    return None, without_site(stated)


def _rank(line: RenderedLine) -> int:
    return len(_HEADINGS) - _HEADINGS.index(line.tag) if line.tag in _HEADINGS else 0


def _readings(title: str) -> dict[Words, bool]:
    """Map each reading of a title to whether it is the whole: it may end in the site's name."""
    readings = {words(title): True}
    for separator in _SEPARATOR.finditer(title):
        readings.setdefault(words(title[: separator.start()]), False)
    readings.pop((), None)
    return {reading: whole for reading, whole in readings.items() if len(reading) <= _LONGEST}


def without_site(stated: Declared) -> str | None:
    """Give the best stated title, without the site's name where it certainly is that name."""
    if not stated.titles:
        return None
    title = stated.titles[0]
    for separator in _SEPARATOR.finditer(title):
        head, name = title[: separator.start()], title[separator.end() :]
        if head and stated.site and words(name) == words(stated.site):
            return head
    return title
