"""What a corpus costs beside bare calls of ``clean()``: time, memory, kills; all in one run.

    python -m benchmarks.batch [--documents N] [--memory SMALL LARGE] [--kills N]

The documents are those of ``fixtures/``, over and over; the corpora for memory are short lines.
Commands are whole processes with their start. What is compared ran in this very run.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import ROOT, SHARD, command, content, peak_of, texts, timed, write_corpus
from cleaner import clean
from cleaner.batch.chunks import FieldNames
from cleaner.batch.containers import Source
from cleaner.batch.job import Job, Task
from cleaner.batch.shard import do_shard
from cleaner.pipeline import default_cleaner

SPEED_UP, OVERHEAD, MEMORY_GROWTH, PARENT_MB = 1.8, 0.15, 0.10, 400
SHORT = "The wall of the harbour was closed on day {} and nobody in the village had expected it.\n"


@dataclass(frozen=True)
class Figure:
    """One measurement beside what it should be."""

    name: str
    value: str
    wanted: str
    holds: bool = True


def main() -> None:
    """Measure, print, and exit with 1 when a figure is not what it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1500, help="for throughput [1500]")
    parser.add_argument(
        "--memory",
        type=int,
        nargs=2,
        default=(1000, 10_000),
        metavar=("SMALL", "LARGE"),
        help="documents of the two corpora [1000 10000]; the figures of record: 10000 1000000",
    )
    parser.add_argument("--kills", type=int, default=5, help="at random moments [5]; of record: 50")
    parser.add_argument("--seed", type=int, default=1, help="of the moments [1]")
    parser.add_argument("--only", nargs="*", choices=list(MEASURES), help="measure only this")
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in MEASURES.items():
            if options.only and name not in options.only:
                continue
            for figure in measure(Path(folder), options):
                failed |= not figure.holds
                mark = "" if figure.holds else "  MISSED"
                print(f"{figure.name:44} {figure.value:>24}  {figure.wanted}{mark}", flush=True)
    sys.exit(failed)


# Throughput -------------------------------------------------------------------------------------


