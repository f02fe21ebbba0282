"""What the site consists of: outputs, no two at one address."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from generator.diagnostic import Diagnostic, Span
from generator.publish import folders
from generator.search import Bodies

Recipe = Literal["template", "rss", "atom", "json", "asset", "media", "derived", "chart", "texts", "words", "data"]


class Derived(NamedTuple):
    """What an output of the recipe "derived" shows: a file made once for a key, the digest of what it is made of."""

    key: str
    make: Callable[[], bytes]


class Words(NamedTuple):
    """What an output of the recipe "words" shows: a part of a segment of the search index, which is made as a whole."""

    key: str
    make: Callable[[Bodies], bytes]
    part: int


class Output(Struct, frozen=True):
    """A file to publish: its `path` below the output folder, how it is made, and how to make the view that it shows.

    `ingredients` are digests of all that `make` reads, each by a word for it. `rank` orders publication: what others
    point to comes first. `what` names the output in messages, and `origin` the place in the editor's files that
    asked for it; neither has a part in the bytes.
    """

    path: str
    recipe: Recipe
    template: str
    make: Callable[[], Any]
    ingredients: Mapping[str, str]
    rank: int
    what: str
    origin: Span | None = None

    @property
    def view(self) -> Any:
        """What the output shows, made now."""
        return self.make()


FILES, PAGES, LISTS, FEEDS = range(4)
"""Ranks: files that pages show, pages, lists of pages, and what tells the world of them."""


def collisions(outputs: Sequence[Output]) -> Iterable[Diagnostic]:
    """Two outputs with one address, also where only case or Unicode form tells them apart, or a file is a folder."""
    keys = {key(output.path) for output in outputs}
    if len(keys) < len(outputs) or not keys.isdisjoint(folders(keys)):
        yield from _collisions(outputs)


def _collisions(outputs: Iterable[Output]) -> Iterable[Diagnostic]:
    files: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    for output in outputs:
        place = key(output.path)
        holder = files.get(place) or folders.get(place)
        parents = [place[:n] for n, c in enumerate(place) if c == "/"]
        holder = holder or next((files[p] for p in parents if p in files), None)
        if holder is not None:
            yield _collision(output, holder)
            continue
        files[place] = output
        for parent in parents:
            folders.setdefault(parent, output)


def key(path: str) -> str:
    """The same for two paths that a file system might take for one."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", path).casefold()


def _is_page(output: Output) -> bool:
    return output.origin is not None and output.origin.key == "slug"


def _collision(output: Output, holder: Output) -> Diagnostic:
    blamed, other = (output, holder) if output.origin else (holder, output)
    if _is_page(blamed) and _is_page(other):  # a file's name begins with its day, so the later one is the newcomer
        other, blamed = sorted((blamed, other), key=lambda page: page.origin or Span(""))
    span = blamed.origin or Span(f"public/{blamed.path}")
    address = f"/{blamed.path.removesuffix('index.html')}"
    if blamed.what == other.what:
        message = f"{blamed.what} would be {address} twice"
        return Diagnostic("route-collision", message, span, "take one of its aliases out")
    message = f"{blamed.what} and {other.what} would both be {address}"
    return Diagnostic("route-collision", message, span, "give one of them another slug or alias")
