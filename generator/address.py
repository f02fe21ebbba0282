"""URLs: which may be shown, and how one is made from another."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IMAGE_DATA = re.compile(r"data:image/(?:gif|png|jpeg|webp|avif)[;,]", re.IGNORECASE)


def scheme(url: str) -> str:
    """The URL's scheme in lower case, empty for a relative one, as browsers read it (WHATWG URL, section 4.4)."""
    found = _SCHEME.match(_IGNORED_BY_BROWSERS.sub("", url))
    return found[1].lower() if found else ""


def is_dangerous(url: str) -> bool:
    """Whether following the URL could run script: javascript:, vbscript:, and data: but for raster images."""
    kind = scheme(url)
    if kind == "data":
        return not _IMAGE_DATA.match(_IGNORED_BY_BROWSERS.sub("", url))
    return kind in {"javascript", "vbscript"}


def is_web(url: str) -> bool:
    """Whether the URL is an absolute http or https one with a host and no white space."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not _IGNORED_BY_BROWSERS.search(url)
    except ValueError:
        return False


def is_relative(url: str) -> bool:
    """Whether the URL names neither a scheme nor a host, so that it points into this site."""
    read = _IGNORED_BY_BROWSERS.sub("", url).replace("\\", "/")
    return not scheme(url) and not read.startswith("//") and not url.startswith("\\")
