"""What is a copy and what is a refrain. Every text is cleaned with the repeat finder alone."""

import re

import pytest

from cleaner import Cleaner

CLEANER = Cleaner(categories=["repeat"])
HEADLINE = "Lighthouse keeper retires after forty winters"
P1 = (
    "The keeper of the Skarvik lighthouse climbed down its 212 steps for the last time on Friday,"
    " carrying a kettle, a cat and a barometer that has shown fair weather since 1987."
)
P2 = (
    "“I never minded the dark,” said Torunn Aas, who is sixty-six. “I minded the brochures.”"
    " She was the last of eleven keepers, and the only one who answered every letter."
)
P3 = (
    "The lamp has been automatic for nine years; the coast guard kept her on because nobody else"
    " knew where the leak in the roof was, and because the inspectors liked her soup."
)
SHORT = "No."


def _text(*blocks: str) -> str:
    return "\n\n".join(blocks)


ARTICLE = _text(HEADLINE, P1, "A leak and a cat", P2, SHORT, P3)


def _clean(text: str) -> str:
    return CLEANER.clean(text).text


COPIES = {
    "the headline twice in a row": _text(HEADLINE, ARTICLE),
    "the headline again as a heading": ARTICLE.replace(P3, f"# **{HEADLINE}**\n\n{P3}"),
    "the lead at the end": _text(ARTICLE, P1),
    "the lead block at the end": _text(ARTICLE, P1, "A leak and a cat", P2),
    "the whole article doubled": _text(ARTICLE, ARTICLE),
    "the whole article without its headline": _text(ARTICLE, ARTICLE.split("\n\n", 1)[1]),
    "three times": _text(ARTICLE, ARTICLE, ARTICLE),
    "interleaved": _text(HEADLINE, P1, "A leak and a cat", P1, P2, SHORT, P2, P3, P3).replace(
        f"{P1}\n\nA leak and a cat\n\n{P1}", f"{P1}\n\n{P1}\n\nA leak and a cat"
    ),
    "in Markdown": _text(
        ARTICLE,
        P1.replace("Skarvik", "[Skarvik](https://example.com/skarvik)"),
        P2.replace("the dark", "**the dark**"),
    ),
    "with other quotes and dashes": _text(ARTICLE, P2.replace("“", '"').replace("”", '"')),
    "with other white space": _text(ARTICLE, P3.replace(" ", "\u00a0 ")),
    "with a trailing ellipsis": _text(ARTICLE, P1[:100] + " […]"),
    "a word or two differ": _text(ARTICLE, P1.replace("climbed down", "came down"), P2),
    "wrapped otherwise": _text(
        ARTICLE,
        "\n".join(re.findall(r".{1,70}(?: |$)", P1)),
        "\n".join(re.findall(r".{1,60}(?: |$)", P3)),
    ),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_cut_and_the_first_stays(name: str) -> None:
    kept = [line for line in _clean(COPIES[name]).split("\n") if line.strip()]
    wanted = [line for line in ARTICLE.split("\n") if line.strip()]
    if name == "interleaved":
        wanted = [HEADLINE, P1, "A leak and a cat", P2, SHORT, P3]
    assert kept == wanted


REST = [
    "The council has kept the oil, forty litres of it, in the cellar of the school, in case the"
    " cable to the skerry breaks again, as it did in three of the last seven winters.",
    "Visitors may climb to the gallery on Sundays from May to September, if the wind is below"
    " eleven metres a second; the brochures are on the table by the door, and they are free.",
]


@pytest.mark.parametrize(
    "source",
    [
        "<h1>{head}</h1> " + " ".join("<p class='body'>{}</p>" for _ in range(5)),
        '{{"headline": "{head}", "articleBody": "' + " ".join("{}" for _ in range(5)) + '"}}',
    ],
    ids=["the source to republish it", "metadata"],
)
def test_the_body_again_in_one_line_goes(source: str) -> None:
    body = [P1, P2, P3, *REST]
    text = _text(HEADLINE, *body)
    assert _clean(_text(text, source.format(*body, head=HEADLINE))).rstrip() == text


@pytest.mark.parametrize(
    ("earlier", "more"),
    [
        ([f"{P1} {P2}", f"{P3} {REST[0]}"], ""),
        ([P1, P2, P3], f" {' '.join(REST)} So it was told, and nobody on the quay has denied it."),
    ],
    ids=["two earlier ones", "three, and as much that is new"],
)
def test_a_long_paragraph_that_takes_up_earlier_ones_stays(earlier: list[str], more: str) -> None:
    text = _text(HEADLINE, *earlier, " ".join(earlier) + more)
    assert _clean(text) == text


def test_reports_of_one_template_that_are_each_printed_twice_all_stay() -> None:
    said = (
        "Officers responded to a report of a loose dog on {} Street; it was returned to its owner."
    )
    reports = [
        f"{day}, {hour} a.m. " + said.format(street)
        for day, hour, street in (
            ("Monday", "8:12", "Elm"),
            ("Tuesday", "4:50", "Oak"),
            ("Sunday", "7:31", "Elm"),
        )
    ]
    text = _text(HEADLINE, *[line for line in reports for _ in range(2)], P3)
    assert _clean(text) == _text(HEADLINE, *reports, P3)


def test_a_teaser_before_the_whole_paragraph_goes() -> None:
    assert _clean(_text(HEADLINE, P1[:90] + "...", P1, P2)) == _text(HEADLINE, P1, P2)


def test_the_first_copy_outside_noise_survives() -> None:
    """The copy inside a summary widget must not keep the real paragraph from standing."""
    text = _text(HEADLINE, "AI Summary", f"- {P1}", "Was this summary helpful?", P1, P2, P3)
    result = Cleaner().clean(text)
    kept = [line for line in result.text.split("\n") if line]
    assert kept in ([HEADLINE, P1, P2, P3], [HEADLINE, f"- {P1}", P1, P2, P3])
    assert P1 in kept


REFRAINS = {
    "a villanelle": (
        "The boats come home when all the lamps are lit.\n"
        "The sea has rooms we never care to name.\n"
        "We wait for them, and there's an end of it.\n\n"
        "The old men in the harbour smoke and sit.\nThey say that every evening is the same.\n"
        "The boats come home when all the lamps are lit.\n\n"
        "My mother kept the window as a kit\nOf needles, oil and matches for the flame.\n"
        "We wait for them, and there's an end of it.\n\n"
        "The boats come home when all the lamps are lit.\n"
        "We wait for them, and there's an end of it."
    ),
    "a song with its chorus": "\n\n".join(
        f"Verse {n} goes down to the harbour, oh\nAnd number {n} comes back\n\n"
        "Haul on the line, my bonny boys\nHaul on the line again\n"
        "The herring are in the silver sea\nAnd we're out in the rain"
        for n in range(1, 5)
    ),
    "an interview": "\n\n".join(
        f"Did you see the number {n} tram that evening?\n\nNo." for n in range(1, 9)
    ),
    "a litany": "\n".join(
        f"For those who {what},\nwe light a lamp and we keep it lit."
        for what in ("sail", "mend", "wait", "count", "sing")
    ),
    "a table": "| town | rain | sun |\n|---|---|---|\n" + "| Skarvik | heavy | none |\n" * 6,
    "code": "```\n" + "total = total + price * (1 + rate) - discount(today)\n" * 5 + "```",
    "list items": "\n".join(
        ["- Soak the beans overnight in plenty of cold water, then drain and rinse them well."] * 3
    ),
    "results": "\n".join(f"Skarvik {n} Lervik {n}, after extra time and rain" for n in "1123"),
    "near-identical reports": "\n\n".join(
        f"{name}, {age}, of Harbour Road, was fined 200 crowns for riding a bicycle without lights"
        " on the quay after dark and ordered to pay costs of 85 crowns to the court."
        for name, age in (("Ola Vik", 31), ("Kari Moe", 44), ("Per Dahl", 27), ("Siv Lie", 52))
    ),
    "clauses": "\n\n".join(
        f"{n}. The {party} shall notify the harbour office in writing within fourteen days of any"
        " change of address, of master, or of the rig of the vessel."
        for n, party in enumerate(("Owner", "Charterer", "Agent"), 1)
    ),
    "a refrain in prose, three times": _text(
        *(f"{p}\n\nAnd still, every evening at nine, the lamp was lit, and nobody in town said why."
          for p in (P1, P2, P3))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFRAINS)
def test_what_was_written_twice_stays_twice(name: str) -> None:
    text = _text(
        HEADLINE, "An introduction says what follows and why it stands here.", REFRAINS[name]
    )
    assert _clean(text) == text


def test_chinese_and_russian_copies_are_found() -> None:
    chinese = (
        "斯卡维克灯塔的看守人上周五最后一次走下二百一十二级台阶，"
        "手里拿着一只水壶、一只猫和一个气压计，她在那里工作了四十年。"
    )
    russian = (
        "Смотритель маяка в последний раз спустилась по двумстам двенадцати ступеням, неся чайник,"
        " кошку и барометр, который всё время показывал ясную погоду."
    )
    for paragraph in (chinese, russian):
        text = _text("灯塔 — Маяк — заголовок", paragraph, P1, P2, P3)
        assert _clean(_text(text, paragraph.replace("ё", "е"))).rstrip() == text


def test_a_site_name_that_a_second_copy_proves_is_cut() -> None:
    text = _text(f"{HEADLINE} - Skarvik Weekly Sun", HEADLINE, P1, P2)
    assert Cleaner().clean(text).text == _text(HEADLINE, P1, P2)
