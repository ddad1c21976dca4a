"""One shard: its documents cleaned, written and counted. This is what runs in the workers."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.batch.chunks import Failure, Loose
from cleaner.batch.figures import Figures
from cleaner.batch.job import Job, Report, Task
from cleaner.batch.readers import DocumentError, Input, read
from cleaner.batch.sinks import Cleaned, write_files
from cleaner.pipeline import Cleaner, fault


def do_shard(job: Job, task: Task, begin: Callable[[int], None]) -> Report:
    """Clean and write the documents of a task. ``begin`` is called with the row of each.

    Raises OutputProblem when the output takes no more, MemoryError when a document needs too
    much.
    """
    chunk, failing = task.chunk, dict(task.given_up)
    if isinstance(chunk, Loose):
        chunk = _with_content(chunk, failing, begin)
        if job.target == "files":
            return _do_files(job, task.shard, chunk, failing, begin)
        chunk = chunk.chunk()
    from cleaner.batch.columnar import do_columns  # Arrow takes as long to load as all of the rest

    return do_columns(job, task.shard, chunk, failing, begin)


@lru_cache(maxsize=1)
def languages_of(cleaner: Cleaner) -> Mapping[str, str]:
    """The language of every rule by its id, "several" where there are more."""
    return {
        id: languages[0] if len(languages) == 1 else "several"
        for id, languages in cleaner.languages.items()
    }


def _do_files(
    job: Job, shard: str, chunk: Loose, failing: Mapping[int, str], begin: Callable[[int], None]
) -> Report:
    known, figures, languages = job.known, Figures(), languages_of(job.cleaner)
    cleaned: list[Cleaned] = []
    faults: list[Failure] = []
    for row, fields in enumerate(chunk.rows):
        if row in failing:
            continue
        begin(row)
        data = fields["text"]
        try:
            result = job.cleaner.clean(
                data, url=known.url, charset=known.charset, format=known.format
            )
        except MemoryError:
            raise
        except Exception as error:  # a fault of ours must not lose the files after this one
            faults.append(chunk.failure(row, fault(error)))
            continue
        figures.add(fields["id"], len(data), result, known.url, languages)
        cleaned.append(Cleaned(row, result, data))
    begin(-1)
    unread = [chunk.failure(row, why) for row, why in sorted(failing.items())]
    failures = [*chunk.failures, *unread, *faults]
    figures.fail(len(failures))
    empty = [chunk.failure(item.row, "empty") for item in cleaned if not item.data]
    written = write_files(job, shard, chunk, cleaned)
    figures.failed += len(empty) + len(written.failures)
    failures += [*empty, *written.failures]
    return Report(
        shard, chunk.source, chunk.read, figures.state(), failures, written.content, written.log
    )


def _with_content(chunk: Loose, failing: dict[int, str], begin: Callable[[int], None]) -> Loose:
    """Read the files of a chunk; note those that cannot be read as failing."""
    rows: list[Mapping[str, Any]] = []
    for row, fields in enumerate(chunk.rows):
        path = fields.get("path")
        if row not in failing and path is not None:
            begin(row)
            try:
                fields = {**fields, "text": read(Input("", Path(os.fsdecode(path))))}
            except DocumentError as error:
                failing[row] = str(error)
        rows.append(fields)
    return replace(chunk, rows=rows)
