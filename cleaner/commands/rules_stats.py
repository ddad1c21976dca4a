"""``cleaner rules stats``."""

import sys

import click

from cleaner import catalogue
from cleaner.batch.readers import DocumentError, find, read
from cleaner.commands.shared import (
    FAILED,
    color_option,
    print_lines,
    reported,
    rules_option,
    say,
)
from cleaner.pipeline import Cleaner
from cleaner.terminal import palette, visible
from cleaner.workshop.stats import Stats, stats_lines

_MOST = 40


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="CORPUS…")
@rules_option
@click.option(
    "--match", metavar="GLOB", multiple=True, help="In folders, only files so named; repeatable."
)
@click.option("--all", is_flag=True, help=f"Not only {_MOST} rules, and those that never hit.")
@color_option
@reported
def stats(
    paths: tuple[str, ...], folder: str | None, match: tuple[str, ...], all: bool, color: str
) -> None:
    """Count what rules do in a corpus: those of DIR, or of the package.

    marks: places that a rule marks, cut: its removals in the log (other rules may come first, and
    hints need company), prose: the share of its lines that read like paragraphs, alone: the share
    that no other rule marks. Nothing is written.
    """
    cleaner = Cleaner(rules=catalogue.rule_set(folder))
    found, failed = Stats(), False
    inputs, unreadable = find(paths, match=match)
    problems = [(missing.id, missing.problem) for missing in unreadable]
    for document in inputs:
        try:
            found.add(cleaner.read(read(document)), cleaner.settings)
        except DocumentError as error:
            problems.append((document.id, str(error)))
    own = catalogue.own_rules(folder)
    print_lines(stats_lines(found, own, None if all else _MOST, palette(sys.stdout, color)))
    for id, problem in problems:
        failed = True
        say(f"cleaner: {visible(id)}: {visible(problem)}")
    sys.exit(FAILED if failed else 0)
