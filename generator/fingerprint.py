"""Digests of values: equal for equal values, on every machine, in every process.

A dataclass is encoded as its type's name and its fields in order, a mapping as its sorted pairs; a nested
dataclass is replaced by its own digest, which is kept for as long as the value lives, so that a card shown
on a hundred pages is hashed once.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

_DIGEST_BYTES = 16


def of_bytes(data: bytes) -> str:
    """Digest of raw bytes, as 32 hexadecimal digits (BLAKE2b, RFC 7693, 128 bits)."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def of_text(text: str) -> str:
    """Digest of a text's UTF-8 bytes."""
    return of_bytes(text.encode("utf-8", "surrogatepass"))


class Fingerprints:
    """Digests of views, each shared value hashed once.

    The values seen stay referenced, so that an identity is never reused while its digest is remembered.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[object, str]] = {}

    def of(self, value: object) -> str:
        """Digest of a dataclass, tuple, mapping or scalar. TypeError for anything else."""
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._of_dataclass(value)
        return of_text(json.dumps(self._plain(value), separators=(",", ":")))

    def _of_dataclass(self, value: Any) -> str:
        known = self._seen.get(id(value))
        if known is not None:
            return known[1]
        plain = [type(value).__qualname__, *(self._plain(v) for v in _field_values(value))]
        digest = of_text(json.dumps(plain, separators=(",", ":")))
        self._seen[id(value)] = (value, digest)
        return digest

    def _plain(self, value: object) -> object:
        if value is None or isinstance(value, (str, bool, int, float)):
            return value
        if isinstance(value, (tuple, list)):
            return [self._plain(v) for v in value]
        if isinstance(value, Mapping):
            pairs = [[self._plain(k), self._plain(v)] for k, v in value.items()]
            return {"map": sorted(pairs, key=lambda pair: json.dumps(pair[0]))}
        if isinstance(value, (datetime, date)):
            return {"date": value.isoformat()}
        if dataclasses.is_dataclass(value):
            return {"value": self._of_dataclass(value)}
        raise TypeError(f"no fingerprint for a {type(value).__qualname__}")


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


def _field_values(value: Any) -> list[object]:
    kind: Any = type(value)
    return [getattr(value, name) for name in _field_names(kind)]
