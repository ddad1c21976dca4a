"""The rule engine: scopes, guards and positions, each with rules made for the test."""

from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.draft import draft_of
from cleaner.grow import grow_marks
from cleaner.match import rule_marks
from cleaner.matcher import compile_rules
from cleaner.model import Document
from cleaner.rules import Category, make_rule
from cleaner.segment import split_lines
from tests.rule_tables import rule_table

PROSE = "The ferry left at nine with forty passengers and one very patient horse on board."
LONG_TITLE = "Ten bridges that nobody has crossed since the ferry began to run again"
MORE = "By noon the wind had turned, and the harbour master closed both of the outer gates."


def _table(id: str = "ads.test", **fields: Any) -> dict[str, Any]:
    return rule_table(id, **fields)


def _cut(
    text: str, *tables: dict[str, Any], url: str | None = None, framed: bool = False
) -> list[str]:
    """The texts that the rules mark, terminators and blank ends stripped."""
    rules = [make_rule({**table, "id": f"ads.test{n}"}, {}) for n, table in enumerate(tables)]
    draft = draft_of(Document(text, split_lines(text), url=url), framed=framed)
    marks = rule_marks(compile_rules(rules), draft)
    return [text[mark.start : mark.stop].strip() for mark in marks if mark.strength != "refused"]


def _document(*blocks: str) -> str:
    return "\n\n".join(blocks)


def test_a_pattern_must_match_the_whole_unit_whatever_its_case_and_dress() -> None:
    text = _document("Buzz", "**BUZZ**", "- buzz -", "buzz buzz", "a buzz", '"buzz"', "> buzz")
    assert _cut(text, _table()) == ["Buzz", "**BUZZ**", "- buzz -"]


def test_max_chars_is_the_longest_unit() -> None:
    assert _cut("buzzzz", _table(patterns=["buz+"], max_chars=5)) == []
    assert _cut("buzzz", _table(patterns=["buz+"], max_chars=5)) == ["buzzz"]


def test_unless_spares_a_unit() -> None:
    table = _table(patterns=["buzz.*"], unless=["said"])
    assert _cut("buzz now\nbuzz, he said", table) == ["buzz now"]


def test_what_a_span_says_to_keep_stays() -> None:
    span = {"scope": "span", "patterns": [r"<(?P<keep>[^<>]*)>(?:buzz)?"]}
    assert _cut("A <wall>buzz and a <gate> and <>.", _table(**span)) == [
        "<",
        ">buzz",
        "<",
        ">",
        "<",
        ">",
    ]


def test_of_an_alternative_without_the_kept_part_nothing_stays() -> None:
    span = {"scope": "span", "patterns": [r"<(?P<keep>[^<>]*)>|buzz"]}
    assert _cut("A <wall> and buzz.", _table(**span)) == ["<", ">", "buzz"]


def test_rules_for_dumps_wait_for_the_frame_of_a_page() -> None:
    table = _table(position="dump")
    assert _cut(_document("buzz", PROSE), table) == []
    assert _cut(_document("buzz", PROSE), table, framed=True) == ["buzz"]


def test_require_asks_for_a_line_nearby() -> None:
    table = _table(require=["hum"])
    assert _cut(_document("buzz", "hum", PROSE), table) == ["buzz"]
    assert _cut(_document("buzz", PROSE, MORE, PROSE, "hum"), table) == []


def test_min_repeats_counts_matching_units() -> None:
    assert _cut(_document("buzz", PROSE, "buzz"), _table(min_repeats=3)) == []
    assert _cut(_document("buzz", PROSE, "buzz"), _table(min_repeats=2)) == ["buzz", "buzz"]


def test_a_paragraph_may_be_wrapped_by_hand() -> None:
    table = _table(scope="paragraph", patterns=["buzz and hum"])
    assert _cut(_document("buzz\nand hum", "buzz and hum"), table) == [
        "buzz and hum",
        "buzz\nand hum",
    ]


def test_lines_of_all_lengths_are_no_paragraph_that_was_wrapped() -> None:
    table = _table(scope="paragraph", patterns=[".*buzz and hum"])
    notice = f"{LONG_TITLE}, buzz and hum"
    assert _cut(_document(f"{LONG_TITLE}\nBy Ada Marsh\nSave\n{notice}", MORE), table) == [notice]
    box = f"Save\n{LONG_TITLE}\n{notice}"  # a box's label is as short as it likes
    assert box in _cut(_document(PROSE, box, MORE), table)  # at the head its title is the headline


def test_the_headline_is_no_part_of_a_paragraph_that_was_wrapped() -> None:
    table = _table(scope="paragraph", patterns=[".*buzz and hum"])
    notice = "This page may earn from links, buzz and hum"
    headline = "What beekeepers count in spring"
    assert _cut(_document(f"{headline}\n{notice}", PROSE, MORE), table) == [notice]
    box = f"A word of ours\n{notice}"
    assert box in _cut(_document(PROSE, box, MORE), table)


