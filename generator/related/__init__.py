"""Related articles: which briefings to read beside one, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.related import plain
from generator.related.document import Document, Found, Load, Match
from generator.related.memo import Memo, listed, unpacked
from generator.related.terms import Terms

__all__ = ["Document", "Found", "Match", "Search", "Terms", "related"]

_SMALL = 300  # briefings that plain Python compares before numpy is imported


def related(documents: Sequence[Document], count: int, terms: Load, memo: bytes = b"") -> Found:
    """For each document every pinned one in the editor's order, then the most alike, up to `count` together.

    `memo` is that of any earlier search: it changes nothing but the time taken. The order of the documents changes
    nothing either. A key that no document has is passed over.
    """
    search = Search(documents, count, memo)
    return search.repeated() or search.found(search.sought(terms))


class Search:
    """A search for related articles in steps, so that another process can take the one that takes time."""

    def __init__(self, documents: Sequence[Document], count: int, memo: bytes) -> None:
        self._places = {document.key: place for place, document in enumerate(documents)}
        self._rows = sorted(documents, key=lambda document: document.key)
        self._listing = listed(self._rows)
        self._count = count
        self._memo = memo
        self._before = unpacked(memo, count)

    def repeated(self) -> Found | None:
        """The answers of the earlier search, if nothing was different then: neither terms nor numpy are loaded."""
        return self.found(self._memo) if self._before and self._before.listing == self._listing else None

    def sought(self, terms: Load) -> bytes:
        """The memo of the search, which has the answers."""

        def load(numbers: Sequence[int]) -> Iterable[Terms]:
            return terms([self._places[self._rows[number].key] for number in numbers])

        answers = _search(self._rows, self._listing, self._count, load, self._before)
        return Memo(self._count, self._listing, *answers).packed()

    def found(self, memo: bytes) -> Found:
        """The answers in a memo of this search."""
        known = unpacked(memo, self._count)
        if known is None:
            raise ValueError("a memo of another search")
        by_key = dict(zip((row.key for row in self._rows), known.answers, strict=True))
        return Found([by_key[key] for key in self._places], self._places, memo)


def _search(
    rows: Sequence[Document], listing: bytes, count: int, load: Load, before: Memo | None
) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """An answer for each, and the comparison to go on from; a small site is always searched in full."""
    if len(rows) <= _SMALL:
        return plain.answers(rows, count, load), ()
    from generator.related import large  # here, because numpy takes a tenth of a second to import

    return large.answers(rows, listing, count, load, before)
