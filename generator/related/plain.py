"""Likeness by plain Python: on a small site it is done before numpy is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import isqrt

from generator.related.account import Ranked, Weight
from generator.related.answers import answered
from generator.related.choice import SPARE, chosen
from generator.related.document import Document, Load
from generator.related.glossary import TOPIC_WORTH, Glossary, Mentions, Numbers, led_to, linked, spelled, worth
from generator.related.scale import (
    FLOOR,
    HEADLINE,
    LINK,
    SHARED,
    TOPIC,
    TWINS,
    TWINS_FLOOR,
    UNIT,
    most_mentioned,
    most_shared,
    rarity,
    saturated,
    score,
    standing,
    steady,
)

Row = dict[int, tuple[int, int]]
"""For each term of a briefing its spelling and its count."""


def answers(rows: Sequence[Document], count: int, load: Load) -> list[bytes]:
    """The related articles of each of the documents, which are sorted by their keys."""
    likeness = compared(rows, load, count + SPARE)
    place = {document.key: number for number, document in enumerate(rows)}
    choices = {
        number: chosen(document, place, likeness.rankings[number], likeness.originals, count)
        for number, document in enumerate(rows)
    }
    return list(answered(rows, choices, likeness, likeness.glossary, {}))


def ranked(number: int, rows: Sequence[Document], load: Load, most: int) -> Ranked:
    """What came of the comparison for one of the documents."""
    likeness = compared(rows, load, most)
    return Ranked(likeness, likeness.glossary.spellings, likeness.rankings[number], likeness.originals)


def compared(rows: Sequence[Document], load: Load, most: int) -> Likeness:
    """The comparison of all with all; the `most` best of each are ranked."""
    numbers = Numbers()
    mentions = Mentions.of(numbers, rows, load(range(len(rows))))
    glossary, order = numbers.glossary()
    renumbered = {number: place for place, number in enumerate(order)}
    table = [
        _merged([(renumbered[number], times) for number, times in mentions[row]], glossary.terms)
        for row in range(len(rows))
    ]
    return Likeness(glossary, table, rows, _Headlines(mentions, len(rows)), most)


class _Headlines:
    """Whose headlines the words of a briefing are in."""

    def __init__(self, mentions: Mentions, total: int) -> None:
        self._headlines = [mentions.headline[number] for number in range(total)]
        wanted = {mark for marks in self._headlines for mark in marks}
        self._mentioned = [wanted.intersection(mentions.mentioned[number]) for number in range(total)]
        self._values = self._weighed()

    def _weighed(self) -> list[dict[int, int]]:
        """Of each briefing its headline's marks, with what each adds to the likeness of those that mention it."""
        frequency = Counter(mark for marks in self._mentioned for mark in marks)
        headlines = Counter(frequency[mark] for marks in self._headlines for mark in marks)
        total = steady(len(self._headlines))
        most = most_mentioned(headlines, total)
        values = []
        for marks in self._headlines:
            rarities = {mark: rarity(max(1, frequency[mark]), total) for mark in marks}
            whole = sum(rarities.values())
            values.append(
                {mark: HEADLINE * its // whole for mark, its in rarities.items() if 0 < frequency[mark] <= most}
            )
        return values

    def both(self, one: int, other: int) -> int:
        """What is added to the likeness of two, for what either mentions of the other's headline."""
        return self._told(one, other) + self._told(other, one)

    def _told(self, one: int, other: int) -> int:
        mentioned = self._mentioned[one]
        return sum(value for mark, value in self._values[other].items() if mark in mentioned)


class Likeness:
    """Which briefings are like one another, and what pairs of them share.

    `rankings` holds for each the `most` best by score, then by number, without twins; `originals` the first among it
    and its twins.
    """

    def __init__(
        self, glossary: Glossary, rows: Sequence[Row], documents: Sequence[Document], headlines: _Headlines, most: int
    ) -> None:
        self.glossary = glossary
        self._headlines = headlines
        self._linked = linked(documents)
        self._standings = [standing(links) for links in led_to(documents)]
        self._spellings = glossary.spellings
        self._rows = rows
        frequency = Counter(term for row in self._rows for term in row)
        total = steady(len(self._rows))
        self._rarities = {term: rarity(df, total) for term, df in frequency.items()}
        greatest = most_shared(Counter(frequency.values()), total)
        compared = {term for term, df in frequency.items() if df <= greatest}
        self.rankings: list[list[int]] = []
        self.originals: list[int] = []
        self._vectors = [self._weighed(row, compared) for row in self._rows]
        self._squares = [sum(weight * weight for weight in vector.values()) for vector in self._vectors]
        self._rank([document.day for document in documents], most)

    def shared(self, pairs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, bool]]]:
        """For each pair the `SHARED` terms that tell most: how to spell each, and whether an editor chose it."""
        for one, other in pairs:
            row, its_row = self._rows[one], self._rows[other]
            merits = []
            for term in row.keys() & its_row.keys():
                (_, count), (_, its_count) = row[term], its_row[term]
                topic = TOPIC in (count, its_count)
                told = spelled(self._spellings, row[term], its_row[term])
                its_worth = TOPIC_WORTH if topic else worth(self._spellings[told])
                both = saturated(count) * saturated(its_count) >> 8
                merits.append((-(self._rarities[term] ** 2 * both * its_worth), term, told, topic))
            yield [(told, topic) for _, _, told, topic in sorted(merits)[:SHARED]]

    def cosines(self, number: int) -> list[int]:
        """A briefing's cosine with each."""
        mine = self._vectors[number]
        return [sum(mine[term] * its[term] for term in mine.keys() & its.keys()) for its in self._vectors]

    def headlines(self, number: int) -> list[int]:
        """What is added to each of these for headlines."""
        return [self._headlines.both(number, other) for other in range(len(self._rows))]

    def links(self, number: int) -> list[int]:
        """What is added to each of these for a link."""
        return [LINK if other in self._linked[number] else 0 for other in range(len(self._rows))]

    def standing(self, number: int) -> int:
        """What a briefing's scores are multiplied by, in `STANDING`ths."""
        return self._standings[number]

    def square(self, number: int) -> int:
        """A briefing's cosine with itself."""
        return self._squares[number]

    def weights(self, number: int) -> dict[int, Weight]:
        """What a briefing mentions."""
        vector = self._vectors[number]
        return {term: Weight(*row, vector.get(term, 0)) for term, row in self._rows[number].items()}

    def _weighed(self, row: Row, compared: set[int]) -> dict[int, int]:
        """The TF-IDF vector of length `UNIT`, as far as it is compared."""
        weights = {term: self._rarities[term] * saturated(count) for term, (_, count) in row.items()}
        length = isqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight * UNIT // length for term, weight in weights.items() if term in compared}

    def _rank(self, days: Sequence[int], most: int) -> None:
        squares, standings = self._squares, self._standings
        for number, cosines in enumerate(_cosines(self._vectors)):
            twins = {
                other
                for other, cosine in cosines.items()
                if cosine >= TWINS_FLOOR and cosine**2 * 10_000 >= TWINS**2 * squares[number] * squares[other]
            }
            likenesses = {
                other: cosines.get(other, 0) + self._headlines.both(number, other) for other in range(len(days))
            }
            for other in self._linked[number]:
                likenesses[other] += LINK
            ranking = sorted(
                (-score(likeness, days[number] - days[other], standings[other]), other)
                for other, likeness in likenesses.items()
                if likeness >= FLOOR and other != number and other not in twins
            )
            self.rankings.append([other for _, other in ranking[:most]])
            self.originals.append(min(twins | {number}))


def _merged(mentions: Iterable[tuple[int, int]], terms: Sequence[int]) -> Row:
    """The terms of a briefing; of spellings of one term the first, counted together."""
    row: Row = {}
    for spelling, count in mentions:
        known, before = row.get(terms[spelling], (spelling, 0))
        most = TOPIC if TOPIC in (before, count) else TOPIC - 1
        row[terms[spelling]] = known, min(before + count, most)
    return row


def _cosines(rows: Sequence[dict[int, int]]) -> Iterator[dict[int, int]]:
    postings: dict[int, list[tuple[int, int]]] = {}
    for number, row in enumerate(rows):
        for term, weight in row.items():
            postings.setdefault(term, []).append((number, weight))
    for row in rows:
        cosines: dict[int, int] = {}
        for term, weight in row.items():
            for other, its_weight in postings[term]:
                cosines[other] = cosines.get(other, 0) + weight * its_weight
        yield cosines
