"""What a search leaves for the next one: bytes that are taken back only if they are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

import msgspec

from generator.related.document import Document

_VERSION = b"related3"  # another one for another definition of likeness, or form of the memo
_CHECK = 4
_LENGTH = 8
_HEAD = len(_VERSION) + _CHECK + _LENGTH

_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Document)

Sections = Sequence[bytes | memoryview]


class Earlier(NamedTuple):
    """The documents of an earlier search as listed, and how they compared."""

    listing: bytes
    comparison: Sections


@dataclass(frozen=True, slots=True)
class Memo:
    """An earlier search: for how many, the digest of the documents as listed, and an answer for each.

    The listing and how the documents compared, half of the whole, are taken back when they are asked for.
    """

    most: int
    digest: bytes
    answers: Sequence[bytes]
    earlier: Callable[[], Earlier | None] = lambda: None

    def packed(self) -> tuple[bytes, bytes]:
        """As bytes: the answers, which are always asked for, and how they were found, which seldom is."""
        body = _joined([str(self.most).encode(), self.digest, b"\n".join(self.answers)])
        check = crc32(body)
        head = b"".join((_VERSION, _checked(check), len(body).to_bytes(_LENGTH, "big"), body))
        earlier = self.earlier()
        rest = _joined([earlier.listing, *earlier.comparison]) if earlier else b""
        return head, b"".join((_checked(crc32(rest, check)), rest)) if earlier else b""


def unpacked(packed: bytes, most: int, later: Callable[[], bytes] = bytes) -> Memo | None:
    """A memo from its bytes; None unless they are whole, of this version and made for as many related articles.

    Where they are the first of its two parts alone, `later` gives the other.
    """
    end = _HEAD + int.from_bytes(packed[_HEAD - _LENGTH : _HEAD], "big")
    body, rest = memoryview(packed)[_HEAD:end], memoryview(packed)[end:]
    check = crc32(body)
    if packed[: len(_VERSION) + _CHECK] != _VERSION + _checked(check) or (rest and not _earlier(check, rest)):
        return None
    made_for, digest, answers = _sections(body)
    if made_for != str(most).encode():
        return None
    earlier = partial(_earlier, check, rest) if rest else lambda: _earlier(check, memoryview(later()))
    return Memo(most, bytes(digest), bytes(answers).split(b"\n") if answers else (), earlier)


def digest(listing: bytes) -> bytes:
    """Equal for equal listings."""
    return blake2b(listing, digest_size=16).digest()


def listed(rows: Iterable[Document]) -> bytes:
    """All that is asked about documents, apart from their terms: one to a line."""
    return _encoder.encode_lines(rows)


def documents(listing: bytes) -> list[Document]:
    """The documents of a listing."""
    return _decoder.decode_lines(listing)


def document(line: bytes) -> Document:
    """The document of a line."""
    return _decoder.decode(line)


def _earlier(check: int, rest: memoryview) -> Earlier | None:
    """The second part of a memo; None if it is not whole, or that of other answers."""
    if not rest or rest[:_CHECK] != _checked(crc32(rest[_CHECK:], check)):
        return None
    listing, *comparison = _sections(rest[_CHECK:])
    return Earlier(bytes(listing), comparison)


def _checked(check: int) -> bytes:
    return check.to_bytes(_CHECK, "big")


def _joined(sections: Sections) -> bytes:
    return b"".join([part for section in sections for part in (len(section).to_bytes(_LENGTH, "big"), section)])


def _sections(body: memoryview) -> Iterator[memoryview]:
    while body:
        length = int.from_bytes(body[:_LENGTH], "big")
        yield body[_LENGTH : _LENGTH + length]
        body = body[_LENGTH + length :]
