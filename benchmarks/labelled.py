"""Labelled documents: text files that say of every line whether it is article or noise.

A ``.lab`` file begins with ``# kind | language | about``; each further line is a label, a space
and the document's line: K article, D noise, ? neither (not scored); a blank line is ``.``.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import ftfy

_WORD = re.compile(r"\w+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")  # inside words; the repair takes them out
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x85\x0b\x0c]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with one label (K, D, ? or .) for each line of ``text.split("\\n")``.

    ``half`` is the folder it stands in: rules and classifier may learn from "dev", never from
    "test".
    """

    name: str
    half: str
    kind: str
    language: str
    text: str
    labels: str


def read_folder(folder: Path) -> Iterator[Labelled]:
    """Yield a folder's documents, subfolders too, by name. Raises ValueError for a wrong one."""
    for path in sorted(folder.rglob("*.lab")):
        yield read_labelled(path)


def read_labelled(path: Path) -> Labelled:
    """Read one document. Raises ValueError naming file and line of a wrong label."""
    first, *lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    kind, language, _ = (part.strip() for part in first.removeprefix("#").split("|", 2))
    labels, texts = "", []
    for number, line in enumerate(lines, 2):
        label = line[:1] or "."
        if label not in "KD?." or (label != "." and line[1:2] != " "):
            raise ValueError(f"{path}, line {number}: begin with 'K ', 'D ', '? ' or '.'")
        labels += label
        texts.append(line[2:])
    return Labelled(path.stem, path.parent.name, kind, language, "\n".join(texts), labels)


def thinned(document: Labelled, left: int) -> Labelled:
    """The document with some ``left`` of its lines of noise, the same ones every time."""
    chance = Random(f"{document.name}/{left}")
    share = left / max(document.labels.count("D"), 1)
    pairs = zip(document.text.split("\n"), document.labels, strict=True)
    kept = [(line, label) for line, label in pairs if label != "D" or chance.random() < share]
    labels = "".join(label for _, label in kept)
    return replace(document, text="\n".join(line for line, _ in kept), labels=labels)


def survivors(raw: str, cleaned: str, labels: str = "") -> list[bool | None]:
    """Say of each line of ``raw`` whether it stands, in order, in ``cleaned``; None for blanks.

    Lines are compared by their words, mojibake mended on both sides; of equal lines the article's
    (by their ``labels``) are credited before others, and the first ones: a heading that stays is
    not the entry of a table of contents that went. A line that was cut in part survives with six
    tenths of its words.
    """
    left = [_key(line) for line in raw.split("\n")]
    right = [key for key in map(_key, _LINE_END.split(cleaned)) if key]
    inked = [number for number, key in enumerate(left) if key]
    keys = [left[number] for number in inked]
    alive: list[bool | None] = [None] * len(left)
    matcher = difflib.SequenceMatcher(None, keys, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        rest = " ".join(right[j1:j2]).split()
        for at in range(i1, i2):
            alive[inked[at]] = tag == "equal" or (
                tag == "replace" and _share(keys[at].split(), rest) >= 0.6
            )
    same: dict[str, list[int]] = defaultdict(list)
    for number in inked:
        same[left[number]].append(number)
    for numbers in same.values():
        kept = sum(bool(alive[number]) for number in numbers)
        if labels:
            numbers.sort(key=lambda number: labels[number] != "K")
        for place, number in enumerate(numbers):
            alive[number] = place < kept
    return alive


def _key(line: str) -> str:
    return " ".join(_WORD.findall(_UNSEEN.sub("", ftfy.fix_text(line)).casefold()))


def _share(words: list[str], rest: list[str]) -> float:
    blocks = difflib.SequenceMatcher(None, words, rest, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
