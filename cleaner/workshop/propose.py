"""A whole rule proposed from a line that should have been cut: a draft for someone to improve."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from cleaner.draft import Draft, draft_of
from cleaner.linear import compile_pattern
from cleaner.model import Document
from cleaner.rules import Category, Rule
from cleaner.scripts import scripts_in, scripts_of
from cleaner.segment import paragraphs
from cleaner.stages import Settings
from cleaner.view import view, words
from cleaner.why import Sheet, line_sheet
from cleaner.workshop.generalise import pattern_for

_FEW_WORDS = 3  # so short a line can stand in an article
_JOINED_LINES = 8  # of a paragraph that was wrapped by hand
_EDGE_LINES = 5  # so near to an end of the text a place is worth a guard
_LONG_TEXT = 12  # lines
_TELLING = 4  # letters of a word that makes two lines look alike
_KEPT = 3  # lines that look alike
_DEFAULT_CHARS = 160
_FALLBACK = "promo"


@dataclass(frozen=True)
class Proposal:
    """The table of a rule, key by key, and what its author should know."""

    table: dict[str, Any]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Chosen:
    """What the author has decided already; the rest is proposed."""

    language: str | None = None
    category: str | None = None
    name: str | None = None
    strength: str | None = None
    patterns: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    why: str | None = None
    piece: str | None = None


def propose(
    document: Document,
    number: int,
    settings: Settings,
    chosen: Chosen,
    taken: Sequence[str] = (),
) -> Proposal:
    """Propose a rule that cuts the line ``number`` (from 0); ``taken`` are ids in use.

    Raises IndexError when there is no such line, ValueError when it has nothing to cut.
    """
    draft, rules = draft_of(document), settings.matcher.rules
    sheet = line_sheet(document, settings, number)
    if not sheet.plain or (chosen.piece is not None and chosen.piece not in sheet.text):
        raise ValueError("has no such text" if sheet.plain else "is blank")
    scope, lines, extra = _scope(draft, number, chosen.piece)
    text = "\n".join(_content(draft, line) for line in lines)
    opener = " ".join(draft.views[n].plain for n in (lines if scope == "paragraph" else [number]))
    language = chosen.language or _language(draft, sheet.plain, rules)
    category = chosen.category or _category(sheet, rules, language)
    strength = chosen.strength or ("hint" if len(words(opener)) <= _FEW_WORDS else "sure")
    patterns = chosen.patterns or (_pattern(opener, chosen.piece),)
    removes = (_pinned(text, chosen.piece), *chosen.removes)
    table: dict[str, Any] = {
        "id": _id(category, language, chosen.name or _slug(opener), taken),
        "category": category,
        "languages": [language],
        "scope": scope,
        "strength": strength,
        "patterns": list(patterns),
        **extra,
        **_length(opener, scope),
        **_place(draft, number, scope),
        "why": chosen.why or _why(category, settings.categories),
        "removes": list(dict.fromkeys(removes)),
        "keeps": list(chosen.keeps) or _look_alikes(draft, number, sheet.plain, patterns, rules),
    }
    return Proposal(table, list(_notes(sheet, table, chosen, rules)))


def _scope(draft: Draft, number: int, piece: str | None) -> tuple[str, list[int], dict[str, Any]]:
    """The scope, the lines of the example, and the fields that the scope needs."""
    if piece is not None:
        return "span", [number], {}
    inked = set(draft.inked)
    for run in paragraphs([line not in inked for line in range(len(draft.views))]):
        if number in run and 2 <= len(run) <= _JOINED_LINES and draft.prose[number]:
            ends = [draft.views[n].plain.endswith((".", "。")) for n in run[:-1]]
            if not any(ends) and not any(draft.views[n].item for n in run):
                return "paragraph", list(run), {}
    behind = [n for n in draft.inked if n > number]
    items = []
    for line in behind:
        if not draft.views[line].item:
            break
        items.append(line)
    if len(items) >= 2 and not draft.views[number].item and not draft.prose[number]:
        through = {"through": "items", "min_lines": 2, "max_lines": max(12, len(items))}
        return "block", [number, *items], through
    return "line", [number], {}


def _content(draft: Draft, number: int) -> str:
    line = draft.document.lines[number]
    return draft.document.text[line.start : line.end].strip()


def _pattern(opener: str, piece: str | None) -> str:
    if piece is not None:
        return pattern_for(view(piece).folded, whole=False)
    return pattern_for(opener)


def _pinned(text: str, piece: str | None) -> str:
    return text if piece is None else text.replace(piece, f"⟦{piece}⟧")


def _language(draft: Draft, plain: str, rules: Sequence[Rule]) -> str:
    """The language of the line's script of whose keeps the text has the largest share of words."""
    scripts = scripts_in(plain)
    own = {word for number in draft.inked for word in words(draft.views[number].plain)}
    shared, size = Counter[str](), Counter[str]()
    for rule in rules:
        if len(rule.languages) == 1 and scripts & scripts_of(rule.languages):
            kept = words(" ".join(rule.keeps))
            size[rule.languages[0]] += len(kept)
            shared[rule.languages[0]] += sum(word in own for word in kept)
    return max(sorted(size), key=lambda name: shared[name] / size[name], default="en")


