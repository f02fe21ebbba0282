"""How far a long step has come, on a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

_REFRESH_SECONDS = 0.1
_MANY = 500
"""Fewer things are done with before a bar could be drawn."""


def long_bar(what: str, total: int, things: Iterable[Any]) -> Iterable[Any]:
    """The things, with a bar if they are many."""
    return bar(what, total, things) if total >= _MANY else things


def bar(what: str, total: int, things: Iterable[Any]) -> Iterator[Any]:
    """The things, with a bar on standard error that moves as they pass, and says how many and how fast."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    # without a thread of its own to move it, beside which no process could be forked
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=total, rate="")
        started = shown = time.monotonic()
        for number, thing in enumerate(things, 1):
            now = time.monotonic()
            if now - shown > _REFRESH_SECONDS:
                bar.update(task, completed=number, rate=f"{number / (now - started):,.0f}/s", refresh=True)
                shown = now
            yield thing
