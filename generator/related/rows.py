"""Sparse rows of whole numbers in numpy."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Integers = np.ndarray[Any, np.dtype[np.integer[Any]]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

_SCORE_BITS = 25
_BITS = 24  # of a row's or a term's number
MOST_ROWS = 1 << (63 - _SCORE_BITS - _BITS)  # that a sort key of 63 bits has room for


class Lists(NamedTuple):
    """Numbers of briefings: those of briefing n are `values[starts[n]:starts[n + 1]]`."""

    starts: Integers
    values: Integers

    def taken(self, rows: Integers) -> Lists:
        """Those of some of the briefings."""
        sizes = np.diff(self.starts)[rows]
        return Lists(starts_of(sizes), self.values[ranges(self.starts[rows], sizes)])

    def followed(self, more: Lists) -> Lists:
        """These, and those of more briefings behind them."""
        starts = np.concatenate((self.starts[:-1], more.starts + self.starts[-1]))
        return Lists(starts, np.concatenate((self.values, more.values)))


def ranges(begins: Integers, sizes: Integers) -> Integers:
    """The numbers from each beginning on, as many as its size says, one range after the other."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.arange(ends[-1] if ends.size else 0) + np.repeat(begins - ends + sizes, sizes)


def starts_of(sizes: Integers) -> Integers:
    """Where rows of such sizes begin, and the end."""
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)))


def sums(values: Integers, starts: Integers) -> Integers:
    """The sum of each row."""
    return np.diff(starts_of(values)[starts])


def best(number: Integers, score: Integers, what: Integers, most: int) -> tuple[Integers, Integers, Integers]:
    """The `most` best of each row: sorted by row, score downward and what has it, as one number."""
    worse = (1 << _SCORE_BITS) - 1 - score.astype(np.int64)
    key = np.sort((number.astype(np.int64) << _SCORE_BITS | worse) << _BITS | what)
    number = key >> (_SCORE_BITS + _BITS)
    first = np.searchsorted(number, number)
    key, number = (part[np.arange(key.size) - first < most] for part in (key, number))
    worse = key >> _BITS & (1 << _SCORE_BITS) - 1
    return number, (1 << _SCORE_BITS) - 1 - worse, key & (1 << _BITS) - 1
