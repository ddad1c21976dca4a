"""The voices: extractors that say which lines of a page are its article.

A voice is a function from a parsed page to one answer a line. Voices never change the tree.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

from justext.core import classify_paragraphs
from justext.paragraph import Paragraph
from justext.utils import get_stoplist, get_stoplists
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from cleaner.page.align import Words, held, words
from cleaner.page.parse import too_deep
from cleaner.page.render import RenderedLine

# Its warnings about pages without an article would go to stderr; the caller gets them as data.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_SURE = frozenset(("good", "bad"))
_NEAR = frozenset(("good", "bad", "neargood"))


@dataclass(frozen=True)
class ParsedPage:
    """A page as its voices see it; ``bodies`` are the articles that its linked data holds."""

    tree: HtmlElement
    lines: Sequence[RenderedLine]
    bodies: Sequence[str] = ()
    url: str | None = None

    @cached_property
    def words(self) -> list[Words]:
        """The words of each line."""
        return [words(line.text) for line in self.lines]


Voice = Callable[[ParsedPage], list[bool]]


def trafilatura_voice(page: ParsedPage) -> list[bool]:
    """Ask trafilatura (Barbaresi 2021), in its recall mode.

    Alone both modes score alike (word F1 0.935 on the 711 development pages of WCXB, Foley 2026,
    CC-BY-4.0), with jusText's lines between 0.947 against 0.944 for the default mode, which takes
    half as long again: it compares itself with readability on every page.
    Never with its ``deduplicate``: that makes a page's output depend on the pages before.
    """
    if too_deep(page.tree):
        raise ValueError("the page is nested too deeply")
    document = bare_extraction(
        page.tree,
        url=page.url,
        favor_recall=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
    )
    text = "" if document is None or isinstance(document, dict) else document.text or ""
    return held(page.words, [words(block) for block in text.split("\n")])


def linked_data_voice(page: ParsedPage) -> list[bool]:
    """Ask the page's own linked data (schema.org ``articleBody``)."""
    return held(page.words, [words(line) for body in page.bodies for line in body.split("\n")])


def justext_voice(page: ParsedPage) -> list[bool]:
    """Ask jusText (Pomikálek 2011) about the rendered lines.

    With the stop words of all its languages and the lenient thresholds that go with them: a
    page's language is declared wrongly or not at all. Text without spaces between words has no
    stop words to count; there length and links decide.
    """
    paragraphs = [_Paragraph(line) for line in page.lines]
    spaced = _has_spaces(page.lines)
    low, high, stop_low, stop_high = (50, 150, 0.1, 0.2) if spaced else (20, 60, 0.0, 0.0)
    classify_paragraphs(paragraphs, _all_stop_words(), low, high, stop_low, stop_high, 0.25, True)
    return settle([paragraph.cf_class for paragraph in paragraphs])


def settle(classes: Sequence[str]) -> list[bool]:
    """Say which paragraphs are good: jusText's revision of its classes by their context.

    ``classes`` are "good", "neargood", "short" and "bad". jusText's own function looks for the
    neighbours of every paragraph anew, which is quadratic on a page of short lines.
    """
    before, after = _before(classes, _SURE), _after(classes, _SURE)
    near_before, near_after = _before(classes, _NEAR), _after(classes, _NEAR)
    settled = list(classes)
    for number, found in enumerate(classes):
        if found == "short":
            sides = (before[number], near_before[number]), (after[number], near_after[number])
            good = before[number] == after[number] == "good" or (
                before[number] != after[number] and ("bad", "neargood") in sides
            )
            settled[number] = "good" if good else "bad"
    after, last = _after(settled, _SURE), "bad"
    for number, found in enumerate(settled):
        if found == "neargood":
            settled[number] = "bad" if last == after[number] == "bad" else "good"
        last = settled[number]
    return [found == "good" for found in settled]


def _before(classes: Sequence[str], wanted: frozenset[str]) -> list[str]:
    """Give for each paragraph the last wanted class before it, "bad" at the edge."""
    seen = accumulate(
        classes, lambda last, found: found if found in wanted else last, initial="bad"
    )
    return list(seen)[:-1]


def _after(classes: Sequence[str], wanted: frozenset[str]) -> list[str]:
    return _before(classes[::-1], wanted)[::-1]


@cache
def _all_stop_words() -> frozenset[str]:
    return frozenset(word for language in get_stoplists() for word in get_stoplist(language))


def _has_spaces(lines: Sequence[RenderedLine]) -> bool:
    """Whether the page's script puts spaces between words (Chinese, Japanese, Thai do not)."""
    characters = sum(len(line.text) for line in lines)
    spaces = sum(line.text.count(" ") for line in lines)
    return spaces * 12 > characters


class _DomPath:
    """What jusText asks of a paragraph's place."""

    def __init__(self, tag: str) -> None:
        self.dom = self.xpath = tag


class _Paragraph(Paragraph):  # type: ignore[misc]
    """A rendered line as a jusText paragraph; jusText's own would normalise its text ten times."""

    def __init__(self, line: RenderedLine) -> None:
        super().__init__(_DomPath(line.tag))
        self._text = line.text
        self.chars_count_in_links = round(line.link_density * len(line.text))

    @property
    def text(self) -> str:
        return self._text

    def __len__(self) -> int:
        return len(self._text)

    def stopwords_density(self, stopwords: frozenset[str]) -> float:
        found = self._text.lower().split()
        return sum(word in stopwords for word in found) / len(found) if found else 0.0


VOICES: dict[str, Voice] = {"trafilatura": trafilatura_voice}
# Those that may be left out to save time.
MORE_VOICES: dict[str, Voice] = {"justext": justext_voice, "linked-data": linked_data_voice}


def votes_of(
    page: ParsedPage, voices: dict[str, Voice]
) -> tuple[list[frozenset[str]], tuple[str, ...]]:
    """Ask every voice about every line; a voice that fails is silent and gives a warning."""
    votes: list[set[str]] = [set() for _ in page.lines]
    warnings = []
    for name, voice in voices.items():
        try:
            answers = voice(page)
        except Exception as error:  # hostile pages find the corners of every extractor
            warnings.append(f"page: {name} failed: {type(error).__name__}: {error}"[:200])
            continue
        for line_votes, answer in zip(votes, answers, strict=True):
            if answer:
                line_votes.add(name)
    return [frozenset(line_votes) for line_votes in votes], tuple(warnings)
