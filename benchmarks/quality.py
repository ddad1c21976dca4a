"""Quality, side by side with the peers in one run: pages, lift, dumps, labelled documents, repeats.

    python -m benchmarks.quality [DATA …] [--labelled FOLDER] [--sample N] [--only TABLE]
                                 [--json FILE] [--worst N] [--gate FILE] [--lower]

DATA holds ``html/ID.html.gz`` and ``gold/ID.json`` (see `pages.py`). Without it the small set in
``benchmarks/small/`` is measured, which was written for this project.

* **pages**: ``clean(bytes).body`` against the extractors.
* **lift**: each extractor's own text, before and after ``clean(text).body``; with the article
  lines lost and the noise lines removed (`measures.label_lines`).
* **dumps**: all text of the page by four renderers, and by one in a form that the classifier never
  learnt from, before and after.
* **labelled**: noise lines removed and article lines lost in documents labelled line by line.
* **repeats**: copies injected into clean texts: found, and lines wrongly cut (`copies.py`).

``--gate`` compares with the committed floors and fails when a figure is below one; ``--lower``
is the only way to write a floor down, and raises those that have become better too.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.copies import measure_copies
from benchmarks.gate import check_floors
from benchmarks.labelled_lines import measure_labelled
from benchmarks.side_by_side import Tally, flat_figures, measure_pages, summary
from benchmarks.tables import labelled_table, pages_table, repeats_table, texts_table

HERE = Path(__file__).parent
TABLES = ("pages", "lift", "dumps", "labelled", "repeats")


def main() -> int:
    options = _options()
    figures: dict[str, float] = {}
    tables = options.only or TABLES
    for folder in options.data or [HERE / "small"]:
        tallies = measure_pages(folder, options.sample, tables)
        print(f"\n# {folder.name}")
        for table in ("pages", "lift", "dumps"):
            if rows := tallies.get(table):
                means = {name: summary(tally) for name, tally in rows.items()}
                printed = pages_table(means) if table == "pages" else texts_table(table, means)
                print("\n" + printed)
                _print_worst(rows, options.worst)
                figures |= flat_figures(f"{folder.name}.{table}", means)
    for folder in options.labelled or [HERE / "labelled"]:
        if "labelled" in tables:
            found = measure_labelled(folder)
            print("\n" + labelled_table(found))
            for name, cells in found.items():
                figures[f"labelled.{name}.removed"] = cells["removed"]
                figures[f"labelled.{name}.lost"] = cells["lost"]
    if "repeats" in tables:
        copies = measure_copies()
        print("\n" + repeats_table(copies))
        for name, cells in copies.items():
            figures[f"repeats.{name}.found"] = cells["found"]
            figures[f"repeats.{name}.wrong"] = cells["wrong"]
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
    if options.gate:
        return check_floors(figures, options.gate, lower=options.lower)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure cleaning side by side with its peers.")
    parser.add_argument("data", type=Path, nargs="*")
    parser.add_argument("--labelled", type=Path, action="append")
    parser.add_argument("--sample", type=int, help="measure N pages, evenly spread")
    parser.add_argument("--only", action="append", choices=TABLES)
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    parser.add_argument("--worst", type=int, default=0, help="show the N lines most often wrong")
    parser.add_argument("--gate", type=Path, help="fail below the floors of this file")
    parser.add_argument("--lower", action="store_true", help="write the figures as new floors")
    return parser.parse_args()


def _print_worst(rows: dict[str, Tally], most: int) -> None:
    wrong: Counter[str] = Counter()
    for tally in rows.values():
        wrong.update(tally.wrong)
    for line, count in wrong.most_common(most):
        print(f"{count:5} {line}".encode("ascii", "backslashreplace").decode())


if __name__ == "__main__":
    sys.exit(main())
