"""What is in the news: topics that have come up more often of late than they used to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import NamedTuple

from generator.index import Entry, Group, Index

LATE_DAYS, BEFORE_DAYS = 30, 360
"""Late is the month before the newest briefing, and what is usual is the year before that month."""

FEWEST = 2
MOST = 8


class Rise(NamedTuple):
    """A topic, and how many briefings named it of late."""

    group: Group
    briefings: int


def risen(index: Index, kinds: Sequence[str]) -> tuple[Rise, ...]:
    """The topics of some kinds that have risen most, by how far their count of late lies above the usual one.

    Both are measured from the newest briefing, so that the answer does not depend on the day on which it is asked. The
    measure is (late - usual)² / (usual + 1), that of a surprise in a Poisson process; in whole numbers.
    """
    if not index.entries:
        return ()
    newest = index.entries[0].briefing.date.at
    late_from, from_ = newest - timedelta(days=LATE_DAYS), newest - timedelta(days=LATE_DAYS + BEFORE_DAYS)
    late: Counter[str] = Counter()
    before: Counter[str] = Counter()
    groups: dict[str, Group] = {}
    for entry in takewhile(lambda entry: entry.briefing.date.at > from_, index.entries):
        counts = late if entry.briefing.date.at > late_from else before
        for group in _groups(entry, index, kinds):
            groups[group.path] = group
            counts[group.path] += 1
    found = [(_surprise(count, before[path]), path) for path, count in late.items() if count >= FEWEST]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(Rise(groups[path], late[path]) for surprise, path in found[:MOST] if surprise > 0)


def _surprise(late: int, before: int) -> int:
    months = BEFORE_DAYS // LATE_DAYS
    excess = late * months - before
    return excess * excess * 1000 // (before + months) if excess > 0 else 0


def _groups(entry: Entry, index: Index, kinds: Sequence[str]) -> Iterator[Group]:
    """The groups of a briefing, each once."""
    names = ((kind, name) for kind in kinds for name in entry.briefing.terms.get(kind, ()))
    return iter({group.path: group for group in (index.group(*name) for name in names)}.values())
