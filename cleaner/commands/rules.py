"""``cleaner rules``: list, show and check."""

import sys
from pathlib import Path

import click

from cleaner import catalogue
from cleaner.batch.readers import UsageProblem
from cleaner.commands.shared import FAILED, color_option, print_lines, reported
from cleaner.terminal import palette, visible


@click.group()
def rules() -> None:
    """List, check and show rules."""


rules_option = click.option("--rules", "folder", metavar="DIR", help="Rules of this folder too.")


@rules.command("list")
@rules_option
@color_option
@reported
def list_rules(folder: str | None, color: str) -> None:
    """Print a table of the rules by category: id, scope, strength, languages."""
    print_lines(catalogue.rule_list(catalogue.rule_set(folder), palette(sys.stdout, color)))


@rules.command("show")
@click.argument("id", metavar="ID")
@rules_option
@color_option
@reported
def show_rule(id: str, folder: str | None, color: str) -> None:
    """Print all fields of a rule, with its examples."""
    print_lines(catalogue.rule_sheet(catalogue.find_rule(id, folder), palette(sys.stdout, color)))


@rules.command("check")
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
