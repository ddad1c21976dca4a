"""Rules tested by their own examples: what each must remove, exactly, and what it must keep."""

from collections.abc import Iterator

from cleaner.draft import draft_of
from cleaner.match import rule_marks
from cleaner.matcher import compile_rules
from cleaner.model import Document, Mark
from cleaner.rules import Rule
from cleaner.segment import split_lines

_OPEN, _CLOSE = "⟦", "⟧"

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


def example_problems(rule: Rule) -> list[str]:
    """Say where a rule's marks differ from its examples, one sentence each; empty when none do."""
    matcher = compile_rules([rule])
    sites = frozenset(rule.sites)
    problems = []
    for example in rule.removes:
        document, wanted = _pinned(rule, example)
        if not wanted:
            problems.append(f"rule {rule.id!r} has nothing between the pins of {example!r}")
        found = _marked(document.text, rule_marks(matcher, draft_of(document), sites))
        if found != wanted:
            problems.append(
                f"rule {rule.id!r} should remove {_shown(document, wanted)}"
                f" and removes {_shown(document, found)} of {example!r}"
            )
    for example in rule.keeps:
        document, _ = _pinned(rule, example)
        found = _marked(document.text, rule_marks(matcher, draft_of(document), sites))
        if found:
            problems.append(
                f"rule {rule.id!r} removes {_shown(document, found)} of {example!r},"
                " which is among its 'keeps'"
            )
    return problems


def _pinned(rule: Rule, example: str) -> tuple[Document, set[int]]:
    """The document of an example, and the offsets that the rule must mark."""
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
    return Document(whole, split_lines(whole)), wanted


def _marked(text: str, marks: list[Mark]) -> set[int]:
    """The visible offsets under any mark."""
    cuts = (mark for mark in marks if mark.strength != "refused")
    covered = {offset for mark in cuts for offset in range(mark.start, mark.stop)}
    return {offset for offset in covered if not text[offset].isspace()}


def _shown(document: Document, offsets: set[int]) -> str:
    pieces = list(_pieces(document.text, offsets))
    return " and ".join(map(repr, pieces)) if pieces else "nothing"


def _pieces(text: str, offsets: set[int]) -> Iterator[str]:
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
