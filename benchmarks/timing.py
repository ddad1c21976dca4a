"""Timing: medians of interleaved rounds, fresh processes, stages, peak memory."""

import gc
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from cleaner import stages
from cleaner.pipeline import Cleaner

_FIRST = """
import time
start = time.perf_counter()
import cleaner
cleaner.clean("A short text.\\n\\nThe ferry leaves at nine, and nobody on the quay is ready.")
print(1000 * (time.perf_counter() - start))
import sys
sys.exit(any(name in sys.modules for name in ("lxml", "trafilatura", "justext")))
"""
# VmHWM, for ru_maxrss of a child starts at its parent's.
_PEAK = """
import re, sys
from pathlib import Path
from cleaner import clean

def peak():
    return 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""
_MEMORY = f"""{_PEAK}
from benchmarks.shapes import article
clean(article(20_000))
text = article(int(sys.argv[1]))
before = peak()
clean(text)
print(peak() - before)
"""
_LANGUAGES = f"""{_PEAK}
from benchmarks.labelled import read_folder
for document in read_folder(Path(sys.argv[1])):
    clean(document.text)
print(peak())
"""


def interleaved(
    calls: Sequence[Callable[[Any], object]], inputs: Iterable[Any], rounds: int
) -> list[float]:
    """The median seconds that each call takes for all inputs, in turns after one to warm up.

    What the benchmark itself holds is frozen: a collection that walks it would count for a call.
    """
    inputs = list(inputs)
    gc.freeze()
    taken: list[list[float]] = [[] for _ in calls]
    for number in range(rounds + (rounds > 1)):
        for call, seconds in zip(calls, taken, strict=True):
            start = perf_counter()
            for item in inputs:
                call(item)
            if number or rounds == 1:
                seconds.append(perf_counter() - start)
    gc.unfreeze()
    return [statistics.median(seconds) for seconds in taken]


def first_clean(rounds: int) -> float:
    """Milliseconds from ``import cleaner`` to the first result, in a fresh process."""
    return statistics.median(float(_python("-c", _FIRST)) for _ in range(rounds))


def import_only(name: str, rounds: int) -> float:
    """Milliseconds that importing a module takes in a fresh process."""
    code = f"import time; s = time.perf_counter(); import {name}; print(time.perf_counter() - s)"
    return 1000 * statistics.median(float(_python("-c", code)) for _ in range(rounds))


def cold_command(rounds: int) -> float:
    """Milliseconds of ``cleaner clean`` for one small file, the process included."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.txt")
        source.write_text("A short text.\n\nThe ferry leaves at nine.\n", encoding="utf-8")
        found = []
        for number in range(rounds):
            start = perf_counter()
            _python("-m", "cleaner", "clean", str(source), "--out", f"{folder}/out{number}")
            found.append(1000 * (perf_counter() - start))
    return statistics.median(found)


def memory_factor(megabytes: int) -> float:
    """Peak memory above the base as a multiple of the input, of one text of articles (Linux)."""
    size = megabytes * 1_000_000
    return float(_python("-c", _MEMORY, str(size))) / size


def process_megabytes(folder: Path) -> float:
    """Peak memory of a process that cleaned the labelled documents of a folder (Linux)."""
    return float(_python("-c", _LANGUAGES, str(folder))) / 1_000_000


def _python(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout or "0"


def stage_seconds(texts: Sequence[str]) -> dict[str, float]:
    """The share of the time that each stage takes, by name; "rest" is all that is none."""
    cleaner, taken = Cleaner(), defaultdict[str, float](float)
    for text in texts:
        cleaner.clean(text)
    order = stages.STAGES
    stages.STAGES = tuple(_timed(stage, taken) for stage in order)
    try:
        start = perf_counter()
        for text in texts:
            cleaner.clean(text)
        total = perf_counter() - start
    finally:
        stages.STAGES = order
    shares = {name: seconds / total for name, seconds in taken.items()}
    return {**shares, "rest": 1 - sum(shares.values())}


def _timed(stage: stages.Stage, taken: dict[str, float]) -> stages.Stage:
    def timed(draft: Any, settings: Any) -> Any:
        start = perf_counter()
        marks = list(stage(draft, settings))
        taken[stage.__name__.strip("_")] += perf_counter() - start
        return marks

    return timed
