"""The browser of the report's tests: started once, looked after in every test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser import browser, complaints, programs, requests
from tests.report_pages import DOCUMENTS, written


@pytest.fixture(scope="session")
def started() -> Iterator[WebDriver]:
    """A browser for all tests. On CI it must be there; elsewhere they are skipped without one."""
    if programs() is None and not os.environ.get("CI"):
        pytest.skip("needs Debian's packages chromium and chromium-driver")
    with browser() as driver:
        yield driver


@pytest.fixture
def driver(started: WebDriver) -> Iterator[WebDriver]:
    """The browser; whatever a test does, the page must not complain or ask for anything."""
    started.get("about:blank")
    started.get_log("browser")
    started.get_log("performance")
    yield started
    assert complaints(started) == []
    assert [url for url in requests(started) if not url.startswith(("file:", "about:"))] == []


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of `DOCUMENTS`."""
    return written(tmp_path_factory.mktemp("report"), *DOCUMENTS)
