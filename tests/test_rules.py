"""Every rule is held to its own examples, to all rules' keeps and to all clean fixtures."""

from collections import Counter
from pathlib import Path

import pytest

from cleaner.draft import draft_of
from cleaner.match import rule_marks
from cleaner.matcher import check_rule, compile_rules
from cleaner.model import Document
from cleaner.rules import Rule, default_rules
from cleaner.segment import split_lines
from cleaner.selftest import problem_of, trials
from tests.golden import RULES_README, read_cases, rules_readme

RULES = default_rules().rules
_CORE = ("ads", "newsletter", "paywall", "share", "related")
MATCHER = compile_rules(RULES)


def _sure(text: str) -> list[tuple[str, str]]:
    """The rules that would cut something of ``text``, with what they would cut."""
    marks = rule_marks(MATCHER, draft_of(Document(text, split_lines(text))))
    return [(mark.rule, text[mark.start : mark.stop]) for mark in marks if mark.strength == "sure"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_removes_and_keeps_what_its_examples_say(rule: Rule) -> None:
    check_rule(rule)
    assert not [problem_of(rule, trial) for trial in trials(rule) if not trial.passed]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_other_rule_cuts_what_a_rule_keeps(rule: Rule) -> None:
    for example in rule.keeps:
        assert _sure(example.replace("⟦", "").replace("⟧", "")) == []


@pytest.mark.parametrize(
    "path",
    [case.folder / "clean.txt" for case in read_cases() if not case.xfail],
    ids=lambda path: path.parent.name,
)
def test_no_rule_cuts_a_clean_fixture(path: Path) -> None:
    assert _sure(path.read_bytes().decode("utf-8")) == []


def test_the_readme_counts_the_rules_by_category_and_language() -> None:
    assert RULES_README.read_text(encoding="utf-8") == rules_readme(), "run make golden"


def test_every_large_pack_covers_the_categories_that_pages_have() -> None:
    count = Counter((rule.category, name) for rule in RULES for name in rule.languages)
    large = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "zh", "ja")
    for category in (*_CORE, "cookies", "comments", "sign-in", "author", "topics", "navigation"):
        assert not [name for name in large if not count[category, name]], category
    small = ("ar", "he", "ko", "uk", "cs", "sv")
    for category in _CORE:
        assert not [name for name in small if not count[category, name]], category


def test_ids_name_category_and_language() -> None:
    for rule in RULES:
        for language in rule.languages:
            assert len(language) == 2 and language.isalpha() and language.islower(), rule.id
        if rule.languages != ("en",):
            name = rule.id.split(".", 1)[1]
            assert any(name.startswith(f"{language}-") for language in rule.languages), rule.id
