"""What a rule sees of a line: Markdown, bullets, emoji and typographic variants folded away.

Sites print one phrase in a hundred dresses (``**[Advertisement](/ads)**``, ``- ADVERTISEMENT -``).
Folding the dress here keeps the rules to the words. Quotation marks and a blockquote's ``>`` stay:
what is quoted belongs to the article.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = "’‘‚‛ʼ`´′＇"
_DOUBLE = "“”„‟″＂"
_DASHES = "‐‑‒–—―−－"
_SPACES = "\t\u00a0\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
# One character to one character, so offsets in the folded line are offsets in the line.
_FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
}

# Marks of direction and joining: pages print them around labels, no rule could tell.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x200E, 0x2010)), None)
_INVISIBLE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), None)


def _class_of(codes: Iterable[int]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]")


# `str.translate` looks up every character of a line beyond ASCII; few have any to change.
_FOLDED, _UNSEEN = _class_of(_FOLD), _class_of(_INVISIBLE)

# What follows a link's text: (target "title") with one level of parentheses, or [reference].
_TARGET = r"(?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: [^()]*)?\)|\[[^\[\]]*\])"
_IMAGE = re.compile(r"!\[([^\[\]]*)\]" + _TARGET)
_LINK = re.compile(r"\[((?:[^\[\]]|!\[[^\[\]]*\])*)\]" + _TARGET)
_TAG = re.compile(
    r"</?[a-zA-Z][^<>]{0,2000}>|<!--[^<>]{0,2000}-->|<(?:https?://|mailto:)[^<>\s]{1,2000}>"
)
# Renderers print a target behind the text of its link: "Log in (https://…)", "Log in [/login]".
_BEHIND = r"(?:(?:https?|ftp|file)://|(?:mailto|tel|javascript):|/|\.\.?/|#(?=[)\]]))[^\s()\[\]]*"
_TARGET_BEHIND = re.compile(rf"(?<=\S) +(?:\({_BEHIND}(?:\([^\s()]*\)[^\s()]*)*\)|\[{_BEHIND}\])")
_LABEL = 30  # characters: a longer line before its last target need not be all of a link's text
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~|`+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_BULLET = re.compile(r"(?:[-*+•●○◦▪▫‣⁃∙·✓✔☑✅➤►▸]\s+|[•●○◦▪▫‣✓✔☑✅➤►▸]|\(?\d{1,2}[.)]\s+)")
_MARKDOWN = frozenset("[]<>*_`#\\~")

# Arrows, shapes, dingbats, emoji and their joiners; never letters, digits, quotes or ©.
_ORNAMENTS = frozenset(
    "|*=~+•·∙‣⁃-※【】›\ufe0e\ufe0f\u200d "
    + "".join(
        chr(code)
        for first, last in (
            (0x2190, 0x21FF),
            (0x2300, 0x23FF),
            (0x2460, 0x2473),
            (0x2500, 0x27BF),
            (0x2900, 0x297F),
            (0x2B00, 0x2BFF),
            (0x1F000, 0x1FAFF),
        )
        for code in range(first, last + 1)
    )
)
_WRAPPERS = {"[": "]", "(": ")", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as rules and structure guards see it.

    ``plain`` is the text without its dress, ``folded`` the line with quotes, dashes and full-width
    forms folded one to one (same length as the line). ``linked`` is true when all text of the line
    stands inside Markdown links, or is a label with its target behind it.
    """

    folded: str
    plain: str
    heading: bool = False
    item: bool = False
    quoted: bool = False
    linked: bool = False
    image: bool = False


def view(line: str) -> LineView:
    """Return the view of one line (no terminator)."""
    folded = _FOLDED.sub(_fold, line)
    stripped = folded.strip()
    item = bool(_BULLET.match(stripped)) and not stripped.startswith(("---", "***"))
    quoted = stripped.startswith(">") and not stripped.startswith(">>")
    linked = False
    if "(" in stripped or "[" in stripped:
        stripped, linked = _without_targets(stripped)
    if _MARKDOWN.isdisjoint(stripped):
        return LineView(folded, _undress(stripped, quoted), item=item, quoted=quoted, linked=linked)
    heading = bool(_HEADING.match(stripped))
    body = _BULLET.sub("", stripped, count=1) if item else stripped
    imageless = _IMAGE.sub("", body)
    linkless = _LINK.sub("", imageless)
    if linkless != imageless:
        linked = linked or not _strip_ornaments(linkless.strip())
    image = imageless != body and not _strip_ornaments(linkless.strip())
    plain = _undress(_unmark(stripped), quoted)
    return LineView(folded, plain, heading, item, quoted, linked, image)


def _without_targets(text: str) -> tuple[str, bool]:
    """A line without targets behind their links, and whether a label and its target are all."""
    bare = _TARGET_BEHIND.sub("", text)
    return bare, bare != text and len(bare) <= _LABEL and text.endswith((")", "]"))


def _fold(found: re.Match[str]) -> str:
    return found[0].translate(_FOLD)


def _unmark(text: str) -> str:
    """Reduce Markdown and inline tags to their text; an image to ``![alt]``."""
    text = _TAG.sub(" ", text)
    text = _IMAGE.sub(r"![\1]", text)
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub("", text)
    text = _ESCAPE.sub(r"\1", text)
    text = text.strip()
    if _HEADING.match(text):
        text = text.lstrip("#").rstrip("#")
    return text


def _undress(text: str, quoted: bool) -> str:
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    text = " ".join(text.replace("...", "…").split())
    if quoted:
        return text
    for _ in range(2):
        text = _strip_ornaments(text)
        closer = _WRAPPERS.get(text[:1])
        if closer is None or not text.endswith(closer) or text[:1] in text[1:-1] or len(text) < 3:
            break
        text = text[1:-1].strip()
    return text


def _strip_ornaments(text: str) -> str:
    """Strip by hand: a regex anchored at the end is quadratic on a long run of ornaments."""
    start, stop = 0, len(text)
    arrows = "" if "«" in text else "»"
    while start < stop and (
        text[start] in _ORNAMENTS
        or text.startswith(">>", start)
        or (text[start] == ">" and start and text[start - 1] == ">")
        or text[start] in arrows
    ):
        start += 1
    arrows = arrows and ">»"
    while stop > start and (text[stop - 1] in _ORNAMENTS or text[stop - 1] in arrows):
        stop -= 1
    return text[start:stop]


# Han, kana, Thai, Lao, Khmer and Myanmar letters count as words of their own: no spaces divide
# them.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
UNSPACED = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*")


@lru_cache(1024)  # several stages ask the same of a line; a paragraph takes five kilobytes
def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, case folded; scripts without spaces give single letters.

    Russian prints ё as е wherever it likes, so both count as one letter.
    """
    return tuple(_WORD.findall(text.casefold().replace("ё", "е")))
