"""The comparison of many briefings, in full or by an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from generator.related.choice import Choice
from generator.related.document import Document, Load
from generator.related.glossary import Glossary, Mentions, Numbers
from generator.related.matrix import Importance, Likeness, Table
from generator.related.ranking import RESERVE, Moved, Ranking, ranked, reranked
from generator.related.rows import Flags, Integers, sums
from generator.related.terms import Terms

_UNUSED = 2  # where fewer than one in so many spellings are still used, or
_MANY = 4  # where more than one in so many briefings is affected, all are compared anew


class Comparison(NamedTuple):
    """What a site mentions, and who is most like whom."""

    glossary: Glossary
    table: Table
    ranking: Ranking

    def packed(self) -> list[bytes]:
        """As bytes."""
        words = json.dumps([self.glossary.spellings, self.glossary.folded], separators=(",", ":")).encode()
        arrays = (*self.table.arrays(), *self.ranking)
        return [words, *(part.astype(kind, copy=False).tobytes() for part, kind in zip(arrays, _KINDS, strict=True))]

    def looked_at(self, choices: Mapping[int, Choice]) -> Comparison:
        """With how far new choices looked."""
        looked_at = self.ranking.looked_at.copy()
        looked_at[np.fromiter(choices, dtype=np.int64)] = [choice.looked_at for choice in choices.values()]
        return self._replace(ranking=self.ranking._replace(looked_at=looked_at))

    @classmethod
    def unpacked(cls, sections: Sequence[memoryview | bytes]) -> Comparison:
        """From bytes."""
        words, *arrays = sections
        parts = [np.frombuffer(part, kind) for part, kind in zip(arrays, _KINDS, strict=True)]
        return cls(Glossary.of(*json.loads(bytes(words))), Table(*parts[:3]), Ranking(*parts[3:]))


_KINDS = ("<i8", "<i4", "<i2", "<i8", "<i4", "<i4", "<i4", "<i4", "<i4")  # of the arrays of a Table and a Ranking


class Compared(NamedTuple):
    """A comparison, and how it differs from an earlier one.

    `affected` are those of which a term has another importance, or that are fresh; `differs` tells whose choice may be
    another by its ranking; `renamed` who has another original.
    """

    comparison: Comparison
    likeness: Likeness
    affected: Flags
    differs: Flags
    renamed: Flags


def compared(rows: Sequence[Document], load: Load, least: int) -> Compared:
    """The comparison in full; at least the `least` most alike are ranked."""
    glossary, table, _ = _read(Numbers(), rows, load(range(len(rows))))
    likeness = Likeness(glossary, table, [document.day for document in rows])
    ranking = ranked(likeness, np.arange(len(rows)), len(rows), least + RESERVE)
    everyone = np.ones(len(rows), dtype=bool)
    return Compared(Comparison(glossary, table, ranking), likeness, everyone, everyone, everyone)


def updated(
    before: Comparison, rows: Sequence[Document], moved: Sequence[int], fresh: Iterable[int], load: Load, least: int
) -> Compared | None:
    """The comparison by an earlier one, where some briefings are fresh; None where it is as easy made in full."""
    anew = sorted(fresh)
    now = np.array(moved, dtype=np.int64)
    numbers = Numbers(before.glossary.spellings, before.glossary.folded)
    glossary, read, renumbered = _read(numbers, [rows[number] for number in anew], load(anew))
    old = replace(before.table, spellings=renumbered[before.table.spellings])
    table = _replaced(old, now, read, anew, len(rows))
    affected = _affected(old, table, np.array(glossary.terms))
    affected[anew] = True
    used = np.count_nonzero(np.bincount(table.spellings, minlength=len(glossary.terms)))
    if np.count_nonzero(affected) * _MANY > len(rows) or used * _UNUSED < len(glossary.terms):
        return None
    likeness = Likeness(glossary, table, [document.day for document in rows])
    again = reranked(before.ranking, Moved(now, affected), likeness, least, least + RESERVE)
    if again is None:
        return None
    made = Comparison(glossary, table, again.ranking)
    return Compared(made, likeness, affected, again.differs, again.renamed)


def _affected(old: Table, table: Table, terms: Integers) -> Flags:
    """Which briefings mention a term that has another importance than before."""
    was, now = (
        Importance.of(terms[these.spellings], len(these), numbered=int(terms.max(initial=-1)) + 1)
        for these in (old, table)
    )
    changed = (was.rarities != now.rarities) | (was.compared != now.compared)
    return sums(changed[terms[table.spellings]], table.starts) > 0


def _replaced(old: Table, moved: Integers, fresh: Table, numbers: Sequence[int], total: int) -> Table:
    """The table with the fresh briefings at their numbers, and the old ones, unless fresh, where they moved."""
    source = np.zeros(total, dtype=np.int64)
    source[moved[moved >= 0]] = np.flatnonzero(moved >= 0)
    source[np.array(numbers, dtype=np.int64)] = len(old) + np.arange(len(fresh))
    starts = np.concatenate((old.starts[:-1], fresh.starts + old.starts[-1]))
    spellings = np.concatenate((old.spellings, fresh.spellings))
    counts = np.concatenate((old.counts, fresh.counts))
    return Table(starts, spellings, counts).taken(source)


def _read(numbers: Numbers, documents: Sequence[Document], terms: Iterable[Terms]) -> tuple[Glossary, Table, Integers]:
    """What documents mention, and the place in the new glossary for the number of each spelling."""
    mentions = Mentions.of(numbers, documents, terms)
    starts, spellings, counts = (np.array(part) for part in (mentions.starts, mentions.spellings, mentions.counts))
    glossary, order = numbers.glossary()
    renumbered = np.empty(len(order), dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    return glossary, Table.of(starts, renumbered[spellings], counts, np.array(glossary.terms)), renumbered
