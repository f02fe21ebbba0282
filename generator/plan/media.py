"""The files of content/media as outputs: as they are, pictures stripped, and in smaller sizes where pages show them."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from generator import pictures
from generator.model import MediaFile, PictureSettings
from generator.pictures import making, smaller
from generator.plan.output import FILES, Derived, Output, key
from generator.schema import closest
from generator.views import FileCopy


@dataclass(frozen=True)
class Media:
    """The media that were `found`, those by path under content/ in Unicode's form C, and which of them pages show.

    `content` is the folder from which they are read when they are made.
    """

    found: tuple[MediaFile, ...]
    files: Mapping[str, MediaFile]
    settings: PictureSettings
    content: Path
    _shown: dict[str, MediaFile] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[MediaFile], settings: PictureSettings, content: Path) -> Media:
        """The media that were found."""
        found = tuple(files)
        return cls(found, {unicodedata.normalize("NFC", file.path): file for file in found}, settings, content)

    def find(self, path: str) -> MediaFile | None:
        """The file of a path under content/, whichever Unicode form the two were typed in."""
        return self.files.get(unicodedata.normalize("NFC", path))

    def remedy(self, path: str) -> str:
        """How to mend a path under content/ at which there is no file: by the one that was probably meant."""
        by_name = {posixpath.basename(known): known for known in self.files}
        near = by_name.get(closest(posixpath.basename(path), by_name), "")
        return f"did you mean {near}?" if near else "check the name, its case too"

    def shown(self, file: MediaFile) -> tuple[tuple[str, int], ...]:
        """The paths and widths among which a page that shows a picture leaves the choice; from here on it is shown.

        Nothing for a file that is offered as it is alone.
        """
        known = self._shown.setdefault(file.path, file)
        made = tuple((_path(known, width), width) for width in self._widths(known))
        if made and file.width <= max(self.settings.widths):
            return (*made, (file.path, file.width))
        return made

    def outputs(self) -> Iterator[Output]:
        """Each file once, and what `shown` promised. To be asked for last."""
        for file in self.found:  # of which two may differ in their Unicode form alone: they collide
            yield self._picture(file) if pictures.is_stripped(file.kind) else _copy(file)
        for file in self._shown.values():
            for width in self._widths(file):
                yield self._smaller(file, width)

    def _widths(self, file: MediaFile) -> Iterator[int]:
        """The widths in which a picture is made; an editor's file of that name stays what it is."""
        if file.kind in pictures.STILL:
            for width in smaller.widths(file.width, file.height, self.settings.widths):
                if key(_path(file, width)) not in self._taken:
                    yield width

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(key(file.path) for file in self.files.values())

    def _picture(self, file: MediaFile) -> Output:
        derived = Derived(making.key(file), partial(making.made, self.content, file))
        return _derived(file.path, derived, f"content/{file.path}")

    def _smaller(self, file: MediaFile, width: int) -> Output:
        derived = Derived(making.key(file, width), partial(making.made, self.content, file, width))
        return _derived(_path(file, width), derived, f"content/{file.path}, {width} pixels wide")


def _path(file: MediaFile, width: int) -> str:
    """Where a smaller picture lies; with its whole name, since rig.jpg and rig.png may lie side by side."""
    return f"{file.path}.{width}w.webp"


def _copy(file: MediaFile) -> Output:
    make = partial(FileCopy, file.path, file.digest)
    return Output(file.path, "media", "", make, {"file": file.digest}, FILES, f"content/{file.path}")


def _derived(path: str, derived: Derived, what: str) -> Output:
    return Output(path, "derived", "", partial(Derived, *derived), {"file": derived.key}, FILES, what)
