"""The classifier's data: read once a process from the file that `benchmarks/train.py` wrote."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("weights.json")
FRAME_PATH = Path(__file__).with_name("frame.json")


@dataclass(frozen=True, slots=True)
class Tree:
    """A regression tree as flat lists: node ``n`` asks ``row[feature[n]] <= threshold[n]``.

    ``left`` and ``right`` name the next node; -1 - k names leaf k of ``value`` (log-odds).
    """

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Word weights and bias of the lexical score, and the trees over the features.

    ``words`` holds the weight of each term in hundredths, by kind (see `lexical.terms`);
    ``second_trees`` look again (see `again`).
    """

    words: Mapping[str, Mapping[str, int]]
    bias: float
    trees: tuple[Tree, ...]
    second_trees: tuple[Tree, ...] = ()


@cache
def default_weights() -> Weights:
    """The weights that come with the package."""
    return parse_weights(PATH.read_text(encoding="utf-8"))


@cache
def frame_trees() -> tuple[Tree, ...]:
    """The trees for dumps of whole pages (see `mark`), read when the first one comes."""
    return parse_trees(json.loads(FRAME_PATH.read_text(encoding="utf-8"))["trees"])


def parse_weights(text: str) -> Weights:
    """Read weights from the JSON text of a weights file."""
    table = json.loads(text)
    trees = (parse_trees(table[name]) for name in ("trees", "second_trees"))
    return Weights(table["words"], table["bias"], *trees)


def parse_trees(trees: Sequence[Mapping[str, Any]]) -> tuple[Tree, ...]:
    """Read trees from JSON objects with their fields."""
    return tuple(Tree(**tree) for tree in trees)
