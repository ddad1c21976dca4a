"""The flow: decode, read, repair, then stages that mark, then one cut.

`STAGES` is the whole order. A stage sees the marks of those before it, and the first mark wins a
character. Stages run again on what is left until nothing changes, so cleaning a clean text
changes nothing: that law holds by construction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cleaner import rules as rule_files
from cleaner.decode import decode
from cleaner.draft import Draft, draft_of
from cleaner.grow import grow_marks
from cleaner.headline import headline_line
from cleaner.layout import layout_marks
from cleaner.match import Matcher, compile_rules, rule_marks
from cleaner.model import Document, Evidence, Format, Mark, Removal, Source
from cleaner.recognise import recognise
from cleaner.repair import repair
from cleaner.repeats import repeat_marks
from cleaner.result import Result
from cleaner.rules import Category, Rule
from cleaner.segment import split_lines
from cleaner.spans import cut, lift, resolve

_PASSES = 12  # real text settles in two or three; this bounds text made to peel line by line
_LARGE_SHARE = 0.6


@dataclass(frozen=True)
class Settings:
    """What the stages need besides the draft. Compiled once, shared by all documents."""

    matcher: Matcher
    categories: tuple[Category, ...]
    enabled: frozenset[str]
    sites: frozenset[str]
    fast: bool


Stage = Callable[[Draft, Settings], Iterable[Mark]]


def _extract(draft: Draft, settings: Settings) -> Iterable[Mark]:
    if not draft.document.evidence:
        return ()
    from cleaner.page import extract  # lxml and trafilatura only load when a page comes

    return extract(draft.document)


def _rules(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return rule_marks(settings.matcher, draft, settings.sites)


def _repeats(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return repeat_marks(draft)


def _grow(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return grow_marks(draft, settings.categories)


def _layout(draft: Draft, settings: Settings) -> Iterable[Mark]:
    return layout_marks(draft)


RuleChoice = str | Path | Sequence[Rule] | None

# Kinds of noise that the engine itself finds, besides the categories of the rules.
ENGINE_CATEGORIES = frozenset(("extract", "repeat", "layout"))

STAGES: tuple[Stage, ...] = (_extract, _rules, _repeats, _grow, _layout)


class Cleaner:
    """Compiled rules, ready for any number of documents; safe to share between threads."""

    def __init__(
        self,
        *,
        rules: RuleChoice = None,
        categories: Iterable[str] | None = None,
        skip: Iterable[str] = (),
        sites: Iterable[str] = (),
        fast: bool = False,
    ) -> None:
        """Compile the rules.

        ``rules`` adds a folder of rule files, or a sequence of `Rule`, to those that come with
        the package. ``categories`` keeps only these kinds of noise, ``skip`` leaves kinds in.
        ``sites`` switches on rules of these hosts whatever the URL. Raises `rules.RuleError`.
        """
        self._options = (
            rules,
            None if categories is None else tuple(categories),
            tuple(skip),
            tuple(sites),
            fast,
        )
        self._settings = _compile(*self._options)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, self._options

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in their order of precedence."""
        return self._settings.matcher.rules

    def clean(
        self,
        data: str | bytes,
        *,
        url: str | None = None,
        charset: str | None = None,
        format: Format | None = None,
    ) -> Result:
        """Clean one document. Never raises for any ``str`` or ``bytes``.

        ``url`` helps with the site's name and switches on per-site rules; ``charset`` is a
        transport's word (HTTP); ``format`` overrules recognition.
        """
        return _clean(data, url, charset, format, self._settings)


def _rebuild(
    rules: RuleChoice,
    categories: tuple[str, ...] | None,
    skip: tuple[str, ...],
    sites: tuple[str, ...],
    fast: bool,
) -> Cleaner:
    return Cleaner(rules=rules, categories=categories, skip=skip, sites=sites, fast=fast)


def _compile(
    rules: RuleChoice,
    categories: tuple[str, ...] | None,
    skip: tuple[str, ...],
    sites: tuple[str, ...],
    fast: bool,
) -> Settings:
    chosen = rule_files.default_rules()
    if isinstance(rules, str | Path):
        chosen = rule_files.load_folder(Path(rules), base=chosen)
    elif rules is not None:
        chosen = replace(chosen, rules=chosen.rules + tuple(rules))
    known = {category.name for category in chosen.categories} | ENGINE_CATEGORIES
    for name in (*(categories or ()), *skip):
        if name not in known:
            raise rule_files.RuleError(
                f"category {name!r}: unknown; known ones are {', '.join(sorted(known))}"
            )
    enabled = frozenset(known if categories is None else categories) - frozenset(skip) | {"layout"}
    wanted = [rule for rule in chosen.rules if rule.category in enabled]
    return Settings(compile_rules(wanted), chosen.categories, enabled, frozenset(sites), fast)


