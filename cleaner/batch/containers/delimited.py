"""CSV and TSV: every field is a text, as it stands in the file."""

import csv as python_csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import csv

from cleaner.batch.chunks import Chunk, ChunkBuilder, FieldNames
from cleaner.batch.containers.columns import ROW, check_fields, gather, table_chunk
from cleaner.batch.containers.streams import open_stream
from cleaner.batch.readers import DocumentError, reason

_BLOCK = 16 * 2**20  # bytes; a row must fit into one


def read_delimited(
    path: str, name: str, compression: str | None, fields: FieldNames, most: int
) -> Iterator[Chunk]:
    """Yield the documents of a CSV or TSV file with a header line. A bad row fails alone."""
    failing = ChunkBuilder(name, "row", most)
    refused: set[int] = set()

    def refuse(row: Any) -> str:
        number = row.number - 1  # it counts the header
        refused.add(number)
        failing.fail(f"{row.expected_columns} fields expected, not {row.actual_columns}", number)
        return "skip"

    delimiter = "\t" if name.lower().split(".")[-1 - (compression is not None)] == "tsv" else ","
    parsing = csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=refuse
    )
    last = 0
    try:
        names = _header(path, compression, delimiter)
        check_fields(pa.schema([(column, pa.string()) for column in names]), fields)
        stream, position = open_stream(path, compression)
        tables = _numbered(_tables(stream, parsing, names), refused)
        for table in gather(tables, most):
            failures, failing.failures = tuple(failing.failures), []
            yield replace(table_chunk(table, name, fields, failures), read=position())
            last = table[ROW][-1].as_py()
    except (OSError, pa.ArrowException, DocumentError) as error:
        why = reason(error).splitlines()[0]
        failing.fail(f"{why}: nothing can be read from here on", last + 1)
    except ValueError as error:
        failing.fail(str(error), None)
    if failing.failures:
        yield failing.take(0)


def _header(path: str, compression: str | None, delimiter: str) -> list[str]:
    """The names of the columns. Raises ValueError when they are not UTF-8."""
    stream, _ = open_stream(path, compression)
    taken = bytearray()

    def lines() -> Iterator[str]:
        while line := stream.readline(_BLOCK):
            taken.extend(line)
            yield line.decode("latin-1")

    with suppress(python_csv.Error):  # it finds only where the header ends; Arrow reads it
        next(filter(None, python_csv.reader(lines(), delimiter=delimiter)), None)
    reader = csv.read_csv(
        pa.BufferReader(bytes(taken).rstrip(b"\r\n") + b"\n"),
        parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
    )
    try:
        names: list[str] = reader.column_names
    except UnicodeDecodeError:
        raise ValueError("the header is not UTF-8: convert the file to it") from None
    return names


def _tables(stream: BinaryIO, parsing: csv.ParseOptions, names: list[str]) -> Iterator[pa.Table]:
    reader = csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=csv.ReadOptions(use_threads=False, block_size=_BLOCK),
        parse_options=parsing,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()), strings_can_be_null=False
        ),
    )
    for batch in reader:
        yield _texts(pa.Table.from_batches([batch]))


def _numbered(tables: Iterable[pa.Table], refused: set[int]) -> Iterator[pa.Table]:
    """The tables with the numbers of their rows: those that were ``refused`` count too."""
    number = 0
    for table in tables:
        numbers: list[int] = []
        while len(numbers) < table.num_rows:
            number += 1
            if number not in refused:
                numbers.append(number)
        yield table.append_column(ROW, pa.array(numbers, pa.int64()))


def _texts(table: pa.Table) -> pa.Table:
    """The columns as strings; one that is not UTF-8 stays bytes."""
    for number, name in enumerate(table.column_names):
        try:
            column = table.column(number).cast(pa.string())
        except pa.ArrowInvalid:
            continue
        table = table.set_column(number, name, column)
    return table
