"""The headline of a text: the first line that looks like one, unless another is taken up more."""

import pytest

from cleaner import clean
from cleaner.draft import draft_of
from cleaner.headline import headline_line
from cleaner.model import Document
from cleaner.segment import split_lines

HEADLINE = "Harbour wall is mended for the tenth time"
BODY = (
    "The wall that keeps the harbour from the sea was mended again on Monday by forty men.",
    "The council has called each of its ten repairs the last one, and nobody believes it now.",
    "Fishermen tie up on the lee side, where the water is deep enough for the larger boats.",
)


def _headline(*lines: str) -> str | None:
    text = "\n".join(lines)
    number = headline_line(draft_of(Document(text, split_lines(text))))
    return None if number is None else lines[number]


@pytest.mark.parametrize(
    "above",
    [
        ("Breakwater Radio – closer to you",),
        ("Thursday 14 March 2025", "Sport Weather Jobs Property", "Your account"),
    ],
)
def test_what_a_site_prints_above_a_headline_is_none(above: tuple[str, ...]) -> None:
    assert _headline(*above, HEADLINE, *BODY) == HEADLINE


def test_of_lines_that_a_text_takes_up_alike_the_first_is_the_headline() -> None:
    kicker = "Jobs and tides today"
    assert _headline(kicker, "Nothing of this matters here", *BODY) == kicker


def test_a_subheading_below_the_lead_is_not_the_headline() -> None:
    assert _headline(HEADLINE, BODY[0], "What the council says", *BODY[1:]) == HEADLINE


def test_a_question_above_the_text_is_its_headline() -> None:
    question = "Who will pay for the harbour wall the next time that forty men have to mend it?"
    assert _headline(question, *BODY, "What the council says", *BODY) == question
    assert _headline(f"It broke. {question}", *BODY) is None


def test_a_text_that_begins_with_its_body_has_none() -> None:
    assert _headline(BODY[0], "What the council says of the harbour wall", *BODY[1:]) is None


def test_a_heading_counts_for_more_than_a_plain_line() -> None:
    assert _headline("Mended again on Monday", f"# {HEADLINE}", *BODY) == f"# {HEADLINE}"


def test_where_no_spaces_divide_words_pairs_of_letters_are_taken_up() -> None:
    lead = "港口的防波堤星期一再次由四十名工人修好，市议会说这是最后一次，可是没有人相信。"
    assert (
        _headline("晚报网，离你更近的新闻", "港口防波堤第十次修好", lead, lead)
        == "港口防波堤第十次修好"
    )


def test_the_title_of_a_text_is_its_headline() -> None:
    result = clean("\n\n".join(("Breakwater Radio – closer to you", HEADLINE, *BODY)))
    assert result.title == HEADLINE
    assert HEADLINE not in result.body


def test_a_text_of_one_line_has_no_headline() -> None:
    assert _headline(HEADLINE) is None
