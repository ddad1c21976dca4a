"""A shard of a container: its documents cleaned as columns, written and counted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.arrow import clean_table
from cleaner.batch.chunks import Chunk, joined
from cleaner.batch.figures import Figures
from cleaner.batch.job import Job, Report
from cleaner.batch.shard import languages_of
from cleaner.batch.sinks import Recorded, write_shard
from cleaner.result import Result

_AGAIN = "its id came before: restore cannot tell the documents apart by it"


def do_columns(
    job: Job, shard: str, chunk: Chunk, failing: Mapping[int, str], begin: Callable[[int], None]
) -> Report:
    """Do a shard (see `do_shard`); ``failing`` are rows that cannot be done, and why."""
    unread = [chunk.failure(row, why) for row, why in sorted(failing.items())]
    rows = [row for row in range(chunk.documents.num_rows) if row not in failing]
    chunk, documents = _chosen(chunk, rows, job)
    figures = Figures()
    cleaned: list[Recorded] = []
    languages = languages_of(job.cleaner)

    def done(row: int, data: str | bytes, result: Result, record: dict[str, Any]) -> None:
        url, note = documents["url"][row].as_py(), documents["note"][row].as_py()
        figures.add(record["id"], record["source"]["bytes"], result, url, languages, note)
        if note:
            record["warnings"] = [note, *record["warnings"]]
        cleaned.append(Recorded(row, result, data, record))

    table = clean_table(
        documents,
        html="html",
        id="id",
        url="url",
        charset="charset",
        format=job.known.format,
        cleaner=job.cleaner,
        begin=lambda row: begin(rows[row]),
        done=done,
    )
    begin(-1)
    failures = [*chunk.failures, *unread]
    errors = enumerate(table["error"].to_pylist())
    failures += [chunk.failure(row, error) for row, error in errors if error is not None]
    figures.fail(len(failures))
    empty = [chunk.failure(item.row, "empty") for item in cleaned if not item.data]
    written = write_shard(job, shard, chunk, cleaned, table)
    figures.failed += len(empty) + len(written.failures)
    failures += [*empty, *written.failures]
    state = figures.state()
    return Report(shard, chunk.source, chunk.read, state, failures, written.content, written.log)


def _noted(documents: pa.Table) -> pa.Table:
    """The documents, those whose id came before in the shard with a note of it."""
    seen: set[str] = set()
    notes = []
    for id, note in zip(documents["id"].to_pylist(), documents["note"].to_pylist(), strict=True):
        notes.append(joined(note, _AGAIN if id in seen else None))
        seen.add(id)
    at = documents.column_names.index("note")
    return documents.set_column(at, "note", pa.array(notes, pa.string()))


def _chosen(chunk: Chunk, rows: list[int], job: Job) -> tuple[Chunk, pa.Table]:
    """The rows that are to be cleaned, with what is known of all documents."""
    if len(rows) < chunk.documents.num_rows:
        kept = pa.array(rows, pa.int64())  # there may be none, and then Arrow guesses no type
        chunk = replace(chunk, documents=chunk.documents.take(kept), fields=chunk.fields.take(kept))
    documents = _noted(chunk.documents)
    chunk = replace(chunk, documents=documents)
    if documents["html"].type != documents["text"].type:
        at = documents.column_names.index("html")
        documents = documents.set_column(at, "html", documents["html"].cast(documents["text"].type))
    for name, value in (("url", job.known.url), ("charset", job.known.charset)):
        if value is not None:
            at = documents.column_names.index(name)
            documents = documents.set_column(at, name, pc.fill_null(documents[name], value))
    return chunk, documents
