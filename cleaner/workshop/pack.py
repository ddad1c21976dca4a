"""A new rule into a pack: checked as the loader would, then appended to the right file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cleaner.batch.writers import replace_file
from cleaner.catalogue import rule_set
from cleaner.lexicon import load_lexicon
from cleaner.matcher import check_rule
from cleaner.rules import Rule, RuleError, RuleSet, default_folder, default_rules, make_rule
from cleaner.workshop.toml_text import rule_text

SCHEMA = "rule.schema.json"


def rules_beside(folder: Path) -> RuleSet:
    """The rules that a new one in ``folder`` would stand beside. Raises RuleError."""
    if folder.is_dir() and any((*folder.glob("*.toml"), *folder.glob("[a-z][a-z]/*.toml"))):
        return rule_set(str(folder))
    return default_rules()


def checked_rule(table: Mapping[str, Any], folder: Path) -> Rule:
    """Build the rule of a table that is to go into ``folder``. Raises RuleError."""
    beside = rules_beside(folder)
    lexicon = load_lexicon(default_folder() / "lexicon", RuleError)
    lexicon |= load_lexicon(folder / "lexicon", RuleError)
    rule = make_rule(table, lexicon, frozenset(category.name for category in beside.categories))
    if any(rule.id == other.id for other in beside.rules):
        raise RuleError(f"field 'id': {rule.id!r} is in use already")
    check_rule(rule)
    return rule


def pack_file(folder: Path, category: str, language: str) -> Path:
    """Where a rule belongs: ``<category>.toml``, in the folder of its language but for English."""
    return (folder if language == "en" else folder / language) / f"{category}.toml"


def append_rule(path: Path, table: Mapping[str, Any]) -> None:
    """Append a rule to a file, which is made when it is not there. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = path.parent / SCHEMA
    head = f"#:schema ./{SCHEMA}\n\n" if schema.is_file() else ""
    before = path.read_bytes().decode("utf-8") if path.is_file() else head
    gap = "" if not before or before.endswith("\n\n") else "\n" * (2 - before.endswith("\n"))
    replace_file(path, (before + gap + rule_text(table)).encode("utf-8"))
