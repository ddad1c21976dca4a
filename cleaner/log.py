"""The removed-noise log: one JSON object a document, and the way back from it to the input.

`log.schema.json` describes the object. Texts are code points, offsets count them, and a line of
the log holds no character at which any reader would break it.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any, Literal, get_args

from cleaner.fields import (
    LogError,
    base64_bytes,
    entries,
    one_of,
    sha256_digits,
    span_or_none,
    take,
    take_or_none,
    text,
    texts,
)
from cleaner.model import Format, Mark, RawBytes, Removal, Repair, Source
from cleaner.result import Result, restore
from cleaner.spans import lift, rebuild, resolve

__all__ = [
    "SCHEMA_VERSION",
    "FileFormat",
    "LogError",
    "Record",
    "dumps",
    "escaped",
    "from_record",
    "restore_record",
    "schema",
    "to_record",
    "unicode_text",
    "written_text",
]

SCHEMA_VERSION = 1
TITLE_RULE, TITLE_CATEGORY = "title.left-out", "title"

FileFormat = Literal["text", "json"]

# JSON escapes what is below U+0020. These too break lines, end JSON in a script, or upset a
# terminal: U+007F to U+009F, the line separators, directional controls, the byte-order mark.
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One object of the log, parsed. ``title_span`` counts in the clean text as written."""

    id: str
    source: Source
    url: str | None
    sha256: str
    text_sha256: str
    title: str | None
    title_span: tuple[int, int] | None
    path: str | None
    format: FileFormat
    no_title: bool
    clean_sha256: str
    removals: tuple[Removal, ...]
    repairs: tuple[Repair, ...]
    warnings: tuple[str, ...]


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a record."""
    loaded: dict[str, Any] = json.loads(
        files("cleaner").joinpath("log.schema.json").read_text("utf-8")
    )
    return loaded


def written_text(result: Result, *, no_title: bool = False) -> str:
    """Return what goes into the clean file: ``text``, or ``body`` with ``no_title``."""
    return result.body if no_title else result.text


def to_record(
    result: Result,
    id: str,
    data: str | bytes,
    *,
    url: str | None = None,
    path: str | None = None,
    format: FileFormat = "text",
    no_title: bool = False,
) -> dict[str, Any]:
    """Return the log's object for one document, ready for `dumps`.

    ``data`` is the input of ``result``, ``path`` where the clean file stands as seen from the
    log. With ``no_title`` the headline is one more removal, so ``rebuild(written, removals)`` is
    the repaired text whatever was written.
    """
    repaired = rebuild(result.text, result.removals)
    written = written_text(result, no_title=no_title)
    removals = _with_title(result, repaired) if no_title else result.removals
    return {
        "schema": SCHEMA_VERSION,
        "id": unicode_text(id),
        "source": _source_object(result.source, data, repaired, url),
        "clean": {
            "path": path and unicode_text(path),
            "format": format,
            "no_title": no_title,
            "characters": len(written),
            "sha256": _sha256(written),
        },
        **_text("title", result.title),
        "title_span": None if no_title or not result.headline else list(result.headline),
        "removals": [
            {"start": removal.start, "stop": removal.stop}
            | {"rule": removal.rule, "category": removal.category}
            | ({} if removal.score is None else {"score": removal.score})
            | _text("text", removal.text)
            for removal in removals
        ],
        "repairs": [
            {"start": repair.start, "stop": repair.stop, "steps": list(repair.steps)}
            | _text("original", repair.original)
            for repair in result.repairs
        ],
        "warnings": list(result.warnings),
    }


def _source_object(
    source: Source, data: str | bytes, repaired: str, url: str | None
) -> dict[str, Any]:
    return {
        "format": source.format,
        "encoding": source.encoding,
        "found_by": source.found_by,
        "url": url and unicode_text(url),
        "bytes": len(_bytes(data)),
        "sha256": _sha256(data),
        "bom": _base64(source.bom),
        "raw": [
            {"start": raw.start, "stop": raw.stop, "data": _base64(raw.data)} for raw in source.raw
        ],
        "characters": len(repaired),
        "text_sha256": _sha256(repaired),
    }


def dumps(record: Mapping[str, Any]) -> str:
    """Return ``record`` as one line of JSON without its end; valid Unicode on any input."""
    return escaped(json.dumps(record, ensure_ascii=False, separators=(", ", ": ")))


def escaped(line: str) -> str:
    """Return JSON with escapes for what would end a line or steer a terminal."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def from_record(record: Mapping[str, Any]) -> Record:
    """Check and parse one object of the log. Raises LogError naming the field that is wrong."""
    version = record.get("schema") if isinstance(record, Mapping) else None
    if version != SCHEMA_VERSION:
        raise LogError(f"field 'schema': {version!r}, where this version reads {SCHEMA_VERSION}")
    source, clean = take(record, "source", dict), take(record, "clean", dict)
    return Record(
        id=take(record, "id", str),
        source=_source(source),
        url=take_or_none(source, "url", str),
        sha256=sha256_digits(source, "sha256"),
        text_sha256=sha256_digits(source, "text_sha256"),
        title=None if record.get("title") is None else text(record, "title"),
        title_span=span_or_none(record, "title_span"),
        path=take_or_none(clean, "path", str),
        format=one_of(clean, "format", get_args(FileFormat)),
        no_title=take(clean, "no_title", bool),
        clean_sha256=sha256_digits(clean, "sha256"),
        removals=tuple(map(_removal, entries(record, "removals"))),
        repairs=tuple(map(_repair, entries(record, "repairs"))),
        warnings=texts(record, "warnings"),
    )


