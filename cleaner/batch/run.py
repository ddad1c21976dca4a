"""The local runner: one document after the other, each failing alone."""

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleaner.batch.names import output_names
from cleaner.batch.readers import (
    STANDARD_INPUT,
    DocumentError,
    Input,
    Unreadable,
    UsageProblem,
    find,
    read,
)
from cleaner.batch.writers import identities, log_file, partial_path, prepare_folder, write_clean
from cleaner.log import FileFormat, dumps, to_record, written_text
from cleaner.model import Format
from cleaner.pipeline import Cleaner
from cleaner.result import Result
from cleaner.terminal import visible_lines

LOG_NAME = "removed.jsonl"
SUFFIXES: dict[FileFormat, str] = {"text": ".txt", "json": ".json"}


@dataclass(frozen=True)
class Batch:
    """What to clean and where to: see `plan`. ``names`` are the output paths by id."""

    inputs: Sequence[Input]
    unreadable: Sequence[Unreadable]
    out: Path | None
    log: Path | None
    names: dict[str, str]
    format: FileFormat
    no_title: bool


@dataclass(frozen=True)
class Known:
    """What the caller knows of a document beforehand."""

    url: str | None = None
    charset: str | None = None
    format: Format | None = None


@dataclass(frozen=True)
class Outcome:
    """One document done: its ``result``, or the ``problem`` it met, or both."""

    id: str
    result: Result | None
    problem: str | None = None


def plan(
    paths: Sequence[str],
    *,
    out: Path | None = None,
    log: Path | None = None,
    match: Sequence[str] = (),
    format: FileFormat = "text",
    no_title: bool = False,
) -> Batch:
    """Find the documents and name their outputs. Writes nothing but the output folder.

    With ``out`` the log is ``removed.jsonl`` there, unless ``log`` says otherwise. Raises
    UsageProblem for a place that cannot be written to or that would be read and written at once.
    """
    if out is not None:
        out = prepare_folder(out)
        log = log or out / LOG_NAME
        for path in paths:
            if path != STANDARD_INPUT and os.path.realpath(path) == str(out):
                raise UsageProblem(f"output folder {out}: is the input folder")
    places = [out, log, log and partial_path(log)]
    inputs, unreadable = find(paths, match=match, outside=[place for place in places if place])
    sources = identities([document.path for document in inputs if document.path])
    if log is not None and identities([log]) & sources:
        raise UsageProblem(f"log {log}: is one of the inputs")
    names: dict[str, str] = {}
    if out is not None:
        ids = [document.id for document in inputs]
        names = output_names(ids, SUFFIXES[format], (LOG_NAME,))
    return Batch(inputs, unreadable, out, log, names, format, no_title)


def run(
    batch: Batch, cleaner: Cleaner, known: Known, stream: BinaryIO
) -> Generator[Outcome, None, None]:
    """Clean the documents of a batch in order, writing each before the next is read.

    Without an output folder the clean texts go to ``stream``: one as it is, several each under a
    line that names it. Raises OSError when the log or ``stream`` takes no more.
    """
    for missing in batch.unreadable:
        yield Outcome(missing.id, None, missing.problem)
    sources = identities([document.path for document in batch.inputs if document.path])
    with log_file(batch.log, batch.out) as append:
        for document in batch.inputs:
            result = None
            try:
                data = read(document)
                result = _cleaned(data, cleaner, known)
                content = _content(document.id, result, batch)
                if batch.out is not None:
                    write_clean(batch.out, batch.names[document.id], content, sources)
            except DocumentError as error:
                yield Outcome(document.id, None, str(error))
                continue
            if batch.out is None:
                _show(document.id, content, batch, stream)
            record = _record(document.id, result, data, batch, known)
            append(dumps(record), batch.names.get(document.id))
            yield Outcome(document.id, result, None if data else "empty")


def _cleaned(data: bytes, cleaner: Cleaner, known: Known) -> Result:
    try:
        return cleaner.clean(data, url=known.url, charset=known.charset, format=known.format)
    except Exception as error:  # a fault of ours must not lose the documents after this one
        problem = f"not cleaned, which is an error in cleaner: {type(error).__name__}: {error}"
        raise DocumentError(problem) from error


def _content(id: str, result: Result, batch: Batch) -> bytes:
    text = written_text(result, no_title=batch.no_title)
    if batch.format == "text":
        return text.encode("utf-8", "surrogatepass")
    fields = {
        "id": id,
        "title": result.title,
        "body": result.body,
        "text": text,
        "warnings": list(result.warnings),
        "removals": len(result.removals),
    }
    return dumps(fields).encode("utf-8") + b"\n"


def _record(id: str, result: Result, data: bytes, batch: Batch, known: Known) -> dict[str, object]:
    return to_record(
        result,
        id,
        data,
        url=known.url,
        path=batch.names.get(id),
        format=batch.format,
        no_title=batch.no_title,
    )


def _show(id: str, content: bytes, batch: Batch, stream: BinaryIO) -> None:
    """Write to standard output, which may be a terminal: there nothing but text may arrive."""
    if stream.isatty():
        content = visible_lines(content.decode("utf-8", "surrogatepass")).encode("utf-8")
    if batch.format == "text" and len(batch.inputs) > 1:
        content = f"==> {id} <==\n".encode() + content.rstrip(b"\n") + b"\n\n"
    stream.write(content)
    stream.flush()
