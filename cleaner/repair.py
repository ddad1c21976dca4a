"""Encoding repair: ftfy a line at a time, every change kept reversibly. Only importer of ftfy.

ftfy's defaults also straighten quotes, split ligatures and narrow full-width letters. Those are
typography, not damage, so they are off (`config`). On top of ftfy, characters that have no width
and no meaning where they stand are removed; joiners that shape Persian, Indic and emoji stay.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import is_normalized

from cleaner.linear import compile_cased
from cleaner.model import Repair

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

_LONGEST = 1_000_000  # characters that ftfy takes at once (its `max_decode_length`)

_NEAR_SEAM = 1000  # characters before that in which a line may be cut
_ROUNDS = 8  # a line that splits into lines is repaired again; no real text needs a third round

# A soft hyphen, word joiner or zero-width space does nothing but break searches, except that
# scripts without spaces between words (Thai, Lao, Myanmar, Khmer) mark their words with U+200B.
_ZERO_WIDTH = re.compile(
    "(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[\u00ad\u200b\u2060]+"
    "(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
# Controls that parted words: Word's soft line break, a page's end, the separators of files, groups
# and records. `str.splitlines` ends a line at each; ftfy drops them, and joins what they parted.
_PARTING = re.compile("[\x0b\x0c\x1c-\x1f]")
_UNIT = "\x1f"  # stands between fields of a line
# What ftfy may change, in order: entities, controls and characters without meaning; a text that
# is not NFC; what its heuristic calls bad. The latter needs more than ASCII and quotation marks.
_DAMAGE = (
    r"&#?[0-9A-Za-z]{1,24};|[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{ad}\x{200b}\x{2028}\x{2029}\x{2060}"
    r"\x{206a}-\x{206f}\x{feff}\x{fff9}-\x{fffc}\x{e0000}-\x{e007f}]"
)
_TYPOGRAPHIC = r"[\x00-\x7f\x{a0}‘’“”–—…]*"
# The pieces of a verbose pattern; spaces and comments are in group 1.
_VERBOSE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(\s+|#[^\n]*)|.", re.S)
# The one thing that the heuristic only sees at the start of a text.
_LINE_START = re.compile("^[ÃÂ] ", re.M)


@cache
def config() -> "TextFixerConfig":
    """ftfy's options. It is imported when a text needs it: it takes a third of the start-up."""
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=True,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
    )


def may_change(text: str) -> bool:
    """True when `repair` could change a text: an over-approximation, in a few fast scans."""
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:
        return True  # a lone surrogate
    if _quick(_DAMAGE).search(encoded):
        return True
    if len(encoded) == len(text):
        return False  # ASCII
    if not is_normalized("NFC", text):
        return True
    if _quick(_TYPOGRAPHIC).fullmatch(encoded):
        return False
    return _looks_bad(text, encoded)


_quick = cache(compile_cased)


def _looks_bad(text: str, encoded: bytes) -> bool:
    """What ftfy's heuristic says, eighty times as fast."""
    quick = _badness()
    if quick is None:
        from ftfy.badness import is_bad

        return bool(is_bad(text)) or bool(_LINE_START.search(text))
    starts = ("Ã" in text or "Â" in text) and _LINE_START.search(text)
    return bool(starts or quick.search(encoded))


@cache
def _badness() -> Any:
    """ftfy's heuristic for RE2, which tries its forty alternatives at once; None if it cannot.

    RE2 takes no comments and fewer characters for letters and spaces: those are widened.
    """
    from ftfy.badness import BADNESS_RE

    pattern = "".join(piece[0] for piece in _VERBOSE.finditer(BADNESS_RE.pattern) if not piece[1])
    pattern = pattern.replace(r"\w", r"[\pL\pM\pN_]").replace(r"\s", r"[\s\x0b\x1c-\x1f\x85\pZ]")
    return compile_cased(pattern)


def repair(text: str) -> tuple[str, tuple[Repair, ...]]:
    """Return the repaired text and the sorted, disjoint repairs that `spans.unrepair` undoes.

    Entities are decoded wherever they stand, also those that a page shows its readers by
    mistake. A second call on the result changes nothing.
    """
    if not may_change(text):
        return text, ()
    pieces: list[str] = []
    repairs: list[Repair] = []
    length = 0
    for line in _segments(text):
        fixed = line
        if may_change(line):
            fixed, steps = _fix(line)
            if fixed != line:
                repairs.append(_smallest(line, fixed, length, steps))
        pieces.append(fixed)
        length += len(fixed)
    return "".join(pieces), tuple(repairs)


def _segments(text: str) -> Iterator[str]:
    """Lines with their "\\n", none longer than ftfy takes at once."""
    start = 0
    while start < len(text):
        stop = text.find("\n", start) + 1 or len(text)
        if stop - start > _LONGEST:
            stop = _seam(text, start, start + _LONGEST)
        yield text[start:stop]
        start = stop


def _seam(text: str, start: int, stop: int) -> int:
    """Where a line that is too long is cut: not inside an entity or a pair of surrogates."""
    if (space := text.rfind(" ", stop - _NEAR_SEAM, stop)) > 0:
        return space + 1
    if (entity := text.rfind("&", stop - _NEAR_SEAM, stop)) > 0:
        return entity
    return stop - ("\ud800" <= text[stop - 1] <= "\udbff")


def _fix(line: str) -> tuple[str, tuple[str, ...]]:
    """Repair one line until nothing changes; give the steps in order, each named once."""
    from ftfy import fix_and_explain

    steps: dict[str, None] = {}
    for _ in range(_ROUNDS):
        before = line
        if _PARTING.search(line):
            line = _PARTING.sub(_parted, line)
            steps["replace parting_controls"] = None
        fixed: list[str] = []
        for piece in _segments(line):
            piece, plan = fix_and_explain(piece, config())
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


def _parted(found: re.Match[str]) -> str:
    return " " if found[0] == _UNIT else "\n"


def _smallest(line: str, fixed: str, offset: int, steps: tuple[str, ...]) -> Repair:
    """One repair over the shortest stretch that holds all changes of a line."""
    shared = min(len(line), len(fixed))
    head = next((n for n in range(shared) if line[n] != fixed[n]), shared)
    most = shared - head
    tail = next((n for n in range(most) if line[-1 - n] != fixed[-1 - n]), most)
    return Repair(offset + head, offset + len(fixed) - tail, line[head : len(line) - tail], steps)
