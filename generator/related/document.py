"""A briefing as the search for related ones sees it, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from generator.related.terms import Terms


class Document(NamedTuple):
    """A briefing without its text.

    `key` is unique and breaks ties; `day` counts days from anywhere; `digest` is that of its terms; `topics` are
    taxonomy terms as readers see them. `pinned`, `shown` and `links` are keys: the editor's choice, what the page shows
    anyway, and where its text leads.
    """

    key: str
    day: int
    digest: bytes
    topics: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


Load = Callable[[Sequence[int]], Iterable[Terms]]
"""Loads the terms of the documents at some places, in the order of these."""


class Match(NamedTuple):
    """A related article: its place among the documents, and what it shares that tells most, in readers' words."""

    place: int
    reasons: tuple[str, ...] = ()
    pinned: bool = False


class _Key(msgspec.Struct, array_like=True):
    """The first word of what an answer tells of a related article; the others are passed over."""

    key: str


_answers = msgspec.json.Decoder(list[tuple[str, tuple[str, ...], bool]])
_keys = msgspec.json.Decoder(list[_Key])


class Found:
    """The related articles of each document, by its place, decoded when asked for; `memo` is for the next time."""

    def __init__(self, answers: Sequence[bytes], places: Mapping[str, int], memo: bytes) -> None:
        self._answers = answers
        self._places = places
        self.memo = memo

    def __len__(self) -> int:
        return len(self._answers)

    def of(self, place: int) -> tuple[Match, ...]:
        """The related articles of the document at a place, best first."""
        others = _answers.decode(self._answers[place])
        return tuple(Match(self._places[key], reasons, pinned) for key, reasons, pinned in others)

    def keys(self, place: int) -> list[str]:
        """The keys of the related articles of the document at a place."""
        return [other.key for other in _keys.decode(self._answers[place])]

    def answer(self, place: int) -> bytes:
        """The same, not decoded: equal for equal related articles, named by their keys, with equal reasons."""
        return self._answers[place]
