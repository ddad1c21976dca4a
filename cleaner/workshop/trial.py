"""The examples of rules, tried: what passed, and where not, the exact stretch and the reason."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cleaner.locate import place_by_id
from cleaner.matcher import compile_rules, find_hits
from cleaner.rules import Rule
from cleaner.selftest import Trial, example_draft, trials
from cleaner.terminal import Palette, visible
from cleaner.why import nearest, refusals


def trial_lines(
    rules: Sequence[Rule], folder: Path, colours: Palette, *, all: bool
) -> Iterator[tuple[bool, str]]:
    """Yield what to print of the trials of all rules, each line with whether it tells of a failure.

    ``all`` also prints the examples that pass. Raises RuleError for a bad pattern.
    """
    for rule in rules:
        for trial in trials(rule):
            if not trial.passed:
                yield from ((True, line) for line in _failure(rule, trial, folder, colours))
            elif all:
                yield False, f"ok    {trial.field:<8} {visible(trial.example)}"


def _failure(rule: Rule, trial: Trial, folder: Path, colours: Palette) -> Iterator[str]:
    place = place_by_id(folder, rule.id, trial.field, trial.example) or "not in a file"
    name = colours.name(visible(rule.id))
    yield f"{colours.heading('FAIL')}  {trial.field:<8} {name}  {visible(place)}"
    if trial.field == "removes" and not trial.wanted:
        yield f"      example  {visible(trial.example)}"
        yield "      because  nothing stands between the pins"
        return
    yield f"      wanted   {visible(trial.shown(trial.wanted))}"
    yield f"      removed  {visible(trial.shown(trial.found))}"
    for reason in _reasons(rule, trial):
        yield f"      because  {visible(reason)}"


def _reasons(rule: Rule, trial: Trial) -> Iterator[str]:
    """Why lines that should go were not marked: a guard, or how far the patterns reach."""
    draft = example_draft(rule, trial.document)
    matcher = compile_rules([rule])
    hits = find_hits(matcher, draft)
    matched = {number for first, last in hits.units[0] for number in range(first, last + 1)}
    missed = sorted({draft.line_at(at) for at in trial.wanted - trial.found})
    held = [number for number in missed if number in matched]
    stopped = refusals(matcher, 0, hits, held, draft, frozenset(rule.sites))
    yield from dict.fromkeys(stopped.values())
    for number in missed[:1] if not held else ():
        plain = draft.views[number].plain
        parts = nearest((rule,), plain, least=0.0)
        part = parts[0] if parts and parts[0].stop else None
        if part is None:
            yield f"no pattern matches any part of it; a pattern sees: {plain}"
        else:
            shown = f"{plain[: part.start]}⟦{plain[part.start : part.stop]}⟧{plain[part.stop :]}"
            yield f"{part.reason}, and reach so far: {shown}"
