"""A parsed page as lines: every visible block once, in reading order, with what the DOM knew."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree, html

# Elements that stand inside a line. Every other element is a block: it starts and ends lines.
_INLINE = frozenset(
    """a abbr acronym b basefont bdi bdo big cite code data del dfn em font i ins kbd label mark
    meter nobr output progress q rb rp rt rtc ruby s samp slot small span strike strong sub sup
    time tt u var wbr mi mn mo ms mtext mrow math semantics""".split()  # noqa: SIM905
)
# Elements whose text no reader sees.
UNSEEN = frozenset(
    """script style template head noscript noframes svg select datalist textarea iframe object
    embed audio video canvas map annotation annotation-xml colgroup""".split()  # noqa: SIM905
)
# Blocks that follow each other without an empty line.
_TIGHT = frozenset(("li", "dt", "dd", "tr", "td", "th", "caption", "option"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_CELLS = frozenset(("td", "th"))
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Longest label of one element, and most elements in a path: hostile pages have megabytes of both.
_LABEL_CHARS = 80
_PATH_ELEMENTS = 40
_CELL_CHARS = 1000


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """One line of page text; ``loose`` says that an empty line stands before it."""

    text: str
    tag: str
    path: str
    link_density: float
    loose: bool


@dataclass(slots=True)
class _Open:
    """A block element whose end has not come; ``path`` is built when its first line needs it."""

    element: html.HtmlElement
    tag: str
    path: str | None = None
    items: int = 0  # of a list or table
    cells: list[int] | None = None  # of a row: number of the first line of each cell


def render(body: html.HtmlElement, *, unseen: frozenset[str] = UNSEEN) -> list[RenderedLine]:
    """Render ``body`` as lines.

    A block is a line, ``br`` starts a new one, ``pre`` keeps its own, a list item begins with
    "- ", a table row is its cells joined by " | ". Hidden parts (``hidden``, ``display: none``)
    are rendered too, with ":hidden" in their path: paywalls and scripts hide article text.
    """
    renderer = _Renderer()
    start, end, text = renderer.start, renderer.end, renderer.text
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if element.tag in unseen:
            if event == "start":
                walker.skip_subtree()  # its end event comes nevertheless
                continue
        elif event == "start":
            start(element, element.tag)
            if element.text:
                text(element.text)
            continue
        else:
            end(element, element.tag)
        if element.tail and element is not body:
            text(element.tail)
    renderer.flush()
    return renderer.lines


class _Renderer:
    def __init__(self) -> None:
        self.lines: list[RenderedLine] = []
        self.pieces: list[str] = []
        self.link_pieces: list[str] = []
        self.open: list[_Open] = []
        self.owner: _Open | None = None  # the block in which the current line began
        self.links = self.pre = 0
        self.loose = False
        self.bullet = ""

    def start(self, element: html.HtmlElement, tag: str) -> None:
        if tag == "br":
            self.flush()
        elif tag == "a":
            self.links += 1
            before = element.getprevious()
            if before is not None and before.tag == "a" and not before.tail:
                self.pieces.append(" ")  # neighbouring links without a space are menus, not words
        elif tag == "q":
            self.text("“")
        elif tag not in _INLINE and not _is_word(element, tag):
            self._start_block(element, tag)

    def end(self, element: html.HtmlElement, tag: str) -> None:
        if tag == "a":
            self.links -= 1
        elif tag == "q":
            self.text("”")
        elif self.open and self.open[-1].element is element:
            self._end_block(tag)

    def text(self, text: str) -> None:
        if self.pre and "\n" in text:
            first, *rest = text.split("\n")
            self._piece(first)
            for line in rest:
                self.flush()
                self._piece(line)
        else:
            self._piece(text)

    def _piece(self, text: str) -> None:
        if not self.pieces and text.isspace() and not self.pre:
            return
        self.pieces.append(text)
        if self.owner is None and self.open and not text.isspace():
            self.owner = self.open[-1]
        if self.links:
            self.link_pieces.append(text)

    def flush(self) -> None:
        """End the current line, if it has any text."""
        if not self.pieces:
            return
        text = "".join(self.pieces)
        text = text.rstrip() if self.pre else " ".join(text.split())
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if text and not text.isspace():
            owner = self.owner or (self.open[-1] if self.open else None)
            linked = sum(map(len, " ".join(self.link_pieces).split()))
            density = min(1.0, linked / sum(map(len, text.split()))) if linked else 0.0
            tag, path = (owner.tag, self._path(owner)) if owner else ("body", "")
            self.lines.append(RenderedLine(self.bullet + text, tag, path, density, self.loose))
            self.loose, self.bullet = False, ""
        self.pieces, self.link_pieces, self.owner = [], [], None

    def _start_block(self, element: html.HtmlElement, tag: str) -> None:
        self.flush()
        above = self.open[-1] if self.open else None
        if tag == "pre":
            self.pre += 1
        elif tag == "li":
            self.bullet = "- "
            if above is not None:
                self.loose = self.loose and not above.items
                above.items += 1
        elif tag in _CELLS and above is not None and above.cells is not None:
            above.cells.append(len(self.lines))
        if tag not in _TIGHT and not self._inside_item(tag):
            self.loose = True
        self.open.append(_Open(element, tag, cells=[] if tag == "tr" else None))

    def _inside_item(self, tag: str) -> bool:
        """Whether a list opens, or a paragraph begins, right where a list item begins."""
        return bool(self.bullet) or (tag in _LISTS and any(o.tag == "li" for o in self.open[-3:]))

    def _end_block(self, tag: str) -> None:
        self.flush()
        closed = self.open.pop()
        if tag == "pre":
            self.pre -= 1
        elif tag == "li":
            self.bullet = ""
        elif closed.cells is not None:
            self._join_cells(closed)
        elif tag == "table":
            for row in self.open[-6:]:  # a row that holds a table is page layout, not data
                row.cells = None
        if tag not in _TIGHT and not (tag in _LISTS and any(o.tag == "li" for o in self.open[-3:])):
            self.loose = True

    def _join_cells(self, row: _Open) -> None:
        """Make one line of a row, unless a cell has lines of its own: then it is page layout."""
        starts = row.cells or []
        edges = [*starts, len(self.lines)]
        if len(self.lines) - edges[0] < 1 or any(
            stop - start > 1 for start, stop in pairwise(edges)
        ):
            return
        cells = self.lines[edges[0] :]
        text = " | ".join(cell.text for cell in cells)
        if len(text) > _CELL_CHARS:
            return
        linked = sum(cell.link_density * len(cell.text) for cell in cells)
        first = cells[0]
        joined = replace(
            first, text=text, tag="tr", path=self._path(row), link_density=linked / len(text)
        )
        previous_row = edges[0] > 0 and self.lines[edges[0] - 1].path == joined.path
        self.lines[edges[0] :] = [replace(joined, loose=first.loose and not previous_row)]
        self.loose = False

    def _path(self, owner: _Open) -> str:
        if owner.path is None:
            known = len(self.open)
            while known and self.open[known - 1] is not owner:
                known -= 1
            first = known
            while first and self.open[first - 1].path is None:
                first -= 1
            path = self.open[first - 1].path or "" if first else ""
            for block in self.open[first:known] if known else [owner]:
                path = _below(path, block.element)
                block.path = path
        return owner.path or ""


def _below(path: str, element: html.HtmlElement) -> str:
    if element.tag in ("body", "html"):
        return path
    if path.count("/") >= _PATH_ELEMENTS:
        path = path[path.index("/") + 1 :]
    return f"{path}/{_label(element)}" if path else _label(element)


def _label(element: html.HtmlElement) -> str:
    label = str(element.tag)
    if identity := element.get("id"):
        label += "#" + "-".join(identity[:_LABEL_CHARS].split())
    if classes := element.get("class"):
        label += "." + ".".join(classes[:_LABEL_CHARS].split())
    label = label.replace("/", "-")
    return label + ":hidden" if is_hidden(element) else label


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether the element's own attributes hide it from a reader without scripts."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    if not style:
        return False
    style = "".join(style[:500].lower().split())
    return "display:none" in style or "visibility:hidden" in style


def _is_word(element: html.HtmlElement, tag: str) -> bool:
    """Whether a custom element stands in running text; elsewhere it is a box."""
    if "-" not in tag:
        return False
    above = element.getparent()
    texts = (element.tail, above.text if above is not None else None)
    return any(text and not text.isspace() for text in texts)
