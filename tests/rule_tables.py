"""The smallest rule that holds, as its TOML table, for tests that change one field of it."""

from typing import Any


def rule_table(id: str, **fields: Any) -> dict[str, Any]:
    """A rule for lines that say "buzz", with ``fields`` in the place of its own."""
    return {
        "id": id,
        "category": id.split(".")[0],
        "languages": ["en"],
        "scope": "line",
        "strength": "sure",
        "patterns": ["buzz"],
        "why": "A test.",
        "removes": ["buzz"],
        "keeps": ["fizz"],
        **fields,
    }
