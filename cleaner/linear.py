"""Regular expressions that are linear in the text for any pattern. Only importer of google-re2.

So a contributed rule can be wrong but cannot hang.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import re2

from cleaner.syntax import keeps_group, loosened, portable

_MEMORY = 64 << 20  # bytes a set; RE2's default of 8 MB is too little to compile one
# Compiled patterns that are kept, some 75 KB each, and 17 of the loosened (ad hoc): a corpus in
# many languages meets all of them in time.
_EXACT, _LOOSE = 4000, 14_000
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")

Answer = Callable[[bytes], Any]  # true of a line that a pattern matches
Numbers = Callable[[bytes], Sequence[int] | None]  # of the patterns that match a line


class PatternError(ValueError):
    """A pattern that RE2 does not take; the message is RE2's own."""


@lru_cache(_EXACT)
def compile_pattern(pattern: str) -> Any:
    """Compile one pattern for searching in any case. Raises PatternError."""
    if _BYTE.search(pattern):
        raise PatternError(f"\\C matches a part of a letter in {pattern!r}; write . for a letter")
    try:
        return re2.compile(portable(pattern), _options(capture=keeps_group(pattern)))
    except UnicodeEncodeError:
        raise PatternError(f"half of a surrogate pair in {pattern!r}") from None
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

    A pattern alone says where it matches, and keeps automata for both directions. But it takes
    any line: a set has nothing to fall back on, so RE2 makes none of a pattern too large for one.
    """
    answer: Answer
    try:
        answer = _together([pattern], search).Match
    except re2.error:
        compiled = re2.compile(pattern, _options())
        answer = compiled.search if search else compiled.fullmatch
    return answer


def _together(patterns: Iterable[str], search: bool) -> Any:
    table = re2.Set.SearchSet(_options()) if search else re2.Set.FullMatchSet(_options())
    for pattern in patterns:
        table.Add(pattern)
    table.Compile()
    return table


def encoded(text: str) -> bytes:
    """A text as RE2 likes it best: it answers twice as fast when it need not encode."""
    return text.encode("utf-8", "surrogatepass")


def compile_cased(pattern: str) -> Any:
    """Compile a pattern in RE2's own syntax that minds the case; None when RE2 does not take it."""
    try:
        return re2.compile(pattern, _options(cased=True))
    except re2.error:
        return None


def compile_set(patterns: Sequence[str], *, search: bool) -> Numbers:
    """Compile the loosened forms of patterns, to ask them all at once.

    Of a line the answer has the numbers of those that match, whole or (``search``) anywhere.
    Patterns too large for one set are divided.
    """
    numbers: Numbers
    try:
        numbers = _together(map(loosened, patterns), search).Match
    except re2.error:
        if len(patterns) == 1:
            answer = _loose(patterns[0], search)
            return lambda line: [0] if answer(line) else None
        half = len(patterns) // 2
        first, second = (compile_set(p, search=search) for p in (patterns[:half], patterns[half:]))
        return lambda line: [*(first(line) or ()), *(half + n for n in second(line) or ())]
    return numbers


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
