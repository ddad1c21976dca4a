"""One HTML page out of the figures and the texts: no network, no markup from any document."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Any

from cleaner.batch.readers import Unreadable
from cleaner.explain import reason_of
from cleaner.report.entries import Entry
from cleaner.report.figures import Figures, Row
from cleaner.report.texts import Blocks, document_object
from cleaner.rules import RuleSet

# In the order in which they build on each other; together they are the page's one script.
SCRIPTS = (
    "data.js",
    "visible.js",
    "elements.js",
    "charts.js",
    "table.js",
    "overview.js",
    "documents.js",
    "rules.js",
    "lines.js",
    "document.js",
    "tip.js",
    "keyboard.js",
    "start.js",
)


def report_page(
    entries: Iterable[Entry | Unreadable], rules: RuleSet, source: str
) -> tuple[bytes, Figures]:
    """Return the page about all ``entries``, as UTF-8, and the figures that it shows.

    ``source`` names what the report is about.
    """
    figures, blocks = Figures(), Blocks()
    places = []
    for entry in entries:
        if isinstance(entry, Unreadable):
            figures.problems.append(entry)
            continue
        figures.add(entry)
        places.append(blocks.add(document_object(entry, figures.number)))
    blocks.close()
    index = {
        "source": source,
        "categories": _categories(figures, rules),
        "rules": _rules(figures, rules),
        "documents": _columns(figures.rows) | {"place": places},
        "histogram": figures.histogram,
        "warnings": list(figures.warnings.counts.items()),
        "repairs": list(figures.repairs.counts.items()),
        "problems": [[problem.id, problem.problem] for problem in figures.problems],
    }
    return _html(index, blocks.done).encode("utf-8"), figures


def _categories(figures: Figures, rules: RuleSet) -> list[list[str]]:
    about = {category.name: category.about for category in rules.categories}
    names = dict.fromkeys(rule.category for rule in figures.rules)
    return [[name, about.get(name, "")] for name in sorted(names)]


def _rules(figures: Figures, rules: RuleSet) -> list[dict[str, Any]]:
    return [
        {
            "id": rule.id,
            "category": rule.category,
            "why": reason_of(rule.id, rules.rules),
            "cuts": rule.cuts,
            "characters": rule.characters,
            "documents": rule.documents,
            "prose": rule.prose,
            "examples": list(rule.examples.items()),
            "proseExamples": list(rule.prose_examples.items()),
        }
        for rule in figures.rules
    ]


def _columns(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Rows as columns: names stand once, not in every row."""
    return {field.name: [getattr(row, field.name) for row in rows] for field in fields(Row)}


def _html(index: Mapping[str, Any], blocks: Sequence[str]) -> str:
    style = _asset("style.css")
    script = "(() => {\n'use strict';\n" + "\n".join(map(_asset, SCRIPTS)) + "})();\n"
    return Template(_asset("page.html")).substitute(
        policy=f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}';"
        " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'",
        style=style,
        script=script,
        index=_json_in_html(index),
        blocks="\n".join(
            f'<script type="application/octet-stream" id="block-{number}">{block}</script>'
            for number, block in enumerate(blocks)
        ),
    )


def _asset(name: str) -> str:
    return files("cleaner.report").joinpath("assets", name).read_text("utf-8")


def _digest(text: str) -> str:
    """The source expression of a script or a style, as Content Security Policy Level 3 has it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _json_in_html(value: Any) -> str:
    """JSON in which neither a tag nor a comment can begin, and no character but ASCII stands."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
