"""The rules whose patterns match most of a line, though not all of it, or that stop reading there.

Rules must match a whole unit, so a wording that is one word longer than a family escapes it. This
asks all patterns for any part of a line, which costs seconds: for one line at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import maxsize

from cleaner.compiled import default_rules
from cleaner.linear import compile_pattern
from cleaner.literals import anywhere
from cleaner.patterns import Line, Owned, PatternTable
from cleaner.rules import Rule
from cleaner.scripts import scripts_of

LEAST = 0.4  # of the line; less is a word that many rules have


@dataclass(frozen=True, slots=True)
class Partial:
    """``plain[start:stop]`` of a line matches a pattern of ``rule``; ``share`` is that part of it.

    ``reason`` says why that is no match.
    """

    rule: Rule
    start: int
    stop: int
    share: float
    reason: str


def nearest(
    rules: tuple[Rule, ...], plain: str, *, most: int = 5, least: float = LEAST
) -> list[Partial]:
    """The rules that come nearest to a line, the nearest first, ``most`` of them.

    Of a rule that matches less than ``least`` (0 to 1) of the line nothing is told.
    """
    best: dict[int, Partial] = {}
    for number, pattern in _table(rules).owners([Line(plain)])[0]:
        part = _part(rules[number], pattern, plain)
        if part.share >= least and part.share > best.get(number, _NONE).share:
            best[number] = part
    return sorted(best.values(), key=lambda part: -part.share)[:most]


@lru_cache(maxsize=2)
def _table(rules: tuple[Rule, ...]) -> PatternTable:
    owned: Sequence[Owned] = [
        Owned(pattern, (number, pattern), maxsize, scripts_of(rule.languages))
        for number, rule in enumerate(rules)
        if rule.view == "plain" and rule.scope != "span"
        for pattern in rule.patterns
    ]
    known = {
        (pattern, True): tuple(map(anywhere, found))
        for (pattern, search), found in default_rules().known.items()
        if not search
    }
    return PatternTable(owned, search=True, known=known)


def _part(rule: Rule, pattern: str, plain: str) -> Partial:
    compiled = compile_pattern(pattern)
    if compiled.fullmatch(plain):
        reason = f"max_chars: it reads {rule.max_chars} characters, the line has {len(plain)}"
        return Partial(rule, 0, len(plain), 1.0, reason if len(plain) > rule.max_chars else "")
    spans = [found.span() for found in compiled.finditer(plain)]
    start, stop = max(spans, key=lambda span: span[1] - span[0], default=(0, 0))
    return Partial(
        rule, start, stop, (stop - start) / len(plain), "patterns must match the whole line"
    )


_NONE = Partial(Rule("", "", (), "line", "hint", (), "", (), ()), 0, 0, 0.0, "")
