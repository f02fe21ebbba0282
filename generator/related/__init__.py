"""Related articles: which briefings to read beside one, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.related import plain
from generator.related.document import Document, Found, Load, Match
from generator.related.memo import Memo, listed, unpacked
from generator.related.terms import Terms

__all__ = ["Document", "Found", "Match", "Terms", "related", "repeated"]

_SMALL = 300  # briefings that plain Python compares before numpy is imported


def related(documents: Sequence[Document], count: int, terms: Load, memo: bytes = b"") -> Found:
    """For each document every pinned one in the editor's order, then the most alike, up to `count` together.

    `memo` is that of any earlier search: it changes nothing but the time taken. The order of the documents changes
    nothing either. A key that no document has is passed over.
    """
    rows = _sorted(documents)
    listing = listed(rows)
    before = unpacked(memo, count)
    if before is not None and before.listing == listing:
        return _found(documents, rows, before, memo)
    places = {document.key: place for place, document in enumerate(documents)}

    def load(numbers: Sequence[int]) -> Iterable[Terms]:
        return terms([places[rows[number].key] for number in numbers])

    made = Memo(count, listing, *_search(rows, listing, count, load, before))
    return _found(documents, rows, made, made.packed())


def repeated(documents: Sequence[Document], count: int, memo: bytes) -> Found | None:
    """What `related` gives, if `memo` has it all: neither terms are loaded nor numpy."""
    before = unpacked(memo, count)
    rows = _sorted(documents)
    return _found(documents, rows, before, memo) if before and before.listing == listed(rows) else None


def _sorted(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: document.key)


def _found(documents: Sequence[Document], rows: Iterable[Document], memo: Memo, packed: bytes) -> Found:
    places = {document.key: place for place, document in enumerate(documents)}
    by_key = dict(zip((document.key for document in rows), memo.answers, strict=True))
    return Found([by_key[key] for key in places], places, packed)


def _search(
    rows: Sequence[Document], listing: bytes, count: int, load: Load, before: Memo | None
) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """An answer for each, and the comparison to go on from; a small site is always searched in full."""
    if len(rows) <= _SMALL:
        return plain.answers(rows, count, load), ()
    from generator.related import large  # here, because numpy takes a tenth of a second to import

    return large.answers(rows, listing, count, load, before)
