"""The local engine: shards in order through a few supervised processes."""

import os
import stat
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from cleaner.batch.chunks import Chunk, Loose
from cleaner.batch.containers import kind_of
from cleaner.batch.job import Job, Limits, OutputProblem, Report
from cleaner.batch.supervise import Stopped, Worker

Shards = Iterator[tuple[str, Chunk | Loose]]

_SMALL = 1_000_000  # bytes: a second's work
_FEW = 16  # files


def is_small(paths: Sequence[str]) -> bool:
    """Whether all inputs are plain files, done by one worker before a server of workers is up.

    The worker is forked from this very process then. It is watched like any other, so every limit
    holds; only elsewhere than on Linux libraries may not bear a fork.
    """
    if sys.platform != "linux" or len(paths) > _FEW:
        return False
    try:
        found = [os.stat(path) for path in paths]  # noqa: PTH116 - any path
    except (OSError, ValueError):
        return False
    plain = all(stat.S_ISREG(status.st_mode) for status in found)
    plain = plain and all(kind_of(path) == "files" for path in paths)
    return plain and sum(status.st_size for status in found) <= _SMALL


def run_local(
    job: Job, shards: Shards, workers: int, limits: Limits, hand: Worker | None = None
) -> Generator[Report, None, None]:
    """Yield the reports of the shards in their order.

    ``hand`` is a worker that is there already, when there is to be only one. Few shards are in
    memory: as many as there are workers, and one. Ctrl-C, an error or closing the iterator ends
    the processes within about a second. After Ctrl-C, and when the output takes no more, what was
    being written then is still reported before the error is raised.
    """
    stop = threading.Event() if hand is None else hand.stop
    own = threading.local()
    started: list[Worker] = []

    def do(shard: str, chunk: Chunk | Loose) -> Report:
        if not hasattr(own, "worker"):
            own.worker = hand or Worker(job, limits, stop)
            started.append(own.worker)
        if stop.is_set():
            raise Stopped
        return own.worker.run(shard, chunk)  # type: ignore[no-any-return]

    waiting: deque[Future[Report]] = deque()
    pool = ThreadPoolExecutor(workers)
    try:
        for shard, chunk in shards:
            waiting.append(pool.submit(do, shard, chunk))
            del chunk
            while waiting and (len(waiting) > workers or waiting[0].done()):
                yield _first(waiting)
        while waiting:
            yield _first(waiting)
    except (KeyboardInterrupt, OutputProblem):
        stop.set()
        for future in waiting:
            with suppress(Stopped, OutputProblem):
                yield future.result()
        raise
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
        for worker in started:
            worker.close()


def _first(waiting: deque[Future[Report]]) -> Report:
    """Wait for the first report; it stays in the queue while it is waited for."""
    report = waiting[0].result()
    waiting.popleft()
    return report
