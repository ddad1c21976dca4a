"""What one line of a text says by itself: the part of its features that any text would give."""

import re

from cleaner.classifier.lexical import Score, lexical_score
from cleaner.classifier.weights import Weights
from cleaner.draft import Draft
from cleaner.prose import ends_sentence
from cleaner.topic import stems
from cleaner.view import LineView, words

_SHOWN = 300  # characters of a line whose letters are counted
_INNER_SENTENCE = re.compile(r"[.!?][\"')]* [A-Z\"'¿¡«„А-Я]|[。！？][^」』）]")
_SIGNS = frozenset("€$£¥₽₺%&+©")
_GOES_ON = frozenset(",.;)”’")  # a sentence that a line's end broke
# times, years, dates
_CLOCK = re.compile(r"\d[:h]\d\d|\b(?:19|20)\d\d\b|\d[./]\d+[./]\d")
_SMALL, _CAPITALS, _DIGITS = (
    "".join(filter(kind, map(chr, range(128)))).encode()
    for kind in (str.islower, str.isupper, str.isdigit)
)


class Facts:
    """What one line says by itself. What only lines that are not yet noise need comes later."""

    __slots__ = (
        "_known",
        "_shape",
        "clock",
        "item",
        "key",
        "sentence",
        "size",
        "small",
        "view",
        "width",
    )

    def __init__(self, view: LineView) -> None:
        found = words(view.plain)
        self.view = view
        self.key = " ".join(found)  # a list of words takes ten times the memory
        self.size = len(found)
        self.sentence = ends_sentence(view.plain)
        self.item = view.item
        self.small = view.plain[:1].islower() or view.plain[:1] in _GOES_ON
        self.width = min(len(view.plain), 400)
        self.clock = bool(_CLOCK.search(view.plain, 0, _SHOWN))
        self._known: Score | None = None
        self._shape: list[float] | None = None

    def lexical(self, weights: Weights) -> Score:
        """What the words say."""
        if self._known is None:
            self._known = lexical_score(self.key.split(), weights)
        return self._known

    def shape(self) -> list[float]:
        """The features of the line alone."""
        if self._shape is None:
            self._shape = _shape(self.view, self.size, self.clock)
        return self._shape

    def topic(self) -> list[str]:
        """The stems that may be the topic's; pairs of letters where no spaces divide words."""
        return stems(self.key.split())


def _shape(view: LineView, size: int, clock: bool) -> list[float]:
    plain = view.plain
    shown = plain[:_SHOWN]
    letters, capitals, digits = _count_letters(shown)
    pieces = shown.split()
    return [
        min(len(plain), 600),
        min(size, 100),
        ends_sentence(plain),
        min(len(_INNER_SENTENCE.findall(plain[:2000])), 8),
        capitals / max(letters, 1),
        sum(map(str.isupper, [piece[0] for piece in pieces])) / max(len(pieces), 1),
        digits / max(len(shown), 1),
        (plain.count(",") + plain.count("、") + plain.count("，")) / max(size, 1),
        view.item,
        view.heading,
        view.linked,
        view.quoted or plain[:1] in ('"', "«", "„", "「", "'"),
        plain.endswith(("?", "？")),
        plain.endswith((":", "：")),
        "@" in plain,
        "|" in plain,
        "›" in plain or " > " in plain or "»" in plain or " / " in plain,
        plain.endswith("…"),
        plain.endswith(("!", "！")),
        not _SIGNS.isdisjoint(plain),
        clock,
        _dressed(view),
        plain[:1].islower(),
    ]


def _dressed(view: LineView) -> bool:
    """True when an arrow, an emoji or a bar stands around the text."""
    bare = view.folded.strip()
    return len(bare) != len(view.plain) and not (view.item or view.heading or view.linked)


def _count_letters(text: str) -> tuple[int, int, int]:
    """How many letters, capitals and digits a text has."""
    if not text.isascii():
        return sum(map(str.isalpha, text)), sum(map(str.isupper, text)), sum(map(str.isdigit, text))
    encoded, size = text.encode("ascii"), len(text)
    small = size - len(encoded.translate(None, _SMALL))
    capitals = size - len(encoded.translate(None, _CAPITALS))
    return small + capitals, capitals, size - len(encoded.translate(None, _DIGITS))


def facts_of(draft: Draft, weights: Weights) -> list[Facts]:
    """What each visible line says by itself, kept from pass to pass."""
    known = draft.answers.setdefault(weights, {})
    found = []
    for number in draft.inked:
        view = draft.views[number]
        if view.folded not in known:
            known[view.folded] = Facts(view)
        found.append(known[view.folded])
    return found
