"""The shards that a run is to do: read from its sources, without those that are done."""

from dataclasses import replace
from hashlib import sha256
from itertools import chain

from cleaner.batch.chunks import JSON_FIELDS, Chunk, Loose
from cleaner.batch.containers import Source
from cleaner.batch.job import Job
from cleaner.batch.local import Shards
from cleaner.batch.manifest import Manifest, shard_name
from cleaner.batch.plan import Plan
from cleaner.batch.readers import STANDARD_INPUT, UsageProblem


def every_shard(made: Plan) -> Shards:
    """Yield all shards of a run, by their names."""
    for number, source in enumerate(made.sources):
        for part, chunk in enumerate(source.read(made.job.fields, made.shard_size)):
            yield shard_name(number, part), chunk


def shards_left(made: Plan, manifest: Manifest, digests: dict[str, str | None]) -> Shards:
    """Yield the shards that are not done, and note their ``digests``.

    A source all of whose shards are done is not even read. Standard input is: nothing but what
    it holds tells whether it is still the same. Raises UsageProblem when it is not.
    """
    for number, source in enumerate(made.sources):
        piped = _is_piped(source)
        if manifest.has_all(number) and not piped:
            continue
        known = manifest.parts.get(number)
        parts = 0
        for part, chunk in enumerate(source.read(made.job.fields, made.shard_size)):
            shard, parts = shard_name(number, part), part + 1
            digest = _digest(chunk) if piped else None
            if piped and known is not None and parts > known:
                raise _other_input(source)
            if shard not in manifest.done:
                digests[shard] = digest
                yield shard, chunk
            elif manifest.done[shard] != digest:
                raise _other_input(source)
        if piped and known is not None and parts != known:
            raise _other_input(source)
        manifest.note_parts(number, parts)


def _is_piped(source: Source) -> bool:
    return source.path == STANDARD_INPUT or any(one.path is None for one in source.inputs)


def _other_input(source: Source) -> UsageProblem:
    name = "stdin" if source.kind == "files" else source.name
    return UsageProblem(
        f"{name}: is not what it was when this run began: choose another folder, or say --overwrite"
    )


def _digest(chunk: Chunk | Loose) -> str:
    """A digest of all that a chunk was read to; of files that are still to be read, their names."""
    if isinstance(chunk, Loose):
        held: object = chunk.rows
    else:
        held = chunk.documents.to_pydict(), chunk.fields.to_pydict()
    return sha256(repr((held, chunk.failures)).encode("utf-8", "surrogatepass")).hexdigest()


def typed(shards: Shards, job: Job, manifest: Manifest | None) -> tuple[Job, Shards]:
    """Give the job the types of JSON fields, where they are to be columns.

    They are those of the first shard that has documents.
    """
    if job.target != "parquet":
        return job, shards
    import pyarrow as pa

    from cleaner.batch.rows import column_types

    if manifest is not None and manifest.columns is not None:
        known = [(name, pa.type_for_alias(kind)) for name, kind in manifest.columns]
        return replace(job, columns=pa.schema(known)), shards
    seen: list[tuple[str, Chunk | Loose]] = []
    for shard in shards:
        seen.append(shard)
        if shard[1].count:
            break
    else:  # all of them are failures, and those have no fields
        return job, iter(seen)
    found = seen[-1][1]
    fields = (found.chunk() if isinstance(found, Loose) else found).fields
    names = fields.column_names == [JSON_FIELDS]
    columns = column_types(fields[JSON_FIELDS].to_pylist()) if names else pa.schema([])
    if manifest is not None:
        manifest.note_columns([[column.name, str(column.type)] for column in columns])
    return replace(job, columns=columns), chain(seen, shards)
