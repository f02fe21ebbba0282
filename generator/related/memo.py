"""What a search leaves for the next one: bytes that are taken back only if they are whole."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from zlib import crc32

from generator.related.document import Document

_VERSION = b"related2"  # another one for another definition of likeness, or form of the memo
_CHECK = 4
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Memo:
    """An earlier search: for how many, the documents as listed, an answer for each, and how they compared."""

    most: int
    listing: bytes
    answers: Sequence[bytes]
    comparison: Sequence[bytes | memoryview] = ()

    def packed(self) -> bytes:
        """As bytes."""
        sections = [str(self.most).encode(), self.listing, b"\n".join(self.answers), *self.comparison]
        body = [part for section in sections for part in (len(section).to_bytes(_LENGTH, "big"), section)]
        check = reduce(lambda crc, part: crc32(part, crc), body, 0)
        return b"".join((_VERSION, check.to_bytes(_CHECK, "big"), *body))


def unpacked(packed: bytes, most: int) -> Memo | None:
    """A memo from its bytes; None unless they are whole, of this version and made for as many related articles."""
    head = len(_VERSION) + _CHECK
    body = memoryview(packed)[head:]
    if packed[:head] != _VERSION + crc32(body).to_bytes(_CHECK, "big"):
        return None
    made_for, listing, answers, *comparison = _sections(body)
    if made_for != str(most).encode():
        return None
    return Memo(most, bytes(listing), bytes(answers).split(b"\n") if answers else (), comparison)


def listed(rows: Iterable[Document]) -> bytes:
    """All that is asked about documents, apart from their terms: one to a line."""
    return "\n".join([repr(tuple(row)) for row in rows]).encode()


def document(line: bytes) -> Document:
    """The document of a line."""
    return Document(*ast.literal_eval(line.decode()))


def _sections(body: memoryview) -> Iterator[memoryview]:
    while body:
        length = int.from_bytes(body[:_LENGTH], "big")
        yield body[_LENGTH : _LENGTH + length]
        body = body[_LENGTH + length :]
