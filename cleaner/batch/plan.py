"""What a run is to do: its inputs, the form of its output, and a fingerprint to know it by."""

import glob
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from cleaner.batch.chunks import FieldNames
from cleaner.batch.containers import Kind, Source, compression_of, kind_of
from cleaner.batch.containers.streams import file_system, is_address
from cleaner.batch.job import Job, Target
from cleaner.batch.known import Known
from cleaner.batch.places import (
    LOG_NAME,
    check_links,
    check_log,
    check_outside,
    mirrored,
    output_folder,
)
from cleaner.batch.readers import (
    STANDARD_INPUT,
    Input,
    Unreadable,
    UsageProblem,
    find,
    reason,
)
from cleaner.batch.writers import identities, partial_path, prepare_folder
from cleaner.log import FileFormat
from cleaner.pipeline import Cleaner

LOOSE_SHARD = 64  # files whose log is one part: small, so that few are done again after a kill


@dataclass(frozen=True)
class Wishes:
    """What the caller asks for: see the options of ``cleaner clean``."""

    out: Path | None = None
    log: Path | None = None
    match: Sequence[str] = ()
    format: FileFormat = "text"
    no_title: bool = False
    kind: Kind | None = None
    stdin: Kind | None = None
    to: Target | None = None
    fields: FieldNames = field(default_factory=FieldNames)
    known: Known = field(default_factory=Known)
    shard_size: int = 500
    dry_run: bool = False


@dataclass(frozen=True)
class Plan:
    """Inputs and output of a run. ``log`` is the one file for the log of loose files."""

    sources: Sequence[Source]
    unreadable: Sequence[Unreadable]
    log: Path | None
    job: Job
    shard_size: int
    inputs: Sequence[Input] = field(default=())

    @property
    def size(self) -> int:
        """Bytes of all inputs as stored; 0 when that is not known."""
        sizes = [source.size for source in self.sources]
        return sum(sizes) if all(sizes) else 0


def plan(paths: Sequence[str], cleaner: Cleaner, wishes: Wishes) -> Plan:
    """Find the inputs and choose the form of the output.

    Writes nothing but the output folder, last of all; a dry run not even that. Raises UsageProblem
    for a place that would be read and written at once, DocumentError for an output folder that
    cannot be written to.
    """
    out = output_folder(wishes.out, paths) if wishes.out is not None else None
    log = wishes.log
    if out is not None:
        log = log or out / LOG_NAME
    outside = [place for place in (out, log, log and partial_path(log)) if place]
    local = [found for path in paths if not is_address(path) for found in _expanded(path)]
    inputs, unreadable = find(local, match=wishes.match, outside=outside)
    sources, loose = _sources(inputs, wishes)
    for found, problems in (_remote(path, wishes) for path in filter(is_address, paths)):
        sources, unreadable = sources + found, unreadable + problems
    target = _target([source.kind for source in sources], wishes)
    if out is not None:
        check_links(out, target)
    _check_address(target, loose, wishes)
    if target != "files":
        _check_containers(sources, wishes, out)
    elif log is not None and identities([log]) & _identities(loose):
        raise UsageProblem(f"log {log}: is one of the inputs")
    elif log is not None:
        check_log(log, out)
    if target == "files" and out is not None:
        sources = [mirrored(source, out, log, wishes.format) for source in sources]
    if wishes.dry_run:
        out = log = None
    elif wishes.out is not None:
        prepare_folder(wishes.out)
    job = Job(
        cleaner,
        target if out is not None or target == "files" else "jsonl",  # what a stream can hold
        out,
        compression=_compression(sources),
        fields=wishes.fields,
        known=wishes.known,
        format=wishes.format,
        no_title=wishes.no_title,
    )
    size = LOOSE_SHARD if target == "files" else wishes.shard_size
    return Plan(sources, unreadable, log if target == "files" else None, job, size, loose)


def fingerprint(made: Plan) -> str:
    """Return a digest of all that the output depends on, except what the inputs hold."""
    job = made.job
    stamps = [(source.name, source.size, source.modified) for source in made.sources]
    stamps += [(document.id, *_stamp(document.path)) for document in made.inputs]
    parts = [
        *(job.target, job.compression, repr(job.fields), repr(job.known), job.format),
        *(job.no_title, made.shard_size, repr(job.cleaner.options), stamps),
        [problem.id for problem in made.unreadable],
        job.cleaner.fingerprint,
    ]
    return sha256(json.dumps(parts).encode()).hexdigest()


