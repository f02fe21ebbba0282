"""The terms of a site: a number for each, and the words in which a reader is told of it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from generator.related.document import Document
from generator.related.scale import TOPIC
from generator.related.terms import Terms, fold, is_name

REASONS = 3

TOPIC_WORTH, _PHRASE, _NAME, _WORD = 4, 3, 2, 1  # what a kind of term is worth as a reason


def worth(spelling: str) -> int:
    """What a spelling is worth as a reason, unless an editor chose it."""
    return _PHRASE if " " in spelling else _NAME if is_name(spelling) else _WORD


def spelled(spellings: Sequence[str], first: tuple[int, int], other: tuple[int, int]) -> int:
    """How a term that two briefings share is spelled; each gives its spelling and its count.

    As the first spells it, unless it is the other's that an editor chose, or the other's that lacks the capital with
    which a sentence begins.
    """
    (spelling, count), (its_spelling, its_count) = first, other
    if TOPIC in (count, its_count):
        return spelling if count == TOPIC else its_spelling
    lower = spellings[its_spelling].islower() and spellings[spelling].istitle()
    return its_spelling if lower else spelling


@dataclass(frozen=True, slots=True)
class Glossary:
    """The spellings of a site, sorted by what they fold to: those that fold alike are one term, and stand together.

    `terms` has the number of each one's term, in the same order.
    """

    spellings: Sequence[str]
    folded: Sequence[str]
    terms: array[int]

    @classmethod
    def of(cls, spellings: Sequence[str], folded: Sequence[str]) -> Glossary:
        """From sorted spellings."""
        numbers = dict(zip(dict.fromkeys(folded), count()))
        return cls(spellings, folded, array("i", map(numbers.__getitem__, folded)))

    def reasons(self, shared: Iterable[Iterable[tuple[int, bool]]]) -> Iterator[tuple[str, ...]]:
        """For each list of what two briefings share, strongest first, at most `REASONS` to tell a reader.

        The lists hold spellings, and whether an editor chose each. No two reasons have a word in common; words that
        are no names are for want of anything better.
        """
        names = list(map(is_name, self.spellings))
        words = lru_cache(None)(str.split)
        for spellings in shared:
            told: list[str] = []
            plain: list[str] = []
            said: set[str] = set()
            for number, topic in spellings:
                if not (topic or names[number]):
                    plain.append(self.spellings[number])
                elif said.isdisjoint(its := words(self.folded[number])):
                    told.append(self.spellings[number])
                    if len(told) == REASONS:
                        break
                    said.update(its)
            yield tuple(told or plain[:REASONS])


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of briefings: those of briefing n are `values[starts[n]:starts[n + 1]]`."""

    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    values: array[int] = field(default_factory=lambda: array("I"))

    def add(self, marks: bytes) -> None:
        """Add those of one more briefing, the lowest byte of each first."""
        self.values.frombytes(marks)
        self.starts.append(len(self.values))

    def __getitem__(self, number: int) -> array[int]:
        """A briefing's marks."""
        return self.values[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What briefings mention: briefing n `spellings[starts[n]:starts[n + 1]]`, its topics first; and how often.

    `mentioned` and `headline` are the marks of all their words and of their titles.
    """

    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    spellings: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("h"))
    mentioned: Marks = field(default_factory=Marks)
    headline: Marks = field(default_factory=Marks)

    @classmethod
    def of(cls, numbers: Numbers, documents: Iterable[Document], terms: Iterable[Terms]) -> Mentions:
        """From the topics and the terms of documents."""
        made = cls()
        for document, its in zip(documents, terms, strict=True):
            made.spellings.extend(map(numbers.__getitem__, document.topics))
            made.counts.extend([TOPIC] * len(document.topics))
            if its.spelled:
                made.spellings.extend(map(numbers.__getitem__, its.spelled.split("\n")))
                made.counts.extend(its.counts)
            made.starts.append(len(made.counts))
            made.mentioned.add(its.mentioned)
            made.headline.add(its.headline)
        if sys.byteorder == "big":
            made.mentioned.values.byteswap()
            made.headline.values.byteswap()
        return made

    def __getitem__(self, number: int) -> Iterator[tuple[int, int]]:
        """A briefing's spellings with their counts."""
        part = slice(self.starts[number], self.starts[number + 1])
        return zip(self.spellings[part], self.counts[part], strict=True)


def linked(documents: Sequence[Document]) -> list[list[int]]:
    """For each of the documents the numbers of those to which its text leads, and for each link its way back."""
    numbers = {document.key: number for number, document in enumerate(documents)}
    found: list[list[int]] = [[] for _ in documents]
    for number, document in enumerate(documents):
        for other in {numbers[key] for key in document.links if key in numbers} - {number}:
            found[number].append(other)
            found[other].append(number)
    return [sorted(set(others)) for others in found]


def led_to(documents: Sequence[Document]) -> list[int]:
    """For each of the documents the number of those whose texts lead to it."""
    times = dict.fromkeys((document.key for document in documents), 0)
    for document in documents:
        for key in {*document.links} - {document.key}:
            if key in times:
                times[key] += 1
    return list(times.values())


class Numbers(dict[str, int]):
    """The number of a spelling, in the order of their coming; `folded` are what they fold to."""

    def __init__(self, spellings: Sequence[str] = (), folded: Iterable[str] = ()) -> None:
        super().__init__(zip(spellings, range(len(spellings)), strict=True))
        self.folded = list(folded)

    def __missing__(self, spelling: str) -> int:
        number = self[spelling] = len(self)
        self.folded.append(fold(spelling))
        return number

    def glossary(self) -> tuple[Glossary, list[int]]:
        """The glossary of all spellings, and the number here of each of them."""
        order = sorted(range(len(self)), key=self.folded.__getitem__)
        spellings = list(self)
        return Glossary.of([spellings[number] for number in order], [self.folded[number] for number in order]), order
