"""A learned opinion of every line: is it article or noise? See `mark` for what is made of it.

The classifier is three steps: a logistic regression over the words of a line, boosted trees over
its shape, the words' score and what stands around it, and more trees that also see what the first
ones held of the lines around. All are data, in ``weights.json``,
written by ``benchmarks/train.py``; there is no state and no library behind them.
"""

from cleaner.classifier.doubt import believed, undoubted
from cleaner.classifier.mark import CATEGORY, FRAME, Opinion, classifier_marks, opinions
from cleaner.classifier.weights import Weights, default_weights

__all__ = [
    "CATEGORY",
    "FRAME",
    "Opinion",
    "Weights",
    "believed",
    "classifier_marks",
    "default_weights",
    "opinions",
    "undoubted",
]
