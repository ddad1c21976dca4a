"""The measures and the gate of the benchmarks: small sums whose answers are known."""

import json
from pathlib import Path

import pytest

from benchmarks.gate import check_floors
from benchmarks.grafts import Cutting, grafts
from benchmarks.labelled import Labelled, read_labelled, survivors, thinned
from benchmarks.measures import label_lines, mean, score, snippets
from benchmarks.pages import read_pages
from benchmarks.speed import check
from benchmarks.tables import speed_table

ROOT = Path(__file__).parent.parent


def test_word_and_shingle_scores() -> None:
    found = score("the cat sat on the mat", "The cat sat on a mat.")
    assert found.word_precision == pytest.approx(5 / 6)
    assert found.word_recall == pytest.approx(5 / 6)
    assert found.word_f1 == pytest.approx(5 / 6)
    assert found.shingle_precision == pytest.approx(1 / 3)
    assert score("", "").word_f1 == 1.0
    assert score("x", "").word_f1 == 0.0
    assert mean([found, found]).word_f1 == found.word_f1


def test_snippets_are_compared_by_their_words() -> None:
    assert snippets("A  cat, sat.", ["a cat sat", "cat sat on"], ["Cat"]) == (1, 1)


def test_lines_are_labelled_by_the_gold() -> None:
    gold = "A cat sat on the mat and slept.\nIngredients\nNobody woke it until noon."
    text = "A cat sat on the mat and slept\n\nShare this\nIngredients\nnoon\nLog in to read it all"
    assert label_lines(text, gold) == [True, None, False, True, None, False]


def test_a_thinned_document_has_lost_noise_alone() -> None:
    lines = [f"{'Share' if number % 3 else 'Prose'} {number}" for number in range(90)]
    labels = "".join("D" if number % 3 else "K" for number in range(90))
    document = Labelled("harbour", "dev", "news", "en", "\n".join(lines), labels)
    found = thinned(document, 6)
    assert found == thinned(document, 6)
    assert 1 <= found.labels.count("D") <= 12
    assert [line for line in found.text.split("\n") if line[0] == "P"] == lines[::3]
    assert found.labels == "".join(
        "K" if line[0] == "P" else "D" for line in found.text.split("\n")
    )


def test_survivors_credit_the_first_of_equal_lines() -> None:
    raw = "A headline\n\nA first line of prose.\nShare\nA first line of prose."
    assert survivors(raw, "A headline\n\nA first line of prose.") == [
        *(True, None, True, False, False)
    ]


def test_a_heading_that_stays_is_not_the_entry_of_contents_that_went() -> None:
    raw = "Contents\nThe walls\nThe roof\nProse of some length.\nThe walls\nMore prose."
    cleaned = "Prose of some length.\nThe walls\nMore prose."
    assert survivors(raw, cleaned) == [False, True, False, True, False, True]
    assert survivors(raw, cleaned, "DDDKKK") == [False, False, False, True, True, True]


def test_survivors_do_not_miss_the_soft_hyphens_that_repair_takes_out() -> None:
    assert survivors("The low\u00adlands are dry\nShare", "The lowlands are dry") == [True, False]


def test_a_labelled_document_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.lab"
    path.write_text("# news | en | x\nK A headline\n.\nD Share\n", encoding="utf-8")
    document = read_labelled(path)
    assert (document.language, document.labels, document.text) == (
        *("en", "K.D", "A headline\n\nShare"),
    )
    path.write_text("# news | en | x\nX what\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_labelled(path)


def test_every_labelled_document_can_be_read() -> None:
    paths = sorted((ROOT / "benchmarks" / "labelled").rglob("*.lab"))
    assert len(paths) > 250
    for path in paths:
        assert "K" in read_labelled(path).labels, path


def test_a_graft_is_the_frame_of_one_page_around_the_article_of_another() -> None:
    town = _cutting("town", "menu NEWS TEXT share")
    moor = _cutting("moor", "home STORY aside END")
    made = [graft for fold in range(8) for graft in grafts([town, moor], lambda _, at=fold: at)]
    found = {graft.group: graft for graft in made}
    frames = {"town": "menu STORY aside END share", "moor": "home NEWS TEXT"}
    assert set(found) == set(frames)
    for group, graft in found.items():
        assert graft == _cutting(group, frames[group], source=graft.source)


def test_a_graft_stays_in_its_fold_and_source_and_needs_a_frame() -> None:
    town, bare = _cutting("town", "menu NEWS"), _cutting("bare", "NEWS")
    assert not list(grafts([town, _cutting("fen", "menu TEXT")], len))  # folds 4 and 3
    assert not list(grafts([town, _cutting("moor", "TEXT end", source="else")], lambda group: 0))
    assert {graft.group for graft in grafts([town, bare, bare], lambda group: 0)} == {"town"}
    assert not list(grafts([town, _cutting("void", "menu foot")], lambda group: 0))


def _cutting(group: str, text: str, source: str = "plain") -> Cutting:
    """Words in capitals are the article's lines."""
    lines = text.split()
    return Cutting(group, "dump", source, lines, [line.isupper() for line in lines])


def test_the_small_set_of_pages_has_its_snippets() -> None:
    pages = list(read_pages(ROOT / "benchmarks" / "small"))
    assert len(pages) >= 8
    for page in pages:
        assert snippets(page.gold, page.wanted, page.unwanted) == (len(page.wanted), 0), page.name


def test_the_gate_fails_below_a_floor_and_only_a_flag_lowers_it(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"a.b.word_f1": 0.95, "a.b.lost": 0.01, "z.z.found": 1.0}))
    assert check_floors({"a.b.word_f1": 0.95, "a.b.lost": 0.01}, floors) == 0
    assert check_floors({"a.b.word_f1": 0.949, "a.b.lost": 0.01}, floors) == 1
    assert check_floors({"a.b.word_f1": 0.95, "a.b.lost": 0.02}, floors) == 1
    assert check_floors({"a.b.word_f1": 0.95}, floors) == 1
    assert json.loads(floors.read_text())["a.b.word_f1"] == 0.95
    assert check_floors({"a.b.word_f1": 0.9}, floors, lower=True) == 0
    assert json.loads(floors.read_text()) == {
        "a.b.word_f1": 0.9,
        "a.b.lost": 0.01,
        "z.z.found": 1.0,
    }


@pytest.mark.parametrize(
    ("name", "value", "worse"),
    [
        ("text.en", 0.8, False),  # slower than its floor of 1, within the slack
        ("text.en", 0.5, True),
        ("text.en", 9.0, False),
        ("cost.short-lines", 1.3, False),
        ("cost.short-lines", 1.9, True),
        ("cost.short-lines", 0.1, False),
        ("start.command-ms", 99.0, False),  # milliseconds depend on the machine
    ],
)
def test_speed_may_move_a_little_and_only_one_way(
    name: str, value: float, worse: bool, tmp_path: Path
) -> None:
    path = tmp_path / "speed.json"
    assert check({name: 1.0}, path, lower=True) == 0
    assert check({name: value}, path, lower=False) == worse


def test_the_speed_table_says_which_goals_are_not_met() -> None:
    figures = {"text.en": 0.1, "cost.short-lines": 1.7, "memory.all-languages-mb": 1201}
    rows = [line.split() for line in speed_table(figures, {}).splitlines()]
    assert rows[:4] == [
        ["speed", "ratio", "target", "met"],
        ["text.en", "0.1", "≥", "10", "no"],
        ["cost.short-lines", "1.7", "≤", "2", "yes"],
        ["memory.all-languages-mb", "1,201"],
    ]
