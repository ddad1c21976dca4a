"""``cleaner rules new``."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cleaner.batch.readers import UsageProblem, naming, read_named
from cleaner.catalogue import is_whole, pointing
from cleaner.commands.shared import FAILED, fail, print_lines, reported, say
from cleaner.model import Document
from cleaner.pipeline import Cleaner
from cleaner.rules import Rule, RuleError, RuleSet
from cleaner.segment import split_lines
from cleaner.selftest import problem_of, trials
from cleaner.terminal import counted, visible, visible_lines
from cleaner.why import line_sheet
from cleaner.workshop.pack import append_rule, checked_rule, pack_file, rules_beside
from cleaner.workshop.propose import Chosen, Proposal, propose
from cleaner.workshop.toml_text import rule_text

# What is asked for, in this order, by the name of the field in `Chosen`.
_QUESTIONS = {
    "language": "language, two letters",
    "category": "category (`cleaner rules list` tells them apart)",
    "name": "name, behind the category",
    "strength": "strength: sure is cut, a hint only beside other noise",
    "patterns": "pattern, for the whole line and for others of its kind",
    "keeps": "keeps: a line of an article that looks alike",
    "why": "why, in one sentence",
}


class _Spelt(click.ParamType):  # type: ignore[type-arg]  # generic in new versions only
    """A text of certain characters only: it becomes a part of a path or an id."""

    def __init__(self, pattern: str, says: str) -> None:
        self.name, self._pattern, self._says = "text", pattern, says

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text. Fails, or asks again, when it is none."""
        if not re.fullmatch(self._pattern, value):
            self.fail(f"{value!r} is not {self._says}.", param, ctx)
        return value


_LANGUAGE = _Spelt("[a-z]{2}", "a language: two lower-case letters")
_NAME = _Spelt("[a-z0-9-]+", "a name: lower-case letters, digits and hyphens")


@click.command()
@click.option("--into", metavar="DIR", required=True, help="The folder of rule files it goes to.")
@click.option("--from", "source", metavar="FILE", help="A text with a line that should be cut.")
@click.option("--line", type=click.IntRange(min=1), metavar="N", help="Which line of FILE.")
@click.option("--piece", metavar="TEXT", help="Only this part of the line: a span rule.")
@click.option("--language", metavar="CODE", type=_LANGUAGE, help="Two letters.")
@click.option("--category", metavar="NAME", help="One of categories.toml.")
@click.option("--name", metavar="NAME", type=_NAME, help="The id's part behind the category.")
@click.option("--strength", type=click.Choice(["sure", "hint"]))
@click.option("--pattern", "patterns", metavar="RE2", multiple=True, help="Repeatable.")
@click.option("--removes", metavar="TEXT", multiple=True, help="A further line that must go.")
@click.option("--keeps", metavar="TEXT", multiple=True, help="A line that must stay; repeatable.")
@click.option("--why", metavar="TEXT", help="One sentence.")
@click.option("-y", "--yes", is_flag=True, help="Take what is proposed, ask nothing.")
@click.option("-n", "--dry-run", is_flag=True, help="Print the rule, write nothing.")
@reported
def new(
    into: str, source: str | None, line: int | None, yes: bool, dry_run: bool, **options: Any
) -> None:
    """Make a rule from a line that should have been cut, with all that a rule needs.

    Scope, pattern, guards and examples are proposed; what no option names is asked, with the
    proposal as the answer that Enter gives. The rule is tried on its examples before it is
    written, behind the rules of DIR/<category>.toml.
    """
    folder = Path(into)
    with pointing(folder):
        beside = rules_beside(folder)
    cleaner = Cleaner(rules=beside)
    document, number = _line(cleaner, source, line, yes)
    taken = [rule.id for rule in beside.rules]

    def proposed(chosen: Chosen) -> Proposal:
        try:
            return propose(document, number, cleaner.settings, chosen, taken)
        except ValueError as error:
            raise UsageProblem(f"{source or 'the line'}: line {number + 1} {error}") from None

    categories = [category.name for category in beside.categories]
    proposal, rule = _made(Chosen(**options), proposed, folder, [] if yes else categories)
    print_lines([visible_lines(rule_text(proposal.table).rstrip())])
    if rule is None:
        fail("nothing was written", FAILED)
    if dry_run:
        say("dry run: nothing was written")
        return
    path = pack_file(folder, rule.category, rule.languages[0])
    with naming(str(path)):
        append_rule(path, proposal.table)
    say(f"written to {visible(str(path))}")
    _follow_up(into, source, number, document, beside, rule)


