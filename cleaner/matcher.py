"""Compiled rules, and which units of a document they match."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.draft import Draft
from cleaner.patterns import Owned, PatternError, PatternTable, compile_pattern
from cleaner.rules import Rule, RuleError
from cleaner.segment import paragraphs
from cleaner.view import LineView

Unit = tuple[int, int]  # first and last line number
_COMPANION = 600  # characters: closing and required lines may be longer than the unit itself
# Languages with a script of their own: their rules never see a unit of nothing but ASCII.
_OTHER_SCRIPTS = frozenset(
    "am ar bg bn el fa he hi hy ja ka km ko mk ru sr ta te th uk ur zh".split()  # noqa: SIM905
)
_JOINED_LINES = 8  # a noise paragraph that was wrapped by hand has few lines


class Owner(NamedTuple):
    """Whose a pattern is: the number of the rule, and the rule's field."""

    rule: int
    role: str  # the rule's field: "patterns", "to" or "require"


@dataclass(frozen=True)
class Matcher:
    """Compiled rules. Build it with `compile_rules`; it holds no state of any document."""

    rules: tuple[Rule, ...]
    beyond_ascii: frozenset[int]  # rules of languages that ASCII cannot write
    plain: PatternTable
    raw: PatternTable
    spans: PatternTable


@dataclass
class Hits:
    """By rule number: the units that match, the lines that close blocks, the lines required."""

    units: dict[int, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    closers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    required: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, owner: Owner, unit: Unit) -> None:
        if owner.role == "patterns":
            self.units[owner.rule].append(unit)
        elif unit[0] == unit[1]:
            (self.closers if owner.role == "to" else self.required)[owner.rule].add(unit[0])


def compile_rules(rules: Sequence[Rule]) -> Matcher:
    """Compile rules for `rule_marks`. Raises RuleError naming rule and field of a bad pattern."""
    plain: list[Owned] = []
    raw: list[Owned] = []
    spans: list[Owned] = []
    for number, rule in enumerate(rules):
        here = raw if rule.view == "raw" else plain
        units = spans if rule.scope == "span" else here
        for role, patterns, table in (
            ("patterns", rule.patterns, units),
            ("to", rule.to, here),
            ("require", rule.require, here),
        ):
            longest = rule.max_chars if role == "patterns" else max(rule.max_chars, _COMPANION)
            table += [Owned(p, Owner(number, role), longest) for p in patterns]
    try:
        return Matcher(
            tuple(rules),
            frozenset(
                n for n, rule in enumerate(rules) if _OTHER_SCRIPTS.issuperset(rule.languages)
            ),
            PatternTable(plain),
            PatternTable(raw),
            PatternTable(spans, search=True),
        )
    except PatternError as problem:
        rule, role = rules[problem.owner.rule], problem.owner.role
        raise RuleError(f"rule {rule.id!r}, field {role!r}: {problem}") from None


def check_exceptions(rule: Rule) -> None:
    """Raise RuleError for a bad ``unless`` pattern: those are only compiled when first needed."""
    for pattern in rule.unless:
        try:
            compile_pattern(pattern)
        except PatternError as problem:
            raise RuleError(f"rule {rule.id!r}, field 'unless': {problem}") from None


def find_hits(matcher: Matcher, draft: Draft) -> Hits:
    """Ask the pattern tables once for every different line, then for joined paragraphs.

    Fenced code is never asked: what looks like a leftover there is somebody's example. Nor are
    lines that an earlier stage marked: most of a page is gone before the rules see it.
    """
    hits = Hits()
    asked: dict[int, list[Owner]] = {}  # equal lines share one view
    for number in draft.inked:
        if number in draft.code or number in draft.noise:
            continue
        view = draft.views[number]
        if id(view) not in asked:
            asked[id(view)] = _line_owners(matcher, view)
        for owner in asked[id(view)]:
            hits.add(owner, (number, number))
    gone = draft.noise
    for run in paragraphs([not v.plain or n in gone for n, v in enumerate(draft.views)]):
        if 2 <= len(run) <= _JOINED_LINES and run[0] not in draft.code:
            joined = " ".join(draft.views[number].plain for number in run)
            for owner in dict.fromkeys(matcher.plain.owners(joined)):
                if owner.role == "patterns" and matcher.rules[owner.rule].scope == "paragraph":
                    hits.add(owner, (run[0], run[-1]))
    return hits


def _line_owners(matcher: Matcher, view: LineView) -> list[Owner]:
    raw = view.folded.strip()
    found = matcher.plain.owners(view.plain) + matcher.raw.owners(raw)
    found += matcher.spans.owners(raw)
    if raw.isascii():
        found = [owner for owner in found if owner.rule not in matcher.beyond_ascii]
    return list(dict.fromkeys(found))
