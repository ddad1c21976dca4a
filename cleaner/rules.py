"""TOML to `Rule`. Every error names the file, the rule and the field, and says what to write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from cleaner.model import Strength
from cleaner.syntax import keeps_group

if TYPE_CHECKING:  # to clean, no TOML is read: see `compiled`
    from cleaner.lexicon import Lexicon

Scope = Literal["line", "paragraph", "block", "tail", "span"]
Shape = Literal["items", "titles", "short", "contents"]


class RuleError(ValueError):
    """A rule file that cannot be used: one sentence with the file, the rule and the field."""


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
    position: Literal["head", "tail", "body", "dump"] | None = None
    within_lines: int = 6
    min_repeats: int = 1
    max_share: float = 0.0
    prose: Literal["stop", "allow"] | None = None
    view: Literal["plain", "raw"] = "plain"
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


_REQUIRED = (
    "id",
    "category",
    "languages",
    "scope",
    "strength",
    "patterns",
    "why",
    "removes",
    "keeps",
)
_TEXTS = {"id", "category", "why", "source"}
_TEXT_LISTS = {"languages", "patterns", "removes", "keeps", "to", "unless", "require", "sites"}
_PATTERN_LISTS = ("patterns", "to", "unless", "require")
_COUNTS = {"min_lines", "max_lines", "max_chars", "within_lines", "min_repeats"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "scope": get_args(Scope),
    "through": get_args(Shape),
    "strength": ("sure", "hint"),
    "position": ("head", "tail", "body", "dump"),
    "prose": ("stop", "allow"),
    "view": ("plain", "raw"),
}
_KEYS = {field.name for field in fields(Rule)}
_ONLY_FOR: dict[str, tuple[str, ...]] = {
    "to": ("block",),
    "through": ("block",),
    "min_lines": ("block",),
    "max_lines": ("block",),
    "max_share": ("block", "tail"),
    "prose": ("block", "tail"),
}
_DEFAULT_SHARE = {"block": 0.4, "tail": 0.5}
_DEFAULT_PROSE: dict[str, Literal["stop", "allow"]] = {"block": "allow", "tail": "stop"}


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
    lexicon = {**lexicon, **load_lexicon(folder / "lexicon", RuleError)}
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
        return tomllib.loads(path.read_text(encoding="utf-8"))
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
    for key in _REQUIRED:
        if key not in table:
            raise RuleError(f"field {key!r}: missing")
    for key, value in table.items():
        _check_type(key, value)
    _check_sense(table, categories)
    values: dict[str, Any] = {
        key: tuple(value) if key in _TEXT_LISTS else value for key, value in table.items()
    }
    for key in _PATTERN_LISTS:
        values[key] = tuple(
            expanded
            for pattern in values.get(key, ())
            for expanded in _expanded(pattern, key, lexicon)
        )
    values.setdefault("max_share", _DEFAULT_SHARE.get(table["scope"], 1.0))
    values.setdefault("prose", _DEFAULT_PROSE.get(table["scope"]))
    return Rule(**values)


def _expanded(pattern: str, key: str, lexicon: "Lexicon") -> Sequence[str]:
    from cleaner.lexicon import expand

    try:
        return expand(pattern, lexicon)
    except KeyError as error:
        raise RuleError(f"field {key!r}: no language fills the classes of {error}") from None


def _check_type(key: str, value: Any) -> None:
    if key in _TEXTS and not (isinstance(value, str) and value.strip()):
        raise RuleError(f"field {key!r}: write a text, not {value!r}")
    if key in _TEXT_LISTS and not (
        isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)
    ):
        raise RuleError(f"field {key!r}: write a list of texts that are not empty, not {value!r}")
    if key in _COUNTS and not (type(value) is int and value > 0):
        raise RuleError(f"field {key!r}: write a whole number above 0, not {value!r}")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise RuleError(f"field {key!r}: write one of {', '.join(_CHOICES[key])}, not {value!r}")
    if key == "max_share" and not (type(value) in (int, float) and 0 < value <= 1):
        raise RuleError(f"field {key!r}: write a share above 0 and up to 1, not {value!r}")


def _check_sense(table: Mapping[str, Any], categories: frozenset[str] | None) -> None:
    scope = table["scope"]
    if categories is not None and table["category"] not in categories:
        raise RuleError(
            f"field 'category': {table['category']!r} is not in categories.toml; add it there"
        )
    if not table["id"].startswith(table["category"] + "."):
        raise RuleError(f"field 'id': start it with the category: '{table['category']}.…'")
    for key, scopes in _ONLY_FOR.items():
        if key in table and scope not in scopes:
            raise RuleError(f"field {key!r}: only for scope {' or '.join(scopes)}, not {scope!r}")
    for key in _PATTERN_LISTS:
        if any(map(keeps_group, table.get(key, ()))) and (key, scope) != ("patterns", "span"):
            raise RuleError(f"field {key!r}: only the patterns of a span keep a part, (?P<keep>…)")
    if scope == "block" and ("to" in table) == ("through" in table):
        raise RuleError("field 'to': a block needs either 'to' or 'through'")
    if "within_lines" in table and table.get("position") not in ("head", "tail"):
        raise RuleError("field 'within_lines': needs 'position' (head or tail)")
