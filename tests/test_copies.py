"""Injected copies are found, whatever the way of copying; what only looks like a copy stays."""

from collections import Counter

import pytest

from cleaner import Cleaner
from tests.copies import WAYS, copied
from tests.golden import read_cases

TEXTS = {
    case.slug: (case.folder / "clean.txt").read_text(encoding="utf-8")
    for case in read_cases()
    if case.kind in ("noise", "trap") and not case.xfail
}
CHOSEN = sorted(TEXTS)[::4]
REPEATS = Cleaner(categories=["repeat"])


def _lines(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.split("\n") if line.strip())


@pytest.mark.parametrize("way", WAYS)
def test_nearly_all_injected_copies_are_found_and_no_other_line_goes(way: str) -> None:
    injected = found = 0
    for slug in CHOSEN:
        own = _lines(TEXTS[slug])
        for copy in copied(TEXTS[slug]):
            if copy.way == way:
                left = _lines(REPEATS.clean(copy.text).text)
                copies = Counter(copy.lines[number].strip() for number in copy.copies)
                surplus = sum(min(n, max(0, left[line] - own[line])) for line, n in copies.items())
                injected, found = injected + copies.total(), found + copies.total() - surplus
                assert not own - left, f"{slug}, {way}: a line of the article is gone"
    assert injected > 0
    assert found >= 0.97 * injected


def test_the_generator_makes_every_way_of_copying() -> None:
    long = "\n\n".join(text for text in TEXTS.values() if len(text) > 1500)
    assert {copy.way for copy in copied(long)} == set(WAYS)
    assert not list(copied("Too short.\n\nFor copies."))
