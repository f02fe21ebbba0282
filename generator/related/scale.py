"""The measures of likeness: whole numbers, so that no sum depends on its order or on the machine."""

from __future__ import annotations

from collections.abc import Mapping

UNIT = 1 << 12  # the length of a vector, but for rounding; a cosine is at most some UNIT * UNIT and fits 25 bits
FLOOR = UNIT * UNIT * 6 // 100  # a cosine of 0.06: what two briefings share below it is chance
TWINS = 65  # percent of the greatest possible cosine from which two texts are nearly the same,
TWINS_FLOOR = UNIT * UNIT // 4  # and the cosine from which there is enough to judge by
HEADLINE = UNIT * UNIT * 13 // 100  # what is added to a cosine for a headline that the other text has every word of,
LINK = UNIT * UNIT // 10  # and where an editor has put a link between the two
LIKENESS_BITS = 25  # that a likeness or a score has room in
SHARED = 8  # of the terms that two briefings share, those that are looked at

HALF_LIFE = 3 * 365  # days between two briefings that halve a cosine
FADE_BITS = 10
SATURATION = 3  # mentions that give half of a term's greatest weight (k1 of BM25)
TOPIC = 256  # the count of a term that an editor chose; mentions stay below

STANDING = 20  # what the scores of a briefing are multiplied by if no other links to it, and divided by in the end
NEWER = 2  # a briefing counts for half beside an older one

_STEADY_BITS = 5  # of the number of briefings
_COMMON = 4  # a term in more than a quarter of the briefings tells nothing,
_FEW = 10  # but on a small site ten briefings may share one
_WORK = 700  # products per briefing; where the commonest terms would take more, they are not compared,
_NO_WORK = 1_000_000  # unless this suffices
_HEADLINES = 90  # products per briefing for headlines


def steady(total: int) -> int:
    """A number of briefings by its leading bits: one more briefing seldom changes what every term weighs."""
    rest = max(0, total.bit_length() - _STEADY_BITS)
    return total >> rest << rest


def rarity(df: int, total: int) -> int:
    """The inverse document frequency log2(1 + total / df) in quarters, rounded down, without a float; at least 1.

    So coarse that one briefing more or less with a term seldom changes it.
    """
    return max(1, int((df + total) ** 4 // df**4).bit_length() - 1)


def saturated(tf: int) -> int:
    """What tf mentions count for, in 256ths: BM25's tf / (tf + `SATURATION`); one and a half for a topic."""
    return 384 if tf >= TOPIC else (tf << 8) // (tf + SATURATION)


def fade(days: int) -> int:
    """What a cosine is multiplied by, in 1024ths: 1 on the same day, a half after `HALF_LIFE`, never more."""
    return (HALF_LIFE << FADE_BITS) // (HALF_LIFE + days)


def standing(links: int) -> int:
    """What a briefing's scores are multiplied by, in `STANDING`ths: 1 + log2(1 + links) / 5 if so many lead to it."""
    return STANDING + ((1 + links) ** 4).bit_length() - 1


def score(likeness: int, days: int, standing: int) -> int:
    """What ranks a briefing beside another, from which it is so many days, counted back from the other."""
    found = (likeness * fade(abs(days)) >> FADE_BITS) * standing // (STANDING if days >= 0 else STANDING * NEWER)
    return min(found, (1 << LIKENESS_BITS) - 1)


def most_mentioned(headlines_of_frequency: Mapping[int, int], total: int) -> int:
    """The number of briefings with a word beyond which it counts in no headline, so that the work has an end.

    Given for each such number how often headlines have a word that so many briefings mention.
    """
    work = 0
    for df, headlines in sorted(headlines_of_frequency.items()):
        work += 2 * df * headlines
        if df > _FEW and work > max(_NO_WORK, _HEADLINES * total):
            return df - 1
    return max(headlines_of_frequency, default=0)


def most_shared(terms_of_frequency: Mapping[int, int], total: int) -> int:
    """The number of briefings beyond which a term is not compared; given how many terms have each frequency."""
    work = 0
    for df, terms in sorted(terms_of_frequency.items()):
        work += df * df * terms
        if df > _FEW and work > max(_NO_WORK, _WORK * total):
            return min(df - 1, max(_FEW, total // _COMMON))
    return max(_FEW, total // _COMMON)
