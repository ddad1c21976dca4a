"""The lines that the classifier learns from: documents with labels and the marks of some rules.

Marks of rules are left out at random: the classifier must know lines whose wording no rule has,
and the rules know the wordings of the labelled documents too well.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

from benchmarks.grafts import Cutting, grafts
from benchmarks.labelled import Labelled, read_folder, survivors, thinned
from benchmarks.measures import label_lines
from benchmarks.pages import Page, read_pages
from benchmarks.peers import extractors, renderers
from benchmarks.phrases import furnished, read_phrases
from cleaner.draft import Draft, draft_of
from cleaner.match import rule_marks
from cleaner.model import Document
from cleaner.pipeline import Cleaner
from cleaner.repair import repair
from cleaner.repeats import repeat_marks
from cleaner.segment import split_lines
from tests.golden import read_cases

FOLDS = 5
# What a document counts for. Traps are few, and what they lose is what must not happen.
WEIGHTS = {
    "dump": 0.5,  # four of each page
    "body": 1.0,
    "gold": 2.0,
    "labelled": 3.0,
    "thinned": 3.0,
    "trap": 9.0,
    "fixture": 9.0,
    "furnished": 0.6,
}
_GRAFT = 0.5  # of what the page's own text counts for
_LEFT_OUT = 0.25  # the share of rules that are left out in texts of pages
# Bylines and captions ("?") count as article: in doubt they stay.
_ARTICLE = {"K": True, "?": True, "D": False}
# Lines of noise that a thinned document has left on average, and the share of rules left out.
_THINNED = ((2, 0.3), (4, 0.6))
_CLEANER = Cleaner()


@dataclass(frozen=True)
class Sample:
    """One document: its source's name (a page's texts share one), kind, draft and line labels.

    ``source`` names the renderer or extractor of a page's text.
    """

    group: str
    kind: str
    draft: Draft
    labels: list[bool | None]
    weight: float
    source: str = ""


def collect(data: Path, folders: Sequence[Path]) -> Iterator[Sample]:
    """Make the samples of pages, labelled documents and fixtures, in a fixed order."""
    with Pool() as pool:
        cuttings = []
        for found in pool.imap(_page_samples, read_pages(data), chunksize=4):
            yield from found
            cuttings += [_cutting(sample) for sample in found if sample.source]
        for grafted in pool.imap(_graft_samples, grafts(cuttings, fold_of), chunksize=16):
            yield from grafted
    for folder in folders:
        for document in read_folder(folder):
            yield from _labelled_samples(document)
    yield from _furnished_samples([d for f in folders for d in read_folder(f)])
    for case in read_cases():
        if case.kind in ("noise", "trap", "repeat"):
            text = case.raw.decode("utf-8").rstrip("\n")
            by_line = survivors(text, (case.folder / "clean.txt").read_text("utf-8"))
            for left_out in (0.1, 0.5):
                draft = marked(text, f"{case.slug}/{left_out}", left_out)
                if len(draft.document.lines) == len(by_line):
                    yield Sample(case.slug, "fixture", draft, by_line, WEIGHTS["fixture"])


def _furnished_samples(documents: Sequence[Labelled]) -> Iterator[Sample]:
    for language, groups in sorted(read_phrases().items()):
        alike = [d for d in documents if d.language == language]
        for document in furnished(alike, groups, FOLDS, fold_of):
            name = document.name.split("/")[0]
            left_out = 0.1 + 0.6 * _chance(document.name)
            draft = marked(document.text, document.name, left_out)
            by_line = [_ARTICLE.get(label) for label in document.labels]
            if len(draft.document.lines) == len(by_line):
                yield Sample(name, "furnished", draft, by_line, WEIGHTS["furnished"])


def _labelled_samples(document: Labelled) -> Iterator[Sample]:
    """The document with different rules left out, and with most of its noise left out.

    What extractors leave in a text stands alone between its paragraphs: the lines of a document
    with all its noise never look like that.
    """
    kind = "trap" if document.labels.count("D") < 3 else "labelled"
    made = [(kind, document, left_out) for left_out in (0.1, 0.4, 0.7)]
    if kind == "labelled":
        made += [("thinned", thinned(document, left), left_out) for left, left_out in _THINNED]
    for turn, (kind, text, left_out) in enumerate(made):
        by_line = [_ARTICLE.get(label) for label in text.labels]
        draft = marked(text.text, f"{text.name}/{turn}", left_out)
        if len(draft.document.lines) == len(by_line):
            yield Sample(document.name, kind, draft, by_line, WEIGHTS[kind])


def _page_samples(page: Page) -> list[Sample]:
    number = int(hashlib.md5(page.name.encode()).hexdigest(), 16)
    bodies = list(extractors().items())
    chosen = [("dump", *renderer) for renderer in renderers().items()]
    chosen += [("body", *bodies[(number + step) % len(bodies)]) for step in (0, 2, 4)]
    found = []
    for kind, name, peer in chosen:
        text = peer(page.html)
        if 100 < len(text) < 150_000:
            draft = marked(text, f"{page.name}/{name}", _LEFT_OUT)
            labels = label_lines(draft.document.text, page.gold)
            found.append(Sample(page.name, kind, draft, labels, WEIGHTS[kind], name))
    draft = marked(page.gold, page.name, _LEFT_OUT)
    whole = [True] * len(draft.document.lines)
    found.append(Sample(page.name, "gold", draft, whole, WEIGHTS["gold"]))
    return found


def _cutting(sample: Sample) -> Cutting:
    document = sample.draft.document
    lines = [document.text[line.start : line.end] for line in document.lines]
    labels = sample.labels[: len(lines)]  # a line end at the text's end makes one label more
    return Cutting(sample.group, sample.kind, sample.source, lines, labels)


def _graft_samples(graft: Cutting) -> list[Sample]:
    """The graft with its marks; none when its lines were joined or divided on the way."""
    draft = marked("\n".join(graft.lines), f"{graft.group}/{graft.source}", _LEFT_OUT)
    weight = _GRAFT * WEIGHTS[graft.kind]
    found = Sample(graft.group, graft.kind, draft, graft.labels, weight, graft.source)
    return [found] if len(draft.document.lines) == len(graft.labels) else []


def marked(text: str, name: str, left_out: float) -> Draft:
    """A draft with the marks of rules and repeats, those of a share of the rules left out."""
    repaired = repair(text)[0]
    draft = draft_of(Document(repaired, split_lines(repaired)))
    settings = _CLEANER.settings
    marks = rule_marks(settings.matcher, draft, settings.sites)
    draft = draft.with_marks(m for m in marks if _chance(name + m.rule) >= left_out)
    draft = draft.with_marks(repeat_marks(draft))
    return replace(draft, answers={})  # compiled patterns do not travel between processes


def length_weight(sample: Sample) -> float:
    """What one line of a document counts for: long documents count for little more."""
    return 30 / max(len(sample.draft.inked), 30) ** 0.7


def fold_of(group: str) -> int:
    """The fold of a page or document; all texts of one page share it."""
    return int(_chance(group) * FOLDS)


def _chance(text: str) -> float:
    return int.from_bytes(hashlib.md5(text.encode()).digest()[:4], "big") / 2**32
