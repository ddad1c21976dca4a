"""What commands say on standard error, and the exit codes."""

import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import click

from cleaner.batch.readers import DocumentError, UsageProblem, reason
from cleaner.log import LogError
from cleaner.rules import RuleError
from cleaner.terminal import visible

FAILED, USAGE, INTERRUPTED = 1, 2, 130

Command = TypeVar("Command", bound=Callable[..., Any])


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


def fail(message: str, code: int) -> None:
    say(f"cleaner: {visible(message)}")
    sys.exit(code)


def say(line: str) -> None:
    click.echo(line, err=True, color=True)


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, color=True)
