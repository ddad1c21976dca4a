"""Decode, read, repair, settle, result: what a caller of the library sees."""

import pytest

from cleaner import Cleaner, clean

ARTICLE = (
    "Harbour wall is mended again\n\n"
    "The council said on Monday that the wall would be closed to carts until the spring.\n\n"
    "“We asked for coal, as our fathers did,” said one of the masons, who is paid in money."
)


def test_text_keeps_the_headline_and_body_goes_without() -> None:
    result = clean(ARTICLE)
    assert result.title == "Harbour wall is mended again"
    assert result.text == ARTICLE
    assert result.body == ARTICLE.split("\n\n", 1)[1]


def test_a_text_that_begins_with_a_sentence_has_no_title() -> None:
    text = ARTICLE.split("\n\n", 1)[1]
    result = clean(text)
    assert result.title is None
    assert result.body == result.text == text


def test_source_says_what_the_input_was() -> None:
    assert clean(ARTICLE).source.encoding is None
    assert clean(ARTICLE).source.found_by == "given"
    source = clean(ARTICLE.encode("utf-8-sig")).source
    assert (source.encoding, source.found_by, source.format) == ("utf-8", "bom", "text")
    assert clean("# A\n\nb **c** d [e](https://f.example)").source.format == "markdown"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("<!DOCTYPE html><html><body><p>x</p></body></html>", "html"),
        ("\ufeff <html lang=en><p>x", "html"),
        ("<?xml version='1.0'?>\n<!-- a --><html><p>x</html>", "html"),
        ("<!doctype html><head><title>X</title><body><p>No end tag is needed here.", "html"),
        ("<body>\n<p>x</p>", "html"),
        ("<div>\n<span>never closed</div>", "html"),
        ("<div class=a><p>One.</p><p>Two.</p></div>", "html"),
        ("<p> is the tag for paragraphs, and it need not be closed.", "text"),
        ("A headline\n<p>one</p>\n<p>two</p>", "text"),
        ("1 < 2 and 3 > 2", "text"),
        ("Some **bold** in a text", "text"),
    ],
)
def test_a_page_is_recognised_by_its_start(text: str, format: str) -> None:
    assert clean(text).source.format == format


@pytest.mark.parametrize(
    "text",
    [
        "<div> or <span>: which to use\n\nThe one is closed by </div>, the other is not.\n",
        "<head> and <body> explained\n\nThe first is for the machine.\n",
    ],
)
def test_a_text_about_markup_is_no_page(text: str) -> None:
    assert clean(text).source.format == "text"


def test_markup_that_a_feed_escaped_is_markup() -> None:
    found = clean("&lt;p&gt;The pier was sold.&lt;/p&gt;\n&lt;p&gt;Tea &amp;amp; cake.&lt;/p&gt;")
    assert (found.source.format, found.text.split()) == (
        "html",
        ["The", "pier", "was", "sold.", "Tea", "&", "cake."],
    )


@pytest.mark.parametrize("url", ["http://[foo", "https://exa\u2100mple.com/a", "http://[T]/page"])
def test_no_address_is_an_error(url: str) -> None:
    assert clean("The harbour wall is mended | Foo\n\nIt took a year, and so on.\n", url=url).title


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("# The wall is mended #", "The wall is mended"),
        ("**The wall is mended**", "The wall is mended"),
        ("**The wall** is **mended**", "**The wall** is **mended**"),
        ("The wall is #1", "The wall is #1"),
    ],
)
def test_a_title_has_no_marks_of_markdown(headline: str, title: str) -> None:
    found = clean(f"{headline}\n\nThe harbour wall is mended, the harbour office said on Monday.\n")
    assert (found.title, found.text.split("\n")[0]) == (title, headline)


def test_the_format_can_be_given() -> None:
    assert clean("<p>one</p> and <p>two</p>", format="text").source.format == "text"


def _page() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n")[1:])
    return (
        "<html><head><title>Harbour wall is mended again | The Skarvik Sun</title></head><body>"
        "<nav><a href=/>Home</a> <a href=/n>News</a></nav><article><h1>Harbour wall is mended"
        f" again</h1>{body}<p>Advertisement</p></article><footer>© 2026 The Sun</footer>"
        "</body></html>"
    ).encode()


def test_of_a_page_the_frame_goes_and_is_logged() -> None:
    result = clean(_page())
    assert [line for line in result.text.split("\n") if line] == [
        line for line in ARTICLE.split("\n") if line
    ]
    assert result.title == "Harbour wall is mended again"
    assert {"extract"} <= {removal.category for removal in result.removals}
    assert isinstance(result.restore(), str)


