"""The rule workshop: a rule drafted from a line, tried, counted, reviewed and seen at work."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.linear import compile_pattern
from cleaner.rules import Rule, default_rules, make_rule
from cleaner.selftest import trials
from cleaner.view import view
from cleaner.why import NearMiss, line_sheet
from cleaner.workshop.generalise import pattern_for
from cleaner.workshop.lint import KINDS, Finding, lint
from cleaner.workshop.propose import Chosen, propose
from cleaner.workshop.toml_text import rule_text
from tests.commands import AD, ARTICLE, cleaner
from tests.rule_tables import rule_table

STORY = """\
Bakery opens on the quay

The bakery opened on Friday with forty loaves, and all of them were gone by nine in the morning.
Its owner, who had baked at sea for eleven years, said she had not slept since the day before.

Bread club every Tuesday: ask at the till

The council had hoped for a fishmonger, but nobody came forward in the two years it stood empty.
"""
LINE = "6"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def _table(name: str = "mine", **fields: Any) -> dict[str, Any]:
    fizz = {"patterns": ["fizz buzz.{0,9}"], "removes": ["Fizz buzz"], "keeps": ["Fizz"]}
    return rule_table(**{"id": f"promo.{name}", **fizz, **fields})


def _rule(name: str = "mine", **fields: Any) -> Rule:
    return make_rule(_table(name, **fields), {})


# The trial of five minutes -----------------------------------------------------------------------


def test_from_a_line_to_a_rule_that_cuts_it_in_six_commands(story: Path, tmp_path: Path) -> None:
    """What CONTRIBUTING.md tells a newcomer to do, in its order."""
    house = tmp_path / "house"
    sheet = cleaner("explain", story, "--line", LINE).stdout.decode()
    assert "outcome     kept" in sheet
    made = cleaner("rules", "new", "--into", house, "--from", story, "--line", LINE, "--yes")
    assert made.returncode == 0, made.stderr
    assert b"line 6 of " in made.stderr and b"goes now" in made.stderr
    assert cleaner("rules", "test", "--rules", house).returncode == 0
    assert cleaner("rules", "lint", house).returncode == 0
    changes = cleaner("diff", "package", house, story).stdout.decode()
    assert "    6 -  Bread club every Tuesday" in changes
    cleaned = cleaner("clean", story, "--rules", house, "-q").stdout.decode()
    assert cleaned == STORY.replace("Bread club every Tuesday: ask at the till\n\n", "")


# rules new ---------------------------------------------------------------------------------------


def _new(story: Path, *arguments: str | Path, answers: str = "") -> tuple[int, str, str]:
    done = cleaner(
        *("rules", "new", "--into", story.parent / "house", "--from", story, "--line", LINE),
        *arguments,
        input=answers.encode(),
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def _written(story: Path) -> list[dict[str, Any]]:
    paths = sorted((story.parent / "house").rglob("*.toml"))
    return [rule for path in paths for rule in tomllib.loads(path.read_text())["rule"]]


def test_a_dry_run_prints_the_rule_and_writes_nothing(story: Path) -> None:
    code, shown, said = _new(story, "--yes", "--dry-run")
    assert code == 0
    (rule,) = tomllib.loads(shown)["rule"]
    assert rule["scope"] == "line"
    assert rule["removes"] == ["Bread club every Tuesday: ask at the till"]
    assert rule["keeps"] and rule["why"]
    assert "dry run: nothing was written" in said
    assert [path.name for path in story.parent.iterdir()] == ["story.txt"]


def test_a_line_that_the_classifier_nearly_cut_names_no_rule_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`model.line` is the engine's own: there is no such rule to widen."""
    document, everything = Cleaner().read(STORY), Cleaner().settings
    sheet = line_sheet(document, everything, int(LINE) - 1)
    near = (NearMiss("model.line", "cut only above 0.950", 0.93), NearMiss("ads.story", "unless"))
    monkeypatch.setattr(
        "cleaner.workshop.propose.line_sheet", lambda *_: replace(sheet, misses=near, partials=())
    )
    notes = propose(document, int(LINE) - 1, everything, Chosen(category="promo")).notes
    assert not [note for note in notes if "model.line" in note or "ads.story" in note]
    assert [note for note in notes if note.startswith("the why only names")]


