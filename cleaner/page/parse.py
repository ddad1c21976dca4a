"""HTML text to an lxml tree: one parse, for every voice and for the rendering."""

import re

from lxml import etree, html

# libxml2 stops reading at this depth (xmlParserMaxDepth with huge_tree); it drops what is deeper.
_PARSER_DEPTH = 2047
# Deeper trees are not handed to code that recurses or looks up every ancestor.
SAFE_DEPTH = 400

# No HTML text holds these; libxml2 would turn NUL into U+FFFD, UTF-8 has no surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_CONTAINER_TAG = re.compile(
    r"</?(?!(?:p|a|h[1-6]|li|br|title|meta|script|style|template|textarea|head|body|html)\b)[a-z][^<>]*>",
    re.IGNORECASE,
)


def parse(source: str) -> html.HtmlElement | None:
    """Parse ``source`` leniently; None when it holds nothing to parse.

    The text is already decoded: whatever encoding it declares (a ``meta`` or an ``<?xml ?>``) is
    ignored. A page nested deeper than the parser reads is parsed again without its containers.
    """
    source = _FORBIDDEN.sub(" ", source)
    tree = _parse_once(source)
    if tree is not None and depth(tree) >= _PARSER_DEPTH:
        tree = _parse_once(_CONTAINER_TAG.sub("<br>", source))
    return tree


def depth(tree: html.HtmlElement) -> int:
    """Count the levels of the deepest element, up to a little over what the parser reads."""
    level = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def _parse_once(source: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        return html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but white space or comments
        return None
