"""Tables of patterns give the very answers of the patterns asked one by one."""

from functools import cache

import pytest

from cleaner import linear
from cleaner.compiled import default_rules
from cleaner.linear import PatternError, compile_pattern, compile_set, encoded, holds
from cleaner.literals import branches
from cleaner.patterns import Line, Owned, PatternTable
from cleaner.syntax import loosened, portable
from tests.golden import read_cases

RULES, KNOWN, _ = default_rules()
OWNED = {
    search: [
        Owned(pattern, f"{rule.id}#{number}", rule.max_chars)
        for rule in RULES.rules
        if (rule.scope == "span") == search
        for number, pattern in enumerate(rule.patterns)
    ]
    for search in (False, True)
}
EXAMPLES = {e for rule in RULES.rules for e in (*rule.removes, *rule.keeps) if "\n" not in e}
CASES = {
    line
    for case in read_cases()
    if case.kind in ("noise", "trap")
    for line in case.raw.decode("utf-8").split("\n")
}
TEXTS = (sorted(EXAMPLES)[::60], sorted(CASES)[::70])


@pytest.mark.parametrize("search", [False, True])
def test_a_table_answers_like_its_patterns_one_by_one(search: bool) -> None:
    texts = [*TEXTS[0], *TEXTS[1], "", "\ud800 odd", "ſubſcribe to our newſletter", "İ"]
    found = PatternTable(OWNED[search], search=search, known=KNOWN).owners(
        [Line(text) for text in texts]
    )
    for text, owners in zip(texts, found, strict=True):
        slow = [
            item.owner
            for item in OWNED[search]
            if 0 < len(text) <= item.max_chars and _matches(item.pattern, text, search)
        ]
        assert sorted(owners) == sorted(set(slow)), text


@pytest.mark.parametrize(
    ("roles", "search"), [(("to", "require"), False), (("unless",), True)], ids=["whole", "within"]
)
def test_an_answer_is_that_of_the_pattern_itself(roles: tuple[str, ...], search: bool) -> None:
    patterns = {p: None for rule in RULES.rules for role in roles for p in getattr(rule, role)}
    lines = [*sorted(EXAMPLES)[::150], *sorted(CASES)[::200], "", "\ud800 odd"]
    answers = {True: 0, False: 0}
    for pattern in patterns:
        for line in lines:
            answer = holds(pattern, encoded(line), search)
            assert answer == _matches(pattern, line, search), (pattern, line)
            answers[answer] += 1
    assert min(answers.values()) > 50


_kept_pattern = cache(compile_pattern)  # which itself keeps fewer than there are


def _matches(pattern: str, text: str, search: bool) -> bool:
    exact, line = _kept_pattern(pattern), encoded(text)
    return bool(exact.search(line) if search else exact.fullmatch(line))


@pytest.mark.parametrize(
    ("pattern", "clauses"),
    [
        ("newsletter", [["\nnewslet"]]),
        (".*newsletter.*", [["newslette"]]),
        ("(sign|log) ?in here", [["\nlog in h", "\nlogin h", "\nsign in", "\nsignin "]]),
        (".{3,9}(subscribe|.*sign up now)", [["sign up no", "subscribe"]]),
        ("[^a]+[Nn]ewsletters?", [["newslette"]]),
        (".+x.+", []),
        ("(?-i:[A-Z]).*", []),
        ("[[:alpha:]]+", []),
        (r"\Qx\E", []),
    ],
)
def test_what_a_line_must_hold_for_a_pattern(pattern: str, clauses: list[list[str]]) -> None:
    (branch,) = branches(pattern)
    assert [sorted(clause) for clause in branch.clauses] == clauses


def test_each_alternative_of_a_pattern_has_needs_and_lengths_of_its_own() -> None:
    (short, long) = branches("newsletter|(share this .{5,20})")
    assert (short.least, short.most) == (10, 10)
    assert (long.least, long.most) == (16, 31)
    assert branches("newsletter", search=True)[0].most > 10**6  # anywhere in a longer line


@pytest.mark.parametrize(
    ("pattern", "loose"),
    [
        (".{0,60}x", ".*x"),
        ("a{2,40}", "a+"),
        ("a{7}", "a+"),
        ("a{7,}", "a+"),
        ("a{0,3}", "a{0,3}"),
        (r"[{]{0,9}", "[{]*"),
        (r"\{0,9\}", r"\{0,9\}"),
        (r"\x{2014}", r"\x{2014}"),
        ("(ab){1,9}?", "(ab)+?"),
    ],
)
def test_loosening_only_widens(pattern: str, loose: str) -> None:
    assert loosened(pattern) == loose


def test_letters_are_cheap() -> None:
    assert portable(r"\pL[\pL\d]") == (r"[a-zA-Z\x{80}-\x{10ffff}][a-zA-Z\x{80}-\x{10ffff}\d]")
    assert compile_pattern(r"\pL+").fullmatch("Größe漢字")


def test_a_pattern_that_would_hang_others_is_linear() -> None:
    assert not compile_pattern("(a*)*b").fullmatch("a" * 200_000)


def test_a_pattern_too_large_for_a_set_is_asked_alone() -> None:
    many = "|".join(rf".{{0,900}}letter{number}\W{{0,900}}" for number in range(40))
    assert holds(f"({many})", b"the newsletter39!", search=False)
    assert not holds(f"({many})", b"the newsletter40!", search=False)


@pytest.mark.parametrize("memory", [1 << 12, 1 << 13, 1 << 14, 1 << 20])
def test_patterns_too_large_for_a_set_are_divided(
    memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "_MEMORY", memory)  # bytes: room for none, one, four, all
    linear._loose.cache_clear()
    find = compile_set([rf"a(\pL+{n}\pL+|.*{n})z" for n in range(8)], search=False)
    assert [sorted(find(line) or ()) for line in (b"ab3cz", b"a21z", b"az")] == [[3], [1], []]
    linear._loose.cache_clear()


def test_a_bad_pattern_says_why() -> None:
    with pytest.raises(PatternError, match="missing"):
        compile_pattern("a(")
