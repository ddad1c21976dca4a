"""What a line must hold for a pattern to match it: sets of literal strings, one of each needed.

A look for the literals of thousands of patterns costs one pass over a text, and leaves few to ask.
The method is that of RE2's prefilter (Cox, "Regular Expression Matching with a Trigram Index",
2012), over Python's own parse of the pattern. Literals are case-folded, and so must the text be.
A literal with a line feed before or behind it stands at the line's start or end.
"""

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from math import fsum
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.syntax import portable
from cleaner.view import UNSPACED

Clause = Collection[str]  # one of these must stand in the text

EDGE = "\n"  # stands before and behind every line

_MOST_SPELLINGS = 48  # of one run; more are split in two runs
_MOST_LITERALS = 800  # of one clause: patterns are lists of names at times
_CLASS = 10  # characters of a class that is spelt out
_COMMON = 2.0**-5  # a clause that is met more often tells nothing: nearly every line holds it
_MORE_CLAUSES = 2  # kept of a branch besides the rarest
_MORE_LITERALS = 24  # of such a clause: to look for many costs more than to ask the pattern
_LETTERS_ENOUGH = 9  # a literal of so many letters is rare whatever it says: it is cut there
_ENDLESS = 1 << 30
_EACH = 2e-5  # what one more literal costs, compared with one more question
_CODE_POINT = re.compile(r"\\x\{([0-9a-fA-F]+)\}")
_NAMED_CLASS = re.compile(r"\[:\^?[a-z]+:\]")


class Branch(NamedTuple):
    """One of a pattern's alternatives: what a line needs so that it can match.

    ``least`` and ``most`` bound the length of the match in characters. Of each clause one literal
    must stand in the line, case-folded and between two edges; the rarest clause comes first.
    There are none when nearly every line would do.
    """

    least: int
    most: int
    clauses: Sequence[Clause]


def branches(pattern: str, *, search: bool = False) -> tuple[Branch, ...]:
    """The alternatives of a pattern in RE2's syntax, which matches lines or ``search``es them.

    Syntax that Python reads otherwise, or not at all, gives one that any line can match: that is
    slow, never wrong.
    """
    return tuple(map(telling, all_branches(pattern, search=search)))


def all_branches(pattern: str, *, search: bool = False) -> tuple[Branch, ...]:
    """`branches` with clauses that tell nothing, since nearly every line holds them, too."""
    anything = (Branch(0, _ENDLESS, ()),)
    if _NAMED_CLASS.search(pattern):
        return anything
    spelt = _CODE_POINT.sub(lambda found: rf"\U{int(found[1], 16):08x}", portable(pattern))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(spelt)
        return tuple(_branch_of(part, search) for part in _alternatives(tree))
    except (re.error, _Unknown, OverflowError, RecursionError):
        return anything


def telling(branch: Branch) -> Branch:
    """A branch without clauses when nearly every line holds one of the rarest."""
    if branch.clauses and commonness(branch.clauses[0]) > _COMMON:
        return Branch(branch.least, branch.most, ())
    return branch


def anywhere(branch: Branch) -> Branch:
    """What a line needs to hold a match of this branch anywhere, whole lines or not."""
    clauses = [{literal.strip(EDGE) for literal in clause} for clause in branch.clauses]
    return Branch(branch.least, _ENDLESS, [clause for clause in clauses if "" not in clause])


def _branch_of(tree: Any, search: bool) -> Branch:
    edge = [] if search else [(kinds.LITERAL, ord(EDGE))]
    exact, needed = _sequence([*edge, *tree, *edge])
    found = {clause for clause in (*needed, *_closed(exact)) if len(clause) <= _MOST_LITERALS}
    ranked = sorted(found, key=_rank)
    more = [clause for clause in ranked[1:] if len(clause) <= _MORE_LITERALS][:_MORE_CLAUSES]
    least, most = tree.getwidth()
    most = _ENDLESS if search else min(int(most), _ENDLESS)
    return Branch(least, most, (*ranked[:1], *more))


def _alternatives(tree: Any) -> Iterator[Any]:
    """The branches of an alternation that is the whole pattern, groups around it taken off."""
    if len(tree) == 1:
        kind, value = tree[0]
        if kind is kinds.SUBPATTERN and not value[2]:
            yield from _alternatives(value[-1])
            return
        if kind is kinds.BRANCH:
            for branch in value[1]:
                yield from _alternatives(branch)
            return
    yield tree


def commonness(clause: Iterable[str]) -> float:
    """How often one of a clause's literals may be met, as a rough figure to compare by."""
    return fsum(0.25 ** min(_weight(text), _LETTERS_ENOUGH) + _EACH for text in clause)


def _rank(clause: Clause) -> tuple[float, list[str]]:
    """The rarest first, the same in every process."""
    return commonness(clause), sorted(clause)


