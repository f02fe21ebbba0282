"""What a search leaves for the next one: bytes that are taken back only if they are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from zlib import crc32

import msgspec

from generator.related.document import Document

_VERSION = b"related2"  # another one for another definition of likeness, or form of the memo
_CHECK = 4
_LENGTH = 8
_HEAD = len(_VERSION) + _CHECK + _LENGTH

_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Document)

Sections = Sequence[bytes | memoryview]


@dataclass(frozen=True, slots=True)
class Memo:
    """An earlier search: for how many, the documents as listed, an answer for each, and how they compared.

    The comparison, three quarters of the whole, is taken back when it is asked for; it is empty if it is not whole.
    """

    most: int
    listing: bytes
    answers: Sequence[bytes]
    compared: Callable[[], Sections] = tuple

    @property
    def comparison(self) -> Sections:
        """How the documents compared."""
        return self.compared()

    def packed(self) -> tuple[bytes, bytes]:
        """As bytes: the answers, which are always asked for, and how they were found, which seldom is."""
        body = _joined([str(self.most).encode(), self.listing, b"\n".join(self.answers)])
        check = crc32(body)
        head = b"".join((_VERSION, _checked(check), len(body).to_bytes(_LENGTH, "big"), body))
        rest = _joined(self.comparison)
        return head, b"".join((_checked(crc32(rest, check)), rest)) if rest else b""


def unpacked(packed: bytes, most: int, later: Callable[[], bytes] = bytes) -> Memo | None:
    """A memo from its bytes; None unless they are whole, of this version and made for as many related articles.

    Where they are the first of its two parts alone, `later` gives the other.
    """
    end = _HEAD + int.from_bytes(packed[_HEAD - _LENGTH : _HEAD], "big")
    body, rest = memoryview(packed)[_HEAD:end], memoryview(packed)[end:]
    check = crc32(body)
    if packed[: len(_VERSION) + _CHECK] != _VERSION + _checked(check) or (rest and not _compared(check, rest)):
        return None
    made_for, listing, answers = _sections(body)
    if made_for != str(most).encode():
        return None
    compared = partial(_compared, check, rest) if rest else lambda: _compared(check, memoryview(later()))
    return Memo(most, bytes(listing), bytes(answers).split(b"\n") if answers else (), compared)


def listed(rows: Iterable[Document]) -> bytes:
    """All that is asked about documents, apart from their terms: one to a line."""
    return _encoder.encode_lines(rows)


def documents(listing: bytes) -> list[Document]:
    """The documents of a listing."""
    return _decoder.decode_lines(listing)


def document(line: bytes) -> Document:
    """The document of a line."""
    return _decoder.decode(line)


def _compared(check: int, rest: memoryview) -> Sections:
    """The sections of a comparison; none if it is not whole, or that of other answers."""
    return [*_sections(rest[_CHECK:])] if rest[:_CHECK] == _checked(crc32(rest[_CHECK:], check)) else []


def _checked(check: int) -> bytes:
    return check.to_bytes(_CHECK, "big")


def _joined(sections: Sections) -> bytes:
    return b"".join([part for section in sections for part in (len(section).to_bytes(_LENGTH, "big"), section)])


def _sections(body: memoryview) -> Iterator[memoryview]:
    while body:
        length = int.from_bytes(body[:_LENGTH], "big")
        yield body[_LENGTH : _LENGTH + length]
        body = body[_LENGTH + length :]
