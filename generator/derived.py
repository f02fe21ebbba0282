"""Files that are costly to make from others, such as smaller pictures: kept by the digest of all that they are made of.

Like the store, a cache that is always safe to delete, and nothing in it is trusted on its word: each file begins with
the digest of the rest.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator import fingerprint

FOLDER = "derived"

_DIGEST_BYTES = len(fingerprint.of_bytes(b""))
_DAY = 24 * 3600.0
_KEPT_DAYS = 60


@dataclass(frozen=True, slots=True)
class Derivatives:
    """The derived files in a folder; any process may add some."""

    folder: Path

    def holds(self, key: str) -> bool:
        """Whether a key's file is there, though it may be damaged."""
        return self._file(key).is_file()

    def made(self, key: str, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, made once for a key. A key is a digest of all that the bytes depend on."""
        file = self._file(key)
        known = _read(file)
        if known is None:
            known = make()
            with suppress(OSError):  # a cache that cannot be written costs time, and nothing else
                _write(file, known)
        return known

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def prune(self, now: float) -> None:
        """Once a day, remove what no build has asked for in sixty days; `now` in seconds since the epoch."""
        mark = self.folder / "pruned"
        with suppress(OSError):
            if mark.exists() and now - mark.stat().st_mtime < _DAY:
                return
            mark.touch()
            for file in self.folder.glob("*/*"):
                if file.stat().st_mtime < now - _KEPT_DAYS * _DAY:
                    file.unlink()


def _read(file: Path) -> bytes | None:
    """The bytes kept in a file, if they are whole; noted as used today."""
    try:
        kept = file.read_bytes()
        data = kept[_DIGEST_BYTES:]
        if kept[:_DIGEST_BYTES] != fingerprint.of_bytes(data).encode():
            return None
    except OSError:
        return None
    with suppress(OSError):  # it is another user's
        if time.time() - file.stat().st_mtime > _DAY:
            os.utime(file)
    return data


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(fingerprint.of_bytes(data).encode() + data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
