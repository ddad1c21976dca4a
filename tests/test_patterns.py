"""Tables of loosened patterns give the very answers of the exact patterns asked one by one."""

import pytest

from cleaner.patterns import Owned, PatternError, PatternTable, compile_pattern, loosened, portable
from cleaner.rules import default_rules

RULES = default_rules().rules
OWNED = [
    Owned(pattern, f"{rule.id}#{number}", rule.max_chars)
    for rule in RULES
    for number, pattern in enumerate((*rule.patterns, *rule.to, *rule.require))
]
TEXTS = sorted({e for rule in RULES for e in (*rule.removes, *rule.keeps) if "\n" not in e})[::3]


@pytest.mark.parametrize("search", [False, True])
def test_a_table_answers_like_its_patterns_one_by_one(search: bool) -> None:
    table = PatternTable(OWNED, search=search)
    for text in TEXTS[::7]:
        slow = [
            item.owner
            for item in OWNED
            if len(text) <= item.max_chars
            and (
                compile_pattern(item.pattern).search(text)
                if search
                else compile_pattern(item.pattern).fullmatch(text)
            )
        ]
        assert sorted(table.owners(text)) == sorted(slow), text


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (".{0,60}x", ".*x"),
        ("a{2,40}", "a+"),
        ("a{7}", "a+"),
        ("a{7,}", "a+"),
        ("a{0,3}", "a{0,3}"),
        (r"[{]{0,9}", "[{]*"),
        (r"\{0,9\}", r"\{0,9\}"),
        (r"\x{2014}", r"\x{2014}"),
        ("(ab){1,9}?", "(ab)+?"),
    ],
)
def test_loosening_only_widens(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


def test_letters_are_cheap() -> None:
    assert portable(r"\pL[\pL\d]") == (r"[a-zA-Z\x{80}-\x{10ffff}][a-zA-Z\x{80}-\x{10ffff}\d]")
    assert compile_pattern(r"\pL+").fullmatch("Größe漢字")


def test_a_pattern_that_would_hang_others_is_linear() -> None:
    assert not compile_pattern("(a*)*b").fullmatch("a" * 200_000)


def test_a_bad_pattern_says_why() -> None:
    with pytest.raises(PatternError, match="missing"):
        PatternTable([Owned("a(", "x", 9)])
