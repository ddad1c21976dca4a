"""Which lines are prose: the one structural question that every guard against harm asks."""

import re
from collections.abc import Sequence

from cleaner.segment import paragraphs
from cleaner.view import LineView, words

# A sentence's end, with the closing quotes, brackets and notes that may follow it: "…。(完)".
_SENTENCE_STOP = re.compile(
    r"[.!?…。！？｡؟।։]['\")\]»›」』”’]*(?:\[\d+\])*(?: ?[(（][^()（）]{1,8}[)）])?$"
)
_ENDING = 16  # characters in which it is looked for
_LONG_LINE = 140  # characters: no widget of a site fills a line this long without sentences
# The same in a script without spaces, where stops stand inside: 75 lines of labelled articles for 9
# of noise (ad hoc).
_LONG_LETTERS = 40
_PROSE_WORDS = 8
_TITLE_LETTERS = 30  # of a script without spaces: titles that ask or call are shorter
_WRAP = range(40, 101)  # widths at which text is wrapped by hand or by a mail program


def ends_sentence(plain: str) -> bool:
    """True when the last mark of a line closes a sentence."""
    return bool(_SENTENCE_STOP.search(plain[-_ENDING:]))


def is_prose(view: LineView) -> bool:
    """True for a line that reads like (part of) a paragraph: words enough, and a sentence's end."""
    plain = view.plain
    if len(plain) < 20 or view.image:
        return False
    if len(plain) >= _LONG_LINE:
        return not view.linked
    if not ends_sentence(plain):  # the half of a paragraph that a widget divided
        return "。" in plain and not view.linked and len(words(plain)) >= _LONG_LETTERS
    found = words(plain)
    if plain.endswith(("？", "！", "?", "!")) and len(found) < _TITLE_LETTERS:
        # "碳纤维价格跌破十万元大关，谁在亏本接单？" is a teaser's title of twenty "words"
        return "。" in plain or (len(found) >= _PROSE_WORDS and " " in plain)
    return len(found) >= _PROSE_WORDS


def is_table_row(folded: str) -> bool:
    """ "| Best newcomer | Not awarded |" is a row, whatever its cells may say."""
    row = folded.strip()
    return row.startswith("|") and row.endswith("|") and row.count("|") > 2


def prose_lines(views: Sequence[LineView], alone: Sequence[bool]) -> tuple[bool, ...]:
    """Say of each line whether it is prose; the lines of a hard-wrapped paragraph all are.

    ``alone`` is what `is_prose` says of each.
    """
    prose = list(alone)
    for run in paragraphs([not view.plain for view in views]):
        if len(run) < 2 or any(views[number].item for number in run[1:]):
            continue
        widths = [len(views[number].plain) for number in run[:-1]]
        wrapped = all(width in _WRAP for width in widths) and max(widths) - min(widths) <= 24
        if wrapped and ends_sentence(views[run[-1]].plain):
            for number in run:
                prose[number] = True
    return tuple(prose)
