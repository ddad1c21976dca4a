"""Every rule is held to its own examples, to all other rules' keeps and to all clean fixtures."""

import pytest

from cleaner.rules import Rule, default_rules
from cleaner.selftest import example_problems

RULES = default_rules().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_removes_and_keeps_what_its_examples_say(rule: Rule) -> None:
    assert example_problems(rule) == []
