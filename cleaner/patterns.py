"""Compiled patterns: which of thousands match which lines of a text.

Most patterns need some literal, so one look for all literals (Aho and Corasick 1975) finds
the few lines and patterns to ask; they are compiled when first asked. The rest, those that nearly
any line has the literals for, are asked all at once by a `re2.Set`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from ahocorasick_rs import AhoCorasick

from cleaner.linear import Numbers, compile_set, encoded, holds
from cleaner.literals import EDGE, Branch, Clause, branches
from cleaner.scripts import scripts_in

# Patterns that no literal gives away are asked by length: most lines of an article are longer than
# any widget's label.
_TIERS = (100, 200)  # characters
_PATTERNS_A_SET = 200  # with 400 the automata outgrow their memory and are built again and again
_SURROGATES = re.compile("[\ud800-\udfff]")  # the look for literals takes none
_ENDLESS = 1 << 60

Known = Mapping[tuple[str, bool], tuple[Branch, ...]]  # by pattern, and whether it searches


@dataclass(frozen=True, slots=True)
class Owned:
    """A pattern, what it stands for, and the longest text (characters) that it wants to see.

    ``scripts`` names the scripts of texts that it wants to see; none stands for all.
    """

    pattern: str
    owner: Any
    max_chars: int
    scripts: frozenset[str] = frozenset()


class PatternTable:
    """Many patterns over many lines: `owners` says whose match, whole or (``search``) anywhere.

    ``known`` lends the branches of patterns, which take a millisecond each to find out.
    """

    def __init__(
        self, patterns: Iterable[Owned], *, search: bool = False, known: Known | None = None
    ) -> None:
        self._search = search
        by_script: dict[str, list[Owned]] = defaultdict(list)
        for item in patterns:
            for script in item.scripts or ("",):
                by_script[script].append(item)
        self._groups = [
            _Group(script, items, search, known or {}) for script, items in by_script.items()
        ]

    def owners(self, lines: Sequence["Line"]) -> list[list[Any]]:
        """The owners of the patterns that match each line, each pattern's limits kept."""
        found: dict[int, dict[Any, None]] = {id(line): {} for line in lines}
        asked = [line for line in lines if line.length]
        present = frozenset[str]().union(*(line.scripts for line in asked))
        for group in self._groups:
            script = group.script
            if script and script not in present:
                continue
            here = [line for line in asked if not script or script in line.scripts]
            for line, member in group.candidates(here):
                owners = found[id(line)]
                if member.owner not in owners and holds(member.pattern, line.bytes, self._search):
                    owners[member.owner] = None
        return [list(found[id(line)]) for line in lines]


class Line:
    """A line that is asked, in the forms that tables want.

    ``scripts`` are those of the line, where more is known than its own text shows.
    """

    __slots__ = ("bytes", "folded", "length", "scripts")

    def __init__(self, text: str, scripts: frozenset[str] | None = None) -> None:
        self.length = len(text)
        self.scripts = scripts_in(text) if scripts is None else scripts
        self.bytes = encoded(text)
        if text.isascii():
            self.folded = EDGE + text.lower()
        else:
            self.folded = EDGE + _SURROGATES.sub("\ufffd", text.casefold())


@dataclass(frozen=True)
class _Group:
    """The patterns for one script ("" for any). Its tables are made when the first line comes."""

    script: str
    members: Sequence[Owned]
    search: bool
    known: Known

    def candidates(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Owned]]:
        """The lines, and the patterns that may match them."""
        for table in self._tables if lines else ():
            short = [line for line in lines if line.length <= table.longest]
            if short:
                yield from table.candidates(short)

    @cached_property
    def _tables(self) -> list["_Literals | _Set"]:
        strong: list[_Target] = []
        weak: dict[int, list[tuple[Owned, int]]] = defaultdict(list)
        for member in self.members:
            found = self.known.get((member.pattern, self.search))
            found = branches(member.pattern, search=self.search) if found is None else found
            if all(branch.clauses for branch in found):
                strong += [
                    (least, min(most, member.max_chars), clauses, member)
                    for least, most, clauses in found
                ]
            else:
                longest = min(member.max_chars, max(branch.most for branch in found))
                weak[bisect_left(_TIERS, longest)].append((member, longest))
        literals = [_Literals(strong)] if strong else []
        return literals + [
            _set_of(items[first : first + _PATTERNS_A_SET], self.search)
            for _, items in sorted(weak.items())
            for first in range(0, len(items), _PATTERNS_A_SET)
        ]


# The shortest and the longest line, the clauses, whose.
_Target = tuple[int, int, Sequence[Clause], Owned]


class _Literals:
    """Patterns behind their literals: one pass over all lines gives the few to ask.

    Of each target the first clause is looked for, so a hit asks for the other ones only.
    """

    def __init__(self, targets: Sequence[_Target]) -> None:
        numbers = {id(member): number for number, (*_, member) in enumerate(targets)}
        by_literal: dict[str, list[tuple[int, int, Sequence[Clause], int, Owned]]]
        by_literal = defaultdict(list)
        for least, most, clauses, member in targets:
            more = tuple(tuple(clause) for clause in clauses[1:])
            for literal in clauses[0]:
                by_literal[literal].append((least, most, more, numbers[id(member)], member))
        self.longest = max(most for _, most, _, _ in targets)
        self._targets = [
            (max(most for _, most, _, _, _ in found), found) for found in by_literal.values()
        ]
        self._finder = AhoCorasick(list(by_literal))

    def candidates(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Owned]]:
        """The lines and patterns of which a literal of each clause stands in the line."""
        ends = [*accumulate(len(line.folded) for line in lines), _ENDLESS]
        text = "".join([line.folded for line in lines]) + EDGE
        targets, at, length, asked = self._targets, -1, 0, set[int]()
        stop = 0
        # Hits come in the order of their ends, so their lines come in order too.
        for literal, start, _ in self._finder.find_matches_as_indexes(text, overlapping=True):
            if start >= stop:
                at = bisect_right(ends, start, at + 1)
                if at == len(lines):
                    break  # the last edge, alone
                line, stop, asked = lines[at], ends[at], set()
                length, closed = line.length, line.folded + EDGE
            longest, found = targets[literal]
            if length > longest:
                continue
            for least, most, clauses, number, member in found:
                if least <= length <= most and number not in asked:
                    if clauses and not all_there(clauses, closed):
                        continue
                    asked.add(number)
                    yield line, member


def all_there(clauses: Sequence[Clause], closed: str) -> bool:
    """Whether a literal of each clause stands in a line. Loops: generators take thrice as long."""
    for clause in clauses:
        for literal in clause:
            if literal in closed:
                break
        else:
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Set:
    """Patterns that are asked all at once."""

    numbers: Numbers
    members: Sequence[tuple[Owned, int]]
    longest: int

    def candidates(self, lines: Sequence[Line]) -> Iterator[tuple[Line, Owned]]:
        """The lines and patterns whose loosened form matches."""
        for line in lines:
            for index in self.numbers(line.bytes) or ():
                member, longest = self.members[index]
                if line.length <= longest:
                    yield line, member


def _set_of(members: Sequence[tuple[Owned, int]], search: bool) -> _Set:
    """``members`` are patterns with the longest line (characters) that each can match."""
    numbers = compile_set([member.pattern for member, _ in members], search=search)
    return _Set(numbers, members, max(longest for _, longest in members))
