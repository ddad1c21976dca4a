"""Labelled documents cleaned: noise lines removed and article lines lost."""

from collections import Counter, defaultdict
from multiprocessing import Pool
from pathlib import Path

from benchmarks.labelled import Labelled, read_folder, survivors
from cleaner import clean


def measure_labelled(folder: Path) -> dict[str, dict[str, float]]:
    """Noise lines removed and article lines lost, by language or traps, and half.

    Rules and classifier know the "dev" half; only the "test" half says what strangers may expect.
    """
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    with Pool() as pool:
        for document, counts in pool.imap(_labelled_counts, read_folder(folder), chunksize=2):
            trap = counts["noise"] < 3
            group = "traps" if trap else document.language
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


def _labelled_counts(document: Labelled) -> tuple[Labelled, Counter[str]]:
    counts: Counter[str] = Counter(documents=1)
    alive = survivors(document.text, clean(document.text).text)
    for label, survives in zip(document.labels, alive, strict=True):
        if survives is not None and label in "KD":
            side, wrong = ("article", "lost") if label == "K" else ("noise", "removed")
            counts[side] += 1
            counts[wrong] += not survives
    return document, counts
