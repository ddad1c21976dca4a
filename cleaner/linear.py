"""Regular expressions that are linear in the text for any pattern. Only importer of google-re2.

So a contributed rule can be wrong but cannot hang.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import re2

from cleaner.syntax import keeps_group, loosened, portable

_MEMORY = 64 << 20  # bytes a set; RE2's default of 8 MB is too little to compile one
# Compiled patterns that are kept, 75 KB each, and 17 KB of the loosened: a corpus in twelve
# languages meets all of them in time.
_EXACT, _LOOSE = 4000, 14_000

Answer = Callable[[bytes], Any]  # true of a line that a pattern matches


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is RE2's own. ``owner`` says whose it is."""

    def __init__(self, reason: str, owner: Any = None) -> None:
        super().__init__(reason)
        self.owner = owner


@lru_cache(_EXACT)
def compile_pattern(pattern: str) -> Any:
    """Compile one pattern for searching in any case. Raises PatternError."""
    try:
        return re2.compile(portable(pattern), _options(capture=keeps_group(pattern)))
    except re2.error:
        raise PatternError(_reason(pattern)) from None


def holds(pattern: str, line: bytes, search: bool) -> bool:
    """Whether a pattern matches a line, all of it or (``search``) anywhere.

    The loosened pattern is asked first: most never match, and it takes a quarter of the time to
    compile, and of the memory.
    """
    return bool(_loose(pattern, search)(line)) and bool(_exact(pattern, search)(line))


@lru_cache(_LOOSE)
def _loose(pattern: str, search: bool) -> Answer:
    return _answer(loosened(pattern), search)


@lru_cache(_EXACT)
def _exact(pattern: str, search: bool) -> Answer:
    exact = portable(pattern)
    return _loose(pattern, search) if exact == loosened(pattern) else _answer(exact, search)


def _answer(pattern: str, search: bool) -> Answer:
    """What says yes or no to a line: a set of one pattern does in half the time and memory.

    A pattern alone says where it matches, and keeps automata for both directions.
    """
    table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
    table.Add(pattern)
    table.Compile()
    answer: Answer = table.Match
    return answer


def encoded(text: str) -> bytes:
    """A text as RE2 likes it best: it answers twice as fast when it need not encode."""
    return text.encode("utf-8", "surrogatepass")


def compile_cased(pattern: str) -> Any:
    """Compile a pattern in RE2's own syntax that minds the case; None when RE2 does not take it."""
    try:
        return re2.compile(pattern, _options(cased=True))
    except re2.error:
        return None


def compile_set(patterns: Iterable[tuple[str, Any]], *, search: bool) -> Any:
    """Compile the loosened forms of patterns, each with its owner, to ask them all at once.

    The set's ``Match(bytes)`` gives the numbers of those that match, whole or (``search``)
    anywhere. Raises PatternError.
    """
    table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
    for pattern, owner in patterns:
        try:
            table.Add(loosened(pattern))
        except re2.error:
            raise PatternError(_reason(pattern), owner) from None
    table.Compile()
    return table


def _reason(pattern: str) -> str:
    """What RE2 says against a pattern: a set only says that it does not take it."""
    try:
        re2.compile(portable(pattern), _options())
    except re2.error as problem:
        reason = problem.args[0] if problem.args else ""
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        return f"{text} in {pattern!r}"
    return f"too large a pattern: {pattern!r}"


def _options(*, cased: bool = False, capture: bool = False) -> Any:
    options = re2.Options()
    options.case_sensitive = cased
    options.log_errors = False
    options.never_capture = not capture  # it is slower
    options.max_mem = _MEMORY
    return options
