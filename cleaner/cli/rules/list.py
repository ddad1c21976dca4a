"""``cleaner rules list``."""

import sys

import click

from cleaner import catalogue
from cleaner.cli.options import color_option, rules_option
from cleaner.cli.reporting import print_lines, reported
from cleaner.terminal import palette


@click.command("list")
@rules_option
@color_option
@reported
def list_rules(folder: str | None, color: str) -> None:
    """Print a table of the rules by category: id, scope, strength, languages."""
    print_lines(catalogue.rule_list(catalogue.rule_set(folder), palette(sys.stdout, color)))
