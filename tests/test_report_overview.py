"""The report's first view: figures, what to look at first, charts that lead on."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser import open_page, press, texts, wait
from tests.report_pages import (
    NAMES,
    names,
)


def test_the_overview_has_figures_outliers_and_charts(driver: WebDriver, page: Path) -> None:
    open_page(driver, page)
    assert texts(driver, "h1") == ["What was cut from the mill's pages"]
    assert texts(driver, ".figures dd")[0] == "4"
    headings = ["Documents that lost most", "Rules that fire most", "Rules that cut prose"]
    assert texts(driver, ".outliers h3") == headings
    assert texts(driver, ".outliers .card:nth-child(1) a bdi") == NAMES[:3]
    assert texts(driver, ".outliers .card:nth-child(2) a bdi")[0] == "ads.lone-label"
    assert texts(driver, ".outliers .card:nth-child(3) a bdi") == ["legal.copyright"]
    assert texts(driver, ".charts h3") == [
        "Share cut of each document",
        *("Noise by category", "Noise by rule", "Noise by site"),
        *("Encodings", "Formats", "Repairs", "Warnings"),
    ]
    assert texts(driver, ".bin-count") == ["2", "1", "1"]
    drawn = "return [...document.querySelectorAll('.bar-fill, .bin-fill')]"
    widths = driver.execute_script(f"{drawn}.map((one) => one.getBoundingClientRect().width)")
    assert len(widths) > 20
    assert min(widths) > 0


@pytest.mark.parametrize(
    ("chart", "bar", "left"),
    [
        ("Noise by category", "share", ["A mill by the river", "Small"]),
        ("Noise by site", "quiet", ["Small", "Calm"]),
        ("Encodings", "cp1252", ["Noise"]),
        ("Formats", "html", ["Noise"]),
        ("Warnings", "no paragraph was kept", ["A mill by the river"]),
        ("Repairs", "decode utf-8", ["A mill by the river"]),
    ],
)
def test_a_bar_leads_to_its_documents(
    driver: WebDriver, page: Path, chart: str, bar: str, left: list[str]
) -> None:
    open_page(driver, page)
    section = f"//section[h3[.='{chart}']]//button[bdi[.='{bar}']]"
    driver.find_element(By.XPATH, section).click()
    wait(driver, "h1", "Documents")
    assert names(driver) == left


def test_a_bin_of_the_histogram_leads_to_its_documents(driver: WebDriver, page: Path) -> None:
    open_page(driver, page)
    first = driver.find_element(By.CSS_SELECTOR, ".bin[role=button]")
    assert first.get_attribute("aria-label") == "0 to 5% cut: 2 documents"
    driver.execute_script("arguments[0].focus()", first)
    press(driver, Keys.ENTER)
    wait(driver, "h1", "Documents")
    assert names(driver) == ["Small", "Calm"]
    wait(driver, ".filter-chip", "0 to 5% cut").click()
    assert names(driver) == NAMES
