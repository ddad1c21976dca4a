"""Text to lines and paragraphs, lossless. Only "\\n" ends a line: the repair made it so."""

from collections.abc import Iterator, Sequence

from cleaner.model import Line


def split_lines(text: str) -> tuple[Line, ...]:
    """Cut ``text`` into lines that tile it: each starts where the one before stops."""
    lines: list[Line] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        if end < 0:
            lines.append(Line(start, len(text), len(text)))
            break
        lines.append(Line(start, end, end + 1))
        start = end + 1
    return tuple(lines)


def paragraphs(blank: Sequence[bool]) -> Iterator[range]:
    """Yield the runs of neighbouring lines that are not blank, as ranges of line numbers."""
    start = None
    for number, is_blank in enumerate(blank):
        if is_blank:
            if start is not None:
                yield range(start, number)
            start = None
        elif start is None:
            start = number
    if start is not None:
        yield range(start, len(blank))
