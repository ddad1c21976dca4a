"""The compiled rules: the same rules, only faster to load."""

from dataclasses import replace
from pathlib import Path

import pytest

from cleaner import Cleaner, choice, compiled, rules
from tests.golden import COMPILED

RULE = """
[[rule]]
id = "ads.own"
category = "ads"
languages = ["en"]
scope = "line"
strength = "sure"
patterns = ["our sponsors? of the day"]
why = "a house label"
removes = ["Our sponsor of the day"]
keeps = ["Our sponsor was late."]
"""


def test_the_file_is_up_to_date() -> None:
    folder = COMPILED.parent
    assert COMPILED.read_text(encoding="utf-8") == compiled.compiled_text(folder), "run make golden"


def test_it_holds_the_very_rules_of_the_toml_files() -> None:
    assert compiled.default_rules().rules == rules.load_folder(COMPILED.parent)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule folder of one rule, taken for the one that comes with the package."""
    (tmp_path / "lexicon").mkdir()
    categories = '[ads]\nplace = "inline"\nabout = "advertising"\n'
    (tmp_path / "categories.toml").write_text(categories, encoding="utf-8")
    (tmp_path / "ads.toml").write_text(RULE, encoding="utf-8")
    for module in (rules, compiled):
        monkeypatch.setattr(module, "default_folder", lambda: tmp_path)
    anew = compiled.default_rules.__wrapped__
    for module in (compiled, choice):
        monkeypatch.setattr(module, "default_rules", anew)
    (tmp_path / compiled.NAME).write_text(compiled.compiled_text(tmp_path), encoding="utf-8")
    return tmp_path


def test_rules_that_changed_are_read_anew(folder: Path) -> None:
    (folder / "ads.toml").write_text(RULE.replace("our sponsor", "the sponsor"), encoding="utf-8")
    (rule,) = compiled.default_rules().rules.rules
    assert rule.patterns == ("the sponsors? of the day",)


def test_what_changed_in_a_rule_is_checked_though_its_patterns_are_known(folder: Path) -> None:
    (folder / "ads.toml").write_text(RULE + 'unless = ["a("]\n', encoding="utf-8")
    with pytest.raises(rules.RuleError, match=r"'ads\.own', field 'unless': missing \)"):
        Cleaner()


def test_a_rule_with_patterns_of_the_package_is_checked_too() -> None:
    (like,) = (rule for rule in rules.default_rules().rules if rule.id == "ads.lone-label")
    with pytest.raises(rules.RuleError, match=r"'ads\.mine', field 'require': missing"):
        Cleaner(rules=[replace(like, id="ads.mine", require=("a(",))])


def test_no_file_means_the_toml_files(folder: Path) -> None:
    (folder / compiled.NAME).unlink()
    assert [rule.id for rule in compiled.default_rules().rules.rules] == ["ads.own"]


def test_another_form_of_the_file_is_not_read(folder: Path) -> None:
    (folder / compiled.NAME).write_text("format 1, rules 0\n[no JSON\n", encoding="utf-8")
    assert [rule.id for rule in compiled.default_rules().rules.rules] == ["ads.own"]


def test_line_ends_of_the_rule_files_are_of_no_consequence(folder: Path) -> None:
    (folder / "ads.toml").write_bytes(RULE.replace("\n", "\r\n").encode())
    assert compiled.stored() is not None


def test_it_is_used_while_it_fits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "load_folder", None)
    assert [rule.id for rule in compiled.default_rules().rules.rules] == ["ads.own"]
