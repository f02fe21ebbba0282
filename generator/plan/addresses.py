"""Where things are on the site, as paths, links and absolute URLs."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from generator import address


@dataclass(frozen=True, slots=True)
class Addresses:
    """The site's root: `url` absolute, ending in a slash. A path here begins with a slash, the site's root.

    On the site's own pages links begin with its base path; `everywhere` makes them absolute, as feeds need them.
    """

    url: str
    everywhere: bool = False

    @property
    def home(self) -> str:
        """The base path: "/" or "/brief/"."""
        return urlsplit(self.url).path

    def link(self, path: str) -> str:
        """A path as an href."""
        return (self.url if self.everywhere else self.home) + quoted(path[1:])

    def absolute(self, path: str) -> str:
        """A path as a URL that works anywhere."""
        return self.url + quoted(path[1:])

    def to(self, url: str, page: str) -> str:
        """A URL that an editor wrote on the page at path `page`, as an href."""
        if not address.is_relative(url):
            return url
        if url.startswith("/"):
            return (self.url if self.everywhere else self.home) + url[1:]
        return self._relative(url, page) if self.everywhere else url

    def _relative(self, url: str, page: str) -> str:
        path, mark, rest = _split(url)
        if not path:
            return self.absolute(page) + url
        return self.url + posixpath.normpath(posixpath.join(page, path)).lstrip("/") + _slash(path) + mark + rest


def _split(url: str) -> tuple[str, str, str]:
    """A relative URL's path, and the mark with which its query or fragment begins, and the rest."""
    cuts = [n for n in (url.find("?"), url.find("#")) if n >= 0]
    if not cuts:
        return url, "", ""
    cut = min(cuts)
    return url[:cut], url[cut], url[cut + 1 :]


def _slash(path: str) -> str:
    return "/" if path.endswith("/") and posixpath.normpath(path) != "." else ""


def quoted(path: str) -> str:
    """A path with what may not stand in a URL percent-encoded (RFC 3986, section 3.3)."""
    return quote(path, safe="/:@!$&'()*+,;=~%")


def file_of(path: str) -> str:
    """The output file behind a path: a folder's is its index.html, and so is that of a name without a suffix."""
    inner = path.lstrip("/")
    if inner.endswith("/") or not inner:
        return f"{inner}index.html"
    return inner if posixpath.splitext(inner)[1] else f"{inner}/index.html"
