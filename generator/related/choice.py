"""Which of the briefings most alike are shown: pinned ones first, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.related.document import Document

SPARE = 20  # candidates beyond those wanted, in place of pinned ones and of copies


class Choice(NamedTuple):
    """The related articles of a briefing, by number; the first `pinned` are the editor's."""

    others: tuple[int, ...]
    pinned: int


def chosen(
    document: Document, numbers: Mapping[str, int], ranking: Iterable[int], originals: Sequence[int], count: int
) -> Choice:
    """Every pinned one, and computed ones up to `count` together; of copies only the first."""
    number = numbers[document.key]
    pins = _known(document.pinned, numbers, number)
    passed = {number, *pins, *_known(document.shown, numbers, number)}
    computed = _computed(ranking, passed, originals, max(0, count - len(pins)))
    return Choice((*pins, *computed), len(pins))


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
