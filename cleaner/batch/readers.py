"""Which documents there are, and their bytes: files, folders, standard input."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

STANDARD_INPUT = "-"


class DocumentError(Exception):
    """One document that cannot be read or written: the others are done all the same."""


class UsageProblem(Exception):
    """A command that makes no sense: nothing is done."""


@dataclass(frozen=True, slots=True)
class Input:
    """One document to read: ``id`` is unique in a batch; no ``path`` means standard input."""

    id: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that was asked for and cannot be a document, and why."""

    id: str
    problem: str


def find(
    paths: Sequence[str], *, match: Sequence[str] = (), outside: Iterable[Path] = ()
) -> tuple[list[Input], list[Unreadable]]:
    """Return the documents behind ``paths``, standard input first, folders sorted by name.

    A document's id is its path relative to the deepest folder that holds all of ``paths``. A
    folder gives the files below it whose names match one of the ``match`` globs (all by
    default), except hidden ones and those in the ``outside`` folders or files. Links to files
    are followed, links to folders are not: they may lead round in a circle. Raises UsageProblem
    for an empty path, which the system would take for the current folder.
    """
    if "" in paths:
        raise UsageProblem("an input is an empty path: name a file, a folder or -")
    named = [_located(path) for path in paths if path != STANDARD_INPUT]
    root = _common_folder(named)
    excluded = frozenset(name for path in outside for name in (_located(path), _real(path)))
    inputs: list[Input] = []
    unreadable: list[Unreadable] = []
    taken: set[str] = set()
    if STANDARD_INPUT in paths:
        inputs.append(Input(_unique("stdin", taken), None))
    seen: set[Path] = set()
    for place in named:
        for path, problem in _documents(place, match, excluded):
            if path in seen:
                continue
            seen.add(path)
            id = _unique(readable_name(path.relative_to(root)), taken)
            if problem:
                unreadable.append(Unreadable(id, problem))
            else:
                inputs.append(Input(id, path))
    return inputs, unreadable


def read(document: Input) -> bytes:
    """Return the bytes of a document. Raises DocumentError when they cannot be had."""
    try:
        if document.path is None:
            return sys.stdin.buffer.read()
        # A file may have become a pipe since it was found: opening that must not wait.
        handle = os.open(document.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise DocumentError("not a regular file")
            return file.read()
    except OSError as error:
        raise DocumentError(reason(error)) from None


def read_named(path: str) -> bytes:
    """Return the bytes of a file or of standard input ("-"). Raises DocumentError naming it."""
    try:
        return read(Input(path, None if path == STANDARD_INPUT else Path(path)))
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from None


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Turn an OSError into a DocumentError that names ``path``."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DocumentError(f"{path}: {reason(error)}") from None


def readable_name(path: Path) -> str:
    r"""Return a path with "/" as valid Unicode: bytes that are not UTF-8 stand as ``\xff``."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _real(path: str | Path) -> Path:
    return Path(os.path.realpath(path))  # unlike Path.resolve, no error for links in a circle


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where it may not look


def _located(path: str | Path) -> Path:
    """The one name of a folder or file: links resolved, except that a file keeps its own name."""
    path = Path(path)
    if _is_folder(path) or path.name in ("", ".."):
        return _real(path)
    return _real(path.parent) / path.name


def _common_folder(places: Sequence[Path]) -> Path:
    folders = [place if _is_folder(place) else place.parent for place in places]
    return Path(os.path.commonpath(folders)) if folders else Path()


def _documents(
    place: Path, match: Sequence[str], excluded: frozenset[Path]
) -> Iterator[tuple[Path, str]]:
    """The files at and below ``place``, each with what is wrong with it ("" when nothing is)."""
    if not _is_folder(place):
        yield place, _problem(place)
        return
    waiting = [place]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield folder, reason(error)
            continue
        folders = []
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or path in excluded:
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif not match or any(fnmatchcase(entry.name, glob) for glob in match):
                yield path, _problem(path)
        waiting += reversed(folders)


def _problem(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        broken = path.is_symlink() and isinstance(error, FileNotFoundError)
        return "a link to nothing" if broken else reason(error)
    if stat.S_ISDIR(mode):
        return "a link to a folder, not followed"
    return "" if stat.S_ISREG(mode) else "not a regular file"


def reason(error: Exception) -> str:
    """Return what the system says is wrong, as the end of a sentence."""
    words = getattr(error, "strerror", None) or str(error)
    if words[1:2].isupper():  # a name: CSV, HTTPFileSystem
        return words
    return words[:1].lower() + words[1:]


def _unique(id: str, taken: set[str]) -> str:
    """``id``, numbered if two names read the same; only names that are not UTF-8 can."""
    number, name = 1, id
    while name in taken:
        number += 1
        name = f"{id} ({number})"
    taken.add(name)
    return name
