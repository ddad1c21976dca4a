"""What the classifier's doubt of rules spares in labelled documents.

    python -m benchmarks.doubt [FOLDER …]

Of the lines that rules alone would cut it tells, by half, how many are the article's and how many
noise, and how many of each the doubt spares; documents with little noise (traps) apart. Folders
are those of `labelled.py`, the project's own without any.
"""

import argparse
from collections import Counter
from pathlib import Path

from benchmarks.labelled import Labelled, read_folder
from benchmarks.labelled_lines import is_trap
from cleaner.classifier import undoubted
from cleaner.draft import draft_of
from cleaner.match import rule_marks, spoken_here
from cleaner.model import Document
from cleaner.pipeline import default_cleaner
from cleaner.repair import repair
from cleaner.segment import split_lines

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the doubt of rules.")
    parser.add_argument("folders", type=Path, nargs="*")
    sums: Counter[tuple[str, str, bool]] = Counter()
    for folder in parser.parse_args().folders or [HERE / "labelled"]:
        for document in read_folder(folder):
            kind = "traps" if is_trap(document) else "noisy"
            for label, spared in judged(document):
                sums[f"{kind} {document.half}", label, spared] += 1
    for group in sorted({group for group, _, _ in sums}):
        told = []
        for label, name in (("K", "article"), ("D", "noise")):
            spared, cut = sums[group, label, True], sums[group, label, False]
            told.append(f"{name} {spared} of {spared + cut} spared")
        print(f"{group:12}", "  ".join(told))


def judged(document: Labelled) -> list[tuple[str, bool]]:
    """The label of each line that rules alone would cut, and whether the doubt spares it."""
    text = repair(document.text)[0]
    draft, settings = draft_of(Document(text, split_lines(text))), default_cleaner().settings
    if len(draft.document.lines) != len(document.labels):
        return []  # a repair made two lines of one
    marks = spoken_here(settings.matcher, rule_marks(settings.matcher, draft))
    kept = draft.with_marks(undoubted(draft, marks, settings.weights)).noise
    return [(document.labels[n], n not in kept) for n in draft.with_marks(marks).noise]


if __name__ == "__main__":
    main()
