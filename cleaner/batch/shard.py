"""One shard: its documents cleaned, written and counted. This is what runs in the workers."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.arrow import clean_table
from cleaner.batch.chunks import Chunk
from cleaner.batch.figures import Figures
from cleaner.batch.job import Job, Report, Task
from cleaner.batch.readers import DocumentError, Input, read
from cleaner.batch.sinks import Cleaned, write_shard
from cleaner.pipeline import Cleaner
from cleaner.result import Result


def do_shard(job: Job, task: Task, begin: Callable[[int], None]) -> Report:
    """Clean and write the documents of a task. ``begin`` is called with the row of each.

    Raises OutputProblem when the output takes no more, MemoryError when a document needs too
    much.
    """
    failing = dict(task.given_up)
    chunk = task.chunk
    if chunk.unit is None:
        chunk = _with_content(chunk, failing, begin)
    rows = [row for row in range(chunk.documents.num_rows) if row not in failing]
    chunk, documents = _chosen(chunk, rows, job)
    figures = Figures()
    cleaned: list[Cleaned] = []
    languages = _languages(job.cleaner)

    def done(row: int, data: str | bytes, result: Result, record: dict[str, Any]) -> None:
        url = documents["url"][row].as_py()
        figures.add(record["id"], record["source"]["bytes"], result, url, languages)
        cleaned.append(Cleaned(row, result, record, data))

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
    failures = [*chunk.failures]
    failures += [task.chunk.failure(row, why) for row, why in sorted(failing.items())]
    errors = enumerate(table["error"].to_pylist())
    failures += [chunk.failure(row, error) for row, error in errors if error is not None]
    figures.fail(len(failures))
    empty = [chunk.failure(item.row, "empty") for item in cleaned if not item.data]
    written = write_shard(job, task.shard, chunk, cleaned, table)
    figures.failed += len(empty) + len(written.failures)
    failures += [*empty, *written.failures]
    state = figures.state()
    return Report(
        task.shard, chunk.source, chunk.read, state, failures, written.content, written.log
    )


def _with_content(chunk: Chunk, failing: dict[int, str], begin: Callable[[int], None]) -> Chunk:
    """Read the files of a chunk; note those that cannot be read as failing."""
    contents: list[bytes | None] = chunk.documents["text"].cast(pa.large_binary()).to_pylist()
    for row, path in enumerate(chunk.documents["path"].to_pylist()):
        if row in failing or path is None:
            continue
        begin(row)
        try:
            contents[row] = read(Input("", Path(os.fsdecode(path))))
        except DocumentError as error:
            failing[row] = str(error)
    at = chunk.documents.column_names.index("text")
    column = pa.array(contents, pa.large_binary())
    return replace(chunk, documents=chunk.documents.set_column(at, "text", column))


def _chosen(chunk: Chunk, rows: list[int], job: Job) -> tuple[Chunk, pa.Table]:
    """The rows that are to be cleaned, with what is known of all documents."""
    if len(rows) < chunk.documents.num_rows:
        chunk = replace(chunk, documents=chunk.documents.take(rows), fields=chunk.fields.take(rows))
    documents = chunk.documents
    if documents["html"].type != documents["text"].type:
        at = documents.column_names.index("html")
        documents = documents.set_column(at, "html", documents["html"].cast(documents["text"].type))
    for name, value in (("url", job.known.url), ("charset", job.known.charset)):
        if value is not None:
            at = documents.column_names.index(name)
            documents = documents.set_column(at, name, pc.fill_null(documents[name], value))
    return chunk, documents


@lru_cache(maxsize=1)
def _languages(cleaner: Cleaner) -> Mapping[str, str]:
    return {
        rule.id: rule.languages[0] if len(rule.languages) == 1 else "several"
        for rule in cleaner.rules
    }
