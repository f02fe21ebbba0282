"""What the last build read and wrote: whether anything has changed since, told from signatures alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from generator import fingerprint, signature
from generator.diagnostic import Diagnostic
from generator.signature import Signature

Files: TypeAlias = Mapping[str, tuple[Signature, str]]
"""By path, a file's signature and the digest of its bytes."""


class Manifest(Struct, frozen=True):
    """The state in which a build left a site.

    `inputs` are all files of content/ and layouts/, by path from the site's folder, `oddities` what else was found
    among them; `outputs` are what it wrote. The result holds for every instant from `since` until before `until`.
    """

    request: str
    timezone: str
    since: datetime | None
    until: datetime | None
    inputs: Files
    oddities: tuple[Diagnostic, ...]
    outputs: Files
    briefings: int
    diagnostics: tuple[Diagnostic, ...]

    def covers(self, request: str, as_of: datetime) -> bool:
        """Whether it speaks of what is asked for now."""
        if as_of.tzinfo is None:
            as_of = as_of.replace(tzinfo=ZoneInfo(self.timezone))
        return (
            self.request == request
            and (self.since is None or self.since <= as_of)
            and (self.until is None or as_of < self.until)
        )


Ingredients: TypeAlias = dict[str, dict[str, str]]
"""By an output's path, the digests that make up its fingerprint, each by name."""

_manifests = msgspec.msgpack.Decoder(Manifest)
_ingredients = msgspec.msgpack.Decoder(Ingredients)


def encode(record: Manifest | Ingredients) -> bytes:
    """A record as bytes to keep."""
    return msgspec.msgpack.encode(record)


@lru_cache(1)  # a build that has something to do asks twice for the same
def decode(record: bytes | None) -> Manifest | None:
    """A manifest, if these bytes are one."""
    try:
        return _manifests.decode(record) if record else None
    except ValueError:
        return None


def decode_ingredients(record: bytes | None) -> Ingredients:
    """The ingredients of outputs; none if these bytes are no such thing."""
    try:
        return _ingredients.decode(record) if record else {}
    except ValueError:
        return {}


def taken(
    files: Mapping[str, Signature], known: Files, where: Callable[[str], Path], now: int
) -> dict[str, tuple[Signature, str]] | None:
    """The known files as they are now, if they are all there is and hold the bytes that they held; None otherwise."""
    if files.keys() != known.keys():
        return None
    result: dict[str, tuple[Signature, str]] = {}
    for path, found in files.items():
        kept, digest = known[path]
        if kept != found:
            if not holds(where(path), digest):
                return None
            kept = signature.settled(found, now)
        result[path] = (kept, digest)
    return result


def holds(file: Path, digest: str) -> bool:
    """Whether a file has these bytes."""
    try:
        return fingerprint.of_file(file) == digest
    except OSError:
        return False


def signatures(root: Path, paths: Mapping[str, object]) -> dict[str, Signature]:
    """The signatures of those of some files that are there, regular and no links."""
    return dict(_signatures(os.fspath(root), paths))


def _signatures(root: str, paths: Mapping[str, object]) -> Iterator[tuple[str, Signature]]:
    lstat, of = os.lstat, signature.of
    for path in paths:
        try:
            status = lstat(f"{root}/{path}")
        except OSError:
            continue
        if status.st_mode & 0o170000 == 0o100000:
            yield path, of(status)
