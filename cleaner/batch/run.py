"""A run from its plan to its end: shards, manifest, summary, log."""

import gzip
import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from cleaner.batch.chunks import Failure
from cleaner.batch.feed import every_shard, shards_left, typed
from cleaner.batch.figures import Figures
from cleaner.batch.job import Job, Limits, OutputProblem, Report
from cleaner.batch.local import run_local
from cleaner.batch.manifest import Manifest, locked
from cleaner.batch.places import QUARANTINE_NAME, SUMMARY_NAME
from cleaner.batch.plan import Plan, fingerprint
from cleaner.batch.readers import reason
from cleaner.batch.sinks import STATE, artefact, documents_name
from cleaner.batch.supervise import Worker
from cleaner.batch.writers import log_file, replace_file
from cleaner.log import dumps

Told = Callable[[Report], None]
_LEFT_OVER = re.compile(r"\.[0-9a-f]{16}\.part")


@dataclass(frozen=True)
class How:
    """With what to run: ``address`` is a cluster's. ``small`` is what `is_small` says."""

    workers: int = 1
    limits: Limits = field(default_factory=Limits)
    engine: Literal["local", "ray"] = "local"
    address: str | None = None
    overwrite: bool = False
    small: bool = False


def run(made: Plan, how: How, told: Told) -> Figures:
    """Do what is left of a run, tell of every shard, and return the figures of the whole.

    Whatever ends it, the same call goes on from there and gives the same bytes. Raises
    UsageProblem when another run has the folder, OutputProblem when the output takes no more.
    """
    out = made.job.out
    assert out is not None
    # Forked before the folder is locked: a worker that outlives a kill must not hold the lock.
    with _hand(made, how) as hand, locked(out):
        manifest = Manifest(out / STATE)
        try:
            if how.overwrite:
                manifest.forget()
            manifest.open(fingerprint(made), made.job.target)
            if manifest.resumed:
                _sweep(out)
            _forget_missing(manifest, made.job)
            return _run(made, how, manifest, told, hand)
        except OSError as error:
            raise OutputProblem(f"{out}: {reason(error)}") from None
        finally:
            manifest.close()


def stream(made: Plan, how: How, told: Told, output: BinaryIO) -> Figures:
    """Clean corpora to standard output, as lines of JSON."""
    figures = Figures()
    shards = typed(every_shard(made), made.job, None)[1]
    with closing(run_local(made.job, shards, how.workers, how.limits)) as reports:
        for report in chain(unreadable(made), reports):
            output.write(report.content)
            output.flush()
            figures.merge(report.figures)
            told(report)
    return figures


@contextmanager
def _hand(made: Plan, how: How) -> Iterator[Worker | None]:
    """The one worker of a small run, forked from this process; None for a run of another kind."""
    if not how.small or made.job.target != "files":
        yield None
        return
    with closing(Worker(made.job, how.limits, threading.Event())) as hand:
        hand.fork()
        yield hand


def _run(made: Plan, how: How, manifest: Manifest, told: Told, hand: Worker | None) -> Figures:
    for report in unreadable(made):
        told(report)
    digests: dict[str, str | None] = {}
    job, shards = typed(shards_left(made, manifest, digests), made.job, manifest)
    if how.engine == "ray":
        from cleaner.batch.cluster import run_ray

        reports = run_ray(job, made, manifest.done, how.address, how.limits)
    else:
        workers = how.workers if hand is None else 1
        reports = run_local(job, shards, workers, how.limits, hand)
    try:
        with closing(reports):
            for report in reports:
                manifest.add(report, digests.pop(report.shard, None))
                told(report)
    except BaseException:
        _conclude(made, manifest)
        raise
    figures = _conclude(made, manifest)
    if job.target == "files":
        shutil.rmtree(job.out / STATE)  # type: ignore[operator]
    else:
        manifest.finish()
    return figures


def unreadable(made: Plan) -> Iterator[Report]:
    """Yield a report on each input that cannot be one."""
    for missing in made.unreadable:
        figures = Figures()
        figures.fail()
        failure = Failure(missing.id, missing.problem)
        yield Report("", missing.id, 0, figures.state(), [failure])


def _forget_missing(manifest: Manifest, job: Job) -> None:
    """A shard of which somebody deleted a file is not done."""
    for shard in list(manifest.done):
        if not _is_whole(job, shard):
            del manifest.done[shard]


def _is_whole(job: Job, shard: str) -> bool:
    log, out = artefact(job, shard), job.out
    assert out is not None
    if not log.is_file():
        return False
    if job.target in ("jsonl", "parquet"):
        return (out / documents_name(job, shard)).is_file()
    try:
        with gzip.open(log) if log.suffix == ".gz" else log.open("rb") as lines:
            return all((out / json.loads(line)["clean"]["path"]).is_file() for line in lines)
    except (OSError, EOFError, ValueError):
        return False


def _conclude(made: Plan, manifest: Manifest) -> Figures:
    """Write what sums up the shards that are done: summary, quarantine, the log of files."""
    out = made.job.out
    assert out is not None
    figures = Figures()
    failures: list[Failure] = []
    for report in unreadable(made):
        figures.merge(report.figures)
        failures += report.failures
    quarantine = out / QUARANTINE_NAME
    waiting = out / STATE / QUARANTINE_NAME
    with waiting.open("wb") as file:
        for failure in failures:
            file.write(dumps(failure.entry()).encode("utf-8") + b"\n")
        for _, state, bad in manifest.entries():
            figures.merge(state)
            for failure in bad:
                file.write(dumps(failure.entry()).encode("utf-8") + b"\n")
    if figures.failed:
        waiting.replace(quarantine)
    else:
        waiting.unlink()
        quarantine.unlink(missing_ok=True)
    summary = json.dumps(figures.summary(), indent=1, ensure_ascii=True)
    replace_file(out / SUMMARY_NAME, summary.encode() + b"\n")
    if made.log is not None:
        _gather_log(made.log, out, manifest, made.job)
    return figures


def _gather_log(log: Path, out: Path, manifest: Manifest, job: Job) -> None:
    """One log of loose files from the parts that their shards have."""
    with log_file(log, out) as append:
        for shard, _, _ in manifest.entries():
            if shard in manifest.done:
                with artefact(job, shard).open("rb") as part:
                    for line in part:
                        append(line.rstrip(b"\n"), json.loads(line)["clean"]["path"])


def _sweep(out: Path) -> None:
    """Remove what a killed run was writing under a temporary name."""
    for folder, _, names in os.walk(out):
        for name in filter(_LEFT_OVER.fullmatch, names):
            (Path(folder) / name).unlink(missing_ok=True)
