"""content/ and layouts/ under watch: what changed, reported once the files are quiet."""

from __future__ import annotations

import os
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct
from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from generator.layouts import LAYOUTS
from generator.sources import CONTENT, is_private

_QUIET_SECONDS = 0.03
"""An editor saves in several steps; what it does between them takes a few milliseconds."""
_PATIENCE_SECONDS = 0.5
"""After which something is to be seen even while files go on changing."""
_LOOK_SECONDS = 0.5
"""How often to look whether the folders are still there: no system tells when one that was deleted comes back."""
_POLL_SECONDS = 1.0

_PASSING = re.compile(r"4913|.*\.(?:sw[opx]|crswap|tmp)|.*___jb_(?:tmp|old)___", re.IGNORECASE)
"""Files that live for a moment: Vim's trial of a folder, swap files, a copy that is about to take the file's name."""

_KINDS: list[type[events.FileSystemEvent]] = [
    *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent),
    *(events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent, events.FileClosedEvent),
]
"""What is listened for; and not that a file is opened and read, as each build does with many."""

_Identity: TypeAlias = tuple[int, int]


class Place(Struct, frozen=True):
    """A folder to watch, by its real path, and how it is called: `layouts/parts`.

    All files below it count; or where it names one, which is what is called so, `only` that one.
    """

    folder: str
    shown: str
    only: str = ""

    def name_of(self, path: str) -> str:
        """How a file in the folder is called; empty for one that no build reads."""
        inner = os.path.relpath(path, self.folder)
        if self.only:
            return self.shown if inner == self.only else ""
        parts = Path(inner).parts
        if any(is_private(part) for part in parts) or (parts and _PASSING.fullmatch(parts[-1])):
            return ""
        return "/".join([self.shown, *parts])


class Watch:
    """What changes in a site's content/ and layouts/. Either may come, go, and be a link to a folder elsewhere."""

    def __init__(self, site: Path, *, quiet: float = _QUIET_SECONDS, patience: float = _PATIENCE_SECONDS) -> None:
        self.is_polling = False
        self._site = site
        self._quiet = quiet
        self._patience = patience
        self._heard = threading.Condition()
        self._changed: dict[str, str] = {}
        self._last = 0.0
        self._is_closed = False
        self._looking = threading.Lock()
        self._observer: BaseObserver | None = None
        self._linked: list[Place] = []
        self._watched: dict[Place, tuple[ObservedWatch | None, _Identity | None]] = {}

    def start(self) -> None:
        """Begin to watch: no change is lost from now on.

        Where the system has no watches to give, every file is looked at each second: then `is_polling` is true.
        """
        # which watchdog says where folders within a new folder appear while it gets to know that one, and copes with
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        if not self._observe(Observer):
            self.is_polling = True
            self._release()
            self._observe(partial(PollingObserver, timeout=_POLL_SECONDS))
        self._changed.clear()

    def changes(self) -> Iterator[tuple[str, ...]]:
        """The names of what changed, sorted, whenever something did and is quiet. Ends when the watch is closed."""
        while self._wait():
            with self._heard:
                changed = tuple(sorted(name for name, born in self._changed.items() if not (born and _is_gone(born))))
                self._changed.clear()
            if any(name.startswith(LAYOUTS) for name in changed):
                self._linked = linked(self._site)
            if changed:
                yield changed

    def wake(self) -> None:
        """Have `changes` tell of a change that has no name."""
        self._note("")

    def close(self) -> None:
        """End the watch."""
        with self._heard:
            self._is_closed = True
            self._heard.notify_all()
        self._release()

    def _wait(self) -> bool:
        """Wait until something has changed and is quiet, or for so long as one has patience; false if closed."""
        while not (self._changed or self._is_closed):
            self._look()
            with self._heard:
                self._heard.wait_for(lambda: self._changed or self._is_closed, _LOOK_SECONDS)
        first = time.monotonic()
        with self._heard:
            while not self._is_closed:
                pause = min(self._last + self._quiet, first + self._patience) - time.monotonic()
                if pause <= 0:
                    return True
                self._heard.wait(pause)
        return False

    def _note(self, name: str, born: str = "") -> None:
        """Remember that something changed: if it came to be just now, where, since it may be gone in a moment."""
        with self._heard:
            self._changed.setdefault(name, born)
            self._last = time.monotonic()
            self._heard.notify_all()

    def _observe(self, observer: Callable[[], BaseObserver]) -> bool:
        """Watch by means of an observer; false if it cannot."""
        try:
            self._observer = observer()
            self._observer.start()
        except OSError:
            return False
        self._linked = linked(self._site)
        self._look()
        return all(watch is not None for watch, _ in self._watched.values())

    def _release(self) -> None:
        with self._looking:
            if self._observer is not None and self._observer.is_alive():
                self._observer.stop()
                self._observer.join()
            self._observer = None
            self._watched.clear()

    def _look(self) -> None:
        """Watch the folders that there are now. One that came, went or is another than it was is a change."""
        with self._looking:
            if self._observer is None:
                return
            wanted = {place: _identity(place.folder) for place in (*roots(self._site), *self._linked)}
            for place, (watch, identity) in list(self._watched.items()):
                if wanted.get(place) != identity or not _is_alive(self._observer, watch):
                    del self._watched[place]
                    _forget(self._observer, watch)
                    self._note(place.shown)
            for place, identity in wanted.items():
                if place not in self._watched and identity:
                    self._watched[place] = (_watched(self._observer, place, self._note), identity)
                    self._note(place.shown)


