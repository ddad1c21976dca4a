"""What README.md shows is what happens: its commands, code and tables run here."""

import contextlib
import gzip
import io
import json
import re
import shlex
import sys
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner import Result
from cleaner.log import schema
from tests.commands import ROOT, cleaner

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
BEFORE, AFTER, PRINTED = (text for kind, text in BLOCKS if kind == "text")
COMMANDS = [
    line.removeprefix("$ ")
    for kind, text in BLOCKS
    if kind == "console"
    for line in text.splitlines()
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme")
    (path / "story.txt").write_text(BEFORE, encoding="utf-8")
    (path / "pages").mkdir()
    (path / "pages" / "story.txt").write_text(BEFORE, encoding="utf-8")
    (path / "pages" / "other.html").write_text("<html><body><p>A wall.</p></body></html>")
    (path / "corpus.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": BEFORE}).encode()))
    return path


def test_the_make_commands_come_first_and_exist() -> None:
    kind, text = BLOCKS[0]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert (kind, text.splitlines()) == ("sh", ["make clean", "make test"])
    for target in re.findall(r"(?:^|`)make (\w+)", README, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), f"no target {target!r}"


def test_before_becomes_after(folder: Path) -> None:
    done = cleaner("clean", "story.txt", cwd=folder)
    assert done.stdout.decode().rstrip("\n") == AFTER.rstrip("\n")


def test_the_python_code_prints_what_stands_below_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = io.StringIO()
    for kind, code in BLOCKS:
        if kind == "python":
            with contextlib.redirect_stdout(printed):
                exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == PRINTED


def test_the_commands_run_in_their_order(folder: Path) -> None:
    assert len(COMMANDS) >= 9
    for command in COMMANDS:
        command, _, source = command.partition(" < ")
        program, *arguments = shlex.split(command)
        assert program == "cleaner"
        if arguments == ["rules", "check"]:  # held rule by rule in test_rules.py
            continue
        data = (folder / source).read_bytes() if source else b""
        done = cleaner(*arguments, input=data, cwd=folder)
        assert done.returncode == 0, f"{command}: {done.stderr.decode()}"


MODULES = {
    "Polars": "polars",
    "DuckDB": "duckdb",
    "Hugging Face datasets": "datasets",
    "Ray Data": "ray",
    "Spark": "pyspark",
}


@pytest.mark.parametrize("engine", MODULES)
def test_every_engine_cleans_as_it_says(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = (code for kind, code in BLOCKS if kind == "py" and code.startswith(f"# {engine}\n"))
    pytest.importorskip(MODULES[engine], reason=f"{engine} is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RAY_ADDRESS", "local")  # or it joins another test's cluster, and its end
    pq.write_table(pa.table({"text": [BEFORE], "n": [1]}), "documents.parquet")
    try:
        exec(compile(code, "README.md", "exec"), {})
    finally:
        if engine == "Ray Data":
            sys.modules["ray"].shutdown()
    (written,) = tmp_path.glob("clean*")
    (body,) = pq.read_table(written)["body"].to_pylist()
    assert AFTER.rstrip("\n").endswith(body.rstrip("\n"))


def test_every_option_it_names_exists_and_every_command_is_named() -> None:
    commands = ("clean", "explain", "restore", "diff", "report", "rules")
    deeper = [("rules", name) for name in ("list", "show", "check", "new", "test", "lint", "stats")]
    helps = "".join(
        cleaner(*command, "--help").stdout.decode()
        for command in (*((name,) for name in commands), *deeper)
    )
    for option in set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", README)):
        assert option in helps or f"cleaner {option}" in README, f"no option {option}"
    assert all(f"cleaner {command}" in README or f"**`{command}" in README for command in commands)


def test_the_tables_name_every_field() -> None:
    for field in fields(Result):
        assert f"`{field.name}`" in README
    log = README[README.index("## The log") : README.index("## Laws")]
    properties = [
        name
        for table in (schema(), *schema()["$defs"].values())
        for name in table.get("properties", ())
    ]
    for name in properties:
        assert f"`{name}`" in log or name == "data", f"the log's field {name!r} is not explained"


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file()
