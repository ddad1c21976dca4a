"""CSV and TSV: every field is a text, as it stands in the file."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
from pyarrow import csv

from cleaner.batch.chunks import Chunk, ChunkBuilder, FieldNames
from cleaner.batch.containers.columns import check_fields, gather, table_chunk
from cleaner.batch.containers.streams import open_stream
from cleaner.batch.readers import DocumentError, reason

_BLOCK = 16 * 2**20  # bytes; a row must fit into one


def read_delimited(
    path: str, name: str, compression: str | None, fields: FieldNames, most: int
) -> Iterator[Chunk]:
    """Yield the documents of a CSV or TSV file with a header line. A bad row fails alone."""
    failing = ChunkBuilder(name, "row", most)

    def refuse(row: Any) -> str:
        expected = f"{row.expected_columns} fields expected, not {row.actual_columns}"
        failing.fail(expected, row.number - 1)  # its number counts the header
        return "skip"

    delimiter = "\t" if name.lower().split(".")[-1 - (compression is not None)] == "tsv" else ","
    parsing = csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse
    )
    rows = 1
    try:
        stream, position = open_stream(path, compression)
        names = _header(path, compression, parsing)
        check_fields(pa.schema([(column, pa.string()) for column in names]), fields)
        reader = csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=parsing,
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False
            ),
        )
        tables = (_texts(pa.Table.from_batches([batch])) for batch in reader)
        for table in gather(tables, most):
            failures, failing.failures = tuple(failing.failures), []
            yield replace(table_chunk(table, name, rows, fields, failures), read=position())
            rows += table.num_rows
    except (OSError, pa.ArrowException, DocumentError, ValueError) as error:
        failing.fail(f"{reason(error).splitlines()[0]}: nothing can be read from here on", rows)
    if failing.failures:
        yield failing.take(0)


def _header(path: str, compression: str | None, parsing: csv.ParseOptions) -> list[str]:
    stream, _ = open_stream(path, compression)
    line = stream.readline(_BLOCK)
    reader = csv.read_csv(
        pa.BufferReader(line.rstrip(b"\r\n") + b"\n"),
        parse_options=csv.ParseOptions(delimiter=parsing.delimiter),
    )
    names: list[str] = reader.column_names
    return names


def _texts(table: pa.Table) -> pa.Table:
    """The columns as strings; one that is not UTF-8 stays bytes."""
    for number, name in enumerate(table.column_names):
        try:
            column = table.column(number).cast(pa.string())
        except pa.ArrowInvalid:
            continue
        table = table.set_column(number, name, column)
    return table
