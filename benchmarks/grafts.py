"""Pages with another page's article: the same frame around other words.

Gold pages are few, and trees learn which frame goes with which article. What stands above and
below the article of one page, as a renderer or an extractor gives it, is put around what the same
one gives of another's article. Cut-and-paste augmentation (Dwibedi and others 2017) for lines.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

_ARTICLES = 3  # that each frame gets


@dataclass(frozen=True)
class Cutting:
    """The text of a page as ``source`` (a renderer or an extractor) gives it, by lines."""

    group: str
    kind: str
    source: str
    lines: list[str]
    labels: list[bool | None]

    def article(self) -> slice:
        """From the first line of the article to its last; nothing where it has none."""
        inside = [number for number, label in enumerate(self.labels) if label]
        return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)


def grafts(cuttings: Iterable[Cutting], fold_of: Callable[[str], int]) -> Iterator[Cutting]:
    """Each frame with some articles of other pages of its fold, in a fixed order.

    A graft belongs to the frame's group: what is learned without a fold has seen nothing of it.
    """
    alike: dict[tuple[str, str, int], list[Cutting]] = defaultdict(list)
    for cutting in cuttings:
        if cutting.article().stop:
            alike[cutting.kind, cutting.source, fold_of(cutting.group)].append(cutting)
    for key, found in sorted(alike.items()):
        chance = Random(str(key))
        for _ in range(_ARTICLES):
            chance.shuffle(found)
            for frame, other in pairwise(found):
                if False in _around(frame):
                    yield _grafted(frame, other)


def _around(frame: Cutting) -> list[bool | None]:
    article = frame.article()
    return frame.labels[: article.start] + frame.labels[article.stop :]


def _grafted(frame: Cutting, other: Cutting) -> Cutting:
    hole, article = frame.article(), other.article()
    lines, labels = list(frame.lines), list(frame.labels)
    lines[hole], labels[hole] = other.lines[article], other.labels[article]
    source = f"{frame.source}/{other.group}"
    return Cutting(frame.group, frame.kind, source, lines, labels)
