"""Likeness by sparse matrices: the answers of plain Python, to the last bit, for tens of thousands of briefings."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from generator.related.scale import (
    FADE_BITS,
    FLOOR,
    HALF_LIFE,
    MERIT_BITS,
    SHARED,
    TWINS,
    TWINS_FLOOR,
    UNIT,
    Neighbours,
    Rows,
    most_shared,
    rarity,
    saturated,
)

_WORK = 1_000_000  # products held in memory at a time,
_ROWS = (1 << 14) - 1  # and rows: as many as a sort key of 63 bits has room for,
_SCORE_BITS = 25
_BITS = 24  # of a row's or a term's number

Integers = np.ndarray[Any, np.dtype[np.integer[Any]]]


def weighed(counts: Rows) -> Rows:
    """As in `plain`."""
    starts, terms, values = map(_numbers, (counts.starts, counts.terms, counts.values))
    if not terms.size:
        return counts
    frequency = np.bincount(terms)
    known = np.unique(frequency)
    idf = np.zeros(known[-1] + 1, dtype=np.int64)
    idf[known] = [rarity(df, len(counts)) if df else 0 for df in known.tolist()]
    saturation = np.array([saturated(tf) for tf in range(values.max() + 1)], dtype=np.int64)
    weights = idf[frequency[terms]] * saturation[values]
    # The root of an integer below 2**52 is exact once rounded down: IEEE 754 rounds it correctly.
    length = np.sqrt(_sums(weights * weights, starts)).astype(np.int64)
    return Rows(counts.starts, counts.terms, _array(weights * UNIT // np.repeat(length, np.diff(starts))))


def neighbours(weights: Rows, days: Sequence[int], most: int) -> Neighbours:
    """As in `plain`."""
    rows = _compared(weights)
    columns = rows.T.tocsr()
    squares = _sums(rows.data.astype(np.int64) ** 2, rows.indptr)
    dates = np.asarray(days, dtype=np.int64)
    originals = np.arange(len(weights))
    rankings: list[Sequence[int]] = []
    for first, end in _chunks(_sums(np.diff(columns.indptr)[rows.indices], rows.indptr)):
        product = rows[first:end] @ columns
        number = np.repeat(np.arange(first, end), np.diff(product.indptr))
        alike = product.data >= FLOOR
        number, other, cosine = number[alike], product.indices[alike], product.data[alike].astype(np.int64)
        twins = cosine >= TWINS_FLOOR
        twins[twins] = cosine[twins] ** 2 * 10_000 >= TWINS**2 * squares[number[twins]] * squares[other[twins]]
        np.minimum.at(originals, number[twins], other[twins])
        ranked = ~twins & (other != number)
        number, other, cosine = number[ranked], other[ranked], cosine[ranked]
        fade = (HALF_LIFE << FADE_BITS) // (HALF_LIFE + np.abs(dates[number] - dates[other]))
        rankings += _best(end - first, number - first, cosine * fade >> FADE_BITS, other, most)
    return Neighbours(rankings, originals.tolist())


def shared(weights: Rows, ones: Sequence[int], others: Sequence[int], worth: Sequence[int]) -> Iterator[list[int]]:
    """As in `plain`."""
    if not weights.terms:
        yield from ([] for _ in ones)
        return
    rows = _matrix(weights)
    rows.sort_indices()
    worths = np.asarray(worth, dtype=np.int64)
    for first in range(0, len(ones), _ROWS):
        pair = slice(first, first + _ROWS)
        both = rows[_numbers(ones[pair])].multiply(rows[_numbers(others[pair])]).tocsr()
        number = np.repeat(np.arange(both.shape[0]), np.diff(both.indptr))
        merit = both.data * worths[both.indices] >> MERIT_BITS
        yield from _best(both.shape[0], number, merit, both.indices, SHARED)


def _compared(weights: Rows) -> Any:
    terms = _numbers(weights.terms)
    frequency = np.bincount(terms, minlength=1)
    known, times = np.unique(frequency[frequency > 0], return_counts=True)
    most = most_shared(dict(zip(known.tolist(), times.tolist(), strict=True)), len(weights))
    rows = _matrix(weights)
    rows.data = np.where(frequency[terms] > most, 0, rows.data)
    rows.eliminate_zeros()
    return rows


def _best(rows: int, number: Integers, score: Integers, what: Integers, most: int) -> Iterator[list[int]]:
    """The `most` best of each row, sorted as one number: row, score downward, what has it."""
    worse = (1 << _SCORE_BITS) - 1 - score
    key = np.sort((number << _SCORE_BITS | worse) << _BITS | what)
    starts = np.searchsorted(key, np.arange(rows + 1, dtype=np.int64) << (_SCORE_BITS + _BITS))
    sizes = np.diff(starts)
    best = np.arange(key.size) < np.repeat(starts[:-1] + most, sizes)
    ordered = (key[best] & (1 << _BITS) - 1).tolist()
    for begin, end in pairwise([0, *np.cumsum(np.minimum(sizes, most)).tolist()]):
        yield ordered[begin:end]


def _chunks(work: Integers) -> Iterator[tuple[int, int]]:
    """Runs of rows of some `_WORK` products together."""
    before = [0, *np.cumsum(work, dtype=np.int64).tolist()]
    first, total = 0, len(work)
    while first < total:
        most = min(total, first + _ROWS)
        end = max(first + 1, bisect_right(before, before[first] + _WORK, first, most + 1) - 1)
        yield first, end
        first = end


def _matrix(rows: Rows) -> Any:
    starts, terms, values = map(_numbers, (rows.starts, rows.terms, rows.values))
    return csr_array((values, terms, starts), shape=(len(rows), int(terms.max(initial=0)) + 1), copy=True)


def _sums(values: Integers, starts: Integers) -> Integers:
    """The sum of each row."""
    before = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return np.diff(before[starts])


def _numbers(values: Sequence[int]) -> Integers:
    return np.asarray(values, dtype=np.int32)


def _array(values: Integers) -> array[int]:
    return array("i", values.astype(np.int32).tobytes())
