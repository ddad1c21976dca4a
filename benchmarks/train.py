"""Train the line classifier: words and trees, into weights.json and frame.json beside each other.

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
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from lightgbm import LGBMClassifier

from benchmarks.lexicon import Line, fit_words, lexicon_lines
from benchmarks.samples import Sample, collect, fold_of, length_weight
from cleaner.classifier.again import CLEAR, second_rows
from cleaner.classifier.again import NAMES as SECOND_NAMES
from cleaner.classifier.features import NAMES, Text
from cleaner.classifier.weights import Tree, Weights
from cleaner.view import words

_ABOUT = "Written by benchmarks/train.py; see NOTICE for the data."
# In the trees of page dumps: log-odds below which a line counts as noise, the kinds of labelled
# documents that are asked for as much noise, and what these count for: more when they are dumps.
_UNLIKELY = -1.4
_LABELLED = ("labelled", "thinned", "trap", "fixture")
_LABELLED_IN_FRAMES, _LABELLED_FRAMES, _FRAME_LINES = 1, 2, 50


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the line classifier.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--labelled", type=Path, action="append", default=[])
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--out", type=Path, default=Path("cleaner/classifier/weights.json"))
    parser.add_argument("--leave-out", type=int, help="leave a fold of pages out, to measure it")
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--leaves", type=int, default=128)
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


@dataclass(frozen=True)
class Table:
    """The lines of all samples that no rule marked: one row, label, weight and fold each."""

    rows: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    folds: np.ndarray


def fit(samples: Sequence[Sample], options: argparse.Namespace) -> None:
    """Fit words and trees by cross-fitting, what comes next on what they say, all on all; write."""
    lines = lexicon_lines(samples)
    table = _table(samples, lines)
    known = table.labels >= 0
    ratings = _cross_fitted(table, known, options)
    doubted = ratings < CLEAR
    second = replace(table, rows=np.hstack([table.rows, _second_rows(samples, ratings)]))
    frame = replace(second, weights=_frame_weights(samples, table, ratings))
    if options.report:
        again = _cross_fitted(second, known & doubted, options)
        report(samples, table.labels, 1 / (1 + np.exp(-np.where(doubted, again, ratings))))
    models = [
        boosted(table, known, options),
        boosted(second, known & doubted, options),
        boosted(frame, known & (frame.weights > 0), options),
    ]
    for model in models:
        gains = model.booster_.feature_importance("gain")
        best = sorted(zip(gains, NAMES + SECOND_NAMES, strict=False))[::-1]
        print("  ".join(f"{name} {gain:.0f}" for gain, name in best[:30]))
    options.out.write_text(as_json(fit_words(lines), *models[:2]), encoding="utf-8")
    beside = options.out.with_name(options.out.name.replace("weights", "frame"))
    beside.write_text(frame_json(models[2]), encoding="utf-8")
    print(*(f"{path}: {path.stat().st_size} bytes" for path in (options.out, beside)))


def _table(samples: Sequence[Sample], lines: Sequence[Line]) -> Table:
    """Each sample's features with the words' weights of all other folds."""
    folds = np.array([fold_of(sample.group) for sample in samples])
    rows = [np.empty((0, len(NAMES)), dtype=np.float32) for _ in samples]
    for fold in sorted(set(folds)):
        lexicon = fit_words(line for line in lines if line.fold != fold)
        print(f"fold {fold}: {sum(map(len, lexicon.words.values()))} terms", flush=True)
        for index in np.flatnonzero(folds == fold):
            draft, numbers = samples[index].draft, _lines(samples[index])
            text = Text(draft, lexicon, draft.noise)
            if numbers:
                rows[index] = np.array([text.row(number) for number in numbers], dtype=np.float32)
            draft.answers.clear()  # what is known of each line takes more memory than its row
    sizes = [len(_lines(sample)) for sample in samples]
    return Table(
        np.concatenate(rows),
        np.concatenate([_labels(sample) for sample in samples]),
        np.repeat([sample.weight * length_weight(sample) for sample in samples], sizes),
        np.repeat(folds, sizes),
    )


def _cross_fitted(table: Table, chosen: np.ndarray, options: argparse.Namespace) -> np.ndarray:
    """The log-odds of each line, by trees fitted on the chosen lines of all other folds."""
    ratings = np.zeros(len(table.labels))
    for fold in sorted(set(table.folds)):
        inside = table.folds == fold
        model = boosted(table, chosen & ~inside, options)
        ratings[inside] = model.predict(table.rows[inside], raw_score=True)
    return ratings


def _second_rows(samples: Sequence[Sample], ratings: np.ndarray) -> np.ndarray:
    nothing = Weights({}, 0.0, ())  # the words' scores are in the first rows
    found = np.empty((len(ratings), len(SECOND_NAMES)), dtype=np.float32)
    at = 0
    for sample in samples:
        numbers = _lines(sample)
        here = slice(at, at + len(numbers))
        at += len(numbers)
        by_line = dict(zip(numbers, ratings[here].tolist(), strict=True))
        if numbers:
            rows = second_rows(sample.draft, nothing, by_line, by_line)
            found[here] = [row for _, row in rows]
        sample.draft.answers.clear()
    return found


def _frame_weights(samples: Sequence[Sample], table: Table, ratings: np.ndarray) -> np.ndarray:
    """What a line counts for in the trees of page dumps: its words' share of its document.

    Labelled documents with about as much noise are among them, or their lines would go: dumps
    have few short lines that are article.
    """
    found = np.zeros(len(ratings))
    at = 0
    for sample in samples:
        numbers = _lines(sample)
        here = slice(at, at + len(numbers))
        at += len(numbers)
        unlikely = len(sample.draft.inked) - len(numbers) + int((ratings[here] < _UNLIKELY).sum())
        if sample.kind == "dump":
            sizes = [len(words(sample.draft.views[number].plain)) for number in numbers]
            found[here] = np.clip(sizes, 1, 200) / max(sum(sizes), 1) * 1000
        elif sample.kind in _LABELLED and unlikely >= max(30, 0.3 * len(sample.draft.inked)):
            factor = _LABELLED_FRAMES if unlikely >= _FRAME_LINES else _LABELLED_IN_FRAMES
            found[here] = table.weights[here] * factor
    return found


def boosted(table: Table, chosen: np.ndarray, options: argparse.Namespace) -> LGBMClassifier:
    """Fit trees on the chosen lines.

    A hundred trees of 128 leaves ask as much of a line as 200 of 24 did and tell more: log loss
    0.106 against 0.121 on labelled documents new to both (ad hoc). More of either tells little
    more.
    """
    model = LGBMClassifier(
        n_estimators=options.trees,
        num_leaves=options.leaves,
        learning_rate=0.14,
        min_child_samples=150,  # with 40, single documents moved single lines of others
        subsample=0.7,
        subsample_freq=1,
        colsample_bytree=0.5,
        reg_lambda=20.0,
        random_state=7,
        n_jobs=2,
        verbose=-1,
    )
    weights = table.weights[chosen]
    return model.fit(table.rows[chosen], table.labels[chosen], sample_weight=weights)


def _lines(sample: Sample) -> list[int]:
    """The visible lines that no rule marked."""
    return [number for number in sample.draft.inked if number not in sample.draft.noise]


def _labels(sample: Sample) -> np.ndarray:
    """1 article, 0 noise, -1 unknown, for each of the lines."""
    labels = (sample.labels[number] for number in _lines(sample))
    return np.array([-1 if label is None else int(label) for label in labels], dtype=int)


def report(samples: Sequence[Sample], labels: np.ndarray, found: np.ndarray) -> None:
    """Print, by kind of document, what thresholds would cut of noise and of article lines."""
    kinds = np.repeat([s.kind for s in samples], [len(_lines(s)) for s in samples])
    for kind in sorted(set(kinds)):
        noise = found[(kinds == kind) & (labels == 0)]
        article = found[(kinds == kind) & (labels == 1)]
        cells = "  ".join(
            f"{t}: {(noise < t).mean() if len(noise) else 0:.3f} / {(article < t).mean():.5f}"
            for t in (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
        )
        print(f"{kind:9} {len(noise)} noise, {len(article)} article lines  {cells}")


def as_json(lexicon: Weights, first: LGBMClassifier, second: LGBMClassifier) -> str:
    """The weights file: words by kind, then the trees of both looks, all sorted."""
    return _compact(
        {
            "about": _ABOUT,
            "features": NAMES,
            "second_features": SECOND_NAMES,
            "bias": lexicon.bias,
            "words": {kind: dict(sorted(found.items())) for kind, found in lexicon.words.items()},
            "trees": _trees(first),
            "second_trees": _trees(second),
        }
    )


def frame_json(model: LGBMClassifier) -> str:
    """The file of the trees for page dumps."""
    features = [*NAMES, *SECOND_NAMES]
    return _compact({"about": _ABOUT, "features": features, "trees": _trees(model)})


def _compact(table: dict[str, object]) -> str:
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return text.replace('},{"feature"', '},\n{"feature"')


def _trees(model: LGBMClassifier) -> list[dict[str, object]]:
    found = model.booster_.dump_model()["tree_info"]
    return [asdict(flat(info["tree_structure"])) for info in found]


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
