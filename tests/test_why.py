"""Why a line was kept: what came close to cutting it, and the guard that stopped that."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.classifier import Opinion, Weights, classifier_marks, opinions
from cleaner.classifier.mark import LINE
from cleaner.draft import Draft, draft_of
from cleaner.headline import headline_line
from cleaner.rules import RuleSet, default_rules, make_rule
from cleaner.stages import staged
from cleaner.why import NearMiss, line_sheet, near_misses, told_score
from tests.commands import cleaner
from tests.golden import read_cases
from tests.rule_tables import rule_table

PROSE = (
    "The council said on Monday that the wall would be closed to carts until the spring.",
    "Nobody in the village had expected the work to take so long, and several said so loudly.",
)


DEFAULT = Cleaner()
LINES = (*PROSE, "Share", "Read more: x", "> Subscribe", "```", "- Save", "# Comments", "Advert")


def _rule(name: str = "mine", **fields: Any) -> dict[str, Any]:
    return rule_table(f"promo.{name}", **{"patterns": ["buzz.*"]} | fields)


def _misses(lines: Sequence[str], *rules: dict[str, Any], site: str = "") -> dict[str, list[str]]:
    """What came close, by line, with only these rules on."""
    made = tuple(make_rule(rule, {}) for rule in rules)
    chosen = RuleSet(made, default_rules().categories)
    only = Cleaner(rules=chosen, categories=["promo"], sites=[site] if site else [])
    document = only.read("\n\n".join(lines))
    return {
        lines[number // 2]: [f"{miss.rule}: {miss.reason}" for miss in misses]
        for number, misses in near_misses(document, only.settings).items()
    }


GUARDED = (
    ({"sites": ["example.com"]}, "sites: it is only for example.com"),
    ({"min_repeats": 2}, "min_repeats: fewer than 2 places match"),
    ({"require": ["hum"]}, "require: no line within three lines of it matches"),
    ({"unless": [r"\btoday\b"]}, "unless: 'today' stands in it"),
    ({"position": "dump"}, "position: it is only for the text of a whole page"),
    (
        {"position": "head", "within_lines": 1},
        "position: it is not within 1 line of the head",
    ),
    ({"scope": "block", "to": ["hum"]}, "to: no closing line follows"),
    (
        {"scope": "block", "through": "items"},
        "through: no run of items follows, or no paragraph stands before",
    ),
    (
        {"scope": "block", "to": ["nobody.*"], "max_lines": 1, "max_share": 0.9},
        "max_lines: no closing line follows",
    ),
    ({"scope": "tail", "max_share": 0.9}, "prose: a paragraph stands in what would go"),
    (
        {"scope": "tail", "prose": "allow", "max_share": 0.1},
        "max_share: more than 10% of the text would go",
    ),
    ({"strength": "hint"}, "hint: no noise beside it, no hint of another rule, and not among"),
)


@pytest.mark.parametrize(("guard", "reason"), GUARDED, ids=lambda value: str(value)[:24])
def test_a_rule_that_matches_names_the_guard_that_stopped_it(
    guard: dict[str, Any], reason: str
) -> None:
    lines = ("A headline of four words", PROSE[0], "Buzz, all of you today", *PROSE)
    found = _misses(lines, _rule(**guard))
    assert found["Buzz, all of you today"][0].startswith(f"promo.mine: {reason}")
    unguarded = _misses(lines, _rule())
    assert "Buzz, all of you today" not in unguarded, "a line that is cut has no near misses"


def test_all_guards_that_stop_a_rule_are_named() -> None:
    lines = ("A headline of four words", PROSE[0], "Buzz, all of you today", PROSE[1])
    guards = {"sites": ["example.com"], "unless": ["you"], "require": ["hum"]}
    (said,) = _misses(lines, _rule(**guards))["Buzz, all of you today"]
    assert [part.split(":")[0] for part in said.removeprefix("promo.mine: ").split("; ")] == [
        "sites",
        "require",
        "unless",
    ]
    (said,) = _misses(lines, _rule(**guards), site="example.com")["Buzz, all of you today"]
    assert "sites" not in said


def test_a_hint_on_the_headline_or_a_heading_says_so() -> None:
    rule = _rule(strength="hint")
    found = _misses(("Buzz is a headline word", *PROSE, "## Buzz", *PROSE), rule)
    assert "heading or a headline" in found["Buzz is a headline word"][0]
    assert "heading or a headline" in found["## Buzz"][0]


def test_code_and_quotations_name_the_rule_that_would_have_matched() -> None:
    lines = ("A headline of four words", *PROSE, "```", "buzz", "```", '"Buzz!"', "> buzz", *PROSE)
    found = _misses(lines, _rule())
    assert found["buzz"] == ["promo.mine: it stands in fenced code"]
    assert found['"Buzz!"'] == ["promo.mine: it stands between quotation marks"]
    assert found["> buzz"] == ["promo.mine: it stands between quotation marks"]


def test_a_line_between_noise_says_why_it_does_not_go_with_it() -> None:
    lines = ("A headline of four words", *PROSE, "buzz", "He was right.", "buzz", PROSE[0])
    said = _misses(lines, _rule())["He was right."]
    assert said == ["grow.caught: it reads like article, or is longer than 60 characters"]


def test_a_text_that_is_all_noise_says_that_nothing_was_cut() -> None:
    rules = (_rule(patterns=["the council.*", "nobody.*"]),)
    found = _misses(PROSE, *rules)
    assert [said for line in PROSE for said in found[line]] == [
        "promo.mine: no paragraph would have been left"
    ] * len(PROSE)


def test_what_a_later_pass_nearly_cut_stands_at_the_line_of_the_input() -> None:
    lines = ("A headline of four words", "buzz", PROSE[0], "hum", "hum", PROSE[1])
    found = _misses(lines, _rule(), _rule("hum", patterns=["hum"], sites=["example.com"]))
    assert found == {"hum": ["promo.hum: sites: it is only for example.com"]}


def test_what_the_classifier_says_is_what_it_marks_by() -> None:
    weights = DEFAULT.settings.weights
    for case in read_cases()[::8]:
        if case.raw.lstrip().startswith(b"<"):
            continue
        document = DEFAULT.read(case.raw, charset=case.charset)
        steps = {step.stage: step for step in staged(draft_of(document), DEFAULT.settings)}
        draft = steps["classify"].before
        marked = {m.start: m for m in classifier_marks(draft, weights)}
        headline = headline_line(draft)
        for number, opinion in opinions(draft, weights).items():
            mark = marked.get(draft.starts[number])
            if number in draft.code or (number == headline and opinion.rule == LINE):
                assert mark is None
            elif abs(opinion.score - opinion.cut) > 0.001:  # scores are rounded to that
                assert (mark and mark.strength) == _strength(opinion)


def _strength(opinion: Opinion) -> str | None:
    if opinion.score > opinion.cut:
        return "sure"
    return "hint" if opinion.score > opinion.suspect else None


@pytest.mark.parametrize(
    ("score", "cut", "strength", "told"),
    [(0.95, 0.9500, None, 0.949), (0.95, 0.9497, "sure", 0.951), (0.9, 0.95, "hint", 0.9)],
)
def test_no_score_reads_as_though_it_stood_on_the_other_side_of_the_cut(
    score: float, cut: float, strength: Literal["sure", "hint"] | None, told: float
) -> None:
    assert f"{told_score(Opinion(score, cut, 0.85, LINE, strength)):.3f}" == f"{told:.3f}"


def test_a_score_of_the_last_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The classifier holds other things of a line once the lines around it are gone."""

    def held(draft: Draft, weights: Weights) -> dict[int, Opinion]:
        first = "Advertisement" in draft.document.text
        return {0: Opinion(0.65 if first else 0.93, 0.95, 0.99, LINE, None)}

    monkeypatch.setattr("cleaner.why.kept.opinions", held)
    document = DEFAULT.read("\n\n".join(("A headline of four words", *PROSE, "Advertisement")))
    said = "cut only above 0.950; so in the last run, over what the cuts left"
    assert NearMiss(LINE, said, 0.93) in near_misses(document, DEFAULT.settings)[0]


