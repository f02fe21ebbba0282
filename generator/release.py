"""Which Headframe this is: its code and data, its Python, and the versions of what parses and renders for it."""

from __future__ import annotations

import os
import re
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import generator
from generator import fingerprint

_KINDS = ("*.py", "*.json")
_RENDERING = re.compile(
    "babel|feedgen|imagesize|jinja2|lxml|markdown_it_py|markupsafe|mdit_py_plugins|mdurl|msgspec|nh3|numpy|pillow"
    "|pystemmer|python_dateutil|python_slugify|pyyaml|text_unidecode|tzdata|vl_convert_python"
)
_INSTALLED = re.compile(r"([A-Za-z0-9._-]+)-[^-]+\.(?:dist|egg)-info")


@cache
def digest() -> str:
    """Equal for two processes only if the same input gives the same output in both."""
    package = Path(__file__).parent
    files = sorted(file for kind in _KINDS for file in package.rglob(kind))
    parts = [(file.relative_to(package).as_posix(), fingerprint.of_bytes(file.read_bytes())) for file in files]
    return fingerprint.of((generator.__version__, sys.version, parts, sorted(set(_installed())), list(_zones())))


def _zones() -> Iterator[bytes]:
    """The editions of the time zones that the system has: the first line of what they are compiled from."""
    for folder in zoneinfo.TZPATH:
        with suppress(OSError), Path(folder, "tzdata.zi").open("rb") as source:
            yield source.readline()


def _installed() -> Iterator[str]:
    """The folders in which installers note a distribution's version, of those that have a part in an output.

    importlib.metadata tells the same and takes ten times as long.
    """
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:  # there is none, or it may not be read
            for entry in entries:
                found = _INSTALLED.fullmatch(entry.name)
                if found and _RENDERING.fullmatch(re.sub(r"[-_.]+", "_", found[1]).lower()):
                    yield entry.name
