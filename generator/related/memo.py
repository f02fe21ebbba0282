"""What a search leaves for the next one: bytes that are trusted only as long as nothing is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from generator.related.document import Document

_VERSION = b"related1"  # another one for another definition of likeness, or form of the memo
_DIGEST = 16
_LENGTH = 8


class Memo(NamedTuple):
    """An earlier search: for how many, the documents as listed, an answer for each, and how they compared."""

    most: int
    listing: bytes
    answers: Sequence[bytes]
    comparison: Sequence[bytes] = ()

    def packed(self) -> bytes:
        """As bytes."""
        sections = [str(self.most).encode(), self.listing, b"\n".join(self.answers), *self.comparison]
        lengths = [len(section).to_bytes(_LENGTH, "big") for section in sections]
        body = [part for pair in zip(lengths, sections, strict=True) for part in pair]
        check = blake2b(digest_size=_DIGEST)
        for part in body:
            check.update(part)
        return b"".join((_VERSION, check.digest(), *body))


def unpacked(packed: bytes, count: int) -> Memo | None:
    """A memo from its bytes; None unless they are whole, of this version and made for as many related articles."""
    head = len(_VERSION) + _DIGEST
    body = memoryview(packed)[head:]
    if packed[:head] != _VERSION + blake2b(body, digest_size=_DIGEST).digest():
        return None
    made_for, listed, answers, *comparison = map(bytes, _sections(body))
    if int(made_for) != count:
        return None
    return Memo(count, listed, answers.split(b"\n") if answers else (), comparison)


def listing(rows: Sequence[Document]) -> bytes:
    """All that is asked about documents, apart from their terms, in bytes that `listed` reads."""
    fields = [(row.key, row.day, row.digest.hex(), row.topics, row.pinned, row.shown) for row in rows]
    return json.dumps(fields, separators=(",", ":")).encode()


def listed(listing: bytes) -> list[Document]:
    """The documents of a listing."""
    return [
        Document(key, day, bytes.fromhex(digest), tuple(topics), tuple(pinned), tuple(shown))
        for key, day, digest, topics, pinned, shown in json.loads(listing)
    ]


def _sections(body: memoryview) -> Iterator[memoryview]:
    while body:
        length = int.from_bytes(body[:_LENGTH], "big")
        yield body[_LENGTH : _LENGTH + length]
        body = body[_LENGTH + length :]
