"""Corpora through the real command line: every container in and out, and the way back."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.batch.chunks import FieldNames
from cleaner.batch.plan import Wishes, plan
from cleaner.batch.readers import UsageProblem
from tests.commands import AD, ARTICLE, TITLE, cleaner, environment
from tests.stand_ins import StandIn, run_stand_in

TEXTS = [ARTICLE, ARTICLE.replace("council", "board"), f"Zażółć\n\n{ARTICLE}"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl.gz"
    lines = [
        json.dumps(
            {
                "text": text,
                "url": f"https://site{number % 2}.example.com/{number}",
                "lang": "en",
                "meta": {"n": [number, 1.5]},
                "title": "theirs",
            }
        )
        for number, text in enumerate(TEXTS)
    ]
    path.write_bytes(gzip.compress("\n".join([*lines, "{bad"]).encode()))
    return path


@pytest.fixture(scope="module")
def cleaned(corpus: Path) -> Path:
    out = corpus.parent / "out"
    done = cleaner("clean", corpus, "-o", out)
    assert done.returncode == 1
    assert b"cleaner: corpus.jsonl.gz: line 4: not JSON: " in done.stderr
    assert b"documents   4, 1 failed" in done.stderr
    return out


def _lines(path: Path) -> list[dict[str, object]]:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    return [json.loads(line) for line in data.splitlines()]


def test_the_container_stays_what_it_is_and_other_fields_pass_through(
    corpus: Path, cleaned: Path
) -> None:
    (part,) = (cleaned / "documents").iterdir()
    assert part.name == "part-00000-000000.jsonl.gz"
    rows = _lines(part)
    assert list(rows[0]) == [
        *("id", "url", "lang", "meta", "title", "clean_title", "body", "warnings")
    ]
    assert [row["id"] for row in rows] == [f"corpus.jsonl.gz#{number}" for number in (1, 2, 3)]
    assert [row["meta"] for row in rows] == [{"n": [number, 1.5]} for number in range(3)]
    assert (rows[0]["title"], rows[0]["clean_title"]) == ("theirs", TITLE)
    assert all(AD not in str(row["body"]) for row in rows)


def test_the_log_stands_beside_it_and_gives_every_input_back(cleaned: Path) -> None:
    (log,) = (cleaned / "removed").iterdir()
    records = _lines(log)
    assert [record["id"] for record in records] == [f"corpus.jsonl.gz#{n}" for n in (1, 2, 3)]
    (part,) = (cleaned / "documents").iterdir()
    for record, text in zip(records, TEXTS, strict=True):
        done = cleaner("restore", part, log, "--id", str(record["id"]))
        assert done.stdout.decode() == text


def test_the_summary_counts_by_category_rule_language_and_site(cleaned: Path) -> None:
    summary = json.loads((cleaned / "summary.json").read_bytes())
    assert (summary["documents"], summary["failed"]) == (4, 1)
    assert summary["categories"]["ads"]["removals"] == 3
    assert summary["rules"]["ads.lone-label"]["removals"] == 3
    assert summary["languages"]["en"]["removals"] >= 3
    assert summary["sites"]["site0.example.com"]["documents"] == 2
    assert summary["removals"] == sum(entry["removals"] for entry in summary["categories"].values())
    (bad,) = _lines(cleaned / "quarantine.jsonl")
    assert (bad["source"], bad["line"]) == ("corpus.jsonl.gz", 4)


def test_parquet_has_a_row_a_document_and_a_row_a_removal(corpus: Path, tmp_path: Path) -> None:
    run_stand_in(corpus, out=tmp_path / "out", to="parquet")
    documents = pq.read_table(tmp_path / "out" / "documents")
    assert documents.column_names[:5] == ["id", "url", "lang", "title", "other_fields"]
    assert json.loads(documents["other_fields"][1].as_py()) == {"meta": {"n": [1, 1.5]}}
    removals = pq.read_table(tmp_path / "out" / "removed").to_pylist()
    assert [row["id"] for row in removals] == [f"corpus.jsonl.gz#{n}" for n in (1, 2, 3)]
    assert {(row["rule"], row["category"]) for row in removals} == {("ads.lone-label", "ads")}
    again = tmp_path / "again"
    run_stand_in(tmp_path / "out" / "documents", out=again, fields=FieldNames(text="body"))
    (part,) = (again / "documents").iterdir()
    assert part.suffix == ".parquet"
    assert pq.read_table(part)["id"].to_pylist() == documents["id"].to_pylist()


def test_fields_of_json_pass_through_to_the_letter(tmp_path: Path) -> None:
    fields = (
        '"big": 1e400, "long": 0.12345678901234567890, "deep": {"a": [-0, 1E2, "\\u00e9\\ud800"]}'
    )
    (tmp_path / "a.jsonl").write_text(f'{{{fields}, "text": "one"}}\n')
    run_stand_in(tmp_path / "a.jsonl", out=tmp_path / "out")
    (part,) = (tmp_path / "out" / "documents").iterdir()
    assert fields in part.read_text()
    run_stand_in(tmp_path / "a.jsonl", out=tmp_path / "columns", to="parquet")
    (row,) = pq.read_table(tmp_path / "columns" / "documents").to_pylist()
    assert row["long"] == 0.12345678901234568, "a column of numbers holds the nearest"
    assert '"big": 1e400' in row["other_fields"], "and none that is not finite"


def test_what_is_no_json_is_never_written(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one", "n": NaN, "l": [-Infinity, "NaN", 1e1]}\n')
    run_stand_in(tmp_path / "a.jsonl", out=tmp_path / "a")
    column = pa.array([float("nan")])
    pq.write_table(pa.table({"text": ["one"], "n": column}), tmp_path / "b.parquet")
    run_stand_in(tmp_path / "b.parquet", out=tmp_path / "b", to="jsonl")
    lines = [next((tmp_path / out / "documents").iterdir()).read_text() for out in "ab"]
    assert '"n": null, "l": [null, "NaN", 1e1]' in lines[0]
    assert "NaN and Infinity, which are no JSON, were read as null" in lines[0]
    assert '"n": null' in lines[1]


@pytest.mark.parametrize("depth", [399, 600, 5000])
def test_a_row_that_is_nested_deep_costs_itself_alone(depth: int, tmp_path: Path) -> None:
    nested = "[" * depth + "]" * depth
    rows = ['{"text": "one"}', f'{{"text": "deep", "n": {nested}}}', '{"text": "three"}']
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    for to in ("jsonl", "parquet"):
        _, failures = run_stand_in(tmp_path / "a.jsonl", out=tmp_path / to, to=to)
        good = depth < 400  # the object is a level too
        refused = [("a.jsonl: line 2", "nested deeper than 400 levels")]
        assert failures == ([] if good else refused)
        (part,) = (tmp_path / to / "documents").iterdir()
        table = pq.read_table(part) if to == "parquet" else None
        bodies = table["body"].to_pylist() if table else [row["body"] for row in _lines(part)]
        assert bodies == ["one", *["deep"] * good, "three"]


def test_an_id_that_comes_again_is_told_of(tmp_path: Path) -> None:
    rows = [{"id": id, "text": f"text {n}"} for n, id in enumerate(("a", "b", "a", 5, "5"))]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / "out"
    done = cleaner("clean", tmp_path / "a.jsonl", "-o", out)
    assert (done.returncode, done.stderr.count(b": its id came before: ")) == (0, 2)
    assert json.loads((out / "summary.json").read_bytes())["warnings"] == 2
    (part,), (log,) = (list((out / name).iterdir()) for name in ("documents", "removed"))
    assert [len(row["warnings"]) for row in _lines(part)] == [0, 0, 1, 0, 1]  # type: ignore[arg-type]
    assert [len(row["warnings"]) for row in _lines(log)] == [0, 0, 1, 0, 1]  # type: ignore[arg-type]
    assert cleaner("restore", part, log, "--id", "b").stdout == b"text 1"
    refused = cleaner("restore", part, log, "--id", "a")
    assert refused.returncode == 1
    assert b"2 records have the id 'a', which is not unique in this log" in refused.stderr
    cleaner("clean", tmp_path / "a.jsonl", "-o", tmp_path / "texts", "--to", "text")
    (log,) = (tmp_path / "texts" / "removed").iterdir()
    path = tmp_path / "texts" / str(_lines(log)[2]["clean"]["path"])  # type: ignore[index]
    assert cleaner("restore", path, log, "--id", "a").stdout == b"text 2", "told by its place"


@pytest.mark.parametrize("to", ["jsonl", "parquet"])
@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_table_may_hold_nothing_but_texts(name: str, to: str, tmp_path: Path) -> None:
    if name == "a.csv":
        (tmp_path / name).write_text("text\none\ntwo\n")
    else:
        pq.write_table(pa.table({"text": ["one", "two"]}), tmp_path / name)
    _, failures = run_stand_in(tmp_path / name, out=tmp_path / "out", to=to)
    assert failures == []
    (part,) = (tmp_path / "out" / "documents").iterdir()
    rows = _lines(part) if to == "jsonl" else pq.read_table(part).to_pylist()
    assert [(row["id"], row["body"]) for row in rows] == [
        (f"{name}#1", "one"),
        (f"{name}#2", "two"),
    ]
    assert list(rows[0])[:4] == ["id", "title", "body", "warnings"]


def test_text_gives_each_document_a_file_of_its_own(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run_stand_in(corpus, out=out, to="text")
    files = sorted((out / "documents").rglob("*.txt"))
    assert len(files) == 3
    (log,) = (out / "removed").iterdir()
    for path, record in zip(files, _lines(log), strict=True):
        assert record["clean"]["path"] == path.relative_to(out).as_posix()  # type: ignore[index]


def test_standard_input_may_be_a_corpus(corpus: Path, cleaned: Path, tmp_path: Path) -> None:
    data = gzip.decompress(corpus.read_bytes())
    done = cleaner("clean", "-", "-q", "-o", tmp_path / "out", input=data)
    assert done.returncode == 1
    rows = _lines(tmp_path / "out" / "documents" / "part-00000-000000.jsonl")
    piped = cleaner("clean", "-q", "--text-field", "text", input=data)
    assert [json.loads(line) for line in piped.stdout.splitlines()] == rows
    (part,) = (cleaned / "documents").iterdir()
    without = [{**row, "id": None} for row in rows]
    assert without == [{**row, "id": None} for row in _lines(part)]


@pytest.mark.parametrize(
    "second",
    [
        b'{"id": 1, "text": "Another corpus."}\n',
        b'{"id": 1, "text": "The first corpus.", "n": 2}\n',
        b'{"id": 1, "text": "The first corpus."}\n{bad\n',
        b'{"id": 1, "text": "The first corpus."}\n{"id": 2, "text": "And more."}\n',
        b"",
    ],
    ids=["another text", "another field", "a bad line more", "a shard more", "nothing"],
)
def test_other_standard_input_is_refused_like_any_other_input(
    second: bytes, tmp_path: Path
) -> None:
    arguments = ("clean", "-", "-q", "--from", "jsonl", "--shard-size", "1", "-o", tmp_path / "o")
    first = b'{"id": 1, "text": "The first corpus."}\n'
    assert cleaner(*arguments, input=first).returncode == 0
    assert cleaner(*arguments, input=first).returncode == 0, "the same is no other"
    done = cleaner(*arguments, input=second)
    assert done.returncode == 2
    assert b"stdin: is not what it was when this run began: choose another folder" in done.stderr
    (part,) = (tmp_path / "o" / "documents").iterdir()
    assert [row["body"] for row in _lines(part)] == ["The first corpus."]
    assert cleaner(*arguments, "--overwrite", input=second).returncode in (0, 1)


def test_a_remote_input_that_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text('{"text": "one"}\n')
    address = f"file://{tmp_path}/in/a.jsonl"
    for text, code in (("one", 0), ("other", 2)):
        (tmp_path / "in" / "a.jsonl").write_text(f'{{"text": "{text}"}}\n')
        assert cleaner("clean", address, "-q", "-o", tmp_path / "o").returncode == code


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("table") / "corpus.parquet"
    pq.write_table(pa.table({"text": TEXTS, "n": [1, 2, 3]}), path)
    return path


def test_without_a_folder_a_corpus_of_any_kind_is_printed_as_lines_of_json(table: Path) -> None:
    done = cleaner("clean", table, "-q")
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["n"] for row in rows] == [1, 2, 3]
    assert all(row["title"] == TITLE for row in rows[:2])
    told = cleaner("clean", table, "--to", "parquet")
    assert (told.returncode, told.stdout) == (2, b"")
    assert told.stderr == b"cleaner: --to parquet: writes to a folder: name it with -o\n"


def test_a_dry_run_has_the_inputs_and_the_refusals_of_the_run(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for to in ("jsonl", "parquet", "text"):
        done = cleaner("clean", table, "--to", to, "-o", out, "--dry-run")
        assert (done.returncode, done.stdout) == (0, b""), done.stderr
        assert b"documents   3" in done.stderr
    assert cleaner("clean", table, "--dry-run").returncode == 0
    for wrong in (["--to", "text"], ["--log", "x"], ["-o", table.parent]):
        assert cleaner("clean", table, "--dry-run", *wrong, cwd=tmp_path).returncode == 2
    assert not list(tmp_path.iterdir())


def test_a_folder_that_nothing_goes_to_is_not_made(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for wrong in (["--log", "x"], ["--format", "json"], ["--url", "https://example.com/"]):
        done = cleaner("clean", corpus, "-o", out, *wrong)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert not out.exists()


def test_standard_input_is_a_corpus_however_it_comes(corpus: Path) -> None:
    piped = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", "-q"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    assert piped.stdin is not None
    for piece in (b"\xef\xbb\xbf", b"{", b'"text":', b'"a b c"', b"}\n", b'{"text": "d"}\n'):
        piped.stdin.write(piece)
        piped.stdin.flush()
        time.sleep(0.3)
    shown, _ = piped.communicate()
    assert [json.loads(line)["body"] for line in shown.splitlines()] == ["a b c", "d"]
    data = gzip.decompress(corpus.read_bytes())
    beside = cleaner("clean", "-", corpus, "-q", input=data)
    bodies = [json.loads(line)["body"] for line in beside.stdout.splitlines()]
    assert len(bodies) == 6 and bodies[:3] == bodies[3:]
    for text in (b"{not json", b'{"a": 1}', b"", b"\n\n{"):
        assert cleaner("clean", "-q", input=text).stdout.strip() == text.strip()


def test_a_closed_pipe_ends_a_corpus_quietly(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"{ARTICLE}\n{number}"}) for number in range(600)]
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    arguments = ["-m", "cleaner", "clean", tmp_path / "a.jsonl", "-q", "--shard-size", "5"]
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.read(9) == b'{"id": "a'
    process.stdout.close()
    assert process.wait() != 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


def test_globs_addresses_and_kinds(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "c.data"):
        (tmp_path / name).write_text('{"text": "one"}\n')
    made = plan([f"{tmp_path}/*.jsonl"], StandIn(), Wishes())  # type: ignore[arg-type]
    assert [source.name for source in made.sources] == ["a.jsonl", "b.jsonl"]
    forced = plan([str(tmp_path / "c.data")], StandIn(), Wishes(kind="jsonl"))  # type: ignore[arg-type]
    assert [source.kind for source in forced.sources] == ["jsonl"]
    local = plan([f"file://{tmp_path}"], StandIn(), Wishes())  # type: ignore[arg-type]
    assert [Path(source.path).name for source in local.sources] == ["a.jsonl", "b.jsonl"]
    assert [Path(missing.id).name for missing in local.unreadable] == ["c.data"]
    rows = [chunk.documents.num_rows for chunk in local.sources[0].read(FieldNames(), 10)]
    assert rows == [1]


def test_a_file_system_of_fsspec_is_read() -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    with fsspec.open("memory://folder/a.jsonl.gz", "wb") as file:
        file.write(gzip.compress(b'{"text": "one"}\n{"text": "two"}\n'))
    made = plan(["memory://folder"], StandIn(), Wishes())  # type: ignore[arg-type]
    (chunk,) = made.sources[0].read(FieldNames(), 10)
    assert chunk.documents["text"].to_pylist() == ["one", "two"]


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"log": Path("log.jsonl")}, "--log"),
        ({"format": "json"}, "--format json"),
        ({"to": "parquet"}, "--to parquet"),
    ],
)
def test_options_of_files_are_refused_for_corpora(
    wishes: dict[str, object], says: str, corpus: Path
) -> None:
    with pytest.raises(UsageProblem, match=says):
        plan([str(corpus)], StandIn(), Wishes(**wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["csv", "parquet", "warc"])
def test_standard_input_is_no_container_but_json_lines(kind: str) -> None:
    done = cleaner("clean", "-", "--from", kind, input=b"text\none\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"--from {kind}: standard input may be JSON Lines".encode() in done.stderr


def test_an_input_in_the_output_folder_is_refused(cleaned: Path) -> None:
    (part,) = (cleaned / "documents").iterdir()
    with pytest.raises(UsageProblem, match="is in the output folder"):
        plan([str(part)], StandIn(), Wishes(out=cleaned))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["documents", "removed", ".cleaner"])
def test_a_shard_does_not_follow_a_link(name: str, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageProblem, match="is a link, and no output leaves the output folder"):
        run_stand_in(corpus, out=tmp_path / "out")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_address_of_the_output_folder_is_refused_too(cleaned: Path) -> None:
    with pytest.raises(UsageProblem, match="is in the output folder"):
        plan([f"file://{cleaned}/documents"], StandIn(), Wishes(out=cleaned))  # type: ignore[arg-type]


def test_an_address_that_nobody_knows_is_told() -> None:
    done = cleaner("clean", "nowhere://bucket/a.jsonl")
    assert done.returncode == 2
    assert b"nowhere://bucket/a.jsonl: " in done.stderr