def test_what_options_name_is_neither_proposed_nor_asked(story: Path) -> None:
    code, _, said = _new(
        story,
        *("--language", "en", "--category", "promo", "--name", "bread-club", "--strength", "hint"),
        *("--pattern", "bread club .*", "--keeps", "A bread club was founded.", "--why", "A test."),
    )
    assert code == 0, said
    (rule,) = _written(story)
    assert rule["id"] == "promo.bread-club"
    assert (rule["strength"], rule["why"]) == ("hint", "A test.")
    assert rule["patterns"] == ["bread club .*"]
    assert rule["keeps"] == ["A bread club was founded."]


def test_answers_are_taken_and_a_bad_pattern_is_asked_again(story: Path) -> None:
    answers = "\nnonsense\npromo\nclub-call\n\n.{5,80}\nMembers voted.\n\nbread club .{2,80}\n\n"
    code, _, said = _new(story, answers=answers)
    assert code == 0, said
    assert "'nonsense' is not one of" in said
    assert "removes 'Members voted.'" in said
    (rule,) = _written(story)
    assert (rule["id"], rule["patterns"]) == ("promo.club-call", ["bread club .{2,80}"])


def test_a_rule_that_fails_its_examples_is_not_written(story: Path) -> None:
    for wrong, says in (
        (("--pattern", "butter .*"), "should remove"),
        (("--pattern", ".*"), "which is among its 'keeps'"),
        (("--pattern", "bread ("), "field 'patterns': missing )"),
        (("--category", "bees"), "'bees' is not in categories.toml"),
    ):
        code, _, said = _new(story, "--yes", "--keeps", "A loaf.", *wrong)
        assert code == 1
        assert says in said
        assert "nothing was written" in said
        assert not (story.parent / "house").exists()


def test_a_second_rule_is_appended_under_an_id_of_its_own(story: Path) -> None:
    fixed = ("--yes", "--category", "promo", "--name", "x")
    assert _new(story, *fixed)[0] == 0
    path = story.parent / "house" / "promo.toml"
    path.write_text(f"# Ours.\n{path.read_text()}\n# The end.")
    assert _new(story, *fixed)[0] == 0
    assert [rule["id"] for rule in _written(story)] == ["promo.x", "promo.x-2"]
    assert path.read_text().startswith("# Ours.\n") and "# The end.\n\n[[rule]]" in path.read_text()


def test_a_piece_of_a_line_makes_a_span_rule_with_the_piece_pinned(story: Path) -> None:
    code, shown, _ = _new(story, "--yes", "--dry-run", "--piece", "ask at the till")
    assert code == 0
    (rule,) = tomllib.loads(shown)["rule"]
    assert rule["scope"] == "span"
    assert rule["removes"] == ["Bread club every Tuesday: ⟦ask at the till⟧"]


def test_a_label_above_items_makes_a_block_and_a_wrapped_text_a_paragraph(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY + "\nOn the shelf today\n- Rye\n- Oats\n- Spelt\n\n" + WRAPPED)
    for number, scope, example in (
        (10, "block", "On the shelf today\n- Rye\n- Oats\n- Spelt"),
        (16, "paragraph", WRAPPED.strip()),
    ):
        done = cleaner(
            *("rules", "new", "--into", tmp_path / "house", "--from", story, "--yes"),
            *("--line", str(number), "--dry-run"),
        )
        assert done.returncode == 0, done.stderr
        (rule,) = tomllib.loads(done.stdout.decode())["rule"]
        assert (rule["scope"], rule["removes"]) == (scope, [example])


WRAPPED = """\
The flour of this bakery is milled by hand and sold in
sacks of nine pounds at the door behind the old chapel
every morning until the bell of the harbour rings noon.
"""


def test_another_language_has_a_folder_and_a_prefix_of_its_own(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(
        "Eine Bäckerei am Hafen\n\nDie Bäckerei wurde am Freitag mit vierzig Broten eröffnet, und"
        " um neun Uhr war keines mehr da.\n\nBrotklub: fünfzehn Prozent für alle Mitglieder\n\n"
        "Der Rat hatte auf einen Fischhändler gehofft, aber niemand hat sich gemeldet.\n"
    )
    done = cleaner(
        *("rules", "new", "--into", tmp_path / "house", "--from", story, "--yes"),
        *("--line", "5", "--category", "promo"),
    )
    assert done.returncode == 0, done.stderr
    (rule,) = tomllib.loads((tmp_path / "house" / "de" / "promo.toml").read_text())["rule"]
    assert rule["languages"] == ["de"]
    assert rule["id"].startswith("promo.de-")


def test_new_says_what_to_name(story: Path) -> None:
    for arguments, says in (
        (("--from", story), "name one with --line N"),
        (("--from", story, "--line", "99"), "name one with --line N"),
        (("--from", story, "--line", "2", "--yes"), "line 2 is blank"),
        (("--from", story, "--line", "6", "--piece", "butter", "-y"), "line 6 has no such text"),
        (("--yes",), "name the line with --from FILE --line N"),
        (("--from", story, "--line", "6"), "the answers ended; --yes takes what is proposed"),
    ):
        done = cleaner("rules", "new", "--into", story.parent / "house", *arguments)
        assert done.returncode == 2
        assert says in done.stderr.decode()
        assert not (story.parent / "house").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--language", v) for v in ("../../x", "/tmp", "EN", "eng", "")]
    + [("--name", v) for v in ("../../x", "a b", "a.b", "")],
)
def test_no_option_leads_out_of_the_folder(option: str, value: str, story: Path) -> None:
    before = sorted(story.parent.parent.rglob("*"))
    code, _, said = _new(story, "--yes", option, value)
    assert code == 2
    assert f"'{value}' is not a {option[2:]}: " in said
    assert sorted(story.parent.parent.rglob("*")) == before


