"""The default rules in the form that loads fast: checked, expanded, their literals found.

Reading the TOML files and finding the literals takes seconds, once for a change of the rules
instead of once a process: `make golden` writes the file. A file that no longer fits the rules is
not used; only what it knows of patterns is.

Its lines: a stamp of the rule files; what is needed of all rules (`Head`); a rule each; then the
literals of all patterns by their first letters, so that a short text reads a few lines only
(`early`).
"""

import gc
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from functools import cache
from hashlib import blake2b
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.literals import Branch, all_branches, telling
from cleaner.rules import Category, Rule, RuleSet, default_folder, load_folder

NAME = "compiled.jsonl"  # beside the rule files
KEY = 3  # first letters of literals that stand in one line
_FORMAT = 2
_DEFAULTS = {field.name: field.default for field in fields(Rule)}


class Compiled(NamedTuple):
    """Rules, and what is known of their patterns: by pattern, and whether it searches.

    ``checked`` are the rules that have not changed since the file was made from checked ones.
    """

    rules: RuleSet
    known: dict[tuple[str, bool], tuple[Branch, ...]]
    checked: Sequence[Rule]


class Head(NamedTuple):
    """What stands before the rules. ``rules`` has a rule's id, languages and table each.

    A branch is known by the number of its rule and its own among all of the rule's patterns.
    ``always`` are those without a literal. ``keys`` begin the literals of the last lines, a line
    a key, ``sizes`` are the bytes of each line behind the head.
    """

    categories: list[dict[str, Any]]
    rules: list[tuple[str, list[str], str]]
    always: list[tuple[int, int]]
    keys: list[str]
    sizes: list[int]


@cache
def default_rules() -> Compiled:
    """The rules that come with the package, read once a process. Raises RuleError."""
    folder = default_folder()
    content = _content(folder)
    stamp = content[: content.find(b"\n")].decode()
    if stamp == _stamp(folder):
        return _parse(content)
    loaded = load_folder(folder)
    if not stamp.startswith(_form()):
        return Compiled(loaded, {}, ())
    before = _parse(content)
    rules = {rule.id: rule for rule in before.rules.rules}
    checked = [rule for rule in loaded.rules if rules.get(rule.id) == rule]
    return Compiled(loaded, before.known, checked)


def stored() -> bytes | None:
    """The compiled file, or None when it does not fit the rules."""
    folder = default_folder()
    content = _content(folder)
    stamp = content[: content.find(b"\n")]
    return content if stamp == _stamp(folder).encode() else None


def _content(folder: Path) -> bytes:
    path = folder / NAME
    return path.read_bytes() if path.is_file() else b""


def compiled_text(folder: Path) -> str:
    """The compiled file of a rule folder."""
    chosen = load_folder(folder)
    found = [
        [all_branches(pattern, search=rule.scope == "span") for pattern in rule.patterns]
        for rule in chosen.rules
    ]
    sections, always = _sections(found)
    lines = [*map(_record, chosen.rules, found), *sections.values()]
    rest = [_dump(line) for line in lines]
    head = Head(
        [asdict(category) for category in chosen.categories],
        [(rule.id, list(rule.languages), table_of(rule)) for rule in chosen.rules],
        always,
        list(sections),
        [len(line.encode("utf-8")) + 1 for line in rest],
    )
    return "\n".join((_stamp(folder), _dump(head), *rest, ""))


def table_of(rule: Rule) -> str:
    """Which table the patterns of a rule stand in: "plain", "raw" or "span"."""
    return rule.scope if rule.scope == "span" else rule.view


_Found = Sequence[Sequence[Branch]]  # the branches of each pattern of a rule


def _sections(found: Sequence[_Found]) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """The branches by their rarest literals, in groups of those that begin alike, and the rest."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    always = []
    for rule, patterns in enumerate(found):
        for number, branch in enumerate(branch for each in patterns for branch in each):
            if not branch.clauses:
                always.append((rule, number))
            for literal in branch.clauses[0] if branch.clauses else ():
                groups[literal[:KEY]][literal] += (rule, number)
    return {key: dict(sorted(group.items())) for key, group in sorted(groups.items())}, always


def _record(rule: Rule, found: _Found) -> Any:
    table = {key: value for key, value in asdict(rule).items() if value != _DEFAULTS[key]}
    return [table, [[_plain(branch) for branch in branches] for branches in found]]


def _plain(branch: Branch) -> list[Any]:
    """Length and clauses of a branch, and whether they tell something (0 or 1)."""
    tells = int(telling(branch) is branch)
    return [branch.least, branch.most, tells, *(sorted(clause) for clause in branch.clauses)]


def _dump(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def head_of(content: bytes) -> tuple[Head, list[int]]:
    """The head of a compiled file, and where its lines behind the head begin and the last ends."""
    start = content.index(b"\n") + 1
    end = content.index(b"\n", start) + 1
    head = Head(*json.loads(content[start:end]))
    return head, list(accumulate(head.sizes, initial=end))


def _parse(content: bytes) -> Compiled:
    """Read all rules, line by line: one text of all lines takes several times as much memory."""
    with _without_collector():
        head, ends = head_of(content)
        rules: list[Rule] = []
        known: dict[tuple[str, bool], tuple[Branch, ...]] = {}
        for start, end in islice(pairwise(ends), len(head.rules)):
            rule, found = read_record(json.loads(content[start:end]))
            rules.append(rule)
            search = rule.scope == "span"
            for pattern, alternatives in zip(rule.patterns, found, strict=True):
                known[pattern, search] = tuple(
                    Branch(least, most, clauses if tells else ())
                    for least, most, tells, *clauses in alternatives
                )
        categories = tuple(Category(**table) for table in head.categories)
        return Compiled(RuleSet(tuple(rules), categories), known, rules)


def read_record(record: Any) -> tuple[Rule, list[Any]]:
    """A rule, and what `_plain` made of the branches of each of its patterns."""
    table, found = record
    for key, value in table.items():
        if type(value) is list:
            table[key] = tuple(value)
    return Rule(**table), found


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


def _form() -> str:
    return f"format {_FORMAT}, "


def _stamp(folder: Path) -> str:
    """What the rule files hold, as a number that changes with any of them."""
    digest = blake2b(digest_size=16)
    for name in sorted(_rule_files(str(folder))):
        content = _read(f"{folder}/{name}")
        if b"\r" in content:
            content = content.replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return f"{_form()}rules {digest.hexdigest()}"


def _rule_files(folder: str, above: str = "") -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".toml"):
                yield above + entry.name
            elif entry.is_dir():
                yield from _rule_files(entry.path, f"{above}{entry.name}/")


def _read(path: str) -> bytes:
    """A file's bytes, in a fifth of the time that a file object takes: there are hundreds."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        pieces = [os.read(handle, os.fstat(handle).st_size + 1)]
        while pieces[-1]:
            pieces.append(os.read(handle, 65536))
        return b"".join(pieces)
    finally:
        os.close(handle)
