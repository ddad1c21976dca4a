"""Two ways of cleaning the same documents: which lines one cuts and the other keeps."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.model import Removal
from cleaner.prose import is_prose
from cleaner.terminal import Palette, counted, visible
from cleaner.view import view

_SHOWN = 160  # characters of a line


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or a part of one, that only one side cuts, under ``rule``; offset in the text."""

    start: int
    text: str
    rule: str

    @property
    def prose(self) -> bool:
        """It reads like a paragraph: the likeliest harm."""
        return is_prose(view(self.text))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document: what only B cuts, what only A cut, and what both cut under other names.

    ``starts`` are the offsets of the lines, empty when the text is not at hand. ``problem`` says
    why the two cannot be compared.
    """

    id: str
    cut: tuple[Piece, ...] = ()
    kept: tuple[Piece, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    starts: tuple[int, ...] = ()
    problem: str = ""


def compare(
    id: str, before: Sequence[Removal], after: Sequence[Removal], starts: tuple[int, ...] = ()
) -> Comparison:
    """Compare the removals of two runs over one text; blank lines do not count."""
    return Comparison(
        id,
        tuple(_only(after, before)),
        tuple(_only(before, after)),
        tuple(_renamed(before, after)),
        starts,
    )


def _only(these: Sequence[Removal], others: Sequence[Removal]) -> Iterator[Piece]:
    """The pieces under ``these`` removals that no other covers, line by line."""
    stops = [other.stop for other in others]
    for removal in these:
        at = removal.start
        index = bisect_right(stops, at)
        while at < removal.stop:
            stop, resume = removal.stop, removal.stop
            if index < len(others) and others[index].start < removal.stop:
                stop, resume = max(others[index].start, at), others[index].stop
            yield from _lines(removal, at, stop)
            at, index = resume, index + 1


def _lines(removal: Removal, start: int, stop: int) -> Iterator[Piece]:
    text = removal.text[start - removal.start : stop - removal.start]
    for line in text.split("\n"):
        if line.strip():
            yield Piece(start, line, removal.rule)
        start += len(line) + 1


def _renamed(before: Sequence[Removal], after: Sequence[Removal]) -> Iterator[tuple[str, str]]:
    """The names under which both cut the same line, where they differ."""
    starts = [removal.start for removal in after]
    for old in before:
        index = max(bisect_right(starts, old.start) - 1, 0)
        for new in after[index : bisect_left(starts, old.stop)]:
            first, last = max(old.start, new.start), min(old.stop, new.stop)
            if first < last and old.rule != new.rule:
                text = old.text[first - old.start : last - old.start]
                yield from ((old.rule, new.rule) for line in text.split("\n") if line.strip())


@dataclass
class Report:
    """All comparisons of a run: the figures, and the documents that differ."""

    documents: int = 0
    cut: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    prose_cut: int = 0
    prose_kept: int = 0
    renamed: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: list[Comparison] = field(default_factory=list)
    problems: list[Comparison] = field(default_factory=list)

    def add(self, found: Comparison) -> None:
        """Count one document."""
        if found.problem:
            self.problems.append(found)
            return
        self.documents += 1
        self.cut.update(piece.rule for piece in found.cut)
        self.kept.update(piece.rule for piece in found.kept)
        self.prose_cut += sum(piece.prose for piece in found.cut)
        self.prose_kept += sum(piece.prose for piece in found.kept)
        self.renamed.update(found.renamed)
        if found.cut or found.kept:
            self.changed.append(found)


def report_lines(report: Report, most: int, colours: Palette) -> Iterator[str]:
    """Yield the documents that differ, those that lose prose first, then the figures."""
    ordered = sorted(report.changed, key=_weight)
    for found in ordered[:most]:
        yield colours.heading(f"==> {visible(found.id)} <==")
        yield from _changes(found, colours)
        yield ""
    if len(ordered) > most:
        yield f"and {counted(len(ordered) - most, 'more document')}"
        yield ""
    yield f"{len(report.changed):,} of {counted(report.documents, 'document')} changed"
    for sign, what, counts, prose in (
        ("-", "cut by B and kept by A", report.cut, report.prose_cut),
        ("+", "kept by B and cut by A", report.kept, report.prose_kept),
    ):
        yield f"{sign} {counted(sum(counts.values()), 'line')} {what}, {prose:,} of them like prose"
        yield from _counts(counts.most_common(), colours)
    if report.renamed:
        lines = counted(sum(report.renamed.values()), "line")
        yield f"  {lines} cut by both under another name"
        names = [(f"{old} → {new}", count) for (old, new), count in report.renamed.most_common()]
        yield from _counts(names, colours)


def _weight(found: Comparison) -> tuple[int, int, str]:
    lost = sum(piece.prose for piece in found.cut)
    return (-lost, -len(found.cut) - len(found.kept), found.id)


def _counts(counts: Iterable[tuple[str, int]], colours: Palette) -> Iterator[str]:
    for name, count in counts:
        yield f"  {count:>6,}  {colours.name(visible(name))}"


def _changes(found: Comparison, colours: Palette) -> Iterator[str]:
    pieces = [("-", piece) for piece in found.cut] + [("+", piece) for piece in found.kept]
    for sign, piece in sorted(pieces, key=lambda entry: entry[1].start):
        place = bisect_right(found.starts, piece.start) if found.starts else piece.start
        text = visible(piece.text.strip())
        shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
        prose = "!" if piece.prose else " "
        line = f"{sign}{prose} {colours.cut(shown) if sign == '-' else shown}"
        yield f"{colours.faint(f'{place:>5}')} {line}  {colours.name(visible(piece.rule))}"
