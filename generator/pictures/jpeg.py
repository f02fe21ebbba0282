"""JPEG (ITU-T T.81, annex B): segments, of which a published picture keeps those that draw it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from generator.pictures import exif
from generator.pictures.container import BrokenError, Header, taken

MAGIC = b"\xff\xd8\xff"

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APPS, _COMMENT = range(0xE0, 0xF0), 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_EXIF = b"Exif\0\0"
_KEPT = {0xE0: (b"JFIF\0",), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
"""Application segments that change how the picture looks: pixel shape, colour profile, colour transform."""
_MOST_RUBBISH = 4096
_SCANNED = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""The end of a scan: a marker that is neither a stuffed byte nor a restart."""


def header(file: BinaryIO) -> Header:
    """A picture's header. BrokenError if there is none."""
    size, turned = (0, 0), 0
    for marker, body in _segments(file):
        if marker == 0xE1 and body.startswith(_EXIF):
            turned = turned or exif.orientation(body[len(_EXIF) :])
        elif marker in _FRAMES:
            size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
        elif marker == _SOS:
            return Header(*size, turned or exif.UPRIGHT)
    raise BrokenError("has no picture in it")


def stripped(data: bytes) -> bytes:
    """The same picture without what it says of place, camera and history, and without what follows it."""
    turned = header(BytesIO(data)).orientation
    file = BytesIO(data)
    parts = [b"\xff\xd8"]
    for marker, body in _segments(file):
        if marker == _COMMENT or (marker in _APPS and not body.startswith(_KEPT.get(marker, ()))):
            continue
        parts.append(bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body)
        if marker == _SOS:
            parts.append(_scan(file, data))
    if turned != exif.UPRIGHT:
        body = _EXIF + exif.of_orientation(turned)
        parts.insert(1, b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body)
    return b"".join([*parts, b"\xff\xd9"])


def _segments(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Each segment up to the picture's end; whoever asks on after a start of scan has read past the scan."""
    if file.read(2) != MAGIC[:2]:
        raise BrokenError("is no JPEG picture")
    while (marker := _marker(file)) != _EOI:
        if marker in (_SOI, 0x01) or 0xD0 <= marker <= 0xD7:
            continue  # these stand alone
        length = int.from_bytes(taken(file, 2))
        if length < 2:
            raise BrokenError("is no JPEG picture that can be read")
        yield marker, taken(file, length - 2)


def _marker(file: BinaryIO) -> int:
    """The next marker; a little rubbish before it is passed over, as browsers do."""
    for _ in range(_MOST_RUBBISH):
        byte = taken(file, 1)
        while byte == b"\xff":  # any number of which may stand before a marker
            byte = taken(file, 1)
            if byte not in b"\xff\0":
                return byte[0]
    raise BrokenError("is no JPEG picture that can be read")


def _scan(file: BytesIO, data: bytes) -> bytes:
    """The compressed data that follows a start of scan."""
    start = file.tell()
    end = _SCANNED.search(data, start)
    if end is None:
        raise BrokenError("ends before its picture does")
    file.seek(end.start())
    return data[start : end.start()]
