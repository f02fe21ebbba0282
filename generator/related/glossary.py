"""The terms of a site: a number for each, and the words in which a reader is told of it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.related.document import Document
from generator.related.scale import TOPIC
from generator.related.terms import Terms, fold, is_name

REASONS = 3

TOPIC_WORTH, _PHRASE, _NAME, _WORD = 4, 3, 2, 1  # what a kind of term is worth as a reason


@dataclass(frozen=True, slots=True)
class Glossary:
    """The spellings of a site, sorted by what they fold to: those that fold alike are one term, and stand together."""

    spellings: Sequence[str]
    folded: Sequence[str]

    def terms(self) -> array[int]:
        """The number of each spelling's term; terms are numbered as they sort."""
        numbers: dict[str, int] = {}
        return array("i", [numbers.setdefault(term, len(numbers)) for term in self.folded])

    def worths(self) -> list[int]:
        """What each spelling is worth as a reason, unless an editor chose it."""
        return [_PHRASE if " " in spelling else _NAME if is_name(spelling) else _WORD for spelling in self.spellings]

    def reasons(self, shared: Iterable[tuple[int, bool]]) -> tuple[str, ...]:
        """Of the spellings of what two briefings share, strongest first, at most `REASONS` to tell a reader.

        With each spelling comes whether an editor chose it. No two reasons have a word in common; words that are no
        names are for want of anything better.
        """
        told: list[str] = []
        plain: list[str] = []
        said: set[str] = set()
        for number, topic in shared:
            spelling = self.spellings[number]
            if not (topic or is_name(spelling)):
                plain.append(spelling)
            elif said.isdisjoint(words := self.folded[number].split()):
                told.append(spelling)
                if len(told) == REASONS:
                    break
                said.update(words)
        return tuple(told or plain[:REASONS])


@dataclass(frozen=True, slots=True)
class Mentions:
    """What briefings mention: briefing n `spellings[starts[n]:starts[n + 1]]`, its topics first; and how often."""

    starts: array[int] = field(default_factory=lambda: array("q", [0]))
    spellings: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("h"))

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
        return made

    def __getitem__(self, number: int) -> Iterator[tuple[int, int]]:
        """A briefing's spellings with their counts."""
        part = slice(self.starts[number], self.starts[number + 1])
        return zip(self.spellings[part], self.counts[part], strict=True)


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
        """The glossary of all spellings, and for the number of each its place in it."""
        entries = sorted(zip(self.folded, self, range(len(self)), strict=True))
        renumbered = [0] * len(entries)
        for place, (_, _, number) in enumerate(entries):
            renumbered[number] = place
        return Glossary([spelling for _, spelling, _ in entries], [folded for folded, _, _ in entries]), renumbered
