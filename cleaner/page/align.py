"""Which lines of a page stand in an extractor's output: alignment of two word sequences.

Patience diff (Bram Cohen): what is unique on both sides anchors the alignment, the longest
increasing run of anchors wins, and the gaps between anchors are aligned the same way, first by
whole lines, then by shorter and shorter word shingles. Extractors join blocks, split them and
leave words out, but they keep the order of the page. Linear but for sorting: every level visits
a word at most a fixed number of times.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

_WORD = re.compile(r"\w+")
_JOINERS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Words a shingle, and whether it may occur more than once: a page that holds its headline or its
# whole article twice has few shingles that occur once.
_LEVELS = ((6, False), (3, False), (6, True), (2, True), (1, True))
# Share of a line's words that the extractor must hold.
_COVERED = 0.5

Words = tuple[str, ...]
_Gap = tuple[int, int, int, int]  # left start and stop, right start and stop


def words(text: str) -> Words:
    """Cut ``text`` into lower-cased words, alike however it is composed (NFC, no joiners)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _JOINERS.sub("", text))
    return tuple(_WORD.findall(text.lower()))


def coverage(lines: Sequence[Words], blocks: Sequence[Words]) -> list[float]:
    """Give for each line the share of its words (0 to 1) that ``blocks`` hold, in order.

    A line without words gets 0.
    """
    left, right = _flat(lines), _flat(blocks)
    matched = bytearray(len(left))
    gaps = list(_match_lines(lines, blocks, matched))
    for level in _LEVELS:
        gaps = [rest for gap in gaps for rest in _match_shingles(left, right, gap, level, matched)]
    shares, at = [], 0
    for line in lines:
        shares.append(sum(matched[at : at + len(line)]) / len(line) if line else 0.0)
        at += len(line)
    return shares


def held(lines: Sequence[Words], blocks: Sequence[Words]) -> list[bool]:
    """Say for each line whether ``blocks`` hold it (half of its words or more)."""
    return [share >= _COVERED for share in coverage(lines, blocks)]


def _flat(lines: Sequence[Words]) -> list[str]:
    return [word for line in lines for word in line]


def _starts(lines: Sequence[Words]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    return starts


def _match_lines(
    lines: Sequence[Words], blocks: Sequence[Words], matched: bytearray
) -> Iterator[_Gap]:
    """Match whole lines, mark their words, and yield the gaps between them, in words."""
    left_starts, right_starts = _starts(lines), _starts(blocks)
    left_end = sum(map(len, lines))
    right_end = sum(map(len, blocks))
    left_at = right_at = 0
    gap = (0, len(lines), 0, len(blocks))
    for i, j, length in [*_anchors(lines, blocks, gap, 1, False), (len(lines), len(blocks), 0)]:
        left_start = left_starts[i] if i < len(lines) else left_end
        right_start = right_starts[j] if j < len(blocks) else right_end
        if left_at < left_start and right_at < right_start:
            yield left_at, left_start, right_at, right_start
        left_at = left_starts[i + length] if i + length < len(lines) else left_end
        right_at = right_starts[j + length] if j + length < len(blocks) else right_end
        matched[left_start:left_at] = b"\1" * (left_at - left_start)


def _match_shingles(
    left: Sequence[str],
    right: Sequence[str],
    gap: _Gap,
    level: tuple[int, bool],
    matched: bytearray,
) -> Iterator[_Gap]:
    """Match the shingles of a gap, mark their words, and yield the gaps that remain."""
    left_at, left_stop, right_at, right_stop = gap
    for i, j, length in [*_anchors(left, right, gap, *level), (left_stop, right_stop, 0)]:
        if left_at < i and right_at < j:
            yield left_at, i, right_at, j
        matched[i : i + length] = b"\1" * length
        left_at, right_at = i + length, j + length


def _anchors(
    left: Sequence[object], right: Sequence[object], gap: _Gap, size: int, repeated: bool
) -> list[tuple[int, int, int]]:
    """Find runs (left, right, length) that both sides of the gap hold, in order on both sides.

    Each run grows from a shingle of ``size`` items that is unique on both sides or, if
    ``repeated``, from the first copies; from the last ones in a gap at the start of the page,
    where the copy next to the article is its headline and the others are breadcrumbs.
    """
    left_start, left_stop, right_start, right_stop = gap
    right_places = _places(right, right_start, right_stop, size)
    if not right_places:
        return []
    left_places = _places(left, left_start, left_stop, size, right_places)
    pairs: list[tuple[int, int]] = []
    for key, places in left_places.items():
        others = right_places[key]
        if len(places) == len(others) == 1:
            pairs.append((places[0], others[0]))
        elif repeated and left_start == 0:
            pairs += zip(reversed(places), reversed(others), strict=False)
        elif repeated:
            pairs += zip(places, others, strict=False)
    return _grown(left, right, gap, size, _increasing(sorted(pairs)))


def _grown(
    left: Sequence[object],
    right: Sequence[object],
    gap: _Gap,
    size: int,
    pairs: Sequence[tuple[int, int]],
) -> list[tuple[int, int, int]]:
    """Grow each pair of equal shingles forwards and backwards while both sides are equal."""
    left_at, left_stop, right_at, right_stop = gap
    runs: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if i < left_at or j < right_at:
            continue  # the run before grew over it
        back = 0
        while (
            i - back > left_at and j - back > right_at and left[i - back - 1] == right[j - back - 1]
        ):
            back += 1
        stop = size
        while i + stop < left_stop and j + stop < right_stop and left[i + stop] == right[j + stop]:
            stop += 1
        runs.append((i - back, j - back, back + stop))
        left_at, right_at = i + stop, j + stop
    return runs


def _places(
    items: Sequence[object],
    start: int,
    stop: int,
    size: int,
    wanted: Mapping[object, object] | None = None,
) -> dict[object, list[int]]:
    """Map each shingle (if wanted) to its places; an empty line is no shingle."""
    places: dict[object, list[int]] = {}
    for at in range(start, stop - size + 1):
        key = items[at] if size == 1 else tuple(items[at : at + size])
        if key and (wanted is None or key in wanted):
            places.setdefault(key, []).append(at)
    return places


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Choose the longest run of pairs (sorted by the first) whose second numbers increase."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        place = bisect_left(tails, second)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(second)
            ends.append(number)
        else:
            tails[place], ends[place] = second, number
    chosen = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]
