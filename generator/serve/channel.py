"""What open pages are told: that files they show have changed, and what is wrong with the site at the moment.

Server-sent events (HTML Standard, section 9.2). A page is of an edition of the site; it is told of what has changed
since that edition, whether it listened at the time or comes back from a sleep.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any, TypeAlias

Event: TypeAlias = Mapping[str, Any]

_REMEMBERED = 256
"""Of how many editions it is known what changed in them; pages of older ones are loaded anew."""
_MANY = 1000
"""From how many changed paths on every page is loaded anew, rather than that each looks for its own among them."""
_RETRY_MILLISECONDS = 500


class Channel:
    """The editions of the site that is being shown, and who waits for the next. For one event loop.

    `run` tells the editions of this server from those of one that ran before it.
    """

    def __init__(self, run: str) -> None:
        self._run = run
        self._edition = 0
        self._changes: deque[frozenset[str] | None] = deque(maxlen=_REMEMBERED)
        self._error: Event | None = None
        self._error_edition = 0
        self._waiting: set[asyncio.Event] = set()
        self._is_closed = False

    @property
    def mark(self) -> str:
        """The edition of a page that is served now."""
        return f"{self._run}.{self._edition}"

    def changed(self, paths: Collection[str] | None) -> None:
        """Begin an edition in which files have changed: their paths from the host's root, or None for all there are."""
        self._begin(None if paths is None or len(paths) > _MANY else frozenset(paths))

    def failed(self, error: Event) -> None:
        """Begin an edition in which something is wrong, or still is though somebody tried to mend it."""
        self._begin(frozenset())
        self._error, self._error_edition = error, self._edition

    def mended(self) -> None:
        """Begin an edition in which nothing is wrong any more."""
        self._begin(frozenset())
        self._error, self._error_edition = None, self._edition

    def close(self) -> None:
        """Let every listener go."""
        self._is_closed = True
        self._wake()

    async def events(self, mark: str) -> AsyncIterator[str]:
        """All that a page of some edition has to know, as it comes to pass, in the form in which it is sent."""
        yield f"retry: {_RETRY_MILLISECONDS}\n\n"
        seen, error_seen = self._edition_of(mark), -1
        while not self._is_closed:
            moved = asyncio.Event()
            if self._edition:
                events = [*self._standing(error_seen), *self._since(seen)]
                seen, error_seen = self._edition, self._error_edition
                for event in events:
                    yield f"id: {self._run}.{seen}\ndata: {json.dumps(event)}\n\n"
            if seen in (self._edition, None) and not self._is_closed:
                self._waiting.add(moved)
                try:
                    await moved.wait()
                finally:
                    self._waiting.discard(moved)

    def _begin(self, paths: frozenset[str] | None) -> None:
        self._edition += 1
        self._changes.append(paths)
        self._wake()

    def _wake(self) -> None:
        for moved in self._waiting:
            moved.set()

    def _edition_of(self, mark: str) -> int | None:
        """The edition that a mark means; None for one of another run."""
        run, _, number = mark.rpartition(".")
        return int(number) if run == self._run and number.isdecimal() and int(number) <= self._edition else None

    def _since(self, edition: int | None) -> list[Event]:
        missed = self._edition - edition if edition is not None else self._edition + 1
        if not missed:
            return []
        changes = list(self._changes)[-missed:]
        if missed > len(changes) or None in changes:
            return [{"type": "reload", "paths": None}]
        paths = sorted(frozenset().union(*(change for change in changes if change)))
        if not paths:
            return []
        kind = "style" if all(path.endswith(".css") for path in paths) else "reload"
        return [{"type": kind, "paths": paths}]

    def _standing(self, edition_seen: int) -> list[Event]:
        """What is wrong, or no longer, unless it was told already."""
        if self._error_edition == edition_seen:
            return []
        if self._error is None:
            return [{"type": "mended"}]
        return [{"type": "error", "edition": self._error_edition, **self._error}]
