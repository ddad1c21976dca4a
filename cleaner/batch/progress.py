"""How far a run is: a bar on a terminal, a line every so often elsewhere."""

import shutil
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TextIO

from cleaner.batch.figures import Figures
from cleaner.batch.job import Report

EVERY = 10.0  # seconds between two lines in a pipe
_BAR = "cleaning {percentage:3.0f}%|{bar}| {desc} [{elapsed}<{remaining}]"


class Progress:
    """Documents, speed, removed share, failures and time left, from the reports of a run."""

    def __init__(self, size: int, stream: TextIO | None, say: Callable[[str], None]) -> None:
        """``size`` is the bytes of all inputs, 0 when it is not known.

        ``say`` writes a line to standard error. Without a ``stream`` nothing is shown.
        """
        self._figures = Figures()
        self._read: dict[str, int] = {}
        self._size, self._say = size, say
        self._begun = self._told = time.monotonic()
        self._bar: Any = None
        self._silent = stream is None
        if stream is not None and stream.isatty():
            from tqdm import tqdm

            size_shown = shutil.get_terminal_size()  # 80 by 24 where the terminal says 0 by 0
            self._bar = tqdm(
                total=size or None,
                file=stream,
                bar_format=_BAR,
                mininterval=0.2,
                ncols=size_shown.columns,
                nrows=size_shown.lines,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._bar.n = self._bar.total or self._bar.n
            self._bar.set_description_str(self._state(), refresh=True)
            self._bar.close()

    def add(self, report: Report) -> None:
        """Count a shard."""
        numbers = ("documents", "failed", "bytes_in", "characters_in", "characters_out")
        for name in numbers:
            grown = getattr(self._figures, name) + report.figures[name]
            setattr(self._figures, name, grown)
        before = self._read.get(report.source, 0)
        self._read[report.source] = max(before, report.read)
        if self._bar is not None:
            self._bar.set_description_str(self._state(), refresh=False)
            self._bar.update(self._read[report.source] - before)
        elif not self._silent and time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self._say(self._state() + self._left())

    def message(self, line: str) -> None:
        """Say something without disturbing the bar."""
        if self._bar is not None:
            self._bar.clear()
        self._say(line)

    def _state(self) -> str:
        figures = self._figures
        seconds = max(time.monotonic() - self._begun, 1e-9)
        return (
            f"{figures.documents:,} documents, {figures.bytes_in / seconds / 1e6:.2f} MB/s,"
            f" {figures.removed_share:.1%} removed, {figures.failed:,} failed"
        )

    def _left(self) -> str:
        read = sum(self._read.values())
        if not self._size or not read:
            return ""
        seconds = (time.monotonic() - self._begun) * (self._size - read) / read
        return f", {read / self._size:.0%}, about {max(seconds, 0) / 60:.0f} min left"
