"""Where something stands in an editor's file."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from urllib.parse import unquote

from generator.diagnostic import Span

_BEFORE = frozenset("(<\"'=: \t\n")
_AFTER = frozenset(")>\"' \t\n")
_PATIENCE = 100_000_000
"""How many characters are looked through for what stands elsewhere, or nowhere; a hostile body would cost hours."""
_STEP = 300
"""The characters that are looked through in the time that looking anew takes."""


class Locator:
    """Finds places of a body in its file; asked in reading order, it is quick and exact."""

    def __init__(self, source: str, path: str, first_line: int) -> None:
        self._source = source
        self._path = path
        self._first_line = first_line
        self._cursor = 0
        self._patience = _PATIENCE

    def line(self, number: int) -> Span:
        """The body's line, counted from 0, as a whole."""
        return Span(self._path, self._first_line + number, 1)

    def column(self, number: int, text: str) -> int:
        """How many characters stand before a text on the body's line `number`; 0 if it is not there."""
        starts = self._starts
        begin = starts[min(number, len(starts) - 1)]
        return max(self._source[begin:].partition("\n")[0].find(text), 0)

    def on_line(self, number: int, text: str) -> Span:
        """A text on the body's line `number`, or that line if the text is not there in these letters."""
        starts = self._starts
        begin = starts[min(number, len(starts) - 1)]
        at = self._source.find(text, begin, begin + len(text) + 2000)
        if at < 0 or not text:
            return self.line(number)
        return self._span(at, len(text.split("\n", 1)[0]))

    def target(self, value: str) -> Span:
        """Where the target of a link is written; the last known place if it is written in other letters."""
        plain = unquote(value)
        for written in (value,) if plain == value else (value, plain):
            at = self._next(written)
            if at >= 0:
                self._cursor = at + len(written)
                return self._span(at, len(written))
        return self._span(self._cursor, 1)

    def _next(self, written: str) -> int:
        at = self._find(written, self._cursor)
        return at if at >= 0 else self._find(written, 0)  # footnotes and link definitions are out of order

    def _find(self, written: str, start: int) -> int:
        source = self._source
        while written and start >= 0 and self._patience > 0:
            at = source.find(written, start)
            end = at + len(written)
            if at >= 0 and (at == 0 or source[at - 1] in _BEFORE) and (end == len(source) or source[end] in _AFTER):
                return at
            self._patience -= _STEP + (at if at >= 0 else len(source)) - start
            start = end if at >= 0 else -1
        return -1

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self._source))]

    def _span(self, at: int, length: int) -> Span:
        number = bisect_left(self._starts, at + 1) - 1
        return Span(self._path, self._first_line + number, at - self._starts[number] + 1, max(length, 1))
