"""Which scripts a text is written in, and which a language is: a rule never reads a foreign script.

Patterns count any letter beyond ASCII as one (see `patterns`), so without this a French rule for
a name and a colon would take a Japanese sentence for one.
"""

import re
from collections.abc import Iterable
from functools import cache

_LATIN = "latin"
_RANGES = {
    _LATIN: "A-Za-zÀ-ɏḀ-ỿＡ-Ｚａ-ｚ",
    "cyrillic": "Ѐ-ԯ",
    "greek": "Ͱ-Ͽἀ-῿",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "devanagari": "\u0900-\u097f",
    "thai": "\u0e00-\u0e7f",
    "hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "han": "\u3001-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f",
}
_LANGUAGES = {
    "cyrillic": "be bg kk ky mk mn ru sr tg uk",
    "greek": "el",
    "hebrew": "he yi",
    "arabic": "ar fa ps ur",
    "devanagari": "hi mr ne",
    "thai": "th",
    "hangul": "ko",
    "han": "ja zh",
}
_SCRIPT_OF = {
    language: script for script, names in _LANGUAGES.items() for language in names.split()
}


def scripts_of(languages: Iterable[str]) -> frozenset[str]:
    """The scripts of languages, given by their two-letter codes; Latin for one not listed."""
    return frozenset(_SCRIPT_OF.get(language, _LATIN) for language in languages)


@cache
def _pattern(script: str) -> re.Pattern[str]:
    return re.compile(f"[{_RANGES[script]}]")


@cache
def _scripts_of_letter(letter: str) -> frozenset[str]:
    return frozenset(name for name in _RANGES if _pattern(name).match(letter))


ANY = frozenset(_RANGES)


def scripts_in(text: str) -> frozenset[str]:
    """The scripts whose letters stand in a text; ASCII is Latin, and signs alone may be `ANY`.

    Latin is left out where another script has a letter too: names and addresses stand in Latin
    letters in every language, so they do not make a line English.
    """
    if text.isascii():
        return frozenset((_LATIN,))
    found = set().union(*map(_scripts_of_letter, set(text)))
    if len(found) > 1:
        found.discard(_LATIN)
    return frozenset(found) or ANY


def scripts_among(text: str) -> frozenset[str]:
    """All scripts whose letters stand in a text, and Latin: English furniture is everywhere.

    A text of signs alone may be any.
    """
    found = set().union(*map(_scripts_of_letter, set(text)))
    return frozenset((_LATIN, *found)) if found else ANY