def _made(
    chosen: Chosen,
    proposed: Callable[[Chosen], Proposal],
    folder: Path,
    categories: Sequence[str],
) -> tuple[Proposal, Rule | None]:
    """The table, and its rule when it is a good one; with no ``categories`` nothing is asked."""
    proposal = proposed(chosen)
    for note in proposal.notes:
        say(f"note: {visible(note)}")
    if categories:
        chosen, proposal = _asked(chosen, proposal, proposed, categories)
    while True:
        rule, problems = _tried(proposal.table, folder)
        for problem in problems:
            say(f"cleaner: {visible(problem)}")
        if not problems or not categories:
            return proposal, None if problems else rule
        for field in ("patterns", "keeps"):
            change: dict[str, Any] = {field: (_ask(field, proposal.table[field][0]),)}
            chosen = replace(chosen, **change)
        proposal = proposed(chosen)


def _line(
    cleaner: Cleaner, source: str | None, line: int | None, yes: bool
) -> tuple[Document, int]:
    """The document and the number of the line that the rule is about."""
    if source is None:
        if yes:
            raise UsageProblem("name the line with --from FILE --line N")
        text = _ask("a line that should have been cut", None)
        return Document(text, split_lines(text)), 0
    document = cleaner.read(read_named(source))
    if line is None or line > len(document.lines):
        have = f"{source} has {counted(len(document.lines), 'line')}"
        raise UsageProblem(f"name one with --line N: {have}; `cleaner explain` shows them")
    return document, line - 1


def _ask(field: str, default: Any, choices: Sequence[str] = ()) -> str:
    """Ask on standard error; Enter takes the default."""
    spelt = {"language": _LANGUAGE, "name": _NAME}.get(field)
    kind = click.Choice(choices) if choices else spelt or str
    what = _QUESTIONS.get(field, field)
    try:
        answer: str = click.prompt(
            what, default, type=kind, err=True, show_choices=len(choices) < 9
        )
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise UsageProblem("the answers ended; --yes takes what is proposed") from None
    return answer


def _asked(
    chosen: Chosen,
    proposal: Proposal,
    proposed: Callable[[Chosen], Proposal],
    categories: Sequence[str],
) -> tuple[Chosen, Proposal]:
    """Ask for what no option named; each answer may change what is proposed next."""
    choices = {"category": categories, "strength": ("sure", "hint")}
    for field in _QUESTIONS:
        if getattr(chosen, field):
            continue
        known = _current(proposal.table, field)
        lists = isinstance(known, list)
        answer = _ask(field, known[0] if lists else known, choices.get(field, ()))
        further = known[1:] if field == "keeps" else ()
        change: dict[str, Any] = {field: (answer, *further) if lists else answer}
        chosen = replace(chosen, **change)
        proposal = proposed(chosen)
    return chosen, proposal


def _current(table: dict[str, Any], field: str) -> Any:
    if field == "language":
        return table["languages"][0]
    if field == "name":
        return table["id"].partition(".")[2]
    return table[field]


def _tried(table: dict[str, Any], folder: Path) -> tuple[Rule | None, list[str]]:
    """The rule, when it is one, and what is wrong with it."""
    try:
        rule = checked_rule(table, folder)
        return rule, [problem_of(rule, trial) for trial in trials(rule) if not trial.passed]
    except RuleError as error:
        return None, [str(error)]


def _follow_up(
    into: str, source: str | None, number: int, document: Document, beside: RuleSet, rule: Rule
) -> None:
    """Say whether the line goes now, and what comes next."""
    if source is not None:
        with_it = replace(beside, rules=(*beside.rules, rule))
        sheet = line_sheet(document, Cleaner(rules=with_it).settings, number)
        reasons = [miss.reason for miss in sheet.misses if miss.rule == rule.id]
        outcome = "goes now" if sheet.removals else f"still stays: {' '.join(reasons)}"
        say(f"line {number + 1} of {visible(source)} {visible(outcome)}")
    folder = visible(into)
    own = "make diff" if is_whole(into) else f"cleaner diff package {folder} CORPUS"
    say(f"next: read the rule again; cleaner rules lint {folder} --rule {rule.id}; {own}")
