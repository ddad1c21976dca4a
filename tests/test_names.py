"""Names as features: whose biography a paragraph may be, and which house it may praise."""

import pytest

from cleaner.classifier.names import BYLINE, NAMED, RIGHT_ABOVE, first_name, named_lines, site_name
from cleaner.view import view

BIO = "Marta Lund has kept the harbour's weather book since 1987 and writes from a boat in Skarvik."
BODY = (
    "The council has closed the old wall to carts until spring, and nobody knows who has the key."
)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Marta Lund is the keeper of the book.", "Marta Lund"),
        ("Marta Lund, 61, keeps the book.", "Marta Lund"),
        ("Ana de la Torre wrote it down.", "Ana de la Torre"),
        ("Марта Лунд ведёт книгу.", "Марта Лунд"),
        ("The council has closed the wall.", ""),
        ("Nobody knows.", ""),
        ("One Two Three Four Five Six seven.", ""),
        ("", ""),
    ],
)
def test_the_name_that_begins_a_line(line: str, name: str) -> None:
    assert first_name(line) == name


def _named(*lines: str) -> list[int]:
    return named_lines([view(line) for line in lines], [len(line) > 60 for line in lines])


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (["The wall", "BY MARTA LUND", BODY, BIO], BYLINE),
        (["The wall", BODY, "Marta Lund", BIO], RIGHT_ABOVE),
        (["The wall", BODY, BIO], NAMED),
        (["By Marta Lundgren", BODY, BIO], NAMED),
        (["By Marta Lund", f"“{BODY}” said Marta Lund.", BIO], NAMED),
        ([BIO, BODY, "Marta Lund"], 0),
    ],
    ids=["byline", "box", "nobody", "another name", "the article is about her", "below"],
)
def test_a_biography_is_of_the_byline_and_of_nobody_the_article_names(
    lines: list[str], last: int
) -> None:
    assert _named(*lines)[-1] == last


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (
            "Copyright © 2021-2026 Skarvik Harbour Office. All rights reserved.",
            "skarvik harbour office",
        ),
        ("© Lund Boats, Inc.", "lund boats"),
        ("© 2026", ""),
        ("© All rights reserved", ""),
        ("The sign © stands for itself", ""),
    ],
)
def test_the_site_is_named_behind_its_copyright_sign(line: str, name: str) -> None:
    assert site_name([view(line)]) == name
