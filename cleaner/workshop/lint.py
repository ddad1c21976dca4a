"""What is doubtful about rules though they pass their own examples: see `KINDS`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaner.draft import Draft, draft_of
from cleaner.match import rule_marks
from cleaner.matcher import Matcher, compile_rules, find_hits
from cleaner.model import Document
from cleaner.rules import Category, Rule
from cleaner.segment import split_lines
from cleaner.selftest import example_draft, pinned
from cleaner.view import view
from cleaner.why.guards import is_lone

KINDS = {
    "harm": "it cuts what is article",
    "broad": "its patterns match lines of clean texts again and again",
    "duplicate": "another rule has the same pattern under the same guards",
    "shadowed": "another rule cuts all of its examples without it",
    "unseen": "a pattern asks for what no pattern is shown",
    "language": "a language has no rule where most others have one",
}
_BROAD = 500  # one matching line in so many lines of clean text, and one line more
_MOST = 0.5  # of the languages have a rule in a category that the others are said to miss
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]")  # where a character stands beside others
_OPEN, _CLOSE = "⟦", "⟧"


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about a rule (or, with no rule, about a pack), and the field that it is about."""

    kind: str
    rule: str
    says: str
    field: str | None = None
    value: str | None = None


def lint(
    own: Sequence[Rule],
    all_rules: Sequence[Rule],
    categories: Sequence[Category],
    clean: Iterable[tuple[str, str]],
) -> Iterator[Finding]:
    """Yield what is doubtful about ``own``, which are among ``all_rules``.

    ``clean`` are texts that hold nothing but article, with their names. Raises RuleError.
    """
    matcher = compile_rules(own)
    yield from _unseen(own)
    yield from _duplicates(own, all_rules)
    yield from _shadowed(own, compile_rules(all_rules) if len(own) < len(all_rules) else matcher)
    yield from _harm_to_keeps(matcher, all_rules)
    yield from _measured(matcher, clean)
    if len({rule.category for rule in own}) > 1:
        yield from _missing_languages(own, categories)
    yield from _wrong_languages(own)


def _unseen(rules: Sequence[Rule]) -> Iterator[Finding]:
    """Characters that the view folds away, and control characters of a TOML escape."""
    for rule in rules:
        for field in ("patterns", "to", "unless", "require"):
            for pattern in getattr(rule, field):
                for character in dict.fromkeys(_CLASS.sub("", pattern)):
                    folded = view(character).folded
                    if ord(character) < 32:
                        says = f"U+{ord(character):04X} stands in a pattern; write it between '…'"
                    elif folded != character:
                        says = f"a pattern never sees {character!r}, which is folded to {folded!r}"
                    else:
                        continue
                    yield Finding("unseen", rule.id, says, field, pattern)


def _duplicates(own: Sequence[Rule], rules: Sequence[Rule]) -> Iterator[Finding]:
    first: dict[object, str] = {}
    wanted = {rule.id for rule in own}
    for rule in rules:
        for pattern in dict.fromkeys(rule.patterns):
            guards = (rule.to, rule.through, rule.require, rule.unless, rule.sites, rule.position)
            key = pattern, rule.scope, rule.strength, rule.view, guards
            other = first.setdefault(key, rule.id)
            if other != rule.id and wanted & {rule.id, other}:
                yield Finding("duplicate", rule.id, f"also in {other}", "patterns", pattern)


def _shadowed(own: Sequence[Rule], matcher: Matcher) -> Iterator[Finding]:
    for rule in own:
        others: set[str] | None = None
        for example in rule.removes:
            document, _, wanted = pinned(rule, example)
            covering = _covering(rule, wanted, example_draft(rule, document), matcher)
            others = covering if others is None else others & covering
            if not others:
                break
        if others:
            says = f"{min(others)} cuts all of its examples ({len(rule.removes)})"
            yield Finding("shadowed", rule.id, says, "removes")


def _covering(rule: Rule, wanted: frozenset[int], draft: Draft, matcher: Matcher) -> set[str]:
    """The other rules that each alone cut all that an example wants cut."""
    cut: dict[str, set[int]] = defaultdict(set)
    for mark in rule_marks(matcher, draft, frozenset(rule.sites)):
        if mark.strength == "sure" and mark.rule != rule.id:
            cut[mark.rule].update(range(mark.start, mark.stop))
    return {id for id, offsets in cut.items() if wanted and wanted <= offsets}


def _harm_to_keeps(matcher: Matcher, rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule in rules:
        for example in rule.keeps:
            text = example.replace(_OPEN, "").replace(_CLOSE, "")
            for mark in rule_marks(matcher, draft_of(Document(text, split_lines(text)))):
                if mark.strength == "sure":
                    cut = text[mark.start : mark.stop].strip()
                    says = f"cuts {cut!r}, which {rule.id} keeps"
                    yield Finding("harm", mark.rule, says, "patterns")


def _measured(matcher: Matcher, clean: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    lines = 0
    matching: Counter[int] = Counter()
    for name, text in clean:
        draft = draft_of(Document(text, split_lines(text)))
        lines += len(draft.inked)
        for mark in rule_marks(matcher, draft):
            if mark.strength == "sure":
                cut = text[mark.start : mark.stop].strip()
                says = f"cuts {cut!r} of the clean text {name}"
                yield Finding("harm", mark.rule, says, "patterns")
        for number, units in find_hits(matcher, draft).units.items():
            if is_lone(matcher.rules[number]) and not matcher.rules[number].position:
                matching[number] += len(units)
    for number, count in matching.most_common():
        if count > 1 + lines / _BROAD:
            says = f"matches {count:,} of {lines:,} lines of clean text"
            yield Finding("broad", matcher.rules[number].id, says, "patterns")


def _missing_languages(rules: Sequence[Rule], categories: Sequence[Category]) -> Iterator[Finding]:
    have = {(rule.category, name) for rule in rules for name in rule.languages}
    languages = sorted({name for _, name in have})
    for category in categories:
        missing = [name for name in languages if (category.name, name) not in have]
        if missing and len(missing) < _MOST * len(languages):
            yield Finding("language", "", f"{category.name}: no rule in {', '.join(missing)}")


def _wrong_languages(rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule in rules:
        for name in rule.languages:
            if not (len(name) == 2 and name.isascii() and name.islower()):
                says = f"{name!r} is no two-letter code (ISO 639-1)"
                yield Finding("language", rule.id, says, "languages", name)
