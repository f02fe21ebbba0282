"""The heads of a site's briefings: what can be known of thousands at once, without parsing their texts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator import frontmatter
from generator.diagnostic import Span
from generator.index import folded
from generator.schema import Reading, read_whole
from generator.sources import CONTENT, is_private

_FOLDER = "briefings"
_ENOUGH = 8192
"""Bytes that hold nearly every front matter."""

_END = re.compile(rb"\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_SLUG = re.compile(r"^slug:[ \t]*(?P<quote>[\"']?)(.+?)(?P=quote)[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)


class Head(NamedTuple):
    """A briefing's file: `path` relative to content/, and its front matter as written, as far as it can be found."""

    path: str
    matter: str


def of(site: Path) -> list[Head]:
    """The heads of every briefing of a site, by the files' names: where these begin with dates, the oldest first."""
    root = os.fspath(site / CONTENT)
    return [Head(path, _matter(f"{root}/{path}")) for path in sorted(_paths(root), key=_name_first)]


def _paths(root: str) -> Iterator[str]:
    todo = [_FOLDER]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(f"{root}/{folder}") as entries:
                for entry in entries:
                    if is_private(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        todo.append(f"{folder}/{entry.name}")
                    elif entry.name.endswith(".md"):
                        yield f"{folder}/{entry.name}"
        except OSError:  # of which a build tells
            continue


def _name_first(path: str) -> tuple[str, str]:
    return path.rpartition("/")[2], path


def _matter(file: str) -> str:
    try:
        with open(file, "rb", buffering=0) as text:  # noqa: PTH123 - twice as quick
            head = text.read(_ENOUGH)
            end = _END.search(head)
            if end is None and len(head) == _ENOUGH:
                head += text.read()
                end = _END.search(head)
    except OSError:
        return ""
    return head[: end.start() if end else 0].decode("utf-8-sig", "replace")


def slug(head: Head) -> str:
    """The last part of the briefing's address."""
    written = _SLUG.search(head.matter)
    return written[2] if written else frontmatter.slug_of(head.path)


def terms(head: Head, taxonomy: str) -> tuple[str, ...]:
    """The names that the briefing gives in a taxonomy."""
    written = re.search(rf"^{taxonomy}:.*(?:\n(?:[ \t#-].*)?)*", head.matter, re.MULTILINE)
    if written is None:
        return ()
    reading = Reading(head.path, written[0], Span(head.path))
    values = read_whole(reading, frontmatter.briefing_schema((taxonomy,))) or {}
    found: tuple[str, ...] = values.get(taxonomy, ())
    return found


def spelling(name: str, taxonomy: str, heads: Iterable[Head]) -> str:
    """A name as the first of the briefings that has it spells it; if none has, as it is."""
    wanted = folded(taxonomy, name)
    likely = re.compile(r"\s+".join(re.escape(word) for word in name.split()), re.IGNORECASE)
    for head in heads:
        if likely.search(head.matter):
            for term in terms(head, taxonomy):
                if folded(taxonomy, term) == wanted:
                    return term
    return name


def vocabulary(taxonomy: str, heads: Sequence[Head]) -> list[str]:
    """The names that briefings give in a taxonomy, each as it was first spelled, in alphabetical order."""
    names: dict[str, str] = {}
    for head in heads:
        for term in terms(head, taxonomy):
            names.setdefault(folded(taxonomy, term), term)
    return [name for _, name in sorted(names.items())]
