"""What each field of a rule may hold. Every error names the field, and says what to write."""

from collections.abc import Container, Mapping
from typing import Any, Literal, get_args

from cleaner.hosts import site_host
from cleaner.syntax import keeps_group

Scope = Literal["line", "paragraph", "block", "tail", "span"]
Shape = Literal["items", "titles", "short", "contents"]
Strength = Literal["sure", "hint"]
Position = Literal["head", "tail", "body", "dump"]
Passing = Literal["stop", "allow"]
View = Literal["plain", "raw"]


class RuleError(ValueError):
    """A rule that cannot be used: one sentence with the file, the rule and the field."""


REQUIRED = (
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
TEXT_LISTS = {"languages", "patterns", "removes", "keeps", "to", "unless", "require", "sites"}
PATTERN_LISTS = ("patterns", "to", "unless", "require")
_COUNTS = {"min_lines", "max_lines", "max_chars", "within_lines", "min_repeats"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "scope": get_args(Scope),
    "through": get_args(Shape),
    "strength": get_args(Strength),
    "position": get_args(Position),
    "prose": get_args(Passing),
    "view": get_args(View),
}
_ONLY_FOR: dict[str, tuple[str, ...]] = {
    "to": ("block",),
    "through": ("block",),
    "min_lines": ("block",),
    "max_lines": ("block",),
    "max_share": ("block", "tail"),
    "prose": ("block", "tail"),
}


def check_fields(table: Mapping[str, Any], categories: Container[str] | None = None) -> None:
    """Check a rule's table, whose lists are lists. Raises RuleError("field 'x': what to write")."""
    for key in REQUIRED:
        if key not in table:
            raise RuleError(f"field {key!r}: missing")
    for key, value in table.items():
        _check_type(key, value)
    _check_sense(table, categories)


def _check_type(key: str, value: Any) -> None:
    if key in _TEXTS and not (isinstance(value, str) and value.strip()):
        raise RuleError(f"field {key!r}: write a text, not {value!r}")
    if key in TEXT_LISTS and not (
        isinstance(value, list) and value and all(isinstance(v, str) and v for v in value)
    ):
        raise RuleError(f"field {key!r}: write a list of texts that are not empty, not {value!r}")
    if key in _COUNTS and not (type(value) is int and value > 0):
        raise RuleError(f"field {key!r}: write a whole number above 0, not {value!r}")
    if key in _CHOICES and value not in _CHOICES[key]:
        raise RuleError(f"field {key!r}: write one of {', '.join(_CHOICES[key])}, not {value!r}")
    if key == "sites" and not all(map(site_host, value)):
        raise RuleError(f"field {key!r}: write hosts such as 'example.org', not {value!r}")
    if key == "max_share" and not (type(value) in (int, float) and 0 < value <= 1):
        raise RuleError(f"field {key!r}: write a share above 0 and up to 1, not {value!r}")


def _check_sense(table: Mapping[str, Any], categories: Container[str] | None) -> None:
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
    for key in PATTERN_LISTS:
        if any(map(keeps_group, table.get(key, ()))) and (key, scope) != ("patterns", "span"):
            raise RuleError(f"field {key!r}: only the patterns of a span keep a part, (?P<keep>…)")
    if scope == "block" and ("to" in table) == ("through" in table):
        raise RuleError("field 'to': a block needs either 'to' or 'through'")
    if "within_lines" in table and table.get("position") not in ("head", "tail"):
        raise RuleError("field 'within_lines': needs 'position' (head or tail)")