def test_head_and_tail_count_lines_that_are_not_noise() -> None:
    head = _table(position="head", within_lines=1)
    assert _cut(_document("buzz", "buzz", PROSE, "buzz"), head) == ["buzz", "buzz"]
    tail = _table(position="tail", within_lines=1)
    assert _cut(_document("buzz", PROSE, MORE, "buzz", "buzz"), tail) == ["buzz", "buzz"]


def test_a_block_ends_with_its_closer_or_is_no_block() -> None:
    table = _table(scope="block", to=["hum"], max_lines=2, max_share=0.9)
    assert _cut(_document(PROSE, "buzz", "wings", "hum", MORE), table) == ["buzz\n\nwings\n\nhum"]
    assert _cut(_document(PROSE, "buzz", "wings", MORE), table) == []
    assert _cut(_document(PROSE, "buzz", "wings", "wings", "hum"), table) == []


def test_a_block_may_run_through_titles_up_to_prose() -> None:
    table = _table(scope="block", through="titles", min_lines=2, max_share=0.9)
    titles = (
        LONG_TITLE,
        LONG_TITLE.replace("Ten", "Six"),
    )
    assert _cut(_document(PROSE, "buzz", *titles, MORE), table) == [_document("buzz", *titles)]
    assert _cut(_document(PROSE, "buzz", titles[0], MORE), table) == []


def test_a_run_of_list_items_ends_where_the_list_does() -> None:
    table = _table(scope="block", through="titles", min_lines=2, max_share=0.9)
    contents = ("buzz", "- Wings", "- Legs")
    text = _document(PROSE, *contents, "Weight: three grams", "- Nectar", MORE)
    assert _cut(text, table) == [_document(*contents)]


def test_a_table_of_contents_ends_where_its_first_heading_comes_again() -> None:
    contents = ("buzz", "1 Wings", "2 Legs", "3 Sources")
    text = "\n".join((PROSE, *contents, "Wings", "Four", "Two pairs", MORE, "Legs", MORE))
    (cut,) = _cut(text, _table(scope="block", through="contents", max_share=0.9))
    assert cut == "\n".join(contents)
    (cut,) = _cut(text, _table(scope="block", through="titles", max_share=0.9))
    assert "Four" in cut


def test_entries_of_contents_may_have_their_numbers_on_lines_of_their_own() -> None:
    contents = ("buzz", "1", "Wings", "2", "Legs", "3", "Sources")
    text = "\n".join((PROSE, *contents, "Wings", "Four", MORE))
    assert _cut(text, _table(scope="block", through="contents", max_share=0.9)) == [
        "\n".join(contents)
    ]


def test_a_subheading_between_titles_and_prose_stays() -> None:
    table = _table(scope="block", through="titles", max_share=0.9)
    text = _document(PROSE, "buzz", LONG_TITLE, "The way back", MORE)
    assert "The way back" not in _cut(text, table)[0]


def test_above_the_first_prose_titles_are_no_block() -> None:
    table = _table(scope="block", through="titles", max_share=0.9)
    assert _cut(_document("buzz", LONG_TITLE, PROSE), table) == []


def test_a_block_may_run_through_items() -> None:
    table = _table(scope="block", through="items", max_share=0.9)
    assert _cut(_document("buzz", "- a\n- b", PROSE), table) == ["buzz\n\n- a\n- b"]
    assert _cut(_document("buzz", PROSE), table) == []


def test_an_address_above_the_text_is_no_headline() -> None:
    address = "https://harbour.example/2024/02/old-ferry-left-at-nine"
    assert _cut(f"{address}\n\n{PROSE}", _table(patterns=["https://.*"])) == [address]
    title = "The old ferry left at nine today"
    assert _cut(f"{title}\n\n{PROSE}", _table(patterns=["the old ferry .*"])) == []
    about = "Why https://harbour.example went down for a day"
    assert _cut(f"{about}\n\n{PROSE}", _table(patterns=["why https://.*"])) == []


def test_a_tail_needs_an_article_before_and_no_prose_after() -> None:
    table = _table(scope="tail")
    assert _cut(_document(PROSE, MORE, "buzz", "hum"), table) == ["buzz\n\nhum"]
    assert _cut(_document("buzz", "hum"), table) == []
    assert _cut(_document(PROSE, MORE, PROSE, "buzz", MORE), table) == []
    allowing = _table(scope="tail", prose="allow")
    assert _cut(_document(PROSE, MORE, PROSE, "buzz", MORE), allowing) == [f"buzz\n\n{MORE}"]


def test_a_tail_refused_for_its_prose_is_a_warning_and_a_later_one_is_cut() -> None:
    lines = [PROSE, MORE, PROSE, "buzz", MORE, "buzz", "hum"]
    assert _cut(_document(*lines), _table(scope="tail")) == ["buzz\n\nhum"]
    cleaner = Cleaner(rules=[make_rule(_table(scope="tail"), {})], categories=["ads"])
    result = cleaner.clean(_document(*lines[:5]))
    assert result.text == _document(*lines[:5])
    assert result.warnings == (
        "rule ads.test: paragraphs stand behind 'buzz', so the end was not cut",
    )


