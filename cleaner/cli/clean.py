"""``cleaner clean``."""

import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import click

from cleaner.batch.readers import naming
from cleaner.batch.run import Batch, Outcome, plan, run
from cleaner.batch.summary import Summary
from cleaner.cli.options import cleaner_options, color_option, make_cleaner
from cleaner.cli.reporting import FAILED, reported, say
from cleaner.log import FileFormat
from cleaner.terminal import palette, visible


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS…|-]")
@click.option("-o", "--out", metavar="OUT", help="Folder for the clean files and the log.")
@click.option("--log", metavar="FILE", help="The removed-noise log [OUT/removed.jsonl].")
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="Of the output."
)
@click.option("--no-title", is_flag=True, help="Leave the headline out.")
@click.option(
    "--match", metavar="GLOB", multiple=True, help="In folders, only files so named; repeatable."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary; failures are named all the same.")
@color_option
@cleaner_options
@reported
def clean(
    paths: tuple[str, ...],
    out: str | None,
    log: str | None,
    format: FileFormat,
    no_title: bool,
    match: tuple[str, ...],
    quiet: bool,
    color: str,
    **options: Any,
) -> None:
    """Clean files, folders or standard input.

    With -o the clean text of in/a/story.html goes to OUT/a/story.txt and what was removed to
    OUT/removed.jsonl. Without it the clean text goes to standard output. A summary goes to
    standard error.

    Exit code: 0 done, 1 some documents failed and the others are done, 2 wrong usage.
    """
    if not paths and sys.stdin.isatty():
        raise click.UsageError("name files or folders, or - for standard input")
    cleaner, known = make_cleaner(**options)
    batch = plan(
        paths or ("-",),
        out=Path(out) if out is not None else None,
        log=Path(log) if log is not None else None,
        match=match,
        format=format,
        no_title=no_title,
    )
    if known.url is not None and len(batch.inputs) > 1:
        raise click.UsageError("--url is the address of one document, and there are several")
    summary = Summary()
    with closing(run(batch, cleaner, known, sys.stdout.buffer)) as outcomes:
        _follow(outcomes, summary, batch)
    if not quiet:
        for line in summary.lines(palette(sys.stderr, color)):
            say(line)
    sys.exit(FAILED if summary.failed else 0)


def _follow(outcomes: Iterator[Outcome], summary: Summary, batch: Batch) -> None:
    """Count the outcomes, name the failures, move the bar."""
    total = len(batch.inputs) + len(batch.unreadable)
    watched = sys.stderr.isatty() and total > 1 and (batch.out or not sys.stdout.isatty())
    bar: Any = (
        click.progressbar(outcomes, length=total, label="cleaning", file=sys.stderr)
        if watched
        else nullcontext(outcomes)
    )
    with naming("stopped"), bar as moving:
        for outcome in moving:
            summary.add(outcome)
            if outcome.problem is not None:
                say(f"cleaner: {visible(outcome.id)}: {visible(outcome.problem)}")
