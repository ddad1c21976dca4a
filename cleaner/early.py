"""The rules for the first lines of a process, read one by one instead of all before any.

Tables of all patterns take half a second to make, and are worth it from some pages of text on.
Until then only the rules of which some pattern has a literal in the text are read from the
compiled file, which has the literals in order, and their patterns are asked one by one.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from cleaner.compiled import KEY, default_rules, head_of, read_record, stored
from cleaner.linear import holds
from cleaner.literals import EDGE
from cleaner.matcher import Matcher, compile_rules
from cleaner.patterns import Line, PatternTable, all_there
from cleaner.rules import Category, Rule
from cleaner.scripts import scripts_of

_FEW = 12_000  # characters that are asked one by one: from there on tables pay, of English first

_Place = tuple[int, int]  # a rule's number, and that of a branch of one of its patterns


class EarlyMatcher(Matcher):
    """The default rules, matched without tables until there is enough to ask."""

    @property
    def stamp(self) -> str:
        """What the rule files hold, as a number."""
        assert isinstance(self.rules, _Rules)
        return self.rules.file.stamp

    @cached_property
    def languages(self) -> dict[str, tuple[str, ...]]:
        """The languages of each rule, by its id, without reading the rules."""
        assert isinstance(self.rules, _Rules)
        return {id: tuple(names) for id, names, _ in self.rules.file.head.rules}


def early_matcher() -> tuple[EarlyMatcher, tuple[Category, ...]] | None:
    """The default rules and their categories; None when the compiled file does not fit them."""
    content = stored()
    if content is None:
        return None
    file = _File(content)
    categories = tuple(Category(**table) for table in file.head.categories)
    plain, raw, spans = (_EarlyTable(file, name) for name in ("plain", "raw", "span"))
    return EarlyMatcher(_Rules(file), plain, raw, spans, file.scripts), categories


# Of a branch of a pattern: the pattern, the shortest and the longest line, clauses but the first.
_Asked = tuple[str, int, int, list[list[str]]]


class _File:
    """The compiled file, of which only those lines are read that are asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.stamp = content[: content.index(b"\n")].decode()
        self.head, self._ends = head_of(content)
        first = len(self.head.rules)
        self._numbers = dict(zip(self.head.keys, range(first, len(self._ends)), strict=False))
        self._rules: dict[int, tuple[Rule, list[tuple[str, Any]]]] = {}
        self._sections: dict[str, dict[str, list[int]]] = {}
        languages = [tuple(names) for _, names, _ in self.head.rules]
        scripts = {names: scripts_of(names) for names in set(languages)}
        self.scripts = tuple(map(scripts.__getitem__, languages))
        self.tables = [name for _, _, name in self.head.rules]

    @cached_property
    def whole(self) -> Matcher:
        """All rules in tables."""
        default = default_rules()
        return compile_rules(default.rules.rules, default.known, default.checked)

    def rule(self, number: int) -> Rule:
        """The rule of a number."""
        return self._read(number)[0]

    def branch(self, place: _Place) -> _Asked:
        """The branch at a place."""
        rule, branches = self._read(place[0])
        pattern, (least, most, _, *clauses) = branches[place[1]]
        return pattern, least, min(most, rule.max_chars), clauses[1:]

    def places(self, text: str) -> Iterator[tuple[str, list[_Place]]]:
        """The literals that stand in a text that has edges, each with the branches it is of."""
        keys = {text[at : at + size] for size in range(1, KEY + 1) for at in range(len(text))}
        for key in sorted(keys & self._numbers.keys()):
            if key not in self._sections:
                self._sections[key] = self._line(self._numbers[key])
            for literal, flat in self._sections[key].items():
                if literal in text:
                    yield literal, list(zip(flat[::2], flat[1::2], strict=True))

    def _line(self, number: int) -> Any:
        return json.loads(self._content[self._ends[number] : self._ends[number + 1]])

    def _read(self, number: int) -> tuple[Rule, list[tuple[str, Any]]]:
        if number not in self._rules:
            rule, found = read_record(self._line(number))
            pairs = zip(rule.patterns, found, strict=True)
            self._rules[number] = rule, [(p, branch) for p, each in pairs for branch in each]
        return self._rules[number]


class _Rules(Sequence[Rule]):
    """The rules in their order, each read when it is first wanted."""

    def __init__(self, file: _File) -> None:
        self.file = file
        self._known: dict[int, Rule] = {}

    def __len__(self) -> int:
        return len(self.file.head.rules)

    @overload
    def __getitem__(self, number: int) -> Rule: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Rule, ...]: ...
    def __getitem__(self, number: int | slice) -> Rule | tuple[Rule, ...]:
        if isinstance(number, slice):
            return tuple(self.file.rule(one) for one in range(len(self))[number])
        if number not in self._known:  # asked for every line that a rule matches
            self._known[number] = self.file.rule(range(len(self))[number])
        return self._known[number]


class _EarlyTable(PatternTable):
    """The patterns of the rules of one table, answered from the file as long as few ask."""

    def __init__(self, file: _File, name: str) -> None:
        super().__init__((), search=name == "span")
        self._file, self._name = file, name
        self._left = _FEW
        self._always = [
            (rule, branch) for rule, branch in file.head.always if file.tables[rule] == name
        ]

    @cached_property
    def _whole(self) -> PatternTable:
        whole = self._file.whole
        return {"plain": whole.plain, "raw": whole.raw, "span": whole.spans}[self._name]

    def owners(self, lines: Sequence[Line]) -> list[list[Any]]:
        """See `PatternTable.owners`."""
        self._left -= sum(line.length for line in lines)
        if self._left < 0:
            return self._whole.owners(lines)
        found: dict[int, dict[int, None]] = {id(line): {} for line in lines}
        for line, place in self._candidates([line for line in lines if line.length]):
            rule, owners = place[0], found[id(line)]
            if rule in owners or self._file.scripts[rule].isdisjoint(line.scripts):
                continue
            if self._matches(line, self._file.branch(place)):
                owners[rule] = None
        return [list(found[id(line)]) for line in lines]

    def _candidates(self, lines: Sequence[Line]) -> Iterator[tuple[Line, _Place]]:
        """The lines, and the branches that have no literal or one that stands there."""
        for line in lines:
            yield from ((line, place) for place in self._always)
        whole = [(line, line.folded + EDGE) for line in lines]
        for literal, places in self._file.places("".join(text for _, text in whole)):
            own = [place for place in places if self._file.tables[place[0]] == self._name]
            for line, text in whole if own else ():
                if literal in text:
                    yield from ((line, place) for place in own)

    def _matches(self, line: Line, asked: _Asked) -> bool:
        pattern, least, most, clauses = asked
        return (
            least <= line.length <= most
            and all_there(clauses, line.folded + EDGE)
            and holds(pattern, line.bytes, self._search)
        )
