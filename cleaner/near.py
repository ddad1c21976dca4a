"""Near-duplicate paragraphs: the same but for a word or two. Only importer of rapidfuzz.

Candidates come from shared word shingles (Broder 1997), never from comparing all pairs.
"""

import re
from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from zlib import crc32

from rapidfuzz.distance import Levenshtein

_SHINGLE = 4  # words
_FEWEST_WORDS = 15
_MOST_CHANGES = 2  # words
_CANDIDATES = 3
_SAMPLE = 16  # shingles of a paragraph that are kept, those with the smallest hashes
_TOKEN = re.compile(r"\w+(?:'\w+)*")


def near_copies(texts: Sequence[str]) -> dict[int, int]:
    """Map a text's index to the first earlier text that it nearly copies. "" is never compared.

    A changed number, name or capitalised word makes another text (results, forecasts, police
    reports are written from one template), and so does any change in a script without case.
    """
    first_with: dict[int, int] = {}
    copies: dict[int, int] = {}
    exact: set[str] = set()
    for index, text in enumerate(texts):
        words = _TOKEN.findall(text)
        if len(words) < _FEWEST_WORDS:
            continue
        folded = " ".join(words).casefold()
        if folded in exact:
            continue
        exact.add(folded)
        shingles = _shingles(folded.split())
        votes = Counter(first_with[shingle] for shingle in shingles if shingle in first_with)
        for candidate, _ in votes.most_common(_CANDIDATES):
            if _differ_little(_TOKEN.findall(texts[candidate]), words):
                copies[index] = candidate
                break
        else:
            for shingle in shingles:
                first_with.setdefault(shingle, index)
    return copies


def similar(left: str, right: str, share: float) -> bool:
    """True when two texts have at least ``share`` of their words, in order, in common."""
    a, b = left.split(), right.split()
    return Levenshtein.normalized_similarity(a, b, score_cutoff=share) >= share


def _shingles(folded: Sequence[str]) -> list[int]:
    """The hashes of a bottom sketch (Broder 1997): two copies share most of them."""
    spans = range(len(folded) - _SHINGLE + 1)
    hashes = {
        crc32(" ".join(folded[at : at + _SHINGLE]).encode("utf-8", "surrogatepass")) for at in spans
    }
    return nsmallest(_SAMPLE, hashes)


def _differ_little(left: Sequence[str], right: Sequence[str]) -> bool:
    if abs(len(left) - len(right)) > _MOST_CHANGES:
        return False
    a, b = [w.casefold() for w in left], [w.casefold() for w in right]
    if Levenshtein.distance(a, b, score_cutoff=_MOST_CHANGES) > _MOST_CHANGES:
        return False
    changed = [
        word
        for edit in Levenshtein.editops(a, b)
        for word in (
            *(left[edit.src_pos : edit.src_pos + 1] if edit.tag != "insert" else ()),
            *(right[edit.dest_pos : edit.dest_pos + 1] if edit.tag != "delete" else ()),
        )
    ]
    return all(word.islower() and word.isalpha() for word in changed)
