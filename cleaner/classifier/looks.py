"""Asking the trees: a first look at every line, a second at the unclear, a third at page dumps."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cleaner.classifier.again import CLEAR, second_rows
from cleaner.classifier.again import NAMES as SECOND_NAMES
from cleaner.classifier.features import NAMES, Text
from cleaner.classifier.trees import Rating, patient_rating, probability
from cleaner.classifier.weights import Weights, frame_trees
from cleaner.draft import Draft

# Of 23,400 lines of texts new to the trees that end below 0.35, nine have more than CLEAR
# (log-odds) after 25 of the hundred (ad hoc).
_FIRST = 25


@dataclass(frozen=True, slots=True)
class Look:
    """What the first trees hold (log-odds) of each visible line that is not yet noise.

    ``unclear`` has the features of those that may not be article, packed: as a list they take
    two kilobytes a line.
    """

    text: Text
    ratings: dict[int, float]
    unclear: dict[int, Sequence[float]]


def first_look(draft: Draft, weights: Weights) -> Look:
    """Ask the first trees. A rating above `CLEAR` may be too low, never below it."""
    look = Look(Text(draft, weights, draft.noise), {}, {})
    ask = _quick_rating_of(weights)
    for number in draft.live_lines():
        row = look.text.row(number)
        rating = look.ratings[number] = ask(row)
        if rating < CLEAR:
            look.unclear[number] = array("d", row)
    return look


def second_look(draft: Draft, weights: Weights, look: Look) -> dict[int, float]:
    """The probability (0 to 1) that a line is article, the unclear lines asked about again."""
    ratings, ask = dict(look.ratings), _second_rating_of(weights)
    if look.unclear:
        for number, more in second_rows(draft, weights, look.ratings, look.unclear):
            ratings[number] = ask([*look.unclear[number], *more])
    return {number: probability(rating) for number, rating in ratings.items()}


def frame_look(draft: Draft, weights: Weights, look: Look) -> dict[int, float]:
    """The same by the trees that know dumps of whole pages, all lines asked about again."""
    chances, ask = {}, _frame_rating()
    for number, more in second_rows(draft, weights, look.ratings, look.ratings):
        row = look.unclear.get(number) or look.text.row(number)
        chances[number] = probability(ask([*row, *more]))
    return chances


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


@cache
def _frame_rating() -> Rating:
    """The trees for dumps of whole pages."""
    return patient_rating(frame_trees(), len(NAMES) + len(SECOND_NAMES))
