"""What readers hand to the workers: some hundred documents, and what could not be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cleaner.log import unicode_text

if TYPE_CHECKING:  # a file or two are cleaned without it
    import pyarrow as pa

LARGEST_DOCUMENT = 64 * 2**20  # bytes; what is larger is no article, and memory must stay flat
JSON_FIELDS = "\0fields"  # column of pass-through fields as one JSON object a row

REPLACED = "lone surrogates, which are no Unicode text, were read as U+FFFD"


def joined(*notes: str | None) -> str | None:
    """Return what the reader has to say of a document as one note, each thing once."""
    return "; ".join(dict.fromkeys(filter(None, notes))) or None


def most_bytes(documents: int) -> int:
    """Return at how many bytes a chunk of so many documents is full: 8 MB, or 16 kB each."""
    return max(8 * 2**20, documents * 2**14)


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Which fields of a container hold what. None is the usual name, if the field is there."""

    text: str = "text"
    html: str | None = None
    id: str | None = None
    url: str | None = None

    @property
    def content(self) -> tuple[str, ...]:
        """The fields that the output holds in clean form and does not repeat."""
        return (self.text,) if self.html is None else (self.text, self.html)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document, or a stretch of an input, that could not be done: a line of quarantine.jsonl.

    ``unit`` says what ``position`` counts: "line" and "row" from 1, "offset" in bytes from 0.
    """

    source: str
    reason: str
    id: str | None = None
    unit: str | None = None
    position: int | None = None

    def entry(self) -> dict[str, Any]:
        """Return the object of quarantine.jsonl."""
        place = {} if self.unit is None else {self.unit: self.position}
        return {"id": self.id, "source": self.source, **place, "reason": self.reason}

    @property
    def name(self) -> str:
        """What to call it in a message."""
        if self.unit is None:
            return self.id or self.source
        return f"{self.source}: {self.unit} {self.position}"


@dataclass(frozen=True)
class Chunk:
    """The unit of work: documents in order, as columns.

    ``documents`` has ``id``, ``text``, ``html``, ``url``, ``charset``, ``note`` (a warning of the
    reader) and ``position``; for files that are still to be read ``path`` instead of the texts,
    and ``name``, the output's. ``fields`` are the columns that pass through, or `JSON_FIELDS`.
    ``read`` is how many bytes of the input have been read up to here.
    """

    source: str
    unit: str | None
    documents: "pa.Table"
    fields: "pa.Table"
    failures: tuple[Failure, ...] = ()
    read: int = 0

    @property
    def count(self) -> int:
        """How many documents there are."""
        return int(self.documents.num_rows)

    def failure(self, row: int, reason: str) -> Failure:
        """Return the failure of one of the documents."""
        id = self.documents["id"][row].as_py()
        position = self.documents["position"][row].as_py() if self.unit else None
        return Failure(self.source, reason, id, self.unit, position)


@dataclass(frozen=True)
class Loose:
    """Files that are one document each, as rows of what would be ``Chunk.documents``."""

    source: str
    rows: Sequence[Mapping[str, Any]]
    failures: tuple[Failure, ...] = ()
    read: int = 0

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.rows)

    def failure(self, row: int, reason: str) -> Failure:
        """Return the failure of one of the documents."""
        return Failure(self.source, reason, self.rows[row]["id"])

    def chunk(self) -> Chunk:
        """Return the same as columns, for an output that is a container."""
        return _chunk(self.source, None, self.rows, self.failures, self.read)


@dataclass
class ChunkBuilder:
    """Gathers documents that come one by one until they are a chunk."""

    source: str
    unit: str | None
    most: int  # documents
    rows: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    size: int = 0

    @property
    def full(self) -> bool:
        """Whether the documents are enough for a chunk."""
        return len(self.rows) >= self.most or self.size >= most_bytes(self.most)

    def add(self, size: int, fields: str = "{}", **row: Any) -> None:
        """Add a document of ``size`` bytes; ``fields`` are a JSON object of what passes through."""
        for name in ("id", "url", "text", "html"):
            if isinstance(row.get(name), str):
                shown = unicode_text(row[name])
                if shown != row[name]:
                    row |= {name: shown, "note": joined(row.get("note"), REPLACED)}
        self.rows.append({**row, JSON_FIELDS: fields})
        self.size += size

    def fail(self, reason: str, position: int | None, id: str | None = None) -> None:
        """Note what cannot be a document."""
        unit = None if position is None else self.unit
        self.failures.append(Failure(self.source, reason, id, unit, position))

    def take(self, read: int) -> Chunk:
        """Return the chunk and begin the next one."""
        loose = self.take_loose(read)
        return _chunk(self.source, self.unit, loose.rows, loose.failures, read)

    def take_loose(self, read: int) -> Loose:
        """Return the chunk as rows and begin the next one."""
        rows, failures = self.rows, tuple(self.failures)
        self.rows, self.failures, self.size = [], [], 0
        return Loose(self.source, rows, failures, read)


def _chunk(
    source: str,
    unit: str | None,
    rows: Sequence[Mapping[str, Any]],
    failures: tuple[Failure, ...],
    read: int,
) -> Chunk:
    import pyarrow as pa

    texts = [value for row in rows for value in (row.get("text"), row.get("html"))]
    binary = any(isinstance(value, bytes) for value in texts)
    schema = documents_schema(pa.large_binary() if binary else pa.large_string())
    return Chunk(
        source,
        unit,
        pa.Table.from_pylist(rows, schema),
        pa.table({JSON_FIELDS: pa.array([r[JSON_FIELDS] for r in rows], pa.large_string())}),
        failures,
        read,
    )


def documents_schema(content: "pa.DataType") -> "pa.Schema":
    """Return the columns of ``Chunk.documents`` with texts of this type."""
    import pyarrow as pa

    return pa.schema(
        {
            "id": pa.string(),
            "text": content,
            "html": content,
            "url": pa.string(),
            "charset": pa.string(),
            "note": pa.string(),
            "position": pa.int64(),
            "path": pa.binary(),
            "name": pa.string(),
        }
    )
