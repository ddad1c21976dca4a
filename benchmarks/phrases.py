"""Banks of furniture wordings, and articles that are furnished with them.

A file ``benchmarks/phrases/<language>.txt`` holds groups of lines with a blank line between them.
What begins with "D " is noise that stands together in one place of a page; what begins with "K "
is of an article and only looks like noise. Their writers saw neither rules nor classifier. Put
into articles in the same language, they give the sparse documents of which the labelled ones are
too few.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.labelled import Labelled

FOLDER = Path(__file__).parent / "phrases"
_TURNS = 2  # times that a group is used, in different articles
_MOST = 6  # groups of noise in an article: furniture is sparse in what extractors leave


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that stand together, all article or all noise."""

    lines: tuple[str, ...]
    label: str  # K or D


def read_phrases(folder: Path = FOLDER) -> dict[str, list[Group]]:
    """The groups of each language. Raises ValueError naming the file and line of a wrong label."""
    found: dict[str, list[Group]] = defaultdict(list)
    for path in sorted(folder.glob("*.txt")):
        lines: list[str] = []
        for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), ""], 1):
            if line and line[:2] not in ("D ", "K "):
                raise ValueError(f"{path}, line {number}: begin with 'D ' or 'K '")
            if line:
                lines.append(line)
            elif lines:
                groups = {line[0] for line in lines}
                if len(groups) > 1:
                    raise ValueError(f"{path}, line {number - 1}: a group has one label")
                found[path.stem[:2]].append(Group(tuple(line[2:] for line in lines), lines[0][0]))
                lines = []
    return dict(found)


def furnished(
    documents: Sequence[Labelled],
    groups: Sequence[Group],
    folds: int,
    fold_of: Callable[[str], int],
) -> Iterator[Labelled]:
    """Articles of one language with the groups put between their paragraphs.

    Of a document only the article's own lines are taken, with groups of the document's fold.
    """
    for fold in range(folds):
        bodies = [_body(d) for d in documents if fold_of(d.name) == fold]
        mine = [group for group in groups if fold_of(" ".join(group.lines)) == fold]
        if not bodies or not mine:
            continue
        chance = Random(fold)
        noise = [group for group in mine if group.label == "D"] * _TURNS
        alike = [group for group in mine if group.label == "K"] * _TURNS
        chance.shuffle(noise)
        chance.shuffle(alike)
        turn = 0
        while noise:
            body = bodies[turn % len(bodies)]
            turn += 1
            chosen = [noise.pop() for _ in range(min(chance.randint(1, _MOST), len(noise)))]
            chosen += [alike.pop() for _ in range(min(chance.randint(0, 2), len(alike)))]
            yield _with_groups(body, chosen, turn, chance)


def _body(document: Labelled) -> Labelled:
    """The document less its noise and less its blank lines."""
    pairs = zip(document.text.split("\n"), document.labels, strict=True)
    kept = [(line, label) for line, label in pairs if label in "K?"]
    text = "\n".join(line for line, _ in kept)
    labels = "".join(label for _, label in kept)
    return Labelled(document.name, document.half, document.kind, document.language, text, labels)


def _with_groups(body: Labelled, groups: Sequence[Group], turn: int, chance: Random) -> Labelled:
    """Put groups before, between and behind the paragraphs of a body, more of them at the end."""
    paragraphs = [(line,) for line in body.text.split("\n")]
    blocks = list(zip(paragraphs, body.labels, strict=True))
    for group in groups:
        last = len(blocks)
        at = last if group.label == "D" and chance.random() < 0.25 else chance.randint(1, last)
        if group.label == "D" and chance.random() < 0.08:
            at = 0
        blocks.insert(at, (group.lines, group.label))
    loose, apart = chance.random() < 0.85, chance.random() < 0.5
    lines, labels = [], ""
    for block, label in blocks:
        for number, line in enumerate(block):
            if loose and lines and (apart or number == 0):
                lines.append("")
                labels += "."
            lines.append(line)
            labels += label
    name = f"{body.name}/{turn}"
    return Labelled(name, body.half, "furnished", body.language, "\n".join(lines), labels)
