"""Lines that hold earlier paragraphs one behind the other: the whole body again in one line.

A box to republish an article holds its source, and a page's metadata its body, without any line
feed; a renderer prints that as one line below the article.
"""

from collections.abc import Iterator, Sequence

from cleaner.copies import Unit

_LONG = 600  # characters of words: a shorter line may quote what stood before
_PARAGRAPHS = 3  # so many earlier ones in it; a last stanza that gathers all others has verses
_COVERED = 0.7  # share of the line that they make: headings, lists and a credit are the rest
_START = 8  # words by which a paragraph is looked up


def gathered_copies(units: Sequence[Unit]) -> Iterator[int]:
    """The units that consist of earlier solid ones. Linear: every word is looked up once."""
    by_start: dict[tuple[str, ...], str] = {}
    for index, unit in enumerate(units):
        words = unit.key.split(" ") if unit.solid or len(unit.key) >= _LONG else []
        long = len(unit.key) >= _LONG and len(by_start) >= _PARAGRAPHS
        if long and _is_gathered(words, by_start):
            yield index
        elif unit.solid:
            by_start.setdefault(tuple(words[:_START]), unit.key)


def _is_gathered(words: Sequence[str], by_start: dict[tuple[str, ...], str]) -> bool:
    found = covered = at = 0
    while at + _START <= len(words):
        key = by_start.get(tuple(words[at : at + _START]))
        size = key.count(" ") + 1 if key else 0
        if key and " ".join(words[at : at + size]) == key:
            found += 1
            covered += len(key) + 1
            at += size
        else:
            at += 1
    return found >= _PARAGRAPHS and covered >= _COVERED * sum(len(word) + 1 for word in words)
