"""From one wording to a pattern for its kind: numbers, addresses and names may differ."""

import re
from collections.abc import Iterator

_META = re.compile(r"([\\.+*?()|\[\]{}^$])")
_END = re.compile(r"[.!?:…]+$")
_ADDRESS = r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)@\w+"
_NUMBER = r"\d[\d.,:/]*\d|\d"
_NAME = r"(?<=\w )(?:[A-ZÀ-Þ][\w'.-]*)(?: (?:of |the |and |de |van )?[A-ZÀ-Þ][\w'.-]*)+"
_VARIES = re.compile(f"(?P<address>{_ADDRESS})|(?P<number>{_NUMBER})|(?P<name>{_NAME})")
_TITLE_CASE = 0.5  # of the words with a capital: there a capital does not tell a name


def pattern_for(plain: str, *, whole: bool = True) -> str:
    """A pattern that matches ``plain`` and others like it.

    Of a ``whole`` line the mark at its end may be missing or another one.
    """
    end = _END.search(plain) if whole else None
    stem = plain[: end.start()] if end else plain
    pieces = "".join(_pieces(stem, names=not _is_title_case(stem)))
    return pieces + ("[.!?:…]{0,3}" if whole else "")


def _pieces(stem: str, *, names: bool) -> Iterator[str]:
    at = 0
    for found in _VARIES.finditer(stem):
        if found["name"] and not names:
            continue
        yield _META.sub(r"\\\1", stem[at : found.start()])
        if found["address"]:
            yield r"\S{3,80}"
        elif found["number"]:
            yield r"\d[\d.,:/]{0,11}"
        else:
            yield ".{2,60}"
        at = found.end()
    yield _META.sub(r"\\\1", stem[at:])


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)
