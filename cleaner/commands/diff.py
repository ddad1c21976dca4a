"""``cleaner diff``."""

import sys

import click

from cleaner.batch.known import Known
from cleaner.batch.sides import comparisons, side_of
from cleaner.commands.shared import FAILED, color_option, print_lines, reported, say
from cleaner.compare import Report, report_lines
from cleaner.terminal import palette, visible


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.argument("paths", nargs=-1, metavar="[PATHS…]")
@click.option(
    "--match", metavar="GLOB", multiple=True, help="In folders, only files so named; repeatable."
)
@click.option(
    "--show", type=click.IntRange(min=0), default=20, metavar="N", help="So many documents [20]."
)
@color_option
@reported
def diff(
    a: str, b: str, paths: tuple[str, ...], match: tuple[str, ...], show: int, color: str
) -> None:
    """Show what changes between two rule sets, or two runs, over the documents of PATHS.

    A and B are each a folder of rule files (added to those of the package, or another version of
    them), the word "package" for the package's own, a log, or an output folder with a log. Two
    logs need no PATHS. Before a line stands - where only B cuts it and + where only A did, and !
    where it reads like prose. Nothing is written.

    Exit code: 0 done, 1 some documents could not be compared, 2 wrong usage.
    """
    report = Report()
    for found in comparisons(side_of(a), side_of(b), paths, match, Known()):
        report.add(found)
    print_lines(report_lines(report, show, palette(sys.stdout, color)))
    for failed in report.problems:
        say(f"cleaner: {visible(failed.id)}: {visible(failed.problem)}")
    sys.exit(FAILED if report.problems else 0)
