"""Who is most like whom, kept from one search to the next, so that a change costs no more than what it affects."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from generator.related.matrix import Likeness, Likes
from generator.related.rows import MOST_ROWS, Flags, Integers, best, ranges, starts_of

RESERVE = 8  # kept beyond those wanted, in place of briefings that leave
_ALL = -1  # the bound where nobody is left out


class Ranking(NamedTuple):
    """For each briefing the most alike, best first, without twins; and the first among it and its twins.

    Whoever is left out of a briefing's ranking scores at most its bound. The first `looked_at` of it decide its choice.
    """

    starts: Integers
    others: Integers
    scores: Integers
    bounds: Integers
    originals: Integers
    looked_at: Integers

    def rows(self) -> Integers:
        """The briefing of each entry."""
        return np.repeat(np.arange(len(self.bounds)), np.diff(self.starts))

    def tells(self) -> Flags:
        """Whether each entry takes part in the choice."""
        sizes = np.diff(self.starts)
        return np.arange(len(self.others)) - np.repeat(self.starts[:-1], sizes) < np.repeat(self.looked_at, sizes)


class Moved(NamedTuple):
    """Where each earlier briefing is now, -1 if away; and which of those that there are now are not as they were."""

    moved: Integers
    affected: Flags


class Reranked(NamedTuple):
    """A ranking after a change, whose part of it differs, and who has another original."""

    ranking: Ranking
    differs: Flags
    renamed: Flags


_Entries = tuple[Integers, Integers, Integers]  # briefings, others, scores


def ranked(likeness: Likeness, wanted: Integers, total: int, most: int) -> Ranking:
    """The ranking of the wanted ones; the other briefings are in it as like nobody."""
    bounds = np.full(total, _ALL, dtype=np.int64)
    originals = np.arange(total)

    def best_of(likes: Likes) -> _Entries:  # each time of other briefings, so that no two threads write in one place
        np.minimum.at(originals, likes.wanted[likes.places[likes.twins]], likes.others[likes.twins])
        entries = (likes.places[~likes.twins], likes.others[~likes.twins], likes.scores[~likes.twins])
        return _best(entries, likes.wanted, most, bounds)

    found = list(likeness.each(wanted, best_of))
    return _ranking([_joined(found)], bounds, originals, np.full(total, most))


def reranked(before: Ranking, change: Moved, likeness: Likeness, least: int, most: int) -> Reranked | None:
    """The ranking after a change; None if so many are touched that all may as well be ranked anew.

    Equal to a ranking of all in the first `least` of each, and in the originals.
    """
    moved, affected = change
    total = len(affected)
    old = np.flatnonzero(moved >= 0)
    bounds = np.full(total, _ALL, dtype=np.int64)
    originals = np.arange(total)
    looked_at = np.full(total, most, dtype=np.int64)
    bounds[moved[old]], originals[moved[old]] = before.bounds[old], moved[before.originals[old]]
    looked_at[moved[old]] = before.looked_at[old]
    was = originals.copy()
    redone = affected | (originals < 0) | affected[originals]

    rows, others = moved[before.rows()], moved[before.others]
    kept = (rows >= 0) & ~redone[rows]
    stay = kept & (others >= 0) & ~affected[others]
    touched = _marked(total, rows[kept & ~stay])
    differs = _marked(total, rows[kept & ~stay & before.tells()])

    coming = _coming(likeness, affected, originals)
    redone[coming[0][coming[2] == bounds[coming[0]]]] = True
    coming = _where(coming, (coming[2] > bounds[coming[0]]) & ~redone[coming[0]])
    staying = _where((rows, others, before.scores), stay & ~redone[rows])
    sizes = np.bincount(staying[0], minlength=total) + np.bincount(coming[0], minlength=total)
    redone |= (bounds != _ALL) & (sizes < least)
    touched[coming[0]] = True
    touched &= ~redone
    if max(np.count_nonzero(touched), np.count_nonzero(redone)) >= MOST_ROWS:
        return None

    merging = _joined([_where(part, touched[part[0]]) for part in (staying, coming)])
    wanted = np.flatnonzero(touched)
    merged = _best((np.searchsorted(wanted, merging[0]), *merging[1:]), wanted, most, bounds)
    anew = ranked(likeness, np.flatnonzero(redone), total, most)
    bounds[redone], originals[redone] = anew.bounds[redone], anew.originals[redone]
    untouched = _where(staying, ~(touched | redone)[staying[0]])
    made = _ranking([untouched, merged, (anew.rows(), anew.others, anew.scores)], bounds, originals, looked_at)
    renamed = originals != was
    others_tell = made.rows()[made.tells() & (renamed | affected)[made.others]]
    return Reranked(made, differs | redone | renamed | _marked(total, others_tell), renamed)


def _coming(likeness: Likeness, affected: Flags, originals: Integers) -> _Entries:
    """The affected ones as the others may rank them; where one is a twin of those, it may be their original."""
    found = []
    for (twins, their_originals), entries in likeness.each(
        np.flatnonzero(affected), partial(_arriving, likeness, affected)
    ):
        np.minimum.at(originals, twins, their_originals)
        found.append(entries)
    return _joined(found)


def _arriving(likeness: Likeness, affected: Flags, likes: Likes) -> tuple[tuple[Integers, Integers], _Entries]:
    other = ~affected[likes.others]
    numbers = likes.wanted[likes.places]
    twins, ranked = likes.twins & other, ~likes.twins & other
    rows, others = likes.others[ranked], numbers[ranked]
    entries = rows, others, likeness.scores(rows, others, likes.likenesses[ranked])
    return (likes.others[twins], numbers[twins]), entries


def _best(entries: _Entries, wanted: Integers, most: int, bounds: Integers) -> _Entries:
    """The best of each briefing, of which the entries hold the place among those wanted. Sets their bounds."""
    sizes = np.bincount(entries[0], minlength=len(wanted))
    places, scores, others = best(entries[0], entries[2], entries[1], most)
    ends = np.searchsorted(places, np.flatnonzero(sizes > most), side="right") - 1
    bounds[wanted[places[ends]]] = scores[ends]
    return wanted[places], others.astype(np.int32), scores.astype(np.int32)


def _ranking(parts: Sequence[_Entries], bounds: Integers, originals: Integers, looked_at: Integers) -> Ranking:
    """From entries that are sorted for each briefing, all of it in one of the parts."""
    rows, others, scores = _joined(parts)
    sizes = np.bincount(rows, minlength=len(bounds))
    first = np.zeros(len(bounds), dtype=np.int64)
    new = np.flatnonzero(np.diff(rows, prepend=-1))
    first[rows[new]] = new
    order = ranges(first, sizes)
    return Ranking(starts_of(sizes), others[order], scores[order], bounds, originals, looked_at)


def _joined(parts: Sequence[_Entries]) -> _Entries:
    nothing = np.zeros(0, dtype=np.int32)
    rows, others, scores = (np.concatenate(column) for column in zip((nothing, nothing, nothing), *parts, strict=True))
    return rows, others, scores


def _where(entries: _Entries, which: Flags) -> _Entries:
    rows, others, scores = (part[which] for part in entries)
    return rows, others, scores


def _marked(total: int, numbers: Integers) -> Flags:
    flags = np.zeros(total, dtype=bool)
    flags[numbers] = True
    return flags
