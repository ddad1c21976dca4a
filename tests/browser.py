"""A real headless Chromium, and what it has to say about a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

WIDE, PHONE = (1280, 900), (390, 844)
_ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


def programs() -> tuple[str, str] | None:
    """Where Chromium and its driver are; None when one of them is not installed."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((path for name in names if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def browser(size: tuple[int, int] = WIDE, *, touch: bool = False) -> Iterator[WebDriver]:
    """Start a browser. Raises RuntimeError when there is none."""
    found = programs()
    if found is None:
        raise RuntimeError("install Debian's packages chromium and chromium-driver")
    options = Options()
    options.binary_location = found[0]
    for argument in (*_ARGUMENTS, f"--window-size={size[0]},{size[1]}"):
        options.add_argument(argument)
    if touch:
        metrics = {"width": size[0], "height": size[1], "pixelRatio": 2, "touch": True}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(found[1]))
    try:
        yield driver
    finally:
        driver.quit()


def open_page(driver: WebDriver, page: Path, route: str = "") -> None:
    """Load a report from its file, at a view such as "documents", and wait until it is drawn."""
    driver.get("about:blank")
    driver.get(f"{page.as_uri()}#/{route}")
    wait(driver, "main h1")


def wait(driver: WebDriver, selector: str, text: str = "") -> WebElement:
    """Wait for an element, with a text in it, and return it."""

    script = (
        "return [...document.querySelectorAll(arguments[0])]"
        ".find((one) => one.textContent.includes(arguments[1])) || null"
    )
    what = f"no {selector} with {text!r} in it"
    element: WebElement = WebDriverWait(driver, 20).until(
        lambda driver: driver.execute_script(script, selector, text), what
    )
    return element


def elements(driver: WebDriver, selector: str) -> list[WebElement]:
    """Return all elements that a selector finds."""
    return driver.find_elements(By.CSS_SELECTOR, selector)


def texts(driver: WebDriver, selector: str) -> list[str]:
    """Return the text content of all elements that a selector finds, in one call."""
    script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
    found: list[str] = driver.execute_script(script, selector)
    return found


def press(driver: WebDriver, *keys: str) -> None:
    """Press keys where the focus is."""
    for key in keys:
        driver.switch_to.active_element.send_keys(key)


def complaints(driver: WebDriver) -> list[str]:
    """What the console has: errors, warnings, refusals of the policy."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requests(driver: WebDriver) -> list[str]:
    """The addresses that were asked for since the last look."""
    messages = [loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
