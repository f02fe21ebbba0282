"""Where templates and assets lie: the site's own folder, and the one that ships."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator import signature
from generator.signature import Signature

LAYOUTS = "layouts"
PACKAGED = "headframe"
"""The prefix under which a site's template extends the packaged one of its own name: `headframe/base.html`."""

MOST_WAYS = 16
"""By so many paths a folder may be found: two links in each of twenty folders to the next make a million."""


def packaged_layouts() -> Path:
    """The folder of the layouts that ship: inside an installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / LAYOUTS
    return inside if inside.is_dir() else Path(__file__).parent.parent / LAYOUTS


def signatures(site: Path) -> dict[str, Signature]:
    """The signatures of the site's layouts, as `layouts/base.html`, and of the packaged, as `headframe/base.html`."""
    return {
        f"{name}/{path}": found
        for name, folder in ((LAYOUTS, site / LAYOUTS), (PACKAGED, packaged_layouts()))
        for path, found in below(folder)
    }


def below(folder: Path) -> Iterator[tuple[str, Signature]]:
    """The files of a folder by path, also those in folders that are links, each with its signature.

    A link to a folder that holds it is not followed, nor are more than MOST_WAYS to any other.
    """
    ways: Counter[str] = Counter()
    todo: list[tuple[str, frozenset[str]]] = [("", frozenset())]
    while todo:
        here, above = todo.pop()
        real = os.path.realpath(folder / here)
        ways[real] += 1
        if real in above or ways[real] > MOST_WAYS:
            continue
        for path, status in _entries(folder, here):
            if stat.S_ISDIR(status.st_mode):
                todo.append((path, above | {real}))
            elif stat.S_ISREG(status.st_mode):  # nothing else is a template or an asset
                yield path, signature.of(status)


def _entries(folder: Path, here: str) -> list[tuple[str, os.stat_result]]:
    """What lies in a folder below another, by its path from that one, sorted; a link is what it leads to."""
    found: list[tuple[str, os.stat_result]] = []
    with suppress(OSError), os.scandir(folder / here) as entries:
        for entry in entries:
            path = f"{here}/{entry.name}".lstrip("/")
            with suppress(OSError):
                if is_unicode(path):
                    found.append((path, entry.stat()))
    return sorted(found)


def is_unicode(path: str) -> bool:
    """Whether a path can be a name in a template or an address."""
    return not any("\udc80" <= character <= "\udcff" for character in path)  # see os.fsdecode
