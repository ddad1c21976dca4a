"""Compiled rules, and which units of a document they match."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.draft import Draft
from cleaner.patterns import Owned, PatternError, PatternTable, compile_pattern
from cleaner.rules import Rule, RuleError
from cleaner.scripts import scripts_in, scripts_of
from cleaner.segment import paragraphs
from cleaner.view import LineView

Unit = tuple[int, int]  # first and last line number
_COMPANION = 600  # characters: closing and required lines may be longer than the unit itself
_JOINED_LINES = 8  # a noise paragraph that was wrapped by hand has few lines


class Owner(NamedTuple):
    """Whose a pattern is: the number of the rule, and the rule's field."""

    rule: int
    role: str  # the rule's field: "patterns", "to" or "require"


@dataclass(frozen=True, eq=False)
class Matcher:
    """Compiled rules. Build it with `compile_rules`; it holds no state of any document."""

    rules: tuple[Rule, ...]
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
    scripts = tuple(scripts_of(rule.languages) for rule in rules)
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
            table += [Owned(p, Owner(number, role), longest, scripts[number]) for p in patterns]
    try:
        return Matcher(
            tuple(rules),
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
    for number in draft.inked:
        if number in draft.code or number in draft.noise:
            continue
        view = draft.views[number]
        key: object = (
            matcher,
            view.folded,
        )  # equal lines, and the same line in a later pass, share answers
        if key not in draft.answers:
            draft.answers[key] = _line_owners(matcher, view)
        for owner in draft.answers[key]:
            hits.add(owner, (number, number))
    gone = draft.noise
    for run in paragraphs([not v.plain or n in gone for n, v in enumerate(draft.views)]):
        if 2 <= len(run) <= _JOINED_LINES and run[0] not in draft.code and _wrapped(draft, run):
            joined = " ".join(draft.views[number].plain for number in run)
            key = (matcher, "\n", joined)
            if key not in draft.answers:
                owners = matcher.plain.owners(joined, scripts_in(joined))
                draft.answers[key] = list(dict.fromkeys(owners))
            for owner in draft.answers[key]:
                if owner.role == "patterns" and matcher.rules[owner.rule].scope == "paragraph":
                    hits.add(owner, (run[0], run[-1]))
    return hits


def _wrapped(draft: Draft, run: range) -> bool:
    """One text broken over lines: a sentence that ends inside the run begins another paragraph.

    Stacked text has no blank lines: what stands below a notice would go with it.
    """
    return not any(draft.views[number].plain.endswith((".", "。")) for number in run[:-1])


def _line_owners(matcher: Matcher, view: LineView) -> list[Owner]:
    raw = view.folded.strip()
    scripts = scripts_in(raw)
    found = matcher.plain.owners(view.plain, scripts) + matcher.raw.owners(raw, scripts)
    return list(dict.fromkeys(found + matcher.spans.owners(raw, scripts)))
