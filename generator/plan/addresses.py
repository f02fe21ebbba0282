"""Where things are on the site, as paths, links and absolute URLs."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

from generator import address

_PLAIN = re.compile("[a-z0-9/._-]*")
"""Nearly all paths, which need no percent-encoding."""

_REMEMBERED = 1 << 15
"""Paths of which the quoted form is remembered: each stands on ten pages."""


@dataclass(frozen=True)
class Addresses:
    """The site's root: `url` absolute, ending in a slash. A path here begins with a slash, the site's root.

    On the site's own pages links begin with its base path; `everywhere` makes them absolute, as feeds need them.
    """

    url: str
    everywhere: bool = False

    @cached_property
    def home(self) -> str:
        """The base path: "/" or "/brief/"."""
        return urlsplit(self.url).path

    @cached_property
    def _root(self) -> str:
        return self.url if self.everywhere else self.home

    def link(self, path: str) -> str:
        """A path as an href."""
        return self._root + quoted(path)[1:]

    def absolute(self, path: str) -> str:
        """A path as a URL that works anywhere."""
        return self.url + quoted(path)[1:]

    def to(self, url: str, page: str) -> str:
        """A URL that an editor wrote on the page at path `page`, as an href."""
        if not address.is_relative(url):
            return url
        if url.startswith("/"):
            return self._root + url[1:]
        return urljoin(self.absolute(page), url) if self.everywhere else url


@lru_cache(_REMEMBERED)
def quoted(path: str) -> str:
    """A path with what may not stand in a URL percent-encoded (RFC 3986, section 3.3)."""
    return path if _PLAIN.fullmatch(path) else quote(path, safe="/:@!$&'()*+,;=~")


def decoded(path: str) -> str:
    """A path that an editor wrote as a URL, in the characters of folders' names; as it is where those would climb."""
    plain = unquote(path)
    climbs = not {"", ".", ".."}.isdisjoint(plain.strip("/").split("/")) and plain != "/"
    return path if climbs or not plain.isprintable() or "\\" in plain or "\ufffd" in plain else plain


def file_of(path: str) -> str:
    """The output file behind a path: a folder's is its index.html, and so is that of a name without a suffix."""
    inner = path.lstrip("/")
    if inner.endswith("/") or not inner:
        return f"{inner}index.html"
    return inner if posixpath.splitext(inner)[1] else f"{inner}/index.html"
