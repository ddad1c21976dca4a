"""What the classifier sees of a line: its shape, its words' score, and what stands around it.

Everything is counted over the visible lines of a draft, in order, with running totals, so the
cost is linear in the text. Lines that earlier stages marked lend their certainty to their
neighbours: that is how the rules of every language reach lines whose words no rule knows.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from cleaner.classifier.lexical import lexical_score
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.prose import ends_sentence
from cleaner.view import LineView, words

_NOISE_SCORE = -4.0  # the words' score of a line that is marked as noise already
_OUTSIDE = -6.0  # and of what stands before the first and behind the last line
_FAR = 60  # lines to the nearest prose; more are as far
_SHOWN = 300  # characters of a line whose letters are counted
_INNER_SENTENCE = re.compile(r"[.!?][\"')]* [A-Z\"'¿¡«„А-Я]|[。！？][^」』）]")
_SMALL, _CAPITALS, _DIGITS = (
    "".join(filter(kind, map(chr, range(128)))).encode()
    for kind in (str.islower, str.isupper, str.isdigit)
)
_TOPIC_WORD = 4  # letters; shorter words say nothing of the topic

_NAMES = """
characters words prose sentence sentences capitals title_case digits commas item heading linked
quotation question colon at_sign bar arrow repeats blank_before blank_after hint
place prose_place lines prose_share prose_words known_words
prose_before_distance prose_after_distance topic frequent_topic
prose_2 prose_5 prose_20 prose_before_8 prose_after_8
noise_3 noise_8 noise_20 noise_before_5 noise_after_5
characters_before2 characters_before characters_after characters_after2
noise_before2 noise_before noise_after noise_after2
sentence_before sentence_after item_before item_after
score known score_before2 score_before score_after score_after2
score_3 score_3_before score_3_after score_8 score_8_before score_8_after
score_20 score_20_before score_20_after
"""
NAMES = _NAMES.split()


def features(draft: Draft, weights: Weights) -> tuple[list[int], list[list[float]]]:
    """The numbers of the visible lines and, for each, its features in the order of ``NAMES``."""
    numbers = list(draft.inked)
    facts = draft.answers.setdefault(weights, {})  # kept from pass to pass
    found = []
    for number in numbers:
        view = draft.views[number]
        if view.folded not in facts:
            facts[view.folded] = _Facts(view, weights)
        found.append(facts[view.folded])
    return numbers, _rows(draft, numbers, found) if numbers else []


class _Facts:
    """What one line says by itself."""

    __slots__ = ("item", "key", "known", "longer", "score", "sentence", "shape", "size", "width")

    def __init__(self, view: LineView, weights: Weights) -> None:
        found = words(view.plain)
        self.size = len(found)
        self.key = " ".join(found)
        self.longer = [word for word in found if len(word) >= _TOPIC_WORD]
        self.score, self.known = lexical_score(found, weights)
        self.sentence = ends_sentence(view.plain)
        self.item = view.item
        self.width = min(len(view.plain), 400)
        self.shape = _shape(view, self.size)


def _shape(view: LineView, size: int) -> list[float]:
    plain = view.plain
    shown = plain[:_SHOWN]
    letters, capitals, digits = _count_letters(shown)
    pieces = shown.split()
    return [
        min(len(plain), 600),
        min(size, 100),
        ends_sentence(plain),
        min(len(_INNER_SENTENCE.findall(plain[:2000])), 8),
        capitals / max(letters, 1),
        sum(map(str.isupper, [piece[0] for piece in pieces])) / max(len(pieces), 1),
        digits / max(len(shown), 1),
        (plain.count(",") + plain.count("、") + plain.count("，")) / max(size, 1),
        view.item,
        view.heading,
        view.linked,
        view.quoted or plain[:1] in ('"', "«", "„", "「", "'"),
        plain.endswith(("?", "？")),
        plain.endswith((":", "：")),
        "@" in plain,
        "|" in plain,
        "›" in plain or " > " in plain or "»" in plain or " / " in plain,
    ]


def _count_letters(text: str) -> tuple[int, int, int]:
    """How many letters, capitals and digits a text has."""
    if not text.isascii():
        return sum(map(str.isalpha, text)), sum(map(str.isupper, text)), sum(map(str.isdigit, text))
    encoded, size = text.encode("ascii"), len(text)
    small = size - len(encoded.translate(None, _SMALL))
    capitals = size - len(encoded.translate(None, _CAPITALS))
    return small + capitals, capitals, size - len(encoded.translate(None, _DIGITS))


def _rows(draft: Draft, numbers: Sequence[int], facts: Sequence[_Facts]) -> list[list[float]]:
    """Put the lines side by side. Written out at length: this is the classifier's inner loop."""
    count = len(facts)
    noise = [number in draft.noise for number in numbers]
    is_prose = [
        draft.prose[number] and not dead for number, dead in zip(numbers, noise, strict=True)
    ]
    scores = [_NOISE_SCORE if n else f.score for n, f in zip(noise, facts, strict=True)]
    sizes = [f.size for f in facts]
    prose_words = _sums([size if flag else 0 for flag, size in zip(is_prose, sizes, strict=True)])
    all_words, noise_sum, score_sum = _sums(sizes), _sums(noise), _sums(scores)
    total_prose, total_words = max(prose_words[-1], 1), max(all_words[-1], 1)
    whole = (
        min(count, 1000),
        prose_words[-1] / total_words,
        min(prose_words[-1], 3000),
        sum(f.known * f.size for f in facts) / total_words,
    )
    before = _distances(is_prose)
    after = _distances(is_prose[::-1])[::-1]
    repeats = Counter(f.key for f in facts)
    topics: Counter[str] = Counter()
    for fact, flag in zip(facts, is_prose, strict=True):
        if flag:
            topics.update(set(fact.longer))
    blank = [True, *(not view.plain for view in draft.views), True]
    # Two lines of padding on both sides spare the loop its edges.
    edge = (None, None)
    near = [*edge, *facts, *edge]
    widths = [f.width if f else -1 for f in near]
    marked = [-1, -1, *noise, -1, -1]
    padded = [_OUTSIDE, _OUTSIDE, *scores, _OUTSIDE, _OUTSIDE]
    sentence = [bool(f and f.sentence) for f in near]
    item = [bool(f and f.item) for f in near]
    hints, starts = draft.hint_starts, draft.starts

    rows = []
    for at, (number, fact) in enumerate(zip(numbers, facts, strict=True)):
        spans = [(max(at - reach, 0), min(at + reach + 1, count)) for reach in (2, 3, 5, 8, 20)]
        (a2, z2), (a3, z3), (a5, z5), (a8, z8), (a20, z20) = spans
        next_line = at + 1
        shape = fact.shape
        row = [*shape[:2], is_prose[at], *shape[2:], min(repeats[fact.key], 5)]
        row += (blank[number], blank[number + 2], starts[number] in hints)
        row += (at / count, prose_words[at] / total_prose, *whole, before[at], after[at])
        row += _topic(fact.longer, topics, is_prose[at])
        row += (
            _share(prose_words, all_words, a2, z2),
            _share(prose_words, all_words, a5, z5),
            _share(prose_words, all_words, a20, z20),
            _share(prose_words, all_words, a8, at),
            _share(prose_words, all_words, next_line, z8),
            _mean(noise_sum, a3, z3),
            _mean(noise_sum, a8, z8),
            _mean(noise_sum, a20, z20),
            _mean(noise_sum, a5, at),
            _mean(noise_sum, next_line, z5),
        )
        row += (widths[at], widths[at + 1], widths[at + 3], widths[at + 4])
        row += (marked[at], marked[at + 1], marked[at + 3], marked[at + 4])
        row += (sentence[at + 1], sentence[at + 3], item[at + 1], item[at + 3])
        row += (scores[at], fact.known)
        row += (padded[at], padded[at + 1], padded[at + 3], padded[at + 4])
        for first, stop in ((a3, z3), (a8, z8), (a20, z20)):
            row += (
                _mean(score_sum, first, stop),
                _mean(score_sum, first, at),
                _mean(score_sum, next_line, stop),
            )
        rows.append(row)
    return rows


def _topic(longer: Sequence[str], topics: Counter[str], own: bool) -> tuple[float, float]:
    """The shares of the line's longer words that other prose of the text has, once and often."""
    if not longer:
        return 0.0, 0.0
    counts = [topics[word] for word in longer]
    held = sum([count > own for count in counts])
    often = sum([count > own + 2 for count in counts])
    return held / len(longer), often / len(longer)


def _sums(values: Sequence[float]) -> list[float]:
    return [0, *accumulate(values)]


def _distances(flags: Sequence[bool]) -> list[int]:
    """How many lines before each line the last flagged one stands."""
    found, distance = [], _FAR
    for flag in flags:
        found.append(distance)
        distance = 0 if flag else min(distance + 1, _FAR)
    return found


def _share(part: Sequence[float], whole: Sequence[float], first: int, stop: int) -> float:
    return (part[stop] - part[first]) / max(whole[stop] - whole[first], 1) if stop > first else 0.0


def _mean(sums: Sequence[float], first: int, stop: int) -> float:
    return (sums[stop] - sums[first]) / (stop - first) if stop > first else 0.0
