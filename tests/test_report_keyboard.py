"""The report by keyboard alone."""

from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser import open_page, press, texts, wait
from tests.report_pages import (
    NAMES,
    PROSE,
    empty_search,
)


def test_the_help_names_every_key_and_closes(driver: WebDriver, page: Path) -> None:
    open_page(driver, page)
    press(driver, "?")
    keys = texts(driver, "#keys kbd")
    assert set("123/jknpsxraut?") <= set(keys)
    press(driver, Keys.ESCAPE)
    assert not driver.find_element(By.ID, "keys").is_displayed()


def test_views_search_and_rows_by_keys(driver: WebDriver, page: Path) -> None:
    open_page(driver, page)
    for key, heading in (("3", "Rules"), ("2", "Documents"), ("1", "What was cut")):
        press(driver, key)
        wait(driver, "h1", heading)
    press(driver, "/")
    wait(driver, "h1", "Documents")
    press(driver, "2", "j")
    search = driver.find_element(By.ID, "search")
    assert search.get_attribute("value") == "2j", "keys write in the search"
    empty_search(driver)
    press(driver, Keys.ESCAPE, "j", "j", "k", "j")
    assert driver.switch_to.active_element.text.startswith(NAMES[1])
    press(driver, Keys.ENTER)
    wait(driver, "h1", NAMES[1])
    press(driver, "u")
    wait(driver, "h1", "Documents")


def test_cuts_documents_categories_and_sides_by_keys(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "document/0")
    seen = []
    for key in "jjjjjk":
        press(driver, key)
        seen.append(texts(driver, "mark.current")[0])
    ads, copyright = "Advertisement", "© The Mill. " + PROSE.strip()
    assert seen == [ads, "Tweet this ", ads, copyright, ads, copyright]
    assert "legal.copyright" in wait(driver, "#tip").text, "the focused cut tells its rule"
    press(driver, "x")
    assert texts(driver, ".spared") == [copyright]
    press(driver, "a", "a")
    assert texts(driver, ".cut") == []
    press(driver, "a")
    assert len(texts(driver, ".cut")) == 5
    press(driver, "s")
    assert not driver.find_element(By.CSS_SELECTOR, ".line .after").is_displayed()
    press(driver, "n")
    wait(driver, "h1", "Small")
    press(driver, "p")
    wait(driver, "h1", NAMES[1])
    press(driver, "s", "s", "j", "r")
    wait(driver, "h1", "ads.lone-label")
