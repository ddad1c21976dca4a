"""The page room: HTML to lines with evidence, and what the extractors leave out."""

import logging
import subprocess
import sys
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import clean
from cleaner.model import Document, Evidence
from cleaner.page import Page, extract, read_page
from cleaner.page.decide import keep
from cleaner.page.voices import VOICES, ParsedPage
from cleaner.page.zones import zones_in
from cleaner.segment import split_lines
from cleaner.spans import cut, resolve

PARAGRAPHS = (
    "The harbour master told the council on Tuesday that the old pier would stay closed until the "
    "spring, because the storm had broken eleven of its forty piles.",
    "Divers who looked at the foundations last week found that the damage was older than anybody "
    "had thought, and that some of the wood had been rotten for twenty years.",
    "A new pier of steel would cost four times as much as the repair, said the engineer, but it "
    "would also stand four times as long and need far less care.",
    "The fishermen, who have landed their catch on the beach since the autumn, asked for a "
    "decision before the herring come back in the first weeks of March.",
)
HEADLINE = "Old pier stays closed until the spring"


def article(*blocks: str) -> str:
    return "".join(f"<p>{block}</p>" for block in blocks or PARAGRAPHS)


def page_of(body: str, head: str = f"<title>{HEADLINE}</title>") -> str:
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>"


def lines_of(body: str) -> list[str]:
    return [line for line in read_page(page_of(body)).text.split("\n") if line]


def document_of(page: Page) -> Document:
    return Document(page.text, split_lines(page.text), page.evidence, title=page.title)


def kept_text(page: Page) -> str:
    document = document_of(page)
    return cut(document.text, resolve(document.text, extract(document)))


class TestRendering:
    def test_each_block_is_a_line_with_an_empty_line_between_blocks(self) -> None:
        page = read_page(page_of("<h2>Tides</h2><div><p>High at six.</p>Low at noon.</div>"))
        assert page.text == "Tides\n\nHigh at six.\n\nLow at noon."

    def test_inline_tags_neither_glue_nor_split_words(self) -> None:
        assert lines_of("<p>The <b>ol</b>d <a href=/p>pier</a>, <i>closed</i>\n today</p>") == [
            "The old pier, closed today"
        ]

    def test_neighbouring_links_are_separate_words(self) -> None:
        assert lines_of("<div><a>News</a><a>Sport</a></div>") == ["News Sport"]

    def test_br_breaks_a_line_without_an_empty_one(self) -> None:
        assert read_page(page_of("<p>First verse<br>Second verse</p>")).text == (
            "First verse\nSecond verse"
        )

    def test_list_items_stand_together_with_bullets(self) -> None:
        page = read_page(page_of("<ul><li>Rope</li><li><p>Tar</p></li><li>Nails</li></ul>"))
        assert page.text == "- Rope\n- Tar\n- Nails"

    def test_a_table_row_is_a_line_of_cells(self) -> None:
        rows = "<tr><th>Port</th><th>Boats</th></tr><tr><td><p>Skagen</p></td><td>41</td></tr>"
        assert read_page(page_of(f"<table>{rows}</table>")).text == "Port | Boats\nSkagen | 41"

    def test_a_table_that_lays_out_the_page_keeps_the_lines_of_its_cells(self) -> None:
        cells = "<td><p>Menu</p></td><td><p>One.</p><p>Two.</p></td>"
        assert lines_of(f"<table><tr>{cells}</tr></table>") == ["Menu", "One.", "Two."]

    def test_pre_keeps_its_lines_and_indents(self) -> None:
        text = read_page(page_of("<p>Code:</p><pre>if wet:\n    stay()\n\nleave()</pre>")).text
        assert text == "Code:\n\nif wet:\n    stay()\nleave()"

    def test_entities_are_decoded_once(self) -> None:
        assert lines_of("<p>Fish &amp; chips&nbsp;&euro;9 &amp;amp; &#8220;tea&#8221;</p>") == [
            "Fish & chips €9 &amp; “tea”"
        ]

    def test_scripts_styles_and_templates_have_no_text(self) -> None:
        body = "<script>var a</script><style>p{}</style><template>t</template><p>Seen.</p>"
        assert lines_of(body) == ["Seen."]

    def test_hidden_parts_are_text_and_their_evidence_says_so(self) -> None:
        page = read_page(page_of("<p>Seen.</p><div style='display: none'><p>Paid.</p></div>"))
        assert page.text == "Seen.\n\nPaid."
        assert [":hidden" in entry.path for entry in page.evidence if entry] == [False, True]

    def test_evidence_holds_tag_path_and_share_of_links(self) -> None:
        body = "<main id=top class='wide post'><p>Half <a href=/>link</a></p></main>"
        (entry,) = read_page(page_of(body)).evidence
        assert entry is not None
        assert (entry.tag, entry.path, entry.link_density) == ("p", "main#top.wide.post/p", 0.5)

    def test_noscript_is_read_where_there_is_little_else(self) -> None:
        assert lines_of(f"<p>Loading</p><noscript>{article()}</noscript>")[-1] == PARAGRAPHS[-1]
        assert "No scripts" not in lines_of(f"{article()}<noscript><p>No scripts</p></noscript>")

    def test_a_frameset_gives_the_text_for_readers_without_frames(self) -> None:
        frames = f"<frameset><frame src=a><noframes>{article()}</noframes></frameset>"
        page = read_page(f"<html>{frames}</html>")
        assert [line for line in page.text.split("\n") if line] == list(PARAGRAPHS)


