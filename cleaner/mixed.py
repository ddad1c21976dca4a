"""Bytes that are not clean UTF-8: damaged UTF-8, two encodings in one text, or an old encoding."""

import re
from collections.abc import Sequence

from cleaner.detect import readings
from cleaner.pieces import Piece, pieces_of

MOSTLY = 4  # so many bytes of good UTF-8 sequences for each bad byte make a text UTF-8
ESCAPES = re.compile("[\udc80-\udcff]")
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
CLUSTER = re.compile("([^\n]*[\udc80-\udcff][^\n]*\n?)")


def read(data: bytes, claims: Sequence[str]) -> tuple[list[Piece], str, tuple[str, ...]]:
    """The pieces of a text that is not strict UTF-8, its main encoding, and warnings."""
    text = data.decode("utf-8", "surrogateescape")
    bad = len(ESCAPES.findall(text))
    good = len(data.translate(None, bytes(range(128)))) - bad
    if good >= MOSTLY * bad:
        return pieces_of(data, "utf-8"), "utf-8", ()
    legacy = [name for name in claims if name != "utf-8"]
    best = readings(data, legacy[0] if legacy else None)[0].encoding
    import codecs

    name = codecs.lookup(best).name
    return pieces_of(data, name), name, ()
