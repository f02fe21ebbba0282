"""PNG (W3C, third edition, section 11): chunks, of which a published picture keeps those that draw it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from generator.pictures import exif
from generator.pictures.container import BrokenError, Header, taken

MAGIC = b"\x89PNG\r\n\x1a\n"

_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD cICP mDCV cLLI acTL fcTL fdAT".split())
_MOST_EXIF = 1 << 20


def header(file: BinaryIO) -> Header:
    """A picture's header. BrokenError if there is none."""
    width = height = 0
    turned, moves = exif.UPRIGHT, False
    for kind, length in _chunks(file):
        if kind == b"IHDR":
            width, height = struct.unpack(">II", taken(file, 8))
            file.seek(-8, 1)
        elif kind == b"eXIf" and length <= _MOST_EXIF:
            turned = exif.orientation(taken(file, length))
            file.seek(-length, 1)
        moves |= kind == b"acTL"
    return Header(width, height, turned, moves)


def stripped(data: bytes) -> bytes:
    """The same picture without what it says of place, camera and history, and without what follows it."""
    turned = header(BytesIO(data)).orientation
    file = BytesIO(data)
    parts = [MAGIC]
    for kind, length in _chunks(file):
        if kind in _KEPT:
            parts.append(_copy(data, file.tell() - 8, length))
        if kind == b"IHDR" and turned != exif.UPRIGHT:
            parts.append(_chunk(b"eXIf", exif.of_orientation(turned)))
    return b"".join(parts)


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each chunk's kind and length; the file stands at its data, and has to again when the next is asked for."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BrokenError("is no PNG picture")
    kind = b""
    while kind != b"IEND":
        before = kind
        length, kind = struct.unpack(">I4s", taken(file, 8))
        if (before == b"") != (kind == b"IHDR") or (kind == b"IHDR" and length != 13):
            raise BrokenError("is no PNG picture that can be read")
        yield kind, length
        file.seek(length, 1)
        taken(file, 4)


def _copy(data: bytes, start: int, length: int) -> bytes:
    """A chunk as it is. BrokenError if it is not what its checksum says."""
    end = start + 12 + length
    if zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
        raise BrokenError("is damaged: a checksum in it is wrong")
    return data[start:end]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
