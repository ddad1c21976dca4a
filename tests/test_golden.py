"""Every folder of fixtures/ comes out as its golden files say, and keeps the laws."""

import pytest

from cleaner.rules import default_rules
from tests.golden import Case, assert_case, read_cases

CASES = read_cases()


def _parameter(case: Case) -> object:
    reason = case.xfail
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case.slug, marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_fixture(case: Case) -> None:
    assert_case(case)


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
