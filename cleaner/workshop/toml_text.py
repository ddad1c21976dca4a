"""A rule as the text of a ``[[rule]]`` table, the way people write them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

_WIDTH = 96  # a list that is longer has one entry a line
_ESCAPED = {chr(code): f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029)}


def rule_text(table: Mapping[str, Any]) -> str:
    """Return the TOML text of one rule, its keys in the order of ``table``."""
    return "[[rule]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Sequence):
        entries = [_string(entry) for entry in value]
        line = f"[{', '.join(entries)}]"
        if len(line) <= _WIDTH or len(entries) == 1:
            return line
        return "[\n" + "".join(f"    {entry},\n" for entry in entries) + "]"
    return str(value)


def _string(text: str) -> str:
    """Between single quotes where a backslash would have to be doubled, else between double."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(_ESCAPED.get(character, character) for character in quoted)
