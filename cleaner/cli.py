"""The command line: `clean`, `restore`, and the commands of the other rooms."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import click

from cleaner.batch.readers import naming
from cleaner.batch.restore import restore_file
from cleaner.batch.run import Batch, Outcome, plan, run
from cleaner.batch.summary import Summary
from cleaner.batch.writers import replace_file
from cleaner.commands.diff import diff
from cleaner.commands.explain import explain
from cleaner.commands.report import report
from cleaner.commands.rules import rules
from cleaner.commands.shared import (
    FAILED,
    INTERRUPTED,
    cleaner_options,
    color_option,
    make_cleaner,
    reported,
    say,
)
from cleaner.log import FileFormat
from cleaner.terminal import palette, visible, visible_lines


def _version() -> str:
    try:
        return version("cleaner")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="cleaner", message="%(prog)s %(version)s")
def cli() -> None:
    """Clean article bodies and a removed-noise log from raw scraped text."""


@cli.command()
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
@click.option("-n", "--dry-run", is_flag=True, help="Clean and sum up, write no file and no text.")
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
    dry_run: bool,
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
        out=Path(out) if out is not None and not dry_run else None,
        log=Path(log) if log is not None and not dry_run else None,
        match=match,
        format=format,
        no_title=no_title,
    )
    if known.url is not None and len(batch.inputs) > 1:
        raise click.UsageError("--url is the address of one document, and there are several")
    summary = Summary()
    stream = _Nowhere() if dry_run else sys.stdout.buffer
    with closing(run(batch, cleaner, known, stream)) as outcomes:
        _follow(outcomes, summary, batch)
    if not quiet:
        for line in summary.lines(palette(sys.stderr, color)):
            say(line)
    if dry_run:
        say("dry run: nothing was written")
    sys.exit(FAILED if summary.failed else 0)


class _Nowhere(BytesIO):
    """A stream that keeps nothing."""

    def write(self, data: object, /) -> int:
        """Take the bytes and forget them."""
        return 0


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


@cli.command()
@click.argument("clean", metavar="CLEAN")
@click.argument("log", metavar="LOG")
@click.option("-o", "--out", metavar="FILE", help="Where to write it, instead of standard output.")
@click.option("--id", metavar="ID", help="Which document of the log, if it cannot be told.")
@click.option("-n", "--dry-run", is_flag=True, help="See whether the two fit, write nothing.")
@reported
def restore(clean: str, log: str, out: str | None, id: str | None, dry_run: bool) -> None:
    """Give back the input, byte for byte, from its clean file and the log.

    For an HTML page that is the text of the page. Exit code 1 when the two do not fit together.
    """
    restored = restore_file(clean, log, id)
    if dry_run:
        say(f"dry run: they fit and give {len(restored):,} bytes; nothing was written")
        return
    if out is None:
        sys.stdout.buffer.write(restored)
        sys.stdout.buffer.flush()
        return
    with naming(out):
        replace_file(Path(out), restored)


for command in (explain, diff, report, rules):
    cli.add_command(command)


def main() -> None:
    """Run the command line. Ctrl-C and a closed pipe end it without a word."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called us
            setattr(sys, name, Path(os.devnull).open("r+"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character is no error
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        say(visible_lines(shown.getvalue().rstrip()))
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
