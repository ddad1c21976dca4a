"""A cleaned document line by line: what was cut and why, and what nearly was."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cleaner.model import Line, Removal, Repair
from cleaner.result import Result
from cleaner.rules import Rule
from cleaner.segment import split_lines
from cleaner.spans import rebuild
from cleaner.terminal import Palette, counted, visible
from cleaner.why import NearMiss

# What the engine marks without a rule file, by the start of the name. The longest start counts.
ENGINE = {
    "extract.": "It stands in a part of the page whose markup says that it is no article.",
    "extract.links": "No extractor takes it for article, and most of it is links.",
    "extract.outside": "No extractor takes it for article.",
    "extract.hidden": "The page hides it.",
    "grow.": "A short line without a sentence, caught between lines that are noise.",
    "layout.": "A blank line that a cut left behind.",
    "model.frame": "The classifier holds it to be the frame of a page around its article.",
    "model.line": "The classifier is sure that it is noise, by its words and what stands around.",
    "repeat.": "It stands in the document once already.",
    "repeat.gathered": "Its paragraphs stand in the document already, one by one.",
    "repeat.near": "It stands in the document once already, but for a word or two.",
    "repeat.truncated": "Its beginning and more stand in the document already.",
    "site-name.": "The site's name behind the headline.",
    "title.": "The headline, left out on request.",
}

_MOST_MISSES = 3  # below one line


def reason_of(rule: str, rules: Sequence[Rule]) -> str:
    """Return why a rule cuts, from its ``why``; what the engine itself marks is told likewise."""
    for known in rules:
        if known.id == rule:
            return known.why
    starts = [start for start in ENGINE if rule.startswith(start)]
    return ENGINE[max(starts, key=len)] if starts else ""


def explain_lines(
    result: Result,
    rules: Sequence[Rule],
    colours: Palette,
    kept: Mapping[int, Sequence[NearMiss]] | None = None,
) -> Iterator[str]:
    """Yield the document: ``-`` before a line that was cut, ``~`` where a part was, ``[-…-]``.

    Below the lines that a rule cut stands the rule with its reason, and below a line of ``kept``
    (by number from 0) behind ``?`` what came close to cutting it. Nothing but visible characters
    is in the lines, whatever the document holds.
    """
    repaired = rebuild(result.text, result.removals)
    lines = split_lines(repaired)
    width = len(str(max(len(lines), 1)))
    cuts = _by_line(lines, result.removals)
    repairs = _repairs_by_line(lines, result.repairs)
    pending: tuple[str, ...] = ()
    yield from _head(result, colours)
    for number, line in enumerate(lines):
        here = cuts.get(number, [])
        names = _names(here, pending)
        if names != pending:
            yield from _reasons(pending, rules, width, colours)
            pending = names
        mark, shown = _shown(repaired, line, here, colours)
        yield f"{colours.faint(f'{number + 1:>{width}}')} {mark} {shown}".rstrip()
        for repair in repairs.get(number, []):
            yield f"{'':>{width}} * {colours.faint(_repair(repaired, repair))}"
        yield from _misses((kept or {}).get(number, ()), width, colours)
    yield from _reasons(pending, rules, width, colours)
    yield from _foot(result, colours)


def _names(removals: Sequence[Removal], pending: tuple[str, ...]) -> tuple[str, ...]:
    """The rules that cut in a line; a blank line is explained by the cut above it."""
    names = tuple(dict.fromkeys(removal.rule for removal in removals))
    if pending and names and all(name.startswith("layout.") for name in names):
        return pending
    return tuple(name for name in names if not name.startswith("layout.")) or names


def _by_line(lines: Sequence[Line], removals: Sequence[Removal]) -> dict[int, list[Removal]]:
    """The removals that touch each line's content or end."""
    starts = [line.start for line in lines]
    found: dict[int, list[Removal]] = {}
    for removal in removals:
        first, last = (bisect_right(starts, at) - 1 for at in (removal.start, removal.stop - 1))
        for number in range(first, last + 1):
            found.setdefault(number, []).append(removal)
    return found


