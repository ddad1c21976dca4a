"""What rules do in a corpus: how often, where, in whose company, and which do nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.draft import draft_of
from cleaner.model import Document
from cleaner.rules import Rule
from cleaner.stages import Settings, settle, staged
from cleaner.terminal import Palette, counted, visible
from cleaner.why.guards import lines_under


@dataclass
class Use:
    """What one rule did: marks it made, and lines under them, counted in the first pass.

    ``cut`` are removals in the log, ``prose`` lines that read like paragraphs, ``shared`` the
    lines that other rules mark too, by rule.
    """

    marks: int = 0
    documents: int = 0
    lines: int = 0
    prose: int = 0
    alone: int = 0
    cut: int = 0
    shared: Counter[str] = field(default_factory=Counter)


@dataclass
class Stats:
    """The use of every rule that did anything, and how many documents were looked at."""

    documents: int = 0
    uses: dict[str, Use] = field(default_factory=lambda: defaultdict(Use))

    def add(self, document: Document, settings: Settings) -> None:
        """Run the rules over one document and count."""
        self.documents += 1
        draft = draft_of(document)
        step = next(step for step in staged(draft, settings) if step.stage == "rules")
        ruled = step.after
        lines: dict[str, set[int]] = defaultdict(set)
        for mark in ruled.marks[len(step.before.marks) :]:
            if mark.strength != "refused":
                self.uses[mark.rule].marks += 1
                lines[mark.rule] |= lines_under(ruled, [mark])
        by_line: dict[int, list[str]] = defaultdict(list)
        for rule, numbers in lines.items():
            for number in numbers.intersection(ruled.inked):
                by_line[number].append(rule)
        for rule in lines:
            self.uses[rule].documents += 1
        for number, rules in by_line.items():
            for rule in rules:
                use = self.uses[rule]
                use.lines += 1
                use.prose += draft.prose[number]
                use.alone += len(rules) == 1
                use.shared.update(other for other in rules if other != rule)
        for removal in settle(document, settings)[0]:
            self.uses[removal.rule].cut += 1


def stats_lines(
    stats: Stats, rules: Sequence[Rule], most: int | None, colours: Palette
) -> Iterator[str]:
    """Yield a table of ``rules`` by their marks, ``most`` of them, then those that did nothing."""
    used = [rule for rule in rules if rule.id in stats.uses]
    used.sort(key=lambda rule: (-stats.uses[rule.id].marks, rule.id))
    shown = used if most is None else used[:most]
    width = max((len(visible(rule.id)) for rule in shown), default=4)
    columns = "   marks    docs     cut  prose  alone"
    yield colours.heading(f"{'rule':<{width}}  strength{columns}  most often with")
    for rule in shown:
        use = stats.uses[rule.id]
        partner, count = next(iter(use.shared.most_common(1)), ("", 0))
        company = f"  {visible(partner)} ({_share(count, use.lines).strip()})" if count else ""
        name = visible(rule.id)
        yield (
            f"{colours.name(name)}{' ' * (width - len(name))}  {rule.strength:<8}{use.marks:>8,}"
            f"{use.documents:>8,}{use.cut:>8,}{_share(use.prose, use.lines):>7}"
            f"{_share(use.alone, use.lines):>7}{company}"
        )
    if len(used) > len(shown):
        yield f"and {counted(len(used) - len(shown), 'more rule')}: see --all"
    yield ""
    documents, own = counted(stats.documents, "document"), counted(len(rules), "rule")
    yield f"{documents}; {len(used):,} of {own} marked something"
    never = [rule.id for rule in rules if rule.id not in stats.uses]
    if never and (most is None or len(never) <= most):
        yield f"never: {visible(', '.join(never))}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"
