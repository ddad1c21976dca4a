"""The Ray engine on a real cluster of two nodes: the local runner's rows, whatever is killed.

Run alone with ``pytest -m ray``.
"""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.batch.readers import UsageProblem
from cleaner.batch.run import How
from tests.commands import ROOT
from tests.stand_ins import NOISE, run_stand_in

ray = pytest.importorskip("ray", reason="Ray is not installed")
pytestmark = pytest.mark.ray


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of two nodes, each with a core."""
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["PYTHONPATH"] = str(ROOT)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    yield cluster.address
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for part in range(3):
        lines = [
            json.dumps({"text": f"{NOISE}Document {part} {number}.", "n": number})
            for number in range(100)
        ]
        lines[50] = "{broken"
        lines[70] = json.dumps({"text": "DIE"})
        (folder / f"{part}.jsonl").write_text("\n".join(lines))
    return folder


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".cleaner" not in path.parts
    }


def _cleaning_processes() -> list[int]:
    """The workers of Ray that clean, as they call themselves."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            name = path.read_bytes()
        except OSError:
            continue
        if name.startswith(b"ray::") and b"CleanShards" in name:
            found.append(int(path.parent.name))
    return found


def _kill_one(out: Path, killed: list[int]) -> None:
    """Wait until shards come out, then kill a process that makes them."""
    for _ in range(2000):
        workers = _cleaning_processes()
        if workers and len(list(out.glob("documents/*"))) >= 2:
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])
            return
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc to find processes in")
def test_a_cluster_gives_the_local_rows_though_a_worker_is_killed(
    address: str, corpus: Path, tmp_path: Path
) -> None:
    local, out, killed = tmp_path / "local", tmp_path / "ray", []
    expected, failures = run_stand_in(corpus, out=local, shard_size=10)
    killer = threading.Thread(target=_kill_one, args=(out, killed))
    killer.start()
    how = How(engine="ray", address=address)
    figures, others = run_stand_in(corpus, how=how, out=out, shard_size=10, pause=0.02)
    killer.join()
    assert killed, "a worker was there to be killed"
    assert figures.summary() == expected.summary()
    assert sorted(others) == sorted(failures)
    assert len(failures) == 6
    assert _content(out) == _content(local)


def test_a_broken_off_run_goes_on_with_either_engine(
    address: str, corpus: Path, tmp_path: Path
) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    run_stand_in(corpus, out=whole, shard_size=10)
    run_stand_in(corpus, out=out, shard_size=10)
    for part in sorted(out.glob("*/part-00001-*")):
        part.unlink()
    run_stand_in(corpus, how=How(engine="ray", address=address), out=out, shard_size=10)
    assert _content(out) == _content(whole)


def test_a_cluster_that_is_not_there_is_told(corpus: Path, tmp_path: Path) -> None:
    how = How(engine="ray", address="not an address")
    with pytest.raises(UsageProblem, match="--address"):
        run_stand_in(corpus, how=how, out=tmp_path / "out")