class _Ear(events.FileSystemEventHandler):
    """Hears what happens in a place, and passes on what it is called."""

    def __init__(self, place: Place, note: Callable[[str, str], None]) -> None:
        self._place = place
        self._note = note

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        """Pass on the names of a file, or of both if it got another name."""
        for path in (event.src_path, event.dest_path):
            name = self._place.name_of(os.fsdecode(path)) if path else ""
            if name:
                self._note(name, os.fsdecode(path) if event.event_type == events.EVENT_TYPE_CREATED else "")


def _is_gone(path: str) -> bool:
    return not os.path.lexists(path)


def roots(site: Path) -> list[Place]:
    """The two folders of a site that its editors and designers change, as far as they are there."""
    return [Place(os.path.realpath(site / name), name) for name in (CONTENT, LAYOUTS) if (site / name).is_dir()]


def linked(site: Path) -> list[Place]:
    """Where links in layouts/ lead that is under no root; a link in content/ may not lead out of it."""
    found: list[Place] = []
    watched = [Path(place.folder) for place in roots(site)]
    todo = [place for place in roots(site) if place.shown == LAYOUTS]
    while todo:
        place = todo.pop()
        for shown, real in _links(place):
            if any(real.is_relative_to(folder) for folder in watched):
                continue
            if real.is_dir():
                found.append(Place(str(real), shown))
                watched.append(real)
                todo.append(found[-1])
            elif real.is_file():
                found.append(Place(str(real.parent), shown, real.name))
    return found


def _links(place: Place) -> Iterator[tuple[str, Path]]:
    """The links below a folder, by what they are called, and where they lead."""
    for folder, folders, files in os.walk(place.folder):
        for name in sorted((*folders, *files)):
            path = Path(folder, name)
            shown = place.name_of(str(path))
            if shown and path.is_symlink():
                yield shown, Path(os.path.realpath(path))


def _identity(folder: str) -> _Identity | None:
    """What tells a folder from another that takes its place; none where there is no folder."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _watched(observer: BaseObserver, place: Place, note: Callable[[str, str], None]) -> ObservedWatch | None:
    try:
        return observer.schedule(_Ear(place, note), place.folder, recursive=not place.only, event_filter=_KINDS)
    except OSError:  # the folder went in this moment, or there are no watches left: the next look tries again
        return None


def _forget(observer: BaseObserver, watch: ObservedWatch | None) -> None:
    if watch is not None:
        with suppress(KeyError, OSError):  # it has ended by itself
            observer.unschedule(watch)


def _is_alive(observer: BaseObserver, watch: ObservedWatch | None) -> bool:
    """Whether a watch still hears anything: it ends when its folder is deleted."""
    return any(emitter.watch == watch and emitter.is_alive() for emitter in observer.emitters)
