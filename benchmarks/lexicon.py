"""The words' part of the classifier: lines with labels, and the logistic regression over them.

Besides the lines of the samples it learns from the rules' own examples: what a rule removes is
noise, and what it keeps is an article's line that looks alike, in each language.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.samples import Sample, fold_of, length_weight
from cleaner.classifier.lexical import terms
from cleaner.classifier.weights import Weights
from cleaner.rules import Rule, default_folder, load_folder
from cleaner.view import view, words

Term = tuple[str, str]  # its kind and its words

_KINDS = "wsptfl"
_FEWEST_GROUPS = 2  # sites, documents or rules that hold a term: a language has few documents
_SMALLEST = 15  # hundredths; lesser weights are not kept
# What a line counts for beside those of its kind in the trees: English pages are many, and each
# other language has only its labelled documents and its rules.
_WEIGHTS = {"dump": 0.3, "body": 0.3, "gold": 0.3, "furnished": 5.0}
_RULE = 7.0


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one line, whether they are an article's, and where they stand."""

    words: tuple[str, ...]
    article: bool
    weight: float
    group: str
    fold: int


def lexicon_lines(samples: Sequence[Sample]) -> list[Line]:
    """The labelled lines of samples and of the rules' examples."""
    return [*_sample_lines(samples), *_rule_lines()]


def _sample_lines(samples: Sequence[Sample]) -> Iterator[Line]:
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    for sample in samples:
        if sample.kind == "thinned":
            continue  # its lines are those of the whole document
        weight = length_weight(sample) * sample.weight * _WEIGHTS.get(sample.kind, 1.0)
        for number in sample.draft.inked:
            label = sample.labels[number]
            if label is None:
                continue
            found = words(sample.draft.views[number].plain)
            key = (found[:60], sample.group)
            seen[key] += 1
            if seen[key] <= 3:  # a page's texts repeat its lines
                yield Line(found, label, weight, sample.group, fold_of(sample.group))


def _rule_lines() -> Iterator[Line]:
    for rule in load_folder(default_folder()).rules:
        for article, examples in ((False, rule.removes), (True, rule.keeps)):
            for example in examples:
                for line in _example_lines(example, rule, article=article):
                    if found := words(view(line).plain):
                        yield Line(found, article, _RULE, rule.id, fold_of(rule.id))


def _example_lines(example: str, rule: Rule, *, article: bool) -> Iterator[str]:
    """The lines that an example's label is true of: not those around a span or a block."""
    if article or (rule.scope != "span" and "⟦" not in example):
        yield from example.split("\n")
    elif rule.scope != "span":
        yield from example.partition("⟦")[2].partition("⟧")[0].split("\n")


def fit_words(lines: Iterable[Line]) -> Weights:
    """Fit the word weights by logistic regression."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    known = list(lines)
    index = _index(known)
    columns, values, starts = [], [], [0]
    for line in known:
        for kind, term, value in terms(line.words):
            if (column := index.get((kind, term))) is not None:
                columns.append(column)
                values.append(value)
        starts.append(len(columns))
    matrix = csr_matrix((values, columns, starts), shape=(len(known), len(index)))
    weight = np.array([line.weight for line in known])
    # Ridge: with a lasso's share, words that few documents hold went unlearned.
    model = SGDClassifier(
        "log_loss", penalty="l2", alpha=2e-5, max_iter=15, tol=None, random_state=7
    )
    target = np.array([line.article for line in known], dtype=int)
    model.fit(matrix, target, sample_weight=weight / weight.mean())
    chosen: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
    for (kind, term), weight_of in zip(index, model.coef_[0], strict=True):
        if abs(hundredths := round(float(weight_of) * 100)) >= _SMALLEST:
            chosen[kind][term] = hundredths
    return Weights(chosen, round(float(model.intercept_[0]), 3), ())


def _index(lines: Sequence[Line]) -> dict[Term, int]:
    """A column for each term that groups enough hold."""
    groups: dict[Term, set[str]] = defaultdict(set)
    for line in lines:
        for kind, term, _ in terms(line.words):
            held = groups[kind, term]
            if len(held) < _FEWEST_GROUPS:
                held.add(line.group)
    held_by_many = (term for term, held in groups.items() if len(held) >= _FEWEST_GROUPS)
    return {term: column for column, term in enumerate(held_by_many)}
