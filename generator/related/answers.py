"""The answer for each briefing, as kept: one line that names the others by their keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from generator.related.choice import Choice
from generator.related.document import Document
from generator.related.glossary import Glossary

_quoted = json.encoder.encode_basestring_ascii  # the whole by json.dumps takes three times as long

Pair = tuple[int, int]
Reasons = tuple[str, ...]


class Likeness(Protocol):
    """A way to compare briefings; `plain` and `matrix` give equal answers."""

    def shared(self, pairs: Sequence[Pair]) -> Iterator[Iterable[tuple[int, bool]]]:
        """For each pair what tells most: how to spell it, and whether an editor chose it."""


def answered(
    rows: Sequence[Document],
    choices: Mapping[int, Choice],
    likeness: Likeness,
    glossary: Glossary,
    known: Mapping[Pair, Reasons],
) -> Iterator[bytes]:
    """An answer for each choice; `known` are the reasons of pairs that need not be looked for."""
    pairs = dict.fromkeys(pair(number, other) for number, choice in choices.items() for other in choice.others)
    sought = [two for two in pairs if two not in known]
    told = {two: _told(reasons) for two, reasons in known.items()}
    told.update(zip(sought, map(_told, glossary.reasons(likeness.shared(sought))), strict=True))
    keys = [_quoted(row.key) for row in rows]
    for number, choice in choices.items():
        others = [
            f"[{keys[other]},{told[pair(number, other)]},{'true' if rank < choice.pinned else 'false'}]"
            for rank, other in enumerate(choice.others)
        ]
        yield f"[{','.join(others)}]".encode()


def _told(reasons: Reasons) -> str:
    return f"[{','.join(map(_quoted, reasons))}]"


def reasons_of(answer: bytes) -> Iterator[tuple[str, Reasons]]:
    """The key of each related article in an answer, with the reasons."""
    return ((key, tuple(reasons)) for key, reasons, _ in json.loads(answer))


def pair(one: int, other: int) -> Pair:
    """Two briefings in either order: what they share is the same."""
    return (one, other) if one < other else (other, one)
