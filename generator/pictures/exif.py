"""Exif, as far as a published picture keeps it: which side is up. The format is TIFF's (Exif 2.32, section 4.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

UPRIGHT = 1
TURNED = frozenset({5, 6, 7, 8})
"""Orientations under which what is stored as width shows as height."""

_ORIENTATION, _GPS = 0x0112, 0x8825
_SHORT = 3
_MOST_ENTRIES = 1000
_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}


def orientation(tiff: bytes) -> int:
    """Which side is up, 1 to 8; upright if it does not say."""
    for tag, kind, value, order in _entries(tiff):
        if tag == _ORIENTATION and kind == _SHORT:
            found = int(struct.unpack_from(f"{order}H", value)[0])
            return found if 1 <= found <= 8 else UPRIGHT
    return UPRIGHT


def has_place(tiff: bytes) -> bool:
    """Whether it says where a picture was taken."""
    return any(tag == _GPS for tag, *_ in _entries(tiff))


def of_orientation(number: int) -> bytes:
    """Exif that says which side is up, and nothing else."""
    return struct.pack(">4sIHHHIHxxI", b"MM\0*", 8, 1, _ORIENTATION, _SHORT, 1, number, 0)


def _entries(tiff: bytes) -> Iterator[tuple[int, int, bytes, str]]:
    """Tag, type and value of each entry of the first directory, and the order of bytes."""
    order = _ORDERS.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return
    at = struct.unpack_from(f"{order}I", tiff, 4)[0]
    count = struct.unpack_from(f"{order}H", tiff, at)[0] if at + 2 <= len(tiff) else 0
    for number in range(min(count, _MOST_ENTRIES)):
        entry = tiff[at + 2 + 12 * number : at + 14 + 12 * number]
        if len(entry) < 12:
            return
        tag, kind = struct.unpack_from(f"{order}HH", entry)
        yield tag, kind, entry[8:], order
