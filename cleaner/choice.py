"""Which rules are on: from what a caller chooses to the settings of the stages."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cleaner import rules as rule_files
from cleaner.classifier import default_weights
from cleaner.compiled import default_rules
from cleaner.early import early_matcher
from cleaner.hosts import site_host
from cleaner.matcher import compile_rules
from cleaner.model import LAYOUT
from cleaner.rules import Rule, RuleSet
from cleaner.stages import Settings

RuleChoice = str | Path | Iterable[Rule] | RuleSet | None

# Kinds of noise that the engine itself finds, besides the categories of the rules.
ENGINE_CATEGORIES = frozenset(("extract", "repeat", "model", LAYOUT))


def compile_choice(
    rules: RuleChoice,
    categories: tuple[str, ...] | None,
    skip: tuple[str, ...],
    sites: tuple[str, ...],
    fast: bool,
) -> Settings:
    """Compile rules for the stages: see `pipeline.Cleaner`. Raises RuleError."""
    sites_, none = frozenset(sites), frozenset[str]()
    early = early_matcher() if (rules, categories, skip) == (None, None, ()) else None
    if early is not None:
        matcher, kinds = early
        enabled = ENGINE_CATEGORIES | {category.name for category in kinds}
        return Settings(matcher, kinds, enabled, sites_, fast, default_weights(), none)
    chosen, known, checked = default_rules()
    packaged = {rule.id for rule in chosen.rules}
    if isinstance(rules, str | Path):
        chosen = rule_files.load_folder(Path(rules), base=chosen)
    elif isinstance(rules, RuleSet):
        chosen = replace(rules, rules=_checked(rules.rules, rules, ()))
    elif rules is not None:
        own_rules = _checked(rules, chosen, packaged)
        chosen = replace(chosen, rules=chosen.rules + own_rules)
    enabled = _enabled(chosen, categories, skip)
    wanted = [rule for rule in chosen.rules if rule.category in enabled]
    try:
        compiled = compile_rules(wanted, known, checked)
    except rule_files.RuleError as error:
        from cleaner.locate import pointed_by_id

        at = Path(rules) if isinstance(rules, str | Path) else rule_files.default_folder()
        raise rule_files.RuleError(pointed_by_id(at, str(error))) from None
    own = frozenset(rule.id for rule in wanted) - packaged
    return Settings(compiled, chosen.categories, enabled, sites_, fast, default_weights(), own)


def held(rules: RuleChoice) -> RuleChoice:
    """Rules that do not change or run dry behind a cleaner's back. Raises TypeError, RuleError."""
    if rules is None or isinstance(rules, Path | RuleSet):
        return rules
    if isinstance(rules, str):
        if not rules.strip():
            raise rule_files.RuleError("rules: an empty text names no folder")
        return rules
    given = tuple(rules) if isinstance(rules, Iterable) else (rules,)
    for rule in given:
        if not isinstance(rule, Rule) or not isinstance(rules, Iterable):
            raise TypeError(
                f"rules: a folder, a list of Rule or a RuleSet expected, not {type(rule).__name__}"
            )
    return given


def names(option: str, given: Iterable[str]) -> tuple[str, ...]:
    """The names that an option lists. Raises TypeError: a text is a list of its letters."""
    if isinstance(given, str):
        raise TypeError(f"{option}: a list of names expected, not {given!r}; write [{given!r}]")
    if not isinstance(given, Iterable):
        raise TypeError(f"{option}: a list of names expected, not {type(given).__name__}")
    return tuple(given)


def hosts(given: Iterable[str]) -> tuple[str, ...]:
    """The hosts that are named, written one way. Raises RuleError for what is none."""
    listed = names("sites", given)
    for name in listed:
        if not site_host(name):
            raise rule_files.RuleError(
                f"sites: a host such as 'example.org' expected, not {name!r}"
            )
    return tuple(map(site_host, listed))


def _checked(rules: Iterable[Rule], chosen: RuleSet, taken: Iterable[str]) -> tuple[Rule, ...]:
    """Rules that nobody may have checked. Raises RuleError, for an id that is used twice too."""
    categories, seen = {category.name for category in chosen.categories}, set(taken)
    found = []
    for rule in rules:
        found.append(rule_files.checked(rule, categories))
        if rule.id in seen:
            raise rule_files.RuleError(f"rule {rule.id!r}, field 'id': already used")
        seen.add(rule.id)
    return tuple(found)


def _enabled(
    chosen: RuleSet, categories: tuple[str, ...] | None, skip: tuple[str, ...]
) -> frozenset[str]:
    """The kinds of noise that are to go. Raises RuleError for one that there is not."""
    known = {category.name for category in chosen.categories} | ENGINE_CATEGORIES
    for name in (*(categories or ()), *skip):
        if name not in known - {LAYOUT}:
            raise rule_files.RuleError(
                f"category {name!r}: unknown; known ones are {', '.join(sorted(known - {LAYOUT}))}"
            )
    return frozenset(known if categories is None else categories) - frozenset(skip) | {LAYOUT}
