"""Encoding repair: ftfy a line at a time, every change kept reversibly. Only importer of ftfy.

ftfy's defaults also straighten quotes, split ligatures and narrow full-width letters. Those are
typography, not damage, so they are off (`CONFIG`). On top of ftfy, characters that have no width
and no meaning where they stand are removed; joiners that shape Persian, Indic and emoji stay.
"""

import re
from collections.abc import Iterator

import ftfy
from ftfy import TextFixerConfig

from cleaner.model import Repair

CONFIG = TextFixerConfig(
    unescape_html=True, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False
)

_ROUNDS = 8  # a line that splits into lines is repaired again; no real text needs a third round

# A soft hyphen, word joiner or zero-width space does nothing but break searches, except that
# scripts without spaces between words (Thai, Lao, Myanmar, Khmer) mark their words with U+200B.
_ZERO_WIDTH = re.compile(
    "(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[\u00ad\u200b\u2060]+"
    "(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
# Lines of plain ASCII without an entity or a control character cannot change.
_SUSPECT = re.compile(r"[^\t\n\x20-\x25\x27-\x7e]|&")


def repair(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Return the repaired text and the sorted, disjoint repairs that `spans.unrepair` undoes.

    Entities are decoded wherever they stand, also those that a page shows its readers by
    mistake. A second call on the result changes nothing.
    """
    if not _SUSPECT.search(text):
        return text, ()
    pieces: list[str] = []
    repairs: list[Repair] = []
    length = 0
    for line in _segments(text):
        fixed = line
        if _SUSPECT.search(line):
            fixed, steps = _fix(line)
            if fixed != line:
                repairs.append(_smallest(line, fixed, length, steps))
        pieces.append(fixed)
        length += len(fixed)
    return "".join(pieces), tuple(repairs)


def _segments(text: str) -> Iterator[str]:
    """Lines with their "\\n", none longer than ftfy takes at once (its `max_decode_length`)."""
    start = 0
    while start < len(text):
        stop = text.find("\n", start) + 1 or len(text)
        stop = min(stop, start + CONFIG.max_decode_length)
        yield text[start:stop]
        start = stop


def _fix(line: str) -> tuple[str, tuple[str, ...]]:
    """Repair one line until nothing changes; give the steps in order, each named once."""
    steps: dict[str, None] = {}
    for _ in range(_ROUNDS):
        before = line
        fixed: list[str] = []
        for piece in _segments(line):
            piece, plan = ftfy.fix_and_explain(piece, CONFIG)
            steps |= {f"{step.action} {step.parameter}": None for step in plan or ()}
            fixed.append(piece)
        line = "".join(fixed)
        shorter = _ZERO_WIDTH.sub("", line)
        if shorter != line:
            line = shorter
            steps["remove zero_width"] = None
        if line == before:
            break
    return line, tuple(steps)


def _smallest(line: str, fixed: str, offset: int, steps: tuple[str, ...]) -> Repair:
    """One repair over the shortest stretch that holds all changes of a line."""
    shared = min(len(line), len(fixed))
    head = next((n for n in range(shared) if line[n] != fixed[n]), shared)
    most = shared - head
    tail = next((n for n in range(most) if line[-1 - n] != fixed[-1 - n]), most)
    return Repair(offset + head, offset + len(fixed) - tail, line[head : len(line) - tail], steps)
