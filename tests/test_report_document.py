"""One document in the report: every character, every cut, its rule and reason."""

from pathlib import Path

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from cleaner import Cleaner
from cleaner.batch.readers import Input
from cleaner.report.entries import Entry, corpus_entries
from cleaner.rules import default_rules
from cleaner.spans import rebuild
from cleaner.terminal import visible
from tests.browser import open_page, press, texts, wait
from tests.commands import ROOT
from tests.report_pages import (
    ORIGINAL,
    STORY,
    document,
    lines,
    written,
)

ROWS = """
const [route, done] = arguments;
const look = () => {
  if (document.getElementById('main').dataset.drawn !== route) return requestAnimationFrame(look);
  const more = document.querySelector('.more');
  if (more) { more.click(); return requestAnimationFrame(look); }
  const text = (row, side) => row.querySelector(side).textContent;
  return done([...document.querySelectorAll('.line')].map((row) => [
    text(row, '.before'), text(row, '.after'), row.classList.contains('gone'),
    row.querySelector('.line-end') !== null]));
};
location.hash = route;
look();
"""


def spelt(text: str) -> str:
    return "".join(f"U+{ord(c):04X}" if c not in "\n\t" and visible(c) != c else c for c in text)


def test_both_sides_of_every_fixture_account_for_every_character(
    driver: WebDriver, tmp_path: Path
) -> None:
    paths = sorted(ROOT.glob("fixtures/*/raw.*"))
    inputs = [Input(path.parent.name, path) for path in paths]
    documents = list(corpus_entries(inputs, Cleaner().clean))
    open_page(driver, written(tmp_path, *documents))
    assert len(documents) > 100
    for number, entry in enumerate(documents):
        assert isinstance(entry, Entry) and entry.text is not None
        rows = driver.execute_async_script(ROWS, f"#/document/{number}")
        original = spelt(rebuild(entry.text, entry.removals))
        assert "\n".join(before for before, *_ in rows) == original.removesuffix("\n"), entry.id
        kept = [after + "\n" * (not gone and not end) for _, after, gone, end in rows]
        last = "" if original.endswith("\n") or rows[-1][2] else "\n"
        assert "".join(kept) == spelt(entry.text) + last, entry.id


def test_both_sides_account_for_every_character(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    assert "\n".join(lines(driver, "before")) + "\n" == ORIGINAL
    gone = texts(driver, ".line.gone .after")
    kept = texts(driver, ".line:not(.gone) .after")
    assert set(gone) == {""}
    assert "\n".join(kept) + "\n" == STORY.text
    cuts = driver.execute_script(
        "return Object.values(Object.groupBy(document.querySelectorAll('.cut'),"
        " (mark) => mark.dataset.cut)).map((marks) => marks.map((m) => m.textContent).join(''))"
    )
    assert cuts == [removal.text.strip("\n") for removal in STORY.removals]
    total = STORY.characters
    assert f"{total} characters = " in texts(driver, ".sum")[0]


def test_a_category_that_is_switched_off_is_shown_as_kept(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    toggle = driver.find_element(By.CSS_SELECTOR, '[data-category="ads"]')
    assert toggle.get_attribute("aria-pressed") == "true"
    before = lines(driver, "before")
    toggle.click()
    pressed = driver.find_element(By.CSS_SELECTOR, '[data-category="ads"]')
    assert pressed.get_attribute("aria-pressed") == "false"
    assert "Advertisement" not in texts(driver, ".cut")
    assert lines(driver, "after").count("Advertisement") == 2
    assert texts(driver, ".spared") == ["Advertisement"] * 2
    assert lines(driver, "before") == before, "the original stays as it is"
    assert "Tweet this " in texts(driver, ".cut"), "other categories stay cut"
    pressed.click()
    assert "Advertisement" in texts(driver, ".cut")
    assert texts(driver, ".spared") == []


def test_a_cut_tells_its_rule_and_reason(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    assert not driver.find_element(By.ID, "tip").is_displayed()
    mark = driver.find_element(By.XPATH, "//mark[.='Advertisement']")
    ActionChains(driver).move_to_element(mark).perform()
    tip = wait(driver, "#tip", "ads.lone-label").text
    [rule] = [rule for rule in default_rules().rules if rule.id == "ads.lone-label"]
    assert rule.why in tip
    assert "14 characters from 21 to 35" in tip
    ActionChains(driver).move_to_element(driver.find_element(By.TAG_NAME, "h1")).perform()
    assert not driver.find_element(By.ID, "tip").is_displayed()


def test_a_click_pins_the_tip_and_leads_to_the_rule(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    driver.find_element(By.XPATH, "//mark[.='Tweet this ']").click()
    ActionChains(driver).move_to_element(driver.find_element(By.TAG_NAME, "h1")).perform()
    assert driver.find_element(By.ID, "tip").is_displayed()
    press(driver, "j")
    assert wait(driver, "mark.current").text == "Advertisement", (
        "the next cut after the clicked one"
    )
    driver.find_element(By.XPATH, "//mark[.='Tweet this ']").click()
    driver.find_element(By.CSS_SELECTOR, "#tip a").click()
    wait(driver, "h1", "share.bar")
    assert not driver.find_element(By.ID, "tip").is_displayed()


def test_a_repair_tells_what_stood_there(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    spot = driver.find_element(By.CSS_SELECTOR, ".repaired")
    ActionChains(driver).move_to_element(spot).perform()
    assert spot.text == "“"
    assert texts(driver, "#tip") == ["â€œ became “ (encode latin-1, decode utf-8)"]


def test_warnings_repairs_and_facts_stand_above_the_text(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    assert texts(driver, ".facts bdi") == ["mill/story.txt", "text", "utf-8"]
    assert texts(driver, ".notice li") == ["no paragraph was kept"]
    assert texts(driver, ".repairs summary") == ["1 repair"]


def test_sides_can_be_looked_at_alone(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    for side, shown in (("before", "before"), ("after", "after"), ("both", "both")):
        driver.find_element(By.CSS_SELECTOR, f'[data-side="{side}"]').click()
        for cell in ("before", "after"):
            visible = driver.find_element(By.CSS_SELECTOR, f".line .{cell}").is_displayed()
            assert visible == (shown in (cell, "both"))


def test_what_the_log_does_not_hold_is_counted(driver: WebDriver, tmp_path: Path) -> None:
    alone = document("a.txt", "Kept text\n", ("ads.lone-label", "Advertisement\n"), "More.\n")
    changed = {name: getattr(alone, name) for name in alone.__slots__} | {"text": None}
    open_page(driver, written(tmp_path, Entry(**changed)))
    assert "clean files of 1 document are not at hand" in texts(driver, ".notice")[0]
    open_page(driver, tmp_path / "report.html", "document/0")
    gaps = [f"{number} characters kept, not in the log" for number in (10, 6)]
    assert texts(driver, ".gap") == gaps
    assert lines(driver, "before") == ["Advertisement"]
    assert texts(driver, ".line-number") == [""], "behind a gap nobody knows a line's number"


def test_a_long_document_is_drawn_as_it_is_scrolled(driver: WebDriver, tmp_path: Path) -> None:
    long = document("a.txt", "Line.\n" * 5000, ("ads.lone-label", "Advertisement\n"), "End.\n")
    open_page(driver, written(tmp_path, long), "document/0")
    assert 200 < len(lines(driver, "before")) < 2000
    press(driver, "j")
    assert wait(driver, "mark.current").text == "Advertisement"
    assert len(lines(driver, "before")) == 5002
