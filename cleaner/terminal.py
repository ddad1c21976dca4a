"""What may reach a terminal: visible characters only, colour only where it is wanted."""

import os
import re
from dataclasses import dataclass
from typing import TextIO

# Control characters act on a terminal, directional and invisible ones make a line read as what it
# is not. The zero-width joiners stay: Persian, Indic scripts and emoji are misspelt without them.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_HIDDEN_IN_LINES = re.compile(_HIDDEN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def visible(text: str) -> str:
    r"""Return ``text`` as one line that only shows: ``\x1b``, ``\n``, ``<U+202E>``."""
    return _HIDDEN.sub(_spelt, text)


def visible_lines(text: str) -> str:
    """Return ``text`` with its line ends and tabs kept and all else made visible."""
    return _HIDDEN_IN_LINES.sub(_spelt, text)


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code > 0xFF or code == 0xAD:
        return f"<U+{code:04X}>"
    return {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(found[0], f"\\x{code:02x}")


def counted(number: int, noun: str) -> str:
    """Return a number with what is counted: "1 rule", "3,569 rules"."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


@dataclass(frozen=True, slots=True)
class Palette:
    """Styles as functions of a text; each gives it back as it is when ``on`` is False."""

    on: bool

    def _styled(self, codes: str, text: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self.on and text else text

    def cut(self, text: str) -> str:
        """Struck through and red: what was removed."""
        return self._styled("9;31", text)

    def name(self, text: str) -> str:
        """Cyan: a rule, a document, a field."""
        return self._styled("36", text)

    def faint(self, text: str) -> str:
        """Faint: what stands beside the text itself."""
        return self._styled("2", text)

    def heading(self, text: str) -> str:
        """Bold."""
        return self._styled("1", text)


def palette(stream: TextIO, when: str = "auto") -> Palette:
    """Return colours for ``stream``: "always", "never", or "auto" for a terminal.

    "auto" heeds NO_COLOR (https://no-color.org) and a TERM that is "dumb".
    """
    if when != "auto":
        return Palette(when == "always")
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Palette(stream.isatty() and not plain)
