"""Bytes from a path, an address of a file system (s3://, gs://, …) or standard input."""

import io
import json
import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from cleaner.batch.readers import STANDARD_INPUT, DocumentError, UsageProblem, reason

if TYPE_CHECKING:
    from pyarrow import fs

_AHEAD = 4 * 2**20  # bytes that are asked of an object store at once
_STEP = 65536  # bytes asked for at once; what a broken stream still gives is found bytewise


def is_address(path: str) -> bool:
    """Return whether ``path`` names a file system: ``s3://bucket/key``."""
    scheme, found, _ = path.partition("://")
    return bool(found) and scheme.isalnum()


def local_path(path: str) -> str | None:
    """Return the path behind an address of this machine's own files; None for other addresses."""
    if not is_address(path):
        return path
    return file_system(path)[1] if path.partition("://")[0] in ("file", "local") else None


def file_system(address: str) -> tuple["fs.FileSystem", str]:
    """Return the file system of an address and the path in it: Arrow's own, else fsspec's.

    Raises UsageProblem for a scheme that neither knows.
    """
    import pyarrow as pa
    from pyarrow import fs

    try:
        return fs.FileSystem.from_uri(address)  # type: ignore[no-any-return]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        pass
    try:
        import fsspec

        found, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise UsageProblem(f"{address}: {reason(error)}") from None
    return fs.PyFileSystem(fs.FSSpecHandler(found)), path


def random_access(path: str) -> Any:
    """Open a file for reading anywhere in it. Raises OSError and DocumentError."""
    if is_address(path):
        system, name = file_system(path)
        return system.open_input_file(name)
    import pyarrow as pa

    return pa.PythonFile(_regular(path), mode="r")


def open_stream(path: str, compression: str | None) -> tuple[BinaryIO, Callable[[], int]]:
    """Open an input and decompress it ("gzip", "zstd"), as a buffered stream.

    The second value tells how many bytes of the input, as it is stored, have been read. A stream
    that breaks off gives all that stands before the break, then raises OSError.
    """
    if path == STANDARD_INPUT:
        counted = _Counted(sys.stdin.buffer)
        return io.BufferedReader(counted, _STEP), lambda: counted.count
    stream = _Decompressed(path, compression)
    return io.BufferedReader(stream, _STEP), stream.told


def _regular(path: str) -> BinaryIO:
    # A file may have become a pipe since it was found: opening that must not wait.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise DocumentError("not a regular file")
    return open(handle, "rb")  # noqa: PTH123 - a descriptor, not a path


def holds_json_lines(stream: BinaryIO, names: Sequence[str]) -> bool:
    """Return whether a stream begins with a JSON object that has one of these fields.

    Nothing is taken from the stream, which is one of `by_first_line`. Of a first line that is too
    long to be seen whole it is enough that it begins as such an object does.
    """
    seen = stream.peek(_STEP) if hasattr(stream, "peek") else b""
    line, whole, _ = seen.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return not whole and bool(re.match(rb'\s*\{\s*"[^"\\]*"\s*:', line))
    return isinstance(row, dict) and any(isinstance(row.get(name), str) for name in names)


def by_first_line(stream: Any) -> io.BufferedReader:
    """Return a stream of the same bytes that shows its first line whole, as a pipe may not."""
    return io.BufferedReader(_ByFirstLine(stream), _STEP)


class _ByFirstLine(io.RawIOBase):
    """A stream that waits for the end of a first line, where that may be an object of JSON."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._begun, self._ended = stream, False, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._more(len(buffer))
        while not self._begun and not self._ended and _may_be_object(data, len(buffer)):
            data += self._more(len(buffer) - len(data))
        self._begun = True
        buffer[: len(data)] = data
        return len(data)

    def _more(self, most: int) -> bytes:
        """What there is; a terminal would ask for a second end."""
        found: bytes = b"" if self._ended else self._stream.read1(most)
        self._ended = not found
        return found


def _may_be_object(data: bytes, most: int) -> bool:
    """Return whether more of a line is to be waited for."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return len(data) < most and b"\n" not in data and start in (b"", b"{")


class _Counted(io.RawIOBase):
    """A stream that counts what is read of it: not every one can tell where it stands."""

    def __init__(self, stream: Any) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # A pipe gives what there is; waiting for more would hold up a document that is whole.
        read = getattr(self._stream, "read1", self._stream.read)
        data = read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Decompressed(io.RawIOBase):
    """A decompressed input. Arrow loses what it read in the call that meets a break."""

    def __init__(self, path: str, compression: str | None) -> None:
        self._path, self._compression = path, compression
        self._at = 0
        self._broken: OSError | None = None
        self._open()

    def _open(self) -> None:
        if is_address(self._path):
            system, name = file_system(self._path)
            stored = system.open_input_stream(name, compression=None, buffer_size=_AHEAD)
        else:
            stored = _regular(self._path)
        self._stored = _Counted(stored)
        self._stream: Any = self._stored
        if self._compression:
            import pyarrow as pa

            file = pa.PythonFile(self._stored, mode="r")
            self._stream = pa.CompressedInputStream(file, self._compression)

    def told(self) -> int:
        return self._stored.count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._broken is not None:
            raise self._broken
        try:
            data = self._stream.read(min(len(buffer), _STEP))
        except OSError as error:
            if not self._compression:
                raise
            self._broken = error
            data = self._before_the_break()
            if not data:
                raise
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)

    def _before_the_break(self) -> bytes:
        self._open()
        skipped = 0
        while skipped < self._at:
            skipped += len(self._stream.read(min(_STEP, self._at - skipped)))
        found = bytearray()
        try:
            while len(found) < _STEP:
                found += self._stream.read(1)
        except OSError:
            pass
        return bytes(found)
