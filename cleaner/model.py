"""The frozen records that the stages hand to each other. No I/O, no regular expressions.

Offsets are code points. Those of lines, marks and removals count in the repaired text of a
document; those of raw bytes count in the decoded text.
"""

from dataclasses import dataclass
from typing import Literal

Strength = Literal["sure", "hint", "refused"]
Format = Literal["text", "markdown", "html"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: content ``text[start:end]``, terminator ``text[end:stop]`` ("\\n" or nothing)."""

    start: int
    end: int
    stop: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the DOM knew about one line of page text.

    ``path`` is the element path from the body ("div.main/article/p"), ``link_density`` the share
    of the line's characters that stand inside links (0 to 1), ``votes`` the names of the
    extractors that hold the line to be article.
    """

    tag: str
    path: str
    link_density: float
    votes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RawBytes:
    """A stretch ``decoded[start:stop]`` whose bytes were ``data``, unlike what encoding it gives.

    Kept for bytes that the encoding cannot hold, for stretches in a second encoding, and for
    byte sequences that are not the canonical ones of their characters.
    """

    start: int
    stop: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from.

    ``encoding`` is the Python codec name, None when the input was a ``str``; ``found_by`` is one
    of "given" (a str), "bom", "declared", "utf-8", "detected", "fallback".
    """

    encoding: str | None
    found_by: str
    format: Format
    bom: bytes = b""
    raw: tuple[RawBytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """``repaired[start:stop]`` stood as ``original``; ``steps`` says what was done to it."""

    start: int
    stop: int
    original: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A repaired text, cut into lines, with what is known about each.

    ``evidence`` has one entry a line for a page and is empty otherwise.
    """

    text: str
    lines: tuple[Line, ...]
    evidence: tuple[Evidence | None, ...] = ()
    title: str | None = None
    url: str | None = None


# Blank lines that go with what stood around them: no kind of noise, so nobody can leave them in.
LAYOUT, BLANK_LINE = "layout", "layout.blank-line"
EXTRACT = "extract"  # what the extractors leave out of a page


@dataclass(frozen=True, slots=True)
class Mark:
    """A stage's opinion that ``text[start:stop]`` is noise.

    Marks may overlap. A hint is cut only in the company of other noise. What a guard refused to
    mark is never cut: it becomes a warning. ``score`` is how sure
    the classifier is that the text is noise (0 to 1), None for what rules and structure say.
    """

    start: int
    stop: int
    rule: str
    category: str
    strength: Strength = "sure"
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """An entry of the removed-noise log: ``repaired[start:stop] == text``, cut under ``rule``.

    ``score`` is the classifier's (0 to 1), None for what rules and structure cut.
    """

    start: int
    stop: int
    text: str
    rule: str
    category: str
    score: float | None = None

    @property
    def mark(self) -> Mark:
        """The mark that this removal was made of."""
        return Mark(self.start, self.stop, self.rule, self.category, score=self.score)
