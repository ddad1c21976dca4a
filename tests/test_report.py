"""The report's data: every character accounted for, figures that add up, nothing breaks out."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from cleaner import Cleaner, Result
from cleaner.batch.readers import Input, Unreadable
from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry, corpus_entries, log_entries
from cleaner.report.figures import Figures, has_prose, histogram_bin, site_of
from cleaner.report.page import SCRIPTS, report_page
from cleaner.report.texts import Blocks, document_object
from cleaner.rules import default_rules
from cleaner.spans import rebuild
from tests.commands import AD, ARTICLE, ROOT, cleaner

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


def index_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])


def documents_of(page: str) -> list[Any]:
    """All documents of a page, in order, as a browser unpacks them."""
    blocks = re.findall(r'<script type="application/octet-stream" id="block-\d+">(.*?)<', page)
    return [one for block in blocks for one in json.loads(zlib.decompress(b64decode(block)))]


def repaired_of(pieces: list[Any]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[1] for piece in pieces)


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
    assert figures.warnings == {"… lines are odd": 1}, "documents with the warning, not its numbers"
    assert figures.repairs == {"decode utf-8": 2}
    assert sum(figures.histogram) == 2
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


# The command


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "story.txt").write_text(ARTICLE)
    (folder / "other.txt").write_text(ARTICLE.replace("harbour", "garden").replace(AD, ""))
    return folder


def test_a_corpus_is_cleaned_on_the_way_and_nothing_but_the_page_is_written(corpus: Path) -> None:
    before = sorted(corpus.parent.rglob("*"))
    done = cleaner("report", "pages", "-o", "r.html", cwd=corpus.parent)
    assert done.returncode == 0, done.stderr
    assert b"r.html: 2 documents" in done.stderr
    assert sorted(corpus.parent.rglob("*")) == sorted([*before, corpus.parent / "r.html"])
    page = (corpus.parent / "r.html").read_text("utf-8")
    index = index_of(page)
    assert index["documents"]["id"] == ["other.txt", "site/story.txt"]
    assert index["documents"]["site"] == ["", "site"]
    assert "ads.lone-label" in [rule["id"] for rule in index["rules"]]
    assert all(rule["why"] for rule in index["rules"])
    assert repaired_of(documents_of(page)[1]["pieces"]) == ARTICLE


def test_the_same_corpus_gives_the_same_page(corpus: Path) -> None:
    for name in ("s.html", "pages/r.html", "pages/r.html"):
        done = cleaner("report", "pages", "-o", name, "-q", cwd=corpus.parent)
        assert (done.returncode, done.stderr) == (0, b"")
    pages = [(corpus.parent / name).read_bytes() for name in ("pages/r.html", "s.html")]
    assert pages[0] == pages[1], "an earlier page inside the corpus is not a document of it"


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_log_with_its_clean_files_gives_the_page_of_the_corpus(corpus: Path, format: str) -> None:
    cleaner("clean", "pages", "-o", "out", "-q", "--format", format, cwd=corpus.parent)
    for source in ("pages", "out", "out/removed.jsonl"):
        done = cleaner("report", source, "-o", "r.html", "-q", cwd=corpus.parent)
        assert done.returncode == 0, done.stderr
        page = (corpus.parent / "r.html").read_text("utf-8")
        index = index_of(page) | {"source": ""}
        if source == "pages":
            expected = index, documents_of(page)
        assert (index, documents_of(page)) == expected


def test_a_log_alone_gives_the_cuts_and_how_much_was_kept(corpus: Path) -> None:
    cleaner("clean", "pages", "-o", "out", "-q", cwd=corpus.parent)
    (corpus.parent / "out" / "removed.jsonl").rename(corpus.parent / "alone.jsonl")
    done = cleaner("report", "alone.jsonl", "-o", "r.html", cwd=corpus.parent)
    assert done.returncode == 0, done.stderr
    page = (corpus.parent / "r.html").read_text("utf-8")
    assert index_of(page)["documents"]["known"] == [False, False]
    for document, size in zip(
        documents_of(page), index_of(page)["documents"]["characters"], strict=True
    ):
        sizes = [piece if isinstance(piece, int) else len(piece[1]) for piece in document["pieces"]]
        assert sum(sizes) == size
    done = cleaner("report", "alone.jsonl", "--clean", "out", "-o", "r.html", cwd=corpus.parent)
    page = (corpus.parent / "r.html").read_text("utf-8")
    assert index_of(page)["documents"]["known"] == [True, True]


def test_a_clean_file_that_was_changed_is_not_shown(corpus: Path) -> None:
    cleaner("clean", "pages", "-o", "out", "-q", cwd=corpus.parent)
    (corpus.parent / "out" / "other.txt").write_text("Something else.\n")
    cleaner("report", "out", "-o", "r.html", cwd=corpus.parent)
    page = (corpus.parent / "r.html").read_text("utf-8")
    assert index_of(page)["documents"]["known"] == [False, True]
    assert "Something else" not in json.dumps(documents_of(page))


def test_broken_lines_of_a_log_are_named_and_the_others_are_done(corpus: Path) -> None:
    cleaner("clean", "pages", "-o", "out", "-q", cwd=corpus.parent)
    log = corpus.parent / "out" / "removed.jsonl"
    record = json.loads(log.read_text().splitlines()[0])
    removal = {"start": 5, "stop": 9, "rule": "a.b", "category": "a", "text": "four"}
    broken: list[Any] = [
        [],
        {"schema": 1},
        record | {"removals": [removal, removal]},
        record | {"removals": [removal | {"start": -4, "stop": 0}]},
        record | {"removals": [removal | {"stop": 10**9}]},
        record | {"removals": [removal | {"text": "three"}]},
        record | {"removals": [removal | {"score": float("nan")}]},
        record | {"repairs": [{"start": 9, "stop": 5, "steps": [], "original": ""}]},
    ]
    with log.open("a") as file:
        file.writelines(json.dumps(one) + "\n" for one in broken)
        file.write("{\n" + "[" * 5000 + "\n")
    done = cleaner("report", "out", "-o", "r.html", cwd=corpus.parent)
    assert done.returncode == 1
    for number in range(3, 13):
        assert f"removed.jsonl, line {number}: ".encode() in done.stderr
    index = index_of((corpus.parent / "r.html").read_text("utf-8"))
    assert len(index["documents"]["id"]) == 2
    assert len(index["problems"]) == 10


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "a\0b", "", "."])
def test_a_log_cannot_fetch_a_file_from_outside_its_folder(corpus: Path, path: str) -> None:
    cleaner("clean", "pages/other.txt", "-o", "out", "-q", cwd=corpus.parent)
    log = corpus.parent / "out" / "removed.jsonl"
    record = json.loads(log.read_text())
    clean = corpus.parent / "out" / "other.txt"
    clean.rename(corpus.parent / "secret.txt")
    record["clean"]["path"] = path
    log.write_text(json.dumps(record))
    [found] = log_entries(log, log.parent)
    assert isinstance(found, Entry)
    assert found.text is None


def test_a_document_that_cannot_be_read_is_named_in_the_page(corpus: Path) -> None:
    (corpus / "broken.txt").symlink_to("nowhere")
    done = cleaner("report", "pages", "-o", "r.html", cwd=corpus.parent)
    assert done.returncode == 1
    assert b"broken.txt: a link to nothing" in done.stderr
    index = index_of((corpus.parent / "r.html").read_text("utf-8"))
    assert index["problems"] == [["broken.txt", "a link to nothing"]]
    assert len(index["documents"]["id"]) == 2


def test_an_error_of_ours_loses_one_document(tmp_path: Path) -> None:
    def failing(data: bytes) -> Result:
        raise RuntimeError("boom")

    (tmp_path / "a.txt").write_text("A")
    [found] = corpus_entries([Input("a.txt", tmp_path / "a.txt")], failing)
    assert isinstance(found, Unreadable)
    assert "RuntimeError: boom" in found.problem


def test_no_page_overwrites_an_input(corpus: Path) -> None:
    cleaner("clean", "pages", "-o", "out", "-q", cwd=corpus.parent)
    for source, out in (
        ("pages/other.txt", "pages/other.txt"),
        ("out", "out/removed.jsonl"),
        ("out/removed.jsonl", "out/removed.jsonl"),
    ):
        before = (corpus.parent / out).read_bytes()
        done = cleaner("report", source, "-o", out, cwd=corpus.parent)
        assert done.returncode == 2, done.stderr
        assert (corpus.parent / out).read_bytes() == before


def test_wrong_usage_is_one_sentence(corpus: Path) -> None:
    for arguments, words in (
        (["missing"], "missing: no such file"),
        (["pages", "--clean", "out"], "--clean is for a log"),
        (["pages", "--url", "http://a.example"], "--url is the address of one document"),
    ):
        done = cleaner("report", *arguments, "-o", "r.html", cwd=corpus.parent)
        assert done.returncode == 2
        assert words in done.stderr.decode()
        assert not (corpus.parent / "r.html").exists()
    done = cleaner("report", "pages", "-o", "no/where/r.html", cwd=corpus.parent)
    assert done.returncode == 1
    assert b"no/where/r.html: no such file" in done.stderr


def test_an_empty_folder_and_an_empty_document_give_a_page(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert cleaner("report", "nothing", "-o", "r.html", cwd=tmp_path).returncode == 0
    (tmp_path / "nothing" / "empty.txt").touch()
    assert cleaner("report", "nothing", "-o", "r.html", cwd=tmp_path).returncode == 0
    index = index_of((tmp_path / "r.html").read_text("utf-8"))
    assert index["documents"]["characters"] == [0]
