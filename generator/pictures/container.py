"""What the picture formats have in common: a header that says how large one is, and parts that may be left out."""

from __future__ import annotations

from typing import BinaryIO

from msgspec import Struct

from generator.pictures.exif import TURNED, UPRIGHT


class BrokenError(Exception):
    """A file is not the picture that its first bytes promise; the message reads after the file's name."""


class Header(Struct, frozen=True):
    """What a picture's header says: pixels as stored, which side is up (see exif), and whether it moves."""

    width: int
    height: int
    orientation: int = UPRIGHT
    moves: bool = False

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height with the right side up."""
        return (self.height, self.width) if self.orientation in TURNED else (self.width, self.height)


def taken(file: BinaryIO, count: int) -> bytes:
    """The next bytes. BrokenError if the file ends before."""
    data = file.read(count)
    if len(data) < count:
        raise BrokenError("ends before its picture does")
    return data
