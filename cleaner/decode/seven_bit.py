"""Encodings that look like ASCII: ISO 2022 (escape sequences), HZ ("~{"), declared UTF-7."""

import re
from collections.abc import Sequence

JAPANESE = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004")
ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([DQ])"), JAPANESE),
    (re.compile(rb"~\{(?:[\x21-\x7d][\x21-\x7e])+~\}"), ("hz",)),
)
UTF_7 = re.compile(rb"\+[A-Za-z0-9+/]{3,}-?")


def detect(data: bytes, claims: Sequence[str]) -> str | None:
    """The encoding of pure ASCII bytes that are more than ASCII, else None.

    UTF-7 counts only where it is declared: "C+ABC-" is common in plain text, and guessing UTF-7
    is a known way to smuggle markup past filters.
    """
    for mark, encodings in ESCAPES:
        if mark.search(data):
            for encoding in encodings:
                if _reads(data, encoding):
                    return encoding
            return None if encodings == ("hz",) else encodings[0]
    if "utf-7" in claims and UTF_7.search(data) and _reads(data, "utf-7"):
        return "utf-7"
    return None


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True
