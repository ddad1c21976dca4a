"""Hosts of addresses, written one way: lower case, no dot at the end, letters instead of Punycode.

Scraped addresses hold brackets, blanks and worse, and people write a site as they know it. One
reading of both keeps a rule's `sites` from silently never matching.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

_WITH_AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.I)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.I)  # "mailto:", but not "host:80"
_HOST = re.compile(r"[^\s\x00-\x2c/:;<=>?@\[\\\]^`{|}\x7f]+")


@lru_cache(256)  # a corpus is sorted by site more often than not
def host_of(address: str | None) -> str:
    """Return the host of an address, with or without its scheme; "" when it has none.

    Never raises.
    """
    text = (address or "").strip()
    if not _WITH_AUTHORITY.match(text):
        if _OTHER_SCHEME.match(text) or "." not in text.partition("/")[0]:
            return ""
        text = f"//{text}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return ""
    return _one_way(host.rstrip("."))


def site_host(name: str) -> str:
    """Return the host that a person names: "Example.org", "*.example.org" and its address too.

    "" when there is none.
    """
    text = name.strip().removeprefix("*.")
    host = host_of(text if "//" in text else f"//{text}")
    return host if _HOST.fullmatch(host) else ""


def belongs(host: str, site: str) -> bool:
    """Whether a host is a site or one of its subdomains."""
    return host == site or host.endswith("." + site)


def _one_way(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
