"""Every folder of fixtures/ comes out as its golden files say, and keeps the laws."""

from pathlib import Path

import pytest

from cleaner.rules import default_rules
from tests.golden import Case, assert_case, assert_laws, read_case, read_cases

CASES = read_cases()


def _parameter(case: Case) -> object:
    reason = case.xfail
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case.slug, marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_fixture(case: Case) -> None:
    assert_case(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_the_laws_hold_for_every_fixture(case: Case) -> None:
    """Also for those whose output is known to be wrong."""
    assert_laws(case.raw, case.run())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('kind = "noise"', "'note' must say"),
        ('note = "A case."', "'kind' must be one of"),
        ('kind = "noise"\nnote = "A case."\nnoise = 1', "unknown fields ['noise']"),
        ('kind = "noise"\nnote = "A case."', "needs exactly one raw.* file, has 0"),
    ],
)
def test_a_wrong_case_is_an_error_that_names_its_folder(
    table: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(table)
    with pytest.raises(AssertionError) as error:
        read_case(tmp_path)
    assert str(tmp_path) in str(error.value)
    assert said in str(error.value)


def test_there_are_fixtures_of_every_kind() -> None:
    count = {kind: sum(case.kind == kind for case in CASES) for kind in {c.kind for c in CASES}}
    assert len(CASES) >= 40
    assert count["trap"] >= 12
    assert min(count[kind] for kind in ("noise", "repeat", "encoding", "page")) >= 5


def test_every_category_of_the_rules_is_removed_in_some_fixture() -> None:
    seen = {removal.category for case in CASES for removal in case.run().removals}
    missing = {category.name for category in default_rules().categories} - seen
    assert not missing, f"write a fixture for {sorted(missing)}"


def test_the_order_of_documents_does_not_matter() -> None:
    forwards = [case.run() for case in CASES]
    backwards = [case.run() for case in reversed(CASES)]
    assert forwards == backwards[::-1]
