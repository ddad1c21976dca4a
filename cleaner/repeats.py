"""Repeated lines, paragraphs and blocks: the first copy outside noise stays, later ones are cut.

Refrains, short answers, table cells and list items repeat because someone wrote them twice. What
tells a scraper's copy from those is weight: a long line of prose, or a run of lines in the same
order. All candidates are found through hashes, so the cost is linear in the number of lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.draft import Draft
from cleaner.headline import headline_line, site_name_at
from cleaner.model import Mark
from cleaner.near import near_copies
from cleaner.segment import paragraphs
from cleaner.view import words

CATEGORY = "repeat"

_SOLID = 90  # characters: nobody writes a sentence this long twice on purpose ...
_REFRAIN = 200  # ... except as a refrain, which comes three times or more and is shorter than this
_CLOSE = 60  # characters, for a copy right behind its original or among the last lines
_LAST_UNITS = 3
_BLOCK = 240  # characters of three short paragraphs in a row
_LONG_RUN, _LONG_RUN_TEXT = 6, 600  # lines and characters of a run that needs no prose
_WHOLE = 0.45  # share of all lines: the document stands twice
_STARTS = 8  # earlier copies at which a run may begin
_COMMON = 50  # a line more frequent than this begins no run: it would cost n² and prove nothing
_TRUNCATED_WORDS = 8
_HEADLINE_REACH = 6  # lines after the headline in which it is likely to be printed again


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line, or a paragraph wrapped over several lines, with its words as the key."""

    first: int
    last: int
    key: str
    prose: bool  # sentences outside lists, tables, quotations and code
    cut_off: bool  # ends in an ellipsis

    @property
    def solid(self) -> bool:
        return self.prose and len(self.key) >= _SOLID


def repeat_marks(draft: Draft) -> Iterator[Mark]:
    """The stage: mark every later copy."""
    units = _units(draft)
    headline = headline_line(draft)
    repeated: dict[int, str] = {}
    near = near_copies([_near_text(draft, unit) for unit in units])
    for index in _runs(units, near):
        repeated[index] = "repeat.block"
    for index in [*_singles(units, repeated), *_near_singles(units, repeated, near)]:
        repeated[index] = "repeat.paragraph"
    for index in _truncated(units, repeated):
        repeated[index] = "repeat.truncated"
    for index in _headline_copies(units, repeated, headline, draft):
        repeated[index] = "repeat.headline"
    for index in _doubled_short_lines(units, repeated):
        repeated[index] = "repeat.line"
    for index in sorted(repeated):
        lines = draft.document.lines
        start, stop = lines[units[index].first].start, lines[units[index].last].stop
        yield Mark(start, stop, repeated[index], CATEGORY)
    if headline is not None and (at := site_name_at(draft, headline)) is not None:
        line = draft.document.lines[headline]
        yield Mark(line.start + at, line.end, "site-name.known", "site-name")


def _units(draft: Draft) -> list[_Unit]:
    """Cut the live lines into units; the lines of a wrapped paragraph make one."""
    live = set(draft.live_lines())
    code = _code_lines(draft)
    units: list[_Unit] = []
    for run in paragraphs([number not in live for number in range(len(draft.views))]):
        if len(run) > 1 and all(draft.prose[n] and len(draft.views[n].plain) <= 100 for n in run):
            units += _unit(draft, run[0], run[-1], False)
        else:
            for number in run:
                units += _unit(draft, number, number, number in code)
    return units


def _unit(draft: Draft, first: int, last: int, code: bool) -> list[_Unit]:
    views = draft.views[first : last + 1]
    plain = " ".join(view.plain for view in views)
    key = " ".join(words(plain))
    if not key or views[0].image:
        return []
    apart = code or views[0].item or views[0].quoted or plain.count("|") >= 2
    prose = draft.prose[first] and not apart
    return [_Unit(first, last, key, prose, plain.endswith(("…", "…]", "…)")))]


def _code_lines(draft: Draft) -> frozenset[int]:
    """Lines between ``` fences."""
    code, inside = set(), False
    for number in draft.inked:
        fence = draft.views[number].folded.lstrip().startswith(("```", "~~~"))
        if inside or fence:
            code.add(number)
        inside ^= fence
    return frozenset(code)


def _near_text(draft: Draft, unit: _Unit) -> str:
    if not unit.prose:
        return ""
    return " ".join(view.plain for view in draft.views[unit.first : unit.last + 1])


def _runs(units: Sequence[_Unit], near: dict[int, int]) -> Iterator[int]:
    """Units that stand in a run which copies an earlier run, in order.

    ``near`` maps a unit to an earlier one that it copies but for a word or two.
    """
    keys = [units[near.get(index, index)].key for index in range(len(units))]
    count = Counter(keys)
    earlier: dict[str, list[int]] = defaultdict(list)
    index = 0
    while index < len(units):
        best = 0
        if count[keys[index]] <= _COMMON:
            for origin in earlier[keys[index]]:
                length = _run_length(keys, origin, index)
                if length > best and _is_copy(units, keys, origin, index, length, near):
                    best = length
        if best:
            yield from range(index, index + best)
            index += best
            continue
        if len(earlier[keys[index]]) < _STARTS:
            earlier[keys[index]].append(index)
        index += 1


