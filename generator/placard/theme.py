"""How a site's cards look: the colours of its stylesheet, and two fonts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from generator import fingerprint
from generator.placard.font import Font

Colour = tuple[int, int, int]

_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PROPERTY = re.compile(r"--(\w+)\s*:\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?)\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Colours:
    """The colours that a card shares with the pages, under the names that they have in headframe.css."""

    paper: Colour = (0xFC, 0xFC, 0xFA)
    ink: Colour = (0x15, 0x19, 0x1C)
    muted: Colour = (0x55, 0x5D, 0x64)
    signal: Colour = (0xF0, 0xB3, 0x23)

    @classmethod
    def of(cls, css: str) -> Colours:
        """The colours of the first :root of a stylesheet; those that it does not give in #rrggbb are the default's."""
        root = _ROOT.search(_COMMENT.sub("", css))
        found: Mapping[str, str] = dict(_PROPERTY.findall(root[1])) if root else {}
        known = {field.name for field in fields(cls)}
        return cls(**{name: _colour(value) for name, value in found.items() if name in known})


@dataclass(frozen=True)
class Theme:
    """What cards are drawn with: the headline's font, that of all small words, and the colours."""

    headline: Font
    label: Font
    colours: Colours = field(default_factory=Colours)

    @cached_property
    def digest(self) -> str:
        """Digest of all of it."""
        return fingerprint.of((self.headline.digest, self.label.digest, self.colours))


def _colour(written: str) -> Colour:
    digits = written[1:] if len(written) == 7 else "".join(2 * digit for digit in written[1:])
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
