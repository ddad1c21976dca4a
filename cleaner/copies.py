"""Which of many units are copies of earlier ones, and which are refrains.

Refrains, short answers, table cells and list items repeat because someone wrote them twice. What
tells a scraper's copy from those is weight: a long line of prose, or a run of lines in the same
order. All candidates are found through dictionaries, so the cost is linear in the units.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cleaner.near import similar

_SOLID = 90  # characters: nobody writes a sentence this long twice on purpose ...
_REFRAIN = 200  # ... except as a refrain, which comes three times or more and is shorter than this
_CLOSE = 60  # characters, for a copy right behind its original or among the last units
_LAST_UNITS = 3
_BLOCK = 240  # characters of three short paragraphs in a row
_LONG_RUN, _LONG_RUN_TEXT = 6, 600  # units and characters of a run that needs no prose
_WHOLE = 0.45  # share of all units: the document stands twice
_STARTS = 8  # earlier copies at which a run may begin
_COMMON = 50  # a unit more frequent than this begins no run: it would cost n² and prove nothing
_TRUNCATED_WORDS = 8
_BRIDGE = 4  # units between two copies that are compared with those between the originals
_APART = 12  # units between originals whose edited copies stand together
_ALIKE = 0.75  # share of words that such units have in common


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, or a paragraph wrapped over lines ``first`` to ``last``, with its words as key."""

    first: int
    last: int
    key: str
    prose: bool  # sentences outside lists, tables, quotations and code
    cut_off: bool  # ends in an ellipsis

    @property
    def solid(self) -> bool:
        """Long enough to be no refrain."""
        return self.prose and len(self.key) >= _SOLID


def find_copies(units: Sequence[Unit], near: dict[int, int]) -> dict[int, str]:
    """Map the index of every copy to the rule that found it.

    ``near`` maps a unit to an earlier one that it copies but for a word or two.
    """
    origins = dict(_runs(units, near))
    rules = dict.fromkeys(origins, "repeat.block")
    for rule, find in (("repeat.paragraph", _singles), ("repeat.near", _near_in_order)):
        for index, origin in find(units, origins, near):
            origins[index] = origin
            rules[index] = rule
    for index in _bridged(units, origins):
        rules[index] = "repeat.block"
    for index in _truncated(units, rules):
        rules[index] = "repeat.truncated"
    for index in _doubled_short_lines(units, rules):
        rules[index] = "repeat.line"
    return rules


def _runs(units: Sequence[Unit], near: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Units that stand in a run which copies an earlier run in order, with their originals."""
    keys = [units[near.get(index, index)].key for index in range(len(units))]
    count = Counter(keys)
    earlier: dict[str, list[int]] = defaultdict(list)
    index = 0
    while index < len(units):
        best = (0, 0)
        if count[keys[index]] <= _COMMON:
            for origin in earlier[keys[index]]:
                length = _run_length(keys, origin, index)
                if length > best[0] and _is_copy(units, keys, origin, index, length, near):
                    best = (length, origin)
        if best[0]:
            yield from ((index + step, best[1] + step) for step in range(best[0]))
            index += best[0]
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
    units: Sequence[Unit],
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
    if any(units[index].solid and index not in near for index in run) and len(prose) * 3 >= length:
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


def _singles(
    units: Sequence[Unit], origins: dict[int, int], near: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Single long paragraphs that stood before."""
    count = Counter(unit.key for unit in units)
    first: dict[str, int] = {}
    previous: dict[str, int] = {}
    for index, unit in enumerate(units):
        if index in origins:
            continue
        if unit.key in first:
            follows = previous[unit.key] == index - 1
            close = follows or index >= len(units) - _LAST_UNITS
            refrain = count[unit.key] > 2 and len(unit.key) < _REFRAIN and not follows
            if (unit.solid or (close and unit.prose and len(unit.key) >= _CLOSE)) and not refrain:
                yield index, first[unit.key]
        first.setdefault(unit.key, index)
        previous[unit.key] = index


def _near_in_order(
    units: Sequence[Unit], origins: dict[int, int], near: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Near copies that are long, or that follow another copy as their originals do.

    Texts written from one template are all near copies of the first of them, so the originals
    must differ: that tells an edited second version from ten reports of one kind.
    """
    pairs = {copy: origin for copy, origin in near.items() if origin not in origins}
    known = {**origins, **pairs}
    for copy, origin in pairs.items():
        if copy in origins:
            continue
        in_order = any(
            0 < (known.get(copy + step, origin) - origin) * (1 if step > 0 else -1) <= _APART
            for step in range(-_BRIDGE, _BRIDGE + 1)
        )
        if len(units[copy].key) >= _REFRAIN or in_order:
            yield copy, origin


def _bridged(units: Sequence[Unit], origins: dict[int, int]) -> Iterator[int]:
    """Units between two copies that are like the ones between the originals."""
    copies = sorted(origins)
    for left, right in pairwise(copies):
        gap = right - left
        if 1 < gap <= _BRIDGE + 1 and origins[right] - origins[left] == gap:
            for step in range(1, gap):
                original = origins[left] + step
                if original in origins:  # each paragraph stands twice in a row: no second version
                    continue
                if similar(units[original].key, units[left + step].key, _ALIKE):
                    yield left + step


def _truncated(units: Sequence[Unit], rules: dict[int, str]) -> Iterator[int]:
    """Teasers of a paragraph: its first words and an ellipsis. The whole paragraph stays."""
    by_start: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        if not unit.cut_off and len(by_start[_start(unit)]) < _STARTS:
            by_start[_start(unit)].append(index)
    for index, unit in enumerate(units):
        if index in rules or not unit.cut_off or len(unit.key) < _CLOSE:
            continue
        stem = unit.key.rsplit(" ", 1)[0]  # the last word may be cut in its middle
        if any(units[other].key.startswith(stem) for other in by_start.get(_start(unit), ())):
            yield index


def _start(unit: Unit) -> str:
    return " ".join(unit.key.split(" ", _TRUNCATED_WORDS)[:_TRUNCATED_WORDS])


def _doubled_short_lines(units: Sequence[Unit], rules: dict[int, str]) -> Iterator[int]:
    """In a text in which every paragraph is printed twice, the short lines are too."""
    prose = [index for index, unit in enumerate(units) if unit.prose and index not in rules]
    doubled = [
        index
        for index, unit in enumerate(units[1:], 1)
        if index in rules and unit.key == units[index - 1].key
    ]
    if len(doubled) < 3 or 2 * len(doubled) < len(prose):
        return
    kept: int | None = None
    for index, unit in enumerate(units):
        if index in rules:
            continue
        if kept is not None and units[kept].key == unit.key:
            yield index
            kept = None
        else:
            kept = index
