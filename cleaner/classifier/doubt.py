"""The classifier against the rules: a phrase that a rule knows may be the article's own.

A glossary explains "Subscribe", minutes limit comments to three minutes, a story quotes a banner.
The classifier looks at each line that a rule would cut as if no rule had. Furniture stands
together, so what it holds of the other such lines counts too, and the more words of a line a rule
knows, the surer it is.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from cleaner.classifier.features import Text
from cleaner.classifier.looks import rating_of
from cleaner.classifier.mark import opinions
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.model import Mark
from cleaner.view import words

# From a logistic regression over the lines that rules cut in labelled texts. Of the test half it
# spares 152 of 212 lines of the article, and 41 of 13,887 of noise (`benchmarks/doubt.py`).
_ENOUGH = -2.0  # log-odds above which a mark is dropped
_OTHERS = 1.9  # what the average of the other lines counts for, beside the line itself
_FURNITURE = (-2.0, -2.0)  # counted among them: a rule that matches is no chance
_LEFT_OUT = -3.0  # log-odds of a line that an earlier stage marked
_A_WORD, _WORDS = 0.2, 12  # log-odds that a word of the line takes off, and of how many words
_CERTAIN = 7.0  # log-odds count so far
_TWICE = 3.0  # a refrain is rarer than furniture that a page prints twice: log-odds asked besides
_AN_AD = 3.5  # its label stands alone in the best of articles: log-odds that are asked besides
# What only its company tells is kept where the classifier rather takes it for article. At 0.65
# 21 more lines of the article stay and 115 of noise (development half, ad hoc), but among the
# latter are an ad between paragraphs and a section's name.
_GROWN = 0.5  # probability of being noise
_NEVER = frozenset(("ai-summary", "image", "markup"))  # no article is written in these
# A list of titles ends before a blank line where the article goes on with a list of its own: the
# sum of its lines' log-odds above the first is more than the second. Of texts new to the classifier
# that gives back 19 lines of the article, and 7 of noise (ad hoc); of single lines as many of each.
_TITLES = "related"
_BEHIND, _SUM, _LINES = -1.0, 1.0, 2


def undoubted(
    draft: Draft, marks: Sequence[Mark], weights: Weights, trusted: Container[str] = ()
) -> Sequence[Mark]:
    """The marks of rules, less the sure ones on what the classifier takes for article.

    One on a list of titles ends where the classifier takes its end for article.
    ``draft`` does not have the marks yet; those of ``trusted`` rules (their ids) always stay.
    """
    dead = draft.with_marks(marks).noise
    numbers = [n for n in draft.inked if n in dead and n not in draft.noise]
    if not numbers:
        return marks
    text, rating = Text(draft, weights, dead), rating_of(weights)
    odds = {number: max(-_CERTAIN, min(_CERTAIN, rating(text.row(number)))) for number in numbers}
    printed = Counter(draft.views[number].plain for number in numbers)
    # What the extractors left out of a page is furniture without asking.
    others = (*odds.values(), *_FURNITURE, *[_LEFT_OUT] * len(draft.noise))
    total, count = sum(others), len(others)

    def stays(mark: Mark) -> bool:
        number = draft.line_at(mark.start)  # of a block, the opener
        if mark.strength != "sure" or mark.rule in trusted or number not in odds:
            return True
        plain = draft.views[number].plain
        own, size = odds[number], min(len(words(plain)), _WORDS)
        held = own + _OTHERS * (total - own) / count - _A_WORD * size
        asked = _ENOUGH + _AN_AD * (mark.category == "ads") + _TWICE * (printed[plain] > 1)
        return held <= asked or mark.category in _NEVER

    staying = [mark for mark in marks if stays(mark)]
    knowing = (mark for mark in staying if mark.strength != "refused")
    marked = Counter(number for mark in knowing for number in _lines_of(draft, mark))
    once = {number: held for number, held in odds.items() if marked[number] == 1}
    return [m if m.rule in trusted else _without_end(draft, m, once) for m in staying]


def _lines_of(draft: Draft, mark: Mark) -> range:
    return range(draft.line_at(mark.start), draft.line_at(mark.stop - 1) + 1)


def _without_end(draft: Draft, mark: Mark, odds: Mapping[int, float]) -> Mark:
    """The mark, or what stands of a list of titles before a blank line with article behind.

    ``odds`` are those of lines that only one rule knows.
    """
    if mark.strength != "sure" or mark.category != _TITLES:
        return mark
    held, count, most, stop = 0.0, 0, _SUM, mark.stop
    for number in reversed(_lines_of(draft, mark)[2:]):
        if number in odds:
            held, count = held + odds[number] - _BEHIND, count + 1
            if held > most and count >= _LINES and not draft.views[number - 1].plain:
                most, stop = held, draft.starts[number]
    return replace(mark, stop=stop)


def believed(
    draft: Draft, marks: Sequence[Mark], weights: Weights, trusted: Container[str] = ()
) -> Sequence[Mark]:
    """The marks on lines that rules only suspect, less those that the classifier does not.

    Prices with a rating below each, or the times of a programme, are hints side by side and an
    article all the same. Marks of ``trusted`` rules (their ids) always stay.
    """
    if not marks:
        return marks
    held = opinions(draft, weights)

    def stays(mark: Mark) -> bool:
        opinion = held.get(draft.line_at(mark.start))
        return opinion is None or opinion.score >= _GROWN or mark.rule in trusted

    return [mark for mark in marks if stays(mark)]
