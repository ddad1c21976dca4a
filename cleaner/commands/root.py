"""``cleaner`` itself: the commands, each with a file here, and how it ends but for Ctrl-C."""

import os
import sys
from importlib import import_module
from io import StringIO, TextIOWrapper
from pathlib import Path

import click

from cleaner.batch.readers import reason
from cleaner.commands.shared import FAILED, INTERRUPTED, say
from cleaner.terminal import visible_lines

_COMMANDS = ("clean", "diff", "explain", "report", "restore", "rules")


def _version(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Say the version and end. What looks it up takes long to import."""
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("cleaner")
    except PackageNotFoundError:  # run from a checkout that is not installed
        number = "unknown"
    click.echo(f"cleaner {number}")
    context.exit()


class _Commands(click.Group):
    """The commands, each imported when it is asked for: corpora need large libraries."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The names that ``--help`` lists."""
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of a name, which is the name of its module too."""
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"cleaner.commands.{name}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Clean article bodies and a removed-noise log from raw scraped text."""


def run() -> int:
    """Run the command line and return its exit code. A closed pipe ends it without a word."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who called us
            setattr(sys, name, Path(os.devnull).open("r+"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a character is no error
            stream.reconfigure(errors="backslashreplace")
    try:
        return cli(standalone_mode=False) or 0
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        say(visible_lines(shown.getvalue().rstrip()))
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    except OSError as error:  # of --help and --version: commands say it themselves
        say(f"cleaner: standard output: {reason(error)}")
        return FAILED
