"""What an output row holds: the fields that pass through, and ours beside them."""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from cleaner.arrow import ADDED, REMOVAL, added_name
from cleaner.batch.chunks import JSON_FIELDS, Chunk
from cleaner.batch.job import Job
from cleaner.batch.json_text import members, object_text
from cleaner.log import dumps, escaped, unicode_text

OTHER_FIELDS = "other_fields"
_OURS = ("title", "body", "warnings")


def fields_of(chunk: Chunk) -> list[dict[str, str]]:
    """Return the pass-through fields of every document of a chunk, values as JSON."""
    if chunk.fields.column_names == [JSON_FIELDS]:
        return [members(row) for row in chunk.fields[JSON_FIELDS].to_pylist()]
    columns = {name: _values(chunk.fields[name]) for name in chunk.fields.column_names}
    return [
        {name: dumps_value(column[row]) for name, column in columns.items()}
        for row in range(chunk.fields.num_rows)
    ]


def document_line(job: Job, fields: dict[str, str], id: str, document: Mapping[str, Any]) -> str:
    """Return a cleaned document as one line of JSON: its fields, ``title``, ``body``, ``warnings``.

    Fields that are there keep their names and values; ours give way to them (`added_name`).
    """
    name = job.fields.id or "id"
    if fields.get(name, "null") == "null":
        fields = {name: dumps_value(id), **_without(fields, name)}
    notes = [document["note"]] if document["note"] else []
    values = {**document, "warnings": notes + document["warnings"]}
    for ours in _OURS:
        fields[added_name(ours, fields)] = dumps_value(values[ours])
    return escaped(object_text(fields))


def dumps_value(value: Any) -> str:
    """Return the JSON of a value of a column."""
    return dumps({"": _plain(value)})[len('{"": ') : -1]


def document_table(job: Job, chunk: Chunk, table: pa.Table) -> pa.Table:
    """Return cleaned documents as a table: their fields, ours, and the way back to the input."""
    fields = chunk.fields
    if fields.column_names == [JSON_FIELDS]:
        fields = typed_fields(fields[JSON_FIELDS].to_pylist(), job.columns or pa.schema([]))
    errors = enumerate(table["error"].to_pylist())
    kept = pa.array([row for row, error in errors if error is None], pa.int64())
    fields, table = fields.take(kept), table.take(kept)
    name = job.fields.id or "id"
    if name not in fields.column_names:
        fields = fields.add_column(0, pa.field(name, pa.string()), table["id"])
    notes = table["note"].to_pylist()
    warnings = pa.array(
        [
            ([note] if note else []) + list(row)
            for note, row in zip(notes, table["warnings"].to_pylist(), strict=True)
        ],
        ADDED.field("warnings").type,
    )
    for ours in (*_OURS, "repairs", "source"):
        column = warnings if ours == "warnings" else table[ours]
        kind = ADDED.field(ours).type
        fields = fields.append_column(pa.field(added_name(ours, fields.column_names), kind), column)
    return fields


def removal_table(documents: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> pa.Table:
    """Return the log as a table of one row a removal."""
    rows = [
        {"id": id, **removal}
        for id, document in zip(ids, documents, strict=True)
        for removal in document["removals"]
    ]
    schema = pa.schema([pa.field("id", pa.string()), *REMOVAL])
    return pa.Table.from_pylist(rows, schema)


def column_types(rows: Sequence[str]) -> pa.Schema:
    """Return types for the fields of JSON objects: those that hold one kind of value throughout.

    Objects, lists and mixed fields have none: they stand in `OTHER_FIELDS`.
    """
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in json.loads(row).items():
            kinds.setdefault(name, set()).add(type(value))
    types = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    found = []
    for name, seen in kinds.items():
        seen = seen - {type(None)}
        if len(seen) == 1 and (kind := seen.pop()) in types and name != OTHER_FIELDS:
            found.append(pa.field(unicode_text(name), types[kind]))
    return pa.schema(found)


def typed_fields(rows: Sequence[str], columns: pa.Schema) -> pa.Table:
    """Return JSON objects as columns; what does not fit stands as JSON in `OTHER_FIELDS`."""
    made: dict[str, list[Any]] = {name: [] for name in columns.names}
    others: list[str | None] = []
    kinds = {field.name: field.type for field in columns}
    for row in rows:
        left = {}
        fields = members(row)
        for name in made:
            written = fields.pop(name, "null")
            value = json.loads(written)
            fits = value is None or _fits(value, kinds[name])
            made[name].append(value if fits else None)
            if not fits:
                left[name] = written
        left |= fields
        others.append(object_text(left) if left else None)
    table = pa.table({name: pa.array(made[name], kinds[name]) for name in made})
    column = pa.array(others, pa.string())
    return table.append_column(OTHER_FIELDS, column) if made else pa.table({OTHER_FIELDS: column})


def _fits(value: Any, kind: pa.DataType) -> bool:
    if isinstance(value, str):
        return bool(kind == pa.string()) and unicode_text(value) == value
    if isinstance(value, bool):
        return bool(kind == pa.bool_())
    if isinstance(value, int):
        return bool(kind == pa.int64()) and -(2**63) <= value < 2**63
    return isinstance(value, float) and math.isfinite(value) and bool(kind == pa.float64())


def _without(fields: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in fields.items() if key != name}


def _values(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column; as bytes when it is not the UTF-8 that it says it is."""
    try:
        found: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        found = column.cast(pa.large_binary()).to_pylist()
    return found


def _plain(value: Any) -> Any:
    """A value of a column as JSON can hold it.

    Dates and decimals are texts, bytes are in Base64, NaN and infinities are null.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
