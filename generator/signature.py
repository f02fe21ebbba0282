"""What the file system says of a file, by which an unchanged one is recognized without reading it.

Size, times of change of its bytes and of its inode, and the inode's number: the method of git's index. A file that
changed within the same tick of the file system's clock as its signature was taken could change once more
and keep it; such a signature is not settled, and the file's bytes have to be compared.
"""

from __future__ import annotations

import os
from typing import TypeAlias

Signature: TypeAlias = tuple[int, int, int, int]
"""(bytes, modified, changed, inode); times in nanoseconds since the epoch."""

_TICK = 20_000_000
"""Nanoseconds; the coarsest tick of a Linux kernel's clock is 10 ms."""

_COARSE_TICK = 2_000_000_000
"""FAT keeps even seconds only."""

_SECOND = 1_000_000_000
_INODE = (1 << 63) - 1  # what a signed column holds of a number that may have 64 bits


def of(status: os.stat_result) -> Signature:
    """The signature of a file."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _INODE


UNKNOWN: Signature = (-1, -1, -1, -1)
"""No file's signature."""


def settled(signature: Signature, taken: int) -> Signature:
    """The signature if it is settled, else one that no file has: what to keep of it."""
    return signature if is_settled(signature, taken) else UNKNOWN


def is_settled(signature: Signature, taken: int) -> bool:
    """Whether a later change would show. `taken` is when the signature was taken, as the signature's times."""
    last = max(signature[1], signature[2])
    return last < taken - (_TICK if last % _SECOND else _COARSE_TICK)
