"""``cleaner rules``: its commands, one file each."""

import click

from cleaner.cli.rules.check import check
from cleaner.cli.rules.list import list_rules
from cleaner.cli.rules.show import show_rule


@click.group()
def rules() -> None:
    """List, check and show rules."""


for command in (list_rules, show_rule, check):
    rules.add_command(command)
