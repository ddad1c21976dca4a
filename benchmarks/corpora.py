"""Corpora to measure with, and commands that are watched while they clean them."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARD = 50  # documents, so that a small corpus has shards enough for every core
_TICKS = os.sysconf("SC_CLK_TCK")


def texts(count: int) -> Iterator[str]:
    """Yield documents: the fixtures over and over, each with a last line of its own."""
    paths = sorted(ROOT.glob("fixtures/*/raw.txt"))
    base = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    for number in range(count):
        yield f"{base[number % len(base)]}\nIt was written down as number {number} of them.\n"


def write_corpus(path: Path, documents: Iterator[str]) -> Path:
    """Write documents as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(documents):
            row = {"id": number, "text": text, "url": f"https://site{number % 9}.example.com/"}
            file.write(json.dumps(row) + "\n")
    return path


def command(corpus: Path, out: Path, *options: str) -> list[str]:
    """Return the command that cleans a corpus."""
    shard = ("--shard-size", str(SHARD))
    return [
        sys.executable,
        "-m",
        "cleaner",
        "clean",
        str(corpus),
        "-o",
        str(out),
        "-q",
        *shard,
        *options,
    ]


def timed(corpus: Path, out: Path, *options: str) -> tuple[float, float]:
    """Return the seconds of a whole command, and the processor seconds of all its processes."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command(corpus, out, *options),
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    used: dict[str, float] = {}
    while process.poll() is None:
        used |= _processor_seconds(process.pid)
        time.sleep(0.1)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return time.perf_counter() - begun, sum(used.values())


def _processor_seconds(session: int) -> dict[str, float]:
    """Of every process of a session, as Linux counts it."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(") ")[2].split()
            if int(fields[3]) == session:
                found[path.parent.name] = (int(fields[11]) + int(fields[12])) / _TICKS
    return found


def peak_of(process: "subprocess.Popen[bytes]") -> float:
    """The most resident memory of a process, in megabytes, until it ends."""
    peak = 0.0
    while process.poll() is None:
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            peak = max(
                peak,
                next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024,
            )
        time.sleep(0.2)
    return peak


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of an output by its path, but not what a run remembers for itself."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cleaner" not in path.parts
    }
