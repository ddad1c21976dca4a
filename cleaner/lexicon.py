"""Word classes by language, and their expansion in patterns.

A pattern says ``{subscribe}.{0,40}{newsletter}`` once; each language that fills both classes
gives it one alternative. Languages are never mixed inside one pattern.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

Lexicon = dict[str, dict[str, tuple[str, ...]]]  # language -> class -> forms (RE2 fragments)

_CLASS = re.compile(r"\{([a-z][a-z_]*)\}")


def load_lexicon(folder: Path, error: type[Exception]) -> Lexicon:
    """Read ``<language>.toml`` files, each a flat table of class = [forms]. Raises ``error``."""
    lexicon: Lexicon = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            classes = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise error(f"{path}: not a readable TOML file: {problem}") from None
        for name, forms in classes.items():
            if not _CLASS.fullmatch(f"{{{name}}}"):
                raise error(f"{path}: class {name!r}: use lower-case letters and underscores")
            if not (isinstance(forms, list) and forms and all(isinstance(f, str) for f in forms)):
                raise error(f"{path}: class {name!r}: write a list of texts")
        lexicon[path.stem] = {name: tuple(forms) for name, forms in classes.items()}
    return lexicon


def expand(pattern: str, lexicon: Lexicon) -> Sequence[str]:
    """Return one pattern for every language that fills all classes of ``pattern``.

    Raises KeyError(pattern) when no language does.
    """
    names = set(_CLASS.findall(pattern))
    if not names:
        return [pattern]
    expanded = []
    for classes in lexicon.values():
        if names <= classes.keys():
            filled = {name: _alternatives(classes[name]) for name in names}
            expanded.append(_CLASS.sub(partial(_fill, filled), pattern))
    if not expanded:
        raise KeyError(pattern)
    return expanded


def _fill(filled: dict[str, str], match: re.Match[str]) -> str:
    return filled[match[1]]


def _alternatives(forms: Sequence[str]) -> str:
    return "(?:" + "|".join(forms) + ")"
