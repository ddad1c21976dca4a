"""Pages with gold bodies: ``html/ID.html.gz`` and ``gold/ID.json``, the layout of WCXB.

A gold file holds ``main_content`` (the article's body), ``with`` and ``without`` (snippets that a
correct body contains, and must not contain), ``title`` and ``url``.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its bytes as crawled, its gold body, and snippets."""

    name: str
    data: bytes
    gold: str
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    url: str | None = None

    @property
    def html(self) -> str:
        """The page as text, as the peers take it."""
        return self.data.decode("utf-8", "replace")


def read_pages(folder: Path, sample: int | None = None) -> Iterator[Page]:
    """Yield the pages of a folder by id; ``sample`` asks for that many, evenly spread."""
    paths = sorted((folder / "html").glob("*.html*"))
    step = max(1, len(paths) // sample) if sample else 1
    for path in paths[::step][:sample]:
        name = path.name.split(".")[0]
        data = path.read_bytes()
        gold = json.loads((folder / "gold" / f"{name}.json").read_bytes())
        yield Page(
            name,
            gzip.decompress(data) if path.suffix == ".gz" else data,
            gold["main_content"],
            tuple(gold.get("with", ())),
            tuple(gold.get("without", ())),
            gold.get("url"),
        )