def test_no_line_that_was_cut_came_merely_close() -> None:
    for case in read_cases()[::6]:
        document = DEFAULT.read(case.raw, url=case.url, charset=case.charset)
        result = DEFAULT.clean(case.raw, url=case.url, charset=case.charset)
        covered = {at for removal in result.removals for at in range(removal.start, removal.stop)}
        for number, misses in near_misses(document, DEFAULT.settings).items():
            line = document.lines[number]
            assert not covered.issuperset(range(line.start, line.end)), misses


def test_the_sheet_of_a_line_has_what_the_engine_knows_of_it() -> None:
    lines = ("A headline of four words", *PROSE, "**Buzz, all of you today**", "Hum", "hum")
    made = make_rule(_rule(unless=["today"]), {})
    only = Cleaner(rules=RuleSet((made,), default_rules().categories))
    document = only.read("\n".join(lines))
    sheet = line_sheet(document, only.settings, 3)
    assert sheet.plain == "Buzz, all of you today"
    assert sheet.misses[0] == NearMiss("promo.mine", "unless: 'today' stands in it")
    assert sheet.opinion is not None
    assert line_sheet(document, only.settings, 4).twins == (5,)
    assert line_sheet(document, only.settings, 0).kinds == ("the headline",)
    assert line_sheet(document, only.settings, 1).kinds == ("prose",)
    with pytest.raises(IndexError):
        line_sheet(document, only.settings, 6)


