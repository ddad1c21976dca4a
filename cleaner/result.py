"""What a caller gets: the clean text, the log of what was cut, and the way back."""

from dataclasses import dataclass

from cleaner.decode import encode
from cleaner.model import Removal, Repair, Source
from cleaner.spans import rebuild, unrepair


@dataclass(frozen=True)
class Result:
    """The outcome for one document.

    ``text`` is everything that survived, in order; ``body`` is ``text`` without the headline and
    ``title`` the headline (None when there is none). ``headline`` is where the headline stands in
    ``text``. Offsets of ``removals`` and ``repairs`` are code points of the repaired text, which
    is ``spans.rebuild(text, removals)``.
    """

    text: str
    title: str | None
    body: str
    headline: tuple[int, int] | None
    removals: tuple[Removal, ...]
    repairs: tuple[Repair, ...]
    source: Source
    warnings: tuple[str, ...] = ()

    def restore(self) -> str | bytes:
        """Return the input: the same ``str``, the same bytes, or a page's text as it was read."""
        return restore(self.text, self.removals, self.repairs, self.source)


def restore(
    text: str,
    removals: tuple[Removal, ...],
    repairs: tuple[Repair, ...],
    source: Source,
) -> str | bytes:
    """Rebuild a document's input from its clean text and log. Raises ValueError on a misfit."""
    decoded = unrepair(rebuild(text, removals), repairs)
    if source.encoding is None or source.format == "html":
        return decoded
    return encode(decoded, source.encoding, source.bom, source.raw)
