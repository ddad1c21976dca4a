"""The order of the stages, and running them until nothing changes.

`STAGES` is the whole order. A stage sees the marks of those before it, and the first mark wins a
character. Stages run again on what is left until nothing changes, so cleaning a clean text
changes nothing: that law holds by construction.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from cleaner.classifier import CATEGORY, FRAME, Weights, believed, classifier_marks, undoubted
from cleaner.draft import Draft, draft_of
from cleaner.grow import grow_marks
from cleaner.layout import layout_marks
from cleaner.match import rule_marks, spoken_here
from cleaner.matcher import Matcher
from cleaner.model import EXTRACT, LAYOUT, Document, Mark, Removal
from cleaner.repair import repair
from cleaner.repeats import repeat_marks
from cleaner.rules import Category
from cleaner.segment import split_lines
from cleaner.spans import cut, lift, resolve

_PASSES = 12  # real text settles in two or three; this bounds text made to peel line by line
_LARGE_SHARE = 0.6  # of the characters of a text; a page's frame is mostly larger than its article


@dataclass(frozen=True)
class Settings:
    """What the stages need besides the draft. Compiled once, shared by all documents."""

    matcher: Matcher
    categories: tuple[Category, ...]
    enabled: frozenset[str]
    sites: frozenset[str]
    fast: bool
    weights: Weights
    trusted: frozenset[str]  # ids of the rules that a user added: the classifier never doubts them


Stage = Callable[[Draft, Settings], Iterable[Mark]]


def _extract(draft: Draft, settings: Settings) -> Iterable[Mark]:
    if not draft.document.evidence or EXTRACT not in settings.enabled:
        return ()
    from cleaner.page import extract  # lxml and trafilatura only load when a page comes

    return extract(draft.document)


def _rules(draft: Draft, settings: Settings) -> Iterable[Mark]:
    marks = rule_marks(settings.matcher, draft, settings.sites)
    marks = spoken_here(settings.matcher, marks)
    if CATEGORY not in settings.enabled:
        return marks
    return undoubted(draft, marks, settings.weights, settings.trusted)


def _repeats(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return repeat_marks(draft)


def _classify(draft: Draft, settings: Settings) -> Iterable[Mark]:
    if CATEGORY not in settings.enabled:  # its marks would be dropped: a third of a page's time
        return ()
    return classifier_marks(draft, settings.weights)


def _grow(draft: Draft, settings: Settings) -> Iterable[Mark]:
    marks = list(grow_marks(draft, settings.categories))
    if CATEGORY not in settings.enabled:
        return marks
    return believed(draft, marks, settings.weights, settings.trusted)


def _layout(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return layout_marks(draft)


STAGES: tuple[Stage, ...] = (_extract, _rules, _repeats, _classify, _grow, _layout)


def settle(
    document: Document, settings: Settings
) -> tuple[tuple[Removal, ...], Draft, tuple[str, ...]]:
    """Run the stages until nothing changes: the removals, a draft of the rest, warnings."""
    removals: tuple[Removal, ...] = ()
    whole = left = draft_of(document)
    warnings: list[str] = []
    for _ in range(_PASSES):
        marked = _marked(left, settings)
        warnings += _refusals(marked)
        marks = _cuts(marked)
        if not marks:
            break
        earlier = [removal.mark for removal in removals]
        removals = resolve(document.text, [*earlier, *lift(marks, removals)])
        text = cut(document.text, removals)
        rest = Document(text, split_lines(text), (), document.title, document.url)
        left = draft_of(rest, left, framed=any(mark.rule == FRAME for mark in marks))
    else:
        warnings.append(
            f"still changing after {_PASSES} passes; cleaning the clean text may cut more"
        )
    share = sum(removal.stop - removal.start for removal in removals) / max(len(document.text), 1)
    if removals and any(whole.prose) and not any(left.prose):
        if not left.document.text.strip():
            return (), whole, ("everything was marked as noise, so nothing was cut",)
        if share > _LARGE_SHARE and not document.evidence:
            return (), whole, ("no paragraph would have been left, so nothing was cut",)
        warnings.append("no paragraph was kept")
    if share > _LARGE_SHARE and not document.evidence:
        warnings.append(f"{share:.0%} of the text was cut")
    return removals, left, tuple(dict.fromkeys(warnings))


def _marked(draft: Draft, settings: Settings) -> Draft:
    """Run once through the stages."""
    *_, last = staged(draft, settings)
    return last.after


@dataclass(frozen=True, slots=True)
class Step:
    """One of `STAGES` by name ("rules" is `_rules`): what it saw, and that with its marks."""

    stage: str
    before: Draft
    after: Draft


def staged(draft: Draft, settings: Settings) -> Iterator[Step]:
    """Run once through `STAGES`, step by step. Who wants one stage looks for its name."""
    for stage in STAGES:
        marks = (mark for mark in stage(draft, settings) if mark.category in settings.enabled)
        after = draft.with_marks(_harmless(draft.document, marks))
        yield Step(stage.__name__.strip("_"), draft, after)
        draft = after


def _cuts(draft: Draft) -> list[Mark]:
    """The sure marks, hints that found no company left out; none when only blank lines would go."""
    sure = [mark for mark in draft.marks if mark.strength == "sure"]
    return [] if all(mark.category == LAYOUT for mark in sure) else sure


def _refusals(draft: Draft) -> Iterator[str]:
    """What a rule would have cut to the end, had there not been prose in it."""
    for mark in draft.marks:
        if mark.strength == "refused":
            line = draft.document.lines[bisect_right(draft.starts, mark.start) - 1]
            opener = " ".join(draft.document.text[line.start : line.end].split())[:60]
            yield f"rule {mark.rule}: paragraphs stand behind {opener!r}, so the end was not cut"


def _harmless(document: Document, marks: Iterable[Mark]) -> list[Mark]:
    """Leave out cuts inside a line that would join its rest to new damage ("&am" and "p;")."""
    whole: list[Mark] = []
    inside: dict[int, list[Mark]] = {}
    starts = [line.start for line in document.lines]
    for mark in marks:
        number = bisect_right(starts, mark.start) - 1
        line = document.lines[number]
        if mark.start == line.start and mark.stop >= line.end:
            whole.append(mark)
        else:
            inside.setdefault(number, []).append(mark)
    for number, pieces in inside.items():
        line = document.lines[number]
        content = document.text[line.start : line.end]
        moved = [
            replace(mark, start=mark.start - line.start, stop=mark.stop - line.start)
            for mark in pieces
        ]
        if not repair(cut(content, resolve(content, moved)))[1]:
            whole += pieces
    return whole
