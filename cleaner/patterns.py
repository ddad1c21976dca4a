"""Compiled patterns: which of thousands match which lines of a text.

google-re2 is linear in the text for any pattern, so a contributed rule can be wrong but cannot
hang. Most patterns need some literal, so one look for all literals (Aho and Corasick 1975) finds
the few lines and patterns to ask; they are compiled when first asked. The rest, those that nearly
any line has the literals for, are asked all at once by a `re2.Set`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

import re2
from ahocorasick_rs import AhoCorasick

from cleaner.literals import EDGE, Branch, Clause, branches
from cleaner.scripts import scripts_in
from cleaner.syntax import loosened, portable

# Patterns that no literal gives away are asked by length: most lines of an article are longer than
# any widget's label.
_TIERS = (24, 40, 60, 100, 160, 320, 640)  # characters
_PATTERNS_A_SET = 200  # with 400 the automata outgrow their memory and are built again and again
_SURROGATES = re.compile("[\ud800-\udfff]")  # the look for literals takes none
_MEMORY = 64 << 20  # bytes a set; RE2's default of 8 MB is too little to compile one

Known = Mapping[tuple[str, bool], tuple[Branch, ...]]  # by pattern, and whether it searches


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is RE2's own. ``owner`` says whose it is."""

    def __init__(self, reason: str, owner: Any = None) -> None:
        super().__init__(reason)
        self.owner = owner


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

    def owners(
        self, texts: Sequence[str], scripts: Sequence[frozenset[str]] | None = None
    ) -> list[list[Any]]:
        """The owners of the patterns that match each text (a line), each pattern's limits kept.

        ``scripts`` are those of the texts, where more is known than the texts show.
        """
        found: list[dict[Any, None]] = [{} for _ in texts]
        lines = [_Line(number, text) for number, text in enumerate(texts) if text]
        if scripts is None:
            scripts = [scripts_in(text) for text in texts]
        present = frozenset[str]().union(*scripts)
        for group in self._groups:
            script = group.script
            if script and script not in present:
                continue
            here = [line for line in lines if not script or script in scripts[line.number]]
            for line, member in group.candidates(here):
                owners = found[line.number]
                if member.owner not in owners and _holds(member.pattern, line.bytes, self._search):
                    owners[member.owner] = None
        return [list(owners) for owners in found]


class _Line:
    """A line that is asked, in the forms that tables want."""

    __slots__ = ("bytes", "folded", "length", "number")

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.length = len(text)
        self.bytes = text.encode("utf-8", "surrogatepass")
        self.folded = EDGE + _SURROGATES.sub("\ufffd", text.casefold())


def _holds(pattern: str, encoded: bytes, search: bool) -> bool:
    """Ask the loosened pattern, which compiles sooner, and the exact one if that matches."""
    loose = _loosened(pattern)
    if not (loose.search(encoded) if search else loose.fullmatch(encoded)):
        return False
    exact = compile_pattern(pattern)
    return exact is loose or bool(exact.search(encoded) if search else exact.fullmatch(encoded))


@cache
def _loosened(pattern: str) -> Any:
    return _compiled(loosened(pattern))


@dataclass(frozen=True)
class _Group:
    """The patterns for one script ("" for any). Its tables are made when the first line comes."""

    script: str
    members: Sequence[Owned]
    search: bool
    known: Known

    def candidates(self, lines: Sequence[_Line]) -> Iterator[tuple[_Line, Owned]]:
        """The lines, and the patterns that may match them."""
        for table in self._tables if lines else ():
            short = [line for line in lines if line.length <= table.longest]
            if short:
                yield from table.candidates(short)

    @cached_property
    def _tables(self) -> list["_Literals | _Set"]:
        """Tables by the longest line that their patterns can match."""
        strong: dict[int, list[_Target]] = defaultdict(list)
        weak: dict[int, list[tuple[Owned, int]]] = defaultdict(list)
        for member in self.members:
            found = self.known.get((member.pattern, self.search))
            found = branches(member.pattern, search=self.search) if found is None else found
            if all(branch.clauses for branch in found):
                for least, most, clauses in found:
                    longest = min(most, member.max_chars)
                    strong[_tier(longest)].append((least, longest, clauses, member))
            else:
                longest = min(member.max_chars, max(branch.most for branch in found))
                weak[_tier(longest)].append((member, longest))
        return [_Literals(targets) for _, targets in sorted(strong.items())] + [
            _set_of(items[first : first + _PATTERNS_A_SET], self.search)
            for _, items in sorted(weak.items())
            for first in range(0, len(items), _PATTERNS_A_SET)
        ]


def _tier(longest: int) -> int:
    return bisect_left(_TIERS, longest)


# The shortest and the longest line, the clauses, whose.
_Target = tuple[int, int, Sequence[Clause], Owned]


class _Literals:
    """Patterns behind their literals: one pass over many lines gives the few to ask."""

    def __init__(self, targets: Sequence[_Target]) -> None:
        by_literal: dict[str, list[_Target]] = defaultdict(list)
        for target in targets:
            for literal in target[2][0]:
                by_literal[literal].append(target)
        self.longest = max(most for _, most, _, _ in targets)
        self._targets = list(by_literal.values())
        self._finder = AhoCorasick(list(by_literal))

    def candidates(self, lines: Sequence[_Line]) -> Iterator[tuple[_Line, Owned]]:
        """The lines and patterns of which a literal of each clause stands in the line."""
        ends = list(accumulate(len(line.folded) for line in lines))
        text = "".join([line.folded for line in lines]) + EDGE
        asked = set()
        for literal, start, _ in self._finder.find_matches_as_indexes(text, overlapping=True):
            at = bisect_right(ends, start)
            if at == len(lines):
                continue  # the last edge, alone
            line = lines[at]
            for least, most, clauses, member in self._targets[literal]:
                if (
                    least <= line.length <= most
                    and (at, id(member)) not in asked
                    and (len(clauses) == 1 or _all_there(clauses[1:], line.folded + EDGE))
                ):
                    asked.add((at, id(member)))
                    yield line, member


def _all_there(clauses: Sequence[Clause], folded: str) -> bool:
    return all(any(literal in folded for literal in clause) for clause in clauses)


@dataclass(frozen=True, slots=True)
class _Set:
    """Patterns that are asked all at once."""

    set: Any
    members: Sequence[tuple[Owned, int]]
    longest: int

    def candidates(self, lines: Sequence[_Line]) -> Iterator[tuple[_Line, Owned]]:
        """The lines and patterns whose loosened form matches."""
        for line in lines:
            for index in self.set.Match(line.bytes) or ():
                member, longest = self.members[index]
                if line.length <= longest:
                    yield line, member


def _set_of(members: Sequence[tuple[Owned, int]], search: bool) -> _Set:
    """``members`` are patterns with the longest line (characters) that each can match."""
    table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
    for member, _ in members:
        try:
            table.Add(loosened(member.pattern))
        except re2.error:
            raise PatternError(_reason(member.pattern), member.owner) from None
    table.Compile()
    return _Set(table, members, max(longest for _, longest in members))


@cache
def compile_pattern(pattern: str) -> Any:
    """Compile one pattern for searching. Raises PatternError."""
    try:
        return _compiled(portable(pattern))
    except re2.error:
        raise PatternError(_reason(pattern)) from None


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _options())


def _reason(pattern: str) -> str:
    """What RE2 says against a pattern: a set only says that it does not take it."""
    try:
        re2.compile(portable(pattern), _options())
    except re2.error as problem:
        reason = problem.args[0] if problem.args else ""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"{text} in {pattern!r}"
    return f"too large a pattern: {pattern!r}"


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    return options
