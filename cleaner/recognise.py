"""Is a text a page, Markdown or plain text? Cheap, and strict about pages: a text that merely
talks about HTML must never be parsed as one."""

import re
from html import unescape
from itertools import islice

from cleaner.model import Format

_HEAD = 4096  # characters in which a page shows itself
_PRELUDE = re.compile(r"(?:[\s\ufeff]|<!--.{0,3000}?-->|<\?xml[^>]{0,300}>)*", re.S)
_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b[^<>]*>", re.I)
_BLOCK = re.compile(
    r"<(p|div|article|section|main|header|h[1-6]|ul|ol|table|meta|link|script|style|nav|"
    r"center|figure|blockquote|frameset|span|noscript|iframe)\b[^<>]*>",
    re.I,
)
# What a page has around its article. Markup without any of it is the article of a feed or a CMS.
_FRAME = re.compile(
    r"<(?:!doctype|html|head|body|nav|footer|aside|header|form|script|main)\b", re.I
)
# Elements that a page closes, when nothing but their name stands in the tag (and two that it need
# not, but then it closes another).
_BARE = re.compile(r"<(head|body|div|span|article|section|header|h[1-6]|ul|ol|table|a|b|em)>", re.I)
_FIRST_LINE = 300  # characters; a longer one is a page without line breaks
_ESCAPED = re.compile(r"[\s\ufeff]*&lt;[a-z!]", re.I)
_VOID = frozenset(("meta", "link"))
_MARKDOWN = re.compile(
    r"^#{1,6} +\S|\]\((?:https?:|/|#|mailto:)[^\s()]*\)|\*\*[^*\s][^*\n]*\*\*|^```|^!\[", re.M
)
_SIGNS = 2  # one sign of Markdown may stand in any text


def recognise(text: str) -> Format:
    """Return the format of ``text``. A page starts with markup and closes what it opens."""
    text = as_markup(text)
    start = _PRELUDE.match(text[:_HEAD])
    head = text[start.end() if start else 0 :][:_HEAD]
    document, opener = _DOCUMENT.match(head), _BLOCK.match(head)
    if document and ("</" in text or not _BARE.match(head)):  # "<head> and <body> explained"
        return "html"
    if opener is not None and not _talks(text, head):
        name = opener[1].lower()
        closer = f"</{name}"
        if name in _VOID and "<" in head[opener.end() :]:
            return "html"
        if text.find(closer) >= 0 or text.find(closer.upper()) >= 0:
            return "html"
    signs = sum(1 for _ in islice(_MARKDOWN.finditer(text), _SIGNS))
    return "markdown" if signs == _SIGNS else "text"


def as_markup(text: str) -> str:
    """The markup of a text that holds it escaped, as feeds do; any other text as it is."""
    return unescape(text) if _ESCAPED.match(text) and "</" not in text else text


def _talks(text: str, head: str) -> bool:
    """Whether the first line names elements ("<div> or <span>?"): some are never closed."""
    line = head.partition("\n")[0]
    if len(line) > _FIRST_LINE:
        return False
    named = {found[1].lower() for found in _BARE.finditer(line)}
    lower = text.lower() if named else ""
    return any(f"</{name}" not in lower for name in named)


def is_fragment(html: str) -> bool:
    """True for markup without a page's frame: all of it is article, and nothing is to extract."""
    return not _FRAME.search(html)
