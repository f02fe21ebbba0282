"""Which of the briefings most alike are shown: pinned ones first, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.related.document import Document

SPARE = 20  # candidates beyond those wanted, in place of pinned ones and of copies


class Choice(NamedTuple):
    """The related articles of a briefing, by number; the first `pinned` are the editor's.

    The choice would be the same with anything else behind the first `looked_at` of the ranking.
    """

    others: tuple[int, ...]
    pinned: int
    looked_at: int


def chosen(
    document: Document, numbers: Mapping[str, int], ranking: Sequence[int], originals: Sequence[int], count: int
) -> Choice:
    """Every pinned one, and of the ranking without what is nearly the same as a better one up to `count` together."""
    number = numbers[document.key]
    pins = known(document.pinned, numbers, number)
    others = list(pins)
    seen = {originals[other] for other in (number, *pins, *there(document, numbers))}
    for looked_at, other in enumerate(ranking):
        if len(others) >= count:
            return Choice(tuple(others), len(pins), looked_at)
        if originals[other] not in seen:
            seen.add(originals[other])
            others.append(other)
    return Choice(tuple(others), len(pins), len(ranking) if len(others) >= count else count + SPARE)


def there(document: Document, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of those that the page shows anyway, and of those to which its text leads."""
    return known((*document.shown, *document.links), numbers, numbers[document.key])


def known(keys: Iterable[str], numbers: Mapping[str, int], itself: int) -> list[int]:
    """The numbers of those documents that have one of the keys, each once; without the one that names them."""
    found = dict.fromkeys(numbers[key] for key in keys if key in numbers)
    return [number for number in found if number != itself]
