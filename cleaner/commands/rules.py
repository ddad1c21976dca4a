"""``cleaner rules``: list, show and check; the workshop's commands stand in their own files."""

import sys
from pathlib import Path

import click

from cleaner import catalogue
from cleaner.batch.readers import UsageProblem
from cleaner.commands.rules_lint import lint_rules
from cleaner.commands.rules_new import new
from cleaner.commands.rules_schema import schema
from cleaner.commands.rules_stats import stats
from cleaner.commands.rules_test import test
from cleaner.commands.shared import FAILED, color_option, print_lines, reported, rules_option
from cleaner.terminal import counted, palette, visible


@click.group()
def rules() -> None:
    """List, show and check rules, make new ones, count and review them."""


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
    print_lines([f"{counted(count, 'rule')}, no problems"])


for command in (new, test, stats, lint_rules, schema):
    rules.add_command(command)
