"""Golden fixtures: reading a case, one shared assert, and rewriting the golden files.

A case is a folder `fixtures/<slug>/`:

    raw.txt | raw.md | raw.html | raw.bin    the input, byte for byte
    clean.txt                                what `Result.text` must be
    removed.jsonl                            the removals, one object a line
    case.toml                                note, kind, and options (see `Case`)
"""

import json
import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cleaner import Cleaner, Result
from cleaner.catalogue import coverage_table
from cleaner.compiled import NAME, compiled_text
from cleaner.draft import draft_of
from cleaner.model import Document
from cleaner.rules import default_rules
from cleaner.segment import split_lines
from cleaner.spans import rebuild, unrepair
from cleaner.title import bare_title

FIXTURES = Path(__file__).parent.parent / "fixtures"
RULES_README = FIXTURES.parent / "rules" / "README.md"
COMPILED = RULES_README.with_name(NAME)
TABLE_MARK = "<!-- table -->\n"
KINDS = ("noise", "trap", "repeat", "encoding", "page")
_CLEANER = Cleaner()


@dataclass(frozen=True)
class Case:
    """One fixture. ``xfail`` holds the reason of a known failure, "" when there is none."""

    slug: str
    raw: bytes
    kind: str
    note: str
    url: str | None = None
    charset: str | None = None
    title: str | None = None
    xfail: str = ""

    @property
    def folder(self) -> Path:
        return FIXTURES / self.slug

    def run(self) -> Result:
        return _CLEANER.clean(self.raw, url=self.url, charset=self.charset)


def read_cases() -> list[Case]:
    """All fixtures, by slug. A folder with a wrong case.toml is an error that names it."""
    return [read_case(path.parent) for path in sorted(FIXTURES.glob("*/case.toml"))]


def read_case(folder: Path) -> Case:
    """The fixture in a folder. Raises AssertionError that names it."""
    table = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    unknown = set(table) - {"kind", "note", "url", "charset", "title", "xfail"}
    assert not unknown, f"{folder}/case.toml: unknown fields {sorted(unknown)}"
    assert table.get("note"), f"{folder}/case.toml: 'note' must say what the case is about"
    assert table.get("kind") in KINDS, f"{folder}/case.toml: 'kind' must be one of {KINDS}"
    raws = sorted(folder.glob("raw.*"))
    assert len(raws) == 1, f"{folder}: needs exactly one raw.* file, has {len(raws)}"
    return Case(slug=folder.name, raw=raws[0].read_bytes(), **table)


def removed_lines(result: Result) -> str:
    """The removals as JSON lines, the way a reader wants to review them."""
    return "".join(
        json.dumps(
            {
                "start": removal.start,
                "stop": removal.stop,
                "rule": removal.rule,
                "category": removal.category,
                "text": removal.text,
            },
            ensure_ascii=False,
        )
        + "\n"
        for removal in result.removals
    )


def assert_laws(data: str | bytes, result: Result, cleaner: Cleaner | None = None) -> None:
    """What holds for every document whatsoever."""
    again = (cleaner or _CLEANER).clean
    repaired = rebuild(result.text, result.removals)
    end = 0
    for removal in result.removals:
        assert end <= removal.start < removal.stop, "removals are sorted, disjoint, non-empty"
        assert repaired[removal.start : removal.stop] == removal.text
        assert removal.rule and removal.category
        end = removal.stop
    end = 0
    for repair in result.repairs:
        assert end <= repair.start <= repair.stop
        assert repair.steps, "every repair says what was done"
        end = repair.stop
    if result.source.format != "html":
        assert result.restore() == data, "restore() gives the input back"
    else:
        assert result.restore() == unrepair(repaired, result.repairs)
    assert again(result.text).text == result.text, "cleaning a clean text changes nothing"
    if not result.text.strip():
        document = Document(repaired, split_lines(repaired))
        assert not any(draft_of(document).prose), "a text with prose never comes out empty"
    if result.headline is not None:
        start, stop = result.headline
        assert result.title == bare_title(result.text[start:stop])
        assert len(result.body) < len(result.text)
    else:
        assert result.body == result.text


def assert_case(case: Case) -> None:
    """The shared assert of all golden tests: what came out is what the files say."""
    result = case.run()
    assert result.text == (case.folder / "clean.txt").read_bytes().decode("utf-8")
    if not case.xfail:
        assert removed_lines(result) == (case.folder / "removed.jsonl").read_bytes().decode("utf-8")
    if case.kind == "trap" and not case.xfail:
        text = case.raw.decode("utf-8")
        kept = sum(map(len, result.text.split())) / max(sum(map(len, text.split())), 1)
        assert kept > 0.9, "a trap keeps its article"
    if case.title is not None:
        assert result.title == case.title


def rules_readme() -> str:
    """What rules/README.md must be: what people wrote, then the table of the rules."""
    written = RULES_README.read_text(encoding="utf-8").split(TABLE_MARK)[0]
    return written + TABLE_MARK + "\n".join(["", *coverage_table(default_rules()), ""])


def main() -> int:
    """Rewrite clean.txt and removed.jsonl of every case without ``xfail``; name what changed.

    The table of rules/README.md and the compiled rules are written too.
    """
    if os.environ.get("CI"):
        print("golden files are written by people, not by CI: unset CI to rewrite them")
        return 1
    RULES_README.write_text(rules_readme(), encoding="utf-8")
    COMPILED.write_text(compiled_text(COMPILED.parent), encoding="utf-8")
    for case in read_cases():
        if case.xfail:
            continue
        result = case.run()
        for name, content in (("clean.txt", result.text), ("removed.jsonl", removed_lines(result))):
            path = case.folder / name
            new = content.encode("utf-8")
            if not path.exists() or path.read_bytes() != new:
                path.write_bytes(new)
                print(f"wrote {path.relative_to(FIXTURES.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
