"""Which Headframe this is: its code, its Python, and the versions of what parses and renders for it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import generator
from generator import fingerprint

_RENDERING = re.compile(
    "babel|feedgen|imagesize|jinja2|lxml|markdown_it_py|markupsafe|mdit_py_plugins|mdurl|msgspec|nh3|numpy|pillow"
    "|pystemmer|python_dateutil|python_slugify|pyyaml|text_unidecode|tzdata|vl_convert_python"
)
_READ_BY = "charts/materials/*.json"
"""What says what may stand in a chart, by which texts are parsed."""

_INSTALLED = re.compile(r"([A-Za-z0-9._-]+)-[^-]+\.(?:dist|egg)-info")


@cache
def digest() -> str:
    """Equal for two processes only if the same input gives the same output in both."""
    package = Path(__file__).parent
    files = sorted([*package.rglob("*.py"), *package.glob(_READ_BY)])
    parts = [(file.relative_to(package).as_posix(), fingerprint.of_bytes(file.read_bytes())) for file in files]
    return fingerprint.of((generator.__version__, sys.version, parts, sorted(set(_installed()))))


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