def test_blank_lines_of_a_page_are_no_noise_of_their_own() -> None:
    """A byline counted as two removals of authors: itself, and the blank line behind it."""
    removals = clean(_page()).removals
    assert {r.category for r in removals if not r.text.strip()} == {"layout"}
    assert all(r.text.strip() for r in removals if r.category != "layout")


def test_of_a_page_whose_frame_is_wanted_nothing_goes_with_it() -> None:
    whole = Cleaner(categories=["ads"]).clean(_page())
    assert whole.text.startswith("Home News\n\nHarbour wall is mended again\n\nThe council")


LABELS = ("By Jane Whitlow", "12 March 2024", "The wall in winter, seen from the pier.")


def test_byline_date_and_caption_go_from_pages_and_stay_in_texts() -> None:
    """What README says of them."""
    title, *paragraphs = ARTICLE.split("\n\n")
    byline, date, caption = LABELS
    page = (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f'<p class="byline">{byline}</p><time>{date}</time>'
        f"<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>"
        + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs * 2)
        + "</article></body></html>"
    )
    assert not [label for label in LABELS if label in clean(page).text]
    assert all(label in str(clean(page).restore()) for label in LABELS), "and restore has them"
    for start in ("", "# "):
        text = "\n\n".join((start + title, *LABELS, *paragraphs))
        assert clean(text).text == text


def test_of_a_fragment_without_a_frame_nothing_is_extracted() -> None:
    fragment = "<div><p>“Is it far?”</p><p>No.</p><p>Advertisement</p><p>It was uphill.</p></div>"
    result = clean(fragment)
    assert result.text.split("\n\n") == ["“Is it far?”", "No.", "It was uphill."]
    assert {removal.category for removal in result.removals} == {"ads", "layout"}


def test_a_split_line_keeps_its_evidence() -> None:
    """A stray line separator inside a menu must not bring the menu back."""
    page = (
        "<html><body><nav><p><a href=/>Home&#8232;News&#8232;Sport</a></p></nav><article>"
        + "".join(f"<p>{line}</p>" for line in ARTICLE.split("\n\n") * 2)
        + "</article></body></html>"
    )
    assert "Sport" not in clean(page).text


def test_never_everything() -> None:
    text = "Sign up for our newsletter to get the latest news in your inbox every morning."
    result = clean(text)
    assert result.text == text
    assert result.warnings == ("everything was marked as noise, so nothing was cut",)


def test_a_text_that_lost_most_of_itself_says_so() -> None:
    text = ARTICLE + "\n\n" + "\n\n".join(ARTICLE.split("\n\n") * 9)
    assert any("of the text was cut" in warning for warning in clean(text).warnings)


def test_a_cut_inside_a_line_never_makes_new_damage() -> None:
    """Cutting the shortcode would join "&am" and "p;" to an entity that a second run repairs."""
    for text in ("AT&am[addtoany]p;T runs the line.", "caf\u00c3[addtoany]\u00a9 noir"):
        once = clean(text)
        assert clean(once.text).text == once.text


def test_a_cleaner_of_one_category_cuts_nothing_else() -> None:
    text = ARTICLE + "\n\nAdvertisement\n\nShare on Facebook"
    assert "Share on Facebook" in Cleaner(categories=["ads"]).clean(text).text


HOSTILE = {
    "empty": "",
    "blank": " \n\t\n ",
    "NUL": "\x00" * 1000,
    "lone surrogates": "\ud800\udc00 \udfff\n\ud83d",
    "one very long line": "word " * 200_000,
    "very many lines": "a short line\n" * 100_000,
    "very many hints": "Share\n" * 50_000,
    "very many copies": (ARTICLE.split("\n\n")[1] + "\n") * 5_000,
    "very many near copies": "\n".join(f"Number {n} " + ARTICLE[40:120] for n in range(3_000)),
    "open brackets": "[" * 200_000,
    "links without end": "](" * 100_000,
    "tags without end": "<a" * 100_000,
    "spaces": " " * 500_000 + "x",
    "dashes": "-" * 500_000 + "x",
    "quotes": "> " * 100_000,
    "nested tags": "<div>" * 10_000 + "text" + "</div>" * 10_000,
    "broken tags": "<html><body>" + "<p><b><table><tr><td>" * 2_000,
    "entities": "&amp;" * 50_000,
    "combining marks": "a" + "\u0301" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gives_a_normal_result(name: str) -> None:
    text = HOSTILE[name]
    result = clean(text)
    if result.source.format != "html":
        assert result.restore() == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100_000,
        bytes(range(256)) * 400,
        b"\xff\xfe",
        b"\x89PNG\r\n\x1a\n" + b"\x00\xff" * 9,
    ],
)
def test_hostile_bytes_give_a_normal_result(data: bytes) -> None:
    assert clean(data).restore() == data
