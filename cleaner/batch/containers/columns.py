"""Documents that come as Arrow tables: what Parquet and CSV share."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.batch.chunks import Chunk, Failure, FieldNames, documents_schema, most_bytes
from cleaner.batch.containers.jsonl import missing

ROW = "\0row"  # column with the number that a row has in its file, from 1


def gather(tables: Iterable[pa.Table], most: int) -> Iterator[pa.Table]:
    """Cut and join small tables of one schema into such as are a chunk: by rows and by bytes.

    When ``tables`` raises, what came before is yielded first.
    """
    waiting: list[pa.Table] = []
    rows = size = 0
    try:
        for table in tables:
            while table.num_rows:
                part = table.slice(0, most - rows)
                table = table.slice(part.num_rows)
                waiting.append(part)
                rows, size = rows + part.num_rows, size + part.nbytes
                if rows >= most or size >= most_bytes(most):
                    yield pa.concat_tables(waiting)
                    waiting, rows, size = [], 0, 0
    except (OSError, pa.ArrowException):
        if waiting:
            yield pa.concat_tables(waiting)
        raise
    if waiting:
        yield pa.concat_tables(waiting)


def check_fields(schema: pa.Schema, fields: FieldNames) -> None:
    """Raise ValueError when a table has no field with texts, or two fields of one name."""
    for name, count in Counter(schema.names).items():
        if count > 1:
            raise ValueError(f"{count} columns are called {name!r}: give each a name of its own")
    if not any(name in schema.names for name in fields.content):
        raise ValueError(missing(fields, schema.names))
    for name in fields.content:
        kind = schema.field(name).type if name in schema.names else pa.string()
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if "string" not in str(kind) and "binary" not in str(kind) and kind != pa.null():
            raise ValueError(f"field {name!r}: a text expected, not {kind}")


def table_chunk(
    table: pa.Table, source: str, fields: FieldNames, failures: tuple[Failure, ...]
) -> Chunk:
    """Return a chunk of the rows of a table, which has their numbers in the column `ROW`."""
    rows = table.num_rows
    numbers = table[ROW].to_pylist()
    table = table.drop_columns([ROW])
    texts = {
        key: _content(table, name) if name and name in table.column_names else None
        for key, name in (("text", fields.text), ("html", fields.html))
    }
    kind = pa.large_string()
    if any(column is not None and column.type == pa.large_binary() for column in texts.values()):
        kind = pa.large_binary()
    columns = {
        key: pa.nulls(rows, kind) if column is None else column.cast(kind)
        for key, column in texts.items()
    }
    ids = _strings(table, fields.id or "id")
    columns["id"] = [
        f"{source}#{number}" if id is None else id for id, number in zip(ids, numbers, strict=True)
    ]
    columns["url"] = _strings(table, fields.url or "url")
    columns["position"] = numbers
    schema = documents_schema(kind)
    documents = pa.table(
        [columns.get(name, pa.nulls(rows, schema.field(name).type)) for name in schema.names],
        schema=schema,
    )
    empty = pc.and_(documents["text"].is_null(), documents["html"].is_null())
    if pc.any(empty).as_py():
        reason = missing(fields, table.column_names)
        failures += tuple(
            Failure(source, reason, columns["id"][row], "row", numbers[row])
            for row in range(rows)
            if empty[row].as_py()
        )
        documents, table = documents.filter(pc.invert(empty)), table.filter(pc.invert(empty))
    passing = table.drop_columns([name for name in fields.content if name in table.column_names])
    if not passing.num_columns:  # Arrow forgets how many rows a table without columns has
        passing = pa.table({fields.id or "id": documents["id"]})
    return Chunk(source, "row", documents, passing, failures)


def _content(table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column of texts; as bytes when it is not the UTF-8 that it says it is."""
    column = table[name]
    binary = "binary" in str(column.type)
    column = column.cast(pa.large_binary() if binary else pa.large_string())
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return column.cast(pa.large_binary())
    return column


def _strings(table: pa.Table, name: str) -> list[str | None]:
    if name not in table.column_names:
        return [None] * table.num_rows
    try:
        found: list[str | None] = table[name].cast(pa.string()).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeDecodeError):
        return [None] * table.num_rows
    return found
