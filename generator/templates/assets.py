"""The files of assets/, and where a stylesheet among them points."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ASSETS = "assets"

_CSS_URL = re.compile(
    r"""(?P<before>url\(\s*|@import\s+(?=["']))(?P<quote>["']?)(?!data:|[a-z]+:|/|\#)"""
    r"""(?P<path>[^"')?\#]+?)(?P<rest>[?\#][^"')]*?)?(?P=quote)(?P<after>\s*\)|(?<=["']))""",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of assets/: its `source` on disk, the `data` to publish, and its `path` in the output."""

    source: Path
    data: bytes
    path: str


class Reference(NamedTuple):
    """Where a stylesheet names another asset, the `target`."""

    target: str
    line: int
    column: int
    length: int


def css_references(name: str, css: str) -> Iterator[Reference]:
    """Where a stylesheet points to other assets, whether they are there or not; comments point nowhere."""
    for match in _CSS_URL.finditer(_CSS_COMMENT.sub(_blank, css)):
        before = css[: match.start("path")]
        column = len(before) - before.rfind("\n")
        yield Reference(_target(name, match), before.count("\n") + 1, column, len(match["path"]))


def _blank(comment: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", comment[0])


def css_targets(name: str, css: bytes) -> list[str]:
    """The names of the assets to which a stylesheet points."""
    return [_target(name, match) for match in _CSS_URL.finditer(css.decode("utf-8", "surrogateescape"))]


def _target(name: str, match: re.Match[str]) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), match["path"]))


def with_published_urls(name: str, css: bytes, known: Mapping[str, Asset]) -> bytes:
    """A stylesheet in which url(…) of another asset leads to the file in the output."""

    def replaced(match: re.Match[str]) -> str:
        asset = known.get(_target(name, match))
        if asset is None:
            return match[0]
        here = posixpath.dirname(f"{ASSETS}/{name}")
        url = posixpath.relpath(asset.path, here) + (match["rest"] or "")
        return f'{match["before"]}"{url}"{match["after"]}'

    return _CSS_URL.sub(replaced, css.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
