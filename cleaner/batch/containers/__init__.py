"""Inputs of every kind, recognised by their names, read into chunks of documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from cleaner.batch.chunks import Chunk, FieldNames, Loose
from cleaner.batch.readers import Input

Kind = Literal["files", "jsonl", "parquet", "csv", "warc"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SUFFIXES: dict[str, Kind] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".warc": "warc",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True)
class Source:
    """One input: a container, or all loose files together.

    ``path`` is a path, an address or "-"; ``name`` what messages and ids call it; ``size`` its
    bytes as stored and ``modified`` when, in nanoseconds, 0 when that is not known. ``inputs``
    and ``names`` are those of loose files, ``taken`` says why some of them cannot be done.
    """

    kind: Kind
    path: str
    name: str
    size: int = 0
    modified: int = 0
    inputs: Sequence[Input] = ()
    names: Mapping[str, str] | None = None
    taken: Mapping[str, str] | None = None

    def read(self, fields: FieldNames, most: int) -> Iterator[Chunk | Loose]:
        """Yield chunks of at most ``most`` documents; the same ones whenever it is called."""
        chunks = self._chunks(fields, most)
        return (chunk for chunk in chunks if chunk.count or chunk.failures)

    def _chunks(self, fields: FieldNames, most: int) -> Iterator[Chunk | Loose]:
        """Each reader is imported when it is needed: they load large libraries."""
        compression = compression_of(self.path)
        if self.kind == "files":
            from cleaner.batch.containers.loose import read_loose

            return read_loose(self.inputs, self.names or {}, self.taken or {}, most)
        if self.kind == "jsonl":
            from cleaner.batch.containers.jsonl import read_jsonl

            return read_jsonl(self.path, self.name, compression, fields, most)
        if self.kind == "csv":
            from cleaner.batch.containers.delimited import read_delimited

            return read_delimited(self.path, self.name, compression, fields, most)
        if self.kind == "warc":
            from cleaner.batch.containers.warc import read_warc

            return read_warc(self.path, self.name, most)
        from cleaner.batch.containers.parquet import read_parquet

        return read_parquet(self.path, self.name, fields, most)


def kind_of(path: str) -> Kind:
    """Return what a file is by its name; "files" for one that is a document itself."""
    stem = path.lower()
    for suffix in _COMPRESSIONS:
        stem = stem.removesuffix(suffix)
    return next((kind for suffix, kind in _SUFFIXES.items() if stem.endswith(suffix)), "files")


def compression_of(path: str) -> str | None:
    """Return how a file is compressed by its name: "gzip", "zstd" or None."""
    return next(
        (name for suffix, name in _COMPRESSIONS.items() if path.lower().endswith(suffix)), None
    )
