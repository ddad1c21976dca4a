"""Clean files and the log onto the disk: whole or not at all, and never outside the folder."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from cleaner.batch.readers import DocumentError, UsageProblem, reason

FileIdentity = tuple[int, int]  # device and inode


def identities(paths: Iterable[Path]) -> frozenset[FileIdentity]:
    """Return what the file system knows the files as, links and their targets alike."""
    found = set()
    for path in paths:
        for look in (os.stat, os.lstat):
            with suppress(OSError):
                status = look(path)
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def prepare_folder(folder: Path) -> Path:
    """Create an output folder and return its real path. Raises UsageProblem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(f"output folder {folder}: {reason(error)}") from None
    return Path(os.path.realpath(folder))


def write_clean(root: Path, name: str, data: bytes, inputs: frozenset[FileIdentity]) -> None:
    """Write a clean file below ``root``, which is a real path.

    Raises DocumentError when a link inside ``root`` would lead out of it, when the name is that
    of one of the ``inputs``, or when the disk does not take it.
    """
    *folders, last = name.split("/")
    folder = root
    try:
        for part in folders:
            folder = folder / part
            if folder.is_symlink():
                raise DocumentError(f"not written: {name} would leave the output folder")
            folder.mkdir(exist_ok=True)
        if identities([folder / last]) & inputs:
            raise DocumentError(f"not written: {name} is one of the inputs")
        replace_file(folder / last, data)
    except OSError as error:
        raise DocumentError(f"not written: {name}: {reason(error)}") from None


def replace_file(path: Path, data: bytes) -> None:
    """Write a file under a temporary name and rename it. Raises OSError."""
    if _is_device(path):
        path.write_bytes(data)
        return
    temporary = path.with_name(f".{token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def partial_path(log: Path) -> Path:
    """Return what a log is called until its batch is done."""
    return Path(f"{log}.partial")


@contextmanager
def log_file(path: Path | None) -> Iterator[Callable[[str], None]]:
    """Give a function that appends a line to the log; with no ``path`` it does nothing.

    Until the end the log is called ``<path>.partial``, and when the batch is broken off it stays
    under that name beside the whole log of an earlier batch, so no removal is ever lost.
    Raises UsageProblem when the log cannot be opened, OSError when it cannot be written.
    """
    if path is None:
        yield lambda line: None
        return
    device = _is_device(path)
    partial = path if device else partial_path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise UsageProblem(f"log {path}: is a folder")
        if not device:
            partial.unlink(missing_ok=True)
        file = partial.open("wb" if device else "xb")
    except OSError as error:
        raise UsageProblem(f"log {path}: {reason(error)}") from None

    def append(line: str) -> None:
        file.write(line.encode("utf-8") + b"\n")
        file.flush()  # a record is on its way before the next document is begun

    with file:
        yield append
    if not device:
        partial.replace(path)


def _is_device(path: Path) -> bool:
    """Is there something that must be written to, not replaced: /dev/null, a pipe?"""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
