"""The commands. What they do stands in the other modules; here are only options and exit codes."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner import catalogue
from cleaner.batch.readers import DocumentError, UsageProblem, naming, read_named, reason
from cleaner.batch.restore import restore_file
from cleaner.batch.run import Batch, Known, Outcome, plan, run
from cleaner.batch.summary import Summary
from cleaner.batch.writers import replace_file
from cleaner.explain import explain_lines
from cleaner.log import FileFormat, LogError
from cleaner.model import Format
from cleaner.pipeline import Cleaner
from cleaner.rules import RuleError
from cleaner.terminal import palette, visible, visible_lines

FAILED, USAGE, INTERRUPTED = 1, 2, 130

Command = TypeVar("Command", bound=Callable[..., Any])


def _version() -> str:
    try:
        return version("cleaner")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def cleaner_options(command: Command) -> Command:
    """Options that say which rules are on and what is known of the documents."""
    options = (
        click.option(
            "--rules",
            metavar="DIR",
            help="A folder of rule files that are added to those of the package.",
        ),
        click.option(
            "--only", metavar="CATEGORY", multiple=True, help="Cut only this; repeatable."
        ),
        click.option("--skip", metavar="CATEGORY", multiple=True, help="Keep this; repeatable."),
        click.option(
            "--site", metavar="HOST", multiple=True, help="Switch on the rules of this site."
        ),
        click.option("--fast", is_flag=True, help="One extractor for HTML pages, not several."),
        click.option("--url", help="Address of the one document."),
        click.option("--charset", help="Encoding that the transport (HTTP) named."),
        click.option(
            "--input-format",
            type=click.Choice(["text", "markdown", "html"]),
            help="What the documents are, where recognition errs.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour; auto heeds the terminal and NO_COLOR.",
)


def _reported(command: Command) -> Command:
    """Turn the errors that a user can cause into one line and an exit code."""

    @wraps(command)
    def reporting(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except (RuleError, UsageProblem) as error:
            _fail(str(error), USAGE)
        except (LogError, DocumentError) as error:
            _fail(str(error), FAILED)
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            _fail(f"standard output: {reason(error)}", FAILED)

    return reporting  # type: ignore[return-value]


def _fail(message: str, code: int) -> None:
    _say(f"cleaner: {visible(message)}")
    sys.exit(code)


def _say(line: str) -> None:
    click.echo(line, err=True, color=True)


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
@color_option
@cleaner_options
@_reported
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
    cleaner, known = _cleaner(**options)
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
            _say(line)
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
                _say(f"cleaner: {visible(outcome.id)}: {visible(outcome.problem)}")


def _cleaner(
    rules: str | None,
    only: Sequence[str],
    skip: Sequence[str],
    site: Sequence[str],
    fast: bool,
    url: str | None,
    charset: str | None,
    input_format: Format | None,
) -> tuple[Cleaner, Known]:
    cleaner = Cleaner(rules=rules, categories=only or None, skip=skip, sites=site, fast=fast)
    return cleaner, Known(url, charset, input_format)


@cli.command()
@click.argument("file", metavar="FILE")
@color_option
@cleaner_options
@_reported
def explain(file: str, color: str, **options: Any) -> None:
    """Show a document with what was cut, by which rule and why."""
    cleaner, known = _cleaner(**options)
    data = read_named(file)
    result = cleaner.clean(data, url=known.url, charset=known.charset, format=known.format)
    _print(explain_lines(result, cleaner.rules, palette(sys.stdout, color)))


@cli.command()
@click.argument("clean", metavar="CLEAN")
@click.argument("log", metavar="LOG")
@click.option("-o", "--out", metavar="FILE", help="Where to write it, instead of standard output.")
@click.option("--id", metavar="ID", help="Which document of the log, if it cannot be told.")
@_reported
def restore(clean: str, log: str, out: str | None, id: str | None) -> None:
    """Give back the input, byte for byte, from its clean file and the log.

    For an HTML page that is the text of the page. Exit code 1 when the two do not fit together.
    """
    restored = restore_file(clean, log, id)
    if out is None:
        sys.stdout.buffer.write(restored)
        sys.stdout.buffer.flush()
        return
    with naming(out):
        replace_file(Path(out), restored)


@cli.group()
def rules() -> None:
    """List, check and show rules."""


rules_option = click.option("--rules", "folder", metavar="DIR", help="Rules of this folder too.")


@rules.command("list")
@rules_option
@color_option
@_reported
def list_rules(folder: str | None, color: str) -> None:
    """Print a table of the rules by category: id, scope, strength, languages."""
    _print(catalogue.rule_list(catalogue.rule_set(folder), palette(sys.stdout, color)))


@rules.command("show")
@click.argument("id", metavar="ID")
@rules_option
@color_option
@_reported
def show_rule(id: str, folder: str | None, color: str) -> None:
    """Print all fields of a rule, with its examples."""
    _print(catalogue.rule_sheet(catalogue.find_rule(id, folder), palette(sys.stdout, color)))


@rules.command("check")
@click.argument("folder", metavar="[DIR]", required=False)
@_reported
def check(folder: str | None) -> None:
    """Hold the rules of the package, or of a folder, to their own examples.

    Problems come one a line, with exit code 1.
    """
    if folder is not None and not Path(folder).is_dir():
        raise UsageProblem(f"{folder}: not a folder")
    count, problems = catalogue.check_rules(folder)
    _print(visible(problem) for problem in problems)
    if problems:
        sys.exit(FAILED)
    _print([f"{count:,} rules, no problems"])


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, color=True)


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
        _say(visible_lines(shown.getvalue().rstrip()))
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