def _stamp(path: Path | None) -> tuple[int, int]:
    """Size and time of a file; of standard input, of which neither is known, and of none, 0."""
    if path is None:
        return 0, 0
    try:
        status = path.stat()
    except (OSError, ValueError):
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _expanded(path: str) -> list[str]:
    """The paths behind a glob, sorted; a path that exists, or finds nothing, is itself."""
    if path == STANDARD_INPUT or os.path.lexists(path) or not glob.has_magic(path):
        return [path]
    return sorted(glob.glob(path, recursive=True)) or [path]  # noqa: PTH207 - keeps "./" and "**"


def _sources(inputs: Sequence[Input], wishes: Wishes) -> tuple[list[Source], list[Input]]:
    sources: list[Source] = []
    loose: list[Input] = []
    for document in inputs:
        path = STANDARD_INPUT if document.path is None else str(document.path)
        kind = wishes.kind or (document.path is None and wishes.stdin) or kind_of(path)
        if document.path is None and kind in ("parquet", "csv", "warc"):
            raise UsageProblem(
                f"--from {kind}: standard input may be JSON Lines or a document: name a file"
            )
        if kind != "files":
            sources.append(Source(kind, path, document.id, *_stamp(document.path)))
            continue
        if not loose:
            sources.append(Source("files", "", "files"))
        loose.append(document)
    size = sum(_stamp(document.path)[0] for document in loose)
    found = [
        replace(source, inputs=loose, size=size) if source.kind == "files" else source
        for source in sources
    ]
    return found, loose


def _remote(address: str, wishes: Wishes) -> tuple[list[Source], list[Unreadable]]:
    """The containers at and below an address of a file system."""
    from pyarrow import fs

    try:
        system, path = file_system(address)
        infos = [system.get_file_info(path)]
        if infos[0].type == fs.FileType.Directory:
            infos = system.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        return [], [Unreadable(address, reason(error))]
    scheme = address.partition("://")[0]
    sources: list[Source] = []
    unreadable: list[Unreadable] = []
    for info in sorted(infos, key=lambda info: str(info.path)):
        name = f"{scheme}://{info.path}" if info.path != path else address
        kind = wishes.kind or kind_of(name)
        if info.type == fs.FileType.Directory:
            continue
        if info.type == fs.FileType.NotFound:
            unreadable.append(Unreadable(name, "no such file or directory"))
        elif kind == "files":
            unreadable.append(Unreadable(name, "not a container: say what it is with --from"))
        else:
            sources.append(Source(kind, name, name, info.size or 0, info.mtime_ns or 0))
    return sources, unreadable


def _target(kinds: Sequence[Kind], wishes: Wishes) -> Target:
    loose = all(kind == "files" for kind in kinds)
    if loose and wishes.to in (None, "text"):
        return "files"
    if wishes.to is not None:
        return wishes.to
    return "parquet" if set(kinds) == {"parquet"} else "jsonl"


def _check_address(target: Target, loose: Sequence[Input], wishes: Wishes) -> None:
    if wishes.known.url is not None and (len(loose) > 1 or target != "files"):
        raise UsageProblem("--url is the address of one document, and there are several")


def _check_containers(sources: Sequence[Source], wishes: Wishes, out: Path | None) -> None:
    if out is None and wishes.to in ("parquet", "text"):
        raise UsageProblem(f"--to {wishes.to}: writes to a folder: name it with -o")
    if wishes.log is not None:
        raise UsageProblem("--log: the log of a corpus goes to the folder removed of the output")
    if wishes.format == "json":
        raise UsageProblem("--format json: is for files; a corpus has --to jsonl")
    if out is not None:
        check_outside(sources, out)


def _identities(inputs: Sequence[Input]) -> frozenset[tuple[int, int]]:
    return identities([document.path for document in inputs if document.path])


def _compression(sources: Sequence[Source]) -> str | None:
    """How all inputs are compressed; gzip when they differ."""
    found = {compression_of(source.path) for source in sources}
    return found.pop() if len(found) == 1 else "gzip" if found else None
