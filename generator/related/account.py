"""Why a briefing stands beside another, or does not: the score that ranks, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from generator.related.choice import chosen, there
from generator.related.document import Document
from generator.related.glossary import spelled
from generator.related.scale import FADE_BITS, FLOOR, NEWER, STANDING, TOPIC, TWINS, TWINS_FLOOR, UNIT, fade, score

Verdict = Literal["pinned", "computed", "outranked", "chance", "shown", "linked", "twin", "copy"]
"""Whether the page shows a briefing, and why: "outranked" is alike, but others are more; "chance" is below the floor;
"shown" stands on the page anyway; "linked" is where its text leads; "twin" is nearly the same text, and "copy" nearly
the same as one that is shown."""


class Weight(NamedTuple):
    """What a briefing mentions: its spelling, how often, and its part of the vector, 0 where it is not compared."""

    spelling: int
    times: int
    value: int


class Measure(Protocol):
    """A comparison that can be asked for what it compared; `plain` and `matrix` give equal numbers."""

    def cosines(self, number: int) -> Sequence[int]:
        """A briefing's cosine with each."""

    def headlines(self, number: int) -> Sequence[int]:
        """What is added to each of these for headlines."""

    def links(self, number: int) -> Sequence[int]:
        """What is added to each of these for a link."""

    def standing(self, number: int) -> int:
        """What a briefing's scores are multiplied by, in `STANDING`ths."""

    def square(self, number: int) -> int:
        """A briefing's cosine with itself."""

    def weights(self, number: int) -> Mapping[int, Weight]:
        """What a briefing mentions, by term."""


class Ranked(NamedTuple):
    """A comparison, and what came of it: the ranking of the briefing asked about, and everyone's original."""

    measure: Measure
    spellings: Sequence[str]
    ranking: Sequence[int]
    originals: Sequence[int]


class Share(NamedTuple):
    """A term that two briefings share, as a reader spells it, and its part of their likeness, from 0 to 1.

    The part is 0 for a term that is too common to be compared. `topic` says that an editor chose it.
    """

    term: str
    part: float
    topic: bool


class Account(NamedTuple):
    """One briefing beside another. The score ranks: the likeness times the fade by the days between and the standing.

    Of the likeness `headlines` and `links` are the parts, from 0 to 1, that come of these and not of shared terms. The
    fade of a briefing that is `newer` is half of what it would be. Of two scores that are equal the first by key goes
    first. `copied` is the key of the one of which this is a copy.
    """

    key: str
    verdict: Verdict
    score: float
    likeness: float
    fade: float
    standing: float
    days: int
    newer: bool
    shares: tuple[Share, ...]
    headlines: float
    links: float
    copied: str = ""


class Accounts(NamedTuple):
    """The related articles of a briefing, as its page shows them; then of those that it does not show the best.

    `missed` are less alike, `copies` nearly the same as another that is there; of these there are `copies_in_all`.
    """

    shown: tuple[Account, ...]
    missed: tuple[Account, ...]
    copies: tuple[Account, ...]
    copies_in_all: int


def accounts(rows: Sequence[Document], number: int, ranked: Ranked, count: int, most: int) -> Accounts:
    """An account of the choice of `count` for one of the rows; of those that it leaves out, `most` of either kind."""
    numbers = {row.key: place for place, row in enumerate(rows)}
    choice = chosen(rows[number], numbers, ranked.ranking, ranked.originals, count)
    on_page = (*choice.others, *there(rows[number], numbers))
    page = _Page.of(rows, number, on_page, ranked)
    shown = [
        page.account(other, "pinned" if rank < choice.pinned else "computed")
        for rank, other in enumerate(choice.others)
    ]
    missed: list[Account] = []
    copies: list[int] = []
    for other in page.ordered():
        verdict = page.verdict(other)
        if verdict in ("twin", "copy"):
            copies.append(other)
        elif other not in choice.others and len(missed) < most:
            missed.append(page.account(other, verdict))
    told = [page.account(other, page.verdict(other)) for other in copies[:most]]
    return Accounts(tuple(shown), tuple(missed), tuple(told), len(copies))


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of a briefing: its number, what stands `there` beside it, and how like it everyone is."""

    rows: Sequence[Document]
    number: int
    there: tuple[int, ...]
    ranked: Ranked
    cosines: Sequence[int]
    headlines: Sequence[int]
    links: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[Document], number: int, there: tuple[int, ...], ranked: Ranked) -> _Page:
        """The page of a briefing, by what ranked."""
        measure = ranked.measure
        return cls(
            rows, number, there, ranked, measure.cosines(number), measure.headlines(number), measure.links(number)
        )

    def ordered(self) -> list[int]:
        """All that have anything in common with it, best first."""
        alike = [other for other in range(len(self.rows)) if self._likeness(other) and other != self.number]
        return sorted(alike, key=lambda other: (-self._score(other), other))

    def verdict(self, other: int) -> Verdict:
        """Why another is not computed."""
        if other in self.there:
            return "linked" if self.rows[other].key in self.rows[self.number].links else "shown"
        if self._is_twin(other):
            return "twin"
        if self._likeness(other) < FLOOR:
            return "chance"
        return "outranked" if self._copied(other) is None else "copy"

    def account(self, other: int, verdict: Verdict) -> Account:
        """An account of another."""
        likeness, days = self._likeness(other), self._days(other)
        copied = self._copied(other) if verdict == "copy" else None
        return Account(
            key=self.rows[other].key,
            verdict=verdict,
            score=self._score(other) / UNIT**2,
            likeness=likeness / UNIT**2,
            fade=fade(abs(days)) / (1 << FADE_BITS) / (NEWER if days < 0 else 1),
            standing=self.ranked.measure.standing(other) / STANDING,
            days=abs(days),
            newer=days < 0,
            shares=tuple(sorted(self._shares(other), key=lambda share: (-share.part, not share.topic, share.term))),
            headlines=self.headlines[other] / max(1, likeness),
            links=self.links[other] / max(1, likeness),
            copied="" if copied is None else self.rows[copied].key,
        )

    def _days(self, other: int) -> int:
        """From another to this one; fewer than none where the other is newer."""
        return self.rows[self.number].day - self.rows[other].day

    def _likeness(self, other: int) -> int:
        return self.cosines[other] + self.headlines[other] + self.links[other]

    def _score(self, other: int) -> int:
        return score(self._likeness(other), self._days(other), self.ranked.measure.standing(other))

    def _is_twin(self, other: int) -> bool:
        cosine, square = self.cosines[other], self.ranked.measure.square
        return cosine >= TWINS_FLOOR and cosine**2 * 10_000 >= TWINS**2 * square(self.number) * square(other)

    def _copied(self, other: int) -> int | None:
        """What is there, or the briefing itself, and has the same original."""
        originals = self.ranked.originals
        return next((one for one in (*self.there, self.number) if originals[one] == originals[other]), None)

    def _shares(self, other: int) -> Iterator[Share]:
        ends = sorted((self.number, other))
        first, second = (self.ranked.measure.weights(one) for one in ends)
        for term in first.keys() & second.keys():
            one, its = first[term], second[term]
            spelling = self.ranked.spellings[spelled(self.ranked.spellings, one[:2], its[:2])]
            part = one.value * its.value / max(1, self._likeness(other))
            yield Share(spelling, part, TOPIC in (one.times, its.times))
