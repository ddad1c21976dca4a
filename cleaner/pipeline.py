"""The flow: decode, read, repair, then stages that mark until nothing changes, then the result."""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import get_args

from cleaner.choice import RuleChoice, compile_choice, held, hosts, names
from cleaner.early import EarlyMatcher
from cleaner.model import Document, Evidence, Format, Repair, Source
from cleaner.recognise import as_markup, is_fragment, recognise
from cleaner.repair import repair
from cleaner.result import Result
from cleaner.rules import Rule
from cleaner.segment import split_lines
from cleaner.stages import Settings, settle
from cleaner.title import bare_title, body_without, headline_span

_FORMATS = get_args(Format)


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
        the package; a `RuleSet` takes their place. ``categories`` keeps only these kinds of
        noise, ``skip`` leaves kinds in. ``sites`` switches on rules of these hosts whatever the
        URL. Raises `rules.RuleError`, and TypeError for what is no such list.
        """
        self._options = (
            held(rules),
            None if categories is None else names("categories", categories),
            names("skip", skip),
            hosts(sites),
            fast,
        )
        self._settings = compile_choice(*self._options)

    @property
    def options(self) -> tuple[object, ...]:
        """What this cleaner was made with: rules, categories, skip, sites, fast."""
        return self._options

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, self._options

    @property
    def settings(self) -> Settings:
        """What the stages get besides a document."""
        return self._settings

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in their order of precedence."""
        return tuple(self._settings.matcher.rules)

    @property
    def languages(self) -> Mapping[str, tuple[str, ...]]:
        """The languages of each rule, by its id."""
        return self._settings.matcher.languages

    @property
    def fingerprint(self) -> str:
        """A digest of the rules."""
        matcher = self._settings.matcher
        if isinstance(matcher, EarlyMatcher):
            return matcher.stamp
        return sha256(repr(matcher.rules).encode("utf-8", "surrogatepass")).hexdigest()

    def clean(
        self,
        data: str | bytes,
        *,
        url: str | None = None,
        charset: str | None = None,
        format: Format | None = None,
    ) -> Result:
        """Clean one document. Never raises for any ``str`` or ``bytes``, with any address.

        ``url`` helps with the site's name and switches on per-site rules; ``charset`` is a
        transport's word (HTTP); ``format`` overrules recognition. Raises TypeError for other
        types, ValueError for a format that there is not.
        """
        return _clean(data, url, charset, format, self._settings)

    def read(
        self,
        data: str | bytes,
        *,
        url: str | None = None,
        charset: str | None = None,
        format: Format | None = None,
    ) -> Document:
        """Return the document that the stages get: decoded, read and repaired, nothing cut."""
        return _reading(data, url, charset, format, self._settings.fast)[0]


def _rebuild(
    rules: RuleChoice,
    categories: tuple[str, ...] | None,
    skip: tuple[str, ...],
    sites: tuple[str, ...],
    fast: bool,
) -> Cleaner:
    if (rules, categories, skip, sites, fast) == (None, None, (), (), False):
        return default_cleaner()  # compiled once a process, or before it was forked
    return Cleaner(rules=rules, categories=categories, skip=skip, sites=sites, fast=fast)


@cache
def default_cleaner() -> Cleaner:
    """Return the cleaner with the package's rules and no options, compiled once a process."""
    return Cleaner()


def fault(error: Exception) -> str:
    """Say that cleaning raised an error, which it never should."""
    return f"not cleaned, which is an error in cleaner: {type(error).__name__}: {error}"


def clean(
    data: str | bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    format: Format | None = None,
) -> Result:
    """Clean one document with the default rules: see `Cleaner.clean`."""
    return default_cleaner().clean(data, url=url, charset=charset, format=format)


def _clean(
    data: str | bytes,
    url: str | None,
    charset: str | None,
    format: Format | None,
    settings: Settings,
) -> Result:
    document, repairs, source, warnings = _reading(data, url, charset, format, settings.fast)
    removals, left, guard = settle(document, settings)
    headline = headline_span(left)
    kept = left.document.text
    return Result(
        text=kept,
        title=bare_title(kept[slice(*headline)]) if headline else document.title,
        body=body_without(kept, headline),
        headline=headline,
        removals=removals,
        repairs=repairs,
        source=source,
        warnings=(*warnings, *guard),
    )


def _reading(
    data: str | bytes, url: str | None, charset: str | None, format: Format | None, fast: bool
) -> tuple[Document, tuple[Repair, ...], Source, list[str]]:
    """Decode, read and repair an input."""
    _check(data, url, charset, format)
    source, text, warnings = _read(data, charset, format)
    evidence: tuple[Evidence | None, ...] = ()
    title: str | None = None
    if source.format == "html":
        text, evidence, title, page_warnings = _page_text(text, url, fast)
        warnings += page_warnings
        title = title and repair(title)[0]
    repaired, repairs = repair(text)
    evidence = _spread(evidence, repaired, repairs)
    document = Document(repaired, split_lines(repaired), evidence, title, url)
    return document, repairs, source, warnings


def _check(data: object, url: object, charset: object, format: object) -> None:
    if not isinstance(data, str | bytes):
        raise TypeError(f"data: str or bytes expected, not {type(data).__name__}")
    for name, value in (("url", url), ("charset", charset)):
        if not isinstance(value, str | None):
            raise TypeError(f"{name}: str or None expected, not {type(value).__name__}")
    if format is not None and format not in _FORMATS:
        raise ValueError(f"format: one of {', '.join(_FORMATS)} expected, not {format!r}")


def _read(
    data: str | bytes, charset: str | None, format: Format | None
) -> tuple[Source, str, list[str]]:
    """Decode the input and recognise its format; give the source, the text and warnings."""
    if isinstance(data, str):
        return Source(None, "given", format or recognise(data)), data, []
    from cleaner.decode import decode  # no text needs it

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

    html = as_markup(html)
    page = read_page(html, url=url, fast=fast)
    evidence = () if is_fragment(html) else page.evidence
    return page.text, evidence, page.title, page.warnings


def _spread(
    evidence: tuple[Evidence | None, ...], repaired: str, repairs: tuple[Repair, ...]
) -> tuple[Evidence | None, ...]:
    """Give every line that a repair split in two the evidence of the whole."""
    if not evidence:
        return ()
    spread: list[Evidence | None] = []
    at = used = 0
    for entry in repairs:
        made = repaired.count("\n", entry.start, entry.stop) - entry.original.count("\n")
        if made > 0:
            number = used + repaired.count("\n", at, entry.start)
            spread += [*evidence[used : number + 1], *evidence[number : number + 1] * made]
            used, at = number + 1, repaired.find("\n", entry.stop) + 1 or len(repaired)
    return (*spread, *evidence[used:])
