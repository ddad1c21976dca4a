"""What `explain` shows of a result: marks, pieces, reasons; and no character that acts."""

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Removal, Repair, Result, Source, clean
from cleaner.explain import explain_lines, reason_of
from cleaner.rules import default_rules
from cleaner.spans import cut
from cleaner.terminal import Palette, visible
from tests.golden import read_cases

PLAIN = Palette(False)


def _result(text: str, *removals: tuple[int, int, str]) -> Result:
    cuts = tuple(
        Removal(start, stop, text[start:stop], rule, rule.partition(".")[0])
        for start, stop, rule in removals
    )
    clean_text = cut(text, cuts)
    source = Source("utf-8", "utf-8", "text")
    return Result(clean_text, None, clean_text, None, cuts, (), source)


def _shown(result: Result) -> list[str]:
    """The lines between the head and the foot."""
    lines = list(explain_lines(result, default_rules().rules, PLAIN))
    return lines[lines.index("") + 1 : len(lines) - lines[::-1].index("") - 1]


def test_whole_lines_parts_and_lines_that_stay_are_told_apart() -> None:
    text = "Stays\nGoes\nStays. Ad here\n"
    shown = _shown(_result(text, (6, 11, "repeat.line"), (18, 25, "title.x")))
    assert shown == [
        "1   Stays",
        "2 - Goes",
        "  ^ repeat.line: It stands in the document once already.",
        "3 ~ Stays. [-Ad here-]",
        "  ^ title.x: The headline, left out on request.",
    ]


def test_a_rule_is_named_once_below_its_lines_and_the_blank_line_after_them() -> None:
    text = "One\nTwo\n\nStays\n"
    shown = _shown(_result(text, (0, 4, "grow.caught"), (4, 8, "grow.caught"), (8, 9, "layout.b")))
    assert [line[:3] for line in shown] == ["1 -", "2 -", "3 -", "  ^", "4  "]


def test_a_removal_of_several_lines_marks_them_all() -> None:
    shown = _shown(_result("One\n\nTwo\nStays", (0, 9, "repeat.block")))
    assert [line[:3] for line in shown] == ["1 -", "2 -", "3 -", "  ^", "4  "]


def test_a_repair_shows_what_stood_there_but_line_ends_are_not_worth_a_line() -> None:
    result = replace(
        _result("café\nnoir\n"),
        repairs=(Repair(3, 4, "Ã©", ("decode utf-8",)), Repair(9, 9, "\r", ("fix_line_breaks",))),
    )
    assert _shown(result) == ["1   café", '  * "Ã©" became "é" (decode utf-8)', "2   noir"]


def test_every_rule_that_cuts_in_a_fixture_has_a_reason() -> None:
    rules = default_rules().rules
    cutting = {removal.rule for case in read_cases() for removal in case.run().removals}
    assert not [rule for rule in cutting if not reason_of(rule, rules)]


def test_the_longest_known_start_gives_the_reason() -> None:
    assert reason_of("extract.links", ()) != reason_of("extract.share", ())
    assert reason_of("unknown.rule", ()) == ""


def test_what_shows_is_left_alone() -> None:
    for text in ("naïve café – “quoted”", "नमस्ते", "می\u200cخواهم", "👩\u200d🚀", "ไทย", "日本語"):
        assert visible(text) == text


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_no_text_gets_a_control_character_through(text: str) -> None:
    for line in explain_lines(clean(text), (), PLAIN):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line)


def test_one_of_a_kind_is_counted_in_the_singular() -> None:
    once = replace(
        _result("Goes\nStays\n", (0, 5, "repeat.line")), repairs=(Repair(1, 2, "e", ()),)
    )
    assert list(explain_lines(once, (), PLAIN))[-2] == "1 removal, 5 characters; 1 repair"
    assert list(explain_lines(_result("Stays\n"), (), PLAIN))[-1] == (
        "0 removals, 0 characters; 0 repairs"
    )
