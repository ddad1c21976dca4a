"""The command line through real processes: every option, every exit code."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import AD, ARTICLE, BODY_START, TITLE, cleaner, environment


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("article") / "story.txt"
    path.write_bytes(ARTICLE.encode())
    return path


def test_standard_input_is_cleaned_to_standard_output_as_it_is() -> None:
    done = cleaner("clean", input=ARTICLE.encode())
    assert done.returncode == 0
    assert done.stdout.decode() == ARTICLE.replace(f"{AD}\n\n", "")
    assert b"ads.lone-label" in done.stderr, "the summary goes to standard error"
    assert b"\x1b" not in done.stderr + done.stdout, "no colour in a pipe"


def test_a_dash_is_standard_input_and_quiet_leaves_the_summary_out() -> None:
    done = cleaner("clean", "-", "--quiet", "--no-title", input=ARTICLE.encode())
    assert done.returncode == 0
    assert done.stdout.decode().startswith(BODY_START)
    assert done.stderr == b""


def test_several_documents_on_standard_output_each_stand_under_their_name(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(ARTICLE.encode())
    done = cleaner("clean", tmp_path, "-q")
    assert re.findall(rb"^==> (.+) <==\n", done.stdout, re.M) == [b"a.txt", b"b.txt"]
    assert done.returncode == 0


def test_a_name_cannot_forge_another_or_reach_the_terminal(tmp_path: Path) -> None:
    for name in ("a <==\n\n==> b", "c\x1b[2J", "d\u202etxt.exe"):
        (tmp_path / name).write_bytes(ARTICLE.encode())
    shown = cleaner("clean", tmp_path, "-q").stdout.decode()
    assert re.findall("^==> (.+) <==$", shown, re.M) == [
        r"a <==\n\n==> b",
        r"c\x1b[2J",
        "d<U+202E>txt.exe",
    ]
    assert not _invisible(shown)


def test_json_is_one_object_a_document(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(ARTICLE.encode())
    done = cleaner("clean", tmp_path, "-q", "--format", "json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [document["id"] for document in found] == ["a.txt", "b.txt"]
    assert set(found[0]) == {"id", "title", "body", "text", "warnings", "removals"}
    assert found[0]["title"] == TITLE
    assert found[0]["body"].startswith(BODY_START)
    assert found[0]["text"].startswith(TITLE)
    assert found[0]["removals"] >= 1


def test_only_and_skip_choose_the_kinds_of_noise(article: Path) -> None:
    assert AD.encode() in cleaner("clean", article, "--skip", "ads").stdout
    assert AD.encode() in cleaner("clean", article, "--only", "cookies").stdout
    assert AD.encode() not in cleaner("clean", article, "--only", "ads").stdout


def test_a_folder_of_rules_adds_to_those_of_the_package(article: Path, tmp_path: Path) -> None:
    (tmp_path / "house.toml").write_text(
        "[[rule]]\n"
        'id = "promo.masons"\ncategory = "promo"\nlanguages = ["en"]\nscope = "line"\n'
        "strength = \"sure\"\npatterns = ['the masons have asked for coal.*']\n"
        'why = "A test."\n'
        'removes = ["The masons have asked for coal, they say."]\nkeeps = ["The masons left."]\n'
    )
    done = cleaner("clean", article, "--rules", tmp_path)
    assert b"masons" not in done.stdout
    assert b"promo.masons" in done.stderr
    assert cleaner("rules", "check", tmp_path).stdout == b"1 rule, no problems\n"
    shown = cleaner("rules", "show", "promo.masons", "--rules", tmp_path).stdout.decode()
    assert "A test." in shown
    assert "The masons left." in shown
    assert "promo.masons" in cleaner("rules", "list", "--rules", tmp_path).stdout.decode()


def test_the_format_and_the_encoding_can_be_told(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes("<html><p>Zażółć gęślą jaźń</p></html>".encode("cp1250"))
    told = ("--charset", "windows-1250", "--input-format", "text", "--url", "https://example.com/")
    done = cleaner("clean", page, "-q", "--log", tmp_path / "log" / "l.jsonl", *told)
    assert done.stdout.decode() == "<html><p>Zażółć gęślą jaźń</p></html>"
    record = json.loads((tmp_path / "log" / "l.jsonl").read_bytes())
    assert record["source"]["encoding"] == "cp1250"
    assert record["source"]["format"] == "text"
    assert record["source"]["url"] == "https://example.com/"


def test_limits_that_nobody_holds_are_told(article: Path, tmp_path: Path) -> None:
    asked = ("--time-limit", "5", "-q")
    for more in ((), ("-o", tmp_path / "out", "--dry-run")):
        said = cleaner("clean", article, *asked, *more).stderr.decode()
        assert "note: --time-limit was not held: files without -o" in said
        assert "--memory-limit" not in said
    assert cleaner("clean", article, *asked, "-o", tmp_path / "out").stderr == b""


WRONG_USAGE = (
    (["clean", "--skip", "nonsense"], "category 'nonsense': unknown"),
    (["clean", "--format", "xml"], "'xml' is not one of"),
    (["clean", "--rules", "no-such-folder"], "no-such-folder"),
    (["clean", "-", "--log", "."], "log .: is a folder"),
    (["clean", ".", "-o", "."], "is the input folder"),
    (["clean", "-", "-o", "file/out"], "output folder file/out: not a directory"),
    (["clean", "file", "--log", "file"], "is one of the inputs"),
    (["clean", "file", "-", "--url", "https://example.com/"], "--url"),
    (["clean", "file", "--memory-limit", "99999999999999"], "--memory-limit"),
    (["clean", "file", "--time-limit", "nan"], "'nan' is not a number of seconds"),
    (["clean", "file", "--time-limit", "inf"], "--time-limit"),
    (["clean", "file", "--shard-size", "99999999999999999999"], "--shard-size"),
    (["clean", "file", "--workers", "99999999999999999999"], "--workers"),
    (["clean", "--nonsense"], "No such option"),
    (["explain"], "Missing argument"),
    (["nonsense"], "No such command"),
    (["rules", "show", "lone-label"], "did you mean ads.lone-label"),
    (["rules", "check", "no-such-folder"], "no-such-folder: not a folder"),
)


@pytest.mark.parametrize(("arguments", "says"), WRONG_USAGE, ids=lambda value: str(value))
def test_wrong_usage_is_exit_code_2_and_nothing_is_written(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    done = cleaner(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert done.stdout == b""
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


RULE = (
    "[[rule]]\n"
    'id = "ads.{name}"\ncategory = "ads"\nlanguages = ["en"]\nscope = "line"\n'
    "strength = \"sure\"\npatterns = ['{pattern}']\n"
    'why = "A test."\nremoves = ["Advert here"]\nkeeps = ["Adverts"]\n'
)
GOOD = RULE.format(name="mine", pattern="advert here")
BAD_RULES = (
    (GOOD + 'colour = "red"\n', ["'ads.mine'", "'colour'"]),
    (RULE.format(name="mine", pattern="advert ("), ["'ads.mine'", "'patterns'"]),
    (GOOD.replace('removes = ["Advert here"]\n', ""), ["'ads.mine'", "'removes'"]),
    (GOOD + GOOD, ["'ads.mine'", "'id'"]),
    ("[[rule\n", ["not valid TOML"]),
)


@pytest.mark.parametrize(
    ("content", "names"), BAD_RULES, ids=["key", "pattern", "example", "id", "toml"]
)
def test_a_bad_rule_file_is_one_line_that_names_rule_and_field(
    content: str, names: list[str], article: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(content)
    done = cleaner("clean", article, "--rules", tmp_path)
    message = done.stderr.decode()
    assert done.returncode == 2
    assert done.stdout == b""
    assert message.count("\n") == 1
    assert all(name in message for name in names)
    checked = cleaner("rules", "check", tmp_path)
    assert checked.returncode == 1
    assert checked.stdout.decode().strip() == message.removeprefix("cleaner: ").strip()


def test_rules_check_prints_one_problem_a_line(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        GOOD.replace("Advert here", "Notice")
        + RULE.format(name="other", pattern="adverts?( here)?")
    )
    done = cleaner("rules", "check", tmp_path)
    assert done.returncode == 1
    first, second = done.stdout.decode().splitlines()
    assert "'ads.mine' should remove" in first
    assert "'ads.other' removes 'Adverts'" in second


def test_the_packages_rules_are_listed_by_category() -> None:
    listed = cleaner("rules", "list").stdout.decode()
    assert re.search(r"^ads  Ad labels", listed, re.M)
    assert re.search(r"^  ads\.lone-label +line +sure +en$", listed, re.M)
    shown = cleaner("rules", "show", "ads.lone-label").stdout.decode()
    for field in ("id", "category", "patterns", "why", "removes", "keeps"):
        assert re.search(rf"^{field}\b", shown, re.M)


def test_a_full_disk_is_told_of_help_too() -> None:
    for arguments in (["--help"], ["--version"], ["clean", "--help"], ["rules", "list"]):
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "cleaner", *arguments]
            done = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
            )
        assert done.stderr == b"cleaner: standard output: no space left on device\n"
        assert done.returncode == 1


def test_version_and_help() -> None:
    assert re.fullmatch(rb"cleaner \S+\n", cleaner("--version").stdout)
    for arguments in ([], ["clean"], ["explain"], ["restore"], ["rules"], ["rules", "check"]):
        assert cleaner(*arguments, "--help").returncode == 0


# What the terminal shows ------------------------------------------------------------------------

HOSTILE = (
    "Harbour wall\x1b[31m is mended\x9b again\n\nAdvertisement\n\n"
    "The council said on Monday\u202e that the wall would be closed until the spring\u2066.\n"
    "Nobody had expected\x07 the work to take so long\ufeff, and several\u200f said so loudly.\r\n"
)


def _invisible(text: str) -> set[str]:
    """What of `HOSTILE` came through; our own colours and line ends are not counted."""
    text = re.sub("\x1b\\[[0-9;]*m", "", text)
    return set(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200f\u202e\u2066\ufeff]", text))


def test_explain_shows_what_was_cut_by_which_rule_and_why(article: Path) -> None:
    done = cleaner("explain", article)
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert re.search(r"^3 - Advertisement\n(4 -\n)?  \^ ads\.lone-label: \w.+$", shown, re.M)
    assert re.search(rf"^1   {TITLE}$", shown, re.M)
    assert not _invisible(shown)


def test_explain_lets_no_control_character_of_the_input_through(tmp_path: Path) -> None:
    (tmp_path / "x\x1b[2Jy.txt").write_bytes(HOSTILE.encode())
    for color in ("never", "always"):
        shown = cleaner("explain", tmp_path / "x\x1b[2Jy.txt", "--color", color).stdout.decode()
        assert ("\x1b[2m" in shown) == (color == "always")
        assert not _invisible(shown)
        assert all(name in shown for name in ("<U+202E>", "<U+2066>", "<U+200F>"))


def test_names_in_messages_are_shown_escaped(tmp_path: Path) -> None:
    (tmp_path / "x\x1b[2Jy\u202e.txt").write_bytes(b"")
    done = cleaner("clean", tmp_path)
    assert done.returncode == 1
    assert r"x\x1b[2Jy<U+202E>.txt: empty" in done.stderr.decode()
    missing = cleaner("explain", "no\x1b[2J\nfile")
    assert missing.returncode == 1
    assert missing.stderr == b"cleaner: no\\x1b[2J\\nfile: no such file or directory\n"
    unknown = cleaner("rules", "show", "ads.\x1b[2J")
    assert unknown.returncode == 2
    assert b"\x1b" not in unknown.stderr
    for arguments in (["clean", "--format", "\x1b[2J"], ["clean", "--\x1b[2J"], ["\x1b[2J"]):
        wrong = cleaner(*arguments)
        assert wrong.returncode == 2
        assert b"\x1b" not in wrong.stderr


def _on_a_terminal(*arguments: str | Path, **env: str) -> tuple[int, str]:
    """Run with standard output and error on a terminal; give the exit code and what it showed."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=child,
        stderr=child,
        env=environment(TERM="xterm", **env),
    )
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the terminal is gone, so the process is
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    return process.wait(), shown.decode()


