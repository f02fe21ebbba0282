"""A card drawn: letters as coverage, each part of the card in one colour, with a palette of their shades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from generator.diagnostic import UserError
from generator.placard import HEIGHT, WIDTH, Placard, bad_font, words
from generator.placard.font import Font
from generator.placard.theme import Colours, Theme
from generator.placard.typesetting import MOST_LETTERS, Place, headline

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

MARGIN = 72
BAND = 16
TOP_LINE, BOTTOM_LINE = 96, 566
"""Base lines of the words above and below the headline."""
RULE = 508
RULE_WIDTH = 6
SMALL = 32
HEADLINE = Place(WIDTH - 2 * MARGIN, 330, (104, 92, 82, 74, 66, 59, 53, 47, 42), 1.12)
HEADLINE_TOP = 148

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""

_ASCENT = 0.74
_BLACK = (0x15, 0x19, 0x1C)  # on the signal's colour in light and dark alike, as in headframe.css
_SHADES = 16
_INK, _MUTED, _SIGNAL, _ON_SIGNAL = range(4)
"""Rows of the palette: shades between a ground and what stands on it."""
_COMPRESSION = 3
PADDING = 14
_REMEMBERED = 4096


class _Glyph(NamedTuple):
    """A letter's coverage, where it lies from the pen, and how far the pen goes on."""

    coverage: Image | None
    left: int
    top: int
    advance: float


def drawn(placard: Placard, theme: Theme) -> bytes:
    """The card as PNG. UserError if one of the theme's fonts cannot be drawn with."""
    from PIL import Image

    canvas = Image.new("L", (WIDTH, HEIGHT), 0)
    canvas.paste(255, (0, 0, WIDTH, BAND))
    canvas.paste(255, (MARGIN, RULE, WIDTH - MARGIN, RULE + RULE_WIDTH))
    small = _Pen(canvas, theme.label, SMALL)
    said = words(placard, theme)
    badge = _badge(said.mark, small)
    small.write(small.cut(said.topic, badge[0] - 2 * MARGIN), MARGIN, TOP_LINE)
    _write_headline(said.headline, _Pen(canvas, theme.headline, HEADLINE.sizes[0]))
    day = WIDTH - MARGIN - round(small.width(said.date))
    small.write(small.cut(said.site, day - 2 * MARGIN), MARGIN, BOTTOM_LINE)
    small.write(said.date, day, BOTTOM_LINE)
    return _png(
        canvas,
        theme.colours,
        [
            ((0, 0, WIDTH, BAND), _SIGNAL),
            ((0, BAND, badge[0], HEADLINE_TOP), _MUTED),
            (badge, _ON_SIGNAL),
            ((day - MARGIN // 2, RULE + RULE_WIDTH, WIDTH, HEIGHT), _MUTED),
        ],
    )


def _badge(mark: str, pen: _Pen) -> Box:
    """Where a card's mark stands, which is written; of no width if it has none."""
    if not mark:
        return (WIDTH - MARGIN, TOP_LINE, WIDTH - MARGIN, TOP_LINE)
    left = WIDTH - MARGIN - round(pen.width(mark)) - 2 * PADDING
    pen.write(mark, left + PADDING, TOP_LINE)
    return (left, TOP_LINE - SMALL, WIDTH - MARGIN, TOP_LINE + PADDING)


def _write_headline(text: str, pen: _Pen) -> None:
    lines, size = headline(text, HEADLINE, lambda text, size: pen.of_size(size).width(text))
    pen = pen.of_size(size)
    for number, line in enumerate(lines):
        pen.write(line, MARGIN, HEADLINE_TOP + round(size * (_ASCENT + number * HEADLINE.leading)))


@dataclass(frozen=True)
class _Pen:
    """Writes on a canvas in a font and a size."""

    canvas: Image
    font: Font
    size: int

    def of_size(self, size: int) -> _Pen:
        """The same in another size."""
        return _Pen(self.canvas, self.font, size)

    def width(self, text: str) -> float:
        """How far it goes for a text, in pixels."""
        return sum(glyph.advance for glyph in self._glyphs(text)) + sum(self._kerned(text))

    def cut(self, text: str, most: float) -> str:
        """A text, cut to a width in pixels."""
        kept = text[:MOST_LETTERS]  # or cutting a hostile one letter by letter would take hours
        while kept and self.width(kept + ("…" if kept != text else "")) > most:
            kept = kept[:-1]
        return kept if kept == text else f"{kept.rstrip()}…"

    def write(self, text: str, left: float, base: int) -> None:
        """Put a text's letters on the canvas, from a point of their base line on."""
        for glyph, nearer in zip(self._glyphs(text), (*self._kerned(text), 0.0), strict=False):
            if glyph.coverage:
                self.canvas.paste(255, (round(left) + glyph.left, base + glyph.top), glyph.coverage)
            left += glyph.advance + nearer

    def _glyphs(self, text: str) -> list[_Glyph]:
        return [_glyph(self.font, self.size, letter) for letter in text]

    def _kerned(self, text: str) -> list[float]:
        """How much further on each letter but the first stands."""
        glyphs, kerning = self.font.glyphs, self.font.kerning
        numbers = [glyphs.get(ord(letter), 0) for letter in text]
        return [self.size * kerning.get(pair, 0.0) for pair in pairwise(numbers)]


@lru_cache(_REMEMBERED)
def _glyph(font: Font, size: int, letter: str) -> _Glyph:
    from PIL import Image, ImageDraw

    face = _face(font, size)
    shown = letter if font.has(letter) else " "
    left, top, right, bottom = (round(edge) for edge in face.getbbox(shown, anchor="ls"))
    if right <= left or bottom <= top:
        return _Glyph(None, 0, 0, face.getlength(shown))
    coverage = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(coverage).text((-left, -top), shown, fill=255, font=face, anchor="ls")
    return _Glyph(coverage, left, top, face.getlength(shown))


@lru_cache(64)
def _face(font: Font, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    try:
        return ImageFont.truetype(BytesIO(font.data), size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        message = f"a font of the cards cannot be drawn with: {error}"
        raise UserError([bad_font(message, "layouts/cards")]) from error


def _png(canvas: Image, colours: Colours, areas: Sequence[tuple[Box, int]]) -> bytes:
    """The canvas with each area in its colours, all else in ink."""
    from PIL import Image

    shades = canvas.point(_row(_INK))
    for box, row in areas:
        shades.paste(canvas.crop(box).point(_row(row)), box)
    picture = Image.frombytes("P", shades.size, shades.tobytes())
    picture.putpalette(_palette(colours))
    made = BytesIO()
    picture.save(made, "PNG", compress_level=_COMPRESSION)
    return made.getvalue()


@cache
def _row(number: int) -> list[int]:
    """For each coverage its place in the palette."""
    return [number * _SHADES + round(coverage * (_SHADES - 1) / 255) for coverage in range(256)]


def _palette(colours: Colours) -> list[int]:
    pairs = {
        _INK: (colours.paper, colours.ink),
        _MUTED: (colours.paper, colours.muted),
        _SIGNAL: (colours.paper, colours.signal),
        _ON_SIGNAL: (colours.signal, _BLACK),
    }
    steps = [step / (_SHADES - 1) for step in range(_SHADES)]
    return [
        round(a + (b - a) * step) for row in sorted(pairs) for step in steps for a, b in zip(*pairs[row], strict=True)
    ]
