"""A bad rule file is one clear sentence that names the file, the rule and the field."""

from pathlib import Path

import pytest

from cleaner import Cleaner, RuleError, clean
from cleaner.lexicon import expand
from cleaner.rules import default_rules

GOOD = """
[[rule]]
id = "ads.mine"
category = "ads"
languages = ["en"]
scope = "line"
strength = "sure"
patterns = ['buzz']
why = "A test."
removes = ["buzz"]
keeps = ["fizz"]
"""


def _folder(tmp_path: Path, content: str) -> Path:
    (tmp_path / "mine.toml").write_text(content, encoding="utf-8")
    return tmp_path


def test_a_user_adds_rules_without_touching_the_package(tmp_path: Path) -> None:
    cleaner = Cleaner(rules=_folder(tmp_path, GOOD))
    text = "A headline of ours\n\nbuzz\n\nThe rest of it."
    assert "buzz" in clean(text).text
    assert cleaner.clean(text).removals[0].rule == "ads.mine"
    assert len(cleaner.rules) == len(default_rules().rules) + 1


def test_a_user_may_bring_classes_and_categories(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "xx.toml").write_text('noise = ["buzz", "hum"]', encoding="utf-8")
    (tmp_path / "categories.toml").write_text(
        '[bees]\nplace = "edge"\nabout = "What bees say."\n', encoding="utf-8"
    )
    content = GOOD.replace("ads", "bees").replace("'buzz'", "'{noise}'")
    cleaner = Cleaner(rules=_folder(tmp_path, content))
    assert cleaner.clean("A headline of ours\n\nhum\n\nThe rest.").removals[0].category == "bees"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('why = "A test."', "", "rule 'ads.mine', field 'why': missing"),
        ('removes = ["buzz"]', "", "field 'removes': missing"),
        ('keeps = ["fizz"]', "keeps = []", "field 'keeps': write a list of texts"),
        ('why = "A test."', 'whyy = "A test."', "field 'whyy': unknown"),
        ('scope = "line"', 'scope = "page"', "field 'scope': write one of line, paragraph"),
        ('strength = "sure"', 'strength = "maybe"', "field 'strength': write one of sure, hint"),
        ("'buzz'", "'buzz('", "field 'patterns': missing ): buzz( in 'buzz('"),
        ('why = "A test."', 'why = "x"\nunless = ["hum", "a("]', "field 'unless': missing ): a("),
        ('why = "A test."', 'why = "x"\nrequire = ["a("]', "field 'require': missing ): a("),
        ("'buzz'", "'a(?P<keep>buzz)'", "field 'patterns': only the patterns of a span keep"),
        ("'buzz'", "'{no_such_class}'", "field 'patterns': no language fills the classes of"),
        ('category = "ads"', 'category = "bees"', "field 'category': 'bees' is not in"),
        ('id = "ads.mine"', 'id = "mine"', "field 'id': start it with the category: 'ads.…'"),
        ('id = "ads.mine"', 'id = "ads.lone-label"', "field 'id': already used in"),
        ('why = "A test."', 'why = "x"\nmax_chars = 0', "field 'max_chars': write a whole number"),
        ('why = "A test."', 'why = "x"\nmax_lines = 3', "field 'max_lines': only for scope block"),
        (
            'why = "A test."',
            'why = "x"\nwithin_lines = 3',
            "field 'within_lines': needs 'position'",
        ),
        ('scope = "line"', 'scope = "block"', "field 'to': a block needs either"),
        ("[[rule]]", "[rule]", "write [[rule]] with two brackets"),
        ("[[rule]]", "[[rules]]", "unknown table 'rules'"),
        ("[[rule]]", "[[rule", "not valid TOML"),
    ],
)
def test_errors_name_file_rule_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        Cleaner(rules=_folder(tmp_path, GOOD.replace(old, new)))
    text = str(caught.value)
    assert message in text
    assert "\n" not in text
    assert "mine.toml" in text or "ads.mine" in text


def test_a_folder_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rule file"):
        Cleaner(rules=tmp_path / "nowhere")


def test_an_unknown_category_is_an_error() -> None:
    with pytest.raises(RuleError, match="category 'adds': unknown; known ones are ads"):
        Cleaner(categories=["adds"])


def test_classes_expand_by_language_and_never_mix() -> None:
    lexicon = {
        "en": {"a": ("one", "two"), "b": ("x",)},
        "de": {"a": ("eins",), "b": ("y",)},
        "fr": {"a": ("un",)},
    }
    assert expand("{a} {b}{0,3}", lexicon) == ["(?:one|two) (?:x){0,3}", "(?:eins) (?:y){0,3}"]


def test_only_and_skip_choose_categories() -> None:
    text = "A headline of ours\n\nAdvertisement\n\nThe rest of it."
    assert Cleaner(categories=["repeat"]).clean(text).text == text
    assert Cleaner(skip=["ads"]).clean(text).text == text
    assert Cleaner(categories=["ads"]).clean(text).text != text
