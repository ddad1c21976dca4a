"""One decision over the votes: which lines of a page are its article, and why the others are not.

It rests on the evidence of the lines alone, so it gives the same answer for the page as it was
read and for its document after repairs.
"""

from collections.abc import Iterator, Sequence

from cleaner.model import Document, Evidence, Mark

CATEGORY = "extract"
HEADLINE = "headline"
LINKED_DATA = "linked-data"
MAIN, SECOND = "trafilatura", "justext"
# The main voice missed the article when the second holds so many times more characters.
_MISSED = 4
# From this share of linked characters on, a line is a list of links rather than text.
_LINKED = 0.5
_PLACES = ("nav", "aside", "footer", "header", "form", "button")


def extract(document: Document) -> Iterator[Mark]:
    """Mark the lines of a page that the extractors leave out, one mark a line.

    Rules are "extract.<why>". Empty lines go with the line before, but one stays between two
    article lines that had one. Yields nothing for a text that is not a page.
    """
    if not document.evidence:
        return
    lines = document.lines
    evidence = document.evidence[: len(lines)]
    kept = keep(evidence, [line.end - line.start for line in lines])
    for number, rule in _dropped(evidence, kept):
        yield Mark(lines[number].start, lines[number].stop, f"{CATEGORY}.{rule}", CATEGORY)


def _dropped(
    evidence: Sequence[Evidence | None], kept: Sequence[bool]
) -> Iterator[tuple[int, str]]:
    """Yield the lines to cut, each with its reason. Of the empty lines of a gap one stays."""
    last = max((number for number, keep in enumerate(kept) if keep), default=-1)
    rule: str | None = None
    wanted = False  # an empty line
    waiting: list[int] = []
    for number, (line, keep) in enumerate(zip(evidence, kept, strict=True)):
        if keep:
            wanted, rule = True, None
        elif line is not None:
            rule = why(line)
            yield from ((empty, rule) for empty in waiting)
            waiting = []
            yield number, rule
        elif wanted and number < last:
            wanted = False
        elif rule is not None:
            yield number, rule
        else:
            waiting.append(number)


def keep(evidence: Sequence[Evidence | None], lengths: Sequence[int]) -> list[bool]:
    """Decide which lines stay. ``lengths`` are the lines' characters.

    The main voice decides. Between its lines, a line that the second voice holds stays too:
    an extractor that drops a paragraph in the middle of an article is wrong. Where the main
    voice holds next to nothing of what the second does, both decide.
    """
    main, second, headline, given = (
        [line is not None and name in line.votes for line in evidence]
        for name in (MAIN, SECOND, HEADLINE, LINKED_DATA)
    )
    if _size(main, lengths) * _MISSED < _size(second, lengths):
        main = [a or b for a, b in zip(main, second, strict=True)]
    if not any(main):
        main = [line is not None and line.link_density < _LINKED for line in evidence]
    if not any(main):
        main = [line is not None for line in evidence]
    inside = _between(main)
    return [
        h or m or (g and i) or (s and i)
        for m, s, h, g, i in zip(main, second, headline, given, inside, strict=True)
    ]


def why(evidence: Evidence) -> str:
    """Name the reason for leaving a line out, as the log tells it: where it stood."""
    if ":hidden" in evidence.path:
        return "hidden"
    for element in reversed(evidence.path.split("/")):
        tag = element.partition("#")[0].partition(".")[0]
        if tag in _PLACES:
            return tag
    return "links" if evidence.link_density >= _LINKED else "outside"


def _size(chosen: Sequence[bool], lengths: Sequence[int]) -> int:
    return sum(length for length, yes in zip(lengths, chosen, strict=True) if yes)


def _between(chosen: Sequence[bool]) -> list[bool]:
    places = [number for number, yes in enumerate(chosen) if yes]
    if not places:
        return [False] * len(chosen)
    return [places[0] <= number <= places[-1] for number in range(len(chosen))]
