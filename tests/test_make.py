"""The make targets, run in a copy of the checkout whose set-up is already done."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import AD, ARTICLE, ROOT
from tests.test_rule_files import GOOD

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")

SHIPPED = ("Makefile", "pyproject.toml", "constraints.txt", "README.md", ".gitignore")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with two fixtures, whose .venv is ours under another name."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in SHIPPED:
        shutil.copy(ROOT / name, copy / name)
    for name in ("cleaner", "rules"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for slug in ("one", "two"):
        folder = copy / "fixtures" / slug
        folder.mkdir(parents=True)
        (folder / "raw.txt").write_text(ARTICLE)
        (folder / "clean.txt").write_text("expected")
        (folder / "removed.jsonl").write_text("{}\n")
        (folder / "case.toml").write_text('note = "x"\n')
    programs = copy / ".venv" / "bin"
    programs.mkdir(parents=True)
    program = programs / "python"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program.chmod(0o755)
    for stamp in ("installed", "installed-dev"):
        (copy / ".venv" / stamp).touch()
    return copy


def make(checkout: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(checkout), **env}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        capture_output=True,
        text=True,
        cwd=checkout,
        env=environment,
        check=False,
    )


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_make_clean_cleans_the_fixtures_and_prints_the_summary(checkout: Path) -> None:
    done = make(checkout, "clean")
    assert done.returncode == 0, done.stderr
    texts = {"one/raw.txt", "two/raw.txt"}
    assert _files(checkout / "out") == {*texts, "removed.jsonl", "summary.json"}
    assert AD not in (checkout / "out" / "one" / "raw.txt").read_text()
    assert "documents   2" in done.stderr
    assert "ads.lone-label" in done.stderr


def test_make_diff_shows_what_changed_rules_change(checkout: Path) -> None:
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "-q"], ["add", "rules"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *command], cwd=checkout, check=True)
    done = make(checkout, "diff")
    assert done.stdout.startswith("0 of 2 documents changed"), done.stderr
    # Of markup, because the classifier would take a sentence's side against other rules.
    own = GOOD.replace("ads", "markup").replace("'buzz'", "'nobody in the village.*'")
    path = checkout / "rules" / "markup.toml"
    path.write_text(path.read_text() + own)
    done = make(checkout, "diff")
    subprocess.run(["git", "checkout", "-q", "rules"], cwd=checkout, check=True)
    assert done.stdout.count("-! Nobody in the village had") == 2, done.stdout
    assert "2 of 2 documents changed" in done.stdout
    assert make(checkout, "diff", "SINCE=nothing").returncode == 2


def test_make_clean_cleans_any_folder(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "in put").mkdir()
    (tmp_path / "in put" / "story.html").write_text(ARTICLE)
    (tmp_path / "in put" / "gone.txt").symlink_to("nowhere")
    done = make(checkout, "clean", f"IN={tmp_path}/in put", f"OUT={tmp_path}/o", "ARGS=--no-title")
    assert done.returncode != 0, "a document failed"
    assert "gone.txt: a link to nothing" in done.stderr
    assert (tmp_path / "o" / "story.txt").read_text().startswith("The council")


def test_make_clean_cleans_a_corpus(checkout: Path, tmp_path: Path) -> None:
    line = json.dumps({"text": ARTICLE}).encode()
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(line))
    done = make(checkout, "clean", f"IN={tmp_path}/corpus.jsonl.gz", f"OUT={tmp_path}/out/")
    assert done.returncode == 0, done.stderr
    (part,) = (tmp_path / "out" / "documents").iterdir()
    assert AD not in json.loads(gzip.decompress(part.read_bytes()))["body"]


def test_make_golden_is_refused_when_ci_is_set(checkout: Path) -> None:
    done = make(checkout, "golden", CI="true")
    assert done.returncode != 0
    assert "CI" in done.stdout


def test_the_set_up_runs_again_only_when_what_it_installs_changes(checkout: Path) -> None:
    assert "pip" not in make(checkout, "--dry-run", "clean", "test").stdout
    for name in ("pyproject.toml", "constraints.txt"):
        planned = make(checkout, "--dry-run", "--what-if", name, "clean").stdout
        assert "install --quiet --constraint constraints.txt --editable ." in planned
    assert "[dev]" not in make(checkout, "--dry-run", "--what-if", "pyproject.toml", "clean").stdout


def test_a_new_machine_gets_an_environment_first(checkout: Path, tmp_path: Path) -> None:
    planned = make(checkout, "--dry-run", f"VENV={tmp_path}/new", "clean").stdout
    assert planned.index("-m venv") < planned.index("pip") < planned.index("-m cleaner clean")
    none = make(checkout, f"VENV={tmp_path}/new", "PYTHON=", "clean")
    assert none.returncode != 0
    assert "Python 3.11 or newer is needed" in none.stdout


def test_make_alone_says_what_there_is(checkout: Path) -> None:
    said = make(checkout).stdout
    for target in ("clean", "test", "check", "golden", "distclean"):
        assert f"make {target}" in said


def test_distclean_removes_what_was_built_and_nothing_else(checkout: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(checkout, copy)
    before = {name for name in _files(copy) if not name.startswith((".venv/", "out/"))}
    assert make(copy, "distclean").returncode == 0
    assert _files(copy) == {name for name in before if "__pycache__" not in name}


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text().splitlines()
    assert os.access(script, os.X_OK)
    assert "set -eu" in lines
    assert "make test" in lines
    assert "make test" in (ROOT / "README.md").read_text().splitlines()
