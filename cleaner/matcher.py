"""Compiled rules, and which units of a document they match."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, islice
from typing import Literal

from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.linear import PatternError, compile_pattern, encoded, holds
from cleaner.patterns import Known, Line, Owned, PatternTable
from cleaner.rules import Rule, RuleError
from cleaner.scripts import scripts_of
from cleaner.segment import paragraphs
from cleaner.view import LineView

Unit = tuple[int, int]  # first and last line number
Role = Literal["to", "require"]
_COMPANION = 600  # characters: closing and required lines may be longer than the unit itself
_AT_ONCE = 2000  # lines that are asked together: each takes a kilobyte then
_JOINED_LINES = 8  # a noise paragraph that was wrapped by hand has few lines
_RAGGED = 6  # of a wrapped paragraph no line is so many times as long as one inside it


@dataclass(frozen=True, eq=False)
class Matcher:
    """Compiled rules. Build it with `compile_rules`; it holds no state of any document."""

    rules: Sequence[Rule]
    plain: PatternTable
    raw: PatternTable
    spans: PatternTable
    scripts: tuple[frozenset[str], ...]  # by rule number

    @cached_property
    def languages(self) -> dict[str, tuple[str, ...]]:
        """The languages of each rule, by its id."""
        return {rule.id: rule.languages for rule in self.rules}

    def companion(self, number: int, role: Role, draft: Draft) -> Callable[[int], bool]:
        """What says of a line of the draft whether it matches a rule's ``to`` or ``require``.

        Few rules match in a text, so this is asked of the lines near their units only.
        """
        rule, views, scripts = self.rules[number], draft.views, self.scripts[number]
        longest, raw = max(rule.max_chars, _COMPANION), rule.view == "raw"
        answers: dict[str, bool] = draft.answers.setdefault((self, number, role), {})

        def matches(line: int) -> bool:
            text = views[line].folded.strip() if raw else views[line].plain
            answer = answers.get(text)
            if answer is None:
                answer = answers[text] = (
                    0 < len(text) <= longest
                    and not scripts.isdisjoint(draft.scripts_in(views[line].folded))
                    and _any_matches(getattr(rule, role), text)
                )
            return answer

        return matches


def _any_matches(patterns: Sequence[str], text: str) -> bool:
    """Whether one of the patterns matches all of a text."""
    line = encoded(text)
    return any(holds(pattern, line, search=False) for pattern in patterns)


@dataclass(frozen=True)
class Hits:
    """The units that match, by rule number, and the lines that were asked."""

    units: dict[int, list[Unit]]
    asked: frozenset[int]


def compile_rules(
    rules: Sequence[Rule], known: Known | None = None, checked: Iterable[Rule] = ()
) -> Matcher:
    """Compile rules for `rule_marks`. Raises RuleError naming rule and field of a bad pattern.

    ``known`` lends what `literals` found out of their patterns. ``checked`` are rules of the
    package, these very objects, whose patterns were tried when it was made: that takes seconds.
    """
    scripts = tuple(scripts_of(rule.languages) for rule in rules)
    tried = set(map(id, checked))
    tables: dict[str, list[Owned]] = {"plain": [], "raw": [], "span": []}
    for number, rule in enumerate(rules):
        if id(rule) not in tried:
            check_rule(rule)
        kind = rule.scope if rule.scope == "span" else rule.view
        tables[kind] += [Owned(p, number, rule.max_chars, scripts[number]) for p in rule.patterns]
    return Matcher(
        tuple(rules),
        PatternTable(tables["plain"], known=known),
        PatternTable(tables["raw"], known=known),
        PatternTable(tables["span"], search=True, known=known),
        scripts,
    )


def check_rule(rule: Rule) -> None:
    """Raise RuleError for a pattern that RE2 does not take, whatever it is for."""
    for role in ("patterns", "to", "require", "unless"):
        for pattern in getattr(rule, role):
            try:
                compile_pattern(pattern)
            except PatternError as problem:
                raise RuleError(f"rule {rule.id!r}, field {role!r}: {problem}") from None


def find_hits(matcher: Matcher, draft: Draft) -> Hits:
    """Ask the pattern tables once for every different line, then for joined paragraphs.

    Fenced code is never asked: what looks like a leftover there is somebody's example. Nor are
    lines that an earlier stage marked: most of a page is gone before the rules see it.
    """
    units: dict[int, list[Unit]] = defaultdict(list)
    views, gone = draft.views, draft.noise
    asked = [n for n in draft.inked if n not in draft.code and n not in gone]
    # Equal lines, and the same line in a later pass, share answers.
    answers = draft.answers.setdefault(matcher, {})
    fresh = {views[n].folded: views[n] for n in asked if views[n].folded not in answers}
    asked_lines = iter(fresh.items())
    while some := list(islice(asked_lines, _AT_ONCE)):
        found = _line_owners(matcher, [view for _, view in some], draft)
        answers.update(zip((text for text, _ in some), found, strict=True))
    for number in asked:
        for owner in answers[views[number].folded]:
            units[owner].append((number, number))
    runs = {run: " ".join(views[n].plain for n in run) for run in _wrapped_runs(draft)}
    answers = draft.answers.setdefault((matcher, "paragraphs"), {})
    joined = [text for text in dict.fromkeys(runs.values()) if text not in answers]
    lines = [Line(text, draft.scripts_in(text)) for text in joined]
    answers.update(zip(joined, matcher.plain.owners(lines), strict=True))
    for run, text in runs.items():
        for owner in dict.fromkeys(answers[text]):
            if matcher.rules[owner].scope == "paragraph":
                units[owner].append((run[0], run[-1]))
    return Hits(units, frozenset(asked))


def _wrapped_runs(draft: Draft) -> Iterator[range]:
    """Texts broken over lines: a sentence that ends inside a run begins another paragraph.

    Stacked text has no blank lines: what stands below a notice would go with it. And lines of all
    lengths (a headline, a name, a button, a notice) are no wrapped paragraph, nor is the headline
    a part of one where its article stands below.
    """
    gone, views = draft.noise, draft.views
    runs = [
        run
        for run in paragraphs([not v.plain or n in gone for n, v in enumerate(views)])
        if 2 <= len(run) <= _JOINED_LINES
        and run[0] not in draft.code
        and not any(views[number].plain.endswith((".", "。")) for number in run[:-1])
        and _evenly_wrapped([len(views[number].plain) for number in run])
    ]
    if runs:
        headline = headline_line(draft)
        last_prose = max(compress(range(len(views)), draft.prose), default=-1)
        yield from (run for run in runs if headline not in run or run[-1] >= last_prose)


def _evenly_wrapped(widths: Sequence[int]) -> bool:
    """Whether lines may be one paragraph's: a label above and what is left below may be short."""
    return max(widths) <= _RAGGED * min(widths[1:-1], default=max(widths))


def _line_owners(matcher: Matcher, views: Sequence[LineView], draft: Draft) -> list[list[int]]:
    plain, raw = [], []
    for view in views:
        whole = view.folded.strip()
        scripts = draft.scripts_in(whole)  # "【PR】" is Japanese, "PR" need not be
        line = Line(view.plain, scripts)
        plain.append(line)
        raw.append(line if whole == view.plain else Line(whole, scripts))
    tables = (
        matcher.plain.owners(plain),
        matcher.raw.owners(raw),
        matcher.spans.owners(raw),
    )
    return [list(dict.fromkeys(chain(*found))) for found in zip(*tables, strict=True)]
