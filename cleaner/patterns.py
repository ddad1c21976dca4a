"""Compiled patterns: one question answers which of hundreds of patterns match a text.

google-re2 is linear in the text for any pattern, so a contributed rule can be wrong but cannot
hang. A `re2.Set` asks all patterns at once; the cost does not grow with the number of rules.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

# Units longer than this are only shown to the few patterns that allow them: most lines of an
# article are longer than any widget's label, so the cheap test comes first.
SHORT = 160
_PATTERNS_A_SET = 400
_MEMORY = 512 << 20  # bytes; a set needs far less, but refuses to compile with RE2's default 8 MB


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is RE2's own. ``owner`` says whose it is."""

    def __init__(self, reason: str, owner: Any = None) -> None:
        super().__init__(reason)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class Owned:
    """A pattern, what it stands for, and the longest text (characters) that it wants to see."""

    pattern: str
    owner: Any
    max_chars: int


class PatternTable:
    """Many patterns over one text: `owners` says whose match, whole or (``search``) anywhere."""

    def __init__(self, patterns: Iterable[Owned], *, search: bool = False) -> None:
        wanted = list(patterns)
        self.longest = max((item.max_chars for item in wanted), default=0)
        short = [item for item in wanted if item.max_chars <= SHORT]
        long = [item for item in wanted if item.max_chars > SHORT]
        self._search = search
        self._short = _build(short, search)
        self._long = _build(long, search)

    def owners(self, text: str) -> list[Any]:
        """The owners of the patterns that match ``text``, each with its length limit kept."""
        length = len(text)
        if not length or length > self.longest:
            return []
        tables = self._short + self._long if length <= SHORT else self._long
        found: list[Any] = []
        for table, members in tables:
            matched = table.Match(text)
            if matched:
                found += [
                    members[index].owner
                    for index in sorted(matched)
                    if length <= members[index].max_chars and self._holds(members[index], text)
                ]
        return found

    def _holds(self, member: Owned, text: str) -> bool:
        """Ask the exact pattern: the table's own are loosened."""
        exact = compile_pattern(member.pattern)
        return bool(exact.search(text) if self._search else exact.fullmatch(text))


def _build(items: list[Owned], search: bool) -> list[tuple[Any, list[Owned]]]:
    tables = []
    for first in range(0, len(items), _PATTERNS_A_SET):
        members = items[first : first + _PATTERNS_A_SET]
        table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
        for member in members:
            try:
                table.Add(loosened(member.pattern))
            except re2.error:
                raise PatternError(_reason(member.pattern), member.owner) from None
        table.Compile()
        tables.append((table, members))
    return tables


# RE2 spells a Unicode letter as hundreds of UTF-8 ranges, and again in each turn of a counted
# repeat. Any character beyond ASCII is as good a letter here: views fold what punctuation matters.
_LETTER = r"a-zA-Z\x{80}-\x{10ffff}"
_TOKEN = re.compile(
    r"(?P<letter>\\pL|\\p\{L\})|\\[xpP]\{[^}]*\}|\\.|(?P<repeat>\{(?P<least>\d+)(?:,(?P<most>\d*))?\})|.",
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
