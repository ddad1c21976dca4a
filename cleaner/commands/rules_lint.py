"""``cleaner rules lint``."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from cleaner import catalogue
from cleaner.batch.readers import UsageProblem, find, read
from cleaner.commands.shared import FAILED, color_option, print_lines, reported, say
from cleaner.decode import decode
from cleaner.locate import place_by_id
from cleaner.repair import repair
from cleaner.terminal import counted, palette, visible
from cleaner.workshop.lint import KINDS, lint

_MOST = 5


@click.command("lint")
@click.argument("folder", metavar="[DIR]", required=False)
@click.option(
    "--clean", metavar="PATH", multiple=True, help="Texts that are all article; repeatable."
)
@click.option("--rule", "ids", metavar="ID", multiple=True, help="Only this rule; repeatable.")
@click.option("--all", is_flag=True, help=f"Not only {_MOST} findings of a kind a rule.")
@color_option
@reported
def lint_rules(
    folder: str | None, clean: tuple[str, ...], ids: tuple[str, ...], all: bool, color: str
) -> None:
    """Review the rules of DIR, or of the package: duplicates, shadowed and too broad ones.

    What is too broad is measured on clean texts: those of --clean, or else the expected texts of
    the fixtures of this checkout. Exit code 1 when a rule cuts what is article; the other
    findings are for judgement. The whole package takes a minute, one rule some seconds.
    """
    at, colours = catalogue.folder_of(folder), palette(sys.stdout, color)
    texts = [*_texts(clean)] if clean else [*_fixtures()]
    if not texts:
        say("cleaner: nothing to measure on: name texts that are all article with --clean")
    kinds: Counter[str] = Counter()
    told: Counter[tuple[str, str]] = Counter()
    everything = catalogue.rule_set(folder)
    own = tuple(catalogue.find_rule(id, folder) for id in ids) or catalogue.own_rules(folder)
    with catalogue.pointing(at):
        for found in lint(own, everything.rules, everything.categories, texts):
            kinds[found.kind] += 1
            told[found.rule, found.kind] += 1
            if told[found.rule, found.kind] > _MOST and found.rule and not all:
                continue
            place = place_by_id(at, found.rule, found.field, found.value) if found.rule else ""
            parts = [place or str(at), colours.heading(found.kind), found.rule, found.says]
            print_lines([": ".join(visible(part) for part in parts if part)])
    for (rule, kind), count in told.items():
        if count > _MOST and rule and not all:
            print_lines([f"{rule}: {count - _MOST:,} more of {kind}: see --all"])
    for kind, count in kinds.items():
        say(f"{count:>6,}  {kind}: {KINDS[kind]}")
    findings = counted(sum(kinds.values()), "finding")
    say(f"{counted(len(own), 'rule')}, {findings}, {counted(len(texts), 'clean text')}")
    sys.exit(FAILED if kinds["harm"] else 0)


def _texts(paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    inputs, unreadable = find(paths)
    for missing in unreadable:
        raise UsageProblem(f"--clean {missing.id}: {missing.problem}")
    for document in inputs:
        yield document.id, repair(decode(read(document)).text)[0]


def _fixtures() -> Iterator[tuple[str, str]]:
    """The expected texts beside the rules of a checkout; those that are known to fail are not."""
    fixtures = catalogue.folder_of(None).parent / "fixtures"
    for path in sorted(fixtures.glob("*/clean.txt")):
        case: Path = path.with_name("case.toml")
        if case.is_file() and "xfail" not in case.read_text(encoding="utf-8"):
            yield path.parent.name, path.read_bytes().decode("utf-8", "replace")
