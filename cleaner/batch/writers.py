"""Clean files and the log onto the disk: whole or not at all, and never outside the folder."""

import errno
import gzip
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO

from cleaner.batch.readers import DocumentError, UsageProblem, reason

if TYPE_CHECKING:
    import pyarrow as pa

# What the disk says when it will take no other file either.
_NO_MORE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)

FileIdentity = tuple[int, int]  # device and inode


def identities(paths: Iterable[Path]) -> frozenset[FileIdentity]:
    """Return what the file system knows the files as, links and their targets alike."""
    found = set()
    for path in paths:
        for look in (os.stat, os.lstat):
            with suppress(OSError, ValueError):  # a log may name anything
                status = look(path)
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def prepare_folder(folder: Path) -> Path:
    """Create an output folder and return its real path.

    Raises UsageProblem when it makes no sense, DocumentError when the system does not allow it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, *_NO_MORE):
            message = f"output folder {folder}: {reason(error)}: nothing was done"
            raise DocumentError(message) from None
        raise UsageProblem(f"output folder {folder}: {reason(error)}") from None
    return Path(os.path.realpath(folder))


def write_clean(root: Path, name: str, data: bytes, inputs: frozenset[FileIdentity]) -> None:
    """Write a clean file below ``root``, which is a real path.

    Raises DocumentError when a link inside ``root`` would lead out of it, when the name is that
    of one of the ``inputs``, or when the disk does not take it, and OSError when the disk will
    take no other either.
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
        if error.errno in _NO_MORE:
            raise
        raise DocumentError(f"not written: {name}: {reason(error)}") from None


def replace_file(path: Path, data: "bytes | pa.Buffer", *, durable: bool = False) -> None:
    """Write a file under a temporary name and rename it. Raises OSError.

    A ``durable`` file has reached the disk before it has its name.
    """
    if is_device(path):
        path.write_bytes(data)
        return
    temporary = path.with_name(f".{token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_lines(path: Path, lines: Iterable[str], compression: str | None) -> None:
    """Write lines in UTF-8, compressed; the same bytes for the same lines. Raises OSError."""
    data = b"".join(line.encode("utf-8") + b"\n" for line in lines)
    if compression == "gzip":
        data = gzip.compress(data, compresslevel=6, mtime=0)
    elif compression == "zstd":
        import pyarrow as pa

        data = pa.compress(data, codec="zstd", asbytes=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, data, durable=True)


def partial_path(log: Path) -> Path:
    """Return what a log is called until its batch is done."""
    return Path(f"{log}.partial")


@contextmanager
def log_file(path: Path | None, out: Path | None) -> Iterator[Callable[[bytes, str | None], None]]:
    """Give a function that appends a record, a line of JSON, with the clean file it is about.

    At the end, also when the batch is broken off, come the records that an earlier log has of
    other files that are still in ``out``: the log always has a record of every clean file. Until
    then it is called ``<path>.partial``. With no ``path`` nothing is written. Raises
    UsageProblem when the log cannot be opened, OSError when it cannot be written.
    """
    if path is None:
        yield lambda line, written: None
        return
    device = is_device(path)
    partial = path if device else partial_path(path)
    file = _opened(path, partial)
    written: set[str | None] = set()

    def append(line: bytes, name: str | None) -> None:
        file.write(line + b"\n")
        file.flush()  # a record is on its way before the next document is begun
        written.add(name)

    try:
        yield append
    finally:
        with file:
            if out is not None and not device:
                file.writelines(_earlier(path, out, written))
        if not device:
            partial.replace(path)


def _opened(path: Path, partial: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise UsageProblem(f"log {path}: is a folder")
        if path == partial:
            return path.open("wb")
        partial.unlink(missing_ok=True)
        return partial.open("xb")
    except OSError as error:
        raise UsageProblem(f"log {path}: {reason(error)}") from None


def _earlier(log: Path, out: Path, written: set[str | None]) -> Iterator[bytes]:
    """The lines of an earlier log about files of ``out`` that were not written anew."""
    if not log.is_file():
        return
    with log.open("rb") as file:
        for line in file:
            try:
                path = json.loads(line)["clean"]["path"]
                if path not in written and (out / path).is_file():
                    yield line.rstrip(b"\n") + b"\n"
            except (ValueError, TypeError, KeyError, RecursionError):
                continue  # no record of ours


def is_device(path: Path) -> bool:
    """Is there something that must be written to, not replaced: /dev/null, a pipe?"""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
