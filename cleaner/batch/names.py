"""Output names: the same for the same inputs, never outside the folder, never twice."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath

_LONGEST = 200  # bytes of a part; file systems take 255, and digests and a suffix are added
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\ud800-\udfff\u2028-\u202e\u2066-\u2069]')
_ENDING = re.compile(r"[A-Za-z0-9]{1,10}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def output_names(ids: Sequence[str], suffix: str, reserved: Sequence[str] = ()) -> dict[str, str]:
    """Return the relative output path of every id, "/" between its parts.

    ``a/story.html`` becomes ``a/story.txt``. Where two names would meet, also on a file system
    that ignores case or normal form, each of them keeps its whole name (``a/story.html.txt``),
    and if they still meet, the start of its SHA-256 as well. The order of ``ids`` is of no
    consequence. ``reserved`` names are left free: no file has one, and no folder.
    """
    level = dict.fromkeys(ids, 0)
    taken = {_key(name) for name in reserved}
    kept_free = taken | {_key(str(folder)) for name in reserved for folder in _folders(name)}
    while True:
        names = {id: _name(id, suffix, level[id], taken) for id in ids}
        clashing = [id for id in _clashing(names, kept_free) if level[id] < 2]
        if not clashing:
            return names
        for id in clashing:
            level[id] += 1


def _clashing(names: dict[str, str], kept_free: set[str]) -> set[str]:
    holders: dict[str, list[str]] = defaultdict(list)
    for id, name in names.items():
        holders[_key(name)].append(id)
    folders = {_key(str(folder)) for name in names.values() for folder in _folders(name)}
    return {
        id
        for key, group in holders.items()
        if len(group) > 1 or key in folders or key in kept_free
        for id in group
    }


def _folders(name: str) -> list[PurePosixPath]:
    return list(PurePosixPath(name).parents)[:-1]


def _name(id: str, suffix: str, level: int, taken: set[str]) -> str:
    *folders, last = [part for part in id.split("/") if part not in ("", ".", "..")] or ["_"]
    if level == 0:
        stem, dot, ending = last.rpartition(".")
        last = stem if dot and stem.strip(".") and _ENDING.fullmatch(ending) else last
    last = _safe(last) + (_digest(id) if level == 2 else "")
    path = ""
    for folder in folders:
        part = _safe(folder)
        while _key(path + part) in taken:
            part = f"_{part}"
        path += f"{part}/"
    return path + last + suffix


def _safe(part: str) -> str:
    """A part of a path that every file system takes and no terminal stumbles over."""
    name = _UNSAFE.sub("_", part)
    if len(name.encode()) > _LONGEST:
        name = name.encode()[:_LONGEST].decode("utf-8", "ignore") + _digest(part)
    name = name.rstrip(". ") or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _digest(name: str) -> str:
    return "~" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _key(name: str) -> str:
    """What a file system that ignores case and normal form takes a name for."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
