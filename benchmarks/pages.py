"""Word F1 of article bodies: trafilatura alone and this project's page reading, side by side.

    python benchmarks/pages.py DATA [--sample N]

DATA holds ``html/ID.html.gz`` and ``gold/ID.json`` with the article as ``main_content``. Word F1
compares lower-cased ``\\w+`` tokens as multisets, per page; figures are means over the pages.
Times are processor time of one run in one process; who goes first changes with every page.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from trafilatura import extract as trafilatura_extract

from cleaner.model import Document
from cleaner.page import extract, read_page
from cleaner.page.decide import HEADLINE
from cleaner.segment import split_lines
from cleaner.spans import cut, resolve


def main() -> None:
    """Print one row of figures for each way of reading."""
    parser = argparse.ArgumentParser(description="Measure article bodies against gold texts.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, help="measure N pages, evenly spread")
    options = parser.parse_args()
    ways: dict[str, Callable[[str], str]] = {
        "trafilatura": lambda html: trafilatura_extract(html, include_comments=False) or "",
        "page, fast": lambda html: body(html, fast=True),
        "page": body,
    }
    scores: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ways}
    seconds = dict.fromkeys(ways, 0.0)
    for number, (html, gold) in enumerate(pages(options.data, options.sample)):
        names = list(ways)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            if number == 0:
                ways[name](html)  # first calls load word lists and compile patterns
            started = time.process_time()
            text = ways[name](html)
            seconds[name] += time.process_time() - started
            scores[name].append(word_scores(text, gold))
    print(f"{'':12}  word F1  precision  recall  ms/page  pages")
    for name, rows in scores.items():
        f1, precision, recall = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        milliseconds = 1000 * seconds[name] / len(rows)
        figures = f"{f1:7.4f}  {precision:9.4f}  {recall:6.4f}  {milliseconds:7.1f}"
        print(f"{name:12}  {figures}  {len(rows)}")


def pages(data: Path, sample: int | None) -> Iterator[tuple[str, str]]:
    """Yield (html, gold text) of each page, in the order of their ids."""
    paths = sorted((data / "html").glob("*.html.gz"))
    step = max(1, len(paths) // sample) if sample else 1
    for path in paths[::step][:sample]:
        gold = json.loads((data / "gold" / path.name.replace(".html.gz", ".json")).read_bytes())
        yield gzip.decompress(path.read_bytes()).decode("utf-8", "replace"), gold["main_content"]


def body(html: str, *, fast: bool = False) -> str:
    """Give the text of the lines that are kept, without the headline's."""
    page = read_page(html, fast=fast)
    document = Document(page.text, split_lines(page.text), page.evidence, title=page.title)
    removals = resolve(document.text, extract(document))
    headline = [
        document.text[line.start : line.end]
        for line, evidence in zip(document.lines, page.evidence, strict=False)
        if evidence is not None and HEADLINE in evidence.votes
    ]
    text = cut(document.text, removals)
    return text.replace(headline[0], "", 1) if headline else text


def word_scores(text: str, gold: str) -> tuple[float, float, float]:
    """Give F1, precision and recall (0 to 1) of the words of ``text``."""
    have, want = (Counter(re.findall(r"\w+", side.lower())) for side in (text, gold))
    common = (have & want).total()
    if not have and not want:
        return 1.0, 1.0, 1.0
    precision = common / have.total() if have else 0.0
    recall = common / want.total() if want else 0.0
    return 2 * common / (have.total() + want.total()), precision, recall


if __name__ == "__main__":
    main()
