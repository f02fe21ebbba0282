"""Typesetting: which letters can be set at all, where a headline may break, and at which size it fills its space.

Letters stand one after another from left to right. So what is written from right to left, and what joins its letters or
piles marks upon them, cannot be set here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from generator.placard.font import Font

_ELLIPSIS = "…"
_FIRM_SPACE = "\u00a0"
MOST_LETTERS = 600
"""More than any place holds."""
_SPACES = re.compile(f"[^\\S{_FIRM_SPACE}]+")
_WORDS = re.compile(r"[^ ]+(?: [-–—](?= |$))? ?")
"""A dash between two words stays with the first."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe00-\ufe0f\U000e0000-\U000e01ef]")
"""What is not to be seen: soft hyphens, joiners, marks of direction, choices among an emoji's looks."""
_SYMBOLS = frozenset({"So", "Sk", "Co", "Cn"})
_PILED = frozenset({"Mn", "Mc", "Me"})
_LEFTWARD = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
_WIDE = frozenset({"W", "F"})
_NOT_FIRST = frozenset("、。，．・：；？！ー々〻)]｝）」』】〕〉》…‥,.:;!?%’”")
_NOT_LAST = frozenset("(［｛（「『【〔〈《‘“")
_HYPHENS = re.compile(r"(?<=\w\w[-–/])(?=\w\w)|(?<=—)(?=\w)")
_STEPS = 12


class Place(NamedTuple):
    """Where a headline goes, in pixels: `sizes` are those of its letters, the largest first.

    `leading` is the distance of two lines in parts of the size.
    """

    width: int
    height: int
    sizes: tuple[int, ...]
    leading: float

    def lines(self, size: int) -> int:
        """How many lines there is room for."""
        return int((self.height / size - 1) / self.leading) + 1


class Set(NamedTuple):
    """A headline as it will stand: its lines, and the size of its letters in pixels."""

    lines: tuple[str, ...]
    size: int


def settable(text: str, font: Font) -> str:
    """The text in letters that the font has; empty if there are some that it has not, or that cannot be set.

    Symbols that the font lacks, such as emoji, are left out.
    """
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("\u202f", _FIRM_SPACE)
        text = "".join(letter for letter in text if not _is_symbol(letter) or font.has(letter))
    kept = _SPACES.sub(" ", text).strip()
    if not font.has(kept.replace(_FIRM_SPACE, " ")) or not (kept.isascii() or all(map(_is_settable, kept))):
        return ""
    return kept


def _is_symbol(letter: str) -> bool:
    return unicodedata.category(letter) in _SYMBOLS


def _is_settable(letter: str) -> bool:
    return unicodedata.category(letter) not in _PILED and unicodedata.bidirectional(letter) not in _LEFTWARD


def headline(text: str, place: Place, width: Callable[[str, int], float]) -> Set:
    """A text set in the largest size in which it fits, its lines about equally long; else cut in the smallest.

    `width` gives a text's width in a size, both in pixels.
    """
    if len(text) > MOST_LETTERS:
        text = text[:MOST_LETTERS].rsplit(" ", 1)[0]
    words = tuple(_pieces(text))
    length = width(text, place.sizes[-1]) / place.sizes[-1]
    for size in place.sizes:
        most = place.lines(size)
        if length * size <= most * place.width:  # else there is no need to look more closely
            pieces = [_Piece.of(word, size, width) for word in words]
            lines = _filled(pieces, place.width)
            if lines and len(lines) <= most:
                return Set(_balanced(pieces, lines, place.width), size)
    return _cut(words, place, width)


class _Piece(NamedTuple):
    """A part of a text after which a line may end: its width, and that without the space at its end, in pixels."""

    text: str
    width: float
    bare: float

    @classmethod
    def of(cls, text: str, size: int, width: Callable[[str, int], float]) -> _Piece:
        """A piece in a size."""
        bare = text.rstrip(" ")
        bare_width = width(bare, size)
        return cls(text, bare_width if bare == text else width(text, size), bare_width)


def _pieces(text: str) -> Iterator[str]:
    """The text in parts between which a line may end, each with the space that follows it."""
    for word in _WORDS.findall(text):
        for part in _HYPHENS.split(word):
            yield from _letters(part)


def _letters(word: str) -> Iterator[str]:
    """A word in parts: it may break beside each Chinese or Japanese letter (in short, Unicode's annex 14)."""
    part = word[:1]
    for before, letter in pairwise(word):
        is_wide = unicodedata.east_asian_width(before) in _WIDE or unicodedata.east_asian_width(letter) in _WIDE
        if is_wide and not letter.isspace() and letter not in _NOT_FIRST and before not in _NOT_LAST:
            yield part
            part = ""
        part += letter
    yield part


def _filled(pieces: Sequence[_Piece], most: float) -> tuple[str, ...]:
    """Lines as full as can be, at most so many pixels wide; none if a piece alone is wider."""
    lines: list[str] = []
    line, at = "", 0.0
    for text, wide, bare in pieces:
        if bare > most:
            return ()
        if line and at + bare > most:
            lines.append(line.rstrip())
            line, at = "", 0.0
        line += text
        at += wide
    return (*lines, line.rstrip())


def _balanced(pieces: Sequence[_Piece], lines: tuple[str, ...], most: float) -> tuple[str, ...]:
    """As many lines, of the smallest width that holds them."""
    low, high = most / 4, most
    for _ in range(_STEPS):
        middle = (low + high) / 2
        narrower = _filled(pieces, middle)
        if narrower and len(narrower) <= len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _cut(words: Sequence[str], place: Place, width: Callable[[str, int], float]) -> Set:
    """The text in the smallest size, broken wherever a word does not fit, and cut where the place is full."""
    size = place.sizes[-1]
    pieces: list[_Piece] = []
    for word in words:
        piece = _Piece.of(word, size, width)
        pieces += [piece] if piece.bare <= place.width else (_Piece.of(letter, size, width) for letter in word)
    lines = _filled(pieces, place.width)
    kept = lines[: place.lines(size)]
    if len(kept) == len(lines):
        return Set(lines, size)
    last = kept[-1]
    while width(last + _ELLIPSIS, size) > place.width:
        last = last.rsplit(" ", 1)[0] if " " in last else last[:-1]
    return Set((*kept[:-1], last.rstrip(" ,;:–—-") + _ELLIPSIS), size)
