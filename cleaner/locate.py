"""Where a rule and its fields stand in a TOML file: the line and column an error points at.

`tomllib` says where a file breaks the syntax, and nothing about where a value stood. This finds
the tables and keys of a rule file that `tomllib` took, so strings and brackets are sure to close.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

Place = tuple[int, int]  # line and column, both from 1

_HEADER = re.compile(r"\[\[\s*rule\s*\]\]")
_KEY = re.compile(r"(?P<key>[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*=")
# A string (the long ones first), a comment, or any other character.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|.', re.S
)
_SYNTAX = re.compile(r"(?P<says>.*?)(?: \(at line (?P<line>\d+), column (?P<column>\d+)\))?", re.S)
_ESCAPES = "; write patterns between single quotes, where a backslash is just that"
_SAID_FIELD = re.compile(r"field '(\w+)'")
_SAID_RULE = re.compile(r"rule '([^']+)'")


@dataclass
class _Table:
    """One ``[[rule]]``: where it starts, where its keys do, and the strings of each key."""

    at: int
    keys: dict[str, int] = field(default_factory=dict)
    strings: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def place_of(text: str, number: int, key: str | None = None, value: str | None = None) -> Place:
    """The place of the rule ``number`` (from 0), of one of its fields, or of a text in that field.

    What the file does not have is answered with the place that would hold it.
    """
    tables = _tables(text)
    if number >= len(tables):
        return 1, 1
    table = tables[number]
    at = table.keys.get(key or "", table.at)
    for start, token in table.strings.get(key or "", ()):
        if value is not None and _string(token) == value:
            at = start
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def syntax_problem(path: Path, error: Exception) -> str:
    """What `tomllib` or the UTF-8 decoder says against a file, with the place in front."""
    said = _SYNTAX.fullmatch(str(error))
    says, place = str(error), ""
    if said and said["line"]:
        says, place = said["says"], f"{said['line']}:{said['column']}:"
    return f"{path}:{place} not valid TOML: {says}{_ESCAPES if 'escape' in says.lower() else ''}"


def pointed(path: Path, number: int, message: str) -> str:
    """``message`` about the rule ``number`` of a file with the place in front: "a.toml:12:1: …".

    The field is the one that the message names, and the text of a list the one that it ends with.
    """
    text = path.read_text(encoding="utf-8-sig")
    said = _SAID_FIELD.search(message)
    key = said[1] if said else None
    line, column = place_of(text, number, key, _value_in(text, number, key, message))
    return f"{path}:{line}:{column}: {message}"


def place_by_id(folder: Path, id: str, key: str | None = None, value: str | None = None) -> str:
    """Where a rule, its field, or a text in that field stands: "a.toml:12:1", "" if nowhere."""
    for path, number in _files_with(folder, id):
        line, column = place_of(path.read_text(encoding="utf-8-sig"), number, key, value)
        return f"{path}:{line}:{column}"
    return ""


def pointed_by_id(folder: Path, message: str) -> str:
    """``message``, which begins with a rule, with that rule's place in ``folder`` in front.

    Any other message, and one about a rule of no file there, comes back as it is.
    """
    said = _SAID_RULE.match(message)
    for path, number in _files_with(folder, said[1]) if said else ():
        return pointed(path, number, message)
    return message


def _files_with(folder: Path, id: str) -> Iterator[tuple[Path, int]]:
    """The rule files that have the rule, each with the rule's number (from 0)."""
    for path in sorted((*folder.glob("*.toml"), *folder.glob("[a-z][a-z]/*.toml"))):
        try:
            ids = [
                rule["id"] for rule in tomllib.loads(path.read_text(encoding="utf-8-sig"))["rule"]
            ]
        except (OSError, ValueError, LookupError, TypeError):
            continue  # no file of the rules that were compiled
        if id in ids:
            yield path, ids.index(id)


def _value_in(text: str, number: int, key: str | None, message: str) -> str | None:
    """The text of the field that the message quotes, if it quotes one."""
    tables = _tables(text)
    if key is None or number >= len(tables):
        return None
    values = [_string(token) for _, token in tables[number].strings.get(key, ())]
    quoted = [value for value in values if value and repr(value) in message]
    return max(quoted, key=len, default=None)


def _tables(text: str) -> list[_Table]:
    tables: list[_Table] = []
    key = ""
    for at, token, top in _tokens(text):
        if top and (found := _HEADER.match(text, at)):
            tables.append(_Table(at))
            key = ""
        elif top and tables and (found := _KEY.match(text, at)):
            key = found["key"].strip("\"'")
            tables[-1].keys.setdefault(key, at)
        elif tables and key and token[0] in "\"'":
            tables[-1].strings.setdefault(key, []).append((at, token))
    return tables


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    """Strings and characters, each with its offset and whether a line begins there.

    Inside the brackets of a value no line begins anything.
    """
    depth = at = 0
    fresh = True
    while at < len(text):
        header = _HEADER.match(text, at) if fresh and not depth else None
        found = header or _TOKEN.match(text, at)
        assert found is not None  # the last alternative takes any character
        token = found[0]
        yield at, token, fresh and not depth
        if not header and token in "[{":
            depth += 1
        elif not header and token in "]}":
            depth = max(depth - 1, 0)
        fresh = token == "\n" or (fresh and token.isspace())
        at = found.end()


def _string(token: str) -> str:
    value = tomllib.loads(f"x = {token}")["x"]
    return value if isinstance(value, str) else ""
