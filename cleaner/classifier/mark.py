"""From probabilities to marks: carefully in an article, freely around one in a page's dump."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from cleaner.classifier.again import CLEAR, second_rows
from cleaner.classifier.again import NAMES as SECOND_NAMES
from cleaner.classifier.features import NAMES, feature_rows
from cleaner.classifier.trees import Rating, patient_rating, probability
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark, Strength

CATEGORY = "model"
_SURE = 0.08  # a line goes below this probability of being article
_HINT = 0.15  # and in company of other noise below this one
# A text is the dump of a whole page when many of its lines, and such a share, are noise. The more
# there are, the likelier must a line be article to stay. Labelled articles have up to 35 such
# lines, half of all dumps more than 120; of texts that extractors made one in a hundred has 40.
_FRAME_SHARE = 0.4
_FRAME_FROM, _FRAME_FULL = 50, 120  # lines
_UNLIKELY = 0.2  # a line that counts as noise there
_FRAME = 0.35  # in the dump of a large page a line goes below this one
# Of 11,300 lines of the training texts that end below _FRAME, one in a thousand has more than 1.4
# (log-odds) after forty trees, and two have more than CLEAR.
_FIRST = 40


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


def probabilities(draft: Draft, weights: Weights) -> dict[int, float]:
    """The probability (0 to 1) that a line is article, for each visible line not yet noise.

    Of a line that is article beyond doubt it may be too low, never below that of `CLEAR`.
    """
    first, second = _quick_rating_of(weights), _second_rating_of(weights)
    ratings: dict[int, float] = {}
    unclear: dict[int, list[float]] = {}  # few of an article's lines: rows take a kilobyte each
    for number, row in feature_rows(draft, weights):
        rating = ratings[number] = first(row)
        if rating < CLEAR:
            unclear[number] = row
    for number, more in second_rows(draft, ratings):
        if number in unclear:
            ratings[number] = second([*unclear[number], *more])
    return {number: probability(rating) for number, rating in ratings.items()}


@cache
def rating_of(weights: Weights) -> Rating:
    """The weights' trees, compiled once there are lines enough."""
    return patient_rating(weights.trees, len(NAMES))


@cache
def _quick_rating_of(weights: Weights) -> Rating:
    """The trees, most of which are not asked about the four of five lines that are clear."""
    return patient_rating(weights.trees, len(NAMES), first=_FIRST, enough=CLEAR)


@cache
def _second_rating_of(weights: Weights) -> Rating:
    """The trees of the second look."""
    return patient_rating(weights.second_trees, len(NAMES) + len(SECOND_NAMES))


def _frame_threshold(draft: Draft, article: Mapping[int, float]) -> float:
    """The probability below which a line goes as part of a page's frame; 0 when there is none.

    Of a page the extractors know the frame better.
    """
    unlikely = len(draft.inked) - len(article)
    unlikely += sum(chance < _UNLIKELY for chance in article.values())
    if draft.document.evidence or unlikely < _FRAME_SHARE * len(draft.inked):
        return 0.0
    frame = (unlikely - _FRAME_FROM) / (_FRAME_FULL - _FRAME_FROM)
    return _SURE + (_FRAME - _SURE) * min(frame, 1.0) if frame > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier holds of a line: ``score`` is how sure it is that it is noise (0 to 1).

    Above ``cut`` the line goes, above ``suspect`` only in company: ``strength`` says which, None
    for neither.
    """

    score: float
    cut: float
    suspect: float
    rule: str
    strength: Strength | None


def opinions(draft: Draft, weights: Weights) -> dict[int, Opinion]:
    """What the classifier holds of each visible line that is not yet noise."""
    article = probabilities(draft, weights)
    frame = _frame_threshold(draft, article)
    return {number: _opinion(chance, frame) for number, chance in article.items()}


def _opinion(chance: float, frame: float) -> Opinion:
    """From the probability of being article (0 to 1) and the frame's threshold."""
    strength: Strength | None = "hint" if chance < _HINT else None
    if chance < max(_SURE, frame):
        strength = "sure"
    rule = "model.frame" if strength == "sure" and chance >= _SURE else "model.line"
    return Opinion(round(1 - chance, 3), 1 - max(_SURE, frame), 1 - _HINT, rule, strength)