def test_a_language_that_is_none_is_asked_again(story: Path) -> None:
    code, _, said = _new(story, answers="../../x\nen\n" + "\n" * 6)
    assert code == 0, said
    assert "'../../x' is not a language: two lower-case letters" in said
    assert (story.parent / "house" / "promo.toml").is_file() or list(story.parent.glob("house/*"))


VARIED = (
    ("Save 15% until 3 May 2026!", "Save 5% until 12 May 2027"),
    ("Write to desk@example.com (any day)", "Write to news@example.org (any day)."),
    ("Call 0800123456789012345 or @x", "Call 1 or @somebody"),
    (f"See https://example.com/{'a' * 1200} now", "See https://example.com/b now"),
    ("this text was written by Ada Smith", "this text was written by Grace Hopper."),
)


@pytest.mark.parametrize(("line", "alike"), VARIED)
def test_a_pattern_leaves_open_what_varies(line: str, alike: str) -> None:
    compiled = compile_pattern(pattern_for(view(line).plain))
    assert compiled.fullmatch(view(line).plain)
    assert compiled.fullmatch(view(alike).plain)
    assert not compiled.fullmatch("Something else")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_a_pattern_always_matches_its_own_line(line: str) -> None:
    plain = view(line).plain
    if plain:
        assert compile_pattern(pattern_for(plain)).fullmatch(plain)


TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


@given(TEXTS, st.lists(TEXTS, min_size=1), st.integers(1, 99))
def test_the_text_of_a_rule_is_the_rule(text: str, texts: list[str], count: int) -> None:
    table = {"id": text, "patterns": texts, "max_chars": count, "max_share": 0.5}
    written = tomllib.loads(rule_text(table))["rule"]
    assert written == [table]


# rules test --------------------------------------------------------------------------------------


def _pack(tmp_path: Path, *tables: dict[str, Any]) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "promo.toml").write_text("\n".join(map(rule_text, tables)), encoding="utf-8")
    return folder


def test_a_failing_example_shows_the_stretch_that_should_go_and_the_one_that_does(
    tmp_path: Path,
) -> None:
    table = _table(
        removes=["Fizz buzz", "⟦Fizz⟧ buzz", "Fizz buzz, and so forth", "Hum"],
        keeps=["Fizz buzz too", "Fizz"],
    )
    folder = _pack(tmp_path, table)
    done = cleaner("rules", "test", "--rules", folder)
    assert done.returncode == 1
    path = folder / "promo.toml"
    assert done.stdout.decode().splitlines() == [
        f"FAIL  removes  promo.mine  {path}:9:25",
        "      wanted   ⟦Fizz⟧ buzz",
        "      removed  ⟦Fizz buzz⟧",
        f"FAIL  removes  promo.mine  {path}:9:40",
        "      wanted   ⟦Fizz buzz, and so forth⟧",
        "      removed  Fizz buzz, and so forth",
        "      because  patterns must match the whole line, and reach so far:"
        " ⟦Fizz buzz, and so ⟧forth",
        f"FAIL  removes  promo.mine  {path}:9:67",
        "      wanted   ⟦Hum⟧",
        "      removed  Hum",
        "      because  no pattern matches any part of it; a pattern sees: Hum",
        f"FAIL  keeps    promo.mine  {path}:10:10",
        "      wanted   Fizz buzz too",
        "      removed  ⟦Fizz buzz too⟧",
    ]


