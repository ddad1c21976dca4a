"""What a text is about, as stems: the words of a headline are taken up by its article."""

from collections.abc import Sequence
from itertools import pairwise

_LEAST = 4  # letters; shorter words say nothing of the topic
_STEM = 5  # letters of a word that its endings leave alone


def stems(line_words: Sequence[str]) -> list[str]:
    """The stems that may be the topic's; pairs of letters where no spaces divide words.

    ``line_words`` are lower-cased (`view.words`).
    """
    if sum(map(len, line_words)) > 2 * len(line_words) + 1:
        return [word[:_STEM] for word in line_words if len(word) >= _LEAST]
    return list(map("".join, pairwise(line_words)))