@cache
def _default_cleaner() -> Cleaner:
    return Cleaner()


def clean(
    data: str | bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    format: Format | None = None,
) -> Result:
    """Clean one document with the default rules: see `Cleaner.clean`."""
    return _default_cleaner().clean(data, url=url, charset=charset, format=format)


def _clean(
    data: str | bytes,
    url: str | None,
    charset: str | None,
    format: Format | None,
    settings: Settings,
) -> Result:
    source, text, warnings = _read(data, charset, format)
    evidence: tuple[Evidence | None, ...] = ()
    title: str | None = None
    if source.format == "html":
        text, evidence, title, page_warnings = _page_text(text, url, settings.fast)
        warnings += page_warnings
        title = title and repair(title, page=True)[0]
    repaired, repairs = repair(text, page=source.format == "html")
    if repaired.count("\n") != text.count("\n"):
        evidence = ()  # a repair made or joined lines: the page's evidence no longer fits them
    document = Document(repaired, split_lines(repaired), evidence, title, url)
    removals, left, guard = _settle(document, settings)
    headline = _headline(left)
    kept = left.document.text
    return Result(
        text=kept,
        title=kept[slice(*headline)].strip() if headline else title,
        body=_body(kept, headline),
        headline=headline,
        removals=removals,
        repairs=repairs,
        source=source,
        warnings=(*warnings, *guard),
    )


def _read(
    data: str | bytes, charset: str | None, format: Format | None
) -> tuple[Source, str, list[str]]:
    """Decode the input and recognise its format; give the source, the text and warnings."""
    if isinstance(data, str):
        return Source(None, "given", format or recognise(data)), data, []
    decoded = decode(data, declared=charset)
    source = Source(
        encoding=decoded.encoding,
        found_by=decoded.found_by,
        format=format or recognise(decoded.text),
        bom=decoded.bom,
        raw=decoded.raw,
    )
    return source, decoded.text, list(decoded.warnings)


def _page_text(
    html: str, url: str | None, fast: bool
) -> tuple[str, tuple[Evidence | None, ...], str | None, tuple[str, ...]]:
    from cleaner.page import read_page  # lxml and trafilatura only load when a page comes

    page = read_page(html, url=url, fast=fast)
    return page.text, page.evidence, page.title, page.warnings


def _settle(
    document: Document, settings: Settings
) -> tuple[tuple[Removal, ...], Draft, tuple[str, ...]]:
    """Run the stages until nothing changes: the removals, a draft of the rest, warnings."""
    removals: tuple[Removal, ...] = ()
    whole = left = draft_of(document)
    for _ in range(_PASSES):
        marks = _marks(left, settings)
        if not marks:
            break
        earlier = [Mark(r.start, r.stop, r.rule, r.category) for r in removals]
        removals = resolve(document.text, [*earlier, *lift(marks, removals)])
        text = cut(document.text, removals)
        left = draft_of(Document(text, split_lines(text), (), document.title, document.url))
    if removals and not left.document.text.strip() and any(whole.prose):
        return (), whole, ("everything was marked as noise, so nothing was cut",)
    return removals, left, _share_warning(document.text, removals)


def _marks(draft: Draft, settings: Settings) -> list[Mark]:
    """The sure marks of one run through the stages, hints that found no company left out."""
    for stage in STAGES:
        marks = stage(draft, settings)
        draft = draft.with_marks(mark for mark in marks if mark.category in settings.enabled)
    return [mark for mark in draft.marks if mark.strength == "sure"]


def _share_warning(text: str, removals: tuple[Removal, ...]) -> tuple[str, ...]:
    share = sum(removal.stop - removal.start for removal in removals) / max(len(text), 1)
    return (f"{share:.0%} of the text was cut",) if share > _LARGE_SHARE else ()


def _headline(draft: Draft) -> tuple[int, int] | None:
    """Where the headline stands in the clean text."""
    number = headline_line(draft)
    if number is None:
        return None
    line = draft.document.lines[number]
    return line.start, line.end


def _body(text: str, headline: tuple[int, int] | None) -> str:
    if headline is None:
        return text
    start, stop = headline
    before, after = text[:start], text[stop:].lstrip("\n")
    return before + after if before.strip() else after
