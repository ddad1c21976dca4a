"""A hostile corpus: whatever its texts, names and addresses say, the page only shows it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.select import Select

from cleaner import Cleaner
from cleaner.batch.readers import Input, Unreadable
from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry, corpus_entries
from cleaner.report.page import report_page
from cleaner.rules import RuleSet, default_rules
from cleaner.terminal import visible
from tests.browser import open_page, texts, wait

RUN = "window.owned=true;alert(1)"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror='{RUN}'>",
    f"\"'><svg/onload={RUN}>",
    f"<!--<script>{RUN}",
    f"]]>-->*/{RUN}//",
    f"</title></style><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"javascript:{RUN}",
    "${" + RUN + "} {{constructor.constructor('" + RUN + "')()}} $index $blocks",
    "&lt;b&gt; &#60;script&#62; \\u003cscript\\u003e",
    "https://elsewhere.example/pixel.gif",
    "style=position:fixed;inset:0 url(https://elsewhere.example/x)",
    "__proto__",
    "constructor",
    "right\u202eot tfel \u2066isolated\u2069 \u200b\u00ad\ufeff \x00\x07\x1b[2J\x7f\x85 \ud800",
)
HIDDEN = [
    chr(code)
    for code in (*range(0x3000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0080), 0xD800, 0xDFFF)
    if visible(chr(code)) != chr(code)
]


def hostile(payload: str) -> Entry:
    """A document that says ``payload`` wherever a document can say something."""
    line = f"{payload}\n"
    size = len(line)
    removals = (
        Removal(size, 2 * size, line, payload, payload, 0.5),
        Removal(2 * size, 3 * size, line, f"ads.{payload}", "ads"),
    )
    return Entry(
        id=payload,
        url=payload,
        title=payload,
        source=Source(payload, payload, "html"),
        text=line * 2,
        characters=4 * size,
        removals=removals,
        repairs=(Repair(0, 1, payload, (payload,)),),
        warnings=(payload,),
    )


def hostile_rules() -> RuleSet:
    """Rules whose reasons are hostile too."""
    known = default_rules()
    rules = [replace(known.rules[0], id=payload, why=payload) for payload in PAYLOADS]
    categories = [replace(known.categories[0], name=payload, about=payload) for payload in PAYLOADS]
    return RuleSet(tuple(rules), tuple(categories))


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entries = [hostile(payload) for payload in PAYLOADS]
    problems = [Unreadable(payload, payload) for payload in PAYLOADS]
    data, _ = report_page([*entries, *problems], hostile_rules(), PAYLOADS[0])
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    path.write_bytes(data)
    return path


@pytest.fixture
def driver(driver: WebDriver) -> Iterator[WebDriver]:
    """The browser; whatever is shown, nothing of it ran and nothing of it became markup."""
    yield driver
    with pytest.raises(NoAlertPresentException):
        _ = driver.switch_to.alert.text
    assert driver.execute_script("return window.owned === undefined")
    assert tags(driver) == set(), "no element that the page itself does not make"
    assert driver.execute_script(
        "return [...document.querySelectorAll('[href]')].every((one) => one.hash)"
        " && ![...document.querySelectorAll('*')].some((one) =>"
        " one.getAttributeNames().some((name) => name.startsWith('on') || name === 'style'"
        " && one.id !== 'tip'))"
    )


def tags(driver: WebDriver) -> set[str]:
    made = """a bdi blockquote body button dd details dialog div dl dt form g h1 h2 h3 head header
    html input kbd label li main mark meta nav noscript ol option p rect script section select span
    style summary svg table tbody td text th thead title tr ul"""
    script = "return [...document.querySelectorAll('*')].map((one) => one.localName)"
    return set(driver.execute_script(script)) - set(made.split())


def spelt(text: str) -> str:
    """The text as the page shows it on one line."""
    return "".join(f"U+{ord(c):04X}" if visible(c) != c else c for c in text)


@pytest.mark.parametrize("route", ["", "documents", "rules"])
def test_every_view_shows_what_a_hostile_corpus_says(
    driver: WebDriver, hostile_page: Path, route: str
) -> None:
    open_page(driver, hostile_page, route)
    shown = " ".join(texts(driver, "main bdi"))
    for payload in PAYLOADS:
        assert spelt(payload) in shown


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_hostile_document_is_shown_as_it_is(
    driver: WebDriver, hostile_page: Path, number: int
) -> None:
    open_page(driver, hostile_page, f"document/{number}")
    said = spelt(PAYLOADS[number])
    assert texts(driver, "h1") == [said]
    assert texts(driver, ".facts bdi")[0] == said
    assert texts(driver, ".line .before") == [said] * 4
    assert texts(driver, ".line .after") == [said, "", "", said]
    assert "do not add up" not in texts(driver, "main")[0]
    mark = driver.find_element(By.CSS_SELECTOR, "mark.cut")
    ActionChains(driver).move_to_element(mark).perform()
    assert said in wait(driver, "#tip", "characters").text
    for place in range(len(texts(driver, ".toggle"))):
        driver.find_elements(By.CSS_SELECTOR, ".toggle")[place].click()
    assert texts(driver, ".line .after") == [said] * 4


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_a_hostile_rule_is_shown_as_it_is(
    driver: WebDriver, hostile_page: Path, number: int
) -> None:
    open_page(driver, hostile_page, f"rule/{2 * number}")
    said = spelt(PAYLOADS[number])
    assert texts(driver, "h1") == [said]
    assert said in texts(driver, ".lead")[0]
    wait(driver, "button.primary").click()
    wait(driver, "h1", "Documents")
    assert texts(driver, ".row-link .strong") == [said]


def test_filters_take_hostile_names(driver: WebDriver, hostile_page: Path) -> None:
    open_page(driver, hostile_page, "documents")
    for filter in ("category", "encoding"):
        count = len(Select(driver.find_element(By.NAME, filter)).options)
        assert count > len(PAYLOADS)
        for place in range(1, count):
            Select(driver.find_element(By.NAME, filter)).select_by_index(place)
            assert len(texts(driver, ".row-link")) in (1, len(PAYLOADS))
        Select(driver.find_element(By.NAME, filter)).select_by_index(0)


def test_every_hidden_character_of_the_terminal_is_spelt_out_in_a_document(
    driver: WebDriver, tmp_path: Path
) -> None:
    kept = [character for character in HIDDEN if character not in "\n\t"]
    text = "".join(f"a{character}b\n" for character in kept)
    entry = Entry("a", None, None, Source(None, "given", "text"), text, len(text), (), (), ())
    data, _ = report_page([entry], default_rules(), "x")
    (tmp_path / "r.html").write_bytes(data)
    open_page(driver, tmp_path / "r.html", "document/0")
    assert len(kept) > 150
    assert texts(driver, ".line .after")[:250] == [f"aU+{ord(c):04X}b" for c in kept][:250]
    assert not [c for c in kept if c in texts(driver, ".lines")[0]]


def test_hostile_files_come_through_the_cleaner_unharmed(driver: WebDriver, tmp_path: Path) -> None:
    compiled = Cleaner()
    inputs = []
    for number, payload in enumerate(PAYLOADS):
        name = re.sub(r"[/\0]", "_", payload)[:80].encode("utf-8", "replace")
        path = tmp_path / f"{number} {name.decode()}.txt"
        path.write_bytes(
            f"A headline\n\n{payload}\n\nAdvertisement\n\nThe end.".encode("utf-8", "replace")
        )
        inputs.append(Input(path.name, path))
    data, _ = report_page(corpus_entries(inputs, compiled.clean), default_rules(), "x")
    (tmp_path / "r.html").write_bytes(data)
    for route in ("", "documents", *(f"document/{n}" for n in range(len(PAYLOADS)))):
        open_page(driver, tmp_path / "r.html", route)