def _weight(literal: str) -> float:
    """Letters, of which those of scripts without spaces and edges say more, spaces little."""
    more = 2 * len(UNSPACED.findall(literal)) + 1.5 * literal.count(EDGE)
    return len(literal) + more - 0.5 * literal.count(" ")


def _cut(literal: str) -> str:
    """The beginning of a literal that is rare enough: shorter ones are the same for more."""
    weight = 0.0
    for at, letter in enumerate(literal, 1):
        weight += _weight(letter)
        if weight >= _LETTERS_ENOUGH:
            return literal[:at]
    return literal


_EDGES = (kinds.AT_BEGINNING, kinds.AT_BEGINNING_STRING, kinds.AT_END, kinds.AT_END_STRING)


class _Unknown(Exception):
    """A part of a pattern that this reading does not know."""


_Exact = frozenset[str] | None  # all that a part can spell, None when that is too much to say
_Info = tuple[_Exact, tuple[Clause, ...]]
_EMPTY: frozenset[str] = frozenset(("",))


def _sequence(nodes: Any) -> _Info:
    """Join neighbours to runs: what two parts spell one behind the other is one longer literal."""
    run, whole = _EMPTY, True
    needed: list[Clause] = []
    for kind, value in nodes:
        for exact, inner, joined in _pieces(kind, value):
            if exact is not None and joined and len(run) * len(exact) <= _MOST_SPELLINGS:
                run = frozenset(_join(*pair) for pair in product(run, exact))
                continue
            needed += (*_closed(run), *inner)
            run, whole = (_EMPTY if exact is None else exact), False
    if whole:
        return run, ()
    return None, (*needed, *_closed(run))


def _join(before: str, after: str) -> str:
    """One literal of two; there is one edge, whether pattern, anchor or both name it."""
    return before + (after.lstrip(EDGE) if before.endswith(EDGE) else after)


def _pieces(kind: Any, value: Any) -> Sequence[tuple[_Exact, tuple[Clause, ...], bool]]:
    """A node as parts that follow each other; the flag says whether one joins what is before."""
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, child = value
        exact, inner = _sequence(child)
        if exact is not None and (least, most) in ((0, 1), (1, 1)):
            return [(exact | _EMPTY if least == 0 else exact, (), True)]
        if least == 0:
            return [(None, (), True)]
        if exact is None:
            return [(None, inner, True)]
        return [(exact, (), True), (exact, (), False)]  # the first turn and the last
    return [(*_node(kind, value), True)]


def _node(kind: Any, value: Any) -> _Info:
    if kind is kinds.LITERAL:
        return frozenset((chr(value).casefold(),)), ()
    if kind is kinds.SUBPATTERN:
        return _sequence(value[-1])
    if kind is kinds.BRANCH:
        return _branch([_sequence(branch) for branch in value[1]])
    if kind is kinds.IN:
        return _class(value), ()
    if kind is kinds.AT:
        return (frozenset(EDGE) if value in _EDGES else _EMPTY), ()
    if kind in (kinds.ANY, kinds.NOT_LITERAL):
        return None, ()
    raise _Unknown


def _branch(infos: Sequence[_Info]) -> _Info:
    if all(exact is not None for exact, _ in infos):
        spelt = frozenset(text for exact, _ in infos for text in exact or ())
        if len(spelt) <= _MOST_LITERALS:
            return spelt, ()
    best: list[Clause] = []
    for exact, needed in infos:
        choices = (*needed, *_closed(exact))
        if not choices:
            return None, ()
        best.append(min(choices, key=_rank))
    return None, (_shortest(text for clause in best for text in clause),)


def _class(members: Any) -> _Exact:
    """The characters of a class, if they are few."""
    found: set[str] = set()
    for kind, value in members:
        if kind is kinds.LITERAL:
            found.add(chr(value).casefold())
        elif kind is kinds.RANGE and value[1] - value[0] < _CLASS:
            found.update(chr(code).casefold() for code in range(value[0], value[1] + 1))
        elif kind is kinds.CATEGORY and value is kinds.CATEGORY_DIGIT:
            found.update("0123456789")  # RE2's \d is ASCII
        else:
            return None
    return frozenset(found) if len(found) <= _CLASS else None


def _closed(exact: _Exact) -> tuple[Clause, ...]:
    """What a run that spells ``exact`` needs: nothing when it may be empty."""
    if exact is None or not exact or "" in exact or EDGE in exact:
        return ()
    return (_shortest(exact),)


def _shortest(texts: Iterable[str]) -> Clause:
    """Leave out literals that hold another one."""
    found = {_cut(text) for text in texts}
    lengths = sorted({len(text) for text in found})
    kept: set[str] = set()
    for text in sorted(found, key=len):
        pieces = (text[at : at + n] for n in lengths for at in range(len(text) - n + 1))
        if kept.isdisjoint(pieces):
            kept.add(text)
    return frozenset(kept)
