"""``cleaner rules check``."""

import sys
from pathlib import Path

import click

from cleaner import catalogue
from cleaner.batch.readers import UsageProblem
from cleaner.cli.reporting import FAILED, print_lines, reported
from cleaner.terminal import visible


@click.command("check")
@click.argument("folder", metavar="[DIR]", required=False)
@reported
def check(folder: str | None) -> None:
    """Hold the rules of the package, or of a folder, to their own examples.

    Problems come one a line, with exit code 1.
    """
    if folder is not None and not Path(folder).is_dir():
        raise UsageProblem(f"{folder}: not a folder")
    count, problems = catalogue.check_rules(folder)
    print_lines(visible(problem) for problem in problems)
    if problems:
        sys.exit(FAILED)
    print_lines([f"{count:,} rules, no problems"])
