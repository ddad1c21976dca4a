"""What came close to cutting the lines that were kept, stage by stage."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.classifier import Opinion, opinions
from cleaner.draft import Draft, draft_of
from cleaner.grow import GAP_CHARS, needs_both_sides, opens_section, unlike_article
from cleaner.headline import headline_line
from cleaner.match import marks_of_hits, spoken_here
from cleaner.matcher import find_hits
from cleaner.model import Document, Mark
from cleaner.prose import is_table_row
from cleaner.segment import split_lines
from cleaner.spans import lift
from cleaner.stages import Settings, settle, staged
from cleaner.why.guards import is_lone, lines_under, refusals

_WORTH_TELLING = 0.7  # score: what the classifier is less sure of did not come close
_CLASSIFIER = "model.line"
_QUOTES = "'\"«»„「」›‹> "
_FENCES = ("```", "~~~")
_ALONE = "hint: no noise beside it, no hint of another rule, and not among the last lines"
_ONE_SIDE = "hint: noise on one side is not enough for it"

_COMPANIONS = ("require", "to", "through", "min_repeats", "min_lines", "max_lines")

Found = Iterator[tuple[int, "NearMiss"]]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule, or what stands for one in the log, that did not cut a line, and why not.

    It was ``close`` when one thing was in the way: no company for a hint, or for a sure rule a
    guard, not the lack of other lines that the rule describes (under a label anything may stand).
    """

    rule: str
    reason: str
    score: float | None = None
    close: bool = True


def near_misses(document: Document, settings: Settings) -> dict[int, list[NearMiss]]:
    """For the lines that were kept, by number: what came close. A rule is named once a line."""
    removals, left, _ = settle(document, settings)
    whole = draft_of(document)
    rest = {number: number for number in whole.inked}
    if removals:
        rest = {}
        for number in left.inked:
            line = left.document.lines[number]
            (mark,) = lift([Mark(line.start, line.end, "", "")], removals)
            rest[number] = whole.line_at(mark.start)
    kept = set(rest.values())
    cutting = {(whole.line_at(removal.start), removal.rule) for removal in removals}
    found: dict[int, dict[str, NearMiss]] = defaultdict(dict)
    for number, miss in _of_pass(whole, settings):
        if number in kept and (number, miss.rule) not in cutting:
            found[number].setdefault(miss.rule, miss)
    if removals:
        for number, miss in _of_pass(draft_of(left.document, left), settings):
            if miss.rule == _CLASSIFIER:  # it holds other things of a line once others are gone
                miss = replace(
                    miss, reason=f"{miss.reason}; so in the last run, over what the cuts left"
                )
            if number in rest:
                found[rest[number]].setdefault(miss.rule, miss)
    return {
        number: sorted(misses.values(), key=lambda miss: not miss.close)
        for number, misses in sorted(found.items())
    }


_DOUBT = "doubt: the classifier takes this for article, and little else here is furniture"


def _of_pass(draft: Draft, settings: Settings) -> Found:
    """What one run through the stages nearly cut."""
    steps = {step.stage: step for step in staged(draft, settings)}
    rules, grow = steps["rules"], steps["grow"]
    yield from _matched(rules.before, rules.after, settings)
    yield from _protected(rules.before, settings)
    yield from _suspected(grow.before, grow.after)
    yield from _enclosed(grow.after)
    if "model" in settings.enabled:
        yield from _scored(steps["classify"].before, settings)
    for number, mark in grow.after.noise.items():  # told only of lines that were kept all the same
        yield number, NearMiss(mark.rule, "no paragraph would have been left", mark.score)


def _matched(draft: Draft, ruled: Draft, settings: Settings) -> Found:
    """Rules whose patterns match, and that mark nothing there."""
    matcher = settings.matcher
    own = ruled.marks[len(draft.marks) :]
    hits = find_hits(matcher, draft)
    made = marks_of_hits(matcher, hits, draft, settings.sites)
    spoken = spoken_here(matcher, made)
    unspoken = set(made) - set(spoken)
    doubted = {mark for mark in spoken if mark.strength == "sure"} - set(own)
    for number, units in hits.units.items():
        rule = matcher.rules[number]
        marked = lines_under(
            draft, (m for m in own if m.rule == rule.id and m.strength != "refused")
        )
        foreign = lines_under(draft, (m for m in unspoken if m.rule == rule.id))
        yield from (
            (n, NearMiss(rule.id, "hint: few other marks here speak its language")) for n in foreign
        )
        unsure = lines_under(draft, (m for m in doubted if m.rule == rule.id))
        yield from ((n, NearMiss(rule.id, _DOUBT, close=True)) for n in unsure - marked)
        lines = {n for first, last in units for n in range(first, last + 1)}
        lines -= marked | foreign | unsure
        if lines:
            # What depends on the place of a line sees what other rules marked.
            placed = rule.position in ("head", "tail") or rule.scope == "tail"
            others = [m for m in own if m.rule != rule.id] if placed else []
            seen = draft.with_marks(others)
            reasons = refusals(matcher, number, hits, lines, seen, settings.sites)
            for n, reason in reasons.items():
                guarded = ": " in reason and not any(f"{name}: " in reason for name in _COMPANIONS)
                close = rule.strength == "sure" and (guarded or is_lone(rule))
                yield n, NearMiss(rule.id, reason, close=close)


