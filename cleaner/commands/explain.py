"""``cleaner explain``."""

import sys
from typing import Any

import click

from cleaner.batch.readers import read_named
from cleaner.commands.shared import (
    cleaner_options,
    color_option,
    make_cleaner,
    print_lines,
    reported,
)
from cleaner.explain import explain_lines
from cleaner.terminal import palette


@click.command()
@click.argument("file", metavar="FILE")
@color_option
@cleaner_options
@reported
def explain(file: str, color: str, **options: Any) -> None:
    """Show a document with what was cut, by which rule and why."""
    cleaner, known = make_cleaner(**options)
    data = read_named(file)
    result = cleaner.clean(data, url=known.url, charset=known.charset, format=known.format)
    print_lines(explain_lines(result, cleaner.rules, palette(sys.stdout, color)))
