"""Related articles: which briefings to read beside one, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.related import plain
from generator.related.account import Account, Accounts, Share, accounts
from generator.related.choice import SPARE
from generator.related.document import Document, Found, Load, Match
from generator.related.memo import Earlier, Memo, digest, documents, listed, unpacked
from generator.related.terms import Terms

__all__ = [
    "SMALL",
    "Account",
    "Accounts",
    "Document",
    "Found",
    "Load",
    "Match",
    "Search",
    "Share",
    "Terms",
    "documents",
    "related",
]

SMALL = 300  # briefings that plain Python compares before numpy is imported


def related(documents: Sequence[Document], count: int, terms: Load, memo: bytes = b"") -> Found:
    """For each document every pinned one in the editor's order, then the most alike, up to `count` together.

    `memo` is that of any earlier search: it changes nothing but the time taken. The order of the documents changes
    nothing either. A key that no document has is passed over.
    """
    search = Search(documents, count, memo)
    known = search.repeated()
    return search.found(b"".join(search.sought(terms))) if known is None else known


class Search:
    """A search for related articles in steps, so that another process can take the one that takes time."""

    def __init__(
        self, documents: Sequence[Document], count: int, memo: bytes, later: Callable[[], bytes] = bytes
    ) -> None:
        """`memo` is that of an earlier search, or the first part of it, to which `later` gives the other."""
        self._places = {document.key: place for place, document in enumerate(documents)}
        self._rows = sorted(documents, key=lambda document: document.key)
        self.listing = listed(self._rows)
        self._count = count
        self._memo = memo
        self._before = unpacked(memo, count, later)

    def repeated(self) -> Found | None:
        """The answers of the earlier search, if nothing was different then: neither terms nor numpy are loaded."""
        return self.found(self._memo) if self._before and self._before.digest == digest(self.listing) else None

    def sought(self, terms: Load, threads: int = 1) -> tuple[bytes, bytes]:
        """The memo of the search in two parts, of which the first has the answers; so many threads search."""
        answers, comparison = _search(self._rows, self.listing, self._count, self._load(terms), self._before, threads)
        earlier = Earlier(self.listing, comparison) if comparison else None
        return Memo(self._count, digest(self.listing), answers, lambda: earlier).packed()

    def accounts(self, key: str, count: int, most: int, terms: Load) -> Accounts:
        """Why one of the documents has these related articles, if `count` are shown, and not others: `most` of these.

        For a search whose own memo was given to it; ValueError for any other.
        """
        if not self._before or self._before.digest != digest(self.listing):
            raise ValueError("a memo of another search")
        number = next(place for place, row in enumerate(self._rows) if row.key == key)
        earlier = self._before.earlier()
        if earlier:
            from generator.related import large  # as below

            ranked = large.ranked(number, self._rows, earlier.comparison, self._count + SPARE)
        elif len(self._rows) <= SMALL:
            ranked = plain.ranked(number, self._rows, self._load(terms), self._count + SPARE)
        else:
            raise ValueError("a memo without its second part")
        return accounts(self._rows, number, ranked, count, most)

    def _load(self, terms: Load) -> Load:
        """Loads the terms of rows by those of the documents."""
        return lambda numbers: terms([self._places[self._rows[number].key] for number in numbers])

    def found(self, memo: bytes) -> Found:
        """The answers in a memo of this search, or in the first part of one."""
        known = unpacked(memo, self._count)
        if known is None:
            raise ValueError("a memo of another search")
        by_key = dict(zip((row.key for row in self._rows), known.answers, strict=True))
        return Found([by_key[key] for key in self._places], self._places, memo)


def _search(
    rows: Sequence[Document], listing: bytes, count: int, load: Load, before: Memo | None, threads: int
) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """An answer for each, and the comparison to go on from; a small site is always searched in full."""
    if len(rows) <= SMALL:
        return plain.answers(rows, count, load), ()
    from generator.related import large  # here, because numpy takes a tenth of a second to import

    return large.answers(rows, listing, count, load, before, threads)
