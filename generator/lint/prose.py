"""A body's readable text, block by block, and where in the file each of its characters stands.

Code, the targets of links, raw HTML and comments are no prose. The blocks are markdown-it's; within a block one walk of
a pattern tells marks from words, since markdown-it keeps no places below the line.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from markdown_it.token import Token

from generator.diagnostic import Span
from generator.markdown import dialect
from generator.markdown.references import ATTRIBUTE, TAG, unescaped

Kind = Literal["paragraph", "heading", "cell"]

GAP = "\ufffc"
"""Stands for what is shown and is no prose: code, a picture, an address."""

_MARKS = re.compile(
    r"""
    (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<code>(?P<ticks>(?<!`)`+(?!`)).+?(?<!`)(?P=ticks)(?!`))
  | (?P<hidden><!--.*?(?:-->|\Z))
  | (?P<address><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>|<[^\s<>@]+@[^\s<>]+>|https?://[^\s<>\])]+)
  | (?P<tag></?[A-Za-z][^<>]*>)
  | (?P<picture>!\[(?P<alt>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\[\]]*\]|(?!\()))
  | (?P<note>\[\^[^\]\s]+\])
  | (?P<target>\]\(\s*+(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?:\s++(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*+\))
  | (?P<label>\]\[[^\[\]]*\])
  | (?P<mark>[\[\]*]|~~|(?<![^\W_])_+|_+(?![^\W_]))
  | (?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    """,
    re.VERBOSE | re.DOTALL,
)
_SIGN = re.compile(r"[\\`<!\[\]*_~&]|https?:")  # most blocks hold none, and are their own text
_SHOWN = frozenset({"code", "address", "picture"})
_NOTED = {"heading_open": "heading", "th_open": "cell", "td_open": "cell"}


class Place(NamedTuple):
    """Where a line of a block begins: at which character of the block, and at which line and column of the file."""

    at: int
    line: int
    column: int


class Passage(Protocol):
    """A text that readers see, in one piece."""

    @property
    def text(self) -> str:
        """The text, without marks."""

    @property
    def is_quoted(self) -> bool:
        """Whether others wrote it."""

    @property
    def heads(self) -> bool:
        """Whether it tells in short what others tell in full: a headline, a summary."""

    @property
    def table(self) -> int:
        """Which table it is a cell of; 0 for none."""

    def span(self, start: int, end: int) -> Span:
        """Where some of its characters stand in the file, as far as the first line of these reaches."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or cell. `marks` lead from the text's characters to those of the Markdown that it is of."""

    text: str
    path: str
    kind: Kind
    places: tuple[Place, ...]
    marks: tuple[tuple[int, int], ...] = ((0, 0),)
    is_quoted: bool = False
    table: int = 0

    @property
    def heads(self) -> bool:
        """Whether it tells in short what others tell in full."""
        return self.kind == "heading"

    def span(self, start: int, end: int) -> Span:
        """Where some of its characters stand in the file, as far as the first line of these reaches."""
        first, last = self._written(start), self._written(max(end - 1, start)) + 1
        number = bisect_right(self.places, first, key=lambda place: place.at) - 1
        at, line, column = self.places[number]
        if number + 1 < len(self.places):
            last = min(last, self.places[number + 1].at - 1)
        return Span(self.path, line, column + first - at, max(last - first, 1))

    def _written(self, at: int) -> int:
        shown, written = self.marks[bisect_right(self.marks, at, key=lambda mark: mark[0]) - 1]
        return written + at - shown


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a body. `alt` is nothing where HTML gives it none, and `is_plain` says that it is Markdown's."""

    alt: str | None
    span: Span
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Prose:
    """What there is to read in a body, and its pictures."""

    blocks: tuple[Block, ...] = ()
    pictures: tuple[Picture, ...] = ()


def read(body: str, path: str, first_line: int, mode: str) -> Prose:
    """The prose of a body of the file `path`, which begins on its line `first_line`; `mode` as in site.yaml.

    A body that is refused for its depth has none.
    """
    reader = _Reader(body.replace("\0", "\ufffd"), path, first_line)
    try:
        reader.read(mode)
    except (dialect.TooMuchError, RecursionError):
        return Prose()
    return Prose(tuple(reader.blocks), tuple(reader.pictures))


class _Reader:
    """What a walk over a body's blocks has found so far."""

    def __init__(self, body: str, path: str, first_line: int) -> None:
        self.blocks: list[Block] = []
        self.pictures: list[Picture] = []
        self._body = body
        self._lines = body.split("\n")
        self._path = path
        self._first_line = first_line
        self._table = 0
        self._row = (-1, 0)

    def read(self, mode: str) -> None:
        parser = dialect.parser(mode, self._body)
        tokens: list[Token] = []
        parser.block.parse(self._body, parser, {}, tokens)
        quotations, before = 0, ""
        for token in tokens:
            kind = token.type
            if kind == "inline" and token.content:
                self._block(token, _NOTED.get(before, "paragraph"), is_quoted=quotations > 0)
            elif kind == "html_block" and token.map:
                self._pictures_in_html(token.content, self._places(token.content, token.map[0]))
            elif kind == "table_open":
                self._table += 1
            quotations += (kind == "blockquote_open") - (kind == "blockquote_close")
            before = kind

    def _block(self, token: Token, kind: str, *, is_quoted: bool) -> None:
        content, first = token.content, token.map[0] if token.map else 0
        places = self._cell(content, first) if kind == "cell" else self._places(content, first)
        block = Block(
            text=content,
            path=self._path,
            kind=kind,  # type: ignore[arg-type]  # one of _NOTED's or "paragraph"
            places=places,
            is_quoted=is_quoted,
            table=self._table if kind == "cell" else 0,
        )
        if _SIGN.search(content):
            block = self._without_marks(block)
        self.blocks.append(block)

    def _places(self, content: str, first: int) -> tuple[Place, ...]:
        """Where the lines of a block's content stand: each is the end of a line of the file, or within it."""
        places: list[Place] = []
        at = 0
        for number, line in enumerate(content.split("\n"), first):
            written = self._lines[number] if number < len(self._lines) else ""
            column = _column(line, written)
            places.append(Place(at, self._first_line + number, column + 1))
            at += len(line) + 1
        return tuple(places)

    def _cell(self, content: str, row: int) -> tuple[Place, ...]:
        """Where a cell stands: after the one before it in its row."""
        written = self._lines[row] if row < len(self._lines) else ""
        start = self._row[1] if self._row[0] == row else 0
        column = max(written.find(content, start), start)
        self._row = (row, column + len(content))
        return (Place(0, self._first_line + row, column + 1),)

    def _without_marks(self, block: Block) -> Block:
        """The block with words alone in its text; its pictures are noted."""
        pieces: list[str] = []
        marks: list[tuple[int, int]] = []
        length = 0
        for written, piece in self._pieces(block):
            marks.append((length, written))
            pieces.append(piece)
            length += len(piece)
        return Block(
            text="".join(pieces),
            path=block.path,
            kind=block.kind,
            places=block.places,
            marks=tuple(marks) or ((0, 0),),
            is_quoted=block.is_quoted,
            table=block.table,
        )

    def _pieces(self, block: Block) -> Iterator[tuple[int, str]]:
        """What readers see of a block's Markdown, each piece with where it is written."""
        content, at = block.text, 0
        for sign in _SIGN.finditer(content):
            start = sign.start()
            found = _MARKS.match(content, start) if start >= at else None
            if found is None:
                continue
            if start > at:
                yield at, content[at:start]
            at = found.end()
            shown = self._shown(found, block)
            if shown:
                yield (at - 1 if found["escape"] else start), shown
        if at < len(content):
            yield at, content[at:]

    def _shown(self, found: re.Match[str], block: Block) -> str:
        """What readers see of something that is not plain text."""
        kind = found.lastgroup if found["code"] is None else "code"
        if kind == "escape":
            return found[0][1]
        if kind == "entity":
            return html.unescape(found[0])
        if found["picture"] is not None:
            kind = "picture"
            self.pictures.append(Picture(found["alt"].strip(), block.span(*found.span()), is_plain=True))
        elif kind == "tag":
            self._pictures_in_html(found[0], block.places, found.start())
        return GAP if kind in _SHOWN else ""

    def _pictures_in_html(self, markup: str, places: Sequence[Place], offset: int = 0) -> None:
        if "<img" not in markup.lower():
            return
        block = Block(markup, self._path, "paragraph", tuple(places), ((0, offset),))
        for tag in TAG.finditer(markup):
            if tag[2].lower() == "img" and not tag[1]:
                self.pictures += _picture_of(tag, block.span(tag.start(), tag.end()))


def _picture_of(tag: re.Match[str], span: Span) -> Iterator[Picture]:
    attributes = {a[1].lower(): unescaped(a[2] or "") for a in ATTRIBUTE.finditer(tag[3])}
    is_decoration = attributes.get("role") in {"presentation", "none"} or attributes.get("aria-hidden") == "true"
    if not is_decoration:
        yield Picture(attributes.get("alt"), span, is_plain=False)


def _column(line: str, written: str) -> int:
    """At which character of a line of the file a line of a block's content begins."""
    words = line.strip()
    if not words:
        return 0
    ended = written.rstrip()
    start = len(ended) - len(words) if ended.endswith(words) else max(written.find(words), 0)
    return start - (len(line) - len(line.lstrip()))
