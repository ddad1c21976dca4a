"""Repeated lines, paragraphs and blocks: the first copy outside noise stays, later ones are cut.

This room cuts a draft into units that can repeat and turns the copies that `copies` finds into
marks; the headline's own repeats are found here, because they need the draft.
"""

from collections.abc import Iterator, Sequence

from cleaner.copies import Unit, find_copies
from cleaner.draft import Draft
from cleaner.gathered import gathered_copies
from cleaner.headline import headline_line, site_name_at
from cleaner.model import Mark
from cleaner.near import near_copies
from cleaner.segment import paragraphs
from cleaner.view import words

CATEGORY = "repeat"

_WRAPPED = 100  # characters: no line of a hard-wrapped paragraph is longer
_HEADLINE_REACH = 6  # units after the headline in which it is likely to be printed again
_HEADLINE_COPIES = 6  # a line that stands more often is a refrain
_HEADLINE_CHARS = 12  # a shorter headline may well be the first words of the text


def repeat_marks(draft: Draft) -> Iterator[Mark]:
    """The stage: mark every later copy, and the site's name where a copy proves it."""
    units, texts = _units(draft)
    copies = find_copies(units, near_copies(texts))
    for index in gathered_copies(units):
        copies[index] = "repeat.gathered"
    headline = headline_line(draft)
    for index in _headline_copies(units, copies, headline, draft):
        copies[index] = "repeat.headline"
    lines = draft.document.lines
    for index in sorted(copies):
        start, stop = lines[units[index].first].start, lines[units[index].last].stop
        yield Mark(start, stop, copies[index], CATEGORY)
    if headline is not None and (at := site_name_at(draft, headline)) is not None:
        line = lines[headline]
        yield Mark(line.start + at, line.end, "site-name.known", "site-name")


def _units(draft: Draft) -> tuple[list[Unit], list[str]]:
    """Cut the live lines into units, with their text as it is compared word by word.

    The lines of a wrapped paragraph make one unit, so that a copy wrapped otherwise is found.
    Text that is no prose is never compared loosely: its text is "".
    """
    live = set(draft.live_lines())
    units: list[Unit] = []
    texts: list[str] = []
    for run in paragraphs([number not in live for number in range(len(draft.views))]):
        wrapped = len(run) > 1 and all(
            draft.prose[number] and len(draft.views[number].plain) <= _WRAPPED for number in run
        )
        for part in (run,) if wrapped else (range(number, number + 1) for number in run):
            plain = " ".join(draft.views[number].plain for number in part)
            unit = _unit(draft, part, plain, part[0] in draft.code)
            if unit is not None:
                units.append(unit)
                texts.append(plain if unit.prose else "")
    return units, texts


def _unit(draft: Draft, part: range, plain: str, code: bool) -> Unit | None:
    view = draft.views[part[0]]
    key = " ".join(words(plain))
    if not key or view.image:
        return None
    apart = code or view.item or view.quoted or plain.count("|") >= 2
    return Unit(
        first=part[0],
        last=part[-1],
        key=key,
        prose=draft.prose[part[0]] and not apart,
        cut_off=plain.endswith(("…", "…]", "…)")),
    )


def _headline_copies(
    units: Sequence[Unit], copies: dict[int, str], headline: int | None, draft: Draft
) -> Iterator[int]:
    """The headline again below itself, as a Markdown heading, or on top of a copied block."""
    at = next((index for index, unit in enumerate(units) if unit.first == headline), None)
    if headline is None or at is None:
        return
    if sum(unit.key == units[at].key for unit in units) > _HEADLINE_COPIES:
        return
    keys = {units[at].key}
    name = site_name_at(draft, headline)
    if name is not None:
        keys.add(" ".join(words(draft.views[headline].folded[:name])))
    for index, unit in enumerate(units):
        if index == at or index in copies or len(unit.key) < _HEADLINE_CHARS:
            continue
        near = index < at + _HEADLINE_REACH
        heading = draft.views[unit.first].heading
        if unit.key in keys and (near or heading or index + 1 in copies):
            yield index
