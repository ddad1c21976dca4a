"""What CONTRIBUTING.md promises of a further stage, and what is asked of all of them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cleaner import Cleaner, choice, stages
from cleaner.commands.explain import explain
from cleaner.draft import Draft, draft_of
from cleaner.model import Document, Mark
from cleaner.rules import default_rules
from tests.golden import read_cases

STORY = """\
Harbour wall is mended again

The council said on Monday that the wall would be closed to carts until the spring.

Zzyzx 17

The masons have asked for coal, as their fathers did, and they will probably be given it.
"""


def _shout(draft: Draft, settings: stages.Settings) -> Iterable[Mark]:
    """A stage as a contributor writes it: one line goes, in a category of its own."""
    for number in draft.inked:
        if draft.views[number].plain == "Zzyzx 17":
            line = draft.document.lines[number]
            yield Mark(line.start, line.stop, "shout.line", "shout")


def _with_stage(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    order = stages.STAGES
    monkeypatch.setattr(stages, "STAGES", (*order[:at], _shout, *order[at:]))


@pytest.mark.parametrize("at", range(len(stages.STAGES) + 1))
def test_a_seventh_stage_cuts_wherever_it_stands_and_explain_tells_of_it(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_stage(monkeypatch, at)
    monkeypatch.setattr(choice, "ENGINE_CATEGORIES", choice.ENGINE_CATEGORIES | {"shout"})
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    assert "shout" in {removal.category for removal in Cleaner().clean(STORY).removals}
    for options, said in (((), "5 - Zzyzx 17"), (("--line", "5"), "outcome     cut")):
        done = CliRunner().invoke(explain, [str(path), *options], catch_exceptions=False)
        assert said in done.output and "shout.line" in done.output
    assert "Zzyzx 17" in Cleaner(skip=["shout"]).clean(STORY).text


def _unknown(documents: Iterable[Document]) -> set[str]:
    """The categories of marks that would be dropped, for neither rules nor the engine have them."""
    settings = Cleaner().settings
    known = {category.name for category in default_rules().categories} | choice.ENGINE_CATEGORIES
    found: set[str] = set()
    for document in documents:
        draft = draft_of(document)
        for stage in stages.STAGES:
            marks = list(stage(draft, settings))
            found |= {mark.category for mark in marks} - known
            draft = draft.with_marks(marks)
    return found


def test_a_category_that_nobody_has_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_stage(monkeypatch, len(stages.STAGES))
    assert _unknown([Cleaner().read(STORY)]) == {"shout"}


def test_no_mark_of_a_stage_is_dropped_for_want_of_its_category() -> None:
    """A mark of a category that is not switched on is dropped: such a stage would do nothing."""
    cleaner = Cleaner()
    documents = (cleaner.read(c.raw, url=c.url, charset=c.charset) for c in read_cases())
    unknown = _unknown(documents)
    assert not unknown, f"name {sorted(unknown)} in ENGINE_CATEGORIES of cleaner/choice.py"
