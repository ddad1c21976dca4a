"""``cleaner report`` through real processes: corpora, logs, what is wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner import Result
from cleaner.batch.readers import Input, Unreadable
from cleaner.report.entries import Entry, corpus_entries, log_entries
from tests.commands import AD, ARTICLE, cleaner
from tests.report_data import documents_of, index_of, repaired_of


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


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/hostname", "a\0b", "\ud800", "", "."])
def test_a_log_cannot_fetch_a_file_from_outside_its_folder(corpus: Path, path: str) -> None:
    cleaner("clean", "pages/other.txt", "-o", "out", "-q", cwd=corpus.parent)
    log = corpus.parent / "out" / "removed.jsonl"
    record = json.loads(log.read_text())
    clean = corpus.parent / "out" / "other.txt"
    clean.rename(corpus.parent / "secret.txt")
    record["clean"]["path"] = path
    log.write_text(json.dumps(record))
    [found] = log_entries([log], log.parent)
    assert isinstance(found, Entry)
    assert found.text is None
    assert cleaner("report", "out", "-o", "r.html", cwd=corpus.parent).returncode == 0


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
        ("out", "out/other.txt"),
        ("out/removed.jsonl", "out/site/story.txt"),
    ):
        before = (corpus.parent / out).read_bytes()
        done = cleaner("report", source, "-o", out, cwd=corpus.parent)
        assert done.returncode == 2, done.stderr
        assert (corpus.parent / out).read_bytes() == before


def test_wrong_usage_is_one_sentence(corpus: Path) -> None:
    for arguments, words in (
        (["pages", "--clean", "out"], "--clean is for a log"),
        (["pages", "--url", "http://a.example"], "--url is the address of one document"),
    ):
        done = cleaner("report", *arguments, "-o", "r.html", cwd=corpus.parent)
        assert done.returncode == 2
        assert words in done.stderr.decode()
        assert not (corpus.parent / "r.html").exists()
    done = cleaner("report", "missing", "-o", "r.html", cwd=corpus.parent)
    assert (done.returncode, done.stderr) == (1, b"cleaner: missing: no such file or directory\n")
    assert not (corpus.parent / "r.html").exists()
    done = cleaner("report", "pages", "-o", "no/where/r.html", cwd=corpus.parent)
    assert done.returncode == 1
    assert b"no/where/r.html: no such file" in done.stderr


def test_standard_input_is_one_document(tmp_path: Path) -> None:
    done = cleaner("report", "-", "-o", "r.html", input=ARTICLE.encode(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "r.html").read_text("utf-8")
    assert index_of(page)["source"] == "stdin"
    assert repaired_of(documents_of(page)[0]["pieces"]) == ARTICLE


def test_a_log_without_a_whole_line_is_a_log_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "removed.jsonl").write_text('{"schema": 1, "id": "a')
    done = cleaner("report", "removed.jsonl", "-o", "r.html", cwd=tmp_path)
    assert done.returncode == 1
    assert b"removed.jsonl, line 1: not a JSON object" in done.stderr


def test_an_empty_folder_and_an_empty_document_give_a_page(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert cleaner("report", "nothing", "-o", "r.html", cwd=tmp_path).returncode == 0
    (tmp_path / "nothing" / "empty.txt").touch()
    assert cleaner("report", "nothing", "-o", "r.html", cwd=tmp_path).returncode == 0
    index = index_of((tmp_path / "r.html").read_text("utf-8"))
    assert index["documents"]["characters"] == [0]


def test_the_shards_of_a_corpus_give_whole_documents(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    rows = [{"id": f"d{n}", "text": f"{ARTICLE}\n\nNumber {n}.\n\n{AD}\n"} for n in range(3)]
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    assert cleaner("clean", corpus, "-o", out, "-q").returncode == 0
    done = cleaner("report", out, "-o", tmp_path / "page.html")
    assert done.returncode == 0 and b"3 documents" in done.stderr
    logs = sorted((out / "removed").iterdir())
    assert logs
    for entry in log_entries(logs, out):
        assert isinstance(entry, Entry) and entry.text is not None and AD not in entry.text


def test_a_corpus_in_one_file_is_told_what_to_do(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text(json.dumps({"text": ARTICLE}) + "\n", encoding="utf-8")
    done = cleaner("report", corpus, "-o", tmp_path / "page.html")
    assert done.returncode == 2 and b"cleaner clean" in done.stderr
    assert not (tmp_path / "page.html").exists()
