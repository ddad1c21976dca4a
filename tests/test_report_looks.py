"""Light and dark, contrast, focus rings, a phone."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import PHONE, browser, complaints, open_page, press, wait

COLOURS = """
const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
const rgb = (colour) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = (colour) => {
  const [r, g, b] = rgb(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (node) => {
  for (let at = node; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (rgb(colour)[3] === 255) return colour;
  }
  return 'white';
};
const low = [];
for (const node of document.querySelectorAll('body *')) {
  const says = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  if (!says || !node.checkVisibility() || node.closest('svg, option, .off, :disabled')) continue;
  const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x);
  const contrast = (a + 0.05) / (b + 0.05);
  if (contrast < 4.5) low.push(`${node.className} ${node.textContent.slice(0, 20)} ${contrast}`);
}
return [getComputedStyle(document.documentElement).backgroundColor, low];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_light_and_dark(
    driver: WebDriver, page: Path, scheme: str
) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    for route in ("", "documents", "rules", "document/0", "rule/0"):
        open_page(driver, page, route)
        paper, low = driver.execute_script(COLOURS)
        assert low == [], f"contrast below 4.5 in {route}"
        assert (int(paper.split("(")[1].split(",")[0]) > 128) == (scheme == "light")


def test_the_theme_is_chosen_and_kept(driver: WebDriver, page: Path) -> None:
    def reopened_in(theme: str) -> bool:
        open_page(driver, page)
        return bool(driver.find_elements(By.CSS_SELECTOR, f"html[data-theme={theme}]"))

    open_page(driver, page)
    for theme in ("light", "dark", "system"):
        press(driver, "t")
        wait(driver, f"html[data-theme={theme}]")
        # A browser may store a moment later, and a page that opens at once misses it.
        WebDriverWait(driver, 20).until(lambda _, theme=theme: reopened_in(theme), theme)


def test_a_phone_shows_one_side_and_nothing_sticks_out(started: WebDriver, page: Path) -> None:
    with browser(PHONE, touch=True) as driver:
        for route in ("", "documents", "rules", "document/0", "rule/0"):
            open_page(driver, page, route)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= PHONE[0], route
        open_page(driver, page, "document/0")
        assert driver.find_element(By.CSS_SELECTOR, ".line .before").is_displayed()
        assert not driver.find_element(By.CSS_SELECTOR, ".line .after").is_displayed()
        driver.find_element(By.XPATH, "//mark[.='Advertisement']").click()
        assert "ads.lone-label" in wait(driver, "#tip").text
        assert complaints(driver) == []


def test_whoever_focuses_sees_where_the_focus_is(driver: WebDriver, page: Path) -> None:
    open_page(driver, page, "documents")
    for _ in range(12):
        press(driver, Keys.TAB)
        ring = driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none"
