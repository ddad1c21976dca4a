"""One worker process under supervision: what kills it or takes too long costs one document."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkServerContext
from typing import Any

from cleaner.batch.chunks import Chunk, Loose
from cleaner.batch.job import Job, Limits, OutputProblem, Report, Task
from cleaner.batch.readers import reason
from cleaner.batch.worker import NO_ROW, ROW, SINCE, Refused, work

_LOOK = 0.1  # seconds between looks at a worker
_GRACE = 1.0  # seconds that a worker has to end by itself
_DYING = 30.0  # seconds that a process may take to die, on a machine that is busy
_TRIES = 2  # a document that a worker died at may have been innocent: it gets another chance
_STARTS = 3  # deaths outside of any document that are borne


class Stopped(Exception):
    """The run is to end, and this shard was not done."""


def context() -> ForkServerContext:
    """Return the way in which workers are started: forked from a clean process that is warm."""
    found = get_context("forkserver")
    found.set_forkserver_preload(["cleaner.batch.warm"])
    return found


def warm_up() -> None:
    """Begin to load what workers need, in a process of its own, unless it is there."""
    from multiprocessing import forkserver, resource_tracker

    context()
    resource_tracker.ensure_running()  # would lift what holds Ctrl-C back, started later
    with _spared():
        forkserver.ensure_running()


@contextmanager
def _spared() -> Iterator[None]:
    """Processes started here never get a terminal's Ctrl-C, which is for the parent to heed."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """A process that does shards, started when it is needed and again when it died."""

    def __init__(self, job: Job, limits: Limits, stop: threading.Event) -> None:
        self._job, self._limits, self.stop = job, limits, stop
        self._process: Any = None
        self._connection: Connection | None = None
        self._clock: Any = None

    def run(self, shard: str, chunk: Chunk | Loose) -> Report:
        """Do a shard, without the documents that cannot be done: each is a failure of the report.

        Raises OutputProblem when the output takes no more, Stopped when the run is to end.
        """
        given_up: dict[int, str] = {}
        deaths: Counter[int] = Counter()
        while True:
            answer = self._attempt(Task(shard, chunk, given_up))
            if isinstance(answer, Report):
                return answer
            row, why = answer
            deaths[row] += 1
            if row == NO_ROW and deaths[row] >= _STARTS:
                rows = range(chunk.count)
                given_up |= {number: why for number in rows if number not in given_up}
                if deaths[row] > _STARTS:
                    raise OutputProblem(f"shard {shard}: {why}")
            elif row != NO_ROW and (deaths[row] >= _TRIES or not why.startswith(_DIED)):
                given_up[row] = why

    def fork(self) -> None:
        """Start the process as a copy of this one, which must not run threads."""
        self._start(get_context("fork"), forked=True)

    def close(self) -> None:
        """End the process: at once when it is idle, within a second when it is not."""
        if self._process is None:
            return
        if self._connection is not None:
            self._connection.close()
        if self._process.is_alive():
            self._process.terminate()
        self._process.join(_GRACE)
        self._kill()

    def _attempt(self, task: Task) -> Report | tuple[int, str]:
        """The report, or at which row the worker was ended and why."""
        try:
            connection = self._started()
            connection.send(task)
            while not connection.poll(_LOOK):
                if self.stop.is_set():
                    return self._stopped(connection)
                over = self._over_time()
                if over is not None:
                    self._kill()
                    return over
            answer = connection.recv()
        except (EOFError, OSError) as error:
            return self._death(error)
        if isinstance(answer, Refused):
            if answer.row is None:
                raise OutputProblem(answer.problem)
            self._kill()  # what failed to allocate may have left anything behind
            return answer.row, f"needs more than {self._limits.megabytes} MB of memory"
        return answer  # type: ignore[no-any-return]

    def _started(self) -> Connection:
        if self._connection is not None and self._process.is_alive():
            return self._connection
        self._kill()
        warm_up()
        return self._start(context())

    def _start(self, ways: ForkContext | ForkServerContext, *, forked: bool = False) -> Connection:
        here, there = ways.Pipe()
        self._clock = ways.RawArray("d", [NO_ROW, time.monotonic()])
        arguments = (there, self._clock, self._job, self._limits, here if forked else None)
        process = ways.Process(target=work, args=arguments, daemon=True)
        with _spared():
            process.start()
        self._process, self._connection = process, here
        there.close()
        while not here.poll(_LOOK):
            if self.stop.is_set():
                raise Stopped
        here.recv()
        return here

    def _over_time(self) -> tuple[int, str] | None:
        row, since = int(self._clock[ROW]), self._clock[SINCE]
        if row == NO_ROW or time.monotonic() - since <= self._limits.seconds:
            return None
        return row, f"took longer than {self._limits.seconds:g} seconds"

    def _stopped(self, connection: Connection) -> Report:
        """A shard that is being written may come to its end."""
        self._process.terminate()
        if connection.poll(_GRACE):
            answer = connection.recv()
            if isinstance(answer, Report):
                return answer
        raise Stopped

    def _death(self, error: Exception) -> tuple[int, str]:
        if self._process is None:
            if self.stop.is_set():
                raise Stopped
            return NO_ROW, f"no process could be started to clean it: {reason(error)}"
        self._process.join(_DYING)  # it is: its end of the connection is closed
        code = self._process.exitcode
        self._kill()
        if self.stop.is_set():
            raise Stopped
        name = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return int(self._clock[ROW]), f"{_DIED} ({name}), {_TRIES} times"

    def _kill(self) -> None:
        if self._process is not None:
            if self._process.is_alive():
                self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


_DIED = "the process that cleaned it died"
