"""Names that paragraphs begin with or hold: the author's, of whom it may tell, and the site's.

A biography below an article begins with the name of the byline, which the article itself does not
take up; a house's pitch names the house as its copyright line does. Both are features, not
answers: a profile ends with its subject's life too.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from cleaner.view import LineView

_FEWEST, _MOST = 2, 5  # words of a name, small ones between others included
_SMALL = 3  # letters of a word inside a name that has no capital ("van", "de")
_SHOWN = 80  # characters of a line in which its first name stands
_BYLINE = 120  # characters: what names the author is no longer
_LAST = 40  # paragraphs that are asked, from the end: biographies stand there
_SEEN = 6  # places that are looked at of one name
_SIGN = "©"
_SITE_CHARS = 4  # a shorter name of a site stands everywhere
NAMED, BYLINE, RIGHT_ABOVE = 1, 2, 3


def first_name(plain: str) -> str:
    """The capitalised words, two or more, with which a line begins; "" when it does not."""
    found: list[str] = []
    for piece in plain[:_SHOWN].split()[: _MOST + 1]:
        word = piece.rstrip(",;:()")
        if not word[:1].isupper() and not (found and word.islower() and len(word) <= _SMALL):
            break
        found.append(word)
        if word != piece:
            break
    while found and not found[-1][:1].isupper():
        found.pop()
    return " ".join(found) if _FEWEST <= len(found) <= _MOST else ""


def named_lines(views: Sequence[LineView], prose: Sequence[bool]) -> list[int]:
    """For each line 0, or `NAMED` for a paragraph that begins with a name.

    `BYLINE` when a short line above has that name, `RIGHT_ABOVE` when the line before does, and no
    other paragraph has it. Only the last paragraphs are asked, so the cost is linear.
    """
    found = [0] * len(views)
    backwards = (at for at in range(len(views) - 1, -1, -1) if prose[at])
    named = ((at, name) for at in backwards if (name := first_name(views[at].plain)))
    asked = list(islice(named, _LAST))
    if not asked:
        return found
    folded = [view.plain.casefold() for view in views]
    text, starts = "\n".join(folded), [0, *accumulate(len(line) + 1 for line in folded)]
    for at, name in asked:
        found[at] = NAMED
        lines = [bisect_right(starts, place) - 1 for place in _places(name.casefold(), text)]
        above = [n for n in lines if n < at and not prose[n] and len(views[n].plain) <= _BYLINE]
        if above and not any(prose[n] for n in lines if n != at):
            found[at] = RIGHT_ABOVE if above[-1] == at - 1 else BYLINE
    return found


def _places(name: str, text: str) -> Iterator[int]:
    """The first places at which a name stands as words of its own."""
    at = -1
    for _ in range(_SEEN):
        at = text.find(name, at + 1)
        if at < 0:
            return
        behind = at + len(name)
        if not text[max(at - 1, 0) : at].isalnum() and not text[behind : behind + 1].isalnum():
            yield at


def site_name(views: Sequence[LineView]) -> str:
    """The name behind a copyright sign and its years, case folded; "" when no line has one."""
    for view in reversed(views):
        _, sign, behind = view.plain.partition(_SIGN)
        if not sign:
            continue
        name: list[str] = []
        for piece in behind[:_SHOWN].split():
            word = piece.strip(",.;:()|-")
            if name and not word[:1].isupper():
                break
            if word[:1].isupper():
                name.append(word)
                if not piece.endswith(word):
                    break
        if len("".join(name)) >= _SITE_CHARS:
            return " ".join(name).casefold()
    return ""
