"""What speaks for a relation besides terms: headlines that texts have the words of, and links, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from generator.related.document import Document
from generator.related.glossary import led_to, linked
from generator.related.rows import Integers, Lists, ranges, starts_of, sums
from generator.related.scale import HEADLINE, LINK, most_mentioned, rarity, standing, steady

_SIEVE = (1 << 20) - 1
"""The bits of a mark by which it is looked up; few marks of headlines have these in common."""

_ENTRY_BITS = 38


class Marks(NamedTuple):
    """The marks of all that briefings mention, and of their headlines."""

    mentioned: Lists
    headlines: Lists

    def replaced(self, more: Marks, source: Integers) -> Marks:
        """The marks of briefings by their places in these and `more` behind them."""
        return Marks(*(one.followed(other).taken(source) for one, other in zip(self, more, strict=True)))


@dataclass(frozen=True)
class Products:
    """What pairs of briefings have in common: the entries of a briefing lead to those with whom it shares a term.

    What the briefing of an entry has in common with each in the postings of the entry's term is the entry's value times
    the weight of the posting.
    """

    starts: Integers
    terms: Integers
    values: Integers
    postings: Integers
    others: Integers
    weights: Integers

    @cached_property
    def _sizes(self) -> Integers:
        sizes: Integers = np.where(self.values > 0, np.diff(self.postings)[self.terms], 0)
        return sizes

    def counted(self) -> Integers:
        """How many there are for each briefing."""
        return sums(self._sizes, self.starts)

    def of(self, wanted: Integers) -> tuple[Integers, Integers, Integers]:
        """The place of each wanted briefing, the other one, and the product."""
        sizes = np.diff(self.starts)[wanted]
        entries = ranges(self.starts[wanted], sizes)
        times = self._sizes[entries]
        postings = ranges(self.postings[self.terms[entries]], times)
        places = np.repeat(np.repeat(np.arange(len(wanted)), sizes), times)
        return places, self.others[postings], np.repeat(self.values[entries], times) * self.weights[postings]


class Evidence:
    """What speaks for relations: `values` has, for each mark of a headline, what it adds where a text has it.

    `standings` are what the scores of briefings are multiplied by.
    """

    def __init__(self, marks: Marks, documents: Sequence[Document]) -> None:
        self.marks = marks
        vocabulary, self._terms = np.unique(marks.headlines.values, return_inverse=True)
        self._texts, self._mentions = _sifted(marks.mentioned, vocabulary)
        frequency = np.bincount(self._mentions, minlength=len(vocabulary))
        self.values = self._weighed(frequency, len(documents))
        self.standings = np.array(list(map(standing, led_to(documents))), dtype=np.int64)
        self._linked = linked(documents)

    def _weighed(self, frequency: Integers, total: int) -> Integers:
        """As in `plain`."""
        frequencies, headlines = np.unique(frequency[self._terms], return_counts=True)
        most = most_mentioned(dict(zip(frequencies.tolist(), headlines.tolist(), strict=True)), steady(total))
        rarities = np.zeros(int(frequency.max(initial=0)) + 1, dtype=np.int64)
        rarities[frequencies] = [rarity(max(1, df), steady(total)) for df in frequencies.tolist()]
        its = rarities[frequency[self._terms]]
        starts = self.marks.headlines.starts
        values = HEADLINE * its // np.repeat(sums(its, starts), np.diff(starts))
        compared = (frequency > 0) & (frequency <= most)
        weighed: Integers = np.where(compared[self._terms], values, 0)
        return weighed

    def products(self) -> tuple[Products, Products, Products]:
        """Whose text has words of whose headline, then the same the other way about; and who is linked."""
        total = len(self.standings)
        compared = np.zeros(int(self._terms.max(initial=0)) + 1, dtype=bool)
        compared[self._terms[self.values > 0]] = True
        telling = compared[self._mentions]
        texts, mentions = self._texts[telling], self._mentions[telling]
        owners = np.repeat(np.arange(total, dtype=np.int32), np.diff(self.marks.headlines.starts))
        headlines, by_headline = _ordered(self._terms, compared.size)
        mentioning, by_mention = _ordered(mentions, compared.size)
        ones = np.ones(mentions.size, dtype=np.int64)
        starts = starts_of(np.bincount(texts, minlength=total))
        return (
            Products(starts, mentions, ones, headlines, owners[by_headline], self.values[by_headline]),
            Products(self.marks.headlines.starts, self._terms, self.values, mentioning, texts[by_mention], ones),
            self._links(),
        )

    def _links(self) -> Products:
        total = len(self._linked)
        everyone = np.arange(total, dtype=np.int32)
        others = np.array([other for others in self._linked for other in others], dtype=np.int64)
        starts = starts_of(np.fromiter(map(len, self._linked), dtype=np.int64, count=total))
        linked = np.full(others.size, LINK, dtype=np.int64)
        return Products(starts, others, linked, np.arange(total + 1), everyone, np.ones(total, dtype=np.int64))


def _sifted(mentioned: Lists, vocabulary: Integers) -> tuple[Integers, Integers]:
    """The briefing of each mark that is in the vocabulary, and the mark's place in that."""
    slots = np.full(_SIEVE + 1, -1, dtype=np.int32)
    slots[vocabulary & _SIEVE] = np.arange(len(vocabulary), dtype=np.int32)
    found = slots[mentioned.values & _SIEVE]
    entries = np.flatnonzero(found >= 0)
    marks, places = mentioned.values[entries], found[entries]
    others = np.flatnonzero(vocabulary[places] != marks)
    places[others] = np.minimum(np.searchsorted(vocabulary, marks[others]), max(0, len(vocabulary) - 1))
    known = vocabulary[places] == marks
    texts = np.repeat(np.arange(len(mentioned.starts) - 1, dtype=np.int32), np.diff(mentioned.starts))
    return texts[entries[known]], places[known]


def _ordered(terms: Integers, total: int) -> tuple[Integers, Integers]:
    """Where each term's entries begin, and all entries by term: sorted by term and place as one number."""
    key = np.sort(terms.astype(np.int64) << _ENTRY_BITS | np.arange(terms.size))
    return starts_of(np.bincount(terms, minlength=total)), key & (1 << _ENTRY_BITS) - 1
