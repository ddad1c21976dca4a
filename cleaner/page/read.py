"""The flow from HTML to page text: parse once, render, ask the voices, find the headline."""

from collections.abc import Sequence
from dataclasses import replace

from lxml.html import HtmlElement

from cleaner.model import Evidence
from cleaner.page.align import words
from cleaner.page.decide import HEADLINE, LINKED, LINKED_DATA, MAIN, SECOND, keep
from cleaner.page.headline import find_headline, without_site
from cleaner.page.linked_data import Declared, declared
from cleaner.page.parse import parse
from cleaner.page.render import UNSEEN, RenderedLine, render
from cleaner.page.voices import MORE_VOICES, VOICES, ParsedPage, votes_of

# A page with less text (characters) shows it only to readers without scripts or frames.
_LITTLE_TEXT = 250
_UNREAD = ("script", "style", "svg")
# A line so long (characters) without links is text. When the first voice leaves out half as much
# of it as it holds, the others are asked in any case: of 711 development pages of WCXB 54, and the
# word F1 of the extraction alone rises from 0.941 to 0.953; asked always, 0.955 (ad hoc).
_PARAGRAPH = 80
_OVERLOOKED = 0.5

_Fields = tuple[str, tuple[Evidence | None, ...], str | None, str | None, tuple[str, ...]]


def read(source: str, *, url: str | None = None, fast: bool = False) -> _Fields:
    """Give the fields of a `cleaner.page.Page`."""
    tree = parse(source)
    if tree is None:
        return "", (None,), None, None, ()
    elements = list(tree.iter())  # held: lxml would make its wrappers anew for every pass
    stated = declared(elements)
    lines = _visible_lines(tree)
    _drop_unread(elements)
    page = ParsedPage(tree, lines, stated.bodies, url)
    votes, warnings = votes_of(page, VOICES)
    if not fast or _overlooks(lines, votes):
        more, more_warnings = votes_of(page, MORE_VOICES)
        votes = [a | b for a, b in zip(votes, more, strict=True)]
        warnings += more_warnings
    evidence = [_evidence(line, vote) for line, vote in zip(lines, votes, strict=True)]
    kept = keep(evidence, [line.text for line in lines])
    body = max(stated.bodies, key=len, default="")
    if len(body) > _LITTLE_TEXT and len(body) > 2 * _size(lines, kept):
        return _from_linked_data(body, stated, warnings)
    warnings += _disagreement(lines, evidence)
    number, title = find_headline(lines, page.words, kept, stated)
    if number is not None:
        evidence = _with_headline(evidence, page, number)
    return *_text(lines, evidence), title, stated.site, warnings


def _visible_lines(tree: HtmlElement) -> list[RenderedLine]:
    body = tree.find("body")
    lines = render(tree if body is None else body)
    if _size(lines) >= _LITTLE_TEXT:
        return lines
    fallback = render(tree if body is None else body, unseen=UNSEEN - {"noscript"})
    for frames in tree.iter("noframes"):
        inner = parse("".join(frames.itertext()))
        fallback += render(inner) if inner is not None else []
    return fallback if _size(fallback) > 2 * _size(lines) else lines


def _drop_unread(elements: Sequence[HtmlElement]) -> None:
    """Take out what no voice reads; every copy of the tree that a voice makes is cheaper then."""
    for element in elements:
        if element.tag in _UNREAD and "json" not in (element.get("type") or "").lower():
            element.clear(keep_tail=True)


def _size(lines: Sequence[RenderedLine], kept: Sequence[bool] | None = None) -> int:
    return sum(len(line.text) for n, line in enumerate(lines) if kept is None or kept[n])


def _overlooks(lines: Sequence[RenderedLine], votes: Sequence[frozenset[str]]) -> bool:
    """Whether much text of the page has no vote."""
    text = [len(line.text) >= _PARAGRAPH and line.link_density < LINKED for line in lines]
    left_out = [a and not b for a, b in zip(text, votes, strict=True)]
    return _size(lines, left_out) > _OVERLOOKED * _size(lines, list(map(bool, votes)))


def _disagreement(lines: Sequence[RenderedLine], evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """A warning when the two extractors hold less than half of their lines (by size) together."""
    main, second = ([voice in line.votes for line in evidence] for voice in (MAIN, SECOND))
    both = [a and b for a, b in zip(main, second, strict=True)]
    either = [a or b for a, b in zip(main, second, strict=True)]
    shared, total = _size(lines, both), _size(lines, either)
    if not any(second) or 2 * shared >= total:
        return ()
    return (
        f"page: the extractors disagree: {MAIN} holds {_size(lines, main)} characters,"
        f" {SECOND} {_size(lines, second)}, both {shared}",
    )


def _evidence(line: RenderedLine, votes: frozenset[str]) -> Evidence:
    return Evidence(line.tag, line.path, line.link_density, votes)


def _with_headline(evidence: list[Evidence], page: ParsedPage, number: int) -> list[Evidence]:
    """Give the headline its vote and take those of its copies: the article has it once."""
    headline = page.words[number]
    return [
        replace(line, votes=line.votes | {HEADLINE})
        if n == number
        else replace(line, votes=frozenset())
        if page.words[n] == headline and len(headline) > 2
        else line
        for n, line in enumerate(evidence)
    ]


def _from_linked_data(body: str, stated: Declared, warnings: tuple[str, ...]) -> _Fields:
    """Make the page of its linked data's article: scripts would have shown that text."""
    tree = parse(body) if "<" in body else None
    texts = [line.text for line in render(tree)] if tree is not None else body.split("\n")
    texts = [" ".join(text.split()) for text in texts]
    title = without_site(stated)
    lines, evidence = [], []
    for text in texts:
        if text and words(text) != words(title or ""):
            lines.append(RenderedLine(text, "articleBody", "script", 0.0, True))
            evidence.append(Evidence("articleBody", "script", 0.0, frozenset({LINKED_DATA})))
    if title is not None:
        lines.insert(0, RenderedLine(title, "headline", "script", 0.0, False))
        evidence.insert(0, Evidence("headline", "script", 0.0, frozenset({HEADLINE})))
    warnings = (*warnings, "page: the text is that of the linked data")
    return *_text(lines, evidence), title, stated.site, warnings


def _text(
    lines: Sequence[RenderedLine], evidence: Sequence[Evidence]
) -> tuple[str, tuple[Evidence | None, ...]]:
    """Join the lines, an empty one before each that stands loose."""
    texts: list[str] = []
    entries: list[Evidence | None] = []
    for line, entry in zip(lines, evidence, strict=True):
        if line.loose and texts:
            texts.append("")
            entries.append(None)
        texts.append(line.text)
        entries.append(entry)
    return "\n".join(texts), tuple(entries) or (None,)
