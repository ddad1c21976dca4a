"""The tables of `quality.py` as text."""

from collections.abc import Mapping, Sequence
from typing import Any


def pages_table(means: Mapping[str, Any]) -> str:
    """Pages: one row a system."""
    rows = [
        (
            name,
            f"{found.after.word_f1:.4f}",
            f"{found.after.word_precision:.4f}",
            f"{found.after.word_recall:.4f}",
            f"{found.after.shingle_f1:.4f}",
            f"{found.wanted:.3f}",
            f"{found.unwanted:.3f}",
            f"{found.milliseconds:.1f}",
        )
        for name, found in means.items()
    ]
    head = "pages,word F1,precision,recall,shingle F1,wanted,unwanted,ms/page"
    return _table(head, rows)


def texts_table(table: str, means: Mapping[str, Any]) -> str:
    """Lift and dumps: each system before and after cleaning."""
    rows = [
        (
            name,
            f"{found.before.word_f1:.4f}",
            f"{found.after.word_f1:.4f}",
            f"{found.after.word_f1 - found.before.word_f1:+.4f}",
            f"{found.before.shingle_f1:.4f}",
            f"{found.after.shingle_f1:.4f}",
            f"{found.lost:.4f}",
            f"{found.removed:.3f}",
            f"{found.milliseconds:.1f}",
        )
        for name, found in means.items()
    ]
    head = f"{table},word F1,after,gain,shingle F1,after,lost,removed,ms/text"
    return _table(head, rows)


def labelled_table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Labelled documents: one row a group."""
    rows = [
        (
            name,
            *(str(int(cells[key])) for key in ("documents", "noise", "article")),
            f"{cells['removed']:.3f}",
            f"{cells['lost']:.4f}",
        )
        for name, cells in found.items()
    ]
    return _table("labelled,documents,noise,article,removed,lost", rows)


def repeats_table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Injected copies: one row a kind of copy."""
    rows = [
        (
            name,
            *(str(int(cells[key])) for key in ("texts", "copies")),
            f"{cells['found']:.4f}",
            str(int(cells["wrong"])),
        )
        for name, cells in found.items()
    ]
    return _table("repeats,texts,copies,found,lines wrongly cut", rows)


def _table(head: str, rows: Sequence[Sequence[str]]) -> str:
    cells = [head.split(","), *rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(cells[0]))]
    lines = []
    for row in cells:
        first = row[0].ljust(widths[0])
        rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join((first, *rest)))
    return "\n".join(lines)


# What the project wants, not what it has: the floors that it holds are in `speed.json`.
_SPEED_TARGETS = {
    "text.en": "≥ 10",
    **dict.fromkeys(("text.ru", "text.el", "text.zh", "text.ja", "text.ar"), "≥ 5"),
    "text.mojibake": "≥ 3",
    "cost.rules-times-5": "≤ 1.1",
    "cost.decoding-share": "≤ 0.03",
    "memory.times-input": "≤ 8",
    "start.first-clean-ms": "≤ 150",
    "start.command-ms": "≤ 350",
    "page.per-trafilatura": "≤ 1.5",
    "page.fast-per-trafilatura": "≤ 1.05",
}


def speed_table(figures: Mapping[str, float], shares: Mapping[str, float]) -> str:
    """Speed: each ratio beside its target and whether it meets it, then each stage's share."""
    rows = []
    for name, value in figures.items():
        target = _SPEED_TARGETS.get(name, "≤ 2" if name.startswith("cost.") else "")
        ratio = f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
        rows.append((name, ratio, target, _met(value, target)))
    stages = [(name, f"{share:.0%}") for name, share in shares.items()]
    return _table("speed,ratio,target,met", rows) + "\n\n" + _table("stage,share", stages)


def _met(value: float, target: str) -> str:
    if not target:
        return ""
    limit = float(target[1:])
    return "yes" if (value >= limit if target[0] == "≥" else value <= limit) else "no"