def _category(sheet: Sheet, rules: Sequence[Rule], language: str) -> str:
    """That of a rule that only a guard stopped, else of the one whose examples are most alike.

    Alike are lines that share words which few rules have (inverse document frequency).
    """
    categories = {rule.id: rule.category for rule in rules}
    near = [miss.rule for miss in sheet.misses if miss.close and miss.rule in categories]
    if near:
        return categories[near[0]]
    examples = [
        (rule.category, set(words(" ".join(rule.removes))))
        for rule in rules
        if language in rule.languages
    ]
    frequency = Counter(word for _, known in examples for word in known)
    own = set(words(sheet.plain))

    def likeness(known: set[str]) -> float:
        return sum(1 / frequency[word] for word in own & known if len(word) >= _TELLING)

    best = max(examples, key=lambda entry: likeness(entry[1]), default=(_FALLBACK, set[str]()))
    return best[0] if likeness(best[1]) else _FALLBACK


def _slug(opener: str) -> str:
    found = [word for word in re.findall(r"[a-z]+", opener.casefold()) if len(word) > 2]
    return "-".join(found[:3]) or "line"


def _id(category: str, language: str, name: str, taken: Sequence[str]) -> str:
    prefix = "" if language == "en" or name.startswith(f"{language}-") else f"{language}-"
    id = stem = f"{category}.{prefix}{name}"
    number = 1
    while id in taken:
        number += 1
        id = f"{stem}-{number}"
    return id


def _length(opener: str, scope: str) -> dict[str, int]:
    """Half as much again as the line: others of its kind are not much longer."""
    if scope == "span":
        return {"max_chars": 2000}
    longest = max(40, -(-len(opener) * 3 // 20) * 10)
    return {} if longest == _DEFAULT_CHARS else {"max_chars": longest}


def _place(draft: Draft, number: int, scope: str) -> dict[str, Any]:
    """A sentence is only sure to be noise near an end of a text."""
    if scope == "span" or not draft.prose[number] or len(draft.inked) < _LONG_TEXT:
        return {}
    before = sum(n < number for n in draft.inked)
    behind = sum(n > number for n in draft.inked)
    for position, passed in (("tail", behind), ("head", before)):
        if passed <= _EDGE_LINES:
            return {"position": position, "within_lines": max(6, passed + 3)}
    return {}


def _why(category: str, categories: Sequence[Category]) -> str:
    about = next((known.about for known in categories if known.name == category), "")
    return f"{about.rstrip('.') or category} are no part of the article."


def _look_alikes(
    draft: Draft, number: int, plain: str, patterns: Sequence[str], rules: Sequence[Rule]
) -> list[str]:
    """Lines of articles with the same words: of this text, and those that other rules keep."""
    wanted = {word for word in words(plain) if len(word) >= _TELLING}
    own = [_content(draft, n) for n in draft.inked if n != number and draft.prose[n]]
    kept = [example for rule in rules for example in rule.keeps if "\n" not in example]
    compiled = [compile_pattern(pattern) for pattern in patterns]
    scored = []
    for at, line in enumerate(own + kept):
        shared = len(wanted.intersection(words(line)))
        plain_line = view(line).plain
        matches = any(pattern.search(plain_line) for pattern in compiled)
        if "⟦" not in line and not matches and len(line) < 200:
            scored.append((-shared * shared / (8 + len(words(line))), at, line))
    ranked = dict.fromkeys(line for _, _, line in sorted(scored))
    return list(ranked)[:_KEPT] or own[:1]


def _notes(
    sheet: Sheet, table: dict[str, Any], chosen: Chosen, rules: Sequence[Rule]
) -> Iterator[str]:
    for removal in sheet.removals:
        yield f"it is cut already, by {removal.rule}"
    ids = {rule.id for rule in rules}  # of what the engine marks itself there is none to widen
    near = [miss for miss in sheet.misses if miss.close and miss.rule in ids]
    for miss in near[:3]:
        yield f"{miss.rule} came close ({miss.reason}): widening it may be better than a new rule"
    for part in sheet.partials[:2] if not near else ():
        yield f"{part.rule.id} matches part of it: widening it may be better than a new rule"
    if "the headline" in sheet.kinds:
        yield "it is the headline of its text, which a hint never cuts"
    if "prose" in sheet.kinds and table["strength"] == "sure":
        yield "it reads like a paragraph: make the pattern no wider than the wording is certain"
    if not chosen.why:
        yield "the why only names the category: say what these lines are, or what a guard avoids"
    if not chosen.keeps:
        yield "the keeps are a guess: lines of articles that come nearer to the pattern are better"
