"""Gradient-boosted trees (Friedman 2001): the sum of what each tree says of a row of features."""

from collections.abc import Callable, Sequence
from math import exp

from cleaner.classifier.weights import Tree

Rating = Callable[[Sequence[float]], float]  # a row of features to log-odds


def probability(rating: float) -> float:
    """The probability (0 to 1) of log-odds."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, rating))))


def rate(trees: Sequence[Tree], row: Sequence[float]) -> float:
    """The log-odds that a line with these features is article."""
    total = 0.0
    for tree in trees:
        node = 0
        while node >= 0:
            smaller = row[tree.feature[node]] <= tree.threshold[node]
            node = tree.left[node] if smaller else tree.right[node]
        total += tree.value[-1 - node]
    return total


def compile_trees(trees: Sequence[Tree], features: int) -> Rating:
    """`rate` as one function of nothing but comparisons, four times as fast.

    ``features`` is the length of a row. What is compiled holds the trees' numbers and no text.
    """
    names = ", ".join(f"f{number}" for number in range(features))
    sums = "".join(f"    total += {_expression(tree, 0)}\n" for tree in trees)
    source = f"def rating(row):\n    {names}, = row\n    total = 0.0\n{sums}    return total\n"
    made: dict[str, Rating] = {}
    exec(compile(source, "trees", "exec"), made)
    return made["rating"]


def _expression(tree: Tree, node: int) -> str:
    if node < 0:
        return repr(float(tree.value[-1 - node]))
    left, right = _expression(tree, tree.left[node]), _expression(tree, tree.right[node])
    test = f"f{int(tree.feature[node])} <= {float(tree.threshold[node])!r}"
    return f"({left} if {test} else {right})"
