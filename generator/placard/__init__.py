"""A card: the picture of 1200 by 630 pixels with a briefing's headline that networks show beside a link to it."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import babel
from msgspec import Struct

from generator import calendar, fingerprint
from generator.diagnostic import Diagnostic, Span
from generator.pictures.smaller import library
from generator.placard.theme import Theme
from generator.placard.typesetting import settable

__all__ = ["HEIGHT", "WIDTH", "Placard", "Theme", "bad_font", "is_settable", "key", "words"]

SPONSORED = "Sponsored"

WIDTH, HEIGHT = 1200, 630
"""Pixels; the proportion that Open Graph's readers show uncut."""


class Placard(Struct, frozen=True):
    """What a card tells of a briefing, as the site has it; `host` stands in for a site's title that cannot be set."""

    headline: str
    day: date
    language: str
    site: str
    host: str
    topic: str = ""
    is_sponsored: bool = False


class Words(NamedTuple):
    """What a card says, in letters that its theme has; any but the headline may be empty."""

    headline: str
    site: str
    date: str
    topic: str
    mark: str


def is_settable(placard: Placard, theme: Theme) -> bool:
    """Whether there can be a card: its headline has only letters that the theme's font has, and that can be set."""
    return bool(settable(placard.headline, theme.headline))


def words(placard: Placard, theme: Theme) -> Words:
    """The words on a card. A date that cannot be set is written in digits; a topic that cannot be is left out."""
    written = settable(calendar.full(placard.day, placard.language), theme.label)
    return Words(
        headline=settable(placard.headline, theme.headline),
        site=settable(placard.site, theme.label) or placard.host,
        date=written or placard.day.isoformat(),
        topic=_begun(settable(placard.topic, theme.label)),
        mark=SPONSORED if placard.is_sponsored else "",
    )


def _begun(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def key(placard: Placard, theme: Theme) -> str:
    """Digest of all that the card's bytes depend on. UserError if there is no Pillow to draw it."""
    return fingerprint.of((_edition(), library(), theme.digest, placard))


def bad_font(message: str, path: str) -> Diagnostic:
    """The error of a font that is none."""
    help_ = "lay a TrueType or OpenType font there, or take the file away and have those that ship"
    return Diagnostic("bad-font", message, Span(path), help_)


@cache
def _edition() -> str:
    """Digest of the code that draws cards and of what writes their dates."""
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), here.with_name("calendar.py")]
    return fingerprint.of((babel.__version__, [fingerprint.of_file(file) for file in code]))
