"""From matching units to marks: the guards, and one function a scope."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cleaner.draft import Draft
from cleaner.extent import is_sentence, lines_after, lines_before, live_prose, shape_end, share_of
from cleaner.hosts import belongs, host_of
from cleaner.linear import compile_pattern, encoded, holds
from cleaner.matcher import Hits, Matcher, Role, Unit, find_hits
from cleaner.model import Mark
from cleaner.prose import ends_sentence
from cleaner.rules import Rule
from cleaner.syntax import KEPT, keeps_group
from cleaner.view import words

_SURE_VOTES = 3  # what a sure mark counts for in saying which languages a text speaks
_NEAR = 3  # non-blank lines either way in which `require` looks
_HEADLINE_WORDS = 5  # fewer in a first line are a label


def rule_marks(matcher: Matcher, draft: Draft, sites: frozenset[str] = frozenset()) -> list[Mark]:
    """Apply all rules to a draft."""
    return marks_of_hits(matcher, find_hits(matcher, draft), draft, sites)


def marks_of_hits(
    matcher: Matcher, hits: Hits, draft: Draft, sites: frozenset[str] = frozenset()
) -> list[Mark]:
    """Apply all guards: lines, paragraphs and blocks first, then what depends on the position."""
    active = [
        number
        for number in sorted(hits.units)
        if _applies(matcher.rules[number], draft.document.url, sites)
        and len(hits.units[number]) >= matcher.rules[number].min_repeats
    ]
    engine = _Engine(matcher, hits)
    free = [
        n
        for n in active
        if matcher.rules[n].position not in ("head", "tail") and matcher.rules[n].scope != "tail"
    ]
    marks = [mark for n in free for mark in engine.marks(n, draft)]
    fixed = draft.with_marks(marks)
    placed = [n for n in active if matcher.rules[n].scope != "tail" and n not in free]
    added = [mark for end in ("head", "tail") for mark in engine.placed_marks(end, placed, fixed)]
    final = fixed.with_marks(added)
    tails = [n for n in active if matcher.rules[n].scope == "tail"]
    added += [mark for n in tails for mark in _first(list(engine.marks(n, final)))]
    return [mark for mark in marks + added if not heads_text(draft, mark)]


def spoken_here(matcher: Matcher, marks: Sequence[Mark]) -> list[Mark]:
    """Leave out hints of languages that few other marks speak; English is everywhere.

    A weak pattern of one language ("09:12 …" below an Italian box) fits lines of all others.
    """
    languages = matcher.languages
    votes: Counter[str] = Counter()
    for mark in marks:
        for language in languages[mark.rule]:
            votes[language] += _SURE_VOTES if mark.strength == "sure" else 1
    most = max((count for language, count in votes.items() if language != "en"), default=0)
    here = {"en", *(language for language, count in votes.items() if 4 * count >= 3 * most)}
    return [m for m in marks if m.strength != "hint" or not here.isdisjoint(languages[m.rule])]


def _first(marks: Sequence[Mark]) -> Sequence[Mark]:
    """The first tail that a rule cuts, or else the first that its guards refused."""
    return [mark for mark in marks if mark.strength != "refused"][:1] or marks[:1]


def heads_text(draft: Draft, mark: Mark) -> bool:
    """True for a mark on nothing but a heading with its text right behind it.

    "Unsubscribe" may head a chapter, and an imperative may be the headline: a Markdown heading
    counts, and so does a first line of several words; those of an address are none. A sign-up box
    has a form behind its heading.
    """
    number = bisect_right(draft.starts, mark.start) - 1
    line, view = draft.document.lines[number], draft.views[number]
    if mark.start > line.start or mark.stop != line.stop:
        return False
    behind = lines_after(draft, number, 1)
    if not behind:
        return False
    if view.heading:
        return is_sentence(draft, behind[0])
    if number != draft.inked[0] or ends_sentence(view.plain) or not draft.prose[behind[0]]:
        return False
    spoken = " ".join(piece for piece in view.plain.split() if "://" not in piece)
    return len(words(spoken)) >= _HEADLINE_WORDS


def _applies(rule: Rule, url: str | None, sites: frozenset[str]) -> bool:
    if not rule.sites:
        return True
    named = {host_of(url), *sites}
    return any(belongs(name, site) for site in rule.sites for name in named)


def _pieces(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a span's pattern matches, less what it says to keep of each match; none is empty."""
    compiled = compile_pattern(pattern)
    group = compiled.groupindex[KEPT] if keeps_group(pattern) else None
    for found in compiled.finditer(text):
        start, stop = found.span()
        first, last = (stop, stop) if group is None else found.span(group)
        if first < 0:  # another alternative matched: nothing of it stays
            first = last = stop
        yield from ((a, b) for a, b in ((start, first), (last, stop)) if a < b)