def _repairs_by_line(lines: Sequence[Line], repairs: Sequence[Repair]) -> dict[int, list[Repair]]:
    """The repairs that show: a changed line end would stand at every line."""
    starts = [line.start for line in lines]
    found: dict[int, list[Repair]] = {}
    for repair in repairs:
        if repair.original.strip("\r"):
            found.setdefault(max(bisect_right(starts, repair.start) - 1, 0), []).append(repair)
    return found


def _shown(text: str, line: Line, removals: Sequence[Removal], colours: Palette) -> tuple[str, str]:
    """The mark of a line, and the line with its cut pieces struck through or in brackets."""
    pieces: list[tuple[bool, str]] = []
    at = line.start
    for removal in removals:
        start, stop = max(removal.start, line.start), min(removal.stop, line.end)
        if start < stop:
            pieces += (False, text[at:start]), (True, text[start:stop])
            at = stop
    pieces.append((False, text[at : line.end]))
    cut = any(is_cut and piece.strip() for is_cut, piece in pieces)
    kept = any(not is_cut and piece.strip() for is_cut, piece in pieces)
    if removals and not kept:
        return "-", colours.cut(visible(text[line.start : line.end]))
    if not cut:
        return " ", visible(text[line.start : line.end])
    return "~", "".join(
        _cut_piece(visible(piece), colours) if is_cut else visible(piece)
        for is_cut, piece in pieces
    )


def _cut_piece(piece: str, colours: Palette) -> str:
    return colours.cut(piece) if colours.on else f"[-{piece}-]"


def _reasons(
    names: Sequence[str], rules: Sequence[Rule], width: int, colours: Palette
) -> Iterator[str]:
    for name in names:
        reason = visible(reason_of(name, rules))
        yield f"{'':>{width}} ^ {colours.name(visible(name))}: {reason}".rstrip(": ")


def _misses(misses: Sequence[NearMiss], width: int, colours: Palette) -> Iterator[str]:
    close = [miss for miss in misses if miss.close]
    for miss in close[:_MOST_MISSES]:
        yield f"{'':>{width}} ? {colours.faint(miss_text(miss))}"
    if len(close) > _MOST_MISSES:
        more = f"and {len(close) - _MOST_MISSES} more: see --line"
        yield f"{'':>{width}} ? {colours.faint(more)}"


def miss_text(miss: NearMiss) -> str:
    """A near miss as part of a line: the rule, the classifier's score, and what stopped it."""
    score = "" if miss.score is None else f"score {miss.score:.3f}, "
    return visible(f"{miss.rule}: {score}{miss.reason}")


def _repair(text: str, repair: Repair) -> str:
    before, after = visible(repair.original), visible(text[repair.start : repair.stop])
    return f'"{_short(before)}" became "{_short(after)}" ({", ".join(repair.steps)})'


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _head(result: Result, colours: Palette) -> Iterator[str]:
    source = result.source
    encoding = f", {source.encoding} ({source.found_by})" if source.encoding else ""
    yield f"{colours.heading('format')}   {source.format}{encoding}"
    if result.title is not None:
        yield f"{colours.heading('title')}    {visible(result.title)}"
    for warning in result.warnings:
        yield f"{colours.heading('warning')}  {visible(warning)}"
    yield ""


def _foot(result: Result, colours: Palette) -> Iterator[str]:
    counts = Counter(removal.rule for removal in result.removals)
    cut = sum(len(removal.text) for removal in result.removals)
    yield ""
    removals = counted(len(result.removals), "removal")
    repairs = counted(len(result.repairs), "repair")
    yield f"{removals}, {counted(cut, 'character')}; {repairs}"
    for rule, count in sorted(counts.items()):
        yield f"{count:>6,}  {colours.name(visible(rule))}"
