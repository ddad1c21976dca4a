"""What stands in a report, read without a browser."""

import json
import re
import zlib
from base64 import b64decode
from typing import Any


def index_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="index">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found[1])


def documents_of(page: str) -> list[Any]:
    """All documents of a page, in order, as a browser unpacks them."""
    blocks = re.findall(r'<script type="application/octet-stream" id="block-\d+">(.*?)<', page)
    return [one for block in blocks for one in json.loads(zlib.decompress(b64decode(block)))]


def repaired_of(pieces: list[Any]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[1] for piece in pieces)
