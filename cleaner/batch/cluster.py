"""The Ray engine: the same shards, read and cleaned by the workers of a cluster, on Ray Data.

Every node must see the inputs and the output folder under the same paths. Ray tries again what
a lost process or node was doing; a shard that is done twice is the same file twice.
"""

import logging
import pickle
import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from typing import Any

import pyarrow as pa

from cleaner.batch.containers import Source
from cleaner.batch.job import Job, Limits, OutputProblem, Report
from cleaner.batch.manifest import shard_name
from cleaner.batch.plan import Plan
from cleaner.batch.readers import STANDARD_INPUT, UsageProblem, reason
from cleaner.batch.supervise import Worker

_QUIET: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.WARNING}
_READER_CPUS = 0.25  # also what keeps Ray from making one operator of reading and cleaning


def run_ray(
    job: Job, made: Plan, done: Collection[str], address: str | None, limits: Limits
) -> Generator[Report, None, None]:
    """Yield the reports of the shards that are not ``done``, in any order.

    ``address`` is a cluster's; without one Ray takes the one it finds, or starts one here.
    Raises UsageProblem when there is no Ray or no cluster, OutputProblem when the output takes
    no more.
    """
    ray = _connected(address, made)
    numbers = list(range(len(made.sources)))
    if not numbers:
        return
    reading = ray.data.from_items(numbers, override_num_blocks=len(numbers)).map_batches(
        read_shards,
        fn_args=(job, made.sources, made.shard_size, frozenset(done)),
        batch_size=1,
        batch_format="pyarrow",
        num_cpus=_READER_CPUS,
    )
    most = max(1, int(ray.cluster_resources().get("CPU", 1)))
    shards = reading.map_batches(
        CleanShards,
        fn_constructor_args=(job, limits),
        batch_size=1,
        batch_format="pyarrow",
        num_cpus=1 - _READER_CPUS,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most),
    )
    for row in shards.iter_rows():
        report = pickle.loads(row["report"])
        if isinstance(report, OutputProblem):
            raise report
        yield report


def read_shards(
    batch: pa.Table, job: Job, sources: Sequence[Source], shard_size: int, done: frozenset[str]
) -> Iterator[pa.Table]:
    """Give the chunks of the sources with the numbers of a batch, each as one row."""
    for number in batch["item"].to_pylist():
        for part, chunk in enumerate(sources[number].read(job.fields, shard_size)):
            shard = shard_name(number, part)
            if shard not in done:
                packed = pa.array([pickle.dumps(chunk, protocol=5)], pa.large_binary())
                yield pa.table({"shard": [shard], "chunk": packed})


class CleanShards:
    """Does shards in a supervised process of its own, so that a crash costs one document."""

    def __init__(self, job: Job, limits: Limits) -> None:
        self._worker = Worker(job, limits, threading.Event())

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Clean and write the shards of a batch; give their reports."""
        reports: list[bytes] = []
        for row in batch.to_pylist():
            answer: Report | OutputProblem
            try:
                answer = self._worker.run(row["shard"], pickle.loads(row["chunk"]))
            except OutputProblem as problem:
                answer = problem
            reports.append(pickle.dumps(answer))
        return pa.table({"report": pa.array(reports, pa.large_binary())})


def _connected(address: str | None, made: Plan) -> Any:
    """Ray, connected to its cluster, with small blocks: one shard each."""
    if any(source.path == STANDARD_INPUT for source in made.sources) or any(
        document.path is None for document in made.inputs
    ):
        raise UsageProblem("--engine ray: standard input cannot be read by a cluster")
    try:
        import ray
        import ray.data
    except ImportError:
        raise UsageProblem("--engine ray: needs Ray: pip install 'cleaner[ray]'") from None
    try:
        ray.init(address=address, ignore_reinit_error=True, **_QUIET)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise UsageProblem(f"--address: {reason(error).splitlines()[0]}") from None
    context = ray.data.DataContext.get_current()
    context.target_max_block_size = 1
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    return ray
