"""The built wheel carries rules, schema and data, and runs without the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.commands import AD, ARTICLE, ROOT

RULE_FILES = sorted(path.relative_to(ROOT / "rules") for path in ROOT.glob("rules/**/*.toml"))
DATA_FILES = sorted(
    path.relative_to(ROOT)
    for path in ROOT.glob("cleaner/**/*")
    if path.is_file() and path.suffix not in (".py", ".pyc")
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the build backend that is installed: no network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel; only its dependencies are borrowed from ours."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    target = ["--python", scripts / "python"]
    subprocess.run([*pip, *target, "install", "--no-index", "--no-deps", wheel], check=True)
    # A plain path: the .pth file of an editable install in there is not followed.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return scripts


def _run(installed: Path, folder: Path, *arguments: str, input: str = "") -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run(
        [installed / arguments[0], *arguments[1:]],
        input=input,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_rule_file_and_every_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert RULE_FILES
    assert {f"cleaner/packaged_rules/{path.as_posix()}" for path in RULE_FILES} <= names
    assert "cleaner/log.schema.json" in names
    assert {path.as_posix() for path in DATA_FILES} <= names
    for name in ("LICENSE", "NOTICE"):
        assert any(path.endswith(f"licenses/{name}") for path in names)
    assert not [name for name in names if name.startswith(("tests/", "fixtures/", "rules/"))]


def test_the_installed_package_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = _run(installed, tmp_path, "python", "-c", "import cleaner; print(cleaner.__file__)")
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_the_installed_command_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(ARTICLE)
    assert AD not in _run(installed, tmp_path, "cleaner", "clean", input=ARTICLE)
    _run(installed, tmp_path, "cleaner", "clean", "story.txt", "-o", "out")
    back = _run(installed, tmp_path, "cleaner", "restore", "out/story.txt", "out/removed.jsonl")
    assert back == ARTICLE
    assert "ads.lone-label" in _run(installed, tmp_path, "cleaner", "explain", "story.txt")
    assert _run(installed, tmp_path, "cleaner", "--version").strip() == "cleaner 0.1.0"


def test_the_installed_rules_are_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = (
        "from cleaner.rules import default_rules, default_folder\n"
        "from cleaner.log import schema\n"
        "print(default_folder().name, schema()['type'])\n"
        "print(*(rule.id for rule in default_rules().rules), sep='\\n')"
    )
    first, *ids = _run(installed, tmp_path, "python", "-c", code).splitlines()
    assert first == "packaged_rules object"
    here = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert ids == here.stdout.splitlines()[1:]
