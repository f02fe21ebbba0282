"""What became of the documents of an earlier search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.related.document import Document
from generator.related.memo import document

_MANY = 4  # where more than one in so many documents is another, all may as well be searched anew


@dataclass(frozen=True, slots=True)
class Change:
    """The number that each earlier document has now, -1 if away; and which are not as they were.

    `fresh` are to be compared anew; of `repinned` only what is pinned or shown is another. `away` are keys.
    """

    moved: Sequence[int]
    fresh: frozenset[int]
    repinned: frozenset[int]
    away: frozenset[str]


def change(before: bytes, listing: bytes, rows: Sequence[Document], numbers: Mapping[str, int]) -> Change | None:
    """The change from one listing to that of the rows; None if there is little in common."""
    now = {line: number for number, line in enumerate(listing.splitlines())}
    moved = [now.pop(line, -1) for line in before.splitlines()]
    if (len(now) + moved.count(-1)) * _MANY > len(rows):
        return None
    repinned, away = set(), set()
    for place, line in enumerate(before.splitlines()):
        if moved[place] >= 0:
            continue
        was = document(line)
        number = moved[place] = numbers.get(was.key, -1)
        if number < 0:
            away.add(was.key)
        elif _compared(was) == _compared(rows[number]):
            repinned.add(number)
    return Change(moved, frozenset(now.values()) - repinned, frozenset(repinned), frozenset(away))


def _compared(document: Document) -> tuple[object, ...]:
    """What takes part in a comparison."""
    return document.day, document.digest, document.topics, document.links
