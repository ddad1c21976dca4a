"""``cleaner rules test``."""

import sys

import click

from cleaner import catalogue
from cleaner.commands.shared import FAILED, color_option, print_lines, reported, rules_option, say
from cleaner.terminal import counted, palette
from cleaner.workshop.trial import trial_lines


@click.command()
@click.argument("id", metavar="[ID]", required=False)
@rules_option
@color_option
@reported
def test(id: str | None, folder: str | None, color: str) -> None:
    """Try a rule, or all of DIR or the package, on its own examples.

    Where one differs, the stretch that should go and the one that does stand between ⟦ ⟧, with
    the reason. Exit code 1 when one does.
    """
    at = catalogue.folder_of(folder)
    rules = catalogue.own_rules(folder) if id is None else (catalogue.find_rule(id, folder),)
    failed = False
    colours = palette(sys.stdout, color)
    with catalogue.pointing(at):
        for failure, line in trial_lines(rules, at, colours, all=id is not None):
            failed |= failure
            print_lines([line])
    if failed:
        sys.exit(FAILED)
    examples = sum(len(rule.removes) + len(rule.keeps) for rule in rules)
    tried = f"{counted(len(rules), 'rule')}, {counted(examples, 'example')}"
    print_lines([f"{tried}, no problems"])
    if folder is None:
        say("in a document the classifier may doubt a rule of the package: see explain --line")
