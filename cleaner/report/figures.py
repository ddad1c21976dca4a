"""The figures of a report, summed up one document after the other."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleaner.batch.readers import Unreadable
from cleaner.hosts import host_of
from cleaner.model import Removal
from cleaner.prose import is_prose, prose_lines
from cleaner.report.entries import Entry
from cleaner.view import view

BINS = 20  # of the histogram: five per cent each
EXAMPLES = 6  # of each rule, and as many that read like prose
_SNIPPET = 240  # characters of an example
_NAME = 300  # characters of an id or a title in tables; the document itself has all
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class RuleFigures:
    """What one rule cut under one category. ``prose`` counts cuts with a line of prose in them."""

    id: str
    category: str
    cuts: int = 0
    characters: int = 0
    documents: int = 0
    prose: int = 0
    examples: dict[str, int] = field(default_factory=dict)
    prose_examples: dict[str, int] = field(default_factory=dict)

    def add(self, removal: Removal, document: int, prose: bool) -> None:
        """Count one removal of the document with this number."""
        self.cuts += 1
        self.characters += len(removal.text)
        self.prose += prose
        examples = self.prose_examples if prose else self.examples
        text = removal.text.strip("\n")[:_SNIPPET]
        if len(examples) < EXAMPLES and text.strip():
            examples.setdefault(text, document)


@dataclass(frozen=True, slots=True)
class Row:
    """One document in the table.

    ``rules`` has numbers of rules, their cuts and their size; ``kinds`` and ``steps`` are numbers
    in `Figures.warnings` and `Figures.repairs`.
    """

    id: str
    title: str
    site: str
    format: str
    encoding: str
    characters: int
    cut: int
    cuts: int
    prose: int
    repairs: int
    warnings: int
    known: bool
    rules: tuple[tuple[int, int, int], ...]
    kinds: tuple[int, ...]
    steps: tuple[int, ...]


@dataclass
class Tally:
    """Names with their counts, numbered in the order in which they came."""

    counts: Counter[str] = field(default_factory=Counter)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> tuple[int, ...]:
        """Count the names and return the numbers of the different ones."""
        cut = [name[:_NAME] for name in names]
        self.counts.update(cut)
        return tuple(
            self._numbers.setdefault(name, len(self._numbers)) for name in dict.fromkeys(cut)
        )


@dataclass
class Figures:
    """All figures of a report; `add` counts one document."""

    rows: list[Row] = field(default_factory=list)
    rules: list[RuleFigures] = field(default_factory=list)
    problems: list[Unreadable] = field(default_factory=list)
    warnings: Tally = field(default_factory=Tally)
    repairs: Tally = field(default_factory=Tally)
    histogram: list[int] = field(default_factory=lambda: [0] * BINS)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, rule: str, category: str) -> int:
        """Return the number of a rule that cuts under a category; a new one gets the next."""
        key = rule, category
        if key not in self._numbers:
            self._numbers[key] = len(self.rules)
            self.rules.append(RuleFigures(rule, category))
        return self._numbers[key]

    def add(self, entry: Entry) -> None:
        """Count one document."""
        document = len(self.rows)
        cuts: Counter[int] = Counter()
        sizes: Counter[int] = Counter()
        prose = 0
        for removal in entry.removals:
            number = self.number(removal.rule, removal.category)
            reads_like_prose = has_prose(removal.text)
            self.rules[number].add(removal, document, reads_like_prose)
            cuts[number] += 1
            sizes[number] += len(removal.text)
            prose += reads_like_prose
        for number in cuts:
            self.rules[number].documents += 1
        self.histogram[histogram_bin(sizes.total(), entry.characters)] += 1
        kinds = self.warnings.add({_NUMBER.sub("…", warning): 0 for warning in entry.warnings})
        steps = self.repairs.add(step for one in entry.repairs for step in dict.fromkeys(one.steps))
        rules = tuple((number, cuts[number], sizes[number]) for number in sorted(cuts))
        self.rows.append(_row(entry, prose, rules, kinds, steps))


def _row(
    entry: Entry,
    prose: int,
    rules: tuple[tuple[int, int, int], ...],
    kinds: tuple[int, ...],
    steps: tuple[int, ...],
) -> Row:
    return Row(
        id=entry.id[:_NAME],
        title=(entry.title or "")[:_NAME],
        site=site_of(entry.id, entry.url)[:_NAME],
        format=entry.source.format,
        encoding=(entry.source.encoding or "text")[:_NAME],
        characters=entry.characters,
        cut=sum(size for _, _, size in rules),
        cuts=sum(cuts for _, cuts, _ in rules),
        prose=prose,
        repairs=len(entry.repairs),
        warnings=len(entry.warnings),
        known=entry.text is not None,
        rules=rules,
        kinds=kinds,
        steps=steps,
    )


def histogram_bin(cut: int, characters: int) -> int:
    """Return in which of the `BINS` a document stands; the last one holds 100 per cent too."""
    return min(BINS * cut // characters, BINS - 1) if characters else 0


def has_prose(text: str) -> bool:
    """Tell whether a cut text has a line that reads like a paragraph's."""
    views = tuple(map(view, text.split("\n")))
    return any(prose_lines(views, tuple(map(is_prose, views))))


def site_of(id: str, url: str | None) -> str:
    """Return the host of a document's address, or the top folder of its id, "" with neither."""
    if host := host_of(url):
        return host.removeprefix("www.")
    folder, slash, _ = id.partition("/")
    return folder if slash else ""
