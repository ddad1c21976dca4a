"""The classifier's doubt of rules: articles about furniture keep it, and furniture goes."""

from dataclasses import replace

import pytest

from cleaner import Cleaner, clean
from cleaner.classifier import believed, default_weights, undoubted
from cleaner.compiled import default_rules
from cleaner.draft import Draft, draft_of
from cleaner.model import Document, Mark, Strength
from cleaner.segment import split_lines

# A column that prints a label of websites among its own words.
COLUMN = """Seven things my grandmother said to the internet

She is ninety-one and was given a tablet for her birthday, and she answers everything it says.

We value your privacy

To this she replied that nobody had valued it in 1953, when the party line ran through the shop.

The tablet said nothing for a while. My grandmother took that for shame and made it a cup of tea.

By the evening she had told it about the flood, the two brothers, and who really owned the mule.
"""
LABEL = "We value your privacy"


def _draft(text: str) -> Draft:
    return draft_of(Document(text, split_lines(text)))


def _mark(text: str, piece: str, category: str = "cookies") -> Mark:
    start = text.index(piece)
    return Mark(start, start + len(piece), f"{category}.some", category)


def test_a_text_about_a_label_keeps_it() -> None:
    assert LABEL in clean(COLUMN).text
    assert undoubted(_draft(COLUMN), [_mark(COLUMN, LABEL)], default_weights()) == []


def test_without_the_classifier_nobody_doubts() -> None:
    assert LABEL not in Cleaner(skip=["model"]).clean(COLUMN).text


@pytest.mark.xfail(strict=True, reason="a banner below a column about banners is the column's")
def test_labels_that_stand_in_furniture_go() -> None:
    notice = "We and our 812 partners store and access information on your device."
    banner = (LABEL, notice, "Accept all", "Reject all", "Manage preferences", "Privacy policy")
    assert clean(f"{COLUMN}\n" + "\n\n".join(banner) + "\n").text == COLUMN


@pytest.mark.xfail(strict=True, reason="as are a few buttons of one")
def test_few_labels_that_stand_in_furniture_go() -> None:
    text = f"{COLUMN}\n{LABEL}\n\nAccept all\n\nManage preferences\n\nPrivacy policy\n"
    assert "Manage preferences" not in clean(text).text


def test_an_advertisement_label_stands_alone_in_the_best_of_articles() -> None:
    text = COLUMN.replace(LABEL, "Advertisement")
    mark = _mark(text, "Advertisement", "ads")
    assert undoubted(_draft(text), [mark], default_weights()) == [mark]


def test_rules_that_a_user_adds_are_never_doubted() -> None:
    mark = _mark(COLUMN, LABEL)
    kept = undoubted(_draft(COLUMN), [mark], default_weights(), frozenset([mark.rule]))
    assert kept == [mark]
    like = next(rule for rule in default_rules().rules.rules if rule.scope == "line")
    own = replace(like, id="cookies.own", category="cookies", patterns=("we value your privacy",))
    assert LABEL not in Cleaner(rules=[own]).clean(COLUMN).text


def test_a_line_of_spaces_under_a_mark_is_none() -> None:
    text = COLUMN.replace(f"{LABEL}\n", f"{LABEL}\n   \n")
    mark = _mark(text, f"{LABEL}\n   \n")
    assert undoubted(_draft(text), [mark], default_weights()) == []


def test_who_knows_many_words_of_a_line_knows_what_it_is() -> None:
    long = f"{LABEL} and ask you to read about it wherever you may be, today and on all other days"
    text = COLUMN.replace(LABEL, long)
    mark = _mark(text, long)
    assert undoubted(_draft(text), [mark], default_weights()) == [mark]


def test_markdown_of_an_image_is_no_wording() -> None:
    mark = _mark(COLUMN, LABEL, "image")
    assert undoubted(_draft(COLUMN), [mark], default_weights()) == [mark]


def test_what_extractors_left_out_of_a_page_counts_as_furniture() -> None:
    text = f"{COLUMN}\n" + "Menu\n" * 30
    menu = text.index("Menu\n")
    left_out = Mark(menu, len(text), "extract.outside", "extract")
    mark = _mark(text, LABEL)
    page = _draft(text).with_marks([left_out])
    assert undoubted(page, [mark], default_weights()) == [mark]


