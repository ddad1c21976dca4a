"""From probabilities to marks: carefully in an article, freely around one in a page's dump."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cleaner.classifier.looks import first_look, frame_look, second_look
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark, Strength

CATEGORY = "model"
_SURE = 0.1  # a line goes below this probability of being article
_HINT = 0.2  # and in company of other noise below this one
# A text is the dump of a whole page when many of its lines, and such a share, are noise. The more
# there are, the likelier must a line be article to stay. Labelled articles have up to 35 such
# lines, half of all dumps more than 120; of texts that extractors made one in a hundred has 40.
_FRAME_SHARE = 0.25
_FRAME_FROM, _FRAME_FULL = 40, 90  # lines
_UNLIKELY = 0.2  # a line that counts as noise there
_FRAME_LEAST, _FRAME = 0.2, 0.45  # in a dump a line goes below these, by its trees


def classifier_marks(draft: Draft, weights: Weights) -> Iterator[Mark]:
    """The stage: mark the lines that are noise by their words and by what stands around them.

    Each mark bears its score, the probability that it is noise. A text that nothing else marks is
    never noise as a whole: without any article there is nothing to tell furniture from.
    """
    headline, lines = headline_line(draft), draft.document.lines
    found = opinions(draft, weights)
    if not draft.noise and all(held.strength == "sure" for held in found.values()):
        return
    for number, held in found.items():
        if held.strength is None or number == headline or number in draft.code:
            continue
        line = lines[number]
        yield Mark(line.start, line.stop, held.rule, CATEGORY, held.strength, held.score)


def frame_threshold(draft: Draft, article: Mapping[int, float]) -> float:
    """The probability below which a line goes as part of a page's frame; 0 when there is none.

    ``article`` is what the second look holds. Of a page the extractors know the frame better.
    """
    unlikely = len(draft.inked) - len(article)
    unlikely += sum(chance < _UNLIKELY for chance in article.values())
    if draft.document.evidence or unlikely < max(_FRAME_FROM, _FRAME_SHARE * len(draft.inked)):
        return 0.0
    frame = (unlikely - _FRAME_FROM) / (_FRAME_FULL - _FRAME_FROM)
    return _FRAME_LEAST + (_FRAME - _FRAME_LEAST) * min(frame, 1.0)


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
    if not draft.live_lines():
        return {}
    look = first_look(draft, weights)
    article = second_look(draft, weights, look)
    frame = frame_threshold(draft, article)
    if frame:
        article = frame_look(draft, weights, look)
    return {number: _opinion(chance, frame) for number, chance in article.items()}


def _opinion(chance: float, frame: float) -> Opinion:
    """From the probability of being article (0 to 1) and the frame's threshold."""
    strength: Strength | None = "hint" if chance < _HINT else None
    if chance < (frame or _SURE):
        strength = "sure"
    rule = "model.frame" if frame else "model.line"
    return Opinion(round(1 - chance, 3), 1 - (frame or _SURE), 1 - _HINT, rule, strength)
