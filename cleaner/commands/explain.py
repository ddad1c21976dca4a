"""``cleaner explain``."""

import sys
from typing import Any

import click

from cleaner.batch.readers import UsageProblem, read_named
from cleaner.commands.shared import (
    cleaner_options,
    color_option,
    make_cleaner,
    print_lines,
    reported,
)
from cleaner.explain import explain_lines
from cleaner.explain_line import sheet_lines
from cleaner.terminal import counted, palette
from cleaner.why import line_sheet, near_misses


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="All about this one line.")
@color_option
@cleaner_options
@reported
def explain(file: str, line: int | None, color: str, **options: Any) -> None:
    """Show what was cut and why, and why a line was kept: what came close and was stopped."""
    cleaner, known = make_cleaner(**options)
    data = read_named(file)
    hints: dict[str, Any] = {"url": known.url, "charset": known.charset, "format": known.format}
    document, colours = cleaner.read(data, **hints), palette(sys.stdout, color)
    if line is None:
        result = cleaner.clean(data, **hints)
        kept = near_misses(document, cleaner.settings)
        print_lines(explain_lines(result, cleaner.rules, colours, kept))
        return
    if line > len(document.lines):
        have = counted(len(document.lines), "line")
        raise UsageProblem(f"{file}: has {have}; --line {line} is none of them")
    sheet = line_sheet(document, cleaner.settings, line - 1)
    print_lines(sheet_lines(sheet, cleaner.rules, colours))
