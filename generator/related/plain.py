"""Likeness by plain Python: on a small site it is done before scipy is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isqrt

from generator.related.scale import (
    FADE_BITS,
    FLOOR,
    MERIT_BITS,
    SHARED,
    TWINS,
    TWINS_FLOOR,
    UNIT,
    Neighbours,
    Rows,
    fade,
    most_shared,
    rarity,
    saturated,
)


def weighed(counts: Rows) -> Rows:
    """The TF-IDF vectors of length `UNIT`: each value is rarity · saturated count, over the row's length."""
    idf = {term: rarity(df, len(counts)) for term, df in Counter(counts.terms).items()}

    def weigh(row: dict[int, int]) -> dict[int, int]:
        weights = {term: idf[term] * saturated(tf) for term, tf in row.items()}
        length = isqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight * UNIT // length for term, weight in weights.items()}

    return Rows.of(weigh(counts[number]) for number in range(len(counts)))


def neighbours(weights: Rows, days: Sequence[int], most: int) -> Neighbours:
    """The `most` best by the faded cosine of the terms that are compared, then by row."""
    rows = _compared(weights)
    squares = [sum(weight * weight for weight in row.values()) for row in rows]
    rankings = []
    originals = []
    for number, cosines in enumerate(_cosines(rows)):
        twins = {
            other
            for other, cosine in cosines.items()
            if cosine >= TWINS_FLOOR and cosine**2 * 10_000 >= TWINS**2 * squares[number] * squares[other]
        }
        ranking = sorted(
            (-(cosine * fade(abs(days[number] - days[other])) >> FADE_BITS), other)
            for other, cosine in cosines.items()
            if cosine >= FLOOR and other != number and other not in twins
        )
        rankings.append([other for _, other in ranking[:most]])
        originals.append(min(twins | {number}))
    return Neighbours(rankings, originals)


def shared(weights: Rows, ones: Sequence[int], others: Sequence[int], worth: Sequence[int]) -> Iterator[list[int]]:
    """For each pair of rows the `SHARED` terms that weigh most in both, times their worth."""
    for number, other in zip(ones, others, strict=True):
        row, its_row = weights[number], weights[other]
        both = (term for term in row.keys() & its_row.keys() if row[term] and its_row[term])
        merits = sorted((-(row[term] * its_row[term] * worth[term] >> MERIT_BITS), term) for term in both)
        yield [term for _, term in merits[:SHARED]]


def _compared(weights: Rows) -> list[dict[int, int]]:
    frequency = Counter(weights.terms)
    greatest = most_shared(Counter(frequency.values()), len(weights))
    common = {term for term, df in frequency.items() if df > greatest}
    return [
        {term: weight for term, weight in weights[number].items() if term not in common}
        for number in range(len(weights))
    ]


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
