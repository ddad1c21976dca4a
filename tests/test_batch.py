"""Many documents at once: which are read, what their outputs are called, what goes wrong."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.batch.names import output_names
from cleaner.batch.readers import DocumentError, Input, find, read, reason
from cleaner.batch.restore import restore_file
from cleaner.batch.writers import write_clean
from cleaner.log import restore_record
from tests.commands import ARTICLE, cleaner
from tests.golden import read_cases
from tests.test_log import NASTY

RECORDS = {"removed.jsonl", "summary.json", "quarantine.jsonl"}


def _fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"The text of {name} stands here.\n".encode())
    return folder


def _ids(*paths: Path, **options: object) -> list[str]:
    inputs, unreadable = find([str(path) for path in paths], **options)  # type: ignore[arg-type]
    assert not unreadable
    return [document.id for document in inputs]


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# Which documents there are ----------------------------------------------------------------------


def test_an_id_is_the_path_below_the_folder_that_holds_all_inputs(tmp_path: Path) -> None:
    _fill(tmp_path, "a/x.txt", "b/x.txt", "b/c/y.html")
    assert _ids(tmp_path) == ["a/x.txt", "b/x.txt", "b/c/y.html"]
    assert _ids(tmp_path / "b") == ["x.txt", "c/y.html"]
    assert _ids(tmp_path / "b" / "x.txt") == ["x.txt"]
    assert _ids(tmp_path / "b" / "x.txt", tmp_path / "a") == ["b/x.txt", "a/x.txt"]
    assert _ids(tmp_path / "a" / ".." / "b", tmp_path / "b" / "x.txt") == ["x.txt", "c/y.html"]


def test_hidden_files_and_the_output_are_not_read_in_a_folder(tmp_path: Path) -> None:
    _fill(tmp_path, "x.txt", ".hidden.txt", ".git/config", "out/x.txt", "log.jsonl")
    outside = [tmp_path / "out", tmp_path / "log.jsonl"]
    assert _ids(tmp_path, outside=outside) == ["x.txt"]
    assert _ids(tmp_path / ".hidden.txt") == [".hidden.txt"], "a file that is named is read"


def test_a_dry_run_does_not_read_the_output_either(tmp_path: Path) -> None:
    source = _fill(tmp_path / "in", "a.txt", "out/old.txt")
    for dry_run in (["--dry-run"], []):
        done = cleaner("clean", source, "-o", source / "out", *dry_run)
        assert done.returncode == 0
        assert b"documents   1\n" in done.stderr


def test_match_chooses_by_name(tmp_path: Path) -> None:
    _fill(tmp_path, "one/raw.txt", "one/clean.txt", "two/raw.html", "two/case.toml")
    assert _ids(tmp_path, match=["raw.*"]) == ["one/raw.txt", "two/raw.html"]
    assert _ids(tmp_path, match=["*.html", "*.toml"]) == ["two/case.toml", "two/raw.html"]


def test_links_lead_to_files_but_not_round_in_circles(tmp_path: Path) -> None:
    _fill(tmp_path, "real/x.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "real" / "x.txt")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "circle").symlink_to("circle")
    (tmp_path / "in" / "nowhere").symlink_to("gone")
    inputs, unreadable = find([str(tmp_path / "in")])
    assert [document.id for document in inputs] == ["link.txt"]
    assert {missing.id: missing.problem for missing in unreadable} == {
        "circle": "too many levels of symbolic links",
        "nowhere": "a link to nothing",
        "round": "a link to a folder, not followed",
    }


def test_a_file_that_vanishes_before_it_is_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        read(Input("x", tmp_path / "gone.txt"))


def test_an_empty_path_is_not_the_current_folder(tmp_path: Path) -> None:
    _fill(tmp_path, "x.txt")
    for arguments in (("",), ("x.txt", "-o", ""), ("x.txt", "--log", "")):
        done = cleaner("clean", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"an empty path: name a" in done.stderr
    assert _files(tmp_path) == {"x.txt"}


def test_a_reason_begins_small_unless_it_begins_with_a_name() -> None:
    assert reason(OSError(2, "No such file")) == "no such file"
    assert reason(ValueError("CSV parse error: x")) == "CSV parse error: x"
    assert reason(ValueError("HTTPFileSystem is not there")) == "HTTPFileSystem is not there"


def test_a_file_that_became_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DocumentError, match="not a regular file"):
        read(Input("x", tmp_path / "pipe"))


# What outputs are called ------------------------------------------------------------------------


def test_the_suffix_is_replaced() -> None:
    ids = ["a/story.html", "b/story.html", "notes", "v1.2 draft", ".profile", "x.tar.gz"]
    assert list(output_names(ids, ".txt").values()) == [
        "a/story.txt",
        "b/story.txt",
        "notes.txt",
        "v1.2 draft.txt",
        ".profile.txt",
        "x.tar.txt",
    ]


@pytest.mark.parametrize(
    "ids",
    [
        ["x.html", "x.txt"],
        ["x.html", "X.txt"],
        ["caf\u00e9.txt", "cafe\u0301.md"],
        ["x.html", "x.txt", "x.txt.md", "x.html.txt"],
        ["A/x.txt", "a/x.txt"],
        ["a.html", "a.txt/b.html"],
        ["a?.txt", "a*.txt"],
    ],
)
def test_names_that_would_meet_are_told_apart_in_any_order(ids: list[str]) -> None:
    names = output_names(ids, ".txt")
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert names == output_names(ids[::-1], ".txt")


def test_two_formats_of_one_story_keep_their_whole_names() -> None:
    names = output_names(["x.html", "x.txt", "y.txt"], ".txt")
    assert names == {"x.html": "x.html.txt", "x.txt": "x.txt.txt", "y.txt": "y.txt"}


def test_reserved_names_are_left_free_as_files_and_as_folders() -> None:
    reserved = (".cleaner", "summary.json", "a/log.txt")
    ids = [".cleaner/x.txt", "SUMMARY.json/y.txt", "a/log.txt/z.txt", "a/log.html", "b/.cleaner/x"]
    assert list(output_names(ids, ".txt", reserved).values()) == [
        "_.cleaner/x.txt",
        "_SUMMARY.json/y.txt",
        "a/_log.txt/z.txt",
        "a/log.html.txt",
        "b/.cleaner/x.txt",
    ]
    assert output_names(["a.md"], "", ["a/log.txt"]) == {"a.md": "a.md"}, "the log has a folder"


@given(st.lists(st.text(st.characters(exclude_characters="\0"), min_size=1), unique=True))
def test_no_name_leaves_the_folder_or_meets_another(ids: list[str]) -> None:
    names = output_names(ids, ".txt", ("removed.jsonl",))
    assert set(names) == set(ids)
    files, folders = set(), set()
    for name in names.values():
        parts = name.split("/")
        assert all(part.strip(".") and len(part.encode()) <= 255 for part in parts)
        assert not set(name) & set('\\:*?"<>|\n\x1b\x00')
        files.add(name.casefold())
        folders |= {"/".join(parts[:length]).casefold() for length in range(1, len(parts))}
    assert len(files) == len(ids)
    assert not files & folders


# What is written --------------------------------------------------------------------------------


def test_a_link_in_the_output_folder_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "victim").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a").symlink_to(tmp_path / "elsewhere")
    (out / "x.txt").symlink_to(tmp_path / "victim")
    with pytest.raises(DocumentError, match="would leave the output folder"):
        write_clean(out, "a/b/x.txt", b"new", frozenset())
    write_clean(out, "x.txt", b"new", frozenset())
    assert (tmp_path / "victim").read_text() == "mine"
    assert (out / "x.txt").read_text() == "new"
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_batch_mirrors_the_input_and_names_what_fails(tmp_path: Path) -> None:
    source = _fill(tmp_path / "in", "a/x.txt", "b/x.txt", "b/x.html", "out/old.txt", "z.txt")
    (source / "empty.txt").write_bytes(b"")
    (source / "broken").symlink_to("gone")
    os.mkfifo(source / "pipe")
    missing = tmp_path / "in" / "missing.txt"
    done = cleaner("clean", source, missing, "-o", source / "out")
    assert done.returncode == 1
    said = done.stderr.decode()
    for line in (
        "cleaner: missing.txt: no such file or directory",
        "cleaner: broken: a link to nothing",
        "cleaner: pipe: not a regular file",
        "cleaner: empty.txt: empty",
        "documents   8, 4 failed",
    ):
        assert line in said.splitlines()
    assert _files(source / "out") == {
        "a/x.txt",
        "b/x.html.txt",
        "b/x.txt.txt",
        "empty.txt",
        "old.txt",
        "quarantine.jsonl",
        "removed.jsonl",
        "summary.json",
        "z.txt",
    }
    log = (source / "out" / "removed.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["id"] for line in log] == [
        "empty.txt",
        "z.txt",
        "a/x.txt",
        "b/x.html",
        "b/x.txt",
    ]
    again = cleaner("clean", source, "-o", source / "out", "-q")
    assert again.returncode == 1
    assert (source / "out" / "removed.jsonl").read_bytes().splitlines() == log


def test_an_unreadable_file_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    _fill(tmp_path, "x.txt")
    memory = Path("/proc/self/mem")  # a regular file that may be opened and not be read
    if not memory.is_file():
        pytest.skip("no /proc")
    done = cleaner("clean", memory, tmp_path / "x.txt", "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "self/mem: input/output error" in done.stderr.decode() or "mem: " in done.stderr.decode()
    assert len(_files(tmp_path / "out") - RECORDS) == 1


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    _fill(tmp_path, "x.txt")
    done = cleaner("clean", tmp_path / "x.txt", "-o", tmp_path)
    assert done.returncode in (1, 2)
    assert (tmp_path / "x.txt").read_text() == "The text of x.txt stands here.\n"
    assert "x.txt" in done.stderr.decode()


def test_odd_names_are_written_and_come_back(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    source = os.fsencode(tmp_path / "in")
    names = (b"line\nend.txt", b"\xff\xfe.txt", b"\\xff\\xfe.txt", b"CON.txt", b"-o.txt")
    names += ("ü" * 125 + ".html").encode(), b"a:b.txt", b"\x1b[2J.txt", b"dots...", b" "
    for name in names:
        with open(source + b"/" + name, "wb") as file:  # noqa: PTH123 - names that are no str
            file.write(ARTICLE.replace("spring", name.hex()).encode())
    done = cleaner("clean", source, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    lines = (tmp_path / "out" / "removed.jsonl").read_bytes().splitlines()
    originals = set()
    for record in map(json.loads, lines):
        clean = (tmp_path / "out" / record["clean"]["path"]).read_bytes().decode()
        originals.add(restore_record(clean, record))
    assert originals == {ARTICLE.replace("spring", name.hex()).encode() for name in names}
    assert len(_files(tmp_path / "out") - RECORDS) == len(names)


def test_two_folders_with_equal_names_do_not_meet(tmp_path: Path) -> None:
    _fill(tmp_path, "a/x.txt", "b/x.txt")
    done = cleaner("clean", "a", "b/x.txt", "-", "-o", "out", cwd=tmp_path, input=b"A line.")
    assert done.returncode == 0
    assert _files(tmp_path / "out") - RECORDS == {"a/x.txt", "b/x.txt", "stdin.txt"}


def test_a_second_batch_keeps_the_records_of_files_that_are_still_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for number, name in enumerate(("a.txt", "b.txt", "a.txt", "c.txt"), 1):
        (tmp_path / name).write_text(ARTICLE.replace("spring", f"batch {number}"))
        assert cleaner("clean", tmp_path / name, "-o", out, "-q").returncode == 0
        if name == "b.txt":
            (out / "b.txt").unlink()
    assert [id for id, _, _ in _clean_files(out)] == ["c.txt", "a.txt"]
    for name in ("a.txt", "c.txt"):
        restored = cleaner("restore", out / name, out / "removed.jsonl").stdout
        assert restored == (tmp_path / name).read_bytes()


def test_the_log_takes_no_clean_files_name(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(ARTICLE)
    for log in ("story.txt", "story.html.txt"):
        out = tmp_path / f"out of {log}"
        done = cleaner("clean", tmp_path / "story.html", "-q", "-o", out, "--log", out / log)
        assert done.returncode == 0
        (record,) = map(json.loads, (out / log).read_bytes().splitlines())
        restored = cleaner("restore", out / record["clean"]["path"], out / log)
        assert restored.stdout.decode().strip() == ARTICLE.strip()


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ("out/summary.json", "the run keeps that place for itself"),
        ("out/.cleaner/log.jsonl", "the run keeps that place for itself"),
        ("out/kept.txt", "is there and is no log"),
        ("other/removed.jsonl", "its records are of no file in"),
    ],
)
def test_a_log_takes_the_place_of_nothing_else(log: str, says: str, tmp_path: Path) -> None:
    _fill(tmp_path, "a.txt", "b.txt", "out/kept.txt")
    assert cleaner("clean", tmp_path / "a.txt", "-o", tmp_path / "other").returncode == 0
    before = (tmp_path / "other" / "removed.jsonl").read_bytes()
    out = tmp_path / "out"
    done = cleaner("clean", tmp_path / "b.txt", "-o", out, "--log", tmp_path / log)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert (tmp_path / "other" / "removed.jsonl").read_bytes() == before
    assert _files(out) == {"kept.txt"}


def test_a_log_outside_the_folder_goes_on(tmp_path: Path) -> None:
    _fill(tmp_path, "a.txt", "b.txt")
    for name in ("a.txt", "b.txt"):
        arguments = ("-q", "-o", tmp_path / "out", "--log", tmp_path / "log.jsonl")
        assert cleaner("clean", tmp_path / name, *arguments).returncode == 0
    lines = (tmp_path / "log.jsonl").read_bytes().splitlines()
    assert {json.loads(line)["id"] for line in lines} == {"a.txt", "b.txt"}
    done = cleaner("clean", tmp_path / "a.txt", "--log", tmp_path / "log.jsonl")
    assert done.returncode == 2
    assert b"its records are of files in a folder: name another file" in done.stderr


def test_folders_named_like_what_a_run_writes_are_mirrored(tmp_path: Path) -> None:
    names = [f"{name}/x.txt" for name in (".cleaner", *sorted(RECORDS))]
    _fill(tmp_path / "in", *names, "y.txt")
    paths = [tmp_path / "in" / name for name in (*names, "y.txt")]
    assert cleaner("clean", *paths, "-o", tmp_path / "out").returncode == 0
    written = {f"_{name}" for name in names}
    assert _files(tmp_path / "out") - RECORDS == {*written, "y.txt"} - {"quarantine.jsonl"}


def test_a_state_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    _fill(tmp_path, "a.txt", "elsewhere/kept.txt", "out/kept.txt")
    (tmp_path / "out" / ".cleaner").symlink_to(tmp_path / "elsewhere")
    done = cleaner("clean", tmp_path / "a.txt", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b".cleaner: is a link, and no output leaves the output folder" in done.stderr
    assert _files(tmp_path / "elsewhere") == {"kept.txt"}


def test_a_log_may_go_to_a_device(tmp_path: Path) -> None:
    done = cleaner("clean", "-", "-q", "--log", "/dev/null", input=ARTICLE.encode())
    assert done.returncode == 0
    assert not Path("/dev/null").is_file()


# And back ---------------------------------------------------------------------------------------


def _write(folder: Path, documents: dict[str, bytes]) -> Path:
    for name, data in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _clean_files(out: Path) -> list[tuple[str, str, Path]]:
    """The id, format and clean file of every record of a log."""
    lines = (out / "removed.jsonl").read_bytes().splitlines()
    records = map(json.loads, lines)
    return [
        (record["id"], record["source"]["format"], out / record["clean"]["path"])
        for record in records
    ]


def test_restore_gives_every_input_back_byte_for_byte(tmp_path: Path) -> None:
    documents = {f"nasty/{number}.txt": data for number, data in enumerate(NASTY.values())}
    documents |= {f"fixtures/{case.slug}.txt": case.raw for case in read_cases()}
    source, out = _write(tmp_path / "in", documents), tmp_path / "out"
    assert cleaner("clean", source, "-o", out).returncode == 1, "one of them is empty"
    found = _clean_files(out)
    assert {id for id, _, _ in found} == set(documents)
    for id, format, clean in found:
        restored = restore_file(str(clean), str(out / "removed.jsonl"))
        if id.startswith("nasty"):  # and all of what the command prints is that
            done = cleaner("restore", clean, out / "removed.jsonl")
            assert (done.returncode, done.stdout) == (0, restored), done.stderr.decode()
        assert format == "html" or restored == documents[id]
        assert format != "html" or restored.decode("utf-8").strip()


@pytest.mark.parametrize("options", [("--no-title",), ("--format", "json")], ids=str)
def test_restore_needs_no_headline_in_the_file_and_reads_json(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    documents = {f"{number}.txt": data for number, data in enumerate(NASTY.values())}
    source, out = _write(tmp_path / "in", documents), tmp_path / "out"
    cleaner("clean", source, "-o", out, *options)
    found = _clean_files(out)
    assert len(found) == len(documents)
    for id, format, clean in found:
        restored = restore_file(str(clean), str(out / "removed.jsonl"))
        assert format == "html" or restored == documents[id]


def test_restore_finds_the_record_by_id_path_or_text(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(ARTICLE.replace("spring", name))
    out = tmp_path / "out"
    cleaner("clean", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out)
    log = out / "removed.jsonl"
    original = (tmp_path / "b.txt").read_bytes()
    (tmp_path / "moved").write_bytes((out / "b.txt").read_bytes())
    assert cleaner("restore", out / "b.txt", log).stdout == original
    assert cleaner("restore", tmp_path / "moved", log).stdout == original
    assert cleaner("restore", "-", log, input=(out / "b.txt").read_bytes()).stdout == original
    assert cleaner("restore", out / "b.txt", log, "--id", "b.txt").stdout == original
    done = cleaner("restore", out / "b.txt", log, "-o", tmp_path / "back")
    assert (done.stdout, (tmp_path / "back").read_bytes()) == (b"", original)


def test_restore_refuses_what_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    out = tmp_path / "out"
    cleaner("clean", tmp_path / "a.txt", "-o", out)
    clean, log = out / "a.txt", out / "removed.jsonl"
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"{\n")
    edited = tmp_path / "edited.txt"
    edited.write_bytes(clean.read_bytes() + b"\n")
    for arguments, says in (
        ([edited, log], "removed.jsonl: the clean text is not the one"),
        ([clean, log, "--id", "b.txt"], "no record of this clean file"),
        ([clean, broken], "broken.jsonl: line 1: not a JSON object"),
        ([tmp_path / "gone.txt", log], "gone.txt: no such file or directory"),
        ([clean, tmp_path / "gone.jsonl"], "gone.jsonl: no such file or directory"),
        ([clean, tmp_path], "is a directory"),
        ([clean, log, "-o", tmp_path / "no" / "folder"], "no such file or directory"),
    ):
        done = cleaner("restore", *arguments)
        assert done.returncode == 1
        assert done.stdout == b""
        assert says in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1


def test_a_log_without_an_output_folder_is_enough(tmp_path: Path) -> None:
    done = cleaner("clean", "--log", tmp_path / "log.jsonl", input=NASTY["utf-16"])
    (tmp_path / "clean.txt").write_bytes(done.stdout)
    back = cleaner("restore", tmp_path / "clean.txt", tmp_path / "log.jsonl")
    assert back.stdout == NASTY["utf-16"]
