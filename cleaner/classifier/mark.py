"""From probabilities to marks: carefully in an article, freely around one in a page's dump."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

from cleaner.classifier.frame import (
    frame_threshold,
    framed_headline,
    line_threshold,
    with_headings,
)
from cleaner.classifier.looks import first_look, frame_look, second_look
from cleaner.classifier.runs import drawn_down, drawn_together
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.headline import headline_line
from cleaner.model import Mark, Strength
from cleaner.prose import is_table_row
from cleaner.view import LineView, words

CATEGORY = "model"
LINE, FRAME = "model.line", "model.frame"
# A line goes below the first probability of being article, and in company of other noise below
# the second. From 0.05 to 0.1 stand 24 lines of noise for one of the article in documents that
# are new to the trees, but 8 where a label has its value ("Referee: A. Whitlow"), 15 right above
# a paragraph, where headings stand, and 2 where a line reads as prose (ad hoc).
_SURE, _HINT = 0.1, 0.15
_SURE_TELLING = 0.05  # a heading or a fact
_SURE_PROSE, _HINT_PROSE = 0.02, 0.12  # a whole paragraph
_VALUE = re.compile(r"[:：] ?[^ /]")  # an address has none
# A label with a telephone number or an address: in a text with little noise the article's own
# (whom to ask, where to book). Of the lines that would go there, 3 of 15 in documents that are new
# to the trees are the article's, of all others one in sixty (ad hoc).
_CONTACT = re.compile(
    r"[:：](?!//).{0,60}?(?:(?<![\w.,])\+?(?:\d[ ()-]{0,2}){8,}|@\w|www\.|https?://)"
)
_LITTLE = 4  # lines of noise
_ENCLOSED = -1
_BARE_ROWS = 4  # rows without bars around them that make a table
_UNFINISHED = (",", "，")  # how a line ends that is not the end: "Warmly," above a name


def classifier_marks(draft: Draft, weights: Weights) -> Iterator[Mark]:
    """The stage: mark the lines that are noise by their words and by what stands around them.

    Each mark bears its score, the probability that it is noise. A text that nothing else marks is
    never noise as a whole: without any article there is nothing to tell furniture from.
    """
    headline, lines = headline_line(draft), draft.document.lines
    found = opinions(draft, weights)
    if not draft.noise and all(held.strength == "sure" for held in found.values()):
        return
    spared = _broken_tables(draft, found) | _continued(draft, found) | _contacts(draft, found)
    for number, held in found.items():
        if held.strength is None or number in draft.code or number in spared:
            continue
        if number == headline and held.rule != FRAME:  # a dump begins with labels of its menus
            continue
        line = lines[number]
        yield Mark(line.start, line.stop, held.rule, CATEGORY, held.strength, held.score)


def _broken_tables(draft: Draft, found: Mapping[int, "Opinion"]) -> set[int]:
    """The rows of tables that would not go as a whole: without some, the others say less."""
    broken: set[int] = set()
    if "|" not in draft.document.text:
        return broken
    for bars, run in groupby(draft.inked, lambda number: _bars(draft.views[number])):
        table = list(run)
        if bars and len(table) >= (2 if bars == _ENCLOSED else _BARE_ROWS):
            held = [found[number] for number in table if number in found]
            if any(o.strength != "sure" and o.rule != FRAME for o in held):
                broken.update(table)
    return broken


def _contacts(draft: Draft, found: Mapping[int, "Opinion"]) -> set[int]:
    """Labels with a telephone number or an address, where hardly anything else is noise."""
    if sum(number in draft.noise for number in draft.inked) >= _LITTLE:
        return set()
    return {n for n in found if _CONTACT.search(draft.views[n].plain)}


def _bars(view: LineView) -> int:
    """Of a table's row how many bars divide it, 0 for no row; `_ENCLOSED` when they enclose it.

    Without bars around it only a row with a number is one: "News | Weather" is a menu.
    """
    if is_table_row(view.folded):
        return _ENCLOSED
    return view.plain.count(" | ") if any(map(str.isdigit, view.plain)) else 0


def _continued(draft: Draft, found: Mapping[int, "Opinion"]) -> set[int]:
    """Lines that go on with one that stays.

    Signs alone (");") are code that no fence protects, and behind a comma a letter is signed. In a
    page's dump the words of a list of links are divided by commas too.
    """
    spared: set[int] = set()
    above: str | None = None  # what stays right above
    for number in draft.inked:
        held, plain = found.get(number), draft.views[number].plain
        signs = not words(plain)
        signed = held is not None and held.rule != FRAME and (above or "").endswith(_UNFINISHED)
        if above is not None and held is not None and (signs or signed):
            spared.add(number)
            above = above if signs else plain
        else:
            above = plain if held is not None and held.strength != "sure" else None
    return spared


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the classifier holds of a line: ``score`` is how sure it is that it is noise (0 to 1).

    Above ``cut`` the line goes, above ``suspect`` only in company: ``strength`` says which, None
    for neither.
    """

    score: float
    cut: float
    suspect: float
    rule: str
    strength: Strength | None


def opinions(draft: Draft, weights: Weights) -> dict[int, Opinion]:
    """What the classifier holds of each visible line that is not yet noise."""
    if not draft.live_lines():
        return {}
    look = first_look(draft, weights)
    article = second_look(draft, weights, look)
    frame = frame_threshold(draft, article)
    if frame:
        article = drawn_together(draft, frame_look(draft, weights, look))
        heads = framed_headline(draft, look, article, frame)
        heads = headline_line(draft) if heads is None else heads
        article = {n: 1.0 if n == heads else chance for n, chance in article.items()}
        article = with_headings(draft, article, frame)
    else:
        article = drawn_down(draft, article)
    leading = _above_prose(draft)
    return {
        number: _opinion(
            chance,
            frame,
            prose=draft.prose[number],
            telling=number in leading or bool(_VALUE.search(draft.views[number].plain)),
        )
        for number, chance in article.items()
    }


def _above_prose(draft: Draft) -> set[int]:
    """The lines right above a paragraph that is no noise: a section's heading stands there."""
    noise, prose = draft.noise, draft.prose
    lines = pairwise(draft.inked)
    return {above for above, below in lines if prose[below] and below not in noise}


def _opinion(chance: float, frame: float, *, prose: bool = False, telling: bool = False) -> Opinion:
    """From the probability of being article (0 to 1), the frame's threshold, the line's kind."""
    sure, hint = (_SURE_PROSE, _HINT_PROSE) if prose else (_SURE, _HINT)
    if telling:
        sure = min(sure, _SURE_TELLING)
    if frame:
        sure, hint = line_threshold(frame, prose=prose), _HINT
    strength: Strength | None = "hint" if chance < hint else None
    if chance < sure:
        strength = "sure"
    rule = FRAME if frame else LINE
    return Opinion(round(1 - chance, 3), 1 - sure, 1 - hint, rule, strength)