def test_a_rule_never_reads_a_foreign_script() -> None:
    table = _table(patterns=[r"[\pL ]+:.*"], languages=["fr"])
    text = _document("Ecrit par: Jeanne", "次に、動かす: はい", "Далее: двигаемся")
    assert _cut(text, table) == ["Ecrit par: Jeanne"]
    assert _cut(text, {**table, "languages": ["ja"]}) == ["次に、動かす: はい"]
    assert _cut(text, {**table, "languages": ["ru", "fr"]}) == [
        "Ecrit par: Jeanne",
        "Далее: двигаемся",
    ]


def test_a_line_of_signs_is_in_the_scripts_of_its_text() -> None:
    # A price in an English list is none of the widgets that Ukrainian sites show.
    table = _table(patterns=["[-\\d €,.]+"], languages=["uk"])
    assert _cut(_document(PROSE, "€40 - €60", MORE), table) == []
    assert _cut(_document(PROSE, "€40 - €60", MORE, "Курс валют"), table) == ["€40 - €60"]
    assert _cut(_document(PROSE, "€40 - €60", MORE), {**table, "languages": ["en"]}) == [
        "€40 - €60"
    ]
    assert _cut("€40 - €60", table) == ["€40 - €60"]
    wrapped = {**table, "scope": "paragraph", "patterns": ["€40 - €60 €70"]}
    assert _cut(_document(PROSE, "€40 - €60\n€70", MORE), wrapped) == []
    assert _cut(_document(PROSE, "€40 - €60\n€70", MORE, "Курс валют"), wrapped)


def test_fenced_code_is_never_shown_to_a_rule() -> None:
    assert _cut(_document(PROSE, "```\nbuzz\n```", "buzz"), _table()) == ["buzz"]


def test_a_tail_that_is_most_of_the_text_is_no_tail() -> None:
    table = _table(scope="tail", prose="allow", max_share=0.4)
    assert _cut(_document(PROSE, "buzz", MORE), table) == []


def test_a_tail_with_most_of_the_paragraphs_is_no_tail() -> None:
    # "Latest comments" in the column of a page's dump, above the article that it would swallow.
    menu = "\n".join(f"Section {number} of the long menu at the top" for number in range(60))
    table = _table(scope="tail", prose="allow", max_share=0.5)
    assert _cut(_document(menu, PROSE, "buzz", MORE, PROSE, MORE), table) == []
    assert _cut(_document(menu, PROSE, MORE, "buzz", MORE), table) == [f"buzz\n\n{MORE}"]


def test_a_span_is_cut_inside_its_line() -> None:
    table = _table(scope="span", patterns=[r" \(buzz\)"])
    assert _cut(f"{PROSE} (buzz)", table) == ["(buzz)"]


def test_the_raw_view_keeps_the_dress() -> None:
    assert _cut("**buzz**\nbuzz", _table(view="raw", patterns=[r"\*\*buzz\*\*"])) == ["**buzz**"]


def test_a_site_rule_wants_its_site() -> None:
    table = _table(sites=["example.com"])
    assert _cut("buzz", table) == []
    assert _cut("buzz", table, url="https://news.example.com/x") == ["buzz"]
    assert _cut("buzz", table, url="https://notexample.com/x") == []


CATEGORIES = (Category("ads", "inline", ""), Category("share", "edge", ""))


def _grown(text: str, *tables: dict[str, Any]) -> list[str]:
    rules = [
        make_rule({**table, "id": f"{table['category']}.test{n}"}, {})
        for n, table in enumerate(tables)
    ]
    draft = draft_of(Document(text, split_lines(text)))
    draft = draft.with_marks(rule_marks(compile_rules(rules), draft))
    return [text[mark.start : mark.stop].strip() for mark in grow_marks(draft, CATEGORIES)]


HINT = _table(patterns=["hum"], strength="hint")
OTHER_HINT = _table(patterns=["drone"], strength="hint")
EDGE = _table(patterns=["buzz"], category="share", id="share.test")


@pytest.mark.parametrize(
    ("blocks", "grown"),
    [
        (("A headline", PROSE, "hum", MORE, PROSE, MORE), []),
        (("A headline", PROSE, "buzz", "hum", MORE), ["hum"]),
        (("A headline", PROSE, "hum", "hum", "buzz", MORE), ["hum", "hum"]),
        (("A headline", PROSE, "hum", "drone", MORE), ["hum", "drone"]),
        (("A headline", PROSE, "hum", "hum", MORE, PROSE), []),
        (("A headline", PROSE, MORE, "hum"), ["hum"]),
    ],
    ids=["alone", "beside noise", "a chain", "two rules", "one rule twice", "last line"],
)
def test_a_hint_needs_company(blocks: tuple[str, ...], grown: list[str]) -> None:
    assert _grown(_document(*blocks), EDGE, HINT, OTHER_HINT) == grown


def test_a_short_line_between_edge_noise_belongs_to_it() -> None:
    text = _document("A headline", PROSE, "buzz", "Anything short", "buzz", MORE)
    assert _grown(text, EDGE) == ["Anything short"]


def test_a_subheading_between_ads_stays() -> None:
    text = _document("A headline", PROSE, "buzz", "The way back", "buzz", MORE)
    assert _grown(text, _table()) == []
