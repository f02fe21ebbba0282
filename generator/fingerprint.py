"""Digests: equal for equal values, on every machine, in every process.

A value is digested by its JSON, in which the fields of a struct and the keys of a mapping are sorted by their names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

_DIGEST_BYTES = 16

_encoder = msgspec.json.Encoder(order="sorted")


def of_bytes(data: bytes) -> str:
    """Digest of raw bytes, as 32 hexadecimal digits (BLAKE2b, RFC 7693, 128 bits)."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def of_file(path: str | Path) -> str:
    """Digest of a file's bytes. OSError if it cannot be read."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, _blake2b).hexdigest()


def _blake2b() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_DIGEST_BYTES)


def of_text(text: str) -> str:
    """Digest of a text's UTF-8 bytes."""
    return of_bytes(text.encode("utf-8", "surrogatepass"))


def of(value: object) -> str:
    """Digest of structs, tuples, lists, mappings, dates and scalars. TypeError for what JSON cannot say."""
    return of_bytes(_encoder.encode(value))


def of_all(digests: Iterable[str]) -> str:
    """Digest of digests in their order."""
    return of_bytes("".join(digests).encode())
