"""What was done, in figures that add up: of a shard, of a whole run."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleaner.hosts import host_of
from cleaner.result import Result
from cleaner.terminal import Palette, visible

_MOST_WARNINGS = 20  # that are told; the log has them all
_MOST_SITES = 100_000  # that are counted by name, so that memory stays flat
OTHER_SITES = "(other sites)"

Pair = tuple[int, int]


@dataclass
class Figures:
    """Figures that grow with every document. Characters are code points of the repaired text.

    ``rules`` counts removals and their characters by category and rule, ``languages`` by the
    language of the rule ("several", or "any" for what the engine finds), ``sites`` documents,
    removals and characters by the host of the address.
    """

    documents: int = 0
    failed: int = 0
    bytes_in: int = 0
    characters_in: int = 0
    characters_out: int = 0
    repairs: int = 0
    warned: int = 0
    warnings: list[tuple[str, str]] = field(default_factory=list)
    rules: dict[str, Pair] = field(default_factory=dict)
    categories: dict[str, Pair] = field(default_factory=dict)
    languages: dict[str, Pair] = field(default_factory=dict)
    sites: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    category_of: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        id: str,
        size: int,
        result: Result,
        url: str | None,
        languages: Mapping[str, str],
        note: str | None = None,
    ) -> None:
        """Count a document of ``size`` bytes. ``languages`` has that of every rule.

        ``note`` is a warning of whoever read the document.
        """
        cut = Counter[str]()
        for removal in result.removals:
            length = len(removal.text)
            cut[removal.rule] += 1
            self.category_of[removal.rule] = removal.category
            _grow(self.rules, removal.rule, (1, length))
            _grow(self.categories, removal.category, (1, length))
            _grow(self.languages, languages.get(removal.rule, "any"), (1, length))
        removed = sum(len(removal.text) for removal in result.removals)
        self.documents += 1
        self.bytes_in += size
        self.characters_in += len(result.text) + removed
        self.characters_out += len(result.text)
        self.repairs += len(result.repairs)
        warnings = [*([note] if note else []), *result.warnings]
        self.warned += len(warnings)
        self.warnings += [(id, warning) for warning in warnings]
        del self.warnings[_MOST_WARNINGS:]
        if url:
            self._add_site(host_of(url), (1, len(result.removals), removed))

    def _add_site(self, site: str, counts: tuple[int, int, int]) -> None:
        if site not in self.sites and len(self.sites) >= _MOST_SITES:
            site = OTHER_SITES
        before = self.sites.get(site, (0, 0, 0))
        self.sites[site] = tuple(map(sum, zip(before, counts, strict=True)))  # type: ignore[assignment]

    def fail(self, count: int = 1) -> None:
        """Count documents that could not be done."""
        self.documents += count
        self.failed += count

    def merge(self, state: Mapping[str, Any]) -> None:
        """Add the figures of a shard, as `state` gave them."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + state[name])
        self.warnings += [(id, warning) for id, warning in state["warnings"]]
        del self.warnings[_MOST_WARNINGS:]
        self.category_of |= state["category_of"]
        for name in ("rules", "categories", "languages"):
            for key, (count, characters) in state[name].items():
                _grow(getattr(self, name), key, (count, characters))
        for site, (documents, removals, characters) in state["sites"].items():
            self._add_site(site, (documents, removals, characters))

    def state(self) -> dict[str, Any]:
        """Return all figures, ready for JSON."""
        return {
            **{name: getattr(self, name) for name in _NUMBERS},
            "warnings": self.warnings,
            "category_of": self.category_of,
            "rules": self.rules,
            "categories": self.categories,
            "languages": self.languages,
            "sites": self.sites,
        }

    @property
    def removed_share(self) -> float:
        """The share of the characters that was removed, 0 to 1."""
        return 1 - self.characters_out / self.characters_in if self.characters_in else 0.0

    def summary(self) -> dict[str, Any]:
        """Return the object of ``summary.json``."""
        names = ("removals", "characters")
        tables = {
            name: {key: dict(zip(names, pair, strict=True)) for key, pair in sorted(table.items())}
            for name, table in (
                ("categories", self.categories),
                ("rules", self.rules),
                ("languages", self.languages),
            )
        }
        sites = {
            site: dict(zip(("documents", *names), counts, strict=True))
            for site, counts in sorted(self.sites.items())
        }
        return {
            "documents": self.documents,
            "failed": self.failed,
            "bytes_in": self.bytes_in,
            "characters_in": self.characters_in,
            "characters_out": self.characters_out,
            "repairs": self.repairs,
            "warnings": self.warned,
            "removals": sum(count for count, _ in self.categories.values()),
            **tables,
            "sites": sites,
        }

    def lines(self, colours: Palette) -> Iterator[str]:
        """Yield the table for people: totals, removals by category and rule, warnings."""
        failed = f", {self.failed:,} failed" if self.failed else ""
        yield f"documents   {self.documents:,}{failed}"
        yield (
            f"characters  {self.characters_in:,} in, {self.characters_out:,} out"
            f" ({self.removed_share:.1%} removed)"
        )
        yield f"repairs     {self.repairs:,}"
        yield f"removals    {sum(count for count, _ in self.categories.values()):,}"
        if self.categories:
            yield ""
            yield from self._table(colours)
        if self.warnings:
            yield ""
            yield from self._warnings(colours)

    def _table(self, colours: Palette) -> Iterator[str]:
        yield colours.heading(f"{'removals':>8}  {'characters':>10}  category and rule")
        for category, (count, characters) in sorted(self.categories.items()):
            yield f"{count:>8,}  {characters:>10,}  {colours.heading(visible(category))}"
            for rule, (count, characters) in sorted(self.rules.items()):
                if self.category_of[rule] == category:
                    yield f"{count:>8,}  {characters:>10,}    {colours.name(visible(rule))}"

    def _warnings(self, colours: Palette) -> Iterator[str]:
        yield colours.heading(f"warnings    {self.warned:,}")
        for id, warning in self.warnings:
            yield f"  {colours.name(visible(id))}: {visible(warning)}"
        if self.warned > len(self.warnings):
            yield f"  and {self.warned - len(self.warnings):,} more, in the log"


_NUMBERS = (
    *("documents", "failed", "bytes_in", "characters_in", "characters_out"),
    *("repairs", "warned"),
)


def _grow(table: dict[str, Pair], key: str, pair: Pair) -> None:
    count, characters = table.get(key, (0, 0))
    table[key] = count + pair[0], characters + pair[1]
