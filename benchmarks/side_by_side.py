"""Every system on every page: pages, lift and dumps, on all cores.

A system's own time is processor time; who goes first on a page turns with the page.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing import Pool
from pathlib import Path

from benchmarks.measures import Mean, Score, label_lines, mean, score, snippets
from benchmarks.pages import Page, read_pages
from benchmarks.peers import extractors, renderers, unseen_renderers
from cleaner import Cleaner, clean


@dataclass
class Tally:
    """What one system did on all pages."""

    before: list[Score] = field(default_factory=list)
    after: list[Score] = field(default_factory=list)
    lost: int = 0
    article: int = 0
    removed: int = 0
    noise: int = 0
    wanted: list[int] = field(default_factory=lambda: [0, 0])
    unwanted: list[int] = field(default_factory=lambda: [0, 0])
    seconds: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Row:
    """What one system did on one page; ``wrong`` are lines, "-" lost ones and "+" kept noise."""

    table: str
    system: str
    before: Score | None
    after: Score
    seconds: float
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    found: tuple[int, int, int, int] = (0, 0, 0, 0)
    wrong: tuple[str, ...] = ()


def measure_pages(
    folder: Path, sample: int | None, tables: Iterable[str]
) -> dict[str, dict[str, Tally]]:
    """Measure every page of a folder on all cores, by table and system."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    wanted = tuple(tables)
    with Pool(initializer=_warm_up) as pool:
        jobs = ((page, wanted) for page in read_pages(folder, sample))
        for rows in pool.imap(_measure, jobs, chunksize=2):
            for row in rows:
                _add(tallies[row.table][row.system], row)
    return tallies


_DUMPS = renderers() | unseen_renderers()


def _warm_up() -> None:
    """First calls load word lists and compile patterns: no page should pay for that."""
    html = "<html><body><article><p>The harbour wall was built in 1911.</p></article></body></html>"
    for peer in (*extractors().values(), *_DUMPS.values()):
        peer(html)
    _FAST.clean(html)
    clean(html)


def _measure(job: tuple[Page, tuple[str, ...]]) -> list[Row]:
    page, tables = job
    rows: list[Row] = []
    if "pages" in tables:
        rows += _page_rows(page)
    for table, systems in (("lift", extractors()), ("dumps", _DUMPS)):
        if table in tables:
            rows += [
                _text_row(table, name, peer(page.html), page) for name, peer in systems.items()
            ]
    return rows


def _page_rows(page: Page) -> list[Row]:
    """All systems on one page. Whoever comes first pays for cold caches, so the order turns."""
    systems = {
        "cleaner": lambda: clean(page.data, url=page.url).body,
        "cleaner fast": lambda: _FAST.clean(page.data, url=page.url).body,
        **{name: (lambda peer=peer: peer(page.html)) for name, peer in extractors().items()},
    }
    names = list(systems)
    turn = sum(page.name.encode()) % len(names)
    rows = []
    for name in names[turn:] + names[:turn]:
        started = time.process_time()
        text = systems[name]()
        seconds = time.process_time() - started
        found = snippets(text, page.wanted, page.unwanted)
        counts = (found[0], len(page.wanted), found[1], len(page.unwanted))
        rows.append(Row("pages", name, None, score(text, page.gold), seconds, found=counts))
    return rows


_FAST = Cleaner(fast=True)


def _text_row(table: str, system: str, text: str, page: Page) -> Row:
    started = time.process_time()
    result = clean(text)
    seconds = time.process_time() - started
    labels = label_lines(text, page.gold)
    alive = Counter(" ".join(line.split()) for line in result.text.split("\n"))
    lost = removed = 0
    wrong: list[str] = []
    for line, label in zip(text.split("\n"), labels, strict=True):
        folded = " ".join(line.split())
        if label is None:
            continue
        survives = alive[folded] > 0
        alive[folded] -= survives
        if label and not survives:
            lost += 1
            wrong.append("- " + folded[:100])
        elif not label and survives:
            wrong.append("+ " + folded[:100])
        removed += not label and not survives
    counts = (lost, labels.count(True), removed, labels.count(False))
    before, after = score(text, page.gold), score(result.body, page.gold)
    return Row(table, system, before, after, seconds, counts, wrong=tuple(wrong))


def _add(tally: Tally, row: Row) -> None:
    if row.before is not None:
        tally.before.append(row.before)
    tally.after.append(row.after)
    tally.seconds += row.seconds
    lost, article, removed, noise = row.counts
    tally.lost, tally.article = tally.lost + lost, tally.article + article
    tally.removed, tally.noise = tally.removed + removed, tally.noise + noise
    for sums, part in ((tally.wanted, row.found[:2]), (tally.unwanted, row.found[2:])):
        sums[0], sums[1] = sums[0] + part[0], sums[1] + part[1]
    tally.wrong.update(set(row.wrong))


@dataclass(frozen=True)
class Summary:
    """The figures of one system in one table."""

    before: Mean | None
    after: Mean
    lost: float
    removed: float
    wanted: float
    unwanted: float
    milliseconds: float


def summary(tally: Tally) -> Summary:
    """Shares and means of a tally; milliseconds of processor time a page."""
    return Summary(
        mean(tally.before) if tally.before else None,
        mean(tally.after),
        tally.lost / max(tally.article, 1),
        tally.removed / max(tally.noise, 1),
        tally.wanted[0] / max(tally.wanted[1], 1),
        tally.unwanted[0] / max(tally.unwanted[1], 1),
        1000 * tally.seconds / max(len(tally.after), 1),
    )


def flat_figures(name: str, means: dict[str, Summary]) -> dict[str, float]:
    """The figures that floors are kept for: of this project alone, not of its peers."""
    figures = {}
    for system, found in means.items():
        key = f"{name}.{system.replace(' ', '-')}"
        if found.before is not None:
            figures[f"{key}.gain"] = found.after.word_f1 - found.before.word_f1
            figures[f"{key}.word_f1"] = found.after.word_f1
        elif system.startswith("cleaner"):
            figures[f"{key}.word_f1"] = found.after.word_f1
            figures[f"{key}.shingle_f1"] = found.after.shingle_f1
    return {key: round(value, 5) for key, value in figures.items()}
