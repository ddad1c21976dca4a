"""The peers: extractors (HTML to an article's text) and renderers (HTML to all of a page's text).

Each is called as its documentation shows, with nothing tuned. Their libraries are the extra
``bench``; a peer that is not installed is left out of the tables.
"""

from collections.abc import Callable
from importlib.util import find_spec

Peer = Callable[[str], str]


def extractors() -> dict[str, Peer]:
    """The installed extractors by name, in the order of the tables."""
    return _installed(
        ("trafilatura", "trafilatura", _trafilatura),
        ("trafilatura precision", "trafilatura", _trafilatura_precision),
        ("trafilatura recall", "trafilatura", _trafilatura_recall),
        ("readability", "readability", _readability),
        ("resiliparse", "resiliparse", _resiliparse),
        ("jusText", "justext", _justext),
        ("boilerpy3", "boilerpy3", _boilerpy3),
    )


def renderers() -> dict[str, Peer]:
    """The installed renderers by name, in the order of the tables."""
    return _installed(
        ("inscriptis", "inscriptis", _inscriptis),
        ("html_text", "html_text", _html_text),
        ("html2text", "html2text", _html2text),
        ("BeautifulSoup", "bs4", _beautifulsoup),
    )


def unseen_renderers() -> dict[str, Peer]:
    """Renderers whose form the classifier never learns from: `samples` leaves them out."""
    return _installed(("resiliparse with links", "resiliparse", _resiliparse_with_links))


def _installed(*peers: tuple[str, str, Peer]) -> dict[str, Peer]:
    return {name: peer for name, module, peer in peers if find_spec(module)}


def _trafilatura(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False) or ""


def _trafilatura_precision(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False, favor_precision=True) or ""


def _trafilatura_recall(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False, favor_recall=True) or ""


def _readability(html: str) -> str:
    from html_text import extract_text
    from readability import Document

    return str(extract_text(Document(html).summary()))


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True))


def _resiliparse_with_links(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, links=True, alt_texts=True, form_fields=True))


def _justext(html: str) -> str:
    from justext import get_stoplist, justext

    paragraphs = justext(html.encode("utf-8"), get_stoplist("English"), encoding="utf-8")
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def _boilerpy3(html: str) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(html))


def _inscriptis(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def _html_text(html: str) -> str:
    from html_text import extract_text

    return str(extract_text(html))


def _html2text(html: str) -> str:
    from html2text import HTML2Text

    converter = HTML2Text()
    converter.body_width = 0
    return converter.handle(html)


def _beautifulsoup(html: str) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for element in soup(["script", "style", "noscript", "template"]):
        element.decompose()
    return soup.get_text("\n", strip=True)
