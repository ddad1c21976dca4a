"""Which guards keep a rule that matches from cutting.

The engine is asked, not copied: a rule without a guard runs like any other, and where it would
cut then, that guard is what stopped it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from cleaner.draft import Draft
from cleaner.linear import compile_pattern
from cleaner.match import heads_text, marks_of_hits
from cleaner.matcher import Hits, Matcher
from cleaner.model import Mark
from cleaner.rules import Rule

# Each guard with the value that makes it stop nothing.
_OPEN: dict[str, Any] = {
    "sites": (),
    "min_repeats": 1,
    "require": (),
    "unless": (),
    "position": None,
    "max_share": 1.0,
    "prose": "allow",
    "max_lines": 100,  # farther on no closing line is looked for: it would cost n²
    "min_lines": 1,
}


def refusals(
    matcher: Matcher,
    index: int,
    hits: Hits,
    numbers: Collection[int],
    draft: Draft,
    sites: frozenset[str],
) -> dict[int, str]:
    """Say for each of the lines what stops the rule ``index`` there: "guard: sentence".

    All of them are among the ``hits`` of the rule. Patterns are not asked again.
    """
    rule = matcher.rules[index]
    alone = Hits({0: hits.units[index]}, hits.asked)
    scripts = (matcher.scripts[index],)

    def marked(changed: Rule) -> set[int]:
        one = replace(matcher, rules=(changed,), scripts=scripts)
        marks = marks_of_hits(one, alone, draft, sites)
        return lines_under(draft, (mark for mark in marks if mark.strength != "refused"))

    opened = replace(rule, **_OPEN | {"max_lines": max(rule.max_lines, _OPEN["max_lines"])})
    free = marked(opened)
    holding = {
        guard: marked(replace(opened, **{guard: getattr(rule, guard)}))
        for guard, value in _OPEN.items()
        if getattr(rule, guard) != value
    }
    found = {}
    for number in numbers:
        stopping = [guard for guard, lines in holding.items() if number not in lines]
        if number not in free:
            found[number] = _shape(rule, number, draft)
        elif stopping:
            found[number] = "; ".join(_sentence(rule, guard, number, draft) for guard in stopping)
        else:
            found[number] = "its guards together"
    return found


def is_lone(rule: Rule) -> bool:
    """The rule knows a line by itself, whatever stands around."""
    return rule.scope in ("line", "paragraph") and rule.min_repeats == 1 and not rule.require


def lines_under(draft: Draft, marks: Iterable[Mark]) -> set[int]:
    """The numbers of the lines that marks touch."""
    lines, found = draft.document.lines, set()
    for mark in marks:
        number = draft.line_at(mark.start)
        while number < len(lines) and lines[number].start < mark.stop:
            found.add(number)
            number += 1
    return found


def _shape(rule: Rule, number: int, draft: Draft) -> str:
    """What no guard but the engine itself asks for."""
    line = draft.document.lines[number]
    if heads_text(draft, Mark(line.start, line.stop, rule.id, rule.category)):
        return "it stands above its text as a heading or a headline does"
    if rule.to:
        return "to: no closing line follows"
    if rule.through:
        return f"through: no run of {rule.through} follows, or no paragraph stands before"
    if rule.scope == "tail":
        return "no paragraph of an article stands before it"
    return "another of its matches comes first"


def _sentence(rule: Rule, guard: str, number: int, draft: Draft) -> str:
    return (
        f"{guard}: "
        + {
            "sites": f"it is only for {', '.join(rule.sites)}",
            "min_repeats": f"fewer than {rule.min_repeats} places match",
            "require": "no line within three lines of it matches",
            "unless": _exception(rule, draft.views[number].plain),
            "position": _position(rule),
            "max_share": f"more than {rule.max_share:.0%} of the text would go",
            "prose": "a paragraph stands in what would go",
            "max_lines": f"no closing line follows within {_lines(rule.max_lines)}",
            "min_lines": f"fewer than {rule.min_lines} such lines follow",
        }[guard]
    )


def _exception(rule: Rule, plain: str) -> str:
    found = [match for p in rule.unless if (match := compile_pattern(p).search(plain))]
    return f"{found[0][0]!r} stands in it" if found else "a pattern is found in the block"


def _position(rule: Rule) -> str:
    if rule.position == "body":
        return "no paragraph stands before it"
    if rule.position == "dump":
        return "it is only for the text of a whole page"
    return f"it is not within {_lines(rule.within_lines)} of the {rule.position}"


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"
