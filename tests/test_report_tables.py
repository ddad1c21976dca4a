"""The tables of documents and rules: filters, sorting, pages, ten thousand rows."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser import elements, open_page, texts, wait
from tests.generated import entries
from tests.report_pages import NAMES, PROSE, choose, counted, empty_search, lines, names, written


def test_documents_that_lost_most_come_first(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "documents")
    assert names(driver) == NAMES
    assert counted(driver) == "4 documents"


@pytest.mark.parametrize(
    ("filter", "option", "left"),
    [
        ("category", "share", ["A mill by the river", "Small"]),
        ("site", "noise.example", ["Noise"]),
        ("site", "quiet", ["Small", "Calm"]),
        ("format", "html", ["Noise"]),
        ("encoding", "cp1252", ["Noise"]),
        ("with", "cuts that read like prose", ["A mill by the river"]),
        ("with", "warnings", ["A mill by the river", "Calm"]),
        ("with", "repairs", ["A mill by the river"]),
        ("with", "nothing cut", ["Calm"]),
        ("with", "cuts", NAMES[:3]),
    ],
)
def test_filters(driver: WebDriver, page: Path, filter: str, option: str, left: list[str]) -> None:
    open_page(driver, page, "documents")
    choose(driver, filter, option)
    assert names(driver) == left
    assert counted(driver) == f"{len(left)} of 4 documents"
    choose(driver, filter, "any")
    assert names(driver) == NAMES


def test_search_finds_titles_ids_and_sites_and_joins_other_filters(
    driver: WebDriver, page: Path
) -> None:
    open_page(driver, page, "documents")
    search = driver.find_element(By.ID, "search")
    for text, left in (("RIVER", [NAMES[1]]), ("calm.txt", ["Calm"]), ("example", ["Noise"])):
        empty_search(driver)
        search.send_keys(text)
        assert names(driver) == left
    empty_search(driver)
    search.send_keys("quiet")
    choose(driver, "category", "share")
    assert names(driver) == ["Small"]
    search.send_keys(" nowhere")
    assert names(driver) == []
    assert texts(driver, ".none-found") == ["Nothing fits the filters."]


def test_columns_sort_up_and_down(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "documents")
    for key, first in (
        ("name", ["A mill by the river", "Small"]),
        ("characters", ["Small", "Calm"]),
        ("cuts", ["A mill by the river", "Calm"]),
        ("encoding", ["Noise", "A mill by the river"]),
    ):
        head = f'th[data-key="{key}"]'
        seen = []
        for _ in range(2):
            driver.find_element(By.CSS_SELECTOR, f"{head} button").click()
            way = driver.find_element(By.CSS_SELECTOR, head).get_attribute("aria-sort")
            seen.append((way, names(driver)[0]))
        assert {way for way, _ in seen} == {"ascending", "descending"}
        assert [name for _, name in seen] == first, key
        focused = driver.switch_to.active_element.find_element(By.XPATH, "..")
        assert focused.get_attribute("data-key") == key, "the focus stays on the head"


def test_rules_are_searched_filtered_sorted_and_lead_to_their_cuts(
    driver: WebDriver, page: Path
) -> None:
    open_page(driver, page, "rules")
    rules = ["ads.lone-label", "share.bar", "layout.blank-line", "legal.copyright"]
    assert names(driver) == rules
    driver.find_element(By.ID, "search").send_keys("legal")
    assert names(driver) == ["legal.copyright"]
    empty_search(driver)
    choose(driver, "category", "share")
    assert names(driver) == ["share.bar"]
    choose(driver, "category", "any")
    driver.find_element(By.CSS_SELECTOR, "input[type=checkbox]").click()
    assert names(driver) == ["legal.copyright"]
    driver.find_element(By.CSS_SELECTOR, ".row-link").click()
    wait(driver, "h1", "legal.copyright")
    assert "Copyright lines" in texts(driver, ".lead")[0]
    assert PROSE.strip() in texts(driver, ".examples blockquote")[0]
    driver.find_element(By.CSS_SELECTOR, ".examples a").click()
    wait(driver, "h1", "A mill by the river")
    assert "© The Mill" in wait(driver, "mark.current").text
    driver.back()
    wait(driver, "button.primary", "Show its document").click()
    wait(driver, "h1", "Documents")
    assert names(driver) == ["A mill by the river"]


def test_ten_thousand_documents_open_sort_filter_and_turn_pages(
    driver: WebDriver, tmp_path: Path
) -> None:
    open_page(driver, written(tmp_path, *entries(10_000)), "documents")
    assert counted(driver) == "10,000 documents"
    assert len(names(driver)) == 100
    assert driver.execute_script("return document.querySelectorAll('*').length") < 10_000
    shares = [float(text.strip("<>%")) for text in texts(driver, "td.column-share span")]
    assert shares == sorted(shares, reverse=True)
    driver.find_element(By.CSS_SELECTOR, '[data-turn="on"]').click()
    assert "Page 2 of 100" in texts(driver, ".pager")[0]
    driver.find_element(By.ID, "search").send_keys("/07777.html")
    assert counted(driver) == "1 of 10,000 documents"
    elements(driver, ".row-link")[0].click()
    assert wait(driver, ".facts bdi", "/07777.html")
    assert "kept" in texts(driver, ".sum")[0]
    assert lines(driver, "before")
