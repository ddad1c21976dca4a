"""Loose files to standard output: one after the other, in this very process."""

from typing import BinaryIO

from cleaner.batch.chunks import Loose
from cleaner.batch.figures import Figures
from cleaner.batch.job import Report, Task
from cleaner.batch.plan import Plan
from cleaner.batch.run import Told, unreadable
from cleaner.batch.shard import do_shard
from cleaner.batch.writers import log_file
from cleaner.terminal import visible, visible_lines


def show(made: Plan, told: Told, output: BinaryIO) -> Figures:
    """Write clean texts to ``output``: one as it is, several each under a line that names it.

    Raises OSError when the log or ``output`` takes no more.
    """
    figures = Figures()
    for report in unreadable(made):
        figures.merge(report.figures)
        told(report)
    several = len(made.inputs) > 1
    with log_file(made.log, None) as append:
        for source in made.sources:
            for chunk in source.read(made.job.fields, 1):
                assert isinstance(chunk, Loose)
                report = do_shard(made.job, Task("", chunk), lambda row: None)
                for line in report.log:
                    _write(chunk.rows[0]["id"], report, made, several, output)
                    append(line.encode("utf-8"), None)
                figures.merge(report.figures)
                told(report)
    return figures


def _write(id: str, report: Report, made: Plan, several: bool, output: BinaryIO) -> None:
    """Write what may go to a terminal: there nothing but text may arrive."""
    content = report.content
    if output.isatty():
        content = visible_lines(content.decode("utf-8", "surrogatepass")).encode("utf-8")
    if made.job.format == "text" and several:
        content = f"==> {visible(id)} <==\n".encode() + content.rstrip(b"\n") + b"\n\n"
    output.write(content)
    output.flush()
