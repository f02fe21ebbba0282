"""The terms of a site: a number for each, and the words in which a reader is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.related.scale import TOPIC
from generator.related.terms import Terms, fold, is_name

REASONS = 3

_TOPIC, _PHRASE, _NAME, _WORD = 4, 3, 2, 1  # what a kind of term is worth as a reason


class Glossary:
    """Numbers for terms in the order of their coming; spellings that fold alike are one term.

    A topic is shown as its first briefing spells it, any other term as the texts do.
    """

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._topics: dict[int, str] = {}

    def counts(self, terms: Terms, topics: Iterable[str]) -> dict[int, int]:
        """How often a briefing mentions each term, by number; `TOPIC` for its topics."""
        numbers = list(map(self._numbers.__getitem__, terms.spelled.split("\n") if terms.spelled else ()))
        counts = dict(zip(numbers, terms.counts, strict=True))
        if len(counts) < len(numbers):
            counts = dict.fromkeys(numbers, 0)
            for number, count in zip(numbers, terms.counts, strict=True):
                counts[number] = min(counts[number] + count, TOPIC - 1)
        for topic in topics:
            number = self._numbers[topic]
            counts[number] = TOPIC
            self._topics.setdefault(number, topic)
        return counts

    def worth(self) -> list[int]:
        """What each term is worth as a reason, by number."""
        return [
            _TOPIC if number in self._topics else _PHRASE if " " in spelling else _NAME if is_name(spelling) else _WORD
            for number, spelling in enumerate(self._numbers.spellings)
        ]

    def reasons(self, shared: Iterable[Sequence[int]]) -> Iterator[tuple[str, ...]]:
        """For each list of terms, strongest first, at most `REASONS` as readers see them.

        No two have a word in common; words that are no names are for want of anything better.
        """
        names = [
            self._topics.get(number) or (spelling if is_name(spelling) else "")
            for number, spelling in enumerate(self._numbers.spellings)
        ]
        words = self._numbers.words
        for terms in shared:
            told: list[str] = []
            said: set[str] = set()
            for number in terms:
                if names[number] and said.isdisjoint(words[number]):
                    told.append(names[number])
                    if len(told) == REASONS:
                        break
                    said.update(words[number])
            yield tuple(told or [self._numbers.spellings[number] for number in terms[:REASONS]])


class _Numbers(dict[str, int]):
    """The number of a spelling, given on first sight; `spellings` are the ones to show, `words` what they fold to."""

    def __init__(self) -> None:
        super().__init__()
        self.spellings: list[str] = []
        self.words: list[frozenset[str]] = []
        self._folded: dict[str, int] = {}

    def __missing__(self, spelling: str) -> int:
        folded = fold(spelling)
        number = self._folded.setdefault(folded, len(self.spellings))
        if number == len(self.spellings):
            self.spellings.append(spelling)
            self.words.append(frozenset(folded.split()))
        elif spelling.islower() and self.spellings[number].istitle():
            self.spellings[number] = spelling
        self[spelling] = number
        return number
