"""The report in a real browser: what a person sees, clicks and types."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.select import Select

from cleaner.model import Removal, Repair, Source
from cleaner.report.entries import Entry
from cleaner.report.page import report_page
from cleaner.rules import default_rules
from tests.browser import (
    PHONE,
    browser,
    complaints,
    elements,
    open_page,
    press,
    requests,
    texts,
    wait,
)
from tests.generated import entries

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
    document("quiet/calm.txt", "Nothing was cut here.\n", title="Calm"),
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


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("report"), *DOCUMENTS)


@pytest.fixture(scope="module")
def started() -> Iterator[WebDriver]:
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


def names(driver: WebDriver) -> list[str]:
    return texts(driver, "tbody .row-link .strong")


def counted(driver: WebDriver) -> str:
    return texts(driver, ".count")[0]


def choose(driver: WebDriver, filter: str, option: str) -> None:
    Select(driver.find_element(By.NAME, filter)).select_by_visible_text(option)


def empty_search(driver: WebDriver) -> None:
    driver.find_element(By.ID, "search").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE)


# The overview


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


# The tables


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
        ("with", "warnings", ["A mill by the river"]),
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


# One document


def lines(driver: WebDriver, side: str) -> list[str]:
    return texts(driver, f".line .{side}")


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


def test_a_long_document_is_drawn_as_it_is_scrolled(driver: WebDriver, tmp_path: Path) -> None:
    long = document("a.txt", "Line.\n" * 5000, ("ads.lone-label", "Advertisement\n"), "End.\n")
    open_page(driver, written(tmp_path, long), "document/0")
    assert 200 < len(lines(driver, "before")) < 2000
    press(driver, "j")
    assert wait(driver, "mark.current").text == "Advertisement"
    assert len(lines(driver, "before")) == 5002


# The keyboard


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


# Looks


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
    open_page(driver, page)
    seen = []
    for _ in range(3):
        press(driver, "t")
        open_page(driver, page)
        seen.append(driver.execute_script("return document.documentElement.dataset.theme"))
    assert seen == ["light", "dark", "system"]


def test_a_phone_shows_one_side_and_nothing_sticks_out(page: Path) -> None:
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


# A large one


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
