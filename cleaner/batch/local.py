"""The local engine: shards in order through a few supervised processes."""

import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from cleaner.batch.chunks import Chunk
from cleaner.batch.job import Job, Limits, OutputProblem, Report
from cleaner.batch.supervise import Stopped, Worker

Shards = Iterator[tuple[str, Chunk]]


def run_local(
    job: Job, shards: Shards, workers: int, limits: Limits
) -> Generator[Report, None, None]:
    """Yield the reports of the shards in their order.

    Few shards are in memory: as many as there are workers, and one. Ctrl-C, an error or closing
    the iterator ends the processes within about a second. After Ctrl-C, and when the output takes
    no more, what was being written then is still reported before the error is raised.
    """
    stop = threading.Event()
    own = threading.local()
    started: list[Worker] = []

    def do(shard: str, chunk: Chunk) -> Report:
        if not hasattr(own, "worker"):
            own.worker = Worker(job, limits, stop)
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
