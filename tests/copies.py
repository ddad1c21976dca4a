"""A generator of copied texts: what scrapers, readers and editors do to a clean article.

Every way of copying takes the lines of a clean text and gives the lines of the copied one, with
the numbers of the lines that are copies. The first of several copies is the original.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cleaner.draft import draft_of
from cleaner.model import Document
from cleaner.segment import split_lines

_LONG = 25  # words: an edited copy of a shorter paragraph may be another paragraph
_SOLID = 90  # characters: shorter prose may be a refrain, which nobody can tell from a copy


@dataclass(frozen=True)
class Copied:
    """A text with copies in it; ``copies`` are the numbers of the lines that should go."""

    way: str
    lines: tuple[str, ...]
    copies: frozenset[int]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


Way = Callable[[Sequence[str], Sequence[bool], random.Random], tuple[list[str], set[int]]]


def copied(text: str, seed: int = 0) -> Iterator[Copied]:
    """Yield ``text`` copied in every way that it lends itself to."""
    lines = text.removesuffix("\n").split("\n")
    prose = solid_lines("\n".join(lines))
    if sum(prose) < 3:
        return
    for way, copy in WAYS.items():
        made, copies = copy(lines, prose, random.Random(f"{way}{seed}"))
        if copies:
            yield Copied(way, tuple(made), frozenset(n for n in copies if made[n].strip()))


def solid_lines(text: str) -> list[bool]:
    """Say of each line whether it is a long line of prose outside lists, tables and quotations."""
    draft = draft_of(Document(text, split_lines(text)))
    count = Counter(view.plain for view in draft.views)
    return [
        prose
        and len(view.plain) >= _SOLID
        and not (view.item or view.quoted or view.plain.count("|") >= 2)
        and count[view.plain] == 1
        and number not in draft.code
        for number, (view, prose) in enumerate(zip(draft.views, draft.prose, strict=True))
    ]


def _doubled(
    lines: Sequence[str], prose: Sequence[bool], chance: random.Random
) -> tuple[list[str], set[int]]:
    """The whole text twice."""
    made = [*lines, "", *lines]
    return made, set(range(len(lines) + 1, len(made)))


def _interleaved(
    lines: Sequence[str], prose: Sequence[bool], chance: random.Random
) -> tuple[list[str], set[int]]:
    """Every paragraph twice in a row."""
    made: list[str] = []
    copies: set[int] = set()
    for line, solid in zip(lines, prose, strict=True):
        made.append(line)
        if solid:
            made += ["", line]
            copies.add(len(made) - 1)
    return made, copies


def _lead_at_end(
    lines: Sequence[str], prose: Sequence[bool], chance: random.Random
) -> tuple[list[str], set[int]]:
    """The first paragraphs again behind the last."""
    solid = [line for line, yes in zip(lines, prose, strict=True) if yes]
    made = list(lines)
    copies: set[int] = set()
    for line in solid[: chance.randint(1, min(3, len(solid) - 1))]:
        made += ["", line]
        copies.add(len(made) - 1)
    return made, copies


def _near(
    lines: Sequence[str], prose: Sequence[bool], chance: random.Random
) -> tuple[list[str], set[int]]:
    """A block of three long paragraphs again, in each a light word left out or doubled."""
    solid = [n for n, yes in enumerate(prose) if yes and len(lines[n].split(" ")) >= _LONG]
    first = chance.randint(0, max(0, len(solid) - 4))
    made = list(lines)
    copies: set[int] = set()
    for number in solid[first : first + 3]:
        edited = _edited(lines[number], chance)
        if edited is not None:
            made += ["", edited]
            copies.add(len(made) - 1)
    return (made, copies) if len(copies) == 3 else (made, set())


def _edited(line: str, chance: random.Random) -> str | None:
    pieces = line.split(" ")
    light = [n for n, piece in enumerate(pieces[1:-1], 1) if re.fullmatch("[a-z]{2,9}", piece)]
    if not light:
        return None
    at = chance.choice(light)
    if chance.random() < 0.5:
        del pieces[at]
    else:
        pieces.insert(at, pieces[at])
    return " ".join(pieces)


def _marked_up(
    lines: Sequence[str], prose: Sequence[bool], chance: random.Random
) -> tuple[list[str], set[int]]:
    """The first paragraphs again at the end, in other quotes, spaces, emphasis and links."""
    solid = [n for n, yes in enumerate(prose) if yes][:3]
    made = list(lines)
    copies: set[int] = set()
    for number in solid:
        made += ["", _dressed(lines[number], chance)]
        copies.add(len(made) - 1)
    return made, copies


def _dressed(line: str, chance: random.Random) -> str:
    swap = {"’": "'", "“": '"', "”": '"'} if "’" in line or "“" in line else {"'": "’"}
    line = line.translate(str.maketrans(swap))
    pieces = line.split(" ")
    at = chance.randrange(1, max(2, len(pieces) - 1))
    if at < len(pieces) and pieces[at].isalpha():
        dress = chance.choice(("**{}**", "*{}*", "[{}](https://example.com/a)"))
        pieces[at] = dress.format(pieces[at])
    return chance.choice((" ", "\u00a0", "  ")).join([" ".join(pieces[:2]), " ".join(pieces[2:])])


WAYS: dict[str, Way] = {
    "doubled": _doubled,
    "interleaved": _interleaved,
    "lead at end": _lead_at_end,
    "near": _near,
    "markup variant": _marked_up,
}
