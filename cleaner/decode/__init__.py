"""Bytes to text, and back to the very same bytes.

`reading` decides the encoding in order: byte-order mark, declaration, UTF-8, detection over the
whole document. `detect` and its tables only load when bytes are neither.
"""

from cleaner.decode.reading import Decoded, decode, encode

__all__ = ["Decoded", "decode", "encode"]
