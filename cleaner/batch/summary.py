"""What a batch did, in figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleaner.batch.run import Outcome
from cleaner.terminal import Palette, visible

_MOST_WARNINGS = 20  # lines; the log has them all


@dataclass
class Summary:
    """Figures that grow with every outcome. Characters are code points of the repaired text."""

    documents: int = 0
    failed: int = 0
    characters_in: int = 0
    characters_out: int = 0
    repairs: int = 0
    warnings: list[tuple[str, str]] = field(default_factory=list)
    removals: Counter[tuple[str, str]] = field(default_factory=Counter)
    characters: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count one document."""
        self.documents += 1
        self.failed += outcome.problem is not None
        result = outcome.result
        if result is None:
            return
        for removal in result.removals:
            key = removal.category, removal.rule
            self.removals[key] += 1
            self.characters[key] += len(removal.text)
        self.characters_out += len(result.text)
        self.characters_in += len(result.text) + sum(len(r.text) for r in result.removals)
        self.repairs += len(result.repairs)
        self.warnings += [(outcome.id, warning) for warning in result.warnings]

    def lines(self, colours: Palette) -> Iterator[str]:
        """Yield the table: totals, removals by category and rule, warnings."""
        failed = f", {self.failed:,} failed" if self.failed else ""
        yield f"documents   {self.documents:,}{failed}"
        share = 1 - self.characters_out / max(self.characters_in, 1) if self.characters_in else 0
        yield (
            f"characters  {self.characters_in:,} in, {self.characters_out:,} out"
            f" ({share:.1%} removed)"
        )
        yield f"repairs     {self.repairs:,}"
        yield f"removals    {self.removals.total():,}"
        if self.removals:
            yield ""
            yield from self._table(colours)
        if self.warnings:
            yield ""
            yield from self._warnings(colours)

    def _table(self, colours: Palette) -> Iterator[str]:
        yield colours.heading(f"{'removals':>8}  {'characters':>10}  category and rule")
        for category in sorted({category for category, _ in self.removals}):
            keys = sorted(key for key in self.removals if key[0] == category)
            count = sum(self.removals[key] for key in keys)
            characters = sum(self.characters[key] for key in keys)
            yield f"{count:>8,}  {characters:>10,}  {colours.heading(visible(category))}"
            for key in keys:
                name = colours.name(visible(key[1]))
                yield f"{self.removals[key]:>8,}  {self.characters[key]:>10,}    {name}"

    def _warnings(self, colours: Palette) -> Iterator[str]:
        yield colours.heading(f"warnings    {len(self.warnings):,}")
        for id, warning in self.warnings[:_MOST_WARNINGS]:
            yield f"  {colours.name(visible(id))}: {visible(warning)}"
        if len(self.warnings) > _MOST_WARNINGS:
            yield f"  and {len(self.warnings) - _MOST_WARNINGS:,} more, in the log"
