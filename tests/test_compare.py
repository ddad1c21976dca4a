"""A rule change is seen before it ships: which lines go, which stay, under which names."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.compare import Report, compare, report_lines
from cleaner.model import Mark, Removal
from cleaner.spans import resolve
from cleaner.terminal import Palette
from tests.commands import AD, ARTICLE, cleaner
from tests.test_rule_files import GOOD

TEXT = "One\n\nTwo\nThree four\nFive\n"


def _removals(*spans: tuple[int, int, str]) -> tuple[Removal, ...]:
    return tuple(Removal(start, stop, TEXT[start:stop], rule, "ads") for start, stop, rule in spans)


def test_lines_that_only_one_side_cuts_are_told_by_line_and_rule() -> None:
    found = compare("x", _removals((0, 4, "ads.a")), _removals((4, 20, "ads.b")))
    assert [(piece.start, piece.text, piece.rule) for piece in found.cut] == [
        (5, "Two", "ads.b"),
        (9, "Three four", "ads.b"),
    ]
    assert [(piece.text, piece.rule) for piece in found.kept] == [("One", "ads.a")]


def test_what_both_cut_is_no_change_however_it_is_divided() -> None:
    whole, pieces = _removals((0, 20, "ads.a")), _removals((0, 5, "ads.a"), (5, 20, "ads.a"))
    assert compare("x", whole, pieces) == compare("x", pieces, whole)
    assert not compare("x", whole, pieces).cut
    renamed = compare("x", whole, _removals((0, 5, "ads.a"), (5, 20, "ads.c"))).renamed
    assert renamed == (("ads.a", "ads.c"), ("ads.a", "ads.c"))


def test_a_part_of_a_line_is_a_change_and_a_blank_line_is_none() -> None:
    found = compare("x", _removals((9, 15, "ads.a")), _removals((4, 5, "layout.x"), (9, 20, "b.c")))
    assert [piece.text for piece in found.cut] == ["four"]
    assert not found.kept


SPANS = st.lists(st.tuples(st.integers(0, 24), st.integers(1, 9)), max_size=8)


@given(SPANS, SPANS)
def test_the_pieces_are_the_characters_that_one_side_cuts_alone(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    before, after = (
        resolve(TEXT, [Mark(a, min(a + n, len(TEXT)), "ads.a", "ads") for a, n in spans])
        for spans in (first, second)
    )
    covered, others = (
        {at for removal in side for at in range(removal.start, removal.stop)}
        for side in (before, after)
    )
    found = compare("x", before, after)
    for pieces, wanted in ((found.cut, others - covered), (found.kept, covered - others)):
        told = {piece.start + at for piece in pieces for at in range(len(piece.text))}
        assert {at for at in told if not TEXT[at].isspace()} == {
            at for at in wanted if not TEXT[at].isspace()
        }


def test_documents_that_lose_prose_come_first_and_all_are_counted() -> None:
    prose = "Nobody in the village had expected the work to take so long, and they said so."
    report = Report()
    for id, text in (("label", "Buzz"), ("prose", prose), ("same", "")):
        after = (Removal(0, len(text), text, "ads.b", "ads"),) if text else ()
        report.add(compare(id, (), after, (0,)))
    lines = list(report_lines(report, 1, Palette(False)))
    assert lines[:2] == ["==> prose <==", f"    1 -! {prose}  ads.b"]
    assert "and 1 more document" in lines
    assert "2 of 3 documents changed" in lines
    assert "- 2 lines cut by B and kept by A, 1 of them like prose" in lines
    assert "       2  ads.b" in lines


# The command -------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.txt").write_text(ARTICLE.replace(AD, "Buzz"))
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "mine.toml").write_text(GOOD)
    return folder


def test_two_rule_sets_are_compared_over_a_corpus(corpus: Path, pack: Path) -> None:
    done = cleaner("diff", "package", pack, corpus)
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert shown.startswith("==> b.txt <==\n    3 -  Buzz  ads.mine\n")
    assert "1 of 2 documents changed" in shown
    back = cleaner("diff", pack, "package", corpus).stdout.decode()
    assert "    3 +  Buzz  ads.mine\n" in back


def test_a_log_is_compared_with_rules_and_with_another_log(
    corpus: Path, pack: Path, tmp_path: Path
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    assert cleaner("clean", corpus, "-o", before).returncode == 0
    assert cleaner("clean", corpus, "-o", after, "--rules", pack).returncode == 0
    for sides in ((before, pack, corpus), (before, after), (before / "removed.jsonl", after)):
        done = cleaner("diff", *sides)
        assert done.returncode == 0, done.stderr
        assert "-  Buzz  ads.mine" in done.stdout.decode()
        assert "1 of 2 documents changed" in done.stdout.decode()


def test_two_runs_over_a_corpus_are_compared(pack: Path, tmp_path: Path) -> None:
    rows = [{"id": f"d{n}", "text": f"{ARTICLE}\nBuzz {n}\n\nBuzz\n"} for n in range(7)]
    corpus = tmp_path / "c.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows))
    before, after, table = tmp_path / "before", tmp_path / "after", tmp_path / "table"
    small = ("--shard-size", "2", "-q")
    assert cleaner("clean", corpus, "-o", before, *small).returncode == 0
    assert cleaner("clean", corpus, "-o", after, *small, "--rules", pack).returncode == 0
    done = cleaner("diff", before, after)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().count("-  Buzz  ads.mine") == 7
    assert "7 of 7 documents change" in done.stdout.decode()
    assert cleaner("clean", corpus, "-o", table, "-q", "--to", "parquet").returncode == 0
    done = cleaner("diff", table, after)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"its log is Parquet; clean to JSONL (--to jsonl)" in done.stderr


def test_documents_that_cannot_be_compared_are_named(corpus: Path, tmp_path: Path) -> None:
    assert cleaner("clean", corpus, "-o", tmp_path / "out").returncode == 0
    (corpus / "a.txt").write_text(ARTICLE + "More of it.\n")
    (corpus / "new.txt").write_text(ARTICLE)
    done = cleaner("diff", tmp_path / "out", "package", corpus)
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "a.txt: the two did not read the same text from it" in said
    assert "new.txt: not in" in said
    assert "0 of 1 document changed" in done.stdout.decode()


def test_another_version_of_the_packages_rules_stands_alone(corpus: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    source = Path(__file__).parent.parent / "rules"
    for name in ("categories.toml", "share.toml"):
        (rules / name).write_bytes((source / name).read_bytes())
    done = cleaner("diff", "package", rules, corpus)
    assert f"+  {AD}  ads.lone-label" in done.stdout.decode(), done.stderr


def test_wrong_usage_says_what_to_name(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps({"no": "id"}) + "\n")
    for arguments, code, says in (
        (["package", "package"], 2, "name the documents that the rules are to be tried on"),
        (["package", "nowhere", corpus], 2, "nowhere: not there; name 'package', a folder of"),
        (["bad.jsonl", "package", corpus], 1, "bad.jsonl:1: not a record of a log"),
    ):
        done = cleaner("diff", *arguments, cwd=tmp_path)
        assert done.returncode == code
        assert says in done.stderr.decode()
        assert done.stdout == b""
