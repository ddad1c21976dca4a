"""All that is known of one line: what it is, what cut it, and what came close to that."""

from dataclasses import dataclass

from cleaner.classifier import Opinion, opinions
from cleaner.draft import Draft, draft_of
from cleaner.headline import headline_line
from cleaner.model import Document, Removal
from cleaner.stages import Settings, settle, staged
from cleaner.view import words
from cleaner.why.guards import is_lone
from cleaner.why.kept import NearMiss, near_misses
from cleaner.why.nearest import Partial, nearest

_MOST_TWINS = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """One line of a document. ``kinds`` says what the engine takes it for, ``plain`` what a rule

    sees of it; ``twins`` are lines with the same words. ``votes`` are extractors that hold it to
    be article, None where there is no page.
    """

    number: int
    text: str
    plain: str
    kinds: tuple[str, ...]
    removals: tuple[Removal, ...]
    misses: tuple[NearMiss, ...]
    partials: tuple[Partial, ...]
    opinion: Opinion | None
    twins: tuple[int, ...]
    votes: frozenset[str] | None


def line_sheet(document: Document, settings: Settings, number: int) -> Sheet:
    """The sheet of the line ``number`` (from 0). Raises IndexError when there is no such line."""
    line = document.lines[number]
    draft = draft_of(document)
    view = draft.views[number]
    removals, _, _ = settle(document, settings)
    misses = tuple(near_misses(document, settings).get(number, ()))
    told = {miss.rule for miss in misses}
    rules = settings.matcher.rules
    here = tuple(r for r in removals if r.start < line.end and r.stop > line.start)
    lone = tuple(filter(is_lone, rules))
    partials = nearest(lone, view.plain) if view.plain and not here else []
    evidence = document.evidence[number] if document.evidence else None
    return Sheet(
        number,
        document.text[line.start : line.end],
        view.plain,
        tuple(_kinds(draft, number)),
        here,
        misses,
        tuple(part for part in partials if part.rule.id not in told and part.reason),
        _opinion(draft, settings, number),
        _twins(draft, number),
        evidence.votes if evidence else None,
    )


def _opinion(draft: Draft, settings: Settings, number: int) -> Opinion | None:
    """What the classifier holds of the line, None where it is not asked."""
    asked = next(step for step in staged(draft, settings) if step.stage == "classify")
    return opinions(asked.before, settings.weights).get(number)


def _kinds(draft: Draft, number: int) -> list[str]:
    view = draft.views[number]
    facts = {
        "blank": number not in draft.inked,
        "the headline": number == headline_line(draft),
        "prose": draft.prose[number],
        "a heading": view.heading,
        "a list item": view.item,
        "a quotation": view.quoted,
        "only links": view.linked,
        "an image": view.image,
        "code": number in draft.code,
    }
    return [kind for kind, holds in facts.items() if holds]


def _twins(draft: Draft, number: int) -> tuple[int, ...]:
    own = words(draft.views[number].plain)
    twins = (n for n in draft.inked if n != number and words(draft.views[n].plain) == own)
    return tuple(twins)[:_MOST_TWINS] if own else ()
