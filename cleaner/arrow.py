"""One function from an Arrow table to an Arrow table, for every engine that speaks Arrow.

    cleaned = clean_table(table, text="text", url="url")

The batch runner calls it, and so can Ray Data, Spark, Hugging Face datasets, DuckDB and Polars.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from cleaner.log import to_record, unicode_text
from cleaner.model import Format
from cleaner.pipeline import Cleaner, default_cleaner, fault
from cleaner.result import Result

REMOVAL = pa.struct(
    {
        "start": pa.int64(),
        "stop": pa.int64(),
        "rule": pa.string(),
        "category": pa.string(),
        "score": pa.float64(),
        "text": pa.string(),
    }
)
REPAIR = pa.struct(
    {
        "start": pa.int64(),
        "stop": pa.int64(),
        "steps": pa.list_(pa.string()),
        "original": pa.string(),
    }
)
SOURCE = pa.struct(
    {
        "format": pa.string(),
        "encoding": pa.string(),
        "found_by": pa.string(),
        "url": pa.string(),
        "bytes": pa.int64(),
        "sha256": pa.string(),
        "bom": pa.string(),
        "raw": pa.list_(pa.struct({"start": pa.int64(), "stop": pa.int64(), "data": pa.string()})),
        "characters": pa.int64(),
        "text_sha256": pa.string(),
    }
)
ADDED = pa.schema(
    {
        "title": pa.string(),
        "body": pa.string(),
        "warnings": pa.list_(pa.string()),
        "removals": pa.list_(REMOVAL),
        "repairs": pa.list_(REPAIR),
        "source": SOURCE,
        "error": pa.string(),
    }
)

Done = Callable[[int, str | bytes, Result, dict[str, Any]], None]


def clean_table(
    table: pa.Table | pa.RecordBatch,
    text: str = "text",
    *,
    html: str | None = None,
    id: str | None = None,
    url: str | None = None,
    charset: str | None = None,
    format: Format | None = None,
    cleaner: Cleaner | None = None,
    begin: Callable[[int], None] | None = None,
    done: Done | None = None,
) -> pa.Table:
    """Clean a column of documents; return the table with the columns of `ADDED` behind its own.

    ``text``, ``html``, ``id``, ``url`` and ``charset`` are names of columns: a document is the
    row's ``html`` where it has one, else its ``text``, as string or binary; a table with ``html``
    needs no column "text". ``format`` overrules recognition. ``body`` with the ``removals`` (which
    hold the headline, as with ``--no-title``) put back is the repaired text, and with the
    ``repairs`` undone the input. A row without a document, or with one that is not the UTF-8 that
    strings of Arrow are, has nulls and an ``error``. Where the table has a column of that name,
    ours is called ``clean_<name>``. A lone surrogate, which Arrow cannot hold, stands as U+FFFD.

    ``begin`` is called with the number of each row before it is cleaned, ``done`` after it with
    the input, the result and its log record. Raises KeyError for a column that is not there and
    TypeError for one that is neither string nor binary.
    """
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    content = [text, html]
    if html is not None and text == "text" and text not in table.column_names:
        content = [None, html]  # a table of nothing but pages
    names = [name for name in (*content, id, url, charset) if name is not None]
    columns = {name: _values(table, name) for name in names}
    cleaner = cleaner or default_cleaner()
    rows: list[dict[str, Any]] = []
    for number in range(table.num_rows):
        row = {name: column[number] for name, column in columns.items()}
        page = row[html] if html else None
        data = page or row.get(text)
        if begin is not None:
            begin(number)
        if data is None or isinstance(data, _Damaged):
            rows.append({"error": "no text" if data is None else "not valid UTF-8"})
            continue
        address = _string(row.get(url or ""))
        coding = _string(row.get(charset or ""))
        kind: Format | None = "html" if page else format
        try:
            result = cleaner.clean(data, url=address, charset=coding, format=kind)
        except MemoryError:
            raise
        except Exception as error:  # a fault of ours must not lose the rows after this one
            rows.append({"error": fault(error)})
            continue
        name = _string(row[id]) if id else None
        record = to_record(result, name or "", data, url=address, no_title=True)
        rows.append(_row(result, record))
        if done is not None:
            done(number, data, result, record)
    return _with_columns(table, rows)


def added_name(name: str, taken: Sequence[str] | Mapping[str, Any]) -> str:
    """Return what a column of ours is called beside ``taken`` ones."""
    while name in taken:
        name = f"clean_{name}"
    return name


class _Damaged(bytes):
    """A string of Arrow that is not valid UTF-8."""


def _values(table: pa.Table, name: str) -> list[str | bytes | None]:
    if name not in table.column_names:
        raise KeyError(f"column {name!r}: not there; there are {', '.join(table.column_names)}")
    column = table.column(name)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    kinds = pa.types
    tests = (
        *(kinds.is_string, kinds.is_large_string, kinds.is_string_view, kinds.is_null),
        *(kinds.is_binary, kinds.is_large_binary, kinds.is_binary_view),
    )
    if not any(test(kind) for test in tests):
        raise TypeError(f"column {name!r}: string or binary expected, not {kind}")
    try:
        values: list[str | bytes | None] = column.to_pylist()
    except UnicodeDecodeError:
        stored = pa.binary_view() if kinds.is_string_view(kind) else pa.large_binary()
        values = [_checked(value) for value in column.cast(stored).to_pylist()]
    return values


def _checked(value: bytes | None) -> str | bytes | None:
    try:
        return value.decode() if value is not None else None
    except UnicodeDecodeError:
        return _Damaged(value or b"")


def _string(value: str | bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _row(result: Result, record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": record["title"],
        "body": unicode_text(result.body),
        "warnings": [unicode_text(warning) for warning in record["warnings"]],
        "removals": record["removals"],
        "repairs": record["repairs"],
        "source": record["source"],
    }


def _with_columns(table: pa.Table, rows: list[dict[str, Any]]) -> pa.Table:
    for field in ADDED:
        values = [row.get(field.name) for row in rows]
        column = pa.chunked_array(_pieces(values, field.type), type=field.type)
        table = table.append_column(added_name(field.name, table.column_names), column)
    return table


def _pieces(values: list[Any], kind: pa.DataType) -> Iterator[pa.Array]:
    """The values as arrays; more than one where 2 GB of text would not fit into one."""
    made = pa.array(values, type=kind)
    return iter(made.chunks if isinstance(made, pa.ChunkedArray) else [made])
