"""Gradient-boosted trees (Friedman 2001): the sum of what each tree says of a row of features."""

from collections.abc import Callable, Sequence
from math import exp, inf

from cleaner.classifier.weights import Tree

_TOGETHER = 25  # trees in a function: to compile a hundred takes 60 MB for a moment
_UNCOMPILED = 3000  # rows: what compiling costs is saved after some 4,000
Rating = Callable[[Sequence[float]], float]  # a row of features to log-odds


def probability(rating: float) -> float:
    """The probability (0 to 1) of log-odds."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, rating))))


def rate(
    trees: Sequence[Tree], row: Sequence[float], *, first: int = 0, enough: float = inf
) -> float:
    """The log-odds that a line with these features is article.

    A sum above ``enough`` after the ``first`` trees is the answer, all others are not asked.
    """
    total = 0.0
    for number, tree in enumerate(trees):
        if number == first and total > enough:
            return total
        node = 0
        while node >= 0:
            smaller = row[tree.feature[node]] <= tree.threshold[node]
            node = tree.left[node] if smaller else tree.right[node]
        total += tree.value[-1 - node]
    return total


def compile_trees(
    trees: Sequence[Tree], features: int, *, first: int = 0, enough: float = inf
) -> Rating:
    """`rate` as functions of nothing but comparisons, three times as fast.

    ``features`` is the length of a row. What is compiled holds numbers and no text.
    """
    head = _compiled(trees[:first], features)
    starts = range(first, len(trees), _TOGETHER)
    groups = [_compiled(trees[start : start + _TOGETHER], features) for start in starts]

    def rating(row: Sequence[float]) -> float:
        total = head(row, 0.0)
        if total > enough:
            return total
        for group in groups:
            total = group(row, total)
        return total

    return rating


def _compiled(trees: Sequence[Tree], features: int) -> Callable[[Sequence[float], float], float]:
    """A function that adds what the trees say of a row to a total."""
    names = ", ".join(f"f{number}" for number in range(features))
    body = "".join(f"    total += {_expression(tree, 0)}\n" for tree in trees)
    source = f"def rating(row, total):\n    {names}, = row\n{body}    return total\n"
    made: dict[str, Callable[[Sequence[float], float], float]] = {}
    exec(compile(source, "trees", "exec"), made)
    return made["rating"]


def patient_rating(
    trees: Sequence[Tree], features: int, *, first: int = 0, enough: float = inf
) -> Rating:
    """`compile_trees` after some rows: the first are rated sooner than anything is compiled."""
    left, compiled = _UNCOMPILED, None

    def rating(row: Sequence[float]) -> float:
        nonlocal left, compiled
        if left > 0:
            left -= 1
            return rate(trees, row, first=first, enough=enough)
        if compiled is None:
            compiled = compile_trees(trees, features, first=first, enough=enough)
        return compiled(row)

    return rating


def _expression(tree: Tree, node: int) -> str:
    if node < 0:
        return repr(float(tree.value[-1 - node]))
    left, right = _expression(tree, tree.left[node]), _expression(tree, tree.right[node])
    test = f"f{int(tree.feature[node])} <= {float(tree.threshold[node])!r}"
    return f"({left} if {test} else {right})"
