"""Files that are one document each: the workers read them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleaner.batch.chunks import ChunkBuilder, Loose
from cleaner.batch.readers import Input
from cleaner.batch.readers import read as read_input


def read_loose(
    inputs: Sequence[Input], names: Mapping[str, str], taken: Mapping[str, str], most: int
) -> Iterator[Loose]:
    """Yield files by their paths, with ``names`` of outputs by id; ``taken`` says why not some."""
    builder = ChunkBuilder("files", None, most)
    read = 0
    for number, document in enumerate(inputs, 1):
        if document.id in taken:
            builder.fail(taken[document.id], None, document.id)
            continue
        row: dict[str, Any] = {
            "id": document.id,
            "name": names.get(document.id),
            "position": number,
        }
        if document.path is None:  # standard input is ours alone
            row["text"] = read_input(document)
            size = len(row["text"])
        else:
            row["path"] = os.fsencode(document.path)
            size = _size(document.path)
        read += size
        builder.add(size, **row)
        if builder.full:
            yield builder.take_loose(read)
    yield builder.take_loose(read)


def _size(path: os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - any path, and no error for a missing one
    except OSError:
        return 0
