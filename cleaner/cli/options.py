"""Options that several commands share."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from cleaner.batch.job import Known
from cleaner.model import Format
from cleaner.pipeline import Cleaner

Command = TypeVar("Command", bound=Callable[..., Any])


def cleaner_options(command: Command) -> Command:
    """Options that say which rules are on and what is known of the documents."""
    options = (
        click.option(
            "--rules",
            metavar="DIR",
            help="A folder of rule files that are added to those of the package.",
        ),
        click.option(
            "--only", metavar="CATEGORY", multiple=True, help="Cut only this; repeatable."
        ),
        click.option("--skip", metavar="CATEGORY", multiple=True, help="Keep this; repeatable."),
        click.option(
            "--site", metavar="HOST", multiple=True, help="Switch on the rules of this site."
        ),
        click.option("--fast", is_flag=True, help="One extractor for HTML pages, not several."),
        click.option("--url", help="Address of the one document."),
        click.option("--charset", help="Encoding that the transport (HTTP) named."),
        click.option(
            "--input-format",
            type=click.Choice(["text", "markdown", "html"]),
            help="What the documents are, where recognition errs.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colour; auto heeds the terminal and NO_COLOR.",
)


def make_cleaner(
    rules: str | None,
    only: Sequence[str],
    skip: Sequence[str],
    site: Sequence[str],
    fast: bool,
    url: str | None,
    charset: str | None,
    input_format: Format | None,
) -> tuple[Cleaner, Known]:
    cleaner = Cleaner(rules=rules, categories=only or None, skip=skip, sites=site, fast=fast)
    return cleaner, Known(url, charset, input_format)


rules_option = click.option("--rules", "folder", metavar="DIR", help="Rules of this folder too.")
