"""Repair is ftfy's, line by line and reversible, plus characters that have no width or meaning."""

import re

import ftfy
import pytest
from ftfy.badness import MOJIBAKE_CATEGORIES
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.repair import config, may_change, repair
from cleaner.spans import unrepair

_ZERO_WIDTH = re.compile("[\u00ad\u200b\u2060]")


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("schÃ¶n", "schön"),
        ("schÃƒÂ¶n", "schön"),
        ("Ð\x9fÑ\x80Ð¸Ð²ÐµÑ\x82, Ð¼Ð¸Ñ\x80", "Привет, мир"),
        ("the â€œquoteâ€\x9d", "the “quote”"),
        ("cafe&eacute; &amp; bar &#8217;", "cafeé & bar ’"),
        ("twice &amp;lt; escaped", "twice < escaped"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("bell\x07 and \x1b[31mred\x1b[0m", "bell and red"),
        ("\ud83d\ude00 and \ud800", "😀 and \ufffd"),
        (
            "soft\u00adhyphen, zero\u200bwidth, word\u2060joiner",
            "softhyphen, zerowidth, wordjoiner",
        ),
        ("\ufeffmark", "mark"),
    ],
)
def test_damage_is_repaired(damaged: str, repaired: str) -> None:
    text, repairs = repair(damaged)
    assert text == repaired
    assert unrepair(text, repairs) == damaged
    assert repairs and all(entry.steps for entry in repairs)


@pytest.mark.parametrize(
    "fine",
    [
        "“Curly” ‘quotes’ – and ﬁne ligatures, Ｆｕｌｌ width",
        "می‌خواهم",  # the zero-width non-joiner shapes Persian
        "👩‍👩‍👧 क्‍ष",  # so does the joiner in emoji and Devanagari
        "ភាសា\u200bខ្មែរ",  # Khmer marks its words with zero-width spaces
        "Ångström, naïve, Ærø, São Paulo, Łódź, Привет, 漢字, עברית",
        "R&D at AT&T; Q&A",
    ],
)
def test_what_is_no_damage_stays(fine: str) -> None:
    assert repair(fine) == (fine, ())


def test_each_line_is_repaired_by_itself() -> None:
    text, repairs = repair("schÃ¶n\nschön\n")
    assert text == "schön\nschön\n"
    assert len(repairs) == 1


def test_controls_that_parted_words_part_them_still() -> None:
    """Word's soft line break, a page's end, the separators of records and of fields."""
    text = "quay\x0bwall\x0cpier\x1csea\x1dsand\x1etide\x1fmoon"
    repaired, repairs = repair(text)
    assert repaired == "quay\nwall\npier\nsea\nsand\ntide moon"
    assert unrepair(repaired, repairs) == text


@pytest.mark.parametrize(
    "text", ["&amp;" + "word and " * 150_000, "x" * 999_999 + "\U0001f600 end"]
)
def test_a_line_is_not_cut_where_it_would_hurt(text: str) -> None:
    """ftfy takes a million characters at once."""
    split = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le") + "&amp; tail"
    halves = split.replace("\U0001f600", "\ud83d\ude00")
    repaired = repair(halves)[0]
    assert repaired.endswith(("😀 end& tail", "and & tail"))
    assert repair(repaired) == (repaired, ())


def test_noise_is_found_after_repair() -> None:
    assert "AdvertisementÂ\xa0" not in clean("Headline of it\n\nAdvertisementÂ\xa0\n\nText.").text


damage = st.text(alphabet="aeé &;#ampltgÃ©¼ðŸâ€œ\x9d\r\n\u2028\x85\x00\x1b[m\ud83d\ude00\u0301ﬁＡ’")


@given(st.one_of(damage, st.text()))
def test_repairs_are_reversible_and_final(text: str) -> None:
    repaired, repairs = repair(text)
    assert unrepair(repaired, repairs) == text
    assert repair(repaired) == (repaired, ())


@given(damage)
def test_ftfy_agrees(text: str) -> None:
    """What ftfy makes of a text is what we make of it, once both are settled."""
    expected = text
    for _ in range(8):
        expected = _ZERO_WIDTH.sub("", ftfy.fix_text(expected, config()))
    assert repair(text)[0] == expected


# Characters of every kind that ftfy's heuristic tells apart, and some that it does not know.
_KINDS = sorted({chars[at] for chars in MOJIBAKE_CATEGORIES.values() for at in (0, -1)})
_LETTERS = st.sampled_from(
    [
        *_KINDS,
        *"abz AZ09.,?!&;#<>\t\n\r'\"",
        *"ÂÃÎÐØÙàâ€œ™ВГРСвЂΒΓΞΟāŒœ×²√≈‚",
        *("e\u0301", "漢", "&amp;"),
    ]
)


@given(st.lists(_LETTERS, max_size=8).map("".join) | st.text(max_size=12))
def test_what_cannot_change_is_told_without_ftfy(text: str) -> None:
    if not may_change(text):
        for line in text.splitlines(keepends=True):
            assert ftfy.fix_text(line, config()) == line
        assert repair(text) == (text, ())


@pytest.mark.parametrize("first", [*_KINDS, *"‘’“”–—…\xa0azA é漢Вé"])
def test_no_two_characters_change_untold(first: str) -> None:
    for second in [*_KINDS, *"‘’“”–—…\xa0azA é漢Вé."]:
        for text in (first + second, f"a{first}{second}b", f" {second} {first}"):
            if not may_change(text):
                assert ftfy.fix_text(text, config()) == text


@pytest.mark.parametrize(
    "text", ["plain", "It’s “fine” – truly…\xa0Yes — no", "R&D", "Größe, élan"]
)
def test_ordinary_typography_is_never_looked_at_twice(text: str) -> None:
    assert not may_change(text)