def restore_record(clean_text: str, record: Mapping[str, Any] | Record) -> bytes:
    """Return the input of a document from its clean text and its record, byte for byte.

    For a page that is the page text, in UTF-8. Raises LogError when the two do not belong
    together, which the record's SHA-256 proves.
    """
    parsed = record if isinstance(record, Record) else from_record(record)
    if _sha256(clean_text) != parsed.clean_sha256:
        raise LogError(f"the clean text is not the one that the log has for {parsed.id!r}")
    try:
        restored = _bytes(restore(clean_text, parsed.removals, parsed.repairs, parsed.source))
    except (ValueError, LookupError) as error:
        raise LogError(f"the log does not fit the clean text of {parsed.id!r}: {error}") from None
    if parsed.source.format != "html" and _sha256(restored) != parsed.sha256:
        raise LogError(f"what the log gives back is not the input of {parsed.id!r}")
    return restored


def _with_title(result: Result, repaired: str) -> tuple[Removal, ...]:
    """The removals that lead from the repaired text to the body alone."""
    shorter = len(result.text) - len(result.body)
    if not shorter:
        return result.removals
    start = result.headline[0] if result.headline else 0
    if result.text[:start] != result.body[:start]:
        start = 0  # blank lines above the headline go with it
    title = Mark(start, start + shorter, TITLE_RULE, TITLE_CATEGORY)
    earlier = [removal.mark for removal in result.removals]
    return resolve(repaired, [*earlier, *lift([title], result.removals)])


def _bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data


def _sha256(data: str | bytes) -> str:
    return sha256(_bytes(data)).hexdigest()


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def unicode_text(text: str) -> str:
    """Return ``text`` with U+FFFD for lone surrogates, which neither JSON nor Arrow can hold."""
    return _SURROGATE.sub("\ufffd", text)


def _text(key: str, text: str | None) -> dict[str, Any]:
    """A text as JSON can hold it: lone surrogates stand as U+FFFD, beside the code points."""
    if text is None or not _SURROGATE.search(text):
        return {key: text}
    return {key: unicode_text(text), f"{key}_code_points": [ord(c) for c in text]}


def _source(source: Mapping[str, Any]) -> Source:
    return Source(
        encoding=take_or_none(source, "encoding", str),
        found_by=take(source, "found_by", str),
        format=one_of(source, "format", get_args(Format)),
        bom=base64_bytes(source, "bom"),
        raw=tuple(
            RawBytes(take(raw, "start", int), take(raw, "stop", int), base64_bytes(raw, "data"))
            for raw in entries(source, "raw")
        ),
    )


def _removal(entry: Mapping[str, Any]) -> Removal:
    start, stop = take(entry, "start", int), take(entry, "stop", int)
    rule, category = take(entry, "rule", str), take(entry, "category", str)
    score = entry.get("score")
    score = float(score) if type(score) is int else take_or_none(entry, "score", float)
    return Removal(start, stop, text(entry, "text"), rule, category, score)


def _repair(entry: Mapping[str, Any]) -> Repair:
    start, stop = take(entry, "start", int), take(entry, "stop", int)
    return Repair(start, stop, text(entry, "original"), texts(entry, "steps"))
