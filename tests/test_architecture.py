"""The layout's promises: imports point one way, a library lives in one room, files stay small."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cleaner"
FILES = sorted(PACKAGE.rglob("*.py"))

# Lower floors first. A module imports only from floors below its own (or from its own package).
FLOORS = (
    ("model",),
    (
        "segment",
        "spans",
        "view",
        "lexicon",
        "syntax",
        "near",
        "scripts",
        "locate",
        "topic",
        "hosts",
    ),
    ("rule_fields",),
    ("linear", "prose", "rules", "decode", "recognise", "copies"),
    ("literals", "repair", "gathered"),
    ("draft", "patterns", "compiled"),
    ("headline",),
    ("page", "matcher", "layout"),
    ("classifier", "early", "extent"),
    ("match",),
    ("repeats", "grow", "result", "selftest", "title"),
    ("stages",),
    ("choice",),
    ("pipeline",),
    ("__init__",),
    ("fields", "terminal", "why"),
    ("log", "catalogue", "explain", "compare"),
    ("arrow", "explain_line"),
    ("batch",),
    ("report", "workshop"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
ROOMS = {
    "ftfy": {"repair"},
    "re2": {"linear"},
    "ahocorasick_rs": {"patterns"},
    "rapidfuzz": {"near"},
    "lxml": {"page"},
    "trafilatura": {"page"},
    "justext": {"page"},
    "pyarrow": {"arrow", "batch"},
    "fastwarc": {"batch"},
    "fsspec": {"batch"},
    "ray": {"batch"},
    "tqdm": {"batch"},
    "click": {"cli", "commands"},
}


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    here = _room(path)
    assert here in floor, f"give {here} a floor in FLOORS"
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] != "cleaner":
            continue
        there = parts[1] if len(parts) > 1 and parts[1] in floor else None
        if there is not None and there != here:
            assert floor[there] < floor[here], f"{here} must not import {there}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_lives_in_one_room(path: Path) -> None:
    for name in _imports(path):
        rooms = ROOMS.get(name.split(".")[0])
        assert rooms is None or _room(path) in rooms, f"{name} belongs in {rooms}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_text_users_never_load_the_page_libraries() -> None:
    code = (
        "import sys; from cleaner import clean; clean('A headline here\\n\\nSome text.');"
        "heavy = ('lxml', 'trafilatura', 'justext', 'click', 'pyarrow');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_text_file_is_cleaned_without_the_libraries_of_corpora_and_pages(
    tmp_path: Path,
) -> None:
    (tmp_path / "in.txt").write_text("A short text.\n", encoding="utf-8")
    code = (
        "import sys; from cleaner.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code)\n"
        "heavy = ('lxml', 'trafilatura', 'justext', 'pyarrow', 'numpy', 'tqdm', 'fastwarc');"
        "print([m for m in heavy if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, "clean", str(tmp_path / "in.txt")]
    command += ["-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["0", "[]"]


def test_no_noise_phrase_lives_in_the_code() -> None:
    """A few words that every rule pack has and no honest line of code needs."""
    phrases = re.compile(
        r"newsletter|subscribe|advertis|cookie|sign up|log ?in\b|read more|follow us",
        re.I,
    )
    for path in FILES:
        strings = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        for string in strings:
            if "\n" not in string and len(string) < 200:
                assert not phrases.search(string), f"{path.name}: {string!r} belongs in rules/"
