"""Typed access to the fields of a JSON object that anyone may have written."""

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

Object = Mapping[str, Any]

_SHA256 = re.compile("[0-9a-f]{64}")


class LogError(ValueError):
    """A log or a clean text that cannot be used: one sentence that names the field."""


def take(record: Object, key: str, kind: type) -> Any:
    """Return a field that must be of exactly this type. Raises LogError, as all here do."""
    value = record.get(key)
    if type(value) is not kind:
        raise LogError(f"field {key!r}: {kind.__name__} expected, not {value!r:.60}")
    return value


def take_or_none(record: Object, key: str, kind: type) -> Any:
    """Return a field that may be null or missing."""
    return None if record.get(key) is None else take(record, key, kind)


def texts(record: Object, key: str) -> tuple[str, ...]:
    """Return a list of texts."""
    values = take(record, key, list)
    if any(type(value) is not str for value in values):
        raise LogError(f"field {key!r}: a list of texts expected")
    return tuple(values)


def entries(record: Object, key: str) -> list[dict[str, Any]]:
    """Return a list of objects."""
    values: list[dict[str, Any]] = take(record, key, list)
    if any(type(value) is not dict for value in values):
        raise LogError(f"field {key!r}: a list of objects expected")
    return values


def one_of(record: Object, key: str, choices: tuple[str, ...]) -> Any:
    """Return a field that must be one of a few texts."""
    value = record.get(key)
    if value not in choices:
        raise LogError(f"field {key!r}: one of {', '.join(choices)} expected, not {value!r:.60}")
    return value


def text(record: Object, key: str) -> str:
    """Return a text: from ``<key>_code_points`` where JSON could not hold it."""
    points = record.get(f"{key}_code_points")
    if points is None:
        value: str = take(record, key, str)
        return value
    try:
        return "".join(map(chr, points))
    except (TypeError, ValueError, OverflowError):
        raise LogError(f"field '{key}_code_points': a list of code points expected") from None


def sha256_digits(record: Object, key: str) -> str:
    """Return a SHA-256 in hexadecimal digits."""
    value: str = take(record, key, str)
    if not _SHA256.fullmatch(value):
        raise LogError(f"field {key!r}: a SHA-256 in hexadecimal digits expected")
    return value


def base64_bytes(record: Object, key: str) -> bytes:
    """Return the bytes of a Base64 text."""
    value: str = take(record, key, str)
    try:
        return b64decode(value, validate=True)
    except ValueError as error:
        raise LogError(f"field {key!r}: not Base64: {error}") from None


def span_or_none(record: Object, key: str) -> tuple[int, int] | None:
    """Return two offsets, or None for null."""
    span = take_or_none(record, key, list)
    if span is None:
        return None
    if len(span) != 2 or any(type(edge) is not int for edge in span):
        raise LogError(f"field {key!r}: two offsets expected, not {span!r:.60}")
    return span[0], span[1]
