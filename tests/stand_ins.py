"""A cleaner that costs nothing and does what a test wants, also in another process."""

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from cleaner.batch.plan import Wishes, plan
from cleaner.batch.run import How, run
from cleaner.model import Removal, Source
from cleaner.result import Result

NOISE = "Advertisement\n"


class StandIn:
    """Cuts `NOISE`; a document may tell it to die, to hang, or to want memory."""

    languages: Mapping[str, tuple[str, ...]] = {}
    fingerprint = ""

    def __init__(self, pause: float = 0.0) -> None:
        self.options = ("stand-in",)
        self._pause = pause

    def clean(self, data: str | bytes, **known: object) -> Result:
        text = data if isinstance(data, str) else data.decode()
        time.sleep(self._pause)
        if "DIE" in text:
            faulthandler.disable()  # a fork of the tests has theirs
            os.kill(os.getpid(), signal.SIGSEGV)
        if "HANG" in text:
            time.sleep(600)
        if "EAT" in text:
            bytearray(2**33)
        if "RAISE" in text:
            raise ValueError("told to")
        once = text.partition("ONCE ")[2].strip()
        if once and not Path(once).exists():
            Path(once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        at = text.find(NOISE)
        removals = ()
        if at >= 0:
            removals = (Removal(at, at + len(NOISE), NOISE, "ads.lone-label", "ads"),)
        kept = text.replace(NOISE, "", 1)
        source = Source(None if isinstance(data, str) else "utf-8", "given", "text")
        return Result(kept, None, kept, None, removals, (), source)


def run_stand_in(*paths: Path, how: How | None = None, pause: float = 0.0, **wishes: object):
    """Run a batch with a `StandIn`; return the figures and the failures by their names."""
    made = plan([str(path) for path in paths], StandIn(pause), Wishes(**wishes))  # type: ignore[arg-type]
    failures: list[tuple[str, str]] = []

    def told(report: object) -> None:
        failures.extend((failure.name, failure.reason) for failure in report.failures)  # type: ignore[attr-defined]

    return run(made, how or How(workers=2), told), failures


if __name__ == "__main__":
    made = plan([sys.argv[1]], StandIn(0.002), Wishes(out=Path(sys.argv[2]), shard_size=10))  # type: ignore[arg-type]
    if made.job.target == "files":
        made = replace(made, shard_size=10)
    run(made, How(workers=2), lambda report: None)
