"""The headline of a clean text: where it stands, as a title, and the body without it."""

import re

from cleaner.draft import Draft
from cleaner.headline import headline_line

_HEADING_MARKS = re.compile(r"^#{1,6} +|(?<=\S) +#+$")


def headline_span(draft: Draft) -> tuple[int, int] | None:
    """Where the headline stands in the clean text."""
    number = headline_line(draft)
    if number is None:
        return None
    line = draft.document.lines[number]
    return line.start, line.end


def bare_title(headline: str) -> str:
    """A headline without the marks that make it one in Markdown: "# Title", "**Title**"."""
    text = _HEADING_MARKS.sub("", headline.strip()) or headline.strip()
    for mark in ("**", "__"):
        inner = text.removeprefix(mark).removesuffix(mark)
        if inner and text == mark + inner + mark and mark not in inner:
            return inner
    return text


def body_without(text: str, headline: tuple[int, int] | None) -> str:
    """The clean text without its headline and the blank lines behind it."""
    if headline is None:
        return text
    start, stop = headline
    before, after = text[:start], text[stop:].lstrip("\n")
    return before + after if before.strip() else after
