"""How long a report takes to open in a browser, beside a page of the same size that does nothing.

    python -m benchmarks.report [DOCUMENTS]

DOCUMENTS (10,000 by default) are made by dice. Times are milliseconds from the navigation to the
end of the load event, to the first contentful paint and to the drawn overview (of the peer: its
paint), the median of five runs in headless Chromium; then, in the open page, to a sorted table, to
a filtered one, and to a document whose text is inflated. Fails when the page took more than two
seconds to load or to be drawn.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from selenium.webdriver.remote.webdriver import WebDriver

from cleaner.report.page import report_page
from cleaner.rules import default_rules
from tests.browser import browser, open_page, wait
from tests.generated import entries

RUNS = 5
MOST = 2000  # milliseconds
TIMES = """
const [load] = performance.getEntriesByType('navigation');
const [paint] = performance.getEntriesByName('first-contentful-paint');
const [drawn] = performance.getEntriesByName('drawn');
return [load.loadEventEnd, paint.startTime, (drawn || paint).startTime];
"""
ACTIONS = {
    "sort by name": "document.querySelector('th[data-key=name] button').click();",
    "search": "const box = document.getElementById('search'); box.value = 'site7';"
    "box.dispatchEvent(new Event('input'));",
}


def main() -> int:
    """Write both pages, open them in turn, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    started = time.perf_counter()
    data, figures = report_page(entries(count), default_rules(), "generated")
    made = time.perf_counter() - started
    characters = sum(row.characters for row in figures.rows)
    print(f"{count:,} documents, {characters:,} characters; {len(data):,} bytes, {made:.1f} s")
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        report, peer = Path(folder) / "report.html", Path(folder) / "peer.html"
        report.write_bytes(data)
        peer.write_bytes(_inert(len(data)))
        loads = {page: [_opened(driver, page) for _ in range(RUNS)] for page in (report, peer)}
        medians = {
            page: [median(times) for times in zip(*loads[page], strict=True)] for page in loads
        }
        print(f"{'':<22}{'report':>10}{'peer':>10}{'ratio':>8}")
        for number, name in enumerate(("load event", "first paint", "overview drawn")):
            ours, theirs = medians[report][number], medians[peer][number]
            print(f"{name:<22}{ours:>7.0f} ms{theirs:>7.0f} ms{ours / theirs:>8.2f}")
        _actions(driver, report)
    return int(max(medians[report]) > MOST)


def _inert(size: int) -> bytes:
    """A page of the same size whose bytes are there and do nothing."""
    head = b"<!doctype html><title>Peer</title><h1>Peer</h1><script type=text/plain>"
    return head + b"x" * (size - len(head) - 9) + b"</script>"


def _opened(driver: WebDriver, page: Path) -> list[float]:
    driver.get("about:blank")
    driver.get(page.as_uri())
    wait(driver, "h1")
    time.sleep(0.3)  # the paint is reported a moment after it happened
    times: list[float] = driver.execute_script(TIMES)
    return times


def _actions(driver: WebDriver, report: Path) -> None:
    open_page(driver, report, "documents")
    for name, script in ACTIONS.items():
        timed = f"const start = performance.now(); {script} document.body.offsetHeight;"
        took = driver.execute_script(f"{timed} return performance.now() - start;")
        print(f"{name:<22}{took:>7.0f} ms")
    script = """
    const [done] = arguments; const start = performance.now();
    new MutationObserver((seen, observer) => {
      if (!document.querySelector('.line')) return;
      observer.disconnect(); done(performance.now() - start);
    }).observe(document.getElementById('main'), { childList: true });
    location.hash = '#/document/5000';
    """
    print(f"{'open a document':<22}{driver.execute_async_script(script):>7.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
