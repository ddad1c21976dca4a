"""The first lines of a process: what reads rules one by one says what the tables say."""

from importlib import import_module
from pathlib import Path

import pytest

from cleaner import Cleaner, choice, compiled, early, rules
from cleaner.draft import draft_of
from cleaner.early import EarlyMatcher
from cleaner.matcher import Matcher, compile_rules
from cleaner.model import Document
from cleaner.patterns import Line
from cleaner.segment import split_lines
from tests.golden import read_cases


def _early() -> EarlyMatcher:
    found = early.early_matcher()
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def whole() -> Matcher:
    default = compiled.default_rules()
    return compile_rules(default.rules.rules, default.known, default.checked)


def test_every_line_is_given_to_the_same_rules(
    whole: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early, "_FEW", 10**9)
    matcher = _early()
    texts = [case.raw.decode("utf-8", "replace")[:6000] for case in read_cases()]
    views = [
        view for text in texts for view in draft_of(Document(text, split_lines(text))).views if text
    ]
    raw = [Line(text) for text in dict.fromkeys(view.folded.strip() for view in views)]
    assert len(raw) > 2000
    plain = [Line(text) for text in dict.fromkeys(view.plain for view in views)]
    for asked, expected in (
        (matcher.plain.owners(plain), whole.plain.owners(plain)),
        (matcher.raw.owners(raw), whole.raw.owners(raw)),
        (matcher.spans.owners(raw), whole.spans.owners(raw)),
    ):
        assert [sorted(owners) for owners in asked] == [sorted(owners) for owners in expected]
    assert any(asked)


def test_the_rules_are_those_of_the_tables_in_order(whole: Matcher) -> None:
    matcher = _early()
    assert tuple(matcher.rules) == tuple(whole.rules) == Cleaner().rules
    assert matcher.rules[-1] == whole.rules[-1]
    assert tuple(matcher.rules[3:5]) == tuple(whole.rules[3:5])
    assert matcher.languages == whole.languages
    assert matcher.scripts == whole.scripts
    with pytest.raises(IndexError):
        matcher.rules[len(whole.rules)]


def test_the_tables_take_over_when_there_is_much_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early, "_FEW", 40)
    matcher = _early()
    lines = [Line(text) for text in ("Advertisement", "The ferry leaves at nine, they said.")]
    first = matcher.plain.owners(lines[:1])
    assert first != [[]]
    monkeypatch.setattr(early._File, "places", None)
    assert [set(owners) for owners in matcher.plain.owners(lines)][:1] == [set(first[0])]


def test_a_text_asks_for_few_rules() -> None:
    cleaner = Cleaner()
    cleaner.clean("A short text.\n\nAdvertisement\n\nThe ferry leaves at nine, they said.")
    found = cleaner.settings.matcher.rules
    assert isinstance(found, early._Rules)
    assert len(found.file._rules) < len(found) / 4


def test_a_file_that_does_not_fit_the_rules_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = compiled.default_folder() / compiled.NAME
    (tmp_path / compiled.NAME).write_bytes(stale.read_bytes())
    (tmp_path / "ads.toml").write_bytes((compiled.default_folder() / "ads.toml").read_bytes())
    monkeypatch.setattr(compiled, "default_folder", lambda: tmp_path)
    assert early.early_matcher() is None


@pytest.mark.parametrize("options", [{"categories": ["ads"]}, {"skip": ["ads"]}, {"rules": ()}])
def test_a_choice_of_rules_has_tables(options: dict[str, object]) -> None:
    chosen = {"rules": None, "categories": None, "skip": (), "sites": (), "fast": False} | options
    settings = choice.compile_choice(**chosen)  # type: ignore[arg-type]
    assert not isinstance(settings.matcher, EarlyMatcher)


def test_the_fingerprint_is_that_of_the_rules() -> None:
    own = rules.default_rules().rules[:1]
    assert Cleaner().fingerprint == Cleaner(fast=True).fingerprint
    assert Cleaner().fingerprint != Cleaner(rules=own[:0], skip=["ads"]).fingerprint


def test_workers_begin_with_the_tables() -> None:
    matcher = import_module("cleaner.batch.warm").default_cleaner().settings.matcher
    for table in (matcher.plain, matcher.raw, matcher.spans):
        assert table._left < 0
