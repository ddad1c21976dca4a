"""The document under way: its views and the marks made so far. Stages read it and add marks."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from cleaner.model import Document, Line, Mark
from cleaner.prose import is_prose, prose_lines
from cleaner.scripts import ANY, scripts_among, scripts_in
from cleaner.view import LineView, view


@dataclass(frozen=True)
class Draft:
    """A document with the views of its lines and the marks of the stages that already ran."""

    document: Document
    views: tuple[LineView, ...]
    marks: tuple[Mark, ...] = ()
    # What the pattern tables and the lexicon said of a line: kept from pass to pass.
    answers: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    preformatted: frozenset[str] = frozenset()  # lines of code, as a page says (`pre`)
    framed: bool = False  # an earlier pass found the text to be that of a whole page

    @cached_property
    def prose(self) -> tuple[bool, ...]:
        """One flag a line: does it read like a paragraph?"""
        known = self.answers.setdefault(is_prose, {})
        for line in self.views:
            if line.folded not in known:
                known[line.folded] = is_prose(line)
        return prose_lines(self.views, [known[line.folded] for line in self.views])

    @cached_property
    def code(self) -> frozenset[int]:
        """The lines of fenced code, fences included, and of code in a page.

        A fence that nothing closes is none.
        """
        fences = [
            number
            for number in self.inked
            if self._content(number).lstrip().startswith(("```", "~~~"))
        ]
        pairs = zip(fences[::2], fences[1::2], strict=False)
        fenced = {number for first, last in pairs for number in range(first, last + 1)}
        if self.preformatted:
            fenced.update(n for n in self.inked if self.views[n].folded in self.preformatted)
        return frozenset(fenced)

    def _content(self, number: int) -> str:
        line = self.document.lines[number]
        return self.document.text[line.start : line.end]

    @cached_property
    def noise(self) -> dict[int, Mark]:
        """The lines whose visible characters are all under sure marks, with the first such mark."""
        return _covered(self.document, self.marks)

    @cached_property
    def hint_starts(self) -> frozenset[int]:
        """Where the stretches under hints start."""
        return frozenset(mark.start for mark in self.marks if mark.strength == "hint")

    def live_lines(self) -> list[int]:
        """The numbers of the lines that are neither blank nor noise."""
        noise = self.noise
        return [number for number in self.inked if number not in noise]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds the character at ``offset``."""
        return bisect_right(self.starts, offset) - 1

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line starts."""
        return tuple(line.start for line in self.document.lines)

    @cached_property
    def inked(self) -> tuple[int, ...]:
        """The numbers of the lines that are not blank."""
        text = self.document.text
        return tuple(
            number
            for number, line in enumerate(self.document.lines)
            if line.end > line.start and not text[line.start : line.end].isspace()
        )

    @cached_property
    def _scripts(self) -> frozenset[str]:
        return scripts_among(self.document.text)

    def scripts_in(self, piece: str) -> frozenset[str]:
        """The scripts of a piece of the text; signs alone are in those of the whole text.

        "• €40–€60" in an English list is none of the widgets that Ukrainian sites show.
        """
        found = scripts_in(piece)
        return self._scripts if found is ANY else found

    @cached_property
    def ink_counts(self) -> tuple[int, ...]:
        """Running totals: entry ``n`` is how many visible characters stand before line ``n``."""
        return (0, *accumulate(len(view.plain) for view in self.views))

    @cached_property
    def live_prose_counts(self) -> tuple[int, ...]:
        """Running totals: entry ``n`` is how many lines of prose that is no noise stand before."""
        noise = self.noise
        return (0, *accumulate(p and n not in noise for n, p in enumerate(self.prose)))

    def with_marks(self, marks: Iterable[Mark]) -> "Draft":
        """Return a draft with ``marks`` behind the earlier ones; the views are shared."""
        added = tuple(marks)
        return replace(self, marks=self.marks + added) if added else self


def draft_of(document: Document, earlier: Draft | None = None, *, framed: bool = False) -> Draft:
    """Open a draft: no marks yet. ``earlier`` is the same text before a cut: its views serve.

    What a page holds for code is known of its lines from then on: a cut text has no evidence. And
    a text that was ``framed`` is no more so once its frame is cut.
    """
    text = document.text
    answers = earlier.answers if earlier else {}
    seen: dict[str, LineView] = answers.setdefault(LineView, {})
    views = []
    for line in document.lines:
        content = text[line.start : line.end]
        if content not in seen:
            seen[content] = view(content)
        views.append(seen[content])
    preformatted = earlier.preformatted if earlier else _preformatted(document, views)
    framed = framed or (earlier is not None and earlier.framed)
    return Draft(document, tuple(views), (), answers, preformatted, framed)


def _preformatted(document: Document, views: Sequence[LineView]) -> frozenset[str]:
    """The lines of a page's `pre` elements, unless they are most of it: then they are its text."""
    evidence = zip(document.evidence, views, strict=False)
    found = [view.folded for entry, view in evidence if entry and entry.tag == "pre"]
    if 2 * sum(map(len, found)) > sum(len(view.folded) for view in views):
        return frozenset()
    return frozenset(found)


def _covered(document: Document, marks: tuple[Mark, ...]) -> dict[int, Mark]:
    """Find the lines that marks cover wholly, be it piece by piece."""
    lines = document.lines
    covered: dict[int, Mark] = {}
    pieces: dict[int, list[Mark]] = {}
    starts = [line.start for line in lines]
    for mark in marks:
        if mark.strength != "sure":
            continue
        number = bisect_right(starts, mark.start) - 1
        while number < len(lines) and lines[number].start < mark.stop:
            line = lines[number]
            if number not in covered and line.end > line.start:
                if mark.start <= line.start and mark.stop >= line.end:
                    covered[number] = mark
                else:
                    pieces.setdefault(number, []).append(mark)
            number += 1
    for number, parts in pieces.items():
        if number not in covered and _nothing_left(document, lines[number], parts):
            covered[number] = parts[0]
    return covered


def _nothing_left(document: Document, line: Line, parts: list[Mark]) -> bool:
    at = line.start
    for part in sorted(parts, key=lambda mark: mark.start):
        if part.start > at and not document.text[at : part.start].isspace():
            return False
        at = max(at, part.stop)
    return at >= line.end or document.text[at : line.end].isspace()
