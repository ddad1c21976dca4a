"""Near-duplicate paragraphs: the same but for a word or two. Only importer of rapidfuzz.

Candidates come from shingles that two changes cannot all reach, never from comparing all pairs:
of three pieces that do not touch, one is left as it was (Wu and Manber 1992).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

_MOST_CHANGES = 2  # words
_SHINGLE = 5  # words
_FEWEST_WORDS = (_MOST_CHANGES + 1) * _SHINGLE
_CANDIDATES = 3  # texts that are compared with one, and kept of those with one shingle
_TOKEN = re.compile(r"\w+(?:'\w+)*")


def near_copies(texts: Sequence[str]) -> dict[int, int]:
    """Map a text's index to the first earlier text that it nearly copies. "" is never compared.

    A changed number, name or capitalised word makes another text (results, forecasts, police
    reports are written from one template), and so does any change in a script without case.
    """
    first_with: dict[str, list[int]] = defaultdict(list)
    copies: dict[int, int] = {}
    exact: set[str] = set()
    for index, text in enumerate(texts):
        words = _TOKEN.findall(text) if text else ()
        if len(words) < _FEWEST_WORDS:
            continue
        folded = " ".join(words).casefold()
        if folded in exact:
            continue
        exact.add(folded)
        tokens = folded.split(" ")
        votes = Counter(
            earlier for key in _sought(tokens) if key in first_with for earlier in first_with[key]
        )
        for candidate, _ in votes.most_common(_CANDIDATES):
            if _differ_little(_TOKEN.findall(texts[candidate]), words):
                copies[index] = candidate
                break
        else:
            for key in _kept(tokens):
                if len(first_with[key]) < _CANDIDATES:
                    first_with[key].append(index)
    return copies


def similar(left: str, right: str, share: float) -> bool:
    """True when two texts have at least ``share`` of their words, in order, in common."""
    from rapidfuzz.distance import Levenshtein  # few texts have anything to compare

    a, b = left.split(), right.split()
    return Levenshtein.normalized_similarity(a, b, score_cutoff=share) >= share


def _kept(tokens: Sequence[str]) -> Iterator[str]:
    """A text's first, middle and last words."""
    yield "<" + " ".join(tokens[:_SHINGLE])
    yield " ".join(_middle(tokens, 0))
    yield ">" + " ".join(tokens[-_SHINGLE:])


def _sought(tokens: Sequence[str]) -> Iterator[str]:
    """What a text would share with a near copy: added or missing words move the middle."""
    yield "<" + " ".join(tokens[:_SHINGLE])
    for step in range(-_MOST_CHANGES, _MOST_CHANGES + 1):
        yield " ".join(_middle(tokens, step))
    yield ">" + " ".join(tokens[-_SHINGLE:])


def _middle(tokens: Sequence[str], step: int) -> Sequence[str]:
    first = (len(tokens) - _SHINGLE) // 2 + step
    return tokens[first : first + _SHINGLE]


def _differ_little(left: Sequence[str], right: Sequence[str]) -> bool:
    if abs(len(left) - len(right)) > _MOST_CHANGES:
        return False
    from rapidfuzz.distance import Levenshtein

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