def _run_length(keys: Sequence[str], origin: int, copy: int) -> int:
    length = 0
    while (
        origin + length < copy
        and copy + length < len(keys)
        and keys[origin + length] == keys[copy + length]
    ):
        length += 1
    return length


def _is_copy(
    units: Sequence[_Unit],
    keys: Sequence[str],
    origin: int,
    copy: int,
    length: int,
    near: dict[int, int],
) -> bool:
    """Is this run a scraper's copy and no refrain?"""
    if length < 2:
        return False
    run = range(copy, copy + length)
    total = sum(len(keys[index]) for index in run)
    prose = [index for index in run if units[index].prose]
    exact = [index for index in run if index not in near]
    if any(units[index].solid for index in exact) and len(prose) * 3 >= length:
        return True
    if len(prose) >= 3 and sum(len(keys[index]) for index in prose) >= _BLOCK:
        return True
    distinct = len({keys[index] for index in run})
    if length >= _LONG_RUN and total >= _LONG_RUN_TEXT and distinct >= 5:
        return True
    return (
        origin <= 2
        and length >= max(4, _WHOLE * len(keys))
        and distinct * 5 >= length * 4
        and total >= _BLOCK // 2
    )


def _singles(units: Sequence[_Unit], repeated: dict[int, str]) -> Iterator[int]:
    """Single long paragraphs that stood before."""
    count = Counter(unit.key for unit in units)
    last_seen: dict[str, int] = {}
    for index, unit in enumerate(units):
        if index in repeated:
            continue
        before = last_seen.get(unit.key)
        if before is None:
            last_seen[unit.key] = index
            continue
        follows = before == index - 1
        close = follows or index >= len(units) - _LAST_UNITS
        refrain = count[unit.key] > 2 and len(unit.key) < _REFRAIN and not follows
        long_enough = unit.solid or (close and unit.prose and len(unit.key) >= _CLOSE)
        if long_enough and not refrain:
            yield index
        if follows or not (long_enough and not refrain):
            last_seen[unit.key] = index


def _near_singles(
    units: Sequence[_Unit], repeated: dict[int, str], near: dict[int, int]
) -> Iterator[int]:
    """Single paragraphs that copy an earlier one but for a word or two: only long ones."""
    for index, origin in near.items():
        long_enough = len(units[index].key) >= _REFRAIN
        if long_enough and index not in repeated and origin not in repeated:
            yield index


def _truncated(units: Sequence[_Unit], repeated: dict[int, str]) -> Iterator[int]:
    """Teasers of a paragraph: its first words and an ellipsis. The whole paragraph stays."""
    by_start: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        start = " ".join(unit.key.split(" ", _TRUNCATED_WORDS)[:_TRUNCATED_WORDS])
        if not unit.cut_off and len(by_start[start]) < _STARTS:
            by_start[start].append(index)
    for index, unit in enumerate(units):
        if index in repeated or not unit.cut_off or len(unit.key) < _CLOSE:
            continue
        start = " ".join(unit.key.split(" ", _TRUNCATED_WORDS)[:_TRUNCATED_WORDS])
        # The last word may be cut in its middle.
        stem = unit.key.rsplit(" ", 1)[0]
        if any(units[other].key.startswith(stem) for other in by_start.get(start, ())):
            yield index


def _headline_copies(
    units: Sequence[_Unit], repeated: dict[int, str], headline: int | None, draft: Draft
) -> Iterator[int]:
    """The headline again below itself, as a Markdown heading, or on top of a copied block."""
    if headline is None:
        return
    at = next((index for index, unit in enumerate(units) if unit.first == headline), None)
    if at is None:
        return
    keys = {units[at].key}
    name = site_name_at(draft, headline)
    if name is not None:
        keys.add(" ".join(words(draft.views[headline].folded[:name])))
    for index, unit in enumerate(units):
        if index == at or index in repeated or unit.key not in keys or len(unit.key) < 12:
            continue
        near = index < at + _HEADLINE_REACH
        heading = draft.views[unit.first].heading
        if near or heading or index + 1 in repeated:
            yield index


def _doubled_short_lines(units: Sequence[_Unit], repeated: dict[int, str]) -> Iterator[int]:
    """In a text in which every paragraph is printed twice, the short lines are too."""
    prose = [index for index, unit in enumerate(units) if unit.prose and index not in repeated]
    doubled = [
        index
        for index, unit in enumerate(units[1:], 1)
        if index in repeated and unit.key == units[index - 1].key
    ]
    if len(doubled) < 3 or 2 * len(doubled) < len(prose):
        return
    kept = None
    for index, unit in enumerate(units):
        if index in repeated:
            continue
        if kept is not None and units[kept].key == unit.key:
            yield index
            kept = None
        else:
            kept = index
