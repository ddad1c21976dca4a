"""``cleaner rules show``."""

import sys

import click

from cleaner import catalogue
from cleaner.cli.options import color_option, rules_option
from cleaner.cli.reporting import print_lines, reported
from cleaner.terminal import palette


@click.command("show")
@click.argument("id", metavar="ID")
@rules_option
@color_option
@reported
def show_rule(id: str, folder: str | None, color: str) -> None:
    """Print all fields of a rule, with its examples."""
    print_lines(catalogue.rule_sheet(catalogue.find_rule(id, folder), palette(sys.stdout, color)))
