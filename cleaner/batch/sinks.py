"""A shard onto the disk, in each of the forms that an output can have."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.batch.chunks import Chunk, Failure, Loose
from cleaner.batch.job import Job, OutputProblem
from cleaner.batch.names import output_names
from cleaner.batch.readers import DocumentError, reason
from cleaner.batch.writers import replace_file, write_clean, write_lines
from cleaner.log import dumps, to_record, written_text
from cleaner.pipeline import fault
from cleaner.result import Result

if TYPE_CHECKING:  # loose files need no Arrow, and their rows have no other fields
    import pyarrow as pa

STATE = ".cleaner"  # folder of what a run must remember
DOCUMENTS, REMOVED = "documents", "removed"
_SUFFIXES = {None: "", "gzip": ".gz", "zstd": ".zst"}


@dataclass(frozen=True, slots=True)
class Written:
    """What could not be written, and what is handed back when there is no output folder."""

    failures: Sequence[Failure] = ()
    content: bytes = b""
    log: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One document of a chunk: its row, the result and the input."""

    row: int
    result: Result
    data: str | bytes


@dataclass(frozen=True, slots=True)
class Recorded(Cleaned):
    """One document of a container, with its log record."""

    record: dict[str, Any]


def write_shard(
    job: Job, shard: str, chunk: Chunk, cleaned: Sequence[Recorded], table: "pa.Table"
) -> Written:
    """Write the documents and the log of a shard, each file whole or not at all.

    Raises OutputProblem when the disk takes no more.
    """
    with _stopping(job):
        return _WRITERS[job.target](job, shard, chunk, cleaned, table)


def write_files(job: Job, shard: str, chunk: Loose, cleaned: Sequence[Cleaned]) -> Written:
    """Write loose files, each its own clean file, the records one part of the log.

    Raises OutputProblem when the disk takes no more.
    """
    with _stopping(job):
        return _files(job, shard, chunk, cleaned)


@contextmanager
def _stopping(job: Job) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputProblem(f"{job.out}: {reason(error)}") from None


def artefact(job: Job, shard: str) -> Path:
    """Return the file, or for texts the log, that is there when a shard is done."""
    assert job.out is not None
    if job.target == "files":
        return job.out / STATE / f"{REMOVED}-{shard}.jsonl"
    if job.target == "parquet":
        return job.out / REMOVED / f"part-{shard}.parquet"
    return job.out / REMOVED / f"part-{shard}.jsonl.gz"


def documents_name(job: Job, shard: str) -> str:
    """Return where the documents of a container's shard stand: a file, of texts a folder."""
    ending = {"text": "", "parquet": ".parquet"}.get(
        job.target, f".jsonl{_SUFFIXES[job.compression]}"
    )
    return f"{DOCUMENTS}/part-{shard}{ending}"


def _files(job: Job, shard: str, chunk: Loose, cleaned: Sequence[Cleaned]) -> Written:
    lines, failures, shown = [], [], []
    for item in cleaned:
        fields = chunk.rows[item.row]
        id, name = fields["id"], fields["name"]
        content = _file_content(job, id, item.result)
        try:
            if job.out is None:
                shown.append(content)
            else:
                write_clean(job.out, name, content, frozenset())
        except DocumentError as error:
            failures.append(chunk.failure(item.row, str(error)))
            continue
        lines.append(dumps(_file_record(job, id, name, item)))
    if job.out is None:
        return Written(failures, b"".join(shown), lines)
    write_lines(artefact(job, shard), lines, None)
    return Written(failures)


def _file_content(job: Job, id: str, result: Result) -> bytes:
    text = written_text(result, no_title=job.no_title)
    if job.format == "text":
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


def _file_record(job: Job, id: str, name: str | None, item: Cleaned) -> dict[str, Any]:
    return to_record(
        item.result,
        id,
        item.data,
        url=job.known.url,
        path=name,
        format=job.format,
        no_title=job.no_title,
    )


def _jsonl(
    job: Job, shard: str, chunk: Chunk, cleaned: Sequence[Recorded], table: "pa.Table"
) -> Written:
    from cleaner.batch.rows import document_line, fields_of

    fields = fields_of(chunk)
    ids = chunk.documents["id"].to_pylist()
    lines, logged, failures = [], [], []
    for item, document in zip(cleaned, _documents(cleaned, table), strict=True):
        try:
            lines.append(document_line(job, fields[item.row], ids[item.row], document))
        except Exception as error:  # a fault of ours must not lose the rows after this one
            failures.append(chunk.failure(item.row, fault(error)))
        else:
            logged.append(item)
    if job.out is None:
        return Written(failures, b"".join(line.encode("utf-8") + b"\n" for line in lines))
    name = documents_name(job, shard)
    write_lines(job.out / name, lines, job.compression)
    _write_log(job, shard, logged, lambda item: (name, "json"))
    return Written(failures)


def _parquet(
    job: Job, shard: str, chunk: Chunk, cleaned: Sequence[Recorded], table: "pa.Table"
) -> Written:
    from cleaner.batch.rows import document_table, removal_table

    assert job.out is not None
    documents = document_table(job, chunk, table)
    removals = removal_table(_documents(cleaned, table), [item.record["id"] for item in cleaned])
    _write_parquet(job.out / documents_name(job, shard), documents)
    _write_parquet(artefact(job, shard), removals)
    return Written()


def _text(
    job: Job, shard: str, chunk: Chunk, cleaned: Sequence[Recorded], table: "pa.Table"
) -> Written:
    """Documents of a container, each in its own file of a folder for the shard."""
    assert job.out is not None
    folder = documents_name(job, shard)
    ids = _distinct([item.record["id"].replace("/", "_") for item in cleaned])
    names = output_names(ids, ".txt")
    by_row: dict[int, str] = {}
    failures = []
    for item, id in zip(cleaned, ids, strict=True):
        name = f"{folder}/{names[id]}"
        data = item.result.body.encode("utf-8", "surrogatepass")
        try:
            write_clean(job.out, name, data, frozenset())
        except DocumentError as error:
            failures.append(chunk.failure(item.row, str(error)))
            continue
        by_row[item.row] = name
    written = [item for item in cleaned if item.row in by_row]
    _write_log(job, shard, written, lambda item: (by_row[item.row], "text"))
    return Written(failures)


def _distinct(ids: Sequence[str]) -> list[str]:
    """The ids, those that came before each with a number behind it."""
    seen: Counter[str] = Counter()
    found = []
    for id in ids:
        seen[id] += 1
        found.append(id if seen[id] == 1 else f"{id} ({seen[id]})")
    return found if len(set(found)) == len(found) else _distinct(found)


_WRITERS: dict[str, Callable[..., Written]] = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "text": _text,
}


def _documents(cleaned: Sequence[Recorded], table: "pa.Table") -> list[dict[str, Any]]:
    found = table.select(["title", "body", "warnings", "removals", "note"]).to_pylist()
    return [found[item.row] for item in cleaned]


def _write_log(
    job: Job, shard: str, cleaned: Sequence[Recorded], place: Callable[[Recorded], tuple[str, str]]
) -> None:
    lines = []
    for item in cleaned:
        path, format = place(item)
        clean = {**item.record["clean"], "path": path, "format": format}
        lines.append(dumps({**item.record, "clean": clean}))
    write_lines(artefact(job, shard), lines, "gzip")


def _write_parquet(path: Path, table: "pa.Table") -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, sink.getvalue(), durable=True)
