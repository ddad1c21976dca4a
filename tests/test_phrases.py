"""The banks of furniture wordings, and articles that are furnished with them for training."""

from pathlib import Path

import pytest

from benchmarks.labelled import Labelled
from benchmarks.phrases import Group, furnished, read_phrases

ARTICLE = Labelled(
    "harbour",
    "dev",
    "news",
    "en",
    "Headline\n\nFirst paragraph.\n\nShare this\n\nSecond.",
    "K.K.D.K",
)
GROUPS = [Group((f"Ad {number}", "Close ad"), "D") for number in range(9)] + [
    Group(("Serves four",), "K")
]


def test_every_bank_can_be_read_and_has_both_kinds() -> None:
    banks = read_phrases()
    assert {"en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "zh", "ja"} <= banks.keys()
    for groups in banks.values():
        assert {group.label for group in groups} == {"K", "D"}


@pytest.mark.parametrize(
    ("text", "said"), [("D Share\nK Yes", "one label"), ("Share", "begin with")]
)
def test_a_wrong_group_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "en.txt").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"en.txt, line \d: .*{said}"):
        read_phrases(tmp_path)


def test_groups_stand_whole_between_the_articles_own_lines() -> None:
    made = list(furnished([ARTICLE], GROUPS, 1, lambda _: 0))
    assert sum(document.text.count("Ad ") for document in made) == 18  # each is used twice
    for document in made:
        lines = document.text.split("\n")
        assert len(lines) == len(document.labels)
        own = [n for n, label in zip(lines, document.labels, strict=True) if label == "K"]
        assert [line for line in own if line != "Serves four"] == [
            "Headline",
            "First paragraph.",
            "Second.",
        ]
        visible = [line for line in lines if line]
        for number, line in enumerate(visible):
            if line.startswith("Ad "):
                assert visible[number + 1] == "Close ad"


def test_a_document_gets_groups_of_its_own_fold_only() -> None:
    made = furnished([ARTICLE], GROUPS, 2, lambda name: int(name != "harbour"))
    assert list(made) == []