def test_a_guard_that_stops_an_example_is_named(tmp_path: Path) -> None:
    folder = _pack(tmp_path, _table(unless=["buzz"]))
    done = cleaner("rules", "test", "promo.mine", "--rules", folder)
    assert done.returncode == 1
    assert "because  unless: 'buzz' stands in it" in done.stdout.decode()
    assert "ok    keeps    Fizz" in done.stdout.decode()


def test_rules_without_a_fault_are_counted(tmp_path: Path) -> None:
    done = cleaner("rules", "test", "--rules", _pack(tmp_path, _table(), _table("other")))
    assert (done.returncode, done.stdout) == (0, b"2 rules, 4 examples, no problems\n")
    assert b"classifier" not in done.stderr, "it never doubts rules that a user adds"
    assert b"may doubt a rule of the package" in cleaner("rules", "test", "ads.lone-label").stderr


def test_a_pattern_that_does_not_compile_is_pointed_at(tmp_path: Path) -> None:
    folder = _pack(tmp_path, _table(patterns=["fizz", "buzz ("]))
    for command in (("test", "--rules", folder), ("lint", folder)):
        done = cleaner("rules", *command)
        assert done.returncode == 2
        assert f"{folder}/promo.toml:7:21: rule 'promo.mine', field 'patterns'" in (
            done.stderr.decode()
        )


def test_pins_stand_around_what_is_cut_wherever_it_is() -> None:
    rule = _rule(scope="span", patterns=["buzz"], removes=["a ⟦buzz⟧ b ⟦buzz⟧"], max_chars=99)
    (trial, _) = trials(rule)
    assert trial.shown(trial.found) == "a ⟦buzz⟧ b ⟦buzz⟧"
    assert trial.shown(frozenset()) == "a buzz b buzz"


# rules lint --------------------------------------------------------------------------------------

CLEAN = [("a clean text", "\n\n".join(f"Hum number {n}\n\nFizz" for n in range(300)))]


def _found(*rules: Rule, own: int | None = None, clean: Any = ()) -> list[Finding]:
    chosen = rules if own is None else rules[:own]
    return list(lint(chosen, rules, default_rules().categories, clean))


@pytest.mark.parametrize(
    ("kind", "rule", "says"),
    [
        ("duplicate", "promo.again", "also in promo.mine"),
        ("shadowed", "promo.narrow", "promo.wide cuts all of its examples (1)"),
        ("harm", "promo.wide", "cuts 'Fizz bang', which promo.narrow keeps"),
        ("unseen", "promo.curly", "a pattern never sees '’', which is folded to \"'\""),
        ("unseen", "promo.bell", "U+0008 stands in a pattern; write it between '…'"),
        ("broad", "promo.hum", "matches 300 of 600 lines of clean text"),
        ("language", "promo.long", "'eng' is no two-letter code (ISO 639-1)"),
    ],
)
def test_lint_finds_what_examples_do_not_tell(kind: str, rule: str, says: str) -> None:
    rules = (
        _rule(),
        _rule("again"),
        _rule("narrow", patterns=["fizz bong"], removes=["fizz bong"], keeps=["Fizz bang"]),
        _rule("wide", patterns=["fizz b[ao]ng"], removes=["Fizz bang", "fizz bong"]),
        _rule("curly", patterns=["don’t"], removes=["don't"]),
        _rule("bell", patterns=["\bfizz"], removes=["x"]),
        _rule("hum", strength="hint", patterns=["hum .*"], removes=["hum x"], keeps=["Hum"]),
        _rule("long", languages=["eng"], patterns=["x"], removes=["x"]),
    )
    found = _found(*rules, clean=CLEAN)
    assert any((f.kind, f.rule, f.says) == (kind, rule, says) for f in found), found
    assert {f.kind for f in found} <= set(KINDS)


def test_a_rule_that_cuts_a_clean_text_does_harm() -> None:
    found = _found(_rule(), clean=[("mine", "A text\n\nFizz buzz, he said so\n\nMore.")])
    assert [(f.kind, f.says) for f in found] == []
    found = _found(_rule(), clean=[("mine", "A text\n\nFizz buzz\n\nMore.")])
    assert [(f.kind, f.says) for f in found] == [
        ("harm", "cuts 'Fizz buzz' of the clean text mine")
    ]


def test_a_rule_with_a_companion_or_another_guard_is_neither_broad_nor_a_duplicate() -> None:
    rules = (
        _rule("hum", patterns=["hum .*"], require=["buzz"], removes=["hum x"]),
        _rule("other", patterns=["hum .*"], require=["bizz"], removes=["hum x"]),
    )
    assert not {"broad", "duplicate"} & {finding.kind for finding in _found(*rules, clean=CLEAN)}