@dataclass(frozen=True)
class _Engine:
    """The scope functions, over one document's hits."""

    matcher: Matcher
    hits: Hits
    companions: dict[tuple[int, Role], Callable[[int], bool]] = field(default_factory=dict)

    def marks(self, number: int, draft: Draft) -> Iterator[Mark]:
        """The marks of one rule, wherever it stands."""
        for unit in self.hits.units[number]:
            yield from self.unit_marks(number, unit, draft)

    def unit_marks(self, number: int, unit: Unit, draft: Draft) -> Iterator[Mark]:
        """The marks that one matching unit gives, all guards but the position kept."""
        rule = self.matcher.rules[number]
        if rule.position == "dump" and not draft.framed:
            return
        if rule.position == "body" and not live_prose(draft, 0, unit[0] - 1):
            return
        if rule.require and not self._required_near(number, unit, draft):
            return
        if rule.scope == "span":
            yield from self._span(number, unit[0], draft)
            return
        extent = {
            "line": self._line,
            "paragraph": self._line,
            "block": self._block,
            "tail": self._tail,
        }[rule.scope](number, unit, draft)
        lines = draft.document.lines
        if extent is not None and not self._excepted(number, extent, draft):
            start, stop = lines[extent[0]].start, lines[extent[1]].stop
            yield Mark(start, stop, rule.id, rule.category, rule.strength)
        elif rule.scope == "tail" and rule.prose == "stop" and live_prose(draft, 0, unit[0] - 1):
            yield Mark(lines[unit[0]].start, lines[-1].stop, rule.id, rule.category, "refused")

    def placed_marks(self, end: str, numbers: Sequence[int], draft: Draft) -> Iterator[Mark]:
        """The marks of rules for the head or the tail, from the outside in.

        A line that is marked does not count, so a stack of noise is peeled in one pass.
        """
        rules = self.matcher.rules
        numbers = [n for n in numbers if rules[n].position == end]
        candidates: dict[int, list[tuple[int, Unit]]] = defaultdict(list)
        for number in numbers:
            for unit in self.hits.units[number]:
                candidates[unit[0] if end == "head" else unit[1]].append((number, unit))
        reach = max((rules[n].within_lines for n in numbers), default=0)
        passed = 0
        for line in draft.inked if end == "head" else reversed(draft.inked):
            if passed >= reach:
                return
            cut = line in draft.noise
            for number, unit in candidates.get(line, ()):
                if passed < rules[number].within_lines:
                    for mark in self.unit_marks(number, unit, draft):
                        cut |= mark.strength == "sure" and rules[number].scope != "span"
                        yield mark
            passed += not cut

    def _line(self, number: int, unit: Unit, draft: Draft) -> Unit | None:
        return unit

    def _block(self, number: int, unit: Unit, draft: Draft) -> Unit | None:
        rule = self.matcher.rules[number]
        last = (
            self._closing_line(number, unit[0], draft)
            if rule.to
            else shape_end(rule, unit[0], draft)
        )
        if last is None or share_of(draft, unit[0], last) > rule.max_share:
            return None
        if rule.prose == "stop" and live_prose(draft, unit[0] + 1, last - bool(rule.to)):
            return None
        return (unit[0], last)

    def _closing_line(self, number: int, opener: int, draft: Draft) -> int | None:
        after = lines_after(draft, opener, self.matcher.rules[number].max_lines)
        return self._first_match(number, "to", after, draft)

    def _tail(self, number: int, unit: Unit, draft: Draft) -> Unit | None:
        """To the end of the document, if an article stands before and none after."""
        rule = self.matcher.rules[number]
        last = len(draft.document.lines) - 1
        if not live_prose(draft, 0, unit[0] - 1) or share_of(draft, unit[0], last) > rule.max_share:
            return None
        if rule.prose == "stop" and live_prose(draft, unit[0], last):
            return None
        prose = draft.live_prose_counts  # "Latest comments" may stand above the article
        if prose[-1] - prose[unit[0]] > rule.max_share * prose[-1]:
            return None
        behind = len(draft.inked) - bisect_right(draft.inked, unit[0])
        if rule.position == "tail" and behind >= rule.within_lines:
            return None
        return (unit[0], last)

    def _span(self, number: int, line: int, draft: Draft) -> Iterator[Mark]:
        rule, where = self.matcher.rules[number], draft.document.lines[line]
        if self._excepted(number, (line, line), draft):
            return
        for pattern in rule.patterns:
            for start, stop in _pieces(pattern, draft.views[line].folded):
                first, last = where.start + start, where.start + stop
                yield Mark(first, last, rule.id, rule.category, rule.strength)

    def _excepted(self, number: int, extent: Unit, draft: Draft) -> bool:
        """True when an ``unless`` pattern is found in a line of the extent (a tail: its opener)."""
        rule = self.matcher.rules[number]
        if not rule.unless:
            return False
        last = extent[0] if rule.scope == "tail" else extent[1]
        lines = [encoded(draft.views[line].plain) for line in range(extent[0], last + 1)]
        return any(holds(p, line, search=True) for line in lines for p in rule.unless)

    def _required_near(self, number: int, unit: Unit, draft: Draft) -> bool:
        near = lines_before(draft, unit[0], _NEAR) + lines_after(draft, unit[1], _NEAR)
        return self._first_match(number, "require", near, draft) is not None

    def _first_match(
        self, number: int, role: Role, lines: Sequence[int], draft: Draft
    ) -> int | None:
        """The first of the lines that matches what else the rule asks for."""
        matches = self.companions.get((number, role))
        if matches is None:
            matches = self.companions[number, role] = self.matcher.companion(number, role, draft)
        asked = self.hits.asked
        return next((line for line in lines if line in asked and matches(line)), None)
