"""The rules as tables and sheets for people."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from difflib import get_close_matches

from cleaner.match import compile_rules
from cleaner.rules import Rule, RuleSet
from cleaner.selftest import example_problems
from cleaner.terminal import Palette, visible


def rule_list(rules: RuleSet, colours: Palette) -> Iterator[str]:
    """Yield the table of all rules, category by category in the order of `categories.toml`."""
    width = max((len(visible(rule.id)) for rule in rules.rules), default=0)
    for category in rules.categories:
        members = [rule for rule in rules.rules if rule.category == category.name]
        if not members:
            continue
        about = colours.faint(f"  {visible(category.about)}")
        yield colours.heading(visible(category.name)) + about
        for rule in members:
            name = visible(rule.id)
            languages = " ".join(map(visible, rule.languages))
            sites = f"  {' '.join(map(visible, rule.sites))}" if rule.sites else ""
            name = colours.name(name) + " " * (width - len(name))
            yield f"  {name}  {rule.scope:<9}  {rule.strength}  {languages}{sites}"
        yield ""
    yield f"{len(rules.rules):,} rules"


def rule_sheet(rule: Rule, colours: Palette) -> Iterator[str]:
    """Yield all fields of a rule that say something, lists one entry a line."""
    for field in fields(rule):
        value = getattr(rule, field.name)
        if value is None or value == () or value == "":
            continue
        name = colours.heading(f"{field.name:<12}")
        if isinstance(value, tuple) and field.name != "languages":
            yield name.rstrip()
            yield from (f"    {visible(entry)}" for entry in value)
        else:
            shown = " ".join(value) if isinstance(value, tuple) else str(value)
            yield f"{name}  {visible(shown)}"


def similar_ids(id: str, rules: Sequence[Rule]) -> list[str]:
    """Return the ids that look like a mistyped one."""
    ids = [rule.id for rule in rules]
    return [name for name in ids if name.endswith(f".{id}")] or get_close_matches(id, ids)


def rule_problems(rules: Sequence[Rule]) -> Iterator[str]:
    """Yield what is wrong with rules by their own examples. Raises RuleError for a bad pattern."""
    compile_rules(rules)
    for rule in rules:
        yield from example_problems(rule)
