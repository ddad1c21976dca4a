"""One line of a document as a sheet: what it is, what cut it, what came close."""

from collections.abc import Iterator, Sequence

from cleaner.explain import miss_text, reason_of
from cleaner.rules import Rule
from cleaner.terminal import Palette, visible
from cleaner.why import Partial, Sheet, told_score


def sheet_lines(sheet: Sheet, rules: Sequence[Rule], colours: Palette) -> Iterator[str]:
    """Yield the sheet; nothing but visible characters is in it, whatever the document holds."""
    entries: list[tuple[str, list[str]]] = [(f"line {sheet.number + 1}", [visible(sheet.text)])]
    if sheet.plain != sheet.text:
        entries.append(("rules see", [visible(sheet.plain)]))
    entries.append(("it is", [", ".join(sheet.kinds) or "a short line, no prose"]))
    entries += _outcome(sheet, rules)
    entries.append(("came close", [miss_text(miss) for miss in sheet.misses if miss.close]))
    further = [miss_text(miss) for miss in sheet.misses if not miss.close]
    entries.append(("further off", further))
    entries.append(("nearest", [_partial(part, sheet.plain) for part in sheet.partials]))
    if (opinion := sheet.opinion) is not None:
        held = f"{told_score(opinion):.3f} noise in the first run, over the whole text"
        bounds = f"cut above {opinion.cut:.3f}, suspected above {opinion.suspect:.3f}"
        entries.append(("classifier", [f"{held}; {bounds}"]))
    if sheet.twins:
        entries.append(("same words", ["in line " + ", ".join(str(n + 1) for n in sheet.twins)]))
    if sheet.votes is not None:
        votes = ", ".join(sorted(sheet.votes)) or "none"
        entries.append(("extractors", [f"{votes} hold it to be article"]))
    for name, values in entries:
        for at, value in enumerate(values):
            yield f"{colours.heading(f'{name:<11}') if not at else ' ' * 11} {value}".rstrip()


def _outcome(sheet: Sheet, rules: Sequence[Rule]) -> Iterator[tuple[str, list[str]]]:
    if not sheet.removals:
        yield "outcome", ["kept"]
        return
    whole = sum(len(removal.text) for removal in sheet.removals) >= len(sheet.text)
    yield "outcome", ["cut" if whole else "cut in part"]
    for removal in sheet.removals:
        score = "" if removal.score is None else f" score {removal.score:.3f}"
        reason = visible(reason_of(removal.rule, rules))
        yield "by", [f"{visible(removal.rule)}{score}: {reason}".rstrip(": ")]


def _partial(part: Partial, plain: str) -> str:
    before, match, after = plain[: part.start], plain[part.start : part.stop], plain[part.stop :]
    shown = visible(f"{before}⟦{match}⟧{after}")
    return f"{part.rule.id} ({part.rule.strength}): {shown} ({part.reason})"
