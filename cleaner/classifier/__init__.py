"""A learned opinion of every line: is it article or noise? See `mark` for what is made of it.

The classifier is two steps: a logistic regression over the words of a line, then boosted trees
over its shape, the words' score and what stands around it. Both are data, in ``weights.json``,
written by ``benchmarks/train.py``; there is no state and no library behind them.
"""

from cleaner.classifier.doubt import undoubted
from cleaner.classifier.mark import CATEGORY, classifier_marks
from cleaner.classifier.weights import Weights, default_weights

__all__ = ["CATEGORY", "Weights", "classifier_marks", "default_weights", "undoubted"]
