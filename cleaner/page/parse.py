"""HTML text to an lxml tree: one parse, for every voice and for the rendering."""

import re

from lxml import etree, html

# No HTML text holds these; libxml2 would turn NUL into U+FFFD, UTF-8 has no surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_CONTAINER_TAGS = re.compile(
    rb"(?:</?(?!(?:p|a|h[1-6]|br|title|meta|script|style|template|head|body|html)\b)"
    rb"[a-z][^<>]*>\s*)+",
    re.IGNORECASE,
)

# lxml.html asks a Python function for the class of every element that is looked at, thousands of
# times a page, to give forms and fields methods that nobody here calls.
_CLASSES = etree.ElementDefaultClassLookup(
    element=html.HtmlElement,
    comment=html.HtmlComment,
    pi=html.HtmlProcessingInstruction,
    entity=html.HtmlEntity,
)


def parse(source: str) -> html.HtmlElement | None:
    """Parse ``source`` leniently; None when it holds nothing to parse.

    The text is already decoded: whatever encoding it declares (a ``meta`` or an ``<?xml ?>``) is
    ignored. libxml2 stops reading at an element 2048 levels deep: such a page is read again
    without its containers.
    """
    data = _FORBIDDEN.sub(" ", source).encode("utf-8")
    tree, complete = _parse_once(data)
    if not complete:
        tree, _ = _parse_once(_CONTAINER_TAGS.sub(b"<br>", data))
    return tree


def _parse_once(data: bytes) -> tuple[html.HtmlElement | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but white space or comments
        return None, True
    stopped = parser.error_log.last_error
    return tree, stopped is None or stopped.type_name != "ERR_RESOURCE_LIMIT"


# True for a tree with an element this deep: code that recurses, or that looks up the ancestors of
# every element, has no bound there.
too_deep = etree.XPath("boolean(" + "/*" * 300 + ")")
