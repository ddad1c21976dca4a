"""From probabilities to marks: carefully in an article, freely around one in a page's dump."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cleaner.classifier.features import NAMES, features
from cleaner.classifier.trees import Rating, patient_rating, probability
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark, Strength
from cleaner.prose import ends_sentence

CATEGORY = "model"
_SURE = 0.12  # a line of an article goes below this probability of being article
_SURE_ARTICLE = 0.03  # what may be the article's own only below this one: losing it is worse
_HINT = 0.15  # and in company of other noise below this one
# A text is the dump of a whole page when many of its lines, and such a share, are noise. The more
# there are, the likelier must a line be article to stay. Labelled articles have up to 35 such
# lines, half of all dumps more than 120; of texts that extractors made one in a hundred has 40.
_FRAME_SHARE = 0.4
_FRAME_FROM, _FRAME_FULL = 50, 120  # lines
_LIKELY = 0.3  # a sentence that counts as the article's
_UNLIKELY = 0.2  # a line that counts as noise there
_FRAME = 0.35  # in the dump of a large page a line goes below this one
# Of 10,600 lines of the training texts that end below _FRAME, one in a thousand has more than 1.65
# (log-odds) after forty trees, and none more than 2.2.
_FIRST, _CLEAR = 40, 1.8


def classifier_marks(draft: Draft, weights: Weights) -> Iterator[Mark]:
    """The stage: mark the lines that are noise by their words and by what stands around them.

    Each mark bears its score, the probability that it is noise.
    """
    headline, lines = headline_line(draft), draft.document.lines
    for number, held in opinions(draft, weights).items():
        if held.strength is None or number == headline or number in draft.code:
            continue
        line = lines[number]
        yield Mark(line.start, line.stop, held.rule, CATEGORY, held.strength, held.score)


def _careful(draft: Draft, article: Mapping[int, float]) -> frozenset[int]:
    """The lines that may well be the article's: sentences, and what stands right above one.

    Titles of a live blog's posts and subheadings look like teasers. Where no rule knows any
    noise, every line counts: chats, poems and tables have short lines of their own.
    """
    if not draft.noise:
        return frozenset(article)
    live = list(article)
    own = {n for n in live if draft.prose[n] or ends_sentence(draft.views[n].plain)}
    above = {n for n, after in pairwise(live) if draft.prose[after] and article[after] > _LIKELY}
    return frozenset(own | above)


def probabilities(draft: Draft, weights: Weights) -> dict[int, float]:
    """The probability (0 to 1) that a line is article, for each visible line not yet noise.

    Of a line that is article beyond doubt it may be too low, never below that of `_CLEAR`.
    """
    rating = _quick_rating_of(weights)
    rows = zip(*features(draft, weights), strict=True)
    return {number: probability(rating(row)) for number, row in rows}


@cache
def rating_of(weights: Weights) -> Rating:
    """The weights' trees, compiled once there are lines enough."""
    return patient_rating(weights.trees, len(NAMES))


@cache
def _quick_rating_of(weights: Weights) -> Rating:
    """The trees, most of which are not asked about the four of five lines that are clear."""
    return patient_rating(weights.trees, len(NAMES), first=_FIRST, enough=_CLEAR)


def _frame_threshold(draft: Draft, article: Mapping[int, float]) -> float:
    """The probability below which a line goes as part of a page's frame; 0 when there is none.

    Of a page the extractors know the frame better.
    """
    unlikely = len(draft.inked) - len(article)
    unlikely += sum(chance < _UNLIKELY for chance in article.values())
    if draft.document.evidence or unlikely < _FRAME_SHARE * len(draft.inked):
        return 0.0
    frame = (unlikely - _FRAME_FROM) / (_FRAME_FULL - _FRAME_FROM)
    return _SURE_ARTICLE + (_FRAME - _SURE_ARTICLE) * min(frame, 1.0) if frame > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier holds of a line: ``score`` is how sure it is that it is noise (0 to 1).

    Above ``cut`` the line goes, above ``suspect`` only in company: ``strength`` says which, None
    for neither. ``careful`` says that it may be the article's own, so more is asked of it.
    """

    score: float
    cut: float
    suspect: float
    careful: bool
    rule: str
    strength: Strength | None


def opinions(draft: Draft, weights: Weights) -> dict[int, Opinion]:
    """What the classifier holds of each visible line that is not yet noise."""
    article = probabilities(draft, weights)
    frame = _frame_threshold(draft, article)
    careful = _careful(draft, article)
    return {
        number: _opinion(chance, frame, careful=number in careful)
        for number, chance in article.items()
    }


def _opinion(chance: float, frame: float, *, careful: bool) -> Opinion:
    """From the probability of being article (0 to 1) and the frame's threshold."""
    own = _SURE_ARTICLE if careful else _SURE
    strength: Strength | None = "hint" if chance < _HINT else None
    if chance < max(own, frame):
        strength = "sure"
    framed = strength == "sure" and chance >= own
    rule = "model.frame" if framed else "model.line"
    return Opinion(round(1 - chance, 3), 1 - max(own, frame), 1 - _HINT, careful, rule, strength)
