"""The schema that editors check rule files with says what the loader says."""

import json
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cleaner.rules import Rule, RuleError, default_folder, default_rules, make_rule
from cleaner.workshop.pack import append_rule
from tests.commands import cleaner
from tests.rule_tables import rule_table

SCHEMA = json.loads((default_folder() / "rule.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
PACKS = sorted(
    path
    for path in (*default_folder().glob("*.toml"), *default_folder().glob("[a-z][a-z]/*.toml"))
    if path.name != "categories.toml"
)
CATEGORIES = frozenset(category.name for category in default_rules().categories)

LINE = rule_table("ads.mine")
BLOCK = {**LINE, "scope": "block", "through": "items"}
TAIL = {**LINE, "scope": "tail"}
HEAD = {**LINE, "position": "head"}
VALUES: tuple[Any, ...] = (
    *("line", "paragraph", "block", "tail", "span", "sure", "hint", "head", "body", "raw"),
    *("items", "stop", "", "  ", "x", ["x"], [], [""], ["x", 1], "refused"),
    *(1, 0, -1, 7, 0.5, 1.5, 1.0, True, False, {}, [[]]),
)


def _loads(table: dict[str, Any]) -> bool:
    try:
        make_rule(table, {}, CATEGORIES)
    except RuleError:
        return False
    return True


def _valid(table: dict[str, Any]) -> bool:
    return bool(VALIDATOR.is_valid({"rule": [table]}))


def test_it_is_a_schema_and_all_keys_have_a_word_of_help() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    keys = SCHEMA["definitions"]["rule"]["properties"]
    assert set(keys) == {field.name for field in fields(Rule)}
    assert all(entry["description"] for entry in keys.values())


def test_the_defaults_it_shows_are_those_of_a_rule() -> None:
    keys = SCHEMA["definitions"]["rule"]["properties"]
    for field in fields(Rule):
        if "default" in keys[field.name]:
            assert field.default is not MISSING
            assert keys[field.name]["default"] == field.default


@pytest.mark.parametrize("path", PACKS, ids=lambda path: str(path.relative_to(default_folder())))
def test_every_shipped_pack_is_valid(path: Path) -> None:
    VALIDATOR.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("table", [LINE, BLOCK, TAIL, HEAD], ids=["line", "block", "tail", "head"])
def test_it_takes_and_refuses_what_the_loader_does(table: dict[str, Any]) -> None:
    assert _loads(table)
    assert _valid(table)
    for key in SCHEMA["definitions"]["rule"]["properties"]:
        without = {name: value for name, value in table.items() if name != key}
        assert _loads(without) == _valid(without), f"without {key}"
        for value in VALUES:
            changed = {**table, key: value}
            if key in ("id", "category") and isinstance(value, str):
                continue  # that one begins with the other, and is known, no schema can say
            if value == 1.0 and isinstance(value, float) and key != "max_share":
                continue  # JSON has one kind of number
            assert _loads(changed) == _valid(changed), f"{key} = {value!r}"


@pytest.mark.parametrize(
    "content", ["rule = 3", "[[rules]]\nid = 'x'", "[rule]\nid = 'x'", "[[rule]]\ncolour = 'red'"]
)
def test_it_refuses_files_of_another_shape(content: str) -> None:
    assert not VALIDATOR.is_valid(tomllib.loads(content))


def test_a_pack_that_has_the_schema_beside_it_tells_editors_so(tmp_path: Path) -> None:
    printed = cleaner("rules", "schema").stdout
    assert json.loads(printed) == SCHEMA
    (tmp_path / "rule.schema.json").write_bytes(printed)
    for name in ("mine", "second"):
        append_rule(tmp_path / "ads.toml", {**LINE, "id": f"ads.{name}"})
    text = (tmp_path / "ads.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema ./rule.schema.json\n\n[[rule]]\n")
    assert text.count("#:schema") == 1
    VALIDATOR.validate(tomllib.loads(text))


def test_the_editors_configuration_leads_to_it() -> None:
    root = default_folder().parent
    (rule,) = tomllib.loads((root / ".taplo.toml").read_text(encoding="utf-8"))["rule"]
    assert (root / rule["schema"]["path"]).is_file()
    included = {path for glob in rule["include"] for path in root.glob(glob)}
    excluded = {path for glob in rule["exclude"] for path in root.glob(glob)}
    excluded |= {path for folder in excluded if folder.is_dir() for path in folder.iterdir()}
    assert included - excluded == set(PACKS)