def throughput(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """All cores against one process that calls ``clean()`` in a loop.

    The start (rules compiled) is measured with a corpus of one document and left out of both.
    """
    documents = list(texts(options.documents))
    corpus = write_corpus(folder / "speed.jsonl", iter(documents))
    one = write_corpus(folder / "one.jsonl", iter(documents[:1]))
    clean(documents[0])
    halves = (documents[::2], documents[1::2])  # one before the runner, one behind it
    start, start_used = timed(one, folder / "one")
    loop, loop_used = _loop(halves[0])
    whole, used = timed(corpus, folder / "speed")
    loop, loop_used = (
        before + behind for before, behind in zip((loop, loop_used), _loop(halves[1]), strict=True)
    )
    ran, count = max(whole - start, 1e-9), len(documents)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    size = sum(len(text.encode()) for text in documents) / 1e6
    yield Figure("one process in a loop", f"{count / loop:.1f} docs/s", f"{size / loop:.3f} MB/s")
    name = f"the runner, {cores} cores, start left out"
    yield Figure(name, f"{count / ran:.1f} docs/s", f"{size / ran:.3f} MB/s")
    yield Figure("the runner, whole command", f"{whole:.1f} s", f"start {start:.1f} s")
    wanted = SPEED_UP * (cores or 1) / 2
    speed_up = loop / ran
    yield Figure("speed-up", f"{speed_up:.2f} x", f"at least {wanted:.1f} x", speed_up >= wanted)
    work = (used - start_used) / loop_used
    yield Figure("processor time of the runner over the loop's", f"{work:.2f} x", "")
    busy = loop / loop_used
    note = "" if busy < 1.1 else "other work was on this machine: the speed-up tells little"
    yield Figure("the loop's time over its processor time", f"{busy:.2f} x", note)


def _loop(documents: list[str]) -> tuple[float, float]:
    begun, used = time.perf_counter(), time.process_time()
    for text in documents:
        clean(text)
    return time.perf_counter() - begun, time.process_time() - used


def container(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Processor time of reading, cleaning and writing shards over that of the bare calls."""
    documents = list(texts(min(options.documents, 400)))
    corpus = write_corpus(folder / "container.jsonl", iter(documents))
    bare = [0.0]
    with_container = 0.0
    clean(documents[0])
    job = Job(default_cleaner(), "jsonl", folder / "container", compression="gzip")
    chunks = Source("jsonl", str(corpus), corpus.name).read(FieldNames(), SHARD)
    at = 0
    while True:
        begun = time.process_time()
        chunk = next(chunks, None)
        if chunk is None:
            break
        do_shard(job, Task(f"00000-{at:06}", chunk), lambda row: None)
        with_container += time.process_time() - begun
        begun = time.process_time()
        for text in documents[at : at + SHARD]:
            clean(text, url="https://site0.example.com/")
        bare.append(time.process_time() - begun)
        at += SHARD
    overhead = with_container / sum(bare) - 1
    yield Figure(
        "overhead of the container",
        f"{overhead:.1%}",
        f"at most {OVERHEAD:.0%}",
        overhead <= OVERHEAD,
    )


# Memory -----------------------------------------------------------------------------------------


def memory(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Peak memory of the parent for a small and a large corpus of short documents."""
    peaks = []
    for count in options.memory:
        corpus = write_corpus(folder / f"{count}.jsonl", (SHORT.format(n) for n in range(count)))
        arguments = command(corpus, folder / f"memory-{count}", "--shard-size", "500")
        process = subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.DEVNULL)
        peaks.append(peak_of(process))
        yield Figure(
            f"peak of the parent, {count:,} documents",
            f"{peaks[-1]:.0f} MB",
            f"below {PARENT_MB} MB",
            0 < peaks[-1] < PARENT_MB,
        )
    growth = peaks[1] / peaks[0] - 1
    yield Figure(
        "growth", f"{growth:+.1%}", f"at most {MEMORY_GROWTH:.0%}", growth <= MEMORY_GROWTH
    )


# Kills ------------------------------------------------------------------------------------------


def kills(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """``kill -9`` at random moments, until all is done; then every byte is compared."""
    chance = random.Random(options.seed)
    corpus = write_corpus(folder / "kills.jsonl", texts(min(options.documents, 400)))
    whole, _ = timed(corpus, folder / "undisturbed")
    expected = content(folder / "undisturbed")
    killed = rounds = different = 0
    while killed < options.kills:
        out = folder / f"killed-{rounds}"
        while not _killed(corpus, out, chance.uniform(0, whole)):
            killed += 1
            if killed >= options.kills:
                timed(corpus, out)
                break
        rounds += 1
        different += content(out) != expected
    yield Figure(
        f"{killed} kills in {rounds} runs: runs that differ", str(different), "none", different == 0
    )


def _killed(corpus: Path, out: Path, seconds: float) -> bool:
    """Run for so long, then kill; True when it came to its end before."""
    process = subprocess.Popen(command(corpus, out), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False
    return True


def resume(folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """From the command to the first new shard: of a fresh run, and after a kill half-way."""
    corpus = write_corpus(folder / "resume.jsonl", texts(min(options.documents, 400)))
    out = folder / "resume"
    shards = min(options.documents, 400) // SHARD
    fresh = _until(corpus, out, 1)
    _until(corpus, out, max(shards // 2, 2))
    done = _done(out)
    resumed = _until(corpus, out, done + 1)
    yield Figure("to the first shard, fresh run", f"{fresh:.1f} s", "")
    yield Figure(
        f"to the next shard, {done} of {shards} done",
        f"{resumed:.1f} s",
        "no more than 1 s above",
        resumed <= fresh + 1,
    )


def _until(corpus: Path, out: Path, shards: int) -> float:
    """Seconds until so many shards are done; then the run is killed."""
    begun = time.perf_counter()
    process = subprocess.Popen(command(corpus, out), cwd=ROOT, stderr=subprocess.DEVNULL)
    while process.poll() is None and _done(out) < shards:
        time.sleep(0.01)
    seconds = time.perf_counter() - begun
    process.send_signal(signal.SIGKILL)
    process.wait()
    return seconds


def _done(out: Path) -> int:
    manifest = out / ".cleaner" / "manifest.jsonl"
    return manifest.read_bytes().count(b'{"shard"') if manifest.is_file() else 0


MEASURES: dict[str, Callable[[Path, argparse.Namespace], Iterator[Figure]]] = {
    "throughput": throughput,
    "container": container,
    "memory": memory,
    "resume": resume,
    "kills": kills,
}

if __name__ == "__main__":
    main()
