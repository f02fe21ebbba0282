"""Likeness by sparse matrices: the answers of plain Python, to the last bit, for tens of thousands of briefings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from generator.related import threads
from generator.related.account import Weight
from generator.related.evidence import Evidence, Products
from generator.related.glossary import TOPIC_WORTH, Glossary, worth
from generator.related.rows import Flags, Integers, best, ranges, starts_of, sums
from generator.related.scale import (
    FADE_BITS,
    FLOOR,
    HALF_LIFE,
    LIKENESS_BITS,
    NEWER,
    SHARED,
    STANDING,
    TOPIC,
    TWINS,
    TWINS_FLOOR,
    UNIT,
    most_shared,
    rarity,
    saturated,
    steady,
)

_T = TypeVar("_T")

_WORK = 1 << 17  # products held in memory at a time,
_ROWS = (1 << 13) - 1  # and rows, that a sort key of 63 bits has room for beside a term and a product,
_PAIRS = 1 << 9  # and pairs
_TERM_BITS = 24
_POSITION_BITS = 16  # of what a briefing mentions
_POSITIONS = (1 << _POSITION_BITS) - 1
_ENTRY_BITS = 38
_PRODUCT_BITS = 25

_SATURATED = np.array([saturated(tf) for tf in range(TOPIC + 1)], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Table:
    """What briefings mention, briefing by briefing in the order of terms, each term once."""

    starts: Integers
    spellings: Integers
    counts: Integers

    @classmethod
    def of(cls, starts: Integers, spellings: Integers, counts: Integers, terms: Integers) -> Table:
        """From mentions in any order: of spellings of one term the first, counted together.

        `terms` are the terms of all spellings.
        """
        sizes, parts = [], []
        for first in range(0, len(starts) - 1, _ROWS):
            bounds = starts[first : first + _ROWS + 1]
            run = slice(bounds[0], bounds[-1])
            of_row, *merged = _merged(bounds - bounds[0], spellings[run], counts[run], terms)
            sizes.append(of_row)
            parts.append(merged)
        spellings, counts = (
            np.concatenate([np.zeros(0, dtype=kind), *(part[side] for part in parts)])
            for side, kind in enumerate((np.int32, np.int16))
        )
        return cls(starts_of(np.concatenate([np.zeros(0, dtype=np.int64), *sizes])), spellings, counts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def arrays(self) -> tuple[Integers, Integers, Integers]:
        """Its parts."""
        return self.starts, self.spellings, self.counts

    def taken(self, rows: Integers) -> Table:
        """Some of the briefings."""
        sizes = np.diff(self.starts)[rows]
        entries = ranges(self.starts[rows], sizes)
        return Table(starts_of(sizes), self.spellings[entries], self.counts[entries])


class Importance(NamedTuple):
    """For each term its rarity, and whether it is compared."""

    rarities: Integers
    compared: Flags

    @classmethod
    def of(cls, terms: Integers, total: int, numbered: int = 0) -> Importance:
        """From the terms of all briefings; at least for so many numbers of terms."""
        frequency = np.bincount(terms, minlength=numbered)
        frequencies, times = np.unique(frequency[frequency > 0], return_counts=True)
        rarities = np.zeros(int(frequency.max(initial=0)) + 1, dtype=np.int64)
        rarities[frequencies] = [rarity(df, steady(total)) for df in frequencies.tolist()]
        most = most_shared(dict(zip(frequencies.tolist(), times.tolist(), strict=True)), steady(total))
        return cls(rarities[frequency], frequency <= most)


class Likes(NamedTuple):
    """Briefings, and by their places among these the pairs that are alike above chance, and how the others score."""

    wanted: Integers
    places: Integers
    others: Integers
    likenesses: Integers
    scores: Integers
    twins: Flags


class Likeness:
    """Which briefings are like one another, and what pairs of them share."""

    def __init__(
        self, glossary: Glossary, table: Table, days: Sequence[int], evidence: Evidence, threads: int = 1
    ) -> None:
        self._threads = threads
        self._table = table
        self._evidence = evidence
        self._days = np.array(days, dtype=np.int64)
        self._terms = np.array(glossary.terms)[table.spellings]
        self._importance = Importance.of(self._terms, len(table))
        self._values = self._weighed()
        self._squares = sums(self._values.astype(np.int64) ** 2, table.starts)
        self._index()
        terms = Products(table.starts, self._terms, self._values, self._postings, self._rows, self._weights)
        self._products = (terms, *evidence.products())
        self._counted = np.sum([products.counted() for products in self._products], axis=0)
        self._spellings = glossary.spellings

    def _weighed(self) -> Integers:
        """As in `plain`."""
        starts = self._table.starts
        weights = self._importance.rarities[self._terms] * _SATURATED[self._table.counts]
        # The root of an integer below 2**52 is exact once rounded down: IEEE 754 rounds it correctly.
        length = np.sqrt(sums(weights * weights, starts)).astype(np.int64)
        values = weights * UNIT // np.repeat(length, np.diff(starts))
        compared: Integers = np.where(self._importance.compared[self._terms], values, 0)
        return compared.astype(np.int32)

    def _index(self) -> None:
        """Who mentions a term that is compared: the table by terms, made by sorting term and place as one number."""
        key = np.sort(self._terms.astype(np.int64) << _ENTRY_BITS | np.arange(self._terms.size))
        entries = key & (1 << _ENTRY_BITS) - 1
        self._postings = starts_of(np.bincount(self._terms, minlength=self._importance.compared.size))
        self._rows = np.repeat(np.arange(len(self._table), dtype=np.int32), np.diff(self._table.starts))[entries]
        self._weights = self._values[entries]

    def each(self, wanted: Integers, work: Callable[[Likes], _T]) -> Iterator[_T]:
        """What some work, done by threads, makes of all pairs of the wanted briefings, in runs of whole briefings."""
        runs = (wanted[first:end] for first, end in _chunks(starts_of(self._counted[wanted])))
        return threads.spread(lambda run: work(self._likes(run)), runs, self._threads)

    def _likes(self, wanted: Integers) -> Likes:
        """All pairs of the wanted briefings, sorted. Each is its own twin."""
        return self._judged(*_summed([products.of(wanted) for products in self._products]), wanted)

    def _judged(self, row: Integers, other: Integers, cosine: Integers, likeness: Integers, wanted: Integers) -> Likes:
        number = wanted[row]
        twins = cosine >= TWINS_FLOOR
        squares = self._squares[number[twins]] * self._squares[other[twins]]
        twins[twins] = cosine[twins] ** 2 * 10_000 >= TWINS**2 * squares
        return Likes(wanted, row, other, likeness, self.scores(number, other, likeness), twins | (number == other))

    def scores(self, numbers: Integers, others: Integers, likenesses: Integers) -> Integers:
        """How others score beside briefings, as by `scale.score`."""
        days = self._days[numbers] - self._days[others]
        faded = likenesses * ((HALF_LIFE << FADE_BITS) // (HALF_LIFE + np.abs(days))) >> FADE_BITS
        whole = np.where(days >= 0, STANDING, STANDING * NEWER)
        found: Integers = np.minimum(faded * self._evidence.standings[others] // whole, (1 << LIKENESS_BITS) - 1)
        return found

    def shared(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Iterable[tuple[int, bool]]]:
        """As in `plain`."""
        for first in range(0, len(pairs), _PAIRS):
            run = np.array(pairs[first : first + _PAIRS], dtype=np.int64)
            yield from self._told(len(run), *self._in_both(run[:, 0], run[:, 1]))

    def cosines(self, number: int) -> list[int]:
        """As in `plain`."""
        of_term = np.zeros(self._importance.compared.size, dtype=np.int64)
        its = slice(*self._table.starts[number : number + 2])
        of_term[self._terms[its]] = self._values[its]
        cosines: list[int] = sums(of_term[self._terms] * self._values, self._table.starts).tolist()
        return cosines

    def headlines(self, number: int) -> list[int]:
        """As in `plain`."""
        return self._added(number, self._products[1:3])

    def links(self, number: int) -> list[int]:
        """As in `plain`."""
        return self._added(number, self._products[3:])

    def _added(self, number: int, parts: Iterable[Products]) -> list[int]:
        total = np.zeros(len(self._table), dtype=np.int64)
        for products in parts:
            _, others, values = products.of(np.array([number]))
            np.add.at(total, others, values)
        added: list[int] = total.tolist()
        return added

    def standing(self, number: int) -> int:
        """As in `plain`."""
        return int(self._evidence.standings[number])

    def square(self, number: int) -> int:
        """As in `plain`."""
        return int(self._squares[number])

    def weights(self, number: int) -> dict[int, Weight]:
        """As in `plain`."""
        its = slice(*self._table.starts[number : number + 2])
        parts = (self._terms, self._table.spellings, self._table.counts, self._values)
        return {term: Weight(*rest) for term, *rest in zip(*(part[its].tolist() for part in parts), strict=True)}

    @cached_property
    def _kinds(self) -> tuple[Integers, Flags, Flags]:
        """Of each spelling its worth, whether it is in lower case, and whether in capitals as a sentence begins."""
        return (
            np.fromiter(map(worth, self._spellings), dtype=np.int64),
            np.fromiter(map(str.islower, self._spellings), dtype=bool),
            np.fromiter(map(str.istitle, self._spellings), dtype=bool),
        )

    def _in_both(self, ones: Integers, others: Integers) -> tuple[Integers, Integers, Integers]:
        """The number of the pair and the entry on each side for each term that two briefings have in common."""
        key = np.sort(np.concatenate([self._sided(ones, 0), self._sided(others, 1)]))
        both = np.flatnonzero(np.diff(key >> _POSITION_BITS + 1) == 0)
        pair = key[both] >> _TERM_BITS + _POSITION_BITS + 1
        one, other = key[both] & _POSITIONS, key[both + 1] & _POSITIONS
        return pair, self._table.starts[ones[pair]] + one, self._table.starts[others[pair]] + other

    def _sided(self, rows: Integers, side: int) -> Integers:
        """Pair, term, side and position as one number, to sort by."""
        sizes = np.diff(self._table.starts)[rows]
        entries = ranges(self._table.starts[rows], sizes)
        key = np.repeat(np.arange(len(rows)) << _TERM_BITS, sizes) | self._terms[entries]
        position = entries - np.repeat(self._table.starts[rows], sizes)
        sided: Integers = (key << 1 | side) << _POSITION_BITS | position
        return sided

    def _told(self, pairs: int, pair: Integers, one: Integers, other: Integers) -> Iterator[Iterable[tuple[int, bool]]]:
        spellings, counts = self._table.spellings, self._table.counts
        worths, lower, title = self._kinds
        topic = (counts[one] == TOPIC) | (counts[other] == TOPIC)
        its = np.where(topic, counts[one] != TOPIC, lower[spellings[other]] & title[spellings[one]])
        shown = np.where(its, spellings[other], spellings[one])
        merits = np.where(topic, TOPIC_WORTH, worths[shown])
        both = _SATURATED[counts[one]] * _SATURATED[counts[other]] >> 8
        merit = self._importance.rarities[self._terms[one]] ** 2 * both * merits
        pair, _, term = best(pair, merit, np.arange(pair.size), SHARED)
        told, chosen = shown[term].tolist(), topic[term].tolist()
        bounds = np.searchsorted(pair, np.arange(pairs + 1)).tolist()
        yield from (zip(told[begin:end], chosen[begin:end], strict=True) for begin, end in pairwise(bounds))


def _merged(
    starts: Integers, spellings: Integers, counts: Integers, terms: Integers
) -> tuple[Integers, Integers, Integers]:
    """The size of each row, its spellings and its counts, sorted by row, term and place as one number."""
    key = np.sort(_places(starts, terms[spellings]))
    entries = (key & _POSITIONS) + np.repeat(starts[:-1], np.diff(starts))
    new = np.diff(key >> _POSITION_BITS, prepend=-1) != 0
    first = np.flatnonzero(new)
    if not first.size:
        return sums(new, starts), spellings, counts
    together = np.add.reduceat(counts[entries], first, dtype=np.int64)
    first_counts = counts[entries[first]]
    most = np.where(first_counts == TOPIC, TOPIC, TOPIC - 1)
    return sums(new, starts), spellings[entries[first]], np.minimum(together, most).astype(np.int16)


def _places(starts: Integers, terms: Integers) -> Integers:
    """Row, term and position in the row as one number, to sort by."""
    sizes = np.diff(starts)
    row = np.repeat(np.arange(sizes.size) << _TERM_BITS, sizes)
    return (row | terms) << _POSITION_BITS | np.arange(terms.size) - np.repeat(starts[:-1], sizes)


def _summed(parts: Sequence[tuple[Integers, Integers, Integers]]) -> tuple[Integers, Integers, Integers, Integers]:
    """The pairs above chance with their cosines, which may be too great below `TWINS_FLOOR`, and likenesses.

    Rows, others and products are sorted as one number, then added up; those of the first part make the cosine.
    """
    key = np.concatenate([_key(*part, is_cosine=not number) for number, part in enumerate(parts)])
    key.sort()
    pair = key >> _PRODUCT_BITS + 1
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    if not first.size:
        return first, first, first, first
    likeness = np.add.reduceat(key >> 1 & (1 << _PRODUCT_BITS) - 1, first)
    alike = likeness >= FLOOR
    pair = pair[first[alike]]
    cosine = likeness.copy()
    near = np.flatnonzero(likeness >= TWINS_FLOOR)  # elsewhere nobody asks what of it is cosine
    sizes = np.diff(first, append=key.size)[near]
    its = key[ranges(first[near], sizes)]
    cosine[near] = sums(np.where(its & 1, 0, its >> 1 & (1 << _PRODUCT_BITS) - 1), starts_of(sizes))
    return pair >> _TERM_BITS, pair & (1 << _TERM_BITS) - 1, cosine[alike], likeness[alike]


def _key(rows: Integers, others: Integers, products: Integers, *, is_cosine: bool) -> Integers:
    """Row, other, product and whether it is of the cosine as one number, to sort by."""
    key = rows.astype(np.int64)
    key <<= _TERM_BITS
    key |= others
    key <<= _PRODUCT_BITS
    key |= products
    key <<= 1
    if not is_cosine:
        key |= 1
    return key


def _chunks(before: Integers) -> Iterator[tuple[int, int]]:
    """Runs of rows of some `_WORK` products together; `before` counts those before each row."""
    first, total = 0, len(before) - 1
    while first < total:
        end = int(np.searchsorted(before, before[first] + _WORK, side="right")) - 1
        end = min(max(first + 1, end), first + _ROWS, total)
        yield first, end
        first = end
