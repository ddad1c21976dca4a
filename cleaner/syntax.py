"""Patterns rewritten for RE2: letters that are cheap, and repeats that need not be counted."""

import re

# RE2 spells a Unicode letter as hundreds of UTF-8 ranges, and again in each turn of a counted
# repeat. Any character beyond ASCII is as good a letter here: views fold what punctuation matters.
_LETTER = r"a-zA-Z\x{80}-\x{10ffff}"
_TOKEN = re.compile(
    r"(?P<letter>\\pL|\\p\{L\})|\\[xpP]\{[^}]*\}|\\.|(?P<repeat>\{(?P<least>\d+)(?:,(?P<most>\d*))?\})"
    r"|[^\\\[\]{]+|.",
    re.S,
)
KEPT = "keep"  # the group of a span's pattern that stays: what stands around it goes
_COUNTED = 4  # a repeat that may turn more often is loosened in a table


def keeps_group(pattern: str) -> bool:
    """Whether a pattern names the part of its match that stays, "(?P<keep>…)"."""
    return f"(?P<{KEPT}>" in pattern


def portable(pattern: str) -> str:
    """The pattern with \\pL and \\p{L} as ASCII letters and everything beyond ASCII."""
    return _rewrite(pattern, loosen=False)


def loosened(pattern: str) -> str:
    """A smaller pattern that matches all that ``pattern`` matches, and more.

    Counted repeats (".{0,60}") become "*" or "+". They make programs and automata large: loosened,
    1,300 patterns compile in a tenth of the time, and the exact pattern is asked only on a match.
    """
    return _rewrite(pattern, loosen=True)


def _rewrite(pattern: str, *, loosen: bool) -> str:
    if "{" not in pattern and r"\p" not in pattern:
        return pattern
    pieces: list[str] = []
    in_class = False
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if match["letter"]:
            token = _LETTER if in_class else f"[{_LETTER}]"
        elif match["repeat"] and loosen and not in_class:
            most = match["least"] if match["most"] is None else match["most"] or "999"
            if int(most) > _COUNTED:
                token = "+" if int(match["least"]) else "*"
        elif token in ("[", "]"):
            in_class = token == "["
        pieces.append(token)
    return "".join(pieces)
