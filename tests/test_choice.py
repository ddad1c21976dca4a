"""What a caller may choose, and what a slip in it is answered with."""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, clean
from cleaner.rules import Rule, RuleError, RuleSet, checked, default_rules, load_folder

FIRST = "The council said on Monday that the wall would be closed to carts until the spring."
LAST = "Nobody in the village had expected the work to take so long, and several said so."
TEXT = f"{FIRST}\n\nzorp widget\n\n{LAST}\n"
ZORP = Rule(
    "ads.zorp", "ads", ("en",), "line", "sure", ("zorp widget",), "A test.", ("zorp widget",), ()
)


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"position": "Tail"}, "position"),
        ({"category": "Ads"}, "category"),
        ({"strength": "Sure"}, "strength"),
        ({"patterns": "zorp widget"}, "patterns"),
        ({"languages": "en"}, "languages"),
        ({"sites": "example.org"}, "sites"),
        ({"sites": ("two words",)}, "sites"),
        ({"scope": "block"}, "to"),
        ({"scope": "lines"}, "scope"),
        ({"view": "RAW"}, "view"),
        ({"max_chars": None}, "max_chars"),
        ({"id": ""}, "id"),
        ({"id": "zorp"}, "id"),
        ({"patterns": ("\ud800",)}, "patterns"),
        ({"scope": "span", "patterns": (r"\Crp",)}, "patterns"),
    ],
)
def test_a_rule_with_a_slip_is_refused(slip: Mapping[str, Any], field: str) -> None:
    """A guard that is misspelt would not guard, and say nothing."""
    with pytest.raises(RuleError, match=f"field '{field}'"):
        Cleaner(rules=[replace(ZORP, **slip)])
    with pytest.raises(RuleError, match=f"field '{field}'"):
        Cleaner(rules=RuleSet((replace(ZORP, **slip),), default_rules().categories))


def test_a_rule_without_a_slip_stays_the_object_that_it_is() -> None:
    """By that the package's own are known, whose patterns were tried when it was made."""
    rules = default_rules()
    names = {category.name for category in rules.categories}
    assert all(checked(rule, names) is rule for rule in rules.rules)


def test_an_id_names_one_rule() -> None:
    with pytest.raises(RuleError, match=r"'ads\.zorp', field 'id': already used"):
        Cleaner(rules=[ZORP, ZORP])
    with pytest.raises(RuleError, match="already used"):
        Cleaner(rules=[replace(ZORP, id=default_rules().rules[0].id, category="ads")])


def test_a_block_of_a_caller_has_the_limits_of_a_file_s() -> None:
    block = replace(ZORP, scope="block", through="items")
    assert "zorp" not in Cleaner(rules=[block]).clean(f"{FIRST}\n\nzorp widget\n- a\n{LAST}").text


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("skip", lambda: Cleaner(skip="ads")),
        ("categories", lambda: Cleaner(categories="ads")),
        ("sites", lambda: Cleaner(sites="example.org")),
        ("skip", lambda: Cleaner(skip=None)),  # type: ignore[arg-type]
        ("rules", lambda: Cleaner(rules=5)),  # type: ignore[arg-type]
        ("rules", lambda: Cleaner(rules=ZORP)),  # type: ignore[arg-type]
        ("rules", lambda: Cleaner(rules=[{"id": "ads.x"}])),  # type: ignore[list-item]
    ],
)
def test_what_is_no_list_is_told(name: str, make: Callable[[], Cleaner]) -> None:
    with pytest.raises(TypeError, match=f"^{name}: "):
        make()


def test_names_that_there_are_not_are_told() -> None:
    for options in ({"skip": ["layout"]}, {"sites": ["two words"]}, {"rules": " "}):
        with pytest.raises(RuleError):
            Cleaner(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("site", ["Example.org", "https://example.org/", "*.example.org."])
def test_a_site_may_be_written_as_people_write_it(site: str) -> None:
    ours = Cleaner(rules=[replace(ZORP, sites=(site,))])
    assert "zorp" in ours.clean(TEXT).text
    for url in ("http://example.org./x", "news.example.org/x"):
        assert "zorp" not in ours.clean(TEXT, url=url).text
    assert (
        "zorp"
        not in Cleaner(rules=[replace(ZORP, sites=("example.org",))], sites=[site]).clean(TEXT).text
    )


def test_rules_are_held_as_they_were_given() -> None:
    given = [ZORP]
    cleaners = [Cleaner(rules=iter(given)), Cleaner(rules=given)]
    given.clear()
    for cleaner in cleaners:
        assert "zorp" not in pickle.loads(pickle.dumps(cleaner)).clean(TEXT).text


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("data", {"data": None}),
        ("data", {"data": memoryview(b"x")}),
        ("url", {"data": "x", "url": b"x"}),
        ("charset", {"data": b"x", "charset": 5}),
    ],
)
def test_other_types_are_told(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=f"^{name}: "):
        clean(**wrong)


def test_a_format_that_there_is_not_is_told() -> None:
    with pytest.raises(ValueError, match=r"^format: one of text, markdown, html expected"):
        clean("x", format="html5")  # type: ignore[arg-type]


def test_words_of_one_s_own_join_those_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "en.toml").write_text('zorp = ["zorp"]\n', "utf-8")
    (tmp_path / "ads.toml").write_text(
        "\ufeff"  # as Windows' editor saves it
        "[[rule]]\nid = 'ads.zorp'\ncategory = 'ads'\nlanguages = ['en']\nscope = 'line'\n"
        "strength = 'sure'\npatterns = ['{subscribe} {zorp}']\nwhy = 'A test.'\n"
        "removes = ['Subscribe zorp']\nkeeps = ['zorp']\n",
        "utf-8",
    )
    (rule,) = load_folder(tmp_path, base=RuleSet((), default_rules().categories)).rules
    assert "zorp" in rule.patterns[0]
