"""Related articles: which briefings to read beside one, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from generator.related import plain
from generator.related.glossary import Glossary
from generator.related.scale import Neighbours, Rows
from generator.related.terms import Terms

__all__ = ["Document", "Match", "Terms", "related"]

_SMALL = 300  # briefings that plain Python compares before scipy is imported
_SPARE = 20  # candidates beyond those wanted, in place of pinned ones and of copies


@dataclass(frozen=True, slots=True)
class Document:
    """A briefing as the search for related ones sees it.

    `key` is unique and breaks ties; `day` counts days from anywhere; `topics` are taxonomy terms as readers see them.
    `pinned` and `shown` are keys: the editor's choice, and what the page shows anyway.
    """

    key: str
    day: int
    terms: Terms
    topics: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


class Match(NamedTuple):
    """A related article: its place among the documents, and what it shares that tells most, in readers' words."""

    place: int
    reasons: tuple[str, ...] = ()
    pinned: bool = False


class Likeness(Protocol):
    """A way to compare briefings; `plain` and `matrix` give equal answers."""

    def weighed(self, counts: Rows) -> Rows:
        """TF-IDF vectors."""

    def neighbours(self, weights: Rows, days: Sequence[int], most: int) -> Neighbours:
        """Who is like whom."""

    def shared(
        self, weights: Rows, ones: Sequence[int], others: Sequence[int], worth: Sequence[int]
    ) -> Iterator[list[int]]:
        """What pairs of rows have in common."""


def related(documents: Sequence[Document], count: int) -> tuple[tuple[Match, ...], ...]:
    """For each document every pinned one in the editor's order, then the most alike, up to `count` together.

    The order of the documents changes nothing. A key that no document has is passed over.
    """
    likeness = _likeness(len(documents))
    order = sorted(range(len(documents)), key=lambda index: documents[index].key)
    rows = [documents[index] for index in order]
    glossary = Glossary()
    weights = likeness.weighed(Rows.of(glossary.counts(document.terms, document.topics) for document in rows))
    neighbours = likeness.neighbours(weights, [document.day for document in rows], count + _SPARE)
    pinned, chosen = _choices(rows, neighbours, count)
    pairs = list(dict.fromkeys(_pair(number, other) for number, others in enumerate(chosen) for other in others))
    ones, others = ([pair[side] for pair in pairs] for side in (0, 1))
    reasons = dict(zip(pairs, glossary.reasons(likeness.shared(weights, ones, others, glossary.worth())), strict=True))
    found: list[tuple[Match, ...]] = [()] * len(documents)
    for number, index in enumerate(order):
        found[index] = tuple(
            Match(order[other], reasons[_pair(number, other)], rank < pinned[number])
            for rank, other in enumerate(chosen[number])
        )
    return tuple(found)


def _pair(one: int, other: int) -> tuple[int, int]:
    """Two rows in either order: what they share is the same."""
    return (one, other) if one < other else (other, one)


def _likeness(total: int) -> Likeness:
    if total <= _SMALL:
        return plain
    from generator.related import matrix  # here, because scipy takes 0.3 s to import

    return matrix


def _choices(rows: Sequence[Document], neighbours: Neighbours, count: int) -> tuple[list[int], list[list[int]]]:
    """For each row how many are pinned, and those with the computed ones after them."""
    numbers = {document.key: number for number, document in enumerate(rows)}
    pinned = []
    chosen = []
    for number, document in enumerate(rows):
        pins = _known(document.pinned, numbers, number)
        passed = {number, *pins, *_known(document.shown, numbers, number)}
        computed = _computed(neighbours.rankings[number], passed, neighbours.originals, max(0, count - len(pins)))
        pinned.append(len(pins))
        chosen.append([*pins, *computed])
    return pinned, chosen


def _known(keys: Iterable[str], numbers: Mapping[str, int], itself: int) -> list[int]:
    known = dict.fromkeys(numbers[key] for key in keys if key in numbers)
    return [number for number in known if number != itself]


def _computed(ranking: Iterable[int], passed: Iterable[int], originals: Sequence[int], room: int) -> Iterator[int]:
    """The best `room` of a ranking, without what is nearly the same as one passed over or a better one."""
    seen = {originals[number] for number in passed}
    for other in ranking:
        if not room:
            return
        if originals[other] not in seen:
            seen.add(originals[other])
            room -= 1
            yield other
