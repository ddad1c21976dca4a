"""What may happen to a run: nothing is lost, nothing is done twice, and all of it is told."""

import errno
import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaner.batch.chunks import Chunk, ChunkBuilder
from cleaner.batch.job import Job, Limits, OutputProblem, Report, Task
from cleaner.batch.local import is_small, run_local
from cleaner.batch.manifest import locked
from cleaner.batch.readers import DocumentError, UsageProblem
from cleaner.batch.run import How
from cleaner.batch.shard import do_shard
from tests.commands import ROOT, environment
from tests.stand_ins import NOISE, StandIn, run_stand_in


def _corpus(path: Path, *texts: str, count: int = 0) -> Path:
    rows = [{"text": text} for text in texts] or [
        {"text": f"{NOISE}Document {number}.", "n": number} for number in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _content(folder: Path) -> dict[str, bytes]:
    """All that an output holds, but not what a run remembers for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".cleaner" not in path.parts
    }


def _rows(out: Path) -> list[dict[str, object]]:
    lines = b"".join(path.read_bytes() for path in sorted(out.glob("documents/*.jsonl")))
    return [json.loads(line) for line in lines.splitlines()]


def _quarantine(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "quarantine.jsonl").read_bytes().splitlines()]


def test_the_output_is_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", count=35)
    for workers in (1, 3):
        run_stand_in(corpus, how=How(workers=workers), out=tmp_path / str(workers), shard_size=10)
    assert _content(tmp_path / "1") == _content(tmp_path / "3")
    assert [row["n"] for row in _rows(tmp_path / "1")] == list(range(35)), "order is kept"
    assert len(list((tmp_path / "1" / "documents").iterdir())) == 4


# One bad document -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("DIE", "the process that cleaned it died (SIGSEGV)"),
        ("HANG", "took longer than 0.5 seconds"),
        ("EAT", "needs more than 512 MB of memory"),
        ("RAISE", "not cleaned, which is an error in cleaner: ValueError: told to"),
        ("", "empty"),
    ],
)
def test_a_bad_document_costs_itself_alone(bad: str, says: str, tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", "one", "two", bad, "four", "five")
    out = tmp_path / "out"
    how = How(workers=1, limits=Limits(seconds=0.5, megabytes=512))
    figures, failures = run_stand_in(corpus, how=how, out=out)
    ((name, reason),) = failures
    assert (name, figures.documents, figures.failed) == ("in.jsonl: line 3", 5, 1)
    assert reason.startswith(says)
    bodies = [row["body"] for row in _rows(out) if row["body"]]
    assert bodies == ["one", "two", "four", "five"]
    (entry,) = _quarantine(out)
    assert (entry["source"], entry["line"], entry["id"]) == ("in.jsonl", 3, "in.jsonl#3")
    assert entry["reason"] == reason


def test_a_document_that_a_worker_died_at_by_chance_is_done(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", "one", f"ONCE {tmp_path / 'killed'}", "three")
    figures, failures = run_stand_in(corpus, out=tmp_path / "out")
    assert (tmp_path / "killed").exists()
    assert (figures.documents, failures) == (3, [])


def test_loose_files_fail_alone_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, text in (("a", "good"), ("b", "DIE"), ("c", "good")):
        (tmp_path / "in" / f"{name}.txt").write_text(text)
    figures, failures = run_stand_in(tmp_path / "in", out=tmp_path / "out")
    assert [name for name, _ in failures] == ["b.txt"]
    assert figures.documents == 3
    assert set(_content(tmp_path / "out")) == {
        *("a.txt", "c.txt", "removed.jsonl", "summary.json", "quarantine.jsonl")
    }


def test_a_document_of_a_container_that_is_all_of_its_shard_costs_only_itself(
    tmp_path: Path,
) -> None:
    for target in ("jsonl", "parquet"):
        corpus = _corpus(tmp_path / "in.jsonl", "RAISE" if target == "parquet" else "HANG")
        how = How(workers=1, limits=Limits(seconds=0.5))
        figures, failures = run_stand_in(corpus, how=how, out=tmp_path / target, to=target)
        assert (figures.documents, figures.failed, len(failures)) == (1, 1, 1)


# A few files ------------------------------------------------------------------------------------


def _files(folder: Path, **texts: str) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return [folder / f"{name}.txt" for name in texts]


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("DIE", "the process that cleaned it died (SIGSEGV), 2 times"),
        ("HANG", "took longer than 0.5 seconds"),
        ("EAT", "needs more than 512 MB of memory"),
        ("RAISE", "not cleaned, which is an error in cleaner: ValueError: told to"),
        ("", "empty"),
    ],
)
def test_a_small_run_keeps_every_limit_and_gives_what_a_large_one_gives(
    bad: str, says: str, tmp_path: Path
) -> None:
    paths = _files(tmp_path / "in", a=f"{NOISE}one", b=bad, c="three")
    limits = Limits(seconds=0.5, megabytes=512)
    _, failures = run_stand_in(*paths, how=How(limits=limits, small=True), out=tmp_path / "small")
    assert failures == [("b.txt", says)]
    run_stand_in(*paths, how=How(limits=limits), out=tmp_path / "large")
    assert _content(tmp_path / "small") == _content(tmp_path / "large")


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
def test_a_small_run_has_one_worker_that_is_a_fork_and_ends_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaner.batch.supervise.context", None)
    paths = _files(tmp_path / "in", a="one", b="two")
    begun = time.monotonic()
    figures, _ = run_stand_in(*paths, how=How(workers=2, small=True), out=tmp_path / "out")
    assert figures.documents == 2
    assert time.monotonic() - begun < 0.9, "the worker heard that its work was done"


def test_small_are_few_plain_files_of_little_size(tmp_path: Path) -> None:
    few = [str(path) for path in _files(tmp_path, a="one", b="two")]
    here = sys.platform == "linux"
    assert is_small(few) == here
    assert not is_small(few * 10)
    assert not is_small([str(tmp_path)]), "a folder"
    assert not is_small([*few, str(tmp_path / "gone.txt")])
    assert not is_small(["-"])
    assert not is_small([str(_corpus(tmp_path / "in.jsonl", count=1))]), "a container"
    (tmp_path / "large.txt").write_text("x" * 1_000_001)
    assert not is_small([str(tmp_path / "large.txt")])


# One bad input ----------------------------------------------------------------------------------


def test_what_stands_before_a_break_is_done(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "plain.jsonl", count=3000).read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(corpus)[:-400])
    (tmp_path / "plain.jsonl").unlink()
    _corpus(tmp_path / "good.jsonl", "good")
    (tmp_path / "footer.parquet").write_bytes(b"PAR1 and nothing of a footer")
    figures, failures = run_stand_in(tmp_path, out=tmp_path / "out", to="jsonl")
    reasons = dict(failures)
    (cut,) = (name for name in reasons if name.startswith("cut.jsonl.gz: line "))
    assert "truncated" in reasons[cut].lower()
    assert "footer" in reasons["footer.parquet"] or "magic" in reasons["footer.parquet"]
    done = int(cut.rpartition(" ")[2]) - 1
    assert 2000 < done < 3000
    assert figures.documents == done + 1 + len(failures)


def test_an_input_that_vanishes_is_named(tmp_path: Path) -> None:
    _corpus(tmp_path / "a.jsonl", "good")
    figures, failures = run_stand_in(
        tmp_path / "a.jsonl", tmp_path / "gone.jsonl", out=tmp_path / "out"
    )
    assert failures == [("gone.jsonl", "no such file or directory")]
    assert (figures.documents, figures.failed) == (2, 1)


# The output takes no more -----------------------------------------------------------------------


def _task(*texts: str) -> Task:
    builder = ChunkBuilder("in.jsonl", "line", 10)
    for number, text in enumerate(texts, 1):
        builder.add(len(text), id=str(number), text=text, position=number)
    return Task("00000-000000", builder.take(0))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
@pytest.mark.parametrize("target", ["jsonl", "parquet", "text"])
def test_a_disk_that_takes_no_more_ends_the_run(
    code: int, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("cleaner.batch.sinks.replace_file", full)
    monkeypatch.setattr("cleaner.batch.writers.replace_file", full)
    job = Job(StandIn(), target, tmp_path)  # type: ignore[arg-type]
    with pytest.raises(OutputProblem, match=os.strerror(code).lower()):
        do_shard(job, _task("text"), lambda row: None)


def test_what_was_done_before_the_disk_was_full_is_kept(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", count=30)
    out = tmp_path / "out"
    blocked = out / "removed" / "part-00000-000002.jsonl.gz"
    blocked.mkdir(parents=True)  # nothing can be renamed to this
    with pytest.raises(OutputProblem, match="directory"):
        run_stand_in(corpus, how=How(workers=1), out=out, shard_size=10)
    assert json.loads((out / "summary.json").read_bytes())["documents"] == 20
    blocked.rmdir()
    figures, _ = run_stand_in(corpus, out=out, shard_size=10)
    assert figures.documents == 30


def test_a_folder_that_cannot_be_written_to_is_told_at_once(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", count=3)
    with pytest.raises((DocumentError, UsageProblem), match="output folder /proc/"):
        run_stand_in(corpus, out=Path("/proc/out"))


def test_a_process_that_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(process: object) -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("multiprocessing.context.ForkServerProcess.start", refused)
    with pytest.raises(OutputProblem, match="no process could be started to clean it: resource"):
        run_stand_in(_corpus(tmp_path / "in.jsonl", "text"), out=tmp_path / "out")


# Killed, interrupted, twice ---------------------------------------------------------------------


def _slow_run(source: Path, out: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.stand_ins", str(source), str(out)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, start_new_session=True
    )


def _wait_for(process: "subprocess.Popen[bytes]", manifest: Path, shards: int) -> None:
    while not (manifest.is_file() and manifest.read_bytes().count(b'"shard"') >= shards):
        assert process.poll() is None, process.stderr.read()  # type: ignore[union-attr]
        time.sleep(0.005)


@pytest.mark.parametrize("kind", ["corpus", "files"])
def test_a_killed_run_goes_on_to_the_very_same_bytes(kind: str, tmp_path: Path) -> None:
    if kind == "corpus":
        source = _corpus(tmp_path / "in.jsonl", count=300)
    else:
        source = tmp_path / "in"
        source.mkdir()
        for number in range(300):
            (source / f"{number}.txt").write_text(f"{NOISE}Document {number}.")
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert _slow_run(source, whole).wait() == 0
    for shards in (1, 4, 9):
        process = _slow_run(source, out)
        _wait_for(process, out / ".cleaner" / "manifest.jsonl", shards)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert _content(out) != _content(whole)
    last = _slow_run(source, out)
    assert last.wait() == 0, last.stderr.read()  # type: ignore[union-attr]
    assert _content(out) == _content(whole)


def test_a_manifest_that_a_kill_cut_short_is_read(tmp_path: Path) -> None:
    corpus, out = _corpus(tmp_path / "in.jsonl", count=30), tmp_path / "out"
    run_stand_in(corpus, out=out, shard_size=10)
    before = _content(out)
    manifest = out / ".cleaner" / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[: -len(b'{"finished": true}\n') - 20])
    (out / "documents" / f".{'0' * 16}.part").write_bytes(b"half")
    run_stand_in(corpus, out=out, shard_size=10)
    assert _content(out) == before


def test_a_finished_run_is_not_done_again_unless_a_shard_is_missing(tmp_path: Path) -> None:
    corpus, out = _corpus(tmp_path / "in.jsonl", count=30), tmp_path / "out"
    first, _ = run_stand_in(corpus, out=out, shard_size=10)
    before = _content(out)
    stamps = {path: path.stat().st_mtime_ns for path in out.glob("documents/*")}
    again, _ = run_stand_in(corpus, out=out, shard_size=10)
    assert again.summary() == first.summary()
    assert {path: path.stat().st_mtime_ns for path in out.glob("documents/*")} == stamps
    for part in out.glob("*/part-00000-000001*"):
        part.unlink()
    run_stand_in(corpus, out=out, shard_size=10)
    assert _content(out) == before


@pytest.mark.parametrize("to", ["jsonl", "parquet", "text"])
def test_documents_that_somebody_deleted_are_done_again(to: str, tmp_path: Path) -> None:
    corpus, out = _corpus(tmp_path / "in.jsonl", count=6), tmp_path / "out"
    run_stand_in(corpus, out=out, to=to, shard_size=3)
    before = _content(out)
    for path in sorted((out / "documents").rglob("*.*"))[:2]:
        path.unlink()
    assert _content(out) != before
    run_stand_in(corpus, out=out, to=to, shard_size=3)
    assert _content(out) == before


def test_loose_files_that_somebody_deleted_are_done_again(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(300):
        (tmp_path / "in" / f"{number}.txt").write_text(f"{NOISE}Document {number}.")
    out = tmp_path / "out"
    process = _slow_run(tmp_path / "in", out)
    _wait_for(process, out / ".cleaner" / "manifest.jsonl", 2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (out / "0.txt").unlink()
    assert _slow_run(tmp_path / "in", out).wait() == 0
    assert (out / "0.txt").read_text() == "Document 0."


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_text_that_cannot_be_written_fails_alone(kind: str, tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", "one", "two", "three")
    part = tmp_path / "out" / "documents" / "part-00000-000000"
    if kind == "folder":
        (part / "in.jsonl#2.txt" / "mine").mkdir(parents=True)
    else:
        part.parent.mkdir(parents=True)
        (tmp_path / "elsewhere").mkdir()
        part.symlink_to(tmp_path / "elsewhere")
    figures, failures = run_stand_in(corpus, out=tmp_path / "out", to="text")
    lost = [2] if kind == "folder" else [1, 2, 3]
    assert [name for name, _ in failures] == [f"in.jsonl: line {number}" for number in lost]
    assert all(reason.startswith("not written: documents/part-") for _, reason in failures)
    assert figures.failed == len(lost)
    logs = gzip.decompress(next((tmp_path / "out" / "removed").iterdir()).read_bytes())
    assert len(logs.splitlines()) == 3 - len(lost)


def test_a_folder_belongs_to_one_run(tmp_path: Path) -> None:
    corpus, out = _corpus(tmp_path / "in.jsonl", count=3), tmp_path / "out"
    out.mkdir()
    with locked(out), pytest.raises(UsageProblem, match="another run is writing to it"):
        run_stand_in(corpus, out=out)
    run_stand_in(corpus, out=out)
    other = _corpus(tmp_path / "other.jsonl", "another text")
    with pytest.raises(UsageProblem, match="choose another folder, or say --overwrite"):
        run_stand_in(other, out=out)
    (out / "documents" / "mine.txt").write_text("not the run's")
    run_stand_in(other, how=How(overwrite=True), out=out)
    assert [row["body"] for row in _rows(out)] == ["another text"]
    assert (out / "documents" / "mine.txt").exists(), "only what the run had written went"


@pytest.mark.parametrize("broken", [b"no manifest\n", b"[1]\n", b"\xff\xfe\n"])
def test_overwrite_gets_past_a_manifest_that_is_broken(broken: bytes, tmp_path: Path) -> None:
    corpus, out = _corpus(tmp_path / "in.jsonl", count=30), tmp_path / "out"
    run_stand_in(corpus, out=out, shard_size=10)
    (out / ".cleaner" / "manifest.jsonl").write_bytes(broken)
    other = _corpus(tmp_path / "other.jsonl", "another text")
    with pytest.raises(UsageProblem, match=r"not a manifest: .*: say --overwrite"):
        run_stand_in(other, out=out)
    run_stand_in(other, how=How(overwrite=True), out=out)
    assert [row["body"] for row in _rows(out)] == ["another text"]


def test_columns_are_those_of_the_first_shard_that_has_documents(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{bad\n{worse\n")
    row = {"id": "a", "text": "one", "n": 1}
    (tmp_path / "good.jsonl").write_text(json.dumps(row) + "\n")
    _, failures = run_stand_in(tmp_path, out=tmp_path / "out", to="parquet")
    assert len(failures) == 2
    parts = sorted((tmp_path / "out" / "documents").iterdir())
    (found,) = pq.read_table(parts[-1]).to_pylist()
    assert (found["id"], found["n"], found["other_fields"]) == ("a", 1, None)
    _, failures = run_stand_in(tmp_path / "bad.jsonl", out=tmp_path / "none", to="parquet")
    assert len(failures) == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to find processes in")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    corpus = _corpus(tmp_path / "in.jsonl", count=3000)
    process = _slow_run(corpus, tmp_path / "out")
    _wait_for(process, tmp_path / "out" / ".cleaner" / "manifest.jsonl", 1)
    assert len(_living(process.pid)) >= 3, "the parent, and workers"
    process.send_signal(signal.SIGKILL)
    process.wait()
    for _ in range(100):
        if not _living(process.pid):
            return
        time.sleep(0.1)
    pytest.fail(f"still there: {_living(process.pid)}")


def _living(session: int) -> list[int]:
    """The processes of a session that are not zombies."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = path.read_text().rpartition(") ")
        except OSError:
            continue
        state, _, _, its_session = rest.split()[:4]
        if state != "Z" and int(its_session) == session:
            found.append(int(path.parent.name))
    return found


def test_no_more_than_a_few_shards_are_read_ahead() -> None:
    read = []

    def shards() -> Iterator[tuple[str, Chunk]]:
        for number in range(12):
            read.append(number)
            yield f"00000-{number:06}", _task("text").chunk

    reports = run_local(Job(StandIn(), "jsonl", None), shards(), 2, Limits())  # type: ignore[arg-type]
    for number, report in enumerate(reports):
        assert isinstance(report, Report)
        assert read[-1] <= number + 3
    assert threading.active_count() < 5
