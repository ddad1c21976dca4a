"""``cleaner restore``."""

import sys
from pathlib import Path

import click

from cleaner.batch.readers import naming
from cleaner.batch.restore import restore_file
from cleaner.batch.writers import replace_file
from cleaner.commands.shared import reported, say


@click.command()
@click.argument("clean", metavar="CLEAN")
@click.argument("log", metavar="LOG")
@click.option("-o", "--out", metavar="FILE", help="Where to write it, instead of standard output.")
@click.option("--id", metavar="ID", help="Which document of the log, if it cannot be told.")
@click.option("-n", "--dry-run", is_flag=True, help="See whether the two fit, write nothing.")
@reported
def restore(clean: str, log: str, out: str | None, id: str | None, dry_run: bool) -> None:
    """Give back the input, byte for byte, from its clean file and the log.

    For an HTML page that is the text of the page. Exit code 1 when the two do not fit together.
    """
    restored = restore_file(clean, log, id)
    if dry_run:
        say(f"dry run: they fit and give {len(restored):,} bytes; nothing was written")
        return
    if out is None:
        sys.stdout.buffer.write(restored)
        sys.stdout.buffer.flush()
        return
    with naming(out):
        replace_file(Path(out), restored)
