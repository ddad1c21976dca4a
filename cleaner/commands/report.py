"""``cleaner report``."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from cleaner.batch.containers import kind_of
from cleaner.batch.outputs import logs_in
from cleaner.batch.readers import (
    STANDARD_INPUT,
    DocumentError,
    Unreadable,
    UsageProblem,
    find,
    naming,
)
from cleaner.batch.writers import identities, replace_file
from cleaner.catalogue import rule_set
from cleaner.commands.shared import FAILED, cleaner_options, make_cleaner, reported, say
from cleaner.report.entries import Entry, corpus_entries, is_log, log_entries
from cleaner.report.page import report_page
from cleaner.terminal import visible

Entries = Iterator[Entry | Unreadable]


@click.command()
@click.argument("source", metavar="CORPUS|LOG")
@click.option("-o", "--out", metavar="FILE", default="report.html", help="The page [report.html].")
@click.option(
    "--clean", metavar="DIR", help="With a log: the folder of the clean files [the log's own]."
)
@click.option(
    "--match", metavar="GLOB", multiple=True, help="In folders, only files so named; repeatable."
)
@click.option("-q", "--quiet", is_flag=True, help="No summary; failures are named all the same.")
@cleaner_options
@reported
def report(
    source: str,
    out: str,
    clean: str | None,
    match: tuple[str, ...],
    quiet: bool,
    **options: Any,
) -> None:
    """Write one self-contained HTML page about what was cut and why.

    CORPUS is a file or a folder of raw documents, which are cleaned on the way; nothing but the
    page is written. LOG is a removed-noise log, or an output folder that has one; with the clean
    files beside it the page shows the whole documents.

    Exit code: 0 done, 1 some documents could not be read and the others are in the page.
    """
    logs = _logs(source)
    if logs:
        folder = Path(clean) if clean is not None else _output_folder(source, logs[0])
        inputs, entries, total = set(logs), log_entries(logs, folder), None
    elif clean is not None:
        raise UsageProblem("--clean is for a log, and this is not one")
    else:
        inputs, entries, total = _corpus(source, Path(out), match, options)
    _check(out, inputs)
    with _watched(_noting(entries, inputs), total) as moving:
        name = Path(os.path.realpath(source)).name if source != STANDARD_INPUT else "stdin"
        page, figures = report_page(moving, rule_set(options["rules"]), name)
    _check(out, inputs)  # the log has told of its clean files by now
    with naming(out):
        replace_file(Path(out), page)
    for problem in figures.problems:
        say(f"cleaner: {visible(problem.id)}: {visible(problem.problem)}")
    if not quiet:
        say(f"{visible(out)}: {len(figures.rows):,} documents, {len(page):,} bytes")
    sys.exit(FAILED if figures.problems else 0)


def _check(out: str, inputs: set[Path]) -> None:
    if identities([Path(out)]) & identities(inputs):
        raise UsageProblem(f"{out}: is one of the inputs")


def _noting(entries: Entries, inputs: set[Path]) -> Entries:
    """The same entries; the clean files that they are about are added to ``inputs``."""
    for entry in entries:
        if isinstance(entry, Entry) and entry.file is not None:
            inputs.add(entry.file)
        yield entry


def _logs(source: str) -> list[Path]:
    """The log that ``source`` is, or those in the output folder ``source``."""
    path = Path(source)
    if source != STANDARD_INPUT and not os.path.lexists(path):
        raise DocumentError(f"{source}: no such file or directory")
    if path.is_dir():
        return logs_in(path)
    if path.is_file() and is_log(path):
        return [path]
    if path.is_file() and kind_of(source) != "files":
        raise UsageProblem(
            f"{source}: a corpus in one file; run cleaner clean {source} -o OUT, "
            "then cleaner report OUT"
        )
    return []


def _output_folder(source: str, log: Path) -> Path:
    return Path(source) if Path(source).is_dir() else log.parent


def _corpus(
    source: str, out: Path, match: Sequence[str], options: dict[str, Any]
) -> tuple[set[Path], Entries, int]:
    cleaner, known = make_cleaner(**options)
    inputs, unreadable = find([source], match=match, outside=[out])
    if known.url is not None and len(inputs) > 1:
        raise UsageProblem("--url is the address of one document, and there are several")

    def entries() -> Entries:
        yield from unreadable
        yield from corpus_entries(
            inputs,
            lambda data: cleaner.clean(
                data, url=known.url, charset=known.charset, format=known.format
            ),
            known.url,
        )

    paths = {document.path for document in inputs if document.path is not None}
    return paths, entries(), len(inputs) + len(unreadable)


def _watched(entries: Entries, total: int | None) -> Any:
    """A bar for a person who waits."""
    if total is None or total < 2 or not sys.stderr.isatty():
        return nullcontext(entries)
    return click.progressbar(entries, length=total, label="cleaning", file=sys.stderr)
