"""The rules as tables and sheets for people."""

import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from cleaner import rules as rule_files
from cleaner.locate import place_by_id, pointed_by_id
from cleaner.matcher import check_rule
from cleaner.rules import Rule, RuleError, RuleSet
from cleaner.selftest import problem_of, trials
from cleaner.terminal import Palette, counted, visible


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
    yield counted(len(rules.rules), "rule")


def coverage_table(rules: RuleSet) -> Iterator[str]:
    """Yield a Markdown table: how many rules each category has in each language."""
    count = Counter((rule.category, name) for rule in rules.rules for name in rule.languages)
    total = Counter(name for rule in rules.rules for name in rule.languages)
    languages = sorted(total, key=lambda name: (-total[name], name))
    yield f"| category | {' | '.join(languages)} | all |"
    yield "|---" * (len(languages) + 2) + "|"
    for category in rules.categories:
        cells = [str(count[category.name, name] or "") for name in languages]
        members = sum(rule.category == category.name for rule in rules.rules)
        yield f"| {category.name} | {' | '.join(cells)} | {members} |"
    cells = [str(total[name]) for name in languages]
    yield f"| all | {' | '.join(cells)} | {len(rules.rules)} |"


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


def rule_set(folder: str | None) -> RuleSet:
    """Return the rules of the package and those of ``folder``.

    A folder with all categories of the package is another version of it and stands alone. Raises
    RuleError.
    """
    default = rule_files.default_rules()
    if folder is None or os.path.realpath(folder) == os.path.realpath(rule_files.default_folder()):
        return default
    return rule_files.load_folder(Path(folder), base=None if is_whole(folder) else default)


def own_rules(folder: str | None) -> tuple[Rule, ...]:
    """Return the rules of ``folder`` alone, or those of the package. Raises RuleError."""
    rules = rule_set(folder).rules
    if folder is None or is_whole(folder):
        return rules
    return rules[len(rule_files.default_rules().rules) :]


def check_rules(folder: str | None) -> tuple[int, list[str]]:
    """Hold the rules of ``folder``, or of the package, to their own examples.

    Returns how many there are and what is wrong, one sentence each.
    """
    at = folder_of(folder)
    try:
        with pointing(at):
            rules = own_rules(folder)
            for rule in rules:
                check_rule(rule)
    except RuleError as error:
        return 0, [str(error)]
    problems = []
    for rule in rules:
        for trial in trials(rule):
            if not trial.passed:
                place = place_by_id(at, rule.id, trial.field, trial.example)
                problems.append(f"{place}: {problem_of(rule, trial)}".removeprefix(": "))
    return len(rules), problems


def folder_of(folder: str | None) -> Path:
    """The folder of rule files that a command is about: the one named, or the package's."""
    return Path(folder) if folder is not None else rule_files.default_folder()


@contextmanager
def pointing(folder: Path) -> Iterator[None]:
    """Put the place in ``folder`` in front of what a RuleError says of one of its rules."""
    try:
        yield
    except RuleError as error:
        raise RuleError(pointed_by_id(folder, str(error))) from None


def find_rule(id: str, folder: str | None) -> Rule:
    """Return a rule by its id. Raises RuleError with the ids that look alike."""
    rules = rule_set(folder).rules
    for rule in rules:
        if rule.id == id:
            return rule
    ids = [rule.id for rule in rules]
    near = [name for name in ids if name.endswith(f".{id}")] or get_close_matches(id, ids)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise RuleError(f"no rule {id!r}{hint}")


def is_whole(folder: str) -> bool:
    """True for a version of the package's rules, which is no addition to them."""
    try:
        names = set(tomllib.loads(Path(folder, "categories.toml").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False
    return names >= {category.name for category in rule_files.default_rules().categories}
