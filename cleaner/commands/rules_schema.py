"""``cleaner rules schema``."""

import click

from cleaner.commands.shared import print_lines, reported
from cleaner.rules import default_folder


@click.command()
@reported
def schema() -> None:
    """Print the JSON Schema of rule files, for editors.

    Put it into a file rule.schema.json beside a pack and begin the pack's files with the line
    "#:schema ./rule.schema.json": editors with Taplo (Even Better TOML) then check and complete
    them. Files that `rules new` makes beside it begin so.
    """
    print_lines([(default_folder() / "rule.schema.json").read_text(encoding="utf-8").rstrip()])
