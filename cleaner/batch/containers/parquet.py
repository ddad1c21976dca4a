"""Parquet files, row group by row group."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.batch.chunks import Chunk, ChunkBuilder, FieldNames
from cleaner.batch.containers.columns import ROW, check_fields, gather, table_chunk
from cleaner.batch.containers.streams import random_access
from cleaner.batch.readers import DocumentError, reason

_ROWS = 64  # that are decoded at once: pages of a megabyte each must not add up


def read_parquet(path: str, name: str, fields: FieldNames, most: int) -> Iterator[Chunk]:
    """Yield the documents of a Parquet file. A row group that is broken fails alone."""
    failing = ChunkBuilder(name, "row", most)
    try:
        with random_access(path) as stream:
            size = stream.size()
            file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=2**20)
            check_fields(file.schema_arrow, fields)
            for table in gather(_tables(file, failing), most):
                failures, failing.failures = tuple(failing.failures), []
                read = size * table[ROW][-1].as_py() // max(file.metadata.num_rows, 1)
                yield replace(table_chunk(table, name, fields, failures), read=read)
    except (OSError, pa.ArrowException, DocumentError, ValueError) as error:
        failing.fail(_sentence(error), None)
    if failing.failures:
        yield failing.take(0)


def _tables(file: pq.ParquetFile, failing: ChunkBuilder) -> Iterator[pa.Table]:
    behind = 0  # rows in front of the one that comes next, lost ones too
    for group in range(file.num_row_groups):
        row, behind = behind, behind + file.metadata.row_group(group).num_rows
        try:
            batches = file.iter_batches(_ROWS, row_groups=[group], use_threads=False)
            for batch in batches:
                numbers = pa.array(range(row + 1, row + 1 + batch.num_rows), pa.int64())
                row += batch.num_rows
                yield pa.Table.from_batches([batch]).append_column(ROW, numbers)
        except (OSError, pa.ArrowException) as error:
            lost = f"row group {group}: {_sentence(error)}: {behind - row} rows are lost"
            failing.fail(lost, row + 1)


def _sentence(error: Exception) -> str:
    return reason(error).splitlines()[0].rstrip(".")
