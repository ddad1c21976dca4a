"""Interval arithmetic: who owns a character, and that nothing is ever lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import Mark, Removal, Repair
from cleaner.spans import cut, lift, rebuild, resolve, unrepair


def _marks(*spans: tuple[int, int]) -> list[Mark]:
    return [Mark(start, stop, f"rule-{n}", "ads") for n, (start, stop) in enumerate(spans)]


def _owners(text: str, *spans: tuple[int, int]) -> list[tuple[int, int, str]]:
    return [(r.start, r.stop, r.rule) for r in resolve(text, _marks(*spans))]


def test_the_first_mark_wins_a_character() -> None:
    assert _owners("abcdefgh", (2, 5), (0, 8)) == [
        (0, 2, "rule-1"),
        (2, 5, "rule-0"),
        (5, 8, "rule-1"),
    ]


def test_neighbours_of_different_rules_stay_apart() -> None:
    assert _owners("abcd", (0, 2), (2, 4)) == [(0, 2, "rule-0"), (2, 4, "rule-1")]


def test_a_mark_inside_an_earlier_one_leaves_no_entry() -> None:
    assert _owners("abcd", (0, 4), (1, 2)) == [(0, 4, "rule-0")]


def test_empty_marks_and_hints_are_no_removals() -> None:
    marks = [Mark(1, 1, "a", "ads"), Mark(0, 2, "b", "ads", "hint")]
    assert resolve("abcd", marks) == ()


def test_rebuild_refuses_a_log_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        rebuild("ab", [Removal(5, 6, "x", "r", "ads")])


def test_unrepair_refuses_a_log_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        unrepair("ab", [Repair(1, 9, "x", ("step",))])


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted).map(tuple))


def _clipped(text: str, pairs: list[tuple[int, int]]) -> list[Mark]:
    return _marks(*[(min(a, len(text)), min(b, len(text))) for a, b in pairs])


@given(st.text(max_size=30), spans)
def test_cut_then_rebuild_is_the_text(text: str, pairs: list[tuple[int, int]]) -> None:
    removals = resolve(text, _clipped(text, pairs))
    assert rebuild(cut(text, removals), removals) == text


@given(st.text(max_size=30), spans)
def test_resolve_agrees_with_painting_characters(text: str, pairs: list[tuple[int, int]]) -> None:
    """The slow reference: paint each character with the first mark that covers it."""
    marks = _clipped(text, pairs)
    painted = [
        next((mark.rule for mark in marks if mark.start <= at < mark.stop), None)
        for at in range(len(text))
    ]
    found: list[str | None] = [None] * len(text)
    for removal in resolve(text, marks):
        found[removal.start : removal.stop] = [removal.rule] * (removal.stop - removal.start)
    assert found == painted


@given(st.text(min_size=1, max_size=30), spans, spans)
def test_cutting_twice_is_cutting_the_lifted_marks_at_once(
    text: str, first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    removals = resolve(text, _clipped(text, first))
    once = cut(text, removals)
    later = _clipped(once, second)
    twice = cut(once, resolve(once, later))
    earlier = [Mark(r.start, r.stop, r.rule, r.category) for r in removals]
    assert cut(text, resolve(text, [*earlier, *lift(later, removals)])) == twice
