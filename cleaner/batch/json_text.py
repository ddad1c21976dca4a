"""JSON objects whose members keep the text that they came in: no number is rounded."""

import json
import re
from collections.abc import Mapping
from typing import Any

from cleaner.log import dumps

DEEPEST = 400  # levels; Python's reader and writer of JSON bear about twice as many
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_TOKEN = re.compile(rf"{_STRING}|[\[{{\]}}]")
_NO_JSON = re.compile(rf"{_STRING}|-?Infinity|NaN")  # Python reads and writes these all the same
_SPACE = re.compile(r"[ \t\n\r]*")
_READER = json.JSONDecoder()


def read_object(text: str) -> tuple[dict[str, Any], bool]:
    """Return a JSON object, and whether it holds NaN or Infinity, which are no JSON.

    Raises ValueError with one sentence.
    """
    if _depth(text) > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    foreign: list[str] = []
    try:
        row = json.loads(text, parse_constant=foreign.append)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    return row, bool(foreign)


def members(text: str) -> dict[str, str]:
    """Return the members of a JSON object (see `read_object`) by their names, values as text."""
    found: dict[str, str] = {}
    at = _behind_space(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = _READER.raw_decode(text, at)
        start = _behind_space(text, _behind_space(text, at) + 1)
        _, end = _READER.raw_decode(text, start)
        found[name] = text[start:end]
        at = _behind_space(text, end)
        if text[at] == ",":
            at = _behind_space(text, at + 1)
    return found


def without_constants(value: str) -> str:
    """Return the text of a value with null for what is no JSON."""
    return _NO_JSON.sub(lambda found: found[0] if found[0].startswith('"') else "null", value)


def object_text(found: Mapping[str, str]) -> str:
    """Return the text of a JSON object from its members."""
    return "{" + ", ".join(f"{_name(name)}: {value}" for name, value in found.items()) + "}"


def _name(name: str) -> str:
    written = dumps({name: 0})[1:-4]
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate stays the escape that it was
        return json.dumps(name)
    return written


def _behind_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _depth(text: str) -> int:
    """How deep a text is nested, if it may be too deep; else 0."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        deepest = max(deepest, depth)
    return deepest