def test_short_lines_that_nothing_knows_are_no_furniture() -> None:
    text = f"{COLUMN}\n" + "Menu\n" * 30
    assert undoubted(_draft(text), [_mark(text, LABEL)], default_weights()) == []


def test_what_a_text_prints_twice_is_furniture() -> None:
    text = f"{COLUMN}\n{LABEL}\n"
    first = _mark(text, LABEL)
    again = replace(first, start=text.rindex(LABEL), stop=text.rindex(LABEL) + len(LABEL))
    assert undoubted(_draft(text), [first, again], default_weights()) == [first, again]


# A poem whose refrain is a message of websites.
POEM = """The archive by the river

Page not found.
I asked by name, by year, by river.

Page not found.
The archive was shut for lunch, and then for repairs.

Page not found.
A girl behind the glass told me to come on Thursday.

Page not found.
Grandfather, you try. You always knew the way.
"""


def test_a_refrain_stays() -> None:
    assert clean(POEM).text == POEM


# Each price stands beside a rating: two rules suspect one line each, and both are the article's.
VERDICTS = """Three spades, one clay bed

We dug the same bed with each of them in March, when it holds on to whatever you put into it.

The Border Spade

£31

It went in like a spoon and came out clean, and the handle is long enough for a tall woman.

Rating: 5/5
"""


@pytest.mark.parametrize("strength", ["hint", "sure"])
@pytest.mark.parametrize(
    "pieces",
    [
        ("£31",),
        pytest.param(
            ("£31", "Rating: 5/5"),
            marks=pytest.mark.xfail(
                strict=True, reason="a price and a rating alone are held for a widget"
            ),
        ),
    ],
)
def test_prices_and_ratings_of_a_review_are_not_believed_side_by_side(
    pieces: tuple[str, ...], strength: Strength
) -> None:
    marks = [replace(_mark(VERDICTS, piece), strength=strength) for piece in pieces]
    assert believed(_draft(VERDICTS), marks, default_weights()) == []


def test_prices_and_ratings_of_a_review_are_suspected_side_by_side() -> None:
    marks = [replace(_mark(VERDICTS, piece), strength="sure") for piece in ("£31", "Rating: 5/5")]
    trusted = frozenset(mark.rule for mark in marks)
    assert believed(_draft(VERDICTS), marks, default_weights(), trusted) == marks
    assert "Rating" not in Cleaner(skip=["model"]).clean(VERDICTS + "\n£31\n").text


@pytest.mark.xfail(strict=True, reason="the last review's rating is held for a widget's")
def test_prices_and_ratings_of_reviews_stay() -> None:
    assert clean(VERDICTS).text == VERDICTS


def test_what_the_classifier_suspects_too_goes() -> None:
    text = f"{COLUMN}\nShare\n\nTweet\n\nMost read\n\nPrivacy policy\n"
    mark = _mark(text, "Tweet", "share")
    assert believed(_draft(text), [mark], default_weights()) == [mark]


@pytest.mark.xfail(strict=True, reason="the few titles look like the story's own")
def test_a_list_of_titles_ends_where_the_article_has_a_list_of_its_own() -> None:
    story = (
        "The ice house at Kesh\n\n"
        "Forty members of the women's association opened an ice house on the quay last Monday.\n\n"
        'For forty months each paid in a shilling. "The banks wanted land," said the treasurer.\n\n'
    )
    titles = "Related Articles\nGas shortage: anger rises\nWrestling: the champion withdraws\n\n"
    tariff = "Box of 20 kilos: 300 francs a night\nBox of 50 kilos: 600 francs a night\n"
    text = story + titles + tariff + "\nWhat remains is the current, which failed in May.\n\n"
    form = "Sign up for our newsletter\n\nEnter your email address\n\nShare this article\n"
    marks = [_mark(text + form, titles + tariff, "related"), _mark(text + form, form, "newsletter")]
    box = undoubted(_draft(text + form), marks, default_weights())[0]
    assert text[box.start : box.stop] == titles
    refused = replace(marks[1], start=text.index(tariff), strength="refused")  # a tail with prose
    box = undoubted(_draft(text + form), [*marks, refused], default_weights())[0]
    assert text[box.start : box.stop] == titles
