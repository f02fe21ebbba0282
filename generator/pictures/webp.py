"""WebP (RFC 9649, section 2): RIFF chunks, of which a published picture keeps those that draw it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from generator.pictures import exif
from generator.pictures.container import BrokenError, Header, taken

_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF_FLAG, _XMP_FLAG, _MOVES_FLAG = 0x08, 0x04, 0x02
_FEATURES_BYTES = 10
_MOST_EXIF = 1 << 20
_EXIF = b"Exif\0\0"


def is_one(head: bytes) -> bool:
    """Whether a file that begins so is a WebP picture."""
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def header(file: BinaryIO) -> Header:
    """A picture's header. BrokenError if there is none."""
    size: tuple[int, int] | None = None
    turned, moves = exif.UPRIGHT, False
    for kind, length in _chunks(file):
        if kind in (b"VP8X", b"VP8L", b"VP8 "):
            head = taken(file, min(length, 10))
            file.seek(-len(head), 1)
            size = size or _pixels(kind, head)
            moves |= kind == b"VP8X" and bool(head[0] & _MOVES_FLAG)
        elif kind == b"EXIF" and length <= _MOST_EXIF:
            turned = exif.orientation(taken(file, length).removeprefix(_EXIF))
            file.seek(-length, 1)
    if size is None:
        raise BrokenError("has no picture in it")
    return Header(*size, turned, moves)


def stripped(data: bytes) -> bytes:
    """The same picture without what it says of place, camera and history, and without what follows it.

    Which side is up is lost with it: browsers do not heed it here.
    """
    file = BytesIO(data)
    parts: list[bytes] = []
    for kind, length in _chunks(file):
        body = data[file.tell() : file.tell() + length]
        if kind == b"VP8X":
            body = bytes((body[0] & ~(_EXIF_FLAG | _XMP_FLAG),)) + body[1:]
        if kind in _KEPT:
            parts.append(_chunk(kind, body))
    inner = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Each chunk's kind and length; the file stands at its data, and has to again when the next is asked for."""
    head = file.read(12)
    if not is_one(head):
        raise BrokenError("is no WebP picture")
    left = struct.unpack_from("<I", head, 4)[0] - 4
    while left >= 8:
        kind, length = struct.unpack("<4sI", taken(file, 8))
        padded = length + length % 2
        left -= 8 + padded
        if left < 0 and left != -1:  # the last chunk's padding is at times left out
            raise BrokenError("ends before its picture does")
        if kind == b"VP8X" and length < _FEATURES_BYTES:
            raise BrokenError("is no WebP picture that can be read")
        yield kind, length
        if length:
            file.seek(length - 1, 1)
            taken(file, 1)
        if left >= 0:
            file.seek(padded - length, 1)


def _pixels(kind: bytes, head: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if kind == b"VP8L" and len(head) >= 5 and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and len(head) == 10 and head[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise BrokenError("is no WebP picture that can be read")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2)
