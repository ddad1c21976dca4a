"""The report's data: every character accounted for, figures that add up, nothing breaks out."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest

from cleaner import Cleaner, Result
from cleaner.batch.readers import Input, Unreadable
from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry, corpus_entries
from cleaner.report.figures import Figures, has_prose, histogram_bin, site_of
from cleaner.report.page import SCRIPTS, report_page
from cleaner.report.texts import Blocks, document_object
from cleaner.rules import default_rules
from cleaner.spans import rebuild
from tests.commands import ROOT
from tests.report_data import documents_of, repaired_of

FIXTURES = sorted(path for path in ROOT.glob("fixtures/*/raw.*"))


@pytest.fixture(scope="module")
def compiled() -> Cleaner:
    return Cleaner()


def entry(text: str = "Kept.\n", removals: tuple[Removal, ...] = (), **changes: Any) -> Entry:
    """A document whose clean text is ``text``."""
    values: dict[str, Any] = {
        "id": "a.txt",
        "url": None,
        "title": None,
        "source": Source("utf-8", "utf-8", "text"),
        "text": text,
        "characters": len(text) + sum(len(removal.text) for removal in removals),
        "removals": removals,
        "repairs": (),
        "warnings": (),
    }
    return Entry(**(values | changes))


def page_of(*entries: Entry | Unreadable) -> str:
    page, _ = report_page(entries, default_rules(), "corpus")
    return page.decode("utf-8")


def test_kept_pieces_are_the_clean_text_and_all_pieces_the_original(compiled: Cleaner) -> None:
    results: list[Result] = []

    def cleaned(data: bytes) -> Result:
        results.append(compiled.clean(data))
        return results[-1]

    inputs = [Input(path.parent.name, path) for path in FIXTURES]
    page = page_of(*corpus_entries(inputs, cleaned))
    documents = documents_of(page)
    assert len(documents) == len(results) == len(FIXTURES) > 100
    for document, result in zip(documents, results, strict=True):
        pieces = document["pieces"]
        assert "".join(piece for piece in pieces if isinstance(piece, str)) == result.text
        assert repaired_of(pieces) == rebuild(result.text, result.removals)


def test_offsets_of_repairs_count_the_units_that_scripts_count() -> None:
    repair = Repair(3, 4, "â€™", ("decode utf-8",))
    document = document_object(entry("a🙂b’c\n", repairs=(repair,)), lambda *_: 0)
    assert document["repairs"] == [[4, 5, "â€™", "decode utf-8"]]


def test_lone_surrogates_and_every_other_character_come_through() -> None:
    text = "".join(map(chr, range(0x800))) + "\ud800 \udfff \u2028 \U0010ffff </script><!--"
    page = page_of(entry(text, id=text, title=text))
    assert documents_of(page)[0]["pieces"] == [text]
    assert documents_of(page)[0]["title"] == text
    assert page.count("<script") == page.count("</script>") == 3
    assert "<!--" not in page


def test_documents_are_found_in_their_blocks() -> None:
    blocks = Blocks()
    places = [blocks.add({"n": number, "text": "x" * 50_000}) for number in range(20)]
    blocks.close()
    unpacked = [json.loads(zlib.decompress(b64decode(block))) for block in blocks.done]
    assert len(unpacked) > 1
    assert [unpacked[block][place]["n"] for block, place in places] == list(range(20))


def test_the_policy_allows_this_script_and_this_style_and_nothing_else() -> None:
    page = page_of(entry())
    policy = re.search(r'Security-Policy" content="([^"]*)"', page)
    script = re.search(r"<script>(.*?)</script>", page, re.S)
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert policy and script and style
    hashes = [b64encode(sha256(part[1].encode()).digest()).decode() for part in (script, style)]
    directives = dict(part.strip().split(" ", 1) for part in policy[1].split(";"))
    assert directives == {
        "default-src": "'none'",
        "script-src": f"'sha256-{hashes[0]}'",
        "style-src": f"'sha256-{hashes[1]}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }


def test_the_page_names_no_address_to_load_from_and_sets_no_markup() -> None:
    page = page_of(entry())
    assert not re.search(r"\b(?:src|action|srcset)\s*=", page)
    assert not re.search(r'href="(?!#)', page)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|fetch\(", page)
    assert "@import" not in page and "url(" not in page


def test_every_script_of_the_folder_is_in_the_page() -> None:
    names = {path.name for path in files("cleaner.report").joinpath("assets").iterdir()}
    assert names == {*SCRIPTS, "page.html", "style.css"}


def test_figures_add_up() -> None:
    figures = Figures()
    prose = "Nobody in the village had expected the work to take so long, and several said so.\n"
    figures.add(
        entry(
            "Kept.\n",
            (
                Removal(0, 3, "Ad\n", "ads.one", "ads"),
                Removal(9, 9 + len(prose), prose, "ads.one", "ads"),
            ),
            warnings=("3 lines are odd", "4 lines are odd"),
            repairs=(Repair(0, 1, "x", ("decode utf-8",)), Repair(2, 3, "y", ("decode utf-8",))),
        )
    )
    figures.add(entry("Kept.\n", (Removal(0, 3, "Ad\n", "ads.one", "share"),)))
    first, second = figures.rules
    assert (first.id, first.category, second.id, second.category) == (
        *("ads.one", "ads"),
        *("ads.one", "share"),
    ), "a rule that cuts under two categories has a row for each"
    assert (first.cuts, first.documents, first.prose) == (2, 1, 1)
    assert first.characters == 3 + len(prose)
    assert (first.examples, first.prose_examples) == ({"Ad": 0}, {prose.strip(): 0})
    assert figures.warnings.counts == {"… lines are odd": 1}, (
        "documents with the warning, not its numbers"
    )
    assert figures.repairs.counts == {"decode utf-8": 2}
    assert sum(figures.histogram) == 2
    assert [(row.kinds, row.steps) for row in figures.rows] == [((0,), (0,)), ((), ())]
    assert figures.rows[0].rules == ((0, 2, 3 + len(prose)),)


@pytest.mark.parametrize(
    ("cut", "characters", "bin"),
    [(0, 0, 0), (0, 10, 0), (49, 1000, 0), (50, 1000, 1), (999, 1000, 19), (1000, 1000, 19)],
)
def test_a_document_stands_in_the_bin_of_its_share(cut: int, characters: int, bin: int) -> None:
    assert histogram_bin(cut, characters) == bin


@pytest.mark.parametrize(
    ("id", "url", "site"),
    [
        ("a/b/c.txt", None, "a"),
        ("c.txt", None, ""),
        ("a/c.txt", "https://www.example.com:80/x", "example.com"),
        ("a/c.txt", "http://[broken", "a"),
        ("c.txt", "javascript:alert(1)", ""),
    ],
)
def test_a_site_is_the_host_or_the_top_folder(id: str, url: str | None, site: str) -> None:
    assert site_of(id, url) == site


def test_a_cut_reads_like_prose_when_one_of_its_lines_does() -> None:
    sentence = "Nobody in the village had expected the work to take so long, and many said so."
    assert has_prose(f"Share\n\n{sentence}\n")
    assert not has_prose("Share\nTweet\nPrint this page\n")
