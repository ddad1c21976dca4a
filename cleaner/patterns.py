"""Compiled patterns: one question answers which of hundreds of patterns match a text.

google-re2 is linear in the text for any pattern, so a contributed rule can be wrong but cannot
hang. A `re2.Set` asks all patterns at once; the cost does not grow with the number of rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import re2

# Units longer than this are only shown to the few patterns that allow them: most lines of an
# article are longer than any widget's label, so the cheap test comes first.
SHORT = 160
_PATTERNS_A_SET = 400
_MEMORY = 512 << 20  # bytes; a set needs far less, but refuses to compile with RE2's default 8 MB


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is RE2's own."""


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
                    if length <= members[index].max_chars
                ]
        return found


def _build(items: list[Owned], search: bool) -> list[tuple[Any, list[Owned]]]:
    tables = []
    for first in range(0, len(items), _PATTERNS_A_SET):
        members = items[first : first + _PATTERNS_A_SET]
        table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
        for member in members:
            try:
                table.Add(member.pattern)
            except re2.error as problem:
                raise PatternError(message(problem)) from None
        table.Compile()
        tables.append((table, members))
    return tables


def compile_pattern(pattern: str) -> Any:
    """Compile one pattern for searching. Raises PatternError."""
    try:
        return re2.compile(pattern, _options())
    except re2.error as problem:
        raise PatternError(message(problem)) from None


def message(problem: Exception) -> str:
    """RE2's reason as text."""
    reason = problem.args[0] if problem.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
