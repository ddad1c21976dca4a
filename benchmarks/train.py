"""Train the line classifier: word weights and boosted trees, into cleaner/classifier/weights.json.

    python benchmarks/train.py DATA [--labelled FOLDER] [--samples FILE] [--out FILE]

DATA holds pages with gold bodies, laid out as for `quality.py`: their whole-page dumps, the
extractors' outputs and the gold bodies become lines labelled by alignment to the gold. FOLDER
holds labelled documents (`labelled.py`): those of ``benchmarks/labelled/dev``, never the test half.
``--samples`` keeps the collected lines, to fit again without collecting.

Needs the extras ``bench`` and ``train``.
"""

import argparse
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.samples import Sample, collect, fold_of
from cleaner.classifier.features import NAMES, features
from cleaner.classifier.lexical import terms
from cleaner.classifier.weights import Tree, Weights
from cleaner.view import words

Term = tuple[str, str]  # its kind and its words

_FEWEST_GROUPS = 4  # sites or documents that hold a term


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the line classifier.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--out", type=Path, default=Path("cleaner/classifier/weights.json"))
    parser.add_argument("--leave-out", type=int, help="leave a fold of pages out, to measure it")
    parser.add_argument("--trees", type=int, default=200)
    parser.add_argument("--leaves", type=int, default=24)
    parser.add_argument("--report", action="store_true", help="fit each fold too and report")
    options = parser.parse_args()
    if options.samples and options.samples.exists():
        samples = pickle.loads(options.samples.read_bytes())
    else:
        samples = list(collect(options.data, options.labelled))
        if options.samples:
            options.samples.write_bytes(pickle.dumps(samples))
    if options.leave_out is not None:
        samples = [sample for sample in samples if fold_of(sample.group) != options.leave_out]
    print(f"{len(samples)} documents, {sum(len(s.draft.inked) for s in samples)} lines")
    fit(samples, options)


def fit(samples: Sequence[Sample], options: argparse.Namespace) -> None:
    """Fit words by cross-fitting, then trees on their scores, then words on all; write."""
    from lightgbm import LGBMClassifier

    folds = np.array([fold_of(sample.group) for sample in samples])
    sizes = [len(_lines(s)) for s in samples]
    line_fold = np.repeat(folds, sizes)
    labels = np.concatenate([_labels(s) for s in samples])
    weights = np.repeat([_weight(s) for s in samples], sizes)
    rows: list[list[list[float]]] = [[] for _ in samples]
    for fold in sorted(set(folds)):
        outside = [s for s, f in zip(samples, folds, strict=True) if f != fold]
        lexicon = fit_words(outside)
        print(f"fold {fold}: {sum(map(len, lexicon.words.values()))} terms", flush=True)
        for index in np.flatnonzero(folds == fold):
            rows[index] = features(samples[index].draft, lexicon)[1]
    matrix = np.array([row for found in rows for row in found], dtype=np.float32)
    known = labels >= 0

    def boosted(chosen: np.ndarray) -> LGBMClassifier:
        model = LGBMClassifier(
            n_estimators=options.trees,
            num_leaves=options.leaves,
            learning_rate=0.07,
            min_child_samples=150,  # with 40, single documents moved single lines of others
            subsample=0.7,
            subsample_freq=1,
            colsample_bytree=0.3,
            reg_lambda=20.0,
            random_state=7,
            n_jobs=2,
            verbose=-1,
        )
        return model.fit(matrix[chosen], labels[chosen], sample_weight=weights[chosen])

    if options.report:
        found = np.zeros(len(labels))
        for fold in sorted(set(folds)):
            model = boosted(known & (line_fold != fold))
            inside = line_fold == fold
            found[inside] = model.predict_proba(matrix[inside])[:, 1]
        report(samples, sizes, labels, found)
    model = boosted(known)
    gains = sorted(zip(model.booster_.feature_importance("gain"), NAMES, strict=True))[::-1]
    print("  ".join(f"{name} {gain:.0f}" for gain, name in gains[:30]))
    lexicon = fit_words(samples)
    options.out.write_text(as_json(lexicon, model), encoding="utf-8")
    print(f"{options.out}: {options.out.stat().st_size} bytes")


def _lines(sample: Sample) -> list[int]:
    """The visible lines that no rule marked."""
    return [number for number in sample.draft.inked if number not in sample.draft.noise]


def _labels(sample: Sample) -> np.ndarray:
    """1 article, 0 noise, -1 unknown, for each of the lines."""
    labels = (sample.labels[number] for number in _lines(sample))
    return np.array([-1 if label is None else int(label) for label in labels], dtype=int)


