"""What a worker must know: how to clean, and what to write where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from cleaner.batch.chunks import Chunk, Failure, FieldNames, Loose
from cleaner.batch.known import Known
from cleaner.log import FileFormat
from cleaner.pipeline import Cleaner

if TYPE_CHECKING:
    import pyarrow as pa

Target = Literal["files", "jsonl", "parquet", "text"]


class OutputProblem(Exception):
    """The output takes no more: nothing but stopping makes sense. One sentence."""


@dataclass(frozen=True)
class Job:
    """How to do every shard of a run.

    ``target`` "files" mirrors loose files, the others write shards; without ``out`` shards are
    handed back. ``columns`` are the types of pass-through fields of JSON in Parquet.
    """

    cleaner: Cleaner
    target: Target
    out: Path | None
    compression: str | None = None
    fields: FieldNames = field(default_factory=FieldNames)
    known: Known = field(default_factory=Known)
    format: FileFormat = "text"
    no_title: bool = False
    columns: "pa.Schema | None" = None


@dataclass(frozen=True)
class Task:
    """One shard to do. ``given_up`` are rows that cannot be cleaned, each with the reason."""

    shard: str
    chunk: Chunk | Loose
    given_up: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """One shard done: its figures, what failed, and how far the input has been read.

    ``content`` is what goes to standard output when there is no output folder, ``log`` the
    records of loose files then.
    """

    shard: str
    source: str
    read: int
    figures: dict[str, Any]
    failures: Sequence[Failure] = ()
    content: bytes = b""
    log: Sequence[str] = ()


@dataclass(frozen=True)
class Limits:
    """What one document may cost: seconds of time, megabytes of memory."""

    seconds: float = 60.0
    megabytes: int = 2048
