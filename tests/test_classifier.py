"""The classifier: small steps that add up to a score, and marks that keep to their place."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cleaner import Cleaner, clean, stages
from cleaner.classifier import default_weights, mark, opinions
from cleaner.classifier.again import CLEAR, LOWEST, second_rows
from cleaner.classifier.again import NAMES as SECOND_NAMES
from cleaner.classifier.features import NAMES, Text
from cleaner.classifier.frame import (
    _MOST,
    frame_threshold,
    framed_headline,
    line_threshold,
    with_headings,
)
from cleaner.classifier.lexical import lexical_score, terms
from cleaner.classifier.looks import _FIRST, first_look
from cleaner.classifier.mark import _HINT, classifier_marks
from cleaner.classifier.runs import drawn_down, drawn_together
from cleaner.classifier.stretches import NAMES as STRETCH_NAMES
from cleaner.classifier.stretches import Stretches
from cleaner.classifier.trees import compile_trees, patient_rating, probability, rate
from cleaner.classifier.weights import FRAME_PATH, PATH, Tree, Weights, frame_trees
from cleaner.draft import Draft, draft_of
from cleaner.model import Document, Mark
from cleaner.segment import split_lines
from tests.golden import Case, read_cases

ARTICLE = [
    "The harbour wall is mended again",
    "The harbour wall was built in the winter of 1911 by forty men who were paid in coal.",
    "It has been mended nine times since, and each time the council has called it the last.",
    "Fishermen tie up on the lee side, where the water is deep enough for the larger boats.",
    "A brass plate near the steps gives the names of the masons, though two are misspelt.",
]


def _draft(lines: list[str]) -> Draft:
    text = "\n\n".join(lines)
    return draft_of(Document(text, split_lines(text)))


def test_terms_are_words_stems_pairs_and_edges() -> None:
    found = [(kind, term) for kind, term, _ in terms(["updated", "12", "minutes", "ago"])]
    assert found == [
        *(("w", "updated"), ("w", "0"), ("w", "minutes"), ("w", "ago")),
        *(("s", "upda"), ("s", "minu"), ("s", "update"), ("s", "minute")),
        *(("p", "updated 0"), ("p", "0 minutes"), ("p", "minutes ago")),
        *(("f", "updated"), ("l", "ago")),
    ]
    assert list(terms([])) == []


def test_three_letters_are_a_term_where_no_spaces_divide_words() -> None:
    assert [term for kind, term, _ in terms([*"阅读更多"]) if kind == "t"] == ["阅读更", "读更多"]
    assert [kind for kind, _, _ in terms(["sign", "me", "up", "a"]) if kind == "t"] == []


def _words(**weights: int) -> Weights:
    return Weights({kind: {"reply": weights.get(kind, 0)} for kind in "wsptfl"}, 0.25, (), ())


def test_the_lexical_score_adds_known_terms_and_is_bounded() -> None:
    assert lexical_score(["reply"], _words(w=-300, f=-50)) == (0.25 - 3.0 - 0.5, 1.0, 0.0, -300)
    assert lexical_score(["replying"], _words(w=-300)) == (0.25, 0.0, 0.0, 0)
    assert lexical_score([], _words(w=-300)) == (0.25, 0.0, 0.0, 0)
    assert lexical_score(["reply"], _words(w=-9900)).total == -8.0


def test_words_with_one_stem_are_evidence_alike() -> None:
    weights = Weights({**_words().words, "s": {"комм": -90, "коммен": -30}}, 0.0, (), ())
    assert lexical_score(["комментариев"], weights) == (-1.2, 0.0, 1.0, -90)
    assert lexical_score(["комментировать"], weights) == (-1.2, 0.0, 1.0, -90)
    assert lexical_score(["команда"], weights) == (0.0, 0.0, 0.0, 0)


def test_the_lexical_score_is_the_sum_of_the_terms() -> None:
    weights = default_weights()
    for line in (
        "sign up for our newsletter",
        "updated 12 minutes ago",
        "ago " * 70,
        "阅 读 更 多",
    ):
        slow = weights.bias + sum(
            weights.words[kind].get(term, 0) / 100 * value
            for kind, term, value in terms(line.split())
        )
        fast = lexical_score(line.split(), weights)
        assert fast.total == pytest.approx(max(-8.0, min(8.0, slow)))


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
    quick = compile_trees(trees, len(NAMES), first=_FIRST, enough=CLEAR)
    for row, sure in zip(rows, slow, strict=True):
        assert quick(row) == sure or (quick(row) > CLEAR and _stays(sure))


def _stays(rating: float) -> bool:
    """No threshold would cut a line with these log-odds."""
    return probability(rating) >= max(_HINT, _MOST)


@pytest.mark.parametrize("how", [{}, {"first": _FIRST, "enough": CLEAR}])
def test_the_first_rows_are_rated_without_compiling(
    how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = default_weights().trees
    rows = [row for case in read_cases()[:30] for row in _rows_of(case)]
    monkeypatch.setattr("cleaner.classifier.trees._UNCOMPILED", 60)
    patient, fast = (make(weights, len(NAMES), **how) for make in (patient_rating, compile_trees))
    monkeypatch.setattr("cleaner.classifier.trees.compile_trees", None)
    first = [patient(row) for row in rows[:60]]
    monkeypatch.undo()
    rest = [patient(row) for row in rows[60:]]
    assert first + rest == [fast(row) for row in rows]


def _rows_of(case: Case) -> list[list[float]]:
    text = (case.folder / "clean.txt").read_bytes().decode("utf-8")
    draft = draft_of(Document(text, split_lines(text)))
    seen = Text(draft, default_weights(), draft.noise)
    return [seen.row(number) for number in draft.live_lines()]


def test_the_weights_belong_to_the_features() -> None:
    table = json.loads(PATH.read_text(encoding="utf-8"))
    assert (table["features"], table["second_features"]) == (NAMES, SECOND_NAMES)
    frame = json.loads(FRAME_PATH.read_text(encoding="utf-8"))
    assert frame["features"] == NAMES + SECOND_NAMES
    weights = default_weights()
    for tree in (*weights.trees, *weights.second_trees, *frame_trees()):
        names = NAMES if tree in weights.trees else NAMES + SECOND_NAMES
        assert set(tree.feature) <= set(range(len(names)))
        nodes = [*tree.left, *tree.right]
        assert sorted(n for n in nodes if n >= 0) == list(range(1, len(tree.feature)))
        assert sorted(-1 - n for n in nodes if n < 0) == list(range(len(tree.value)))


def test_every_visible_line_has_every_feature() -> None:
    draft, weights = _draft(ARTICLE), default_weights()
    look = first_look(draft, weights)
    assert list(look.ratings) == [0, 2, 4, 6, 8]
    assert {len(look.text.row(number)) for number in look.ratings} == {len(NAMES)}
    more = dict(second_rows(draft, weights, look.ratings, look.ratings))
    assert {len(row) for row in more.values()} == {len(SECOND_NAMES)}
    empty = draft_of(Document("", split_lines("")))
    assert not list(classifier_marks(empty, weights))


def test_the_second_look_sees_what_the_first_held_of_the_lines_around() -> None:
    draft = _draft(ARTICLE)
    ratings = {2: -9.0, 8: 9.0}
    (_, first), (_, last) = second_rows(draft, default_weights(), ratings, ratings)
    assert first[:5] == [LOWEST, 0.0, LOWEST, LOWEST, LOWEST]
    assert last[:5] == [CLEAR, LOWEST, LOWEST, 0.0, 0.0]
    assert last[5] == pytest.approx((3 * LOWEST + CLEAR) / 4)
    assert first[7] == last[7] == pytest.approx((4 * LOWEST + CLEAR) / 5)
    assert [n for n, _ in second_rows(draft, default_weights(), ratings, [8])] == [8]
    assert not list(second_rows(draft, default_weights(), {}, [2]))


def test_a_stretch_is_what_stands_together_of_an_article() -> None:
    #         menu, article of two lines, gap of four lines, a teaser, nothing more
    ratings = [-5.0, 5.0, 5.0, -5.0, -5.0, -5.0, -5.0, 5.0, -5.0]
    sizes = [3, 40, 60, 2, 2, 2, 2, 20, 1]
    indents = [0, 4, 4, 0, 0, 0, 0, 8, 0]
    stretches = Stretches(ratings, sizes, indents)
    rows = [dict(zip(STRETCH_NAMES, stretches.row(at), strict=True)) for at in range(9)]
    assert [round(row["stretch"], 2) for row in rows] == [0, 0.83, 0.83, 0, 0, 0, 0, 0.17, 0]
    assert [round(row["stretch_wide"], 2) for row in rows] == [0, *[1.0] * 7, 0]
    assert [row["gap_before"] for row in rows] == [60, 60, 1, 1, 2, 3, 4, 5, 1]
    assert [row["gap_after"] for row in rows] == [1, 1, 5, 4, 3, 2, 1, 60, 60]
    assert [row["indent_gap"] for row in rows] == [-4, 0, 0, -4, -4, -4, -4, 4, -4]
    assert round(rows[2]["mass_before"], 2) == 0.33
    assert round(rows[2]["mass_after"], 2) == 0.17
    assert {row["likely_lines"] for row in rows} == {3}


def test_the_headline_of_a_dump_is_what_its_article_takes_up() -> None:
    menu = [f"Section number {number}" for number in range(60)]
    above = ["Council opens swimming bath early", "Fishermen and masons", "By Ada Winter"]
    draft = _draft([*menu, "The harbour wall is mended again", *above, *ARTICLE[1:], *menu])
    weights = default_weights()
    look = first_look(draft, weights)
    article = {n: 0.9 if draft.prose[n] else 0.1 for n in draft.live_lines()}
    assert framed_headline(draft, look, article, 0.4) == 2 * 60
    assert framed_headline(draft, look, dict.fromkeys(article, 0.1), 0.4) is None
    assert "The harbour wall is mended again" in clean(draft.document.text).text


def test_menus_of_numbered_sections_go() -> None:
    menu = [f"Section number {number}" for number in range(60)]
    above = ["Council opens swimming bath early", "Fishermen and masons", "By Ada Winter"]
    text = "\n".join([*menu, "The harbour wall is mended again", *above, *ARTICLE[1:], *menu])
    assert "Section number 7" not in clean(text).text


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Nine black boats - Harbour Post", "Nine black boats"),  # the page's title has it
        ("Harbour Post", "# Nine black boats"),  # it is the heading of the first level
    ],
)
def test_the_headline_of_a_dump_may_stand_far_above_its_article(title: str, headline: str) -> None:
    menu = [f"Menu {number}" for number in range(30)]
    draft = _draft([title, *menu, headline, *menu, "## Fishermen and masons", *ARTICLE[1:]])
    look = first_look(draft, default_weights())
    article = {n: 0.9 if draft.prose[n] else 0.1 for n in draft.live_lines()}
    number = framed_headline(draft, look, article, 0.4)
    assert number is not None
    assert draft.views[number].plain == "Nine black boats"


def test_in_a_dump_headings_stay_with_their_text() -> None:
    lines = ["## Menu", "Home", "## The wall", "### In 1911", ARTICLE[1], "## Jobs"]
    draft = _draft(lines)
    article = {2 * n: 0.9 if line == ARTICLE[1] else 0.1 for n, line in enumerate(lines)}
    kept = with_headings(draft, article, 0.35)
    least = line_threshold(0.35, prose=False)
    assert [n // 2 for n, chance in kept.items() if chance >= least] == [2, 3, 4]


def test_in_a_dump_lines_without_prose_share_their_opinion_with_their_run() -> None:
    cells = ["Length", "4 m", "Berths", "6", "Draught", "1 m"]
    draft = _draft([*cells, ARTICLE[1], "Home", "## Specs", "Sail area"])
    chances = [0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.5, 0.1, 0.9, 0.9]
    shared = list(
        drawn_together(draft, {2 * n: chance for n, chance in enumerate(chances)}).values()
    )
    assert shared[2] > 0.25  # of six cells one looked like noise
    assert shared[0] == shared[1] < 0.9
    assert shared[6:8] == pytest.approx([0.5, 0.1])  # prose ends a run, and one line makes none
    assert shared[8] == shared[9] == pytest.approx(0.9)  # a heading begins another


def test_in_a_dump_known_noise_ends_a_run() -> None:
    draft = _draft(["Length", "Share", "Home"])
    shared = drawn_together(draft, {0: 0.9, 4: 0.1})
    assert shared == pytest.approx({0: 0.9, 4: 0.1})


def test_in_an_article_doubtful_lines_are_drawn_down_alone() -> None:
    draft = _draft([ARTICLE[1], "Most read", "Horoscopes", "The wall", "Crossword", ARTICLE[2]])
    article = {2 * n: chance for n, chance in enumerate([0.9, 0.01, 0.06, 0.7, 0.01, 0.9])}
    drawn = drawn_down(draft, article)
    assert drawn[4] < 0.06
    assert {n: drawn[n] for n in (0, 6, 10)} == {0: 0.9, 6: 0.7, 10: 0.9}
    assert drawn[2] == drawn[8] == 0.01


def test_a_dumps_short_lines_need_be_less_likely_article_to_stay() -> None:
    found = [
        [line_threshold(most, prose=prose) for most in (0.12, 0.35)] for prose in (True, False)
    ]
    assert found == [[0.12, 0.35], [0.12, pytest.approx(0.25)]]


def test_a_dump_has_many_lines_of_noise_and_a_page_has_its_extractors() -> None:
    draft = _draft([f"Line {number}" for number in range(150)])
    for noise, expected in ((39, 0.0), (41, 0.12), (90, 0.35), (150, 0.35)):
        article = {2 * n: 0.1 if n < noise else 0.9 for n in range(150)}
        assert frame_threshold(draft, article) == pytest.approx(expected, abs=0.01)
    page = replace(draft, document=replace(draft.document, evidence=(None,) * 299))
    assert frame_threshold(page, dict.fromkeys(range(0, 300, 2), 0.1)) == 0.0


def test_an_article_keeps_its_lines_and_a_mark_bears_its_score() -> None:
    assert not list(classifier_marks(_draft(ARTICLE), default_weights()))
    results = [case.run() for case in read_cases() if case.kind == "noise"]
    removals = [removal for result in results for removal in result.removals]
    scores = [r.score for r in removals if r.rule.startswith("model.")]
    assert len(scores) > 20
    assert all(score is not None and 0.6 < score <= 1 for score in scores)
    assert all(r.score is None for r in removals if not r.rule.startswith("model."))


@pytest.mark.parametrize(("kept", "cut"), [({4}, set()), (set(), {1, 2, 3, 4})])
def test_a_table_goes_as_a_whole_or_not_at_all(
    kept: set[int], cut: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [ARTICLE[1], "| Boat | Tons |", "|---|---|", "| Gull | 12 |", "| Tern | 9 |"]
    text = "\n".join(lines)
    held = {
        number: mark._opinion(0.9 if number in {0, *kept} else 0.01, 0.0) for number in range(5)
    }
    monkeypatch.setattr(mark, "opinions", lambda draft, weights: held)
    draft = draft_of(Document(text, split_lines(text)))
    assert {draft.line_at(m.start) for m in classifier_marks(draft, default_weights())} == cut


@pytest.mark.parametrize(
    ("rows", "cut"),
    [
        (["May 2023 | +4.1%", "June 2023 | +3.8%", "July 2023 | -0.2%", "August 2023 | 0%"], 0),
        (["May 2023 | +4.1%", "June 2023 | +3.8%", "July 2023 | -0.2%"], 2),
        (["News | Weather", "Sport | Results", "Money | Shares", "Opinion | Letters"], 3),
        (["May 2023 | +4.1%", "2 | 3 | 4", "July 2023 | -0.2%", "August 2023 | 0%"], 3),
    ],
)
def test_four_rows_of_numbers_are_a_table_without_bars_around_them(
    rows: list[str], cut: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join([ARTICLE[1], *rows])
    chances = [0.9, *[0.01] * (len(rows) - 1), 0.9]
    held = {number: mark._opinion(chance, 0.0) for number, chance in enumerate(chances)}
    monkeypatch.setattr(mark, "opinions", lambda draft, weights: held)
    draft = draft_of(Document(text, split_lines(text)))
    assert len(list(classifier_marks(draft, default_weights()))) == cut


@pytest.mark.parametrize(
    ("chance", "label", "telling", "prose"),
    [(0.12, 0, 0, 0), (0.08, 1, 0, 0), (0.03, 1, 1, 0), (0.01, 1, 1, 1)],
)
def test_prose_goes_only_when_it_is_surer_noise_and_so_do_headings_and_facts(
    chance: float, label: bool, telling: bool, prose: bool
) -> None:
    assert (mark._opinion(chance, 0.0).strength == "sure") == label
    assert (mark._opinion(chance, 0.0, telling=True).strength == "sure") == telling
    assert (mark._opinion(chance, 0.0, prose=True).strength == "sure") == prose
    assert (mark._opinion(chance, 0.0, prose=True, telling=True).strength == "sure") == prose
    assert mark._opinion(chance, 0.2, prose=True).strength == "sure"  # a dump's frame
    assert mark._opinion(0.13, 0.0).strength == "hint"
    assert mark._opinion(0.13, 0.0, prose=True).strength is None


def test_a_label_goes_sooner_than_a_heading_or_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["Lessons learnt", "", ARTICLE[1], "Tide tables", "Referee: A. Whitlow", "Harbour news"]
    text = "\n".join(lines)
    monkeypatch.setattr(mark, "second_look", lambda *_: dict.fromkeys((0, 3, 4, 5), 0.08))
    held = mark.opinions(draft_of(Document(text, split_lines(text))), default_weights())
    strengths = {lines[number]: opinion.strength for number, opinion in held.items()}
    assert strengths == {
        "Lessons learnt": "hint",
        "Tide tables": "sure",
        "Referee: A. Whitlow": "hint",
        "Harbour news": "sure",
    }


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Referee: A. Whitlow", True),
        ("人口：三万", True),
        ("Opening hours:", False),
        ("More at https://example.org/news", False),
        ("Read more", False),
    ],
)
def test_a_label_with_its_value_is_told_from_an_address(line: str, value: bool) -> None:
    assert bool(mark._VALUE.search(line)) == value


@pytest.mark.parametrize(("above", "cut"), [(0.9, set()), (0.01, {1, 2, 3})])
def test_signs_alone_go_on_like_the_line_above(
    above: float, cut: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join([ARTICLE[1], "open_gate(boat", ");", "}", ARTICLE[2]])
    chances = (0.9, above, 0.01, 0.01, 0.9)
    held = {number: mark._opinion(chance, 0.0) for number, chance in enumerate(chances)}
    monkeypatch.setattr(mark, "opinions", lambda draft, weights: held)
    draft = draft_of(Document(text, split_lines(text)))
    assert {draft.line_at(m.start) for m in classifier_marks(draft, default_weights())} == cut


@pytest.mark.parametrize(
    ("greeting", "threshold", "cut"),
    [("Warmly,", 0.0, set()), ("Warmly", 0.0, {2}), ("Warmly,", 0.3, {2})],
    ids=["a letter", "two labels", "a dump's list of links"],
)
def test_a_letter_is_signed_behind_a_comma(
    greeting: str, threshold: float, cut: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join([ARTICLE[1], greeting, "Beate", ARTICLE[2]])
    held = {
        number: mark._opinion(chance, threshold)
        for number, chance in enumerate((0.9, 0.9, 0.01, 0.9))
    }
    monkeypatch.setattr(mark, "opinions", lambda draft, weights: held)
    draft = draft_of(Document(text, split_lines(text)))
    assert {draft.line_at(m.start) for m in classifier_marks(draft, default_weights())} == cut


@pytest.mark.parametrize(
    "line",
    [
        "Tickets: 01632 960 818",
        "Anmeldung: bis Freitag, Tel. 07999 50 50-12",
        "Website: www.cutlersfield.example",
        "申込：kanko@town.example",
    ],
)
@pytest.mark.parametrize("noise", [3, 4])
def test_a_contact_is_the_article_s_where_hardly_anything_is_noise(
    line: str, noise: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [*ARTICLE[1:3], *["Advertisement"] * noise, line, "Harbour news"]
    text = "\n".join(lines)
    held = {number: mark._opinion(0.01, 0.0) for number in (2 + noise, 3 + noise)}
    monkeypatch.setattr(mark, "opinions", lambda draft, weights: held)
    draft = draft_of(Document(text, split_lines(text)))
    spans = [draft.document.lines[n] for n in range(2, 2 + noise)]
    draft = draft.with_marks([Mark(s.start, s.stop, "ads.label", "ads") for s in spans])
    cut = {lines[draft.line_at(m.start)] for m in classifier_marks(draft, default_weights())}
    assert cut == {"Harbour news", *([line] if noise == 4 else [])}


def test_a_line_is_seen_beside_times_and_what_rules_suspect() -> None:
    lines = [*ARTICLE, "12 March 2024, 06:34", "Share", *ARTICLE[2:4]]
    draft = _draft(lines)
    start, stop = (draft.document.text.index("Share") + n for n in (0, 6))
    draft = draft.with_marks([Mark(start, stop, "share.word", "share", "hint")])
    text = Text(draft, default_weights(), draft.noise)
    names = ("clock_before", "clock_after", "hint_before", "hint_after")
    places = [NAMES.index(name) for name in names]
    seen = {at: [bool(text.row(2 * at)[place]) for place in places] for at in (4, 5, 6, 7)}
    assert seen == {
        4: [False, True, False, False],
        5: [False, False, False, True],
        6: [True, False, False, False],
        7: [False, False, True, False],
    }


def test_the_classifier_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("the classifier was asked for marks that are dropped")

    monkeypatch.setattr(stages, "classifier_marks", asked)
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
    first = opinions(draft, default_weights())
    assert opinions(_draft(["Reply", "Share", "Log in"]), default_weights())
    assert opinions(_draft(ARTICLE), default_weights()) == first