def _weight(sample: Sample) -> float:
    """What one line of a document counts for: long documents count for little more."""
    return sample.weight * 30 / max(len(sample.draft.inked), 30) ** 0.7


def fit_words(samples: Sequence[Sample]) -> Weights:
    """Fit the word weights by logistic regression on labelled lines, marked lines as noise."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    groups: dict[Term, set[str]] = defaultdict(set)
    lines: list[tuple[list[tuple[Term, float]], int, float]] = []
    seen: Counter[tuple[str, int]] = Counter()
    for sample in samples:
        weight = _weight(sample)
        for number in sample.draft.inked:
            label = sample.labels[number]
            if label is None:
                continue
            line_words = words(sample.draft.views[number].plain)
            key = (" ".join(line_words[:60]), sample.group)
            seen[key] += 1
            if seen[key] > 3:
                continue  # a page's texts repeat its lines
            found = [((kind, term), value) for kind, term, value in terms(line_words)]
            for term, _ in found:
                if len(groups[term]) < _FEWEST_GROUPS:
                    groups[term].add(sample.group)
            lines.append((found, int(label), weight))
    index = {
        term: number
        for number, term in enumerate(
            term for term, held in groups.items() if len(held) >= _FEWEST_GROUPS
        )
    }
    columns, values, starts = [], [], [0]
    for found, _, _ in lines:
        for term, value in found:
            if term in index:
                columns.append(index[term])
                values.append(value)
        starts.append(len(columns))
    matrix = csr_matrix((values, columns, starts), shape=(len(lines), len(index)))
    target = np.array([label for _, label, _ in lines])
    weight = np.array([weight for _, _, weight in lines])
    model = SGDClassifier(
        "log_loss",
        penalty="elasticnet",
        l1_ratio=0.3,
        alpha=1e-5,
        max_iter=15,
        tol=None,
        random_state=7,
        average=False,
    )
    model.fit(matrix, target, sample_weight=weight / weight.mean())
    coefficients = model.coef_[0]
    chosen: dict[str, dict[str, float]] = {kind: {} for kind in "wpfl"}
    for (kind, term), number in index.items():
        if abs(coefficients[number]) >= 0.05:
            chosen[kind][term] = round(float(coefficients[number]), 2)
    return Weights(chosen, round(float(model.intercept_[0]), 3), ())


def report(
    samples: Sequence[Sample], sizes: Sequence[int], labels: np.ndarray, found: np.ndarray
) -> None:
    """Print, by kind of document, what thresholds would cut of noise and of article lines."""
    kinds = np.repeat([s.kind for s in samples], sizes)
    for kind in sorted(set(kinds)):
        noise = found[(kinds == kind) & (labels == 0)]
        article = found[(kinds == kind) & (labels == 1)]
        cells = "  ".join(
            f"{t}: {(noise < t).mean() if len(noise) else 0:.3f} / {(article < t).mean():.5f}"
            for t in (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
        )
        print(f"{kind:9} {len(noise)} noise, {len(article)} article lines  {cells}")


def as_json(lexicon: Weights, model: object) -> str:
    """The weights file: words by kind in hundredths, then the trees, all sorted."""
    by_kind = {
        kind: {term: round(weight * 100) for term, weight in sorted(found.items())}
        for kind, found in lexicon.words.items()
    }
    trees = [flat(info["tree_structure"]) for info in model.booster_.dump_model()["tree_info"]]  # type: ignore[attr-defined]
    table = {
        "about": "Written by benchmarks/train.py; see NOTICE for the data.",
        "features": NAMES,
        "bias": lexicon.bias,
        "words": by_kind,
        "trees": [
            {
                "feature": tree.feature,
                "threshold": tree.threshold,
                "left": tree.left,
                "right": tree.right,
                "value": tree.value,
            }
            for tree in trees
        ],
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace(
        '},{"feature"', '},\n{"feature"'
    )


def flat(root: dict[str, object]) -> Tree:
    """A LightGBM tree as flat lists."""
    tree = Tree([], [], [], [], [])

    def place(node: dict[str, object]) -> int:
        if "leaf_value" in node:
            tree.value.append(round(float(node["leaf_value"]), 4))  # type: ignore
            return -len(tree.value)
        here = len(tree.feature)
        tree.feature.append(node["split_feature"])  # type: ignore
        tree.threshold.append(float(f"{node['threshold']:.5g}"))  # type: ignore
        tree.left.append(0)  # type: ignore
        tree.right.append(0)  # type: ignore
        tree.left[here] = place(node["left_child"])  # type: ignore
        tree.right[here] = place(node["right_child"])  # type: ignore
        return here

    place(root)
    return tree


if __name__ == "__main__":
    main()
