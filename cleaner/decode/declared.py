"""Which encoding a document says it is in.

Labels mean what browsers take them to mean (WHATWG Encoding Standard, "names and labels"):
"iso-8859-1" is windows-1252, "gb2312" is gb18030, "shift_jis" is Microsoft's cp932.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

HEAD_BYTES = 4096
META = re.compile(rb"<meta[\s/][^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.I)
XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:+-]{2,40})", re.I)
CSS_OR_PYTHON = re.compile(rb"^\s*(?:@charset\s+\"|#.{0,20}coding[:=]\s*)([\w.-]{2,40})", re.I)

# Label -> Python codec, where the web's meaning is not the one Python has.
WEB_MEANING = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "tis620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "iso-8859-6-e": "iso8859_6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cn-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "uhc": "cp949",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-ukrainian": "mac_cyrillic",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "dos-866": "cp866",
    "unicode": "utf_16_le",
    "utf-16": "utf_16_le",
    "unicode-1-1-utf-8": "utf_8",
    "utf8": "utf_8",
}


# East Asian standards that a wider encoding extends. The wider one also maps a few signs otherwise
# (the wave dash, the middle dot), so a document that keeps to the standard it names is read by it.
STANDARDS = frozenset({"gb2312", "shift_jis", "big5"})


@dataclass(frozen=True, slots=True)
class Claim:
    """A declared encoding: ``codec`` as the web understands it, ``exact`` the standard named."""

    codec: str
    exact: str | None


def claims(labels: Iterable[str | None]) -> tuple[Claim, ...]:
    """The usable ones of the declarations, in the same order."""
    found = []
    for label in labels:
        name = codec(label)
        if label and name:
            try:
                exact = codecs.lookup(label.strip().strip("\"'").lower()).name
            except LookupError:
                exact = None
            found.append(Claim(name, exact if exact in STANDARDS else None))
    return tuple(found)


def codec(label: str | None) -> str | None:
    """The Python codec a label means on the web; None for an unknown or binary one."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    try:
        info = codecs.lookup(WEB_MEANING.get(name, name))
        "".encode(info.name)  # a LookupError for codecs that do not give text (hex, zip, rot13)
    except (LookupError, ValueError, UnicodeError):
        return None
    if info.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"):
        return None
    return codecs.lookup(WEB_MEANING.get(info.name, info.name)).name


def declaration(data: bytes) -> str | None:
    """The label in the XML declaration, HTML meta or coding line at the head of the bytes."""
    head = data[:HEAD_BYTES]
    for pattern in (XML, META, CSS_OR_PYTHON):
        found = pattern.search(head)
        if found:
            return found[1].decode("ascii", "replace")
    return None
