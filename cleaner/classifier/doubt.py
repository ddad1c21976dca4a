"""The classifier against the rules: a phrase that a rule knows may be the article's own.

A glossary explains "Subscribe", minutes limit comments to three minutes, a story quotes a banner.
The classifier looks at each line that a rule would cut as if no rule had. Furniture stands
together, so a single line that it believes in proves nothing wrong; when it takes every such line
of a text for article, the text is about such things.
"""

from collections.abc import Container, Sequence

from cleaner.classifier.features import Text
from cleaner.classifier.mark import rating_of
from cleaner.classifier.trees import probability
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.model import Mark

_ARTICLE = 0.95  # a line with this probability of being article is doubted
_MOST = 12  # lines: no text about furniture names more, and a page's frame has hundreds
# Such lines stand alone in the best of articles, and say nothing of the others.
_ALONE = frozenset(("ads", "related", "image", "markup", "ai-summary", "site-name"))


def undoubted(
    draft: Draft, marks: Sequence[Mark], weights: Weights, trusted: Container[str] = ()
) -> Sequence[Mark]:
    """The marks of rules, less the sure ones when the classifier doubts them all.

    ``draft`` does not have the marks yet; those of ``trusted`` rules (their ids) always stay.
    """

    def stays(mark: Mark) -> bool:
        return mark.category in _ALONE or mark.rule in trusted

    dead = draft.with_marks(marks).noise
    asked = [number for number in draft.inked if number in dead and not stays(dead[number])]
    if not 0 < len(asked) <= _MOST:
        return marks
    text, rating = Text(draft, weights, dead), rating_of(weights)
    if any(probability(rating(text.row(number))) < _ARTICLE for number in asked):
        return marks
    return [mark for mark in marks if mark.strength != "sure" or stays(mark)]
