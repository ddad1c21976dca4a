"""From one wording to a pattern for its kind: numbers, addresses and names may differ."""

import re
from collections.abc import Iterator

_META = re.compile(r"([\\.+*?()|\[\]{}^$])")
_END = re.compile(r"[.!?:…]+$")
_ADDRESS = r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)@\w+"
_NUMBER = r"[0-9][0-9.,:/]*[0-9]|[0-9]"
_NAME = r"(?<=\w )(?:[A-ZÀ-Þ][\w'.-]*)(?: (?:of |the |and |de |van )?[A-ZÀ-Þ][\w'.-]*)+"
_VARIES = re.compile(f"(?P<address>{_ADDRESS})|(?P<number>{_NUMBER})|(?P<name>{_NAME})")
_COUNTED = 900
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
        length = len(found[0])
        if found["address"]:
            yield rf"\S{_at_least(2, 80, length)}"
        elif found["number"]:
            yield rf"\d[\d.,:/]{_at_least(0, 11, length)}"
        else:
            yield f".{_at_least(2, 60, length)}"
        at = found.end()
    yield _META.sub(r"\\\1", stem[at:])


def _at_least(least: int, most: int, length: int) -> str:
    """A repeat that takes ``length`` characters and up to ``most``; RE2 counts to a thousand."""
    return f"{{{least},{max(most, length)}}}" if length < _COUNTED else f"{{{least},}}"


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) > _TITLE_CASE * len(words)