def test_the_nearest_rules_are_those_that_match_most_of_the_line() -> None:
    short = make_rule(_rule("short", patterns=["fizz and buzz"]), {})
    long = make_rule(_rule("long", patterns=["fizz"], max_chars=20), {})
    tight = make_rule(_rule("tight", patterns=["fizz and .*"], max_chars=10), {})
    only = Cleaner(rules=RuleSet((short, long, tight), default_rules().categories))
    line = "Fizz and buzz, all"
    document = only.read("\n\n".join(("A headline of four words", *PROSE, line, *PROSE)))
    sheet = line_sheet(document, only.settings, 6)
    assert [(p.rule.id, sheet.plain[p.start : p.stop]) for p in sheet.partials] == [
        ("promo.tight", line),
        ("promo.short", "Fizz and buzz"),
    ]
    assert sheet.partials[0].reason == "max_chars: it reads 10 characters, the line has 18"


def test_explain_shows_what_came_close_below_the_line_and_all_of_it_for_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "story.txt"
    path.write_text(
        "\n\n".join(("A headline of four words", *PROSE, "```", "Advertisement", "```"))
    )
    shown = cleaner("explain", path).stdout.decode()
    assert "\n 9   Advertisement\n   ? ads.lone-label: it stands in fenced code\n" in shown
    sheet = cleaner("explain", path, "--line", "9").stdout.decode()
    assert sheet.startswith("line 9      Advertisement\n")
    for said in ("it is       code", "outcome     kept", "came close  ads.lone-label: it stands"):
        assert said in sheet
    cut = cleaner("explain", path, "--line", "9", "--skip", "ads").stdout.decode()
    assert "ads.lone-label" not in cut


def test_explain_refuses_a_line_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("One\nTwo\n")
    done = cleaner("explain", tmp_path / "story.txt", "--line", "3")
    assert done.returncode == 2
    assert b"has 2 lines; --line 3 is none of them" in done.stderr
    assert done.stdout == b""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.text(), st.sampled_from(LINES)), max_size=12))
def test_any_text_can_be_asked_about(lines: list[str]) -> None:
    document = DEFAULT.read("\n".join(lines))
    kept = near_misses(document, DEFAULT.settings)
    assert all(0 <= number < len(document.lines) for number in kept)
    for number in range(min(len(document.lines), 2)):
        assert line_sheet(document, DEFAULT.settings, number).number == number


def test_a_sheet_lets_no_control_character_through(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(
        "A headline of ours\n\n\u202eSign up\x9b for\x07 our newsletter today\n".encode()
    )
    shown = cleaner("explain", path, "--line", "3").stdout.decode()
    assert "<U+202E>" in shown
    assert not set(shown) & set("\u202e\x9b\x07")


def test_a_rule_that_a_later_pass_applied_did_not_only_come_close() -> None:
    case = next(case for case in read_cases() if case.slug == "noise-markdown-dump")
    document = DEFAULT.read(case.raw)
    missed = near_misses(document, DEFAULT.settings).values()
    assert "markup.link-in-dump" in {removal.rule for removal in case.run().removals}
    assert "markup.link-in-dump" not in {miss.rule for misses in missed for miss in misses}