def test_on_a_terminal_there_is_colour_unless_it_is_not_wanted(article: Path) -> None:
    code, shown = _on_a_terminal("explain", article)
    assert code == 0
    assert f"\x1b[9;31m{AD}\x1b[0m" in shown, "struck through and red"
    code, plain = _on_a_terminal("explain", article, NO_COLOR="1")
    assert "\x1b" not in plain
    assert f"- {AD}" in plain


def test_on_a_terminal_a_bar_moves_and_no_control_character_comes_through(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_bytes(HOSTILE.encode())
    code, shown = _on_a_terminal("clean", tmp_path / "in", "-o", tmp_path / "out")
    assert code == 0
    assert "100%" in shown
    code, shown = _on_a_terminal("clean", tmp_path / "in" / "a.txt", "-q")
    assert code == 0
    assert not _invisible(shown.replace("\r\n", "\n"))
    assert "<U+202E>" in shown


# Ends that come early ---------------------------------------------------------------------------


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number}.txt").write_text(ARTICLE * 40)
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() != 0


GOES_ON = "what is done is done, and the same command goes on from there"

# Ctrl-C at a terminal, which goes to all processes, just before a module is first imported.
_CTRL_C_BEFORE = """
import os, signal, sys

class Finder:
    def find_spec(name, path=None, target=None):
        if name == module:
            os.killpg(0, signal.SIGINT)

module = sys.argv.pop(1)
sys.meta_path.insert(0, Finder)
from cleaner.cli import main
main()
"""


