"""How a chart is known: what is kept of it, and under which key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from generator import fingerprint
from generator.charts.grammar import MATERIALS
from generator.model import Chart

MARK = "\x1a"
"""Stands in a picture's ids for what tells it from the others of its page; XML can hold no such character."""


def key(chart: Chart, digests: Mapping[str, str], language: str, release: str) -> str:
    """Digest of all that the drawing of a chart depends on: `digests` are those of its files, by the names it gives."""
    return fingerprint.of((chart.spec, sorted(digests.items()), language, release, _materials()))


@cache
def _materials() -> list[tuple[str, str]]:
    return [(file.name, fingerprint.of_file(file)) for file in sorted(MATERIALS.iterdir())]


def written(chart: Chart) -> str:
    """A chart as a figure carries it."""
    return msgspec.json.encode(chart).decode()


def read(text: str) -> Chart:
    """A chart as a figure carries it, read again."""
    return msgspec.json.decode(text, type=Chart)
