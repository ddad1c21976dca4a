"""What a page says of itself in its head: linked data (JSON-LD), Open Graph, title."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml.html import HtmlElement

# A walk over hostile JSON ends somewhere.
_MOST_VALUES = 20_000
# No headline and no site's name has more characters.
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Declared:
    """Headlines best first, as they stand; the site's name; the article bodies."""

    titles: tuple[str, ...]
    site: str | None
    bodies: tuple[str, ...]


def declared(elements: Iterable[HtmlElement]) -> Declared:
    """Read the page's statements about itself. Broken JSON says nothing."""
    open_graph, twitter, titles, sites, bodies = [], [], [], [], []
    for element in elements:
        if element.tag not in ("title", "meta", "script"):
            continue
        if element.tag == "title":
            titles.append("".join(element.itertext()))
        elif element.tag == "meta":
            name = (element.get("property") or element.get("name") or "").strip().lower()
            content = element.get("content") or ""
            if name == "og:title":
                open_graph.append(content)
            elif name == "twitter:title":
                twitter.append(content)
            elif name in ("og:site_name", "application-name"):
                sites.append(content)
        elif "ld+json" in (element.get("type") or "").lower():
            for key, value in _strings(element.text or ""):
                if key == "headline":
                    open_graph.append(value)
                elif key == "articleBody":
                    bodies.append(value)
    return Declared(
        titles=_clean(open_graph + twitter + titles[:1]),
        site=next(iter(_clean(sites)), None),
        bodies=tuple(_body_text(body) for body in bodies),
    )


def _strings(source: str) -> Iterator[tuple[str, str]]:
    """Yield every (key, string) of a JSON text, in no order to rely on."""
    try:
        waiting: list[Any] = [json.loads(source.strip().rstrip(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield from ((key, text) for key, text in value.items() if isinstance(text, str))
            waiting += [inner for inner in value.values() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [inner for inner in value if isinstance(inner, dict | list)]


def _clean(texts: list[str]) -> tuple[str, ...]:
    folded = (" ".join(unescape(text).split()) for text in texts if len(text) <= _LONGEST)
    return tuple(dict.fromkeys(text for text in folded if text))


def _body_text(body: str) -> str:
    """Undo one level of entities (some sites escape twice); markup is the caller's to render."""
    return unescape(body) if "&" in body else body
