"""Options of ``cleaner clean`` about containers, and about how a corpus is worked through."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from io import TextIOWrapper
from math import isnan
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from cleaner.batch.chunks import FieldNames
from cleaner.batch.containers import KINDS, Kind
from cleaner.batch.containers.streams import by_first_line, holds_json_lines
from cleaner.batch.job import Limits
from cleaner.batch.known import Known
from cleaner.batch.plan import Wishes
from cleaner.batch.readers import STANDARD_INPUT, UsageProblem
from cleaner.batch.run import How
from cleaner.commands.shared import say
from cleaner.log import FileFormat

Command = TypeVar("Command", bound=Callable[..., Any])

_FIELDS = ("text_field", "html_field", "id_field", "url_field")


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Seconds(click.FloatRange):
    """A range without NaN, which no bound stops."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        if isnan(found := super().convert(value, param, ctx)):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return found


_OPTIONS = (
    click.option(
        "--from",
        "kind",
        type=click.Choice(KINDS),
        help="What the inputs are, where their names do not say it.",
    ),
    click.option(
        "--to",
        type=click.Choice(["jsonl", "parquet", "text"]),
        help="Container of the output [that of the input].",
    ),
    click.option("--text-field", metavar="NAME", help="Field with the text [text]."),
    click.option("--html-field", metavar="NAME", help="Field with the page, if there is one."),
    click.option("--id-field", metavar="NAME", help="Field with the document's id [id]."),
    click.option("--url-field", metavar="NAME", help="Field with its address [url]."),
    click.option(
        "--workers",
        type=click.IntRange(1, 1024),
        default=_cores,
        help="Processes that clean [one a core].",
    ),
    click.option(
        "--shard-size",
        type=click.IntRange(1, 1_000_000),
        default=500,
        help="Documents in a file of the output, at most [500].",
    ),
    click.option(
        "--time-limit",
        metavar="SECONDS",
        type=_Seconds(0, 86_400, min_open=True),
        default=60.0,
        help="For one document [60]. Files without -o, or with -n, have no limits.",
    ),
    click.option(
        "--memory-limit",
        metavar="MB",
        type=click.IntRange(16, 2**30),
        default=2048,
        help="For one document [2048].",
    ),
    click.option("--overwrite", is_flag=True, help="Throw away what another run left in OUT."),
    click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        help="Where to work: this machine, or a Ray cluster.",
    ),
    click.option("--address", help="Of the Ray cluster [one of this machine]."),
)


def corpus_options(command: Command) -> Command:
    """Options that say what containers hold and how to work through them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def say_unheld(context: click.Context) -> None:
    """Say which limits were asked for where nobody keeps watch."""
    for name in ("time_limit", "memory_limit"):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            say(f"note: {option} was not held: files without -o, or with -n, have no limits")


def how_of(options: Mapping[str, Any], *, small: bool) -> How:
    """Return with what to run."""
    return How(
        workers=options["workers"],
        limits=Limits(options["time_limit"], options["memory_limit"]),
        engine=options["engine"],
        address=options["address"],
        overwrite=options["overwrite"],
        small=small,
    )


def wishes_of(
    options: Mapping[str, Any],
    paths: Sequence[str],
    known: Known,
    *,
    out: str | None,
    log: str | None,
    match: Sequence[str],
    format: FileFormat,
    no_title: bool,
    dry_run: bool,
) -> Wishes:
    """Return what is asked for. Standard input is looked at: it may be a corpus."""
    if "" in (out, log):
        raise UsageProblem("-o and --log: an empty path: name a folder, and a file")
    fields = FieldNames(
        options["text_field"] or "text",
        options["html_field"],
        options["id_field"],
        options["url_field"],
    )
    return Wishes(
        out=Path(out) if out is not None else None,
        log=Path(log) if log is not None else None,
        match=match,
        format=format,
        no_title=no_title,
        kind=options["kind"],
        stdin=_kind_of_input(options, paths, known, fields),
        to=options["to"],
        fields=fields,
        known=known,
        shard_size=options["shard_size"],
        dry_run=dry_run,
    )


def _kind_of_input(
    options: Mapping[str, Any], paths: Sequence[str], known: Known, fields: FieldNames
) -> Kind | None:
    """What standard input is: JSON Lines when it looks so, or when options say so of it alone."""
    if STANDARD_INPUT not in paths or known.format is not None or options["kind"] is not None:
        return None
    told = any(options[name] for name in _FIELDS) or options["to"] in ("jsonl", "parquet")
    if told and set(paths) == {STANDARD_INPUT}:
        return "jsonl"
    stream = by_first_line(sys.stdin.buffer)
    sys.stdin = TextIOWrapper(stream)
    return "jsonl" if holds_json_lines(stream, fields.content) else None
