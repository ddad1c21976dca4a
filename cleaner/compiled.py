"""The default rules in the form that loads fast: checked, expanded, their literals found.

Reading the TOML files and finding the literals takes seconds, once for a change of the rules
instead of once a process: `make golden` writes the file. A file that no longer fits the rules is
not used; only what it knows of patterns is.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.literals import Branch, branches
from cleaner.rules import Category, Rule, RuleSet, default_folder, load_folder

NAME = "compiled.jsonl"  # beside the rule files
_FORMAT = 1
_DEFAULTS = {field.name: field.default for field in fields(Rule)}


class Compiled(NamedTuple):
    """Rules, and what is known of their patterns: by pattern, and whether it searches."""

    rules: RuleSet
    known: dict[tuple[str, bool], tuple[Branch, ...]]


@cache
def default_rules() -> Compiled:
    """The rules that come with the package, read once a process. Raises RuleError."""
    folder = default_folder()
    path = folder / NAME
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else [""]
    if lines[0] == _stamp(folder):
        return _parse(lines[1:])
    known = _parse(lines[1:]).known if lines[0] else {}
    return Compiled(load_folder(folder), known)


def compiled_text(folder: Path) -> str:
    """The compiled file of a rule folder: a stamp, the categories, then one rule a line."""
    chosen = load_folder(folder)
    return "\n".join((_stamp(folder), *map(_dump, _records(chosen)), ""))


def _records(chosen: RuleSet) -> Iterator[Any]:
    yield [asdict(category) for category in chosen.categories]
    for rule in chosen.rules:
        table = {key: value for key, value in asdict(rule).items() if value != _DEFAULTS[key]}
        found = [branches(pattern, search=rule.scope == "span") for pattern in rule.patterns]
        yield [table, [[_plain(branch) for branch in alternatives] for alternatives in found]]


def _plain(branch: Branch) -> list[Any]:
    return [branch.least, branch.most, *(sorted(clause) for clause in branch.clauses)]


def _dump(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _parse(lines: list[str]) -> Compiled:
    """Read the lines behind the stamp."""
    with _without_collector():
        return _built(json.loads("[" + ",".join(filter(None, lines)) + "]"))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundred thousands of objects are made and none dies: looking for dead ones takes a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _built(records: list[Any]) -> Compiled:
    rules: list[Rule] = []
    known: dict[tuple[str, bool], tuple[Branch, ...]] = {}
    for table, found in records[1:]:
        for key, value in table.items():
            if type(value) is list:
                table[key] = tuple(value)
        rule = Rule(**table)
        rules.append(rule)
        search = rule.scope == "span"
        for pattern, alternatives in zip(rule.patterns, found, strict=True):
            known[pattern, search] = tuple(
                Branch(least, most, clauses) for least, most, *clauses in alternatives
            )
    categories = tuple(Category(**table) for table in records[0])
    return Compiled(RuleSet(tuple(rules), categories), known)


def _stamp(folder: Path) -> str:
    """What the rule files hold, as a number that changes with any of them."""
    digest = blake2b(digest_size=16)
    for path in sorted(folder.rglob("*.toml")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return f"format {_FORMAT}, rules {digest.hexdigest()}"