def test_a_category_that_most_languages_have_is_missed_in_the_others() -> None:
    rules = [
        _rule(name, languages=[name], category=category, id=f"{category}.{name}")
        for name in ("de", "en", "fr")
        for category in ("promo", "share")
        if (name, category) != ("fr", "share")
    ]
    assert Finding("language", "", "share: no rule in fr") in _found(*rules)


def test_lint_prints_places_and_fails_only_for_harm(tmp_path: Path) -> None:
    folder = _pack(tmp_path, _table(), _table("again"))
    done = cleaner("rules", "lint", folder)
    assert done.returncode == 0
    assert f"{folder}/promo.toml:18:13: duplicate: promo.again: also in promo.mine" in (
        done.stdout.decode()
    )
    assert "findings" in done.stderr.decode()
    clean = tmp_path / "clean.txt"
    clean.write_text("A text\n\nFizz buzz\n\nMore.\n" * 9)
    done = cleaner("rules", "lint", folder, "--clean", clean)
    assert done.returncode == 1
    shown = done.stdout.decode()
    assert shown.count("promo.mine: cuts 'Fizz buzz' of the clean text clean.txt") == 5
    assert "promo.mine: 4 more of harm: see --all" in shown
    assert cleaner("rules", "lint", folder, "--clean", "nowhere").returncode == 2


# rules stats -------------------------------------------------------------------------------------


def test_stats_count_marks_documents_company_and_what_never_hits(tmp_path: Path) -> None:
    corpus = tmp_path / "in"
    corpus.mkdir()
    prose = "Fizz buzz is what the children of the village call the game of the wall and the ball."
    for name, text in (
        ("a.txt", f"{ARTICLE}\nFizz buzz\n\n{ARTICLE.replace('Harbour', 'Chapel')}Fizz buzz\n"),
        (
            "b.txt",
            f"{ARTICLE}\n{prose}\n\nNobody minds it, and the wall has stood it well so far.\n",
        ),
        ("c.txt", ARTICLE),
    ):
        (corpus / name).write_text(text)
    folder = _pack(
        tmp_path,
        _table("wide", patterns=["fizz buzz.*"]),
        _table("narrow", patterns=["fizz buzz"]),
        _table("never", patterns=["bong"], removes=["bong"]),
    )
    done = cleaner("rules", "stats", corpus, "--rules", folder)
    assert done.returncode == 0, done.stderr
    head, wide, narrow, _, count, never = done.stdout.decode().splitlines()
    assert head.split()[:7] == ["rule", "strength", "marks", "docs", "cut", "prose", "alone"]
    assert wide.split() == [
        "promo.wide",
        "sure",
        "3",
        "2",
        "3",
        "33%",
        "33%",
        "promo.narrow",
        "(67%)",
    ]
    assert narrow.split()[:7] == ["promo.narrow", "sure", "2", "1", "0", "0%", "0%"]
    assert count == "3 documents; 2 of 3 rules marked something"
    assert never == "never: promo.never"


def test_stats_of_the_packages_rules_name_what_could_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere")
    done = cleaner("rules", "stats", tmp_path)
    assert done.returncode == 1
    assert "ads.lone-label" in done.stdout.decode()
    assert "b.txt: a link to nothing" in done.stderr.decode()


# --dry-run ---------------------------------------------------------------------------------------


def test_a_dry_run_of_clean_sums_up_and_writes_nothing(story: Path, tmp_path: Path) -> None:
    story.write_text(ARTICLE)
    for out in ((), ("-o", tmp_path / "out"), ("--log", tmp_path / "log.jsonl")):
        done = cleaner("clean", story, "--dry-run", *out)
        assert done.returncode == 0
        assert done.stdout == b""
        assert b"ads.lone-label" in done.stderr
        assert b"dry run: nothing was written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["story.txt"]


def test_a_dry_run_of_restore_says_whether_the_two_fit(story: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    story.write_text(ARTICLE)
    assert cleaner("clean", story, "-o", out).returncode == 0
    pair = (out / "story.txt", out / "removed.jsonl")
    done = cleaner("restore", *pair, "-o", tmp_path / "back.txt", "--dry-run")
    assert done.returncode == 0
    assert f"they fit and give {len(ARTICLE)} bytes" in done.stderr.decode()
    assert not (tmp_path / "back.txt").exists()
    (out / "story.txt").write_text(f"{AD}\n")
    assert cleaner("restore", *pair, "--dry-run").returncode == 1
