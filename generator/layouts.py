"""Where templates and assets lie: the site's own folder, and the one that ships."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from generator import signature
from generator.signature import Signature

LAYOUTS = "layouts"
PACKAGED = "headframe"
"""The prefix under which a site's template extends the packaged one of its own name: `headframe/base.html`."""


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
    """The files of a folder by path, also those in folders that are links, each with its signature."""
    seen: set[str] = set()
    for here, folders, names in os.walk(folder, followlinks=True):  # templates are loaded through links, too
        real = os.path.realpath(here)
        if real in seen:
            folders.clear()
        seen.add(real)
        for name in names:
            file = Path(here, name)
            path = file.relative_to(folder).as_posix()
            with suppress(OSError):
                status = file.stat()
                if stat.S_ISREG(status.st_mode) and is_unicode(path):  # nothing else is a template or an asset
                    yield path, signature.of(status)


def is_unicode(path: str) -> bool:
    """Whether a path can be a name in a template or an address."""
    return not any("\udc80" <= character <= "\udcff" for character in path)  # see os.fsdecode
