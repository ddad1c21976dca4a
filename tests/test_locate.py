"""An error in a rule file points at the line and the column of what is to be changed."""

import tomllib
from pathlib import Path

import pytest

from cleaner import Cleaner, RuleError
from cleaner.catalogue import check_rules
from cleaner.locate import place_of
from cleaner.rules import default_folder
from tests.commands import cleaner
from tests.test_rule_files import GOOD

SPREAD = r'''# A pack.  [[rule]] in a comment is no rule.
[[rule]]
id = "a.one"
why = """
id = "not a key"
[[rule]]
"""
patterns = [
    'first [[rule]]',  # a comment with 'quotes'
    "sec\"ond",
]
  [[rule]]
  "id" = 'a.two'
  patterns = ['''

TWO = SPREAD + "'x', 'y']\n"


@pytest.mark.parametrize(
    ("number", "key", "value", "place"),
    [
        (0, None, None, (2, 1)),
        (0, "id", None, (3, 1)),
        (0, "patterns", None, (8, 1)),
        (0, "patterns", "first [[rule]]", (9, 5)),
        (0, "patterns", 'sec"ond', (10, 5)),
        (1, None, None, (12, 3)),
        (1, "id", None, (13, 3)),
        (1, "patterns", "y", (14, 20)),
        (1, "missing", None, (12, 3)),
        (7, "id", None, (1, 1)),
    ],
)
def test_tables_keys_and_texts_are_found(
    number: int, key: str | None, value: str | None, place: tuple[int, int]
) -> None:
    assert tomllib.loads(TWO)["rule"][1]["id"] == "a.two"
    assert place_of(TWO, number, key, value) == place


def test_every_rule_of_the_package_is_found_at_its_id() -> None:
    for path in sorted(default_folder().glob("*.toml"))[:12]:
        text = path.read_text(encoding="utf-8")
        for number, rule in enumerate(tomllib.loads(text).get("rule", [])):
            line, column = place_of(text, number, "id")
            assert text.splitlines()[line - 1][column - 1 :] == f'id = "{rule["id"]}"'


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('scope = "line"', 'scope = "page"', "6:9"),
        ('why = "A test."', 'why = "A test."\nmax_chars = 0', "10:1"),
        ('removes = ["buzz"]\n', "", "2:1"),
        ('category = "ads"', 'category = "bees"', "4:12"),
        ("['buzz']", "['hum', 'buzz(']", "8:20"),
        ("['buzz']", "[\n  'hum',\n  '{no_such_class}',\n]", "10:3"),
        ('keeps = ["fizz"]', "keeps = ['fizz']\nunless = ['(']", "12:11"),
        ('id = "ads.mine"', 'id = "ads.lone-label"', "3:6"),
        ('category = "ads"', "category = ads", "4:12"),
    ],
)
def test_an_error_points_at_the_field_or_the_text_in_it(
    old: str, new: str, place: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    _, problems = check_rules(str(tmp_path))
    assert problems[0].startswith(f"{path}:{place}: "), problems


def test_a_pattern_that_does_not_compile_is_found_from_a_cleaner_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace("'buzz'", "'buzz('"), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        Cleaner(rules=tmp_path)
    assert str(caught.value).startswith(f"{path}:8:13: rule 'ads.mine', field 'patterns': ")


def test_a_backslash_between_double_quotes_is_told_where_to_go(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace("'buzz'", '"\\d"'), encoding="utf-8")
    done = cleaner("rules", "check", tmp_path)
    assert done.returncode == 1
    said = done.stdout.decode()
    assert said.startswith(f"{path}:8:")
    assert "between single quotes" in said


@pytest.mark.parametrize("content", ["rule = 3", "rule = [3]", "[[rule]]\n[[rule.id]]\n"])
def test_tables_of_another_shape_are_one_sentence(content: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(content, encoding="utf-8")
    count, problems = check_rules(str(tmp_path))
    assert count == 0
    assert len(problems) == 1
    assert "mine.toml" in problems[0]
