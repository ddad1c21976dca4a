"""Compiled patterns: one question answers which of hundreds of patterns match a text.

google-re2 is linear in the text for any pattern, so a contributed rule can be wrong but cannot
hang. A `re2.Set` asks all patterns at once; the cost does not grow with the number of rules.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

# Patterns that no literal gives away are asked by length: most lines of an article are longer than
# any widget's label.
_TIERS = (60, 160, 320)  # characters
_PATTERNS_A_SET = 200  # with 400 the automata outgrow their memory and are built again and again
_PATTERNS_A_FILTER = 800
_MEMORY = 64 << 20  # bytes a set; RE2's default of 8 MB is too little to compile one


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
    """Many patterns over one text: `owners` says whose match, whole or (``search``) anywhere.

    Most patterns need some literal, so one look for all literals (`re2.Filter`) finds the few
    candidates among thousands. The rest are asked all at once (`re2.Set`), by length.
    """

    def __init__(self, patterns: Iterable[Owned], *, search: bool = False) -> None:
        by_script: dict[frozenset[str], list[Owned]] = defaultdict(list)
        for item in patterns:
            by_script[item.scripts].append(item)
        self._search = search
        self._parts = [
            (scripts, part)
            for scripts, items in by_script.items()
            for first in range(0, len(items), _PATTERNS_A_FILTER)
            for part in _parts(items[first : first + _PATTERNS_A_FILTER], search)
        ]
        self.longest = max((part.longest for _, part in self._parts), default=0)

    def owners(self, text: str, scripts: frozenset[str] = frozenset()) -> list[Any]:
        """The owners of the patterns that match ``text``, each with its length limit kept.

        ``scripts`` are those of the text (`scripts.scripts_in`); none stands for all.
        """
        length = len(text)
        if not length or length > self.longest:
            return []
        encoded = text.encode("utf-8", "surrogatepass")
        return [
            member.owner
            for wanted, part in self._parts
            if length <= part.longest and not (scripts and wanted and scripts.isdisjoint(wanted))
            for member in part.candidates(encoded)
            if length <= member.max_chars and self._holds(member, text)
        ]

    def _holds(self, member: Owned, text: str) -> bool:
        """Ask the exact pattern: those of filters and sets are loosened."""
        exact = compile_pattern(member.pattern)
        return bool(exact.search(text) if self._search else exact.fullmatch(text))


@dataclass(frozen=True, slots=True)
class _Filter:
    """Patterns behind their literals; ``always`` are those without, which are asked elsewhere."""

    filter: Any
    members: list[Owned]
    always: frozenset[int]
    longest: int

    def candidates(self, encoded: bytes) -> Iterator[Owned]:
        """The members whose literals stand in the text, and whose loosened patterns match it."""
        found = self.filter.Match(encoded, True) or ()
        if len(found) > len(self.always):
            for index in sorted(found):
                if index not in self.always and self.filter.re(index).search(encoded):
                    yield self.members[index]


@dataclass(frozen=True, slots=True)
class _Set:
    """Patterns that are asked all at once."""

    set: Any
    members: list[Owned]
    longest: int

    def candidates(self, encoded: bytes) -> Iterator[Owned]:
        """The members whose loosened patterns match the text."""
        for index in sorted(self.set.Match(encoded) or ()):
            yield self.members[index]


def _parts(items: list[Owned], search: bool) -> Iterator[_Filter | _Set]:
    """A filter over the patterns, and sets of those that it cannot hold back."""
    filter = re2.Filter()
    for item in items:
        pattern = loosened(item.pattern)
        try:
            filter.Add(pattern if search else rf"\A(?:{pattern})\z", _options())
        except re2.error:
            raise PatternError(_reason(item.pattern), item.owner) from None
    try:
        filter.Compile()
    except re2.error:  # more literals than fit its fixed memory
        half = len(items) // 2
        if not half:
            yield from _sets(items, search)
            return
        yield from _parts(items[:half], search)
        yield from _parts(items[half:], search)
        return
    always = frozenset(filter.Match(b"\0", True) or ())
    held = [item.max_chars for index, item in enumerate(items) if index not in always]
    if held:
        yield _Filter(filter, items, always, max(held))
    tiers: dict[int, list[Owned]] = defaultdict(list)
    for index in sorted(always):
        tiers[sum(items[index].max_chars > longest for longest in _TIERS)].append(items[index])
    for tier in sorted(tiers):
        yield from _sets(tiers[tier], search)


def _sets(items: list[Owned], search: bool) -> Iterator[_Set]:
    for first in range(0, len(items), _PATTERNS_A_SET):
        members = items[first : first + _PATTERNS_A_SET]
        table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
        for member in members:
            try:
                table.Add(loosened(member.pattern))
            except re2.error:
                raise PatternError(_reason(member.pattern), member.owner) from None
        table.Compile()
        yield _Set(table, members, max(member.max_chars for member in members))


# RE2 spells a Unicode letter as hundreds of UTF-8 ranges, and again in each turn of a counted
# repeat. Any character beyond ASCII is as good a letter here: views fold what punctuation matters.
_LETTER = r"a-zA-Z\x{80}-\x{10ffff}"
_TOKEN = re.compile(
    r"(?P<letter>\\pL|\\p\{L\})|\\[xpP]\{[^}]*\}|\\.|(?P<repeat>\{(?P<least>\d+)(?:,(?P<most>\d*))?\})"
    r"|[^\\\[\]{]+|.",
    re.S,
)
_COUNTED = 4  # a repeat that may turn more often is loosened in a table


def portable(pattern: str) -> str:
    """The pattern with \\pL and \\p{L} as ASCII letters and everything beyond ASCII."""
    return _rewrite(pattern, loosen=False)


def loosened(pattern: str) -> str:
    """A smaller pattern that matches all that ``pattern`` matches, and more.

    Counted repeats (".{0,60}") become "*" or "+". They make programs and automata large: loosened,
    1,300 patterns compile in a tenth of the time, and the exact pattern is asked only on a match.
    """
    return _rewrite(pattern, loosen=True)


def _rewrite(pattern: str, *, loosen: bool) -> str:
    if "{" not in pattern and r"\p" not in pattern:
        return pattern
    pieces: list[str] = []
    in_class = False
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if match["letter"]:
            token = _LETTER if in_class else f"[{_LETTER}]"
        elif match["repeat"] and loosen and not in_class:
            most = match["least"] if match["most"] is None else match["most"] or "999"
            if int(most) > _COUNTED:
                token = "+" if int(match["least"]) else "*"
        elif token in ("[", "]"):
            in_class = token == "["
        pieces.append(token)
    return "".join(pieces)


@cache
def compile_pattern(pattern: str) -> Any:
    """Compile one pattern for searching. Raises PatternError."""
    try:
        return re2.compile(portable(pattern), _options())
    except re2.error:
        raise PatternError(_reason(pattern)) from None


def _reason(pattern: str) -> str:
    """What RE2 says against a pattern: a table only says that it does not take it."""
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
    options.max_mem = _MEMORY
    return options