class TestVotes:
    MENU = "<nav><ul><li><a href=/a>Home</a></li><li><a href=/b>Sport</a></li></ul></nav>"
    FOOT = "<footer><p>Copyright Harbour Times</p></footer>"

    @pytest.mark.parametrize("fast", [False, True])
    def test_the_article_stays_and_what_is_around_it_goes(self, fast: bool) -> None:
        html = page_of(f"{self.MENU}<h1>{HEADLINE}</h1><div>{article()}</div>{self.FOOT}")
        text = kept_text(read_page(html, fast=fast))
        assert text.split() == " ".join((HEADLINE, *PARAGRAPHS)).split()

    @pytest.mark.parametrize(("held", "asked"), [(1, True), (len(PARAGRAPHS), False)])
    def test_in_haste_others_are_asked_where_the_first_leaves_text_out(
        self, monkeypatch: pytest.MonkeyPatch, held: int, asked: bool
    ) -> None:
        def first(page: ParsedPage) -> list[bool]:
            return [line.text in PARAGRAPHS[:held] for line in page.lines]

        monkeypatch.setitem(VOICES, "trafilatura", first)
        page = read_page(page_of(f"{self.MENU}<div>{article()}</div>{self.FOOT}"), fast=True)
        votes = frozenset[str]().union(*(entry.votes for entry in page.evidence if entry))
        assert ("justext" in votes) == asked

    def test_every_removal_says_where_the_line_stood(self) -> None:
        page = read_page(page_of(f"{self.MENU}<div>{article()}</div>{self.FOOT}"))
        document = document_of(page)
        marks = list(extract(document))
        blank = {line.start for line in document.lines if line.start == line.end}
        assert {mark.category for mark in marks if mark.start not in blank} == {"extract"}
        rules = {document.text[mark.start : mark.stop].strip(): mark.rule for mark in marks}
        assert rules["- Home"] == "extract.navigation"
        assert rules["Copyright Harbour Times"] == "extract.legal"

    def test_kept_blocks_keep_one_empty_line_between_them(self) -> None:
        box = "<aside class=newsletter><p>Letters</p><p>Every week</p></aside>"
        html = page_of(f"<div>{article(*PARAGRAPHS[:2])}{box}{article(*PARAGRAPHS[2:])}</div>")
        assert kept_text(read_page(html)).strip("\n") == "\n\n".join(PARAGRAPHS)

    def test_a_box_whose_name_covers_the_article_is_its_container(self) -> None:
        html = page_of(f"{self.MENU}<div class='modal comments'>{article()}</div>")
        assert PARAGRAPHS[0] in kept_text(read_page(html))

    def test_a_heading_and_a_layout_are_no_zones(self) -> None:
        assert zones_in("section#comments.wide") == {"comments"}
        assert zones_in("h2#copyright-in-a-small-harbour.wide") == frozenset()
        assert zones_in("h2.author") == {"author"}
        assert zones_in("div#main.text.sidebar-enabled--false.no-comments") == frozenset()
        assert zones_in("div.right-sidebar") == {"sidebar"}

    def test_paragraphs_and_rows_in_the_articles_own_element_stay(self) -> None:
        box, held = "main/div.text", frozenset({"trafilatura"})
        rows = [
            (f"{box}/p", "p", held, True),
            (f"{box}/p", "p", frozenset(), True),
            (f"{box}/table/tr", "tr", frozenset(), True),
            (f"{box}/ul/li", "li", frozenset(), False),
            (f"{box}/aside.related/p", "p", frozenset(), False),
            ("main/p", "p", frozenset(), False),
            (f"{box}/p", "p", held, True),
            (f"{box}/p", "p", frozenset(), False),
            (f"{box}/p", "p", frozenset({"justext"}), True),
        ]
        evidence = [Evidence(tag, path, 0.0, votes) for path, tag, votes, _ in rows]
        assert keep(evidence, ["x" * 100] * len(rows)) == [stays for *_, stays in rows]

    def test_headings_right_above_what_stays_stay(self) -> None:
        box, held = "main/div.text", frozenset({"trafilatura"})
        rows = [
            (f"{box}/p", "p", held, True),
            (f"{box}/h2", "h2", frozenset(), False),
            (f"{box}/div", "div", frozenset(), False),
            (f"{box}/h2", "h2", frozenset(), True),
            (f"{box}/h3", "h3", frozenset(), True),
            (f"{box}/p", "p", held, True),
            (f"{box}/aside.related/h3", "h3", frozenset(), False),
            (f"{box}/p", "p", held, True),
            (f"{box}/h2", "h2", frozenset(), False),
        ]
        evidence = [Evidence(tag, path, 0.0, votes) for path, tag, votes, _ in rows]
        assert keep(evidence, ["x" * 100] * len(rows)) == [stays for *_, stays in rows]

    def test_a_question_that_shows_its_answer_stays_with_it(self) -> None:
        box, held = "main/div.text", frozenset({"trafilatura"})
        rows = [
            (f"{box}/p", "It opens in spring.", "p", held, True),
            (f"{box}/h3.faq/button.toggle", "Who pays for it?", "button", frozenset(), True),
            (f"{box}/div/p", "The county pays for it.", "p", held, True),
            (f"{box}/h3.faq/button.toggle", "Show more", "button", frozenset(), False),
            (f"{box}/div.newsletter/p", "Want to know more?", "p", frozenset(), False),
            (f"{box}/p", "The council meets in May.", "p", held, True),
        ]
        evidence = [Evidence(tag, path, 0.0, votes) for path, _, tag, votes, _ in rows]
        assert keep(evidence, [text for _, text, *_ in rows]) == [stays for *_, stays in rows]

    @pytest.mark.parametrize(("main", "comments_stay"), [(300, False), (100, True)])
    def test_a_long_thread_below_a_short_article_is_not_the_article(
        self, main: int, comments_stay: bool
    ) -> None:
        both, second = frozenset({"trafilatura", "justext"}), frozenset({"justext"})
        article = Evidence("p", "main/div.story/p", 0.0, both)
        comment = Evidence("p", "main/ul.commentlist/li.comment/p", 0.0, second)
        missed = Evidence("p", "main/section.text/p", 0.0, second)
        kept = keep([article, *[comment] * 9, missed], ["x" * main, *["x" * 200] * 10])
        # Where nearly nothing is held, the thread may be the page's text: a forum's.
        assert kept == [True, *[comments_stay] * 9, True]

    def test_a_page_that_holds_its_article_twice_keeps_one_whole_copy(self) -> None:
        text = kept_text(read_page(page_of(f"<div>{article()}</div><div>{article()}</div>")))
        assert all(paragraph in text for paragraph in PARAGRAPHS)

    def test_a_page_without_an_article_is_not_emptied(self) -> None:
        assert kept_text(read_page(page_of("<p>Closed.</p>"))).strip() == "Closed."
        assert kept_text(read_page(page_of("<a href=/>Enter</a>"))).strip() == "Enter"

    def test_a_text_that_is_no_page_gets_no_marks(self) -> None:
        assert list(extract(Document("Home\nSport", split_lines("Home\nSport")))) == []

    def test_the_result_does_not_depend_on_earlier_pages(self) -> None:
        first = page_of(f"{self.MENU}<h1>{HEADLINE}</h1><div>{article()}</div>{self.FOOT}")
        before = read_page(first)
        for _ in range(4):
            read_page(page_of(f"<div>{article(*PARAGRAPHS, *PARAGRAPHS)}</div>"))
        assert read_page(first) == before

    def test_nothing_is_printed_and_the_root_logger_is_left_alone(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        handlers = list(logging.getLogger().handlers)
        read_page("<p>x")
        assert logging.getLogger().handlers == handlers
        assert capfd.readouterr() == ("", "")


class TestCode:
    CODE = """<nav class="menu">
  <a href="/login">Log in</a>
  <a href="/subscribe">Subscribe</a>
</nav>
<p>Advertisement</p>
share()"""

    def test_code_of_a_page_is_no_noise(self) -> None:
        text = f"{article(*PARAGRAPHS[:2])}<pre>{escape(self.CODE)}</pre>{article(PARAGRAPHS[2])}"
        related = "<p>Advertisement</p>"  # something to cut, so that the text is looked at again
        page = page_of(f"<article><h1>{HEADLINE}</h1>{text}{related}</article>")
        result = clean(page)
        assert self.CODE in result.text
        assert result.text.count("Advertisement") == 1

    def test_a_page_whose_text_stands_in_pre_is_no_code(self) -> None:
        text = "\n\n".join([HEADLINE, PARAGRAPHS[0], "Advertisement", *PARAGRAPHS[1:]])
        assert "Advertisement" not in clean(page_of(f"<pre>{text}</pre>")).text


class TestHeadline:
    def test_the_title_is_the_line_of_the_headline_without_the_site(self) -> None:
        head = f"<title>{HEADLINE} | Harbour Times</title>"
        page = read_page(page_of(f"<h1>Old <i>pier</i> {HEADLINE[9:]}</h1>{article()}", head))
        assert page.title == HEADLINE
        assert HEADLINE in page.text.split("\n")

    def test_the_headline_stays_once(self) -> None:
        crumbs = f"<nav><a href=/>Home</a> <span>{HEADLINE}</span></nav><h2>{HEADLINE}</h2>"
        html = page_of(f"{crumbs}<h1>{HEADLINE}</h1>{article()}")
        assert kept_text(read_page(html)).count(HEADLINE) == 1

    def test_the_sites_name_goes_where_the_page_states_it(self) -> None:
        head = (
            f"<title>{HEADLINE} - Harbour Times</title>"
            "<meta property=og:site_name content='Harbour Times'>"
        )
        page = read_page(page_of(article(), head))
        assert (page.title, page.site) == (HEADLINE, "Harbour Times")

    def test_the_name_of_the_site_in_an_h1_is_no_headline(self) -> None:
        head = (
            f"<meta property=og:title content='{HEADLINE}'>"
            "<meta property=og:site_name content='Harbour Times'>"
        )
        page = read_page(page_of(f"<h1>Harbour Times</h1><h2>{HEADLINE}</h2>{article()}", head))
        assert page.title == HEADLINE


class TestLinkedData:
    BODY = "\\n".join(PARAGRAPHS)

    def head(self) -> str:
        data = f'{{"@graph": [{{"headline": "{HEADLINE}", "articleBody": "{self.BODY}"}}]}}'
        return f'<script type="application/ld+json">{data}</script>'

    def test_a_page_without_text_is_its_linked_article(self) -> None:
        page = read_page(page_of("<p>Loading</p>", self.head()))
        assert kept_text(page) == "\n\n".join((HEADLINE, *PARAGRAPHS))
        assert page.title == HEADLINE
        assert page.warnings

    def test_a_page_with_its_text_stays_as_it_is_shown(self) -> None:
        page = read_page(page_of(f"<div>{article()}</div>", self.head()))
        assert page.text == "\n\n".join(PARAGRAPHS)
        assert not page.warnings

    def test_broken_linked_data_says_nothing(self) -> None:
        head = '<script type="application/ld+json">{"articleBody": [</script>'
        assert read_page(page_of(article(), head)).text == "\n\n".join(PARAGRAPHS)


class TestHostilePages:
    @pytest.mark.parametrize("html", ["", "  \n", "<!-- -->", "\0", "<", "<script>a</script>"])
    def test_a_page_without_text_is_empty(self, html: str) -> None:
        page = read_page(html)
        assert page.text.strip(" <") == ""
        assert len(page.evidence) == 1

    @pytest.mark.parametrize("tag", ["div", "span", "ul><li", "b", "table><tr><td", "font"])
    @pytest.mark.parametrize("levels", [350, 10_000])
    def test_deep_nesting_loses_no_text(self, tag: str, levels: int) -> None:
        page = read_page("<body>" + f"<{tag}>" * levels + article())
        assert all(paragraph in kept_text(page) for paragraph in PARAGRAPHS)

    def test_a_declared_encoding_is_ignored(self) -> None:
        html = '<?xml version="1.0" encoding="latin-1"?><meta charset=koi8-r><p>Blåbær ☂</p>'
        assert read_page(html).text == "Blåbær ☂"

    def test_huge_attributes_do_not_swell_the_evidence(self) -> None:
        (entry,) = read_page(f"<p class='{'x ' * 99_999}' id='{'y' * 99_999}'>Text").evidence
        assert entry is not None
        assert len(entry.path) < 200

    def test_lone_surrogates_and_controls_are_spaces(self) -> None:
        assert read_page("<p>a\ud800b\0c</p>").text == "a b c"

    @pytest.mark.parametrize("unit", ["<div>x</div>", "<a href=x>y", "x<br>", "<td>z", "<li>w"])
    def test_many_blocks_are_read(self, unit: str) -> None:
        assert read_page(f"<body>{unit * 3000}").text

    MARKUP = st.lists(
        st.sampled_from(
            """<p>|</p>|<div hidden>|</div>|<ul>|<li>|<table>|<tr>|<td>|<pre>|<br>|<a>|</a>|<q>|
<h1>|<title>|<noscript>|<frameset>|<x-y>|<script>|</script>|&amp;|&#0;|\n|word|Word.|\0|\ud800|
\u2028|\r|\x0b|<svg>|<!--|-->|<![CDATA[|]]>""".split("|")  # noqa: SIM905
        ),
        max_size=40,
    ).map(" ".join)

    @settings(max_examples=150, deadline=None)
    @given(st.one_of(st.text(max_size=200), MARKUP))
    @example("<pre>\n\n</pre><pre> \n x</pre>")
    @example("<table><tr>text<td>a<tr><td><table><tr><td>b")
    def test_laws(self, html: str) -> None:
        page = read_page(html)
        lines = page.text.split("\n")
        assert len(page.evidence) == len(lines)
        assert [entry is not None for entry in page.evidence] == [bool(line) for line in lines]
        assert page == read_page(html)
        document = document_of(page)
        removals = resolve(document.text, extract(document))
        assert bool(cut(document.text, removals).strip()) == bool(page.text.strip())


def test_text_users_do_not_pay_for_the_html_libraries() -> None:
    code = (
        "import sys, cleaner.page;"
        "print(sorted({'lxml', 'trafilatura', 'justext'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
