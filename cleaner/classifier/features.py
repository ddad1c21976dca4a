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
from cleaner.view import words

_NOISE_SCORE = -4.0  # the words' score of a line that is marked as noise already
_OUTSIDE = -6.0  # and of what stands before the first and behind the last line
_FAR = 60  # lines to the nearest prose; more are as far
_SHOWN = 300  # characters of a line whose letters are counted
_INNER_SENTENCE = re.compile(r"[.!?][\"')]* [A-Z\"'¿¡«„А-Я]|[。！？][^」』）]")
_TOPIC_WORD = 4  # letters; shorter words say nothing of the topic
_CLOSE, _WIDE, _BROAD = 3, 8, 20  # lines either way

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
    if not numbers:
        return [], []
    lines = [_Line(draft, number, weights) for number in numbers]
    return numbers, _rows(draft, lines)


class _Line:
    """One visible line's own facts."""

    __slots__ = ("hint", "known", "noise", "number", "prose", "score", "sentence", "view", "words")

    def __init__(self, draft: Draft, number: int, weights: Weights) -> None:
        self.number = number
        self.view = draft.views[number]
        key = weights, self.view.plain
        if key not in draft.answers:
            line_words = words(self.view.plain)
            draft.answers[key] = line_words, *lexical_score(line_words, weights)
        self.words, score, self.known = draft.answers[key]
        self.noise = number in draft.noise
        self.prose = draft.prose[number] and not self.noise
        self.sentence = ends_sentence(self.view.plain)
        self.hint = draft.starts[number] in draft.hint_starts
        self.score = _NOISE_SCORE if self.noise else score


def _rows(draft: Draft, lines: Sequence[_Line]) -> list[list[float]]:
    count = len(lines)
    sizes = [len(line.words) for line in lines]
    prose = _sums([size if line.prose else 0 for line, size in zip(lines, sizes, strict=True)])
    total = _sums(sizes)
    noise = _sums([line.noise for line in lines])
    scores = [line.score for line in lines]
    score = _sums(scores)
    known = sum(line.known * size for line, size in zip(lines, sizes, strict=True))
    whole = (
        min(count, 1000),
        prose[-1] / max(total[-1], 1),
        min(prose[-1], 3000),
        known / max(total[-1], 1),
    )
    before = _distances([line.prose for line in lines])
    after = _distances([line.prose for line in reversed(lines)])[::-1]
    keys = [" ".join(line.words) for line in lines]
    repeats = Counter(keys)
    topics = Counter(word for line in lines if line.prose for word in set(line.words))
    lengths = [-1, -1, *(min(len(line.view.plain), 400) for line in lines), -1, -1]
    marked = [-1, -1, *(int(line.noise) for line in lines), -1, -1]
    padded = [_OUTSIDE, _OUTSIDE, *scores, _OUTSIDE, _OUTSIDE]
    rows = []
    for at, line in enumerate(lines):
        row = _shape(draft, line)
        row += (min(repeats[keys[at]], 5), *_blanks(draft, line.number), line.hint)
        row += (at / count, prose[at] / max(prose[-1], 1), *whole)
        row += (before[at], after[at], *_topic(line, topics))
        row += (_share(prose, total, at - reach, at + reach + 1) for reach in (2, 5, 20))
        row += (_share(prose, total, at - _WIDE, at), _share(prose, total, at + 1, at + 1 + _WIDE))
        row += (_mean(noise, at - reach, at + reach + 1) for reach in (_CLOSE, _WIDE, _BROAD))
        row += (_mean(noise, at - 5, at), _mean(noise, at + 1, at + 6))
        row += (*lengths[at : at + 2], *lengths[at + 3 : at + 5])
        row += (*marked[at : at + 2], *marked[at + 3 : at + 5])
        previous = lines[at - 1] if at else None
        following = lines[at + 1] if at + 1 < count else None
        row += (_is(previous, "sentence"), _is(following, "sentence"))
        row += (bool(previous and previous.view.item), bool(following and following.view.item))
        row += (line.score, line.known, *padded[at : at + 2], *padded[at + 3 : at + 5])
        for reach in (_CLOSE, _WIDE, _BROAD):
            row.append(_mean(score, at - reach, at + reach + 1))
            row += (_mean(score, at - reach, at), _mean(score, at + 1, at + 1 + reach))
        rows.append(row)
    return rows


def _shape(draft: Draft, line: _Line) -> list[float]:
    view, size = line.view, len(line.words)
    plain = view.plain
    shown = plain[:_SHOWN]
    letters = sum(map(str.isalpha, shown))
    capitals = sum(map(str.isupper, shown))
    pieces = shown.split()
    return [
        min(len(plain), 600),
        min(size, 100),
        line.prose,
        line.sentence,
        min(len(_INNER_SENTENCE.findall(plain[:2000])), 8),
        capitals / max(letters, 1),
        sum(piece[0].isupper() for piece in pieces) / max(len(pieces), 1),
        sum(map(str.isdigit, shown)) / max(len(shown), 1),
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


def _blanks(draft: Draft, number: int) -> tuple[bool, bool]:
    """Whether a blank line, or the edge of the text, stands before and behind a line."""
    views = draft.views
    return (
        number == 0 or not views[number - 1].plain,
        number + 1 >= len(views) or not views[number + 1].plain,
    )


def _topic(line: _Line, topics: Counter[str]) -> tuple[float, float]:
    """The shares of the line's longer words that other prose of the text has, once and often."""
    longer = [word for word in line.words if len(word) >= _TOPIC_WORD]
    own = int(line.prose)
    held = sum(topics[word] > own for word in longer)
    often = sum(topics[word] > own + 2 for word in longer)
    return held / max(len(longer), 1), often / max(len(longer), 1)


def _is(line: _Line | None, fact: str) -> bool:
    return line is not None and bool(getattr(line, fact))


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
    first, stop = max(first, 0), min(stop, len(part) - 1)
    return (part[stop] - part[first]) / max(whole[stop] - whole[first], 1) if stop > first else 0.0


def _mean(sums: Sequence[float], first: int, stop: int) -> float:
    first, stop = max(first, 0), min(stop, len(sums) - 1)
    return (sums[stop] - sums[first]) / (stop - first) if stop > first else 0.0
