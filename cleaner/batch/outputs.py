"""What a run left in its output folder."""

from pathlib import Path

from cleaner.batch.places import LOG_NAME, SUMMARY_NAME
from cleaner.batch.readers import UsageProblem
from cleaner.batch.sinks import REMOVED


def logs_in(folder: Path) -> list[Path]:
    """Return the log of files, or the logs of a corpus's shards; none where no run was.

    Raises UsageProblem where they are Parquet.
    """
    if (folder / LOG_NAME).is_file():
        return [folder / LOG_NAME]
    if not (folder / SUMMARY_NAME).is_file():
        return []
    shards = sorted((folder / REMOVED).glob("*"))
    if not all(".jsonl" in shard.suffixes for shard in shards):
        raise UsageProblem(f"{folder}: its log is Parquet; clean to JSONL (--to jsonl)")
    return shards
