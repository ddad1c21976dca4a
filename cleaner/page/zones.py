"""The parts of a page by the names that their elements bear."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

# A heading's id is made of its words: "h2#copyright-in-a-fragmented-world" is no zone. A class
# may say what an element has or lacks: "no-sidebar", "sidebar-enabled--false".
_HEADING_ID = re.compile(r"^(h[1-6])#[^.:]*")
_STATE = re.compile(
    r"\.(?:(?:no|has|with|without|is|not)-[^.:]*|[^.:]*-(?:enabled|disabled)[^.:]*)"
)
# "post-Author__bio" holds the words post, author and bio.
_WORD_EDGE = re.compile(r"[^0-9A-Za-z]+|(?<=[a-z])(?=[A-Z])")


@cache
def drop_zones() -> dict[str, str]:
    """Map each name of a part that is no article to its zone."""
    return _zones("drop")


@cache
def doubt_zones() -> dict[str, str]:
    """Map each name of a part that only the main extractor may hold to be article to its zone."""
    return _zones("doubt")


@lru_cache(maxsize=2**14)  # pages of a site, and elements of a page, bear the same labels
def zones_in(label: str) -> frozenset[str]:
    """Find the names of zones among the words of an element's label, "tag#id.class"."""
    label = _STATE.sub("", _HEADING_ID.sub(r"\1", label))
    return frozenset(all_zones().keys() & {word.lower() for word in _WORD_EDGE.split(label)})


@lru_cache(maxsize=2**14)
def zones_along(path: str) -> frozenset[str]:
    """Find the names of zones in all labels of a path, "tag#id.class/…"."""
    above, _, label = path.rpartition("/")
    return zones_in(label) | zones_along(above) if above else zones_in(label)


@lru_cache(maxsize=2**14)
def innermost_zone(path: str) -> str | None:
    """Name the zone of the innermost element of a path that has one; the first by name of two."""
    zones = all_zones()
    above, _, label = path.rpartition("/")
    if found := zones_in(label):
        return min(zones[name] for name in found)
    return innermost_zone(above) if above else None


@cache
def all_zones() -> dict[str, str]:
    """Map the names of both kinds."""
    return drop_zones() | doubt_zones()


def _zones(kind: str) -> dict[str, str]:
    table = tomllib.loads(Path(__file__).with_name("zones.toml").read_text("utf-8"))
    return {name: zone for zone, zone_names in table[kind].items() for name in zone_names}
