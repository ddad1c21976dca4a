"""One decision over the votes: which lines of a page are its article, and why the others are not.

It rests on the evidence of the lines alone, so it gives the same answer for the page as it was
read and for its document after repairs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from cleaner.model import BLANK_LINE, EXTRACT, LAYOUT, Document, Evidence, Mark
from cleaner.page.zones import doubt_zones, drop_zones, innermost_zone, zones_along

# The names of the votes.
MAIN, SECOND = "trafilatura", "justext"
LINKED_DATA, HEADLINE = "linked-data", "headline"
# The main voice missed the article when the second holds so many times more characters.
_MISSED = 4
# With so many characters of the main voice's there is an article that is no comment.
_ARTICLE = 250
# From this share of linked characters on, a line is a list of links rather than text.
LINKED = 0.5
# The element that holds so much of the article (characters) is its container. Of the characters in
# paragraphs in it that no voice held, nine of ten were the article's (711 development pages of
# WCXB), of those in rows five of six, of those in headings, items and boxes hardly half.
_MOST = 0.8
_UNITS = ("p", "tr")
# Headings in it that no voice held: six of seven of those above a line that stays.
_HEADINGS = ("h2", "h3", "h4")
# An answer folds out below its question, which is a button then: so are 51 questions of 711 pages.
_SWITCHES = frozenset(("button", "dropdown"))
# A zone's name that covers more of the article than this is a name of the article.
_CONTAINER = 0.5

_Lines = Sequence[Evidence | None]


def extract(document: Document) -> Iterator[Mark]:
    """Mark the lines of a page that the extractors leave out, one mark a line.

    Rules are "extract.<why>", and "layout.blank-line" for empty lines: of those between two
    article lines one stays, those before the first and behind the last go. Yields nothing for a
    text that is not a page.
    """
    if not document.evidence:
        return
    lines = document.lines
    evidence = document.evidence[: len(lines)]
    kept = keep(evidence, [document.text[line.start : line.end] for line in lines])
    for number, rule in _dropped(evidence, kept):
        named = (BLANK_LINE, LAYOUT) if rule is None else (f"{EXTRACT}.{rule}", EXTRACT)
        yield Mark(lines[number].start, lines[number].stop, *named)


def keep(evidence: _Lines, texts: Sequence[str]) -> list[bool]:
    """Decide which lines stay. ``texts`` are the lines themselves.

    The main voice decides, but for zones of the page that are no article. Between its first and
    its last line a line that another voice holds stays too: an extractor that drops a paragraph
    in the middle is wrong. So do, in the element that holds most of the article, paragraphs and
    table rows that nobody holds, headings and questions right above what stays, and behind the end
    paragraphs of the second voice. Where the main voice holds next to nothing of what the second
    does, both decide, but for the comments below an article; and where nobody holds anything, every
    line stays that is not links.
    """
    lengths, zones = list(map(len, texts)), _zones_of(evidence)
    chosen = _first_choice(evidence, lengths, zones)
    drop = _certain_zones(zones, chosen, lengths)
    chosen = [yes and not drop & zone for yes, zone in zip(chosen, zones, strict=True)]
    doubted = [zone & (drop | doubt_zones().keys()) for zone in zones]
    places = [number for number, yes in enumerate(chosen) if yes] or [0]
    article = range(places[0], places[-1])
    second, given = _held(evidence, SECOND), _held(evidence, LINKED_DATA)
    for number in article:
        chosen[number] |= (second[number] or given[number]) and not doubted[number]
    inside = _in_container(evidence, chosen, lengths)
    for number in range(article.start, len(chosen)):
        if inside[number] and not doubted[number]:
            chosen[number] |= _is_unit(evidence[number], number in article, second[number])
    heads = [
        a and _is_head(line, text, zone)
        for a, line, text, zone in zip(inside, evidence, texts, doubted, strict=True)
    ]
    for number in _right_above(evidence, chosen, heads):
        chosen[number] |= number in article
    return [a or b for a, b in zip(chosen, _held(evidence, HEADLINE), strict=True)]


def _is_unit(line: Evidence | None, in_article: bool, second: bool) -> bool:
    """Whether the article's own element holds the line as its text: a paragraph, a table's row."""
    if line is None:
        return False
    if in_article:
        return line.tag in _UNITS and line.link_density < LINKED
    return second and line.tag == "p"


def _is_head(line: Evidence | None, text: str, doubted: Set[str]) -> bool:
    """Whether a line heads what stands below it: a heading, or a question that shows its answer."""
    if line is None:
        return False
    if not doubted:
        return line.tag in _HEADINGS
    return doubted <= _SWITCHES and text.rstrip().endswith(("?", "？"))


def _right_above(evidence: _Lines, chosen: Sequence[bool], heads: Sequence[bool]) -> Iterator[int]:
    """The heads right above a chosen line or above such a head, from below."""
    below = False
    for number in range(len(chosen) - 1, -1, -1):
        if evidence[number] is not None:
            head = below and heads[number]
            if head:
                yield number
            below = chosen[number] or head


def why(evidence: Evidence) -> str:
    """Name the reason for leaving a line out: the part of the page where it stood."""
    if ":hidden" in evidence.path:
        return "hidden"
    plain = "links" if evidence.link_density >= LINKED else "outside"
    return innermost_zone(evidence.path) or plain


def _held(evidence: _Lines, voice: str) -> list[bool]:
    return [line is not None and voice in line.votes for line in evidence]


def _zones_of(evidence: _Lines) -> list[frozenset[str]]:
    """Give for each line the names of the zones it stands in."""
    none: frozenset[str] = frozenset()
    return [zones_along(line.path) if line is not None else none for line in evidence]


def _first_choice(
    evidence: _Lines,
    lengths: Sequence[int],
    zones: Sequence[frozenset[str]],
) -> list[bool]:
    main, second = _held(evidence, MAIN), _held(evidence, SECOND)
    size = _size(main, lengths)
    if size * _MISSED < _size(second, lengths):
        # Below a short article the second voice holds the readers' long thread.
        thread = _names_of("comments") if size >= _ARTICLE else frozenset[str]()
        main = [
            a or (b and thread.isdisjoint(zone))
            for a, b, zone in zip(main, second, zones, strict=True)
        ]
    if not any(main):
        main = _held(evidence, LINKED_DATA)
    if not any(main):
        main = [line is not None and line.link_density < LINKED for line in evidence]
    if not any(main):
        main = [line is not None for line in evidence]
    return main


def _names_of(zone: str) -> frozenset[str]:
    return frozenset(name for name, found in drop_zones().items() if found == zone)


def _certain_zones(
    zones: Sequence[frozenset[str]], chosen: Sequence[bool], lengths: Sequence[int]
) -> frozenset[str]:
    covered: Counter[str] = Counter()
    for zone, yes, length in zip(zones, chosen, lengths, strict=True):
        if yes:
            covered.update(dict.fromkeys(zone & drop_zones().keys(), length))
    most = _CONTAINER * _size(chosen, lengths)
    return frozenset(name for name in drop_zones() if covered[name] <= most)


def _in_container(evidence: _Lines, chosen: Sequence[bool], lengths: Sequence[int]) -> list[bool]:
    """Say of each line whether it stands in the innermost element with most of the article."""
    by_path: Counter[str] = Counter()
    for line, yes, length in zip(evidence, chosen, lengths, strict=True):
        if yes and line is not None:
            by_path[line.path] += length
    held: Counter[str] = Counter()
    for path, length in by_path.items():
        while path := path.rpartition("/")[0]:
            held[path] += length
    most = _MOST * by_path.total()
    container = max((path for path in held if held[path] >= most), key=len, default=None)
    if container is None:
        return [False] * len(evidence)
    return [line is not None and line.path.startswith(f"{container}/") for line in evidence]


def _size(chosen: Sequence[bool], lengths: Sequence[int]) -> int:
    return sum(length for length, yes in zip(lengths, chosen, strict=True) if yes)


def _dropped(evidence: _Lines, kept: Sequence[bool]) -> Iterator[tuple[int, str | None]]:
    """Yield the lines to cut, each with its reason; None for an empty line."""
    last = max((number for number, keep in enumerate(kept) if keep), default=-1)
    wanted = gone = False  # an empty line, behind an article line; what stood above
    waiting: list[int] = []  # empty lines that go with the next line
    for number, (line, stays) in enumerate(zip(evidence, kept, strict=True)):
        if stays:
            wanted, gone = True, False
        elif line is not None:
            yield from ((empty, None) for empty in waiting)
            waiting, gone = [], True
            yield number, why(line)
        elif wanted and number < last:
            wanted = False
        elif gone:
            yield number, None
        else:
            waiting.append(number)
