"""What all commands share: options, colours, and errors as one line and an exit code."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click

from cleaner.batch.known import Known
from cleaner.batch.readers import DocumentError, UsageProblem, reason
from cleaner.log import LogError
from cleaner.model import Format
from cleaner.pipeline import Cleaner
from cleaner.rules import RuleError
from cleaner.terminal import visible

FAILED, USAGE, INTERRUPTED = 1, 2, 130

Command = TypeVar("Command", bound=Callable[..., Any])


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
        click.option("--fast", is_flag=True, help="One extractor for HTML pages, others in doubt."),
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


rules_option = click.option("--rules", "folder", metavar="DIR", help="Rules of this folder too.")


def reported(command: Command) -> Command:
    """Turn the errors that a user can cause into one line and an exit code."""

    @wraps(command)
    def reporting(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except (RuleError, UsageProblem) as error:
            fail(str(error), USAGE)
        except (LogError, DocumentError) as error:
            fail(str(error), FAILED)
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            fail(f"standard output: {reason(error)}", FAILED)

    return reporting  # type: ignore[return-value]


def fail(message: str, code: int) -> NoReturn:
    """Say on standard error what is wrong, and end."""
    say(f"cleaner: {visible(message)}")
    sys.exit(code)


def say(line: str) -> None:
    """Write a line that is safe for a terminal to standard error."""
    click.echo(line, err=True, color=True)


def make_cleaner(
    rules: str | None,
    only: Sequence[str],
    skip: Sequence[str],
    site: Sequence[str],
    fast: bool,
    url: str | None,
    charset: str | None,
    input_format: Format | None,
) -> tuple[Cleaner, Known]:
    """Turn the values of `cleaner_options` into a cleaner and what is known of the documents."""
    cleaner = Cleaner(rules=rules, categories=only or None, skip=skip, sites=site, fast=fast)
    return cleaner, Known(url, charset, input_format)


def print_lines(lines: Iterable[str]) -> None:
    """Write lines that are safe for a terminal to standard output."""
    for line in lines:
        click.echo(line, color=True)
