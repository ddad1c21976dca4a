"""Gradient-boosted trees (Friedman 2001): the sum of what each tree says of a row of features."""

from collections.abc import Sequence
from math import exp

from cleaner.classifier.weights import Tree


def probability(trees: Sequence[Tree], row: Sequence[float]) -> float:
    """The probability (0 to 1) that a line with these features is article."""
    total = 0.0
    for tree in trees:
        feature, threshold, left, right = tree.feature, tree.threshold, tree.left, tree.right
        node = 0
        while node >= 0:
            node = left[node] if row[feature[node]] <= threshold[node] else right[node]
        total += tree.value[-1 - node]
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
