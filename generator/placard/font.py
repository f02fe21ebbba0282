"""A font's own tables, as far as they tell what can be set in it: its letters, and which of them stand nearer.

Pillow draws letters; which letters there are it does not tell, and without a shaping library, which not every machine
has, it does not heed how near they stand. The tables are those of OpenType 1.9: cmap, head, kern.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator import fingerprint

_SIGNATURES = (b"\0\1\0\0", b"OTTO", b"true")
_MOST_LETTERS = 0x110000


class BadFontError(Exception):
    """The bytes are no font that can be read."""


@dataclass(frozen=True)
class Font:
    """A font by its bytes: `glyphs` by code point, and `kerning` of pairs of glyphs in parts of the em."""

    data: bytes = field(compare=False, repr=False)
    digest: str
    glyphs: Mapping[int, int] = field(compare=False, repr=False)

    @classmethod
    def of(cls, data: bytes) -> Font:
        """A font. BadFontError if the bytes are none."""
        try:
            glyphs = _glyphs(_table(data, b"cmap"))
        except (struct.error, IndexError) as error:
            raise BadFontError from error
        return cls(data, fingerprint.of_bytes(data), glyphs)

    @cached_property
    def kerning(self) -> Mapping[tuple[int, int], float]:
        """How much further apart the second glyph of a pair stands, in parts of the em."""
        try:
            em = struct.unpack_from(">H", _table(self.data, b"head"), 18)[0]
            return {pair: by / em for pair, by in _pairs(_table(self.data, b"kern"))}
        except (BadFontError, struct.error, ZeroDivisionError):
            return {}  # most fonts keep it elsewhere, or have none

    def has(self, text: str) -> bool:
        """Whether there is a glyph for each letter."""
        return self._letters.issuperset(text)

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(map(chr, self.glyphs))


def _table(data: bytes, tag: bytes) -> bytes:
    """A table by its name. BadFontError if there is none."""
    if data[:4] in _SIGNATURES:
        for number in range(struct.unpack_from(">H", data, 4)[0]):
            name, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
            if name == tag:
                return data[start : start + length]
    raise BadFontError


def _glyphs(cmap: bytes) -> dict[int, int]:
    """The glyph for each code point of Unicode."""
    found: dict[int, int] = {}
    for number in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, encoding, start = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        kind = struct.unpack_from(">H", cmap, start)[0]
        if (platform, encoding) not in ((0, 3), (0, 4), (3, 1), (3, 10)):
            continue
        if kind == 4:
            found |= _ranges(cmap[start:])
        elif kind == 12:
            found |= _groups(cmap[start:])
    if not found:
        raise BadFontError
    return found


def _ranges(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the first 65,536 code points."""
    count = struct.unpack_from(">H", table, 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", table, 14)
    starts = struct.unpack_from(f">{count}H", table, 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", table, 16 + 4 * count)
    offsets = struct.unpack_from(f">{count}H", table, 16 + 6 * count)
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for point in range(start, min(end, 0xFFFE) + 1):
            if offset:
                place = 16 + 6 * count + 2 * number + offset + 2 * (point - start)
                glyph = struct.unpack_from(">H", table, place)[0]
                glyph = (glyph + delta) & 0xFFFF if glyph else 0
            else:
                glyph = (point + delta) & 0xFFFF
            if glyph:
                yield point, glyph


def _groups(table: bytes) -> Iterator[tuple[int, int]]:
    """Format 12: groups of code points that follow each other."""
    for number in range(min(struct.unpack_from(">I", table, 12)[0], len(table) // 12)):
        start, end, glyph = struct.unpack_from(">III", table, 16 + 12 * number)
        for point in range(start, min(end + 1, start + 0x10000, _MOST_LETTERS)):
            yield point, glyph + point - start


def _pairs(kern: bytes) -> Iterator[tuple[tuple[int, int], int]]:
    """Pairs of glyphs from subtables of version 0, format 0, for horizontal text."""
    at = 4
    for _ in range(struct.unpack_from(">H", kern, 2)[0]):
        length, coverage, count = struct.unpack_from(">HHH", kern, at + 2)
        if coverage >> 8 == 0 and coverage & 1:
            for number in range(count):
                left, right, by = struct.unpack_from(">HHh", kern, at + 14 + 6 * number)
                yield (left, right), by
        at += length
