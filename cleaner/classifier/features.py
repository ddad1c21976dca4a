"""What the classifier sees of a line: its shape, its words' score, and what stands around it.

Everything is counted over the visible lines of a draft, in order, with running totals, so the
cost is linear in the text. Lines that earlier stages marked lend their certainty to their
neighbours: that is how the rules of every language reach lines whose words no rule knows.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import accumulate

from cleaner.classifier.facts import facts_of
from cleaner.classifier.names import BYLINE, named_lines, site_name
from cleaner.classifier.stretches import distances
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.headline import headline_line

_NOISE_SCORE = -4.0  # the words' score of a line that is marked as noise already
_OUTSIDE = -6.0  # and of what stands before the first and behind the last line
_ABOVE, _BELOW, _NO_HEADLINE = -15, 30, 40  # lines from the headline, as far as they are counted

_NAMES = """
characters words prose sentence sentences capitals title_case digits commas item heading linked
quotation question colon at_sign bar arrow
cut_off exclamation sign clock dressed small repeats blank_before blank_after hint
place prose_place lines prose_share prose_words known_words noise_share score_whole
prose_before_distance prose_after_distance topic frequent_topic
prose_2 prose_5 prose_20 prose_before_8 prose_after_8
noise_3 noise_8 noise_20 noise_before_5 noise_after_5
characters_before2 characters_before characters_after characters_after2
noise_before2 noise_before noise_after noise_after2
sentence_before sentence_after item_before item_after
clock_before clock_after hint_before hint_after
heading_before heading_after linked_before linked_after small_before small_after
repeats_before repeats_after bylined_before bylined_after
score known known_stems least score_before2 score_before score_after score_after2
score_3 score_3_before score_3_after score_8 score_8_before score_8_after
score_20 score_20_before score_20_after
below_headline headline_words named names_site
"""
NAMES = _NAMES.split()


class Text:
    """The visible lines of a draft side by side: running totals, distances, neighbours."""

    def __init__(self, draft: Draft, weights: Weights, dead: Container[int]) -> None:
        """``dead`` are the numbers of the lines that count as noise already."""
        facts = facts_of(draft, weights)
        self.facts, self.weights = facts, weights
        self.places = {number: at for at, number in enumerate(draft.inked)}
        self.count = len(facts)
        noise = [number in dead for number in self.places]
        self.reads_as_prose = draft.prose
        self.prose = [draft.prose[number] and number not in dead for number in self.places]
        live = [fact for fact, gone in zip(facts, noise, strict=True) if not gone]
        scores = [
            _NOISE_SCORE if gone else fact.lexical(weights)[0]
            for fact, gone in zip(facts, noise, strict=True)
        ]
        sizes = [fact.size for fact in facts]
        self.prose_words = _sums(
            [n if flag else 0 for n, flag in zip(sizes, self.prose, strict=True)]
        )
        self.words, self.noise_sum, self.score_sum = _sums(sizes), _sums(noise), _sums(scores)
        self.live_words = sum(fact.size for fact in live)
        self.known_words = sum(fact.lexical(weights)[1] * fact.size for fact in live)
        self.before = distances(self.prose)
        self.after = distances(self.prose[::-1])[::-1]
        self.repeats = Counter(fact.key for fact in facts)
        topics = Counter[str]()
        for fact, flag in zip(facts, self.prose, strict=True):
            if flag:
                topics.update(set(fact.topic()))
        self.topics = dict(topics)  # a counter answers for unknown stems in Python
        headline = headline_line(draft, dead)
        self.headline = None if headline is None else self.places[headline]
        self.title = (
            frozenset() if self.headline is None else frozenset(facts[self.headline].topic())
        )
        views = [fact.view for fact in facts]
        self.named = named_lines(views, [draft.prose[number] for number in draft.inked])
        site = site_name(views)
        self.names_site = [bool(site) and site in view.plain.casefold() for view in views]
        self.blank = [True, *(not view.plain for view in draft.views), True]
        # Two lines of padding on both sides spare the rows their edges.
        near = [None, None, *facts, None, None]
        self.widths = [fact.width if fact else -1 for fact in near]
        self.marked = [-1, -1, *noise, -1, -1]
        self.scores = [_OUTSIDE, _OUTSIDE, *scores, _OUTSIDE, _OUTSIDE]
        hinted = [draft.starts[number] in draft.hint_starts for number in draft.inked]
        self.hinted = [False, False, *hinted, False, False]
        self.flags = (
            [bool(fact and fact.sentence) for fact in near],
            [bool(fact and fact.item) for fact in near],
            [bool(fact and fact.clock) for fact in near],
            self.hinted,
            [bool(fact and fact.view.heading) for fact in near],
            [bool(fact and fact.view.linked) for fact in near],
            [bool(fact and fact.small) for fact in near],
            [bool(fact and self.repeats[fact.key] > 1) for fact in near],
            [False, False, *(name >= BYLINE for name in self.named), False, False],
        )

    def row(self, number: int) -> list[float]:
        """The features of a visible line by its number, in the order of ``NAMES``.

        Those of a dead line are what they would be if it were not.
        """
        at = self.places[number]
        fact, is_prose = self.facts[at], self.reads_as_prose[number]
        shape, (score, known, known_stems, least) = fact.shape(), fact.lexical(self.weights)
        gone = int(self.marked[at + 2])
        own = fact.size if gone and is_prose else 0
        row = [*shape[:2], is_prose, *shape[2:], min(self.repeats[fact.key], 5)]
        row += (self.blank[number], self.blank[number + 2], self.hinted[at + 2])
        row += self._place(at, score, gone, own)
        row += (self.before[at], self.after[at])
        stems = fact.topic()
        row += _topic(stems, self.topics, self.prose[at])
        row += self._around(at, gone, own)
        for values in (self.widths, self.marked):
            row += (values[at], values[at + 1], values[at + 3], values[at + 4])
        for flags in self.flags:
            row += (flags[at + 1], flags[at + 3])
        scores = self.scores
        row += (
            score,
            known,
            known_stems,
            least,
            scores[at],
            scores[at + 1],
            scores[at + 3],
            scores[at + 4],
        )
        more = score - scores[at + 2]
        for reach in (3, 8, 20):
            first, stop = max(at - reach, 0), min(at + reach + 1, self.count)
            row += (
                _mean(self.score_sum, first, stop, more),
                _mean(self.score_sum, first, at),
                _mean(self.score_sum, at + 1, stop),
            )
        row += self._headline(at, stems)
        row += (self.named[at], self.names_site[at])
        return row

    def _headline(self, at: int, stems: Sequence[str]) -> tuple[float, float]:
        """How far below the headline the line stands, and how many of its stems that has."""
        if self.headline is None:
            return _NO_HEADLINE, 0.0
        shared = sum(map(self.title.__contains__, stems)) / len(stems) if stems else 0.0
        return max(_ABOVE, min(_BELOW, at - self.headline)), shared

    def _place(self, at: int, score: float, gone: int, own: int) -> tuple[float, ...]:
        """The line's place in the text, and what the text is like.

        ``gone`` is 1 for a dead line, ``own`` the words of prose that were not counted with it.
        """
        fact, all_prose = self.facts[at], self.prose_words[-1] + own
        live, known = self.live_words, self.known_words
        if gone:
            live += fact.size
            known += fact.lexical(self.weights)[1] * fact.size
        return (
            at / self.count,
            self.prose_words[at] / max(all_prose, 1),
            min(self.count, 1000),
            all_prose / max(self.words[-1], 1),
            min(all_prose, 3000),
            known / max(live, 1),
            (self.noise_sum[-1] - gone) / self.count,
            (self.score_sum[-1] + score - self.scores[at + 2]) / self.count,
        )

    def _around(self, at: int, gone: int, own: int) -> tuple[float, ...]:
        """The shares of prose and of noise among the lines around."""
        prose, words, noise, count = self.prose_words, self.words, self.noise_sum, self.count
        (a2, z2), (a3, z3), (a5, z5), (a8, z8), (a20, z20) = [
            (max(at - reach, 0), min(at + reach + 1, count)) for reach in (2, 3, 5, 8, 20)
        ]
        return (
            _share(prose, words, a2, z2, own),
            _share(prose, words, a5, z5, own),
            _share(prose, words, a20, z20, own),
            _share(prose, words, a8, at),
            _share(prose, words, at + 1, z8),
            _mean(noise, a3, z3, -gone),
            _mean(noise, a8, z8, -gone),
            _mean(noise, a20, z20, -gone),
            _mean(noise, a5, at),
            _mean(noise, at + 1, z5),
        )


def _topic(stems: Sequence[str], topics: Mapping[str, int], own: bool) -> tuple[float, float]:
    """The shares of the line's longer words that other prose of the text has, once and often."""
    if not stems:
        return 0.0, 0.0
    counts = list(filter(None, map(topics.get, stems)))
    held = sum([count > own for count in counts])
    often = sum([count > own + 2 for count in counts])
    return held / len(stems), often / len(stems)


def _sums(values: Sequence[float]) -> list[float]:
    return [0, *accumulate(values)]


def _share(
    part: Sequence[float], whole: Sequence[float], first: int, stop: int, more: float = 0
) -> float:
    if stop <= first:
        return 0.0
    return (part[stop] - part[first] + more) / max(whole[stop] - whole[first], 1)


def _mean(sums: Sequence[float], first: int, stop: int, more: float = 0) -> float:
    return (sums[stop] - sums[first] + more) / (stop - first) if stop > first else 0.0
