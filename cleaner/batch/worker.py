"""A worker process: it does shards, and says which document it is at."""

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait
from typing import Any

from cleaner.batch.job import Job, Limits, OutputProblem, Report
from cleaner.batch.shard import do_shard

NO_ROW = -1
ROW, SINCE = 0, 1  # places in the clock that a worker shares: the row it is at, and since when


@dataclass(frozen=True)
class Refused:
    """A shard that was not done: a ``row`` that needs too much memory, or an output ``problem``."""

    row: int | None = None
    problem: str = ""


class _Told(BaseException):
    """The signal to end, in the middle of a document."""


def work(
    connection: Connection, clock: Any, job: Job, limits: Limits, others: Connection | None
) -> None:
    """Do the tasks that come through ``connection`` until it is closed.

    ``others`` is its other end, which a fork of the parent has too: open here, it would keep the
    connection alive.

    A shard that is being written is written to its end when the signal to end comes.
    """
    if others is not None:
        others.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which tells us
    signal.signal(signal.SIGTERM, lambda *_: _end(clock))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(limits.megabytes)
    gc.freeze()  # rules and weights stay: a collection would walk them, and copy what forks share

    def begin(row: int) -> None:
        clock[SINCE] = time.monotonic()
        clock[ROW] = row

    try:
        begin(NO_ROW)
        connection.send(None)
        while True:
            connection.send(_answer(job, connection.recv(), begin, clock))
            begin(NO_ROW)
    except (EOFError, OSError, _Told):
        return


def _answer(job: Job, task: Any, begin: Any, clock: Any) -> Report | Refused:
    try:
        return do_shard(job, task, begin)
    except MemoryError:
        return Refused(row=int(clock[ROW]))
    except OutputProblem as problem:
        return Refused(problem=str(problem))


def _end(clock: Any) -> None:
    if clock[ROW] != NO_ROW:
        raise _Told


def _end_with_parent() -> None:
    """Nobody waits for what a worker does when its parent has been killed."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let allocations fail beyond what there is now and this much more."""
    with contextlib.suppress(ImportError, OSError, OverflowError, ValueError):
        import resource

        used = _data_pages() * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = used + megabytes * 2**20
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _data_pages() -> int:
    if sys.platform != "linux":
        return 0
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[5])
