"""Rules tested by their own examples: what each must remove, exactly, and what it must keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cleaner.draft import Draft, draft_of
from cleaner.match import rule_marks
from cleaner.matcher import compile_rules
from cleaner.model import Document, Mark
from cleaner.rules import Rule
from cleaner.segment import split_lines

_OPEN, _CLOSE = "⟦", "⟧"
_FIELDS: tuple[Literal["removes"], Literal["keeps"]] = ("removes", "keeps")

# What stands around an example: rules for a place in the document need an article beside them.
_ARTICLE = "\n\n".join(
    (
        "The harbour wall was built in the winter of 1911 by forty men who were paid in coal.",
        "It has been mended nine times since, and each time the council has called it the last.",
        "Fishermen tie up on the lee side, where the water is deep enough for the larger boats.",
        "A brass plate near the steps gives the names of the masons, though two are misspelt.",
        "In spring the whole village turns out to paint the railings, and nobody agrees on a hue.",
        "The oldest of the boats, a black lugger, has not left the harbour for eleven years now.",
    )
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One example of a rule, in the document that it was tried in.

    ``wanted`` and ``found`` are the visible offsets that the rule must mark and that it does.
    """

    field: Literal["removes", "keeps"]
    example: str
    document: Document
    span: tuple[int, int]  # where the example stands in the document
    wanted: frozenset[int]
    found: frozenset[int]

    @property
    def passed(self) -> bool:
        """The rule does what the example says, and the example says something."""
        return self.found == self.wanted and bool(self.wanted or self.field == "keeps")

    def shown(self, offsets: frozenset[int]) -> str:
        """The example with ⟦ ⟧ around what is among ``offsets``; what goes beyond it is added."""
        start, stop = self.span
        text, own = self.document.text, [at for at in offsets if start <= at < stop]
        beyond = "" if len(own) == len(offsets) else " and text around it"
        return _with_pins(text, start, stop, frozenset(own)) + beyond


def trials(rule: Rule) -> list[Trial]:
    """Hold a rule to its own examples, each alone. Raises RuleError for a bad pattern."""
    matcher = compile_rules([rule])
    sites = frozenset(rule.sites)
    done = []
    for field in _FIELDS:
        for example in getattr(rule, field):
            document, span, wanted = pinned(rule, example)
            draft = example_draft(rule, document)
            found = _marked(document.text, rule_marks(matcher, draft, sites))
            wanted = wanted if field == "removes" else frozenset()
            done.append(Trial(field, example, document, span, wanted, found))
    return done


def problem_of(rule: Rule, trial: Trial) -> str:
    """Say in one sentence what is wrong with an example that did not pass."""
    document, example = trial.document, trial.example
    found = _shown(document, trial.found)
    if trial.field == "keeps":
        return f"rule {rule.id!r} removes {found} of {example!r}, which is among its 'keeps'"
    if not trial.wanted:
        return f"rule {rule.id!r} has nothing between the pins of {example!r}"
    wanted = _shown(document, trial.wanted)
    return f"rule {rule.id!r} should remove {wanted} and removes {found} of {example!r}"


def pinned(rule: Rule, example: str) -> tuple[Document, tuple[int, int], frozenset[int]]:
    """The document of an example, where it stands there, and the offsets that must be marked."""
    before = rule.scope in ("tail", "block") or rule.position in ("tail", "body")
    after = rule.scope == "block" or rule.position == "head"
    if rule.position == "head":
        before = False
    if rule.position == "tail":
        after = False
    prefix = _ARTICLE + "\n\n" if before else ""
    suffix = "\n\n" + _ARTICLE if after else ""
    pinned = example if _OPEN in example else f"{_OPEN}{example}{_CLOSE}"
    inside, at, wanted, text = False, len(prefix), set[int](), []
    for character in pinned:
        if character in (_OPEN, _CLOSE):
            inside = character == _OPEN
            continue
        text.append(character)
        if inside and not character.isspace():
            wanted.add(at)
        at += 1
    whole = prefix + "".join(text) + suffix
    return Document(whole, split_lines(whole)), (len(prefix), at), frozenset(wanted)


def example_draft(rule: Rule, document: Document) -> Draft:
    """The draft of an example's document: a rule for dumps takes it for one."""
    return draft_of(document, framed=rule.position == "dump")


def _marked(text: str, marks: list[Mark]) -> frozenset[int]:
    """The visible offsets under any mark."""
    cuts = (mark for mark in marks if mark.strength != "refused")
    covered = {offset for mark in cuts for offset in range(mark.start, mark.stop)}
    return frozenset(offset for offset in covered if not text[offset].isspace())


def _with_pins(text: str, start: int, stop: int, offsets: frozenset[int]) -> str:
    pieces: list[str] = []
    inside = False
    for at in range(start, stop):
        if not text[at].isspace() and (at in offsets) != inside:
            inside = not inside
            gap = len(pieces)
            while not inside and pieces[gap - 1].isspace():
                gap -= 1
            pieces.insert(gap, _OPEN if inside else _CLOSE)
        pieces.append(text[at])
    return "".join(pieces) + (_CLOSE if inside else "")


def _shown(document: Document, offsets: frozenset[int]) -> str:
    pieces = list(_pieces(document.text, offsets))
    return " and ".join(map(repr, pieces)) if pieces else "nothing"


def _pieces(text: str, offsets: frozenset[int]) -> Iterator[str]:
    piece: list[str] = []
    last = -2
    for offset in sorted(offsets):
        if piece and text[last + 1 : offset].strip():
            yield "".join(piece)
            piece = []
        elif piece:
            piece.append(text[last + 1 : offset])
        piece.append(text[offset])
        last = offset
    if piece:
        yield "".join(piece)
