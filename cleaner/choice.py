"""Which rules are on: from what a caller chooses to the settings of the stages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cleaner import rules as rule_files
from cleaner.classifier import default_weights
from cleaner.compiled import default_rules
from cleaner.early import early_matcher
from cleaner.matcher import compile_rules
from cleaner.rules import Rule, RuleSet
from cleaner.stages import Settings

RuleChoice = str | Path | Sequence[Rule] | RuleSet | None

# Kinds of noise that the engine itself finds, besides the categories of the rules.
ENGINE_CATEGORIES = frozenset(("extract", "repeat", "model", "layout"))


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
        chosen = rules
    elif rules is not None:
        chosen = replace(chosen, rules=chosen.rules + tuple(rules))
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


def _enabled(
    chosen: RuleSet, categories: tuple[str, ...] | None, skip: tuple[str, ...]
) -> frozenset[str]:
    """The kinds of noise that are to go. Raises RuleError for one that there is not."""
    names = {category.name for category in chosen.categories} | ENGINE_CATEGORIES
    for name in (*(categories or ()), *skip):
        if name not in names:
            raise rule_files.RuleError(
                f"category {name!r}: unknown; known ones are {', '.join(sorted(names))}"
            )
    return frozenset(names if categories is None else categories) - frozenset(skip) | {"layout"}
