"""``cleaner clean``."""

import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import click

from cleaner.batch.figures import Figures
from cleaner.batch.job import OutputProblem, Report
from cleaner.batch.local import is_small
from cleaner.batch.plan import Plan, plan
from cleaner.batch.progress import Progress
from cleaner.batch.readers import STANDARD_INPUT, naming
from cleaner.batch.run import How, run, stream
from cleaner.batch.show import show
from cleaner.batch.supervise import warm_up
from cleaner.commands.corpora import corpus_options, how_of, say_unheld, wishes_of
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
from cleaner.terminal import palette, visible

_MOST_FAILURES = 100  # that are named; quarantine.jsonl has them all
_GO_ON = "what is done is done, and the same command goes on from there"
_CLEANER_OPTIONS = ("rules", "only", "skip", "site", "fast", "url", "charset", "input_format")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATHS…|-]")
@click.option("-o", "--out", metavar="OUT", help="Folder for the clean files and the log.")
@click.option("--log", metavar="FILE", help="The removed-noise log [OUT/removed.jsonl].")
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="Of clean files."
)
@click.option("--no-title", is_flag=True, help="Leave the headline out.")
@click.option(
    "--match", metavar="GLOB", multiple=True, help="In folders, only files so named; repeatable."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary; failures are named all the same.")
@click.option("-n", "--dry-run", is_flag=True, help="Clean and sum up, write no file and no text.")
@corpus_options
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
    """Clean files, folders, corpora (JSONL, Parquet, CSV, WARC) or standard input.

    With -o the clean text of in/a/story.html goes to OUT/a/story.txt and what was removed to
    OUT/removed.jsonl; corpora go to OUT/documents and OUT/removed, shard by shard. The same
    command again goes on where it was broken off. Without -o the clean text goes to standard
    output. A summary goes to standard error.

    Exit code: 0 done, 1 some documents failed and the others are done, 2 wrong usage.
    """
    if not paths and sys.stdin.isatty():
        raise click.UsageError("name files or folders, or - for standard input")
    paths = paths or (STANDARD_INPUT,)
    small = _is_small(paths, options)
    if out is not None and not small and not dry_run:
        warm_up()
    cleaner, known = make_cleaner(**{name: options[name] for name in _CLEANER_OPTIONS})
    asked: dict[str, Any] = {
        "out": out,
        "log": log,
        "match": match,
        "format": format,
        "no_title": no_title,
        "dry_run": dry_run,
    }
    made = plan(paths, cleaner, wishes_of(options, paths, known, **asked))
    if options["engine"] != "local" and out is None and not dry_run:
        raise click.UsageError("--engine ray writes to a folder: name it with -o")
    figures = _do(
        made, how_of(options, small=small), quiet, _Nowhere() if dry_run else sys.stdout.buffer
    )
    if made.job.out is None and made.job.target == "files":
        say_unheld(click.get_current_context())
    if not quiet:
        for line in figures.lines(palette(sys.stderr, color)):
            say(line)
    if dry_run:
        say("dry run: nothing was written")
    sys.exit(FAILED if figures.failed else 0)


def _is_small(paths: Sequence[str], options: Mapping[str, Any]) -> bool:
    return options["kind"] in (None, "files") and options["engine"] == "local" and is_small(paths)


class _Nowhere(BytesIO):
    """A stream that keeps nothing."""

    def write(self, data: object, /) -> int:
        """Take the bytes and forget them."""
        return 0


def _do(made: Plan, how: How, quiet: bool, output: BinaryIO) -> Figures:
    """Run the plan; name what fails, show how far it is, say how to go on when it stops."""
    named = 0
    several = len(made.inputs) + len(made.unreadable) > 1 or made.job.target != "files"
    watched = several and not quiet and (made.job.out is not None or not sys.stdout.isatty())

    def told(report: Report) -> None:
        nonlocal named
        for failure in report.failures:
            named += 1
            if named <= _MOST_FAILURES:
                progress.message(f"cleaner: {visible(failure.name)}: {visible(failure.reason)}")
            if named == _MOST_FAILURES:
                progress.message("cleaner: further failures are not named here")
        progress.add(report)

    with Progress(made.size, sys.stderr if watched else None, say) as progress:
        try:
            if made.job.out is not None:
                return run(made, how, told)
            with naming("stopped"):
                if made.job.target == "files":
                    return show(made, told, output)
                return stream(made, how, told, output)
        except OutputProblem as problem:
            stopped, code = str(problem), FAILED
        except KeyboardInterrupt:
            stopped, code = "interrupted", INTERRUPTED
        go_on = f": {_GO_ON}" if made.job.out is not None else ""
        progress.message(f"cleaner: {visible(stopped)}{go_on}")
        sys.exit(code)