@pytest.mark.parametrize(
    "module", ["cleaner.commands.root", "click", "cleaner.pipeline", "cleaner.batch.run", "pyarrow"]
)
def test_ctrl_c_ends_it_in_silence_while_it_is_still_loading(module: str, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": ARTICLE}))
    done = subprocess.run(
        [sys.executable, "-c", _CTRL_C_BEFORE, module, "clean", "c.jsonl", "-q", "-o", "out"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no /proc to find children in")
@pytest.mark.parametrize(
    ("out", "seconds"), [("-oout", 0.0), ("-oout", 0.3), ("-oout", 1.0), ("--color=never", 0.6)]
)
def test_ctrl_c_ends_it_in_silence_while_workers_begin(
    out: str, seconds: float, tmp_path: Path
) -> None:
    (tmp_path / "c.jsonl").write_text((json.dumps({"text": ARTICLE}) + "\n") * 20_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", "c.jsonl", "-q", out],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    threads = Path(f"/proc/{process.pid}/task")
    while process.poll() is None and not any(
        path.read_text() for path in threads.glob("*/children")
    ):
        time.sleep(0.01)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said.decode()
    assert said.decode().strip() in ("", "cleaner: interrupted", f"cleaner: interrupted: {GOES_ON}")
    assert len(list(tmp_path.glob("out/documents/*"))) < 40, "it stopped before all was done"


def test_an_interrupted_batch_has_the_log_of_all_that_is_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "earlier.txt").write_text(ARTICLE)
    assert cleaner("clean", tmp_path / "earlier.txt", "-o", out).returncode == 0
    (tmp_path / "in").mkdir()
    for number in range(3000):
        (tmp_path / "in" / f"{number:04}.txt").write_text(ARTICLE)
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "clean", tmp_path / "in", "-o", out],
        stderr=subprocess.PIPE,
        env=environment(),
    )
    while not list(out.glob(".cleaner/removed-*.jsonl")):
        assert process.poll() is None, "it ended before it could be interrupted"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert b"the same command goes on from there" in said
    lines = (out / "removed.jsonl").read_bytes().splitlines()
    logged = {json.loads(line)["clean"]["path"] for line in lines}
    written = {path.name for path in out.glob("*.txt")}
    assert "earlier.txt" in logged
    assert 2 < len(written) < 3000
    assert logged <= written
    assert not list(out.glob(".*.part"))
