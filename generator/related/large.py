"""Related articles of many briefings: after a change, anew for those that it tells on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from generator.related.answers import Pair, Reasons, answered, pair, reasons_of
from generator.related.choice import SPARE, Choice, chosen
from generator.related.comparison import Compared, Comparison, compared, updated
from generator.related.document import Document, Load
from generator.related.memo import Memo, listed

Answers = tuple[list[bytes], list[bytes]]
"""An answer for each document, and the sections of the comparison they come from."""


def answers(rows: Sequence[Document], count: int, load: Load, before: Memo | None) -> Answers:
    """The related articles of each of the documents, which are sorted by their keys."""
    change = Change(before, rows) if before and before.comparison else None
    return (change and change.answers(load, count)) or _answers(rows, count, load)


def _answers(rows: Sequence[Document], count: int, load: Load) -> Answers:
    """In full."""
    made = compared(rows, load, count + SPARE)
    numbers = {document.key: number for number, document in enumerate(rows)}
    choices = _choices(rows, numbers, range(len(rows)), made.comparison, count)
    found = answered(rows, choices, made.likeness, made.comparison.glossary, {})
    return list(found), made.comparison.packed()


class Change:
    """What became of the documents of an earlier search: by the number that each has now, its document and answer."""

    def __init__(self, before: Memo, rows: Sequence[Document]) -> None:
        documents = listed(before.listing)
        self._rows = rows
        self._numbers = {document.key: number for number, document in enumerate(rows)}
        self._moved = [self._numbers.get(document.key, -1) for document in documents]
        self._comparison = before.comparison
        self._answers = dict(zip(self._moved, before.answers, strict=True))
        self._before = dict(zip(self._moved, documents, strict=True))
        self._away = {document.key for document in documents if document.key not in self._numbers}

    def answers(self, load: Load, count: int) -> Answers | None:
        """As in full; None where that is as easy."""
        fresh = [number for number, row in enumerate(self._rows) if not _alike(row, self._before.get(number))]
        moved = np.array(self._moved, dtype=np.int64)
        made = updated(Comparison.unpacked(self._comparison), self._rows, moved, fresh, load, count + SPARE)
        if made is None:
            return None
        stale = self._stale(fresh, made)
        choices = _choices(self._rows, self._numbers, stale, made.comparison, count)
        known = self._known(stale, frozenset(fresh), set(np.flatnonzero(made.affected).tolist()))
        again = answered(self._rows, choices, made.likeness, made.comparison.glossary, known)
        found = {**self._answers, **dict(zip(choices, again, strict=True))}
        return [found[number] for number in range(len(self._rows))], made.comparison.packed()

    def _stale(self, fresh: Sequence[int], made: Compared) -> list[int]:
        """Those whose answer may be another: by the ranking, or by what is pinned or shown."""
        renamed = np.flatnonzero(made.renamed).tolist()
        other = self._away | {self._rows[number].key for number in (*fresh, *renamed)}
        differs = made.differs.tolist()
        return [
            number
            for number, row in enumerate(self._rows)
            if differs[number]
            or (row.pinned, row.shown) != (self._before[number].pinned, self._before[number].shown)
            or not other.isdisjoint(row.pinned)
            or not other.isdisjoint(row.shown)
        ]

    def _known(self, stale: Iterable[int], fresh: frozenset[int], affected: set[int]) -> dict[Pair, Reasons]:
        """Reasons that hold: neither briefing is fresh, and no term that both mention has another importance."""
        known = {}
        for number in stale:
            if number in fresh:
                continue
            for key, reasons in reasons_of(self._answers[number]):
                other = self._numbers.get(key)
                if other is None or other in fresh or (number in affected and other in affected):
                    continue
                known[pair(number, other)] = reasons
        return known


def _alike(one: Document, other: Document | None) -> bool:
    """Whether a document may be compared as before."""
    return other is not None and (one.digest, one.day, one.topics) == (other.digest, other.day, other.topics)


def _choices(
    rows: Sequence[Document], numbers: Mapping[str, int], wanted: Iterable[int], comparison: Comparison, count: int
) -> dict[int, Choice]:
    ranking = comparison.ranking
    starts, others, originals = ranking.starts.tolist(), ranking.others.tolist(), ranking.originals.tolist()
    return {
        number: chosen(
            rows[number], numbers, others[starts[number] : starts[number + 1]][: count + SPARE], originals, count
        )
        for number in wanted
    }
