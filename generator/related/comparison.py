"""The comparison of many briefings, in full or by an earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from generator.related.choice import Choice
from generator.related.document import Document, Load
from generator.related.evidence import Evidence, Marks
from generator.related.glossary import Glossary, Mentions, Numbers
from generator.related.matrix import Importance, Likeness, Table
from generator.related.ranking import RESERVE, Moved, Ranking, ranked, reranked
from generator.related.rows import Flags, Integers, Lists, sums
from generator.related.terms import Terms

_UNUSED = 2  # where fewer than one in so many spellings are still used, or
_MANY = 4  # where more than one in so many briefings is affected, all are compared anew


class Comparison(NamedTuple):
    """What a site mentions, what its headlines and links are worth, and who is most like whom."""

    glossary: Glossary
    table: Table
    marks: Marks
    values: Integers
    standings: Integers
    ranking: Ranking

    def packed(self) -> list[bytes]:
        """As bytes."""
        words = json.dumps([self.glossary.spellings, self.glossary.folded], separators=(",", ":")).encode()
        marks = (*self.marks.mentioned, *self.marks.headlines)
        arrays = (*self.table.arrays(), *marks, self.values, self.standings, *self.ranking)
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
        marks = Marks(Lists(*parts[3:5]), Lists(*parts[5:7]))
        return cls(
            Glossary.of(*json.loads(bytes(words))), Table(*parts[:3]), marks, parts[7], parts[8], Ranking(*parts[9:])
        )


_TABLE, _MARKS, _WORTH = ("<i8", "<i4", "<i2"), ("<i8", "<u4", "<i8", "<u4"), ("<i4", "<i4")
_KINDS = (*_TABLE, *_MARKS, *_WORTH, "<i8", "<i4", "<i4", "<i4", "<i4", "<i4")  # of the arrays, last those of a Ranking


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


def compared(rows: Sequence[Document], load: Load, least: int, threads: int) -> Compared:
    """The comparison in full, by so many threads; at least the `least` most alike are ranked."""
    glossary, table, marks, _ = _read(Numbers(), rows, load(range(len(rows))))
    evidence = Evidence(marks, rows)
    likeness = Likeness(glossary, table, [document.day for document in rows], evidence, threads)
    ranking = ranked(likeness, np.arange(len(rows)), len(rows), least + RESERVE)
    everyone = np.ones(len(rows), dtype=bool)
    made = Comparison(glossary, table, marks, evidence.values, evidence.standings, ranking)
    return Compared(made, likeness, everyone, everyone, everyone)


def updated(
    before: Comparison,
    rows: Sequence[Document],
    moved: Sequence[int],
    fresh: Iterable[int],
    load: Load,
    least: int,
    threads: int,
) -> Compared | None:
    """The comparison by an earlier one, where some briefings are fresh; None where it is as easy made in full."""
    anew = sorted(fresh)
    now = np.array(moved, dtype=np.int64)
    numbers = Numbers(before.glossary.spellings, before.glossary.folded)
    glossary, read, marks, renumbered = _read(numbers, [rows[number] for number in anew], load(anew))
    old = replace(before.table, spellings=renumbered[before.table.spellings])
    source = _source(now, anew, len(rows))
    table = _replaced(old, read, source)
    evidence = Evidence(before.marks.replaced(marks, source), rows)
    affected = _affected(old, table, np.array(glossary.terms)) | _told_otherwise(before, evidence, source)
    affected[anew] = True
    used = np.count_nonzero(np.bincount(table.spellings, minlength=len(glossary.terms)))
    if np.count_nonzero(affected) * _MANY > len(rows) or used * _UNUSED < len(glossary.terms):
        return None
    likeness = Likeness(glossary, table, [document.day for document in rows], evidence, threads)
    again = reranked(before.ranking, Moved(now, affected), likeness, least, least + RESERVE)
    if again is None:
        return None
    made = Comparison(glossary, table, evidence.marks, evidence.values, evidence.standings, again.ranking)
    return Compared(made, likeness, affected, again.differs, again.renamed)


def _affected(old: Table, table: Table, terms: Integers) -> Flags:
    """Which briefings mention a term that has another importance than before."""
    was, now = (
        Importance.of(terms[these.spellings], len(these), numbered=int(terms.max(initial=-1)) + 1)
        for these in (old, table)
    )
    changed = (was.rarities != now.rarities) | (was.compared != now.compared)
    return sums(changed[terms[table.spellings]], table.starts) > 0


def _told_otherwise(before: Comparison, evidence: Evidence, source: Integers) -> Flags:
    """Which earlier briefings have a headline or a standing of another worth than before; false for fresh ones."""
    old = source < len(before.standings)
    places = source[old]
    was = Lists(before.marks.headlines.starts, before.values).taken(places).values
    now = Lists(evidence.marks.headlines.starts, evidence.values).taken(np.flatnonzero(old))
    told = np.zeros(len(source), dtype=bool)
    told[old] = (sums(was != now.values, now.starts) > 0) | (before.standings[places] != evidence.standings[old])
    return told


def _source(moved: Integers, numbers: Sequence[int], total: int) -> Integers:
    """The place of each briefing among the old ones and, behind them, the fresh ones, which have the numbers."""
    source = np.zeros(total, dtype=np.int64)
    source[moved[moved >= 0]] = np.flatnonzero(moved >= 0)
    source[np.array(numbers, dtype=np.int64)] = len(moved) + np.arange(len(numbers))
    return source


def _replaced(old: Table, fresh: Table, source: Integers) -> Table:
    """The table of briefings by their places in the old one and the fresh one behind it."""
    starts = np.concatenate((old.starts[:-1], fresh.starts + old.starts[-1]))
    spellings = np.concatenate((old.spellings, fresh.spellings))
    counts = np.concatenate((old.counts, fresh.counts))
    return Table(starts, spellings, counts).taken(source)


def _read(
    numbers: Numbers, documents: Sequence[Document], terms: Iterable[Terms]
) -> tuple[Glossary, Table, Marks, Integers]:
    """What documents mention, and the place in the new glossary for the number of each spelling."""
    mentions = Mentions.of(numbers, documents, terms)
    starts, spellings, counts = (np.array(part) for part in (mentions.starts, mentions.spellings, mentions.counts))
    glossary, order = numbers.glossary()
    renumbered = np.empty(len(order), dtype=np.int32)
    renumbered[order] = np.arange(len(order), dtype=np.int32)
    marks = Marks(*(Lists(np.array(m.starts), np.array(m.values)) for m in (mentions.mentioned, mentions.headline)))
    return glossary, Table.of(starts, renumbered[spellings], counts, np.array(glossary.terms)), marks, renumbered
