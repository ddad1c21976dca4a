"""Labelled documents cleaned: noise lines removed and article lines lost."""

from collections import Counter, defaultdict
from multiprocessing import Pool
from pathlib import Path

from benchmarks.labelled import Labelled, read_folder, survivors
from cleaner import clean

_TRAP, _SPARSE = 3, 10  # with fewer lines of noise a document is one


def measure_labelled(folder: Path) -> dict[str, dict[str, float]]:
    """Noise lines removed and article lines lost, by half and language, traps apart.

    All documents that are no traps are summed up as "noisy", of which some are "sparse" and the
    others "rich" in noise. Rules and classifier know the "dev" half; only the "test" half says
    what strangers may expect.
    """
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    with Pool() as pool:
        for document, counts in pool.imap(_labelled_counts, read_folder(folder), chunksize=2):
            for group in _groups(document):
                sums[f"{group} {document.half}"].update(counts)
    return {
        group: {
            "documents": counts["documents"],
            "noise": counts["noise"],
            "article": counts["article"],
            "removed": round(counts["removed"] / max(counts["noise"], 1), 4),
            "lost": round(counts["lost"] / max(counts["article"], 1), 5),
        }
        for group, counts in sorted(sums.items())
    }


def is_trap(document: Labelled) -> bool:
    """Whether a document is there for the article lines that look like noise."""
    return document.labels.count("D") < _TRAP


def _groups(document: Labelled) -> tuple[str, ...]:
    if is_trap(document):
        return ("traps",)
    sparse = document.labels.count("D") < _SPARSE
    return (document.language, "noisy", "sparse" if sparse else "rich")


def _labelled_counts(document: Labelled) -> tuple[Labelled, Counter[str]]:
    counts: Counter[str] = Counter(documents=1)
    alive = survivors(document.text, clean(document.text).text, document.labels)
    for label, survives in zip(document.labels, alive, strict=True):
        if survives is not None and label in "KD":
            side, wrong = ("article", "lost") if label == "K" else ("noise", "removed")
            counts[side] += 1
            counts[wrong] += not survives
    return document, counts