def _protected(draft: Draft, settings: Settings) -> Found:
    """Rules that would match, did the line not stand in code or between quotation marks."""
    numbers, bare = [], []
    for number in draft.inked:
        view = draft.views[number]
        if not view.plain or (number not in draft.code and view.plain[0] not in _QUOTES):
            continue
        text = view.plain.strip(_QUOTES)
        if text and not text.startswith(_FENCES):
            numbers.append(number)
            bare.append(text)
    text = "\n\n".join(bare)
    hits = find_hits(settings.matcher, draft_of(Document(text, split_lines(text))))
    for index, units in hits.units.items():
        rule = settings.matcher.rules[index]
        close = rule.strength == "sure" and is_lone(rule)
        for first, _ in units:
            number = numbers[first // 2]
            where = "in fenced code" if number in draft.code else "between quotation marks"
            yield number, NearMiss(rule.id, f"it stands {where}", close=close)


def _suspected(classified: Draft, grown: Draft) -> Found:
    """Hints that found no company."""
    noise, headline = grown.noise, headline_line(classified)
    for mark in classified.marks:
        if mark.strength != "hint":
            continue
        for number in lines_under(classified, [mark]):
            if number not in noise and classified.views[number].plain:
                reason = _no_company(classified, grown, number, mark, headline)
                yield number, NearMiss(mark.rule, reason, mark.score)


def _no_company(draft: Draft, grown: Draft, number: int, hint: Mark, headline: int | None) -> str:
    view = draft.views[number]
    if number == headline:
        return "hint: it is the headline"
    if is_table_row(view.folded):
        return "hint: it is a row of a table"
    if view.heading and opens_section(draft, number, dict(draft.noise)):
        return "hint: it is a heading with its section behind it"
    at = bisect_left(draft.inked, number)
    beside = draft.inked[max(at - 1, 0) : at] + draft.inked[at + 1 : at + 2]
    touched = any(other in grown.noise for other in beside)
    return _ONE_SIDE if touched and needs_both_sides(draft, number, hint) else _ALONE


def _enclosed(grown: Draft) -> Found:
    """Lines that are no prose with noise on both sides."""
    noise, headline = grown.noise, headline_line(grown)
    for before, number, after in zip(grown.inked, grown.inked[1:], grown.inked[2:], strict=False):
        if number in noise or grown.prose[number] or before not in noise or after not in noise:
            continue
        if not unlike_article(grown, number, GAP_CHARS):
            reason = f"it reads like article, or is longer than {GAP_CHARS} characters"
        elif number == headline:
            reason = "it is the headline"
        else:
            reason = "what stands around it also stands inside articles, or no paragraph came yet"
        yield number, NearMiss("grow.caught", reason)


def _scored(draft: Draft, settings: Settings) -> Found:
    """What the classifier takes for noise, but not surely enough."""
    headline = headline_line(draft)
    for number, opinion in opinions(draft, settings.weights).items():
        if opinion.score < _WORTH_TELLING:
            continue
        if opinion.strength == "sure":
            if number == headline or number in draft.code:
                what = "the headline" if number == headline else "code"
                yield number, NearMiss(_CLASSIFIER, f"it is {what}", opinion.score)
            continue
        reason = f"cut only above {opinion.cut:.3f}"
        yield number, NearMiss(_CLASSIFIER, reason, told_score(opinion))


def told_score(opinion: Opinion) -> float:
    """The score to three digits, on the side of the cut that it is on: 0.9497 is not 0.950."""
    cut = round(opinion.cut, 3)
    if opinion.strength == "sure":
        return max(opinion.score, cut + 0.001)
    return min(opinion.score, cut - 0.001)
