"""The classifier: small steps that add up to a score, and marks that keep to their place."""

import json
from typing import Any

import pytest

from cleaner import Cleaner
from cleaner.classifier import default_weights
from cleaner.classifier.features import NAMES, features
from cleaner.classifier.lexical import lexical_score, terms
from cleaner.classifier.mark import _CLEAR, _FIRST, _FRAME, _HINT, classifier_marks, probabilities
from cleaner.classifier.trees import compile_trees, patient_rating, probability, rate
from cleaner.classifier.weights import PATH, Tree, Weights
from cleaner.draft import draft_of
from cleaner.model import Document
from cleaner.segment import split_lines
from tests.golden import Case, read_cases

ARTICLE = [
    "The harbour wall is mended again",
    "The harbour wall was built in the winter of 1911 by forty men who were paid in coal.",
    "It has been mended nine times since, and each time the council has called it the last.",
    "Fishermen tie up on the lee side, where the water is deep enough for the larger boats.",
    "A brass plate near the steps gives the names of the masons, though two are misspelt.",
]


def _draft(lines: list[str]) -> object:
    text = "\n\n".join(lines)
    return draft_of(Document(text, split_lines(text)))


def test_terms_are_words_pairs_and_edges() -> None:
    found = [(kind, term) for kind, term, _ in terms(["updated", "12", "minutes", "ago"])]
    assert found == [
        *(("w", "updated"), ("w", "0"), ("w", "minutes"), ("w", "ago")),
        *(("p", "updated 0"), ("p", "0 minutes"), ("p", "minutes ago")),
        *(("f", "updated"), ("l", "ago")),
    ]
    assert list(terms([])) == []


def _words(**weights: float) -> Weights:
    return Weights({kind: {"reply": weights.get(kind, 0.0)} for kind in "wpfl"}, 0.25, ())


def test_the_lexical_score_adds_known_terms_and_is_bounded() -> None:
    assert lexical_score(["reply"], _words(w=-3.0, f=-0.5)) == (0.25 - 3.0 - 0.5, 1.0)
    assert lexical_score(["harbour"], _words(w=-3.0)) == (0.25, 0.0)
    assert lexical_score([], _words(w=-3.0)) == (0.25, 0.0)
    assert lexical_score(["reply"], _words(w=-99.0))[0] == -8.0


def test_the_lexical_score_is_the_sum_of_the_terms() -> None:
    weights = default_weights()
    for line in ("sign up for our newsletter", "updated 12 minutes ago", "ago " * 70, "harbour"):
        slow = weights.bias + sum(
            weights.words[kind].get(term, 0.0) * value for kind, term, value in terms(line.split())
        )
        fast, _ = lexical_score(line.split(), weights)
        assert fast == pytest.approx(max(-8.0, min(8.0, slow)))


def test_trees_add_up_to_a_probability() -> None:
    tree = Tree([0], [2.0], [-1], [-2], [-1.0, 3.0])
    assert probability(rate([tree], [2.0])) == pytest.approx(0.2689, abs=1e-4)
    assert probability(rate([tree, tree], [2.5])) == pytest.approx(0.9975, abs=1e-4)


def test_compiled_trees_say_what_the_trees_say() -> None:
    trees = default_weights().trees
    fast = compile_trees(trees, len(NAMES))
    rows = [row for case in read_cases()[:30] for row in _rows_of(case)]
    assert len(rows) > 400
    slow = [rate(trees, row) for row in rows]
    assert [fast(row) for row in rows] == slow
    quick = compile_trees(trees, len(NAMES), first=_FIRST, enough=_CLEAR)
    for row, sure in zip(rows, slow, strict=True):
        assert quick(row) == sure or (min(quick(row), _CLEAR) == _CLEAR and _stays(sure))


def _stays(rating: float) -> bool:
    """No threshold would cut a line with these log-odds."""
    return probability(rating) >= max(_HINT, _FRAME)


@pytest.mark.parametrize("how", [{}, {"first": _FIRST, "enough": _CLEAR}])
def test_the_first_rows_are_rated_without_compiling(
    how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = default_weights().trees
    rows = [row for case in read_cases()[:30] for row in _rows_of(case)]
    patient, fast = (make(weights, len(NAMES), **how) for make in (patient_rating, compile_trees))
    monkeypatch.setattr("cleaner.classifier.trees.compile_trees", None)
    first = [patient(row) for row in rows[:60]]
    monkeypatch.undo()
    rest = [patient(row) for row in rows[60:]]
    assert first + rest == [fast(row) for row in rows]


def _rows_of(case: Case) -> list[list[float]]:
    text = (case.folder / "clean.txt").read_bytes().decode("utf-8")
    return features(draft_of(Document(text, split_lines(text))), default_weights())[1]


def test_the_weights_belong_to_the_features() -> None:
    table = json.loads(PATH.read_text(encoding="utf-8"))
    assert table["features"] == NAMES
    for tree in default_weights().trees:
        assert set(tree.feature) <= set(range(len(NAMES)))
        nodes = [*tree.left, *tree.right]
        assert sorted(n for n in nodes if n >= 0) == list(range(1, len(tree.feature)))
        assert sorted(-1 - n for n in nodes if n < 0) == list(range(len(tree.value)))


def test_every_visible_line_has_every_feature() -> None:
    numbers, rows = features(_draft(ARTICLE), default_weights())  # type: ignore[arg-type]
    assert numbers == [0, 2, 4, 6, 8]
    assert {len(row) for row in rows} == {len(NAMES)}
    assert features(draft_of(Document("", split_lines(""))), default_weights()) == ([], [])


def test_an_article_keeps_its_lines_and_a_mark_bears_its_score() -> None:
    assert not list(classifier_marks(_draft(ARTICLE), default_weights()))  # type: ignore[arg-type]
    results = [case.run() for case in read_cases() if case.kind == "noise"]
    removals = [removal for result in results for removal in result.removals]
    scores = [r.score for r in removals if r.rule.startswith("model.")]
    assert len(scores) > 20
    assert all(score is not None and 0.6 < score <= 1 for score in scores)
    assert all(r.score is None for r in removals if not r.rule.startswith("model."))


def test_the_classifier_can_be_left_out() -> None:
    cleaner = Cleaner(skip=["model"])
    for case in read_cases()[:40]:
        result = cleaner.clean(case.raw, url=case.url, charset=case.charset)
        assert not any(removal.category == "model" for removal in result.removals)


@pytest.mark.parametrize(
    "case", [c for c in read_cases() if c.kind == "trap" and not c.xfail], ids=lambda c: c.slug
)
def test_no_line_of_a_trap_is_taken_for_noise(case: object) -> None:
    text = (case.folder / "clean.txt").read_text(encoding="utf-8")  # type: ignore[attr-defined]
    draft = draft_of(Document(text, split_lines(text)))
    assert not [m for m in classifier_marks(draft, default_weights()) if m.strength == "sure"]


def test_probabilities_do_not_depend_on_what_came_before() -> None:
    draft = _draft(ARTICLE)
    first = probabilities(draft, default_weights())  # type: ignore[arg-type]
    _draft(["Reply", "Share", "Log in"])
    assert probabilities(_draft(ARTICLE), default_weights()) == first  # type: ignore[arg-type]
