"""Lines tile the text; the plain view takes the dress off a line and leaves the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.prose import ends_sentence, is_prose
from cleaner.segment import paragraphs, split_lines
from cleaner.view import view, words


@given(st.text(alphabet="ab \n\r\u2028"))
def test_lines_tile_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(text[line.start : line.stop] for line in lines) == text
    assert all(text[line.end : line.stop] in ("\n", "") for line in lines)
    assert all("\n" not in text[line.start : line.end] for line in lines)


def test_paragraphs_are_runs_of_lines_that_are_not_blank() -> None:
    assert list(paragraphs([False, False, True, True, False])) == [range(2), range(4, 5)]


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("**[Share](https://example.com/a_(b))**", "Share"),
        ("### Share ###", "Share"),
        ("- SHARE -", "SHARE"),
        ("  • Share", "Share"),
        ("(Share)", "Share"),
        ("➔ Share »", "Share"),
        (">> Share", "Share"),
        ("🔗 Share this…", "Share this…"),
        ("Share this...", "Share this…"),
        ("It’s “here” – now", 'It\'s "here" - now'),
        ("Ｓｈａｒｅ：", "Share:"),
        ("Sh\u00a0are \t me", "Sh are me"),
        ("![A harbour](https://example.com/h.jpg)", "![A harbour]"),
        ("[![A harbour](/h.jpg)](/gallery)", "![A harbour]"),
        ("<p>Share <b>me</b></p>", "Share me"),
        ("snake_case stays, 2 * 3 = 6", "snake_case stays, 2 3 = 6"),
        ("★★★★☆", ""),
    ],
)
def test_plain_view(line: str, plain: str) -> None:
    assert view(line).plain == plain


@pytest.mark.parametrize(
    "line", ['"Share"', "“Share”", "> Share", "« Share »", "'Share'", "(Share) and (keep)"]
)
def test_quotation_marks_stay(line: str) -> None:
    assert view(line).plain != "Share"


@pytest.mark.parametrize(
    ("line", "plain", "linked"),
    [
        ("Log in (https://example.org/login)", "Log in", True),
        ("* Log in [/login?next=%2F]", "Log in", True),
        ("• Menu (javascript:void(0);)", "Menu", True),
        ("Top (#)", "Top", True),
        ("The minutes (https://example.org/m_(1911)) are kept.", "The minutes are kept.", False),
        ("He won (6-4) and/or (/s) lost (#3).", "He won (6-4) and/or lost (#3).", False),
        ("(https://example.org)", "https://example.org", False),
    ],
)
def test_the_target_behind_a_link_is_no_text(line: str, plain: str, linked: bool) -> None:
    seen = view(line)
    assert (seen.plain, seen.linked) == (plain, linked)


def test_structure_is_seen() -> None:
    assert view("## Heading").heading
    assert view("* item").item and view("12. item").item and view("✓ item").item
    assert not view("1984 was a year").item and not view("---").item
    assert view("> quoted").quoted
    assert view("- [a](/b) | [c](/d)").linked and not view("[a](/b) says more").linked
    assert view("![x](y.png)").image and not view("![x](y.png) A caption").image


@given(st.text(max_size=60).filter(lambda text: "\n" not in text))
def test_folding_keeps_offsets(line: str) -> None:
    assert len(view(line).folded) == len(line)


@pytest.mark.parametrize("line", ["It rains.", "雨停了。(完)", "It rains. (AP)", '"It rains."[2]'])
def test_a_note_may_follow_a_sentence_s_end(line: str) -> None:
    assert ends_sentence(line)
    assert not ends_sentence(line.replace(".", "").replace("。", ""))


def test_words_fold_what_printers_vary() -> None:
    assert words("Don't STOP the Ёлка") == ("don't", "stop", "the", "елка")
    assert words("東京は") == ("東", "京", "は")


@pytest.mark.parametrize(
    ("line", "prose"),
    [
        (
            "河岸の朝市には三十の店が並ぶ。漁師の妻たちが干した小魚を売り、農家は夜明け前に抜いた大根を洗う。観光客はまだいない、",
            True,
        ),
        ("河岸の朝市。三十の店が並ぶ、", False),
        (
            "河岸の朝市には三十の店が並び、漁師の妻たちが干した小魚を売り、農家は夜明け前に抜いた大根を洗う",
            False,
        ),
    ],
)
def test_half_a_paragraph_without_spaces_is_prose_by_its_inner_stops(
    line: str, prose: bool
) -> None:
    assert is_prose(view(line)) == prose
