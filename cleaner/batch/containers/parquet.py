"""Parquet files, row group by row group."""

from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.batch.chunks import Chunk, ChunkBuilder, Failure, FieldNames
from cleaner.batch.containers.columns import check_fields, gather, table_chunk
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
            rows = 1
            for table in gather(_tables(file, failing), most):
                failures, failing.failures = tuple(failing.failures), []
                read = size * rows // max(file.metadata.num_rows, 1)
                yield replace(table_chunk(table, name, rows, fields, failures), read=read)
                rows += table.num_rows
    except (OSError, pa.ArrowException, DocumentError, ValueError) as error:
        failing.fail(_sentence(error), None)
    if failing.failures:
        yield failing.take(0)


def _tables(file: pq.ParquetFile, failing: ChunkBuilder) -> Iterator[pa.Table]:
    done = 0
    for group in range(file.num_row_groups):
        before = done
        try:
            batches = file.iter_batches(_ROWS, row_groups=[group], use_threads=False)
            for batch in batches:
                done += batch.num_rows
                yield pa.Table.from_batches([batch])
        except (OSError, pa.ArrowException) as error:
            group_rows = file.metadata.row_group(group).num_rows
            lost = before + group_rows - done
            failing.failures.append(
                Failure(
                    failing.source,
                    f"row group {group}: {_sentence(error)}: {lost} rows are lost",
                    unit="row",
                    position=done + 1,
                )
            )


def _sentence(error: Exception) -> str:
    return reason(error).splitlines()[0].rstrip(".")
