"""HTML to page text with evidence, and the extractors' opinion of its lines.

Importing this package is cheap: lxml, trafilatura and justext are imported with the first page.
"""

from dataclasses import dataclass

from cleaner.model import Evidence
from cleaner.page.decide import extract

__all__ = ["Page", "extract", "read_page"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text.

    ``text`` holds every visible block once, a block a line, with an empty line between blocks
    that are no list items, rows or broken lines. ``evidence`` has one entry for each line of
    ``text.split("\\n")``: None for an empty one. ``title`` is the headline; where the text holds
    it, it equals that line. ``site`` is the name that the page gives its site.
    """

    text: str
    evidence: tuple[Evidence | None, ...]
    title: str | None = None
    site: str | None = None
    warnings: tuple[str, ...] = ()


def read_page(html: str, *, url: str | None = None, fast: bool = False) -> Page:
    """Read an HTML page that is already decoded. Never raises on any content.

    ``fast`` asks trafilatura alone unless it leaves out much of the text; otherwise jusText and
    the page's linked data always vote too.
    """
    from cleaner.page.read import read  # lxml, trafilatura and justext come with it

    return Page(*read(html, url=url, fast=fast))
