"""A small report for the browser tests, and what a person reads off it."""

from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.select import Select

from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry
from cleaner.report.page import report_page
from cleaner.rules import default_rules
from tests.browser import texts

PROSE = "Nobody in the village had expected the work to take so long, and several said so loudly.\n"


def document(id: str, *pieces: str | tuple[str, str], **changes: object) -> Entry:
    """A document of kept texts and cuts ``(rule, text)``; a rule's category is its first word."""
    removals, at = [], 0
    for piece in pieces:
        text = piece if isinstance(piece, str) else piece[1]
        if not isinstance(piece, str):
            rule = piece[0]
            removals.append(Removal(at, at + len(text), text, rule, rule.split(".")[0]))
        at += len(text)
    values: dict[str, object] = {
        "id": id,
        "url": None,
        "title": None,
        "source": Source("utf-8", "utf-8", "text"),
        "text": "".join(piece for piece in pieces if isinstance(piece, str)),
        "characters": at,
        "removals": tuple(removals),
        "repairs": (),
        "warnings": (),
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


PARTS: tuple[str | tuple[str, str], ...] = (
    "A mill by the river\n",
    ("layout.blank-line", "\n"),
    ("ads.lone-label", "Advertisement\n"),
    "\nThe wheel turns, ",
    ("share.bar", "Tweet this "),
    "and the miller sleeps.\n",
    ("ads.lone-label", "Advertisement\n"),
    ("legal.copyright", "© The Mill. " + PROSE),
    "The “end”.\n",
)
ORIGINAL = "".join(part if isinstance(part, str) else part[1] for part in PARTS)
QUOTE = ORIGINAL.index("“")
STORY = document(
    "mill/story.txt",
    *PARTS,
    title="A mill by the river",
    repairs=(Repair(QUOTE, QUOTE + 1, "â€œ", ("encode latin-1", "decode utf-8")),),
    warnings=("no paragraph was kept",),
)
DOCUMENTS = (
    STORY,
    document("quiet/calm.txt", "Nothing was cut here.\n", title="Calm", warnings=("it is calm",)),
    document(
        "loud/noise.html",
        "One line stays.\n",
        ("ads.lone-label", "Advertisement\n" * 9),
        title="Noise",
        url="https://www.noise.example/a",
        source=Source("cp1252", "detected", "html"),
    ),
    document("quiet/small.txt", PROSE * 3, ("share.bar", "Tweet\n"), title="Small"),
)
NAMES = ["Noise", "A mill by the river", "Small", "Calm"]  # by the share that was cut


def written(folder: Path, *documents: Entry) -> Path:
    data, _ = report_page(documents, default_rules(), "the mill's pages")
    path = folder / "report.html"
    path.write_bytes(data)
    return path


def names(driver: WebDriver) -> list[str]:
    return texts(driver, "tbody .row-link .strong")


def counted(driver: WebDriver) -> str:
    return texts(driver, ".count")[0]


def choose(driver: WebDriver, filter: str, option: str) -> None:
    Select(driver.find_element(By.NAME, filter)).select_by_visible_text(option)


def empty_search(driver: WebDriver) -> None:
    driver.find_element(By.ID, "search").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE)


def lines(driver: WebDriver, side: str) -> list[str]:
    return texts(driver, f".line .{side}")
