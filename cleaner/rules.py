"""TOML to `Rule`. Every error names the file, the rule and the field, and says what to write."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cleaner.hosts import site_host
from cleaner.rule_fields import (
    PATTERN_LISTS,
    TEXT_LISTS,
    Passing,
    Position,
    RuleError,
    Scope,
    Shape,
    Strength,
    View,
    check_fields,
)

if TYPE_CHECKING:  # to clean, no TOML is read: see `compiled`
    from cleaner.lexicon import Lexicon

__all__ = [
    "Category",
    "Rule",
    "RuleError",
    "RuleSet",
    "Scope",
    "checked",
    "default_folder",
    "default_rules",
    "load_folder",
    "make_rule",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `rules/README.md` explains every field. Patterns are RE2, classes expanded."""

    id: str
    category: str
    languages: tuple[str, ...]
    scope: Scope
    strength: Strength
    patterns: tuple[str, ...]
    why: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    to: tuple[str, ...] = ()
    through: Shape | None = None
    min_lines: int = 1
    max_lines: int = 12
    max_chars: int = 160
    unless: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    position: Position | None = None
    within_lines: int = 6
    min_repeats: int = 1
    max_share: float = 0.0
    prose: Passing | None = None
    view: View = "plain"
    sites: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of noise: ``place`` is "inline" or "edge", see `rules/categories.toml`."""

    name: str
    place: Literal["inline", "edge"]
    about: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in their order of precedence, and the categories that they may use."""

    rules: tuple[Rule, ...]
    categories: tuple[Category, ...]


_KEYS = {field.name for field in fields(Rule)}
_DEFAULT_SHARE = {"block": 0.4, "tail": 0.5}
_DEFAULT_PROSE: dict[str, Passing] = {"block": "allow", "tail": "stop"}


def default_folder() -> Path:
    """The folder of the rules that come with the package, or of the checkout it runs from."""
    packaged = Path(__file__).parent / "packaged_rules"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def default_rules() -> RuleSet:
    """The rules that come with the package, read once a process. Raises RuleError."""
    return load_folder(default_folder())


def load_folder(folder: Path, base: RuleSet | None = None) -> RuleSet:
    """Read every rule file of ``folder`` and of its language folders, in the order of names.

    ``base`` (the default rules, for a user's folder) lends categories and lexicon, and its rules
    come first. Raises RuleError for anything wrong in a file, or a folder without rules.
    """
    from cleaner.lexicon import load_lexicon

    folder = Path(folder)
    lexicon = load_lexicon(default_folder() / "lexicon", RuleError)
    for language, classes in load_lexicon(folder / "lexicon", RuleError).items():
        lexicon[language] = {**lexicon.get(language, {}), **classes}
    categories = {category.name: category for category in base.categories} if base else {}
    categories |= _read_categories(folder / "categories.toml")
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != "categories.toml"]
    paths += sorted(folder.glob("[a-z][a-z]/*.toml"))
    if not paths:
        raise RuleError(f"{folder}: no rule file (*.toml) found; name a folder that holds some")
    rules = list(base.rules) if base else []
    seen = {rule.id: "the rules that come with the package" for rule in rules}
    for path in paths:
        for number, rule in enumerate(_read_file(path, lexicon, frozenset(categories))):
            if rule.id in seen:
                problem = f"rule {rule.id!r}, field 'id': already used in {seen[rule.id]}"
                raise RuleError(_pointed(path, number, problem))
            seen[rule.id] = str(path)
            rules.append(rule)
    return RuleSet(tuple(rules), tuple(categories.values()))


def _pointed(path: Path, number: int, problem: str) -> str:
    from cleaner.locate import pointed

    return pointed(path, number, problem)


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib

    from cleaner.locate import syntax_problem

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RuleError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(syntax_problem(path, error)) from None


def _read_categories(path: Path) -> dict[str, Category]:
    if not path.is_file():
        return {}
    found = {}
    for name, table in _read_toml(path).items():
        if not isinstance(table, dict) or set(table) != {"place", "about"}:
            raise RuleError(f"{path}: category {name!r} needs exactly the fields 'place', 'about'")
        if table["place"] not in ("inline", "edge"):
            raise RuleError(f"{path}: category {name!r}, field 'place': use 'inline' or 'edge'")
        found[name] = Category(name, table["place"], str(table["about"]))
    return found


def _read_file(path: Path, lexicon: "Lexicon", categories: frozenset[str]) -> Iterable[Rule]:
    content = _read_toml(path)
    if unknown := set(content) - {"rule"}:
        raise RuleError(f"{path}: unknown table {min(unknown)!r}; a rule file has only [[rule]]")
    tables = content.get("rule", [])
    if not isinstance(tables, list):
        raise RuleError(f"{path}: write [[rule]] with two brackets, one table a rule")
    for number, table in enumerate(tables, 1):
        if not isinstance(table, dict):
            raise RuleError(f"{path}: write [[rule]] with two brackets, one table a rule")
        name = table.get("id", f"number {number}")
        try:
            yield make_rule(table, lexicon, categories)
        except RuleError as error:
            raise RuleError(_pointed(path, number - 1, f"rule {name!r}, {error}")) from None


def make_rule(
    table: Mapping[str, Any], lexicon: "Lexicon", categories: frozenset[str] | None = None
) -> Rule:
    """Check one table and build its rule. Raises RuleError("field 'x': what to write")."""
    for key in table:
        if key not in _KEYS:
            raise RuleError(f"field {key!r}: unknown; known fields are {', '.join(sorted(_KEYS))}")
    check_fields(table, categories)
    values: dict[str, Any] = {
        key: tuple(value) if key in TEXT_LISTS else value for key, value in table.items()
    }
    values["sites"] = tuple(map(site_host, table.get("sites", ())))
    for key in PATTERN_LISTS:
        values[key] = tuple(
            expanded
            for pattern in values.get(key, ())
            for expanded in _expanded(pattern, key, lexicon)
        )
    values.setdefault("max_share", _DEFAULT_SHARE.get(table["scope"], 1.0))
    values.setdefault("prose", _DEFAULT_PROSE.get(table["scope"]))
    return Rule(**values)


def checked(rule: Rule, categories: Container[str]) -> Rule:
    """A rule that a caller built, held to what a file's is; its sites written one way.

    Raises RuleError: a guard with a slip in its name would not guard, without a word.
    """
    share, prose = _DEFAULT_SHARE.get(rule.scope, 1.0), _DEFAULT_PROSE.get(rule.scope)
    table: dict[str, Any] = {}
    for field in fields(Rule):
        value = getattr(rule, field.name)
        if field.name in ("removes", "keeps") and not value:
            continue  # examples are for those who read the rule in a file
        filled = {"max_share": share, "prose": prose}.get(field.name, field.default)
        if value not in (field.default, filled):
            table[field.name] = list(value) if isinstance(value, tuple) else value
    try:
        check_fields({"removes": ["none"], "keeps": ["none"]} | table, categories)
    except RuleError as error:
        raise RuleError(f"rule {rule.id!r}, {error}") from None
    sites = tuple(map(site_host, rule.sites))
    share, prose = rule.max_share or share, rule.prose or prose
    whole = replace(rule, sites=sites, max_share=share, prose=prose)
    return rule if whole == rule else whole  # the package's own rules are known by identity


def _expanded(pattern: str, key: str, lexicon: "Lexicon") -> Sequence[str]:
    from cleaner.lexicon import expand

    try:
        return expand(pattern, lexicon)
    except KeyError as error:
        raise RuleError(f"field {key!r}: no language fills the classes of {error}") from None
