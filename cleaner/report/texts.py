"""The texts of a report's documents, packed into blocks that the page opens one at a time.

A block is a JSON list of documents, deflated (RFC 1950) and in Base64: no `<` can stand in it, and
the browser inflates it only when one of its documents is opened.
"""

import json
import re
import zlib
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cleaner.model import Repair
from cleaner.report.entries import Entry

BLOCK_SIZE = 1 << 18  # characters of JSON: inflating that many takes a browser some milliseconds
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass
class Blocks:
    """Packs documents in order; `done` holds the blocks that are full."""

    done: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, document: dict[str, Any]) -> tuple[int, int]:
        """Pack one document and return its block's number and its place in there."""
        place = len(self.done), len(self._open)
        packed = _json(document)
        self._open.append(packed)
        self._size += len(packed)
        if self._size >= BLOCK_SIZE:
            self.close()
        return place

    def close(self) -> None:
        """End the open block, if there is one."""
        if self._open:
            data = f"[{','.join(self._open)}]".encode()
            self.done.append(b64encode(zlib.compress(data)).decode("ascii"))
            self._open, self._size = [], 0


def document_object(entry: Entry, rule_number: Callable[[str, str], int]) -> dict[str, Any]:
    """Return what the page needs to show a document.

    ``pieces`` tile the repaired text: a text is kept, a list ``[rule, text]`` or ``[rule, text,
    score]`` is cut, a number is how many kept characters the log does not hold. ``repairs`` are
    ``[start, stop, original, steps]``; their offsets count UTF-16 units, as scripts do, and are -1
    where the text around them is not known.
    """
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "pieces": _pieces(entry, rule_number),
        "repairs": _repairs(entry),
        "warnings": entry.warnings,
    }


def _pieces(entry: Entry, rule_number: Callable[[str, str], int]) -> list[Any]:
    pieces: list[Any] = []
    at = used = 0
    for removal in entry.removals:
        kept = removal.start - at
        if kept:
            pieces.append(kept if entry.text is None else entry.text[used : used + kept])
        number = rule_number(removal.rule, removal.category)
        score = [] if removal.score is None else [round(removal.score, 3)]
        pieces.append([number, removal.text, *score])
        used += kept
        at = removal.stop
    if entry.characters > at:
        pieces.append(entry.characters - at if entry.text is None else entry.text[used:])
    return pieces


def _repairs(entry: Entry) -> list[list[Any]]:
    if entry.text is None:
        return [[-1, -1, repair.original, _steps(repair)] for repair in entry.repairs]
    units = _utf16(_repaired(entry))
    return [
        [units(repair.start), units(repair.stop), repair.original, _steps(repair)]
        for repair in entry.repairs
    ]


def _repaired(entry: Entry) -> str:
    return "".join(
        piece if isinstance(piece, str) else piece[1] for piece in _pieces(entry, lambda *_: 0)
    )


def _steps(repair: Repair) -> str:
    return ", ".join(repair.steps)


def _utf16(text: str) -> Callable[[int], int]:
    """Return a function from code points to UTF-16 units before them."""
    astral = [found.start() for found in _ASTRAL.finditer(text)]
    return lambda offset: offset + bisect_left(astral, offset)


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
