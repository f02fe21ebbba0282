"""The words of many briefings together: where each occurs, in files by its first letters.

A segment is a number of briefings that follow one another in time, counted from the oldest, so that a new briefing
changes the newest segment alone. Its first file is a table of its briefings; the others are its shards. A word is in
the shard that its first three letters name, so that all words of one beginning are in one file.

A shard has `words`, by stem one list of numbers: for each briefing that has the word how many briefings further on it
is, how often it has it, and how many words further on each time. A list that begins with -1 is of a word that nearly
all text is made of, and does not say where it stands. `forms` gives the stems of the forms that are not their own.
The table's `endings` tell how stems are made of forms that no text has: a browser has no stemmer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import ceil, log2

import msgspec

from generator.search.record import Bodies, Record, text_of
from generator.search.stems import Stems, stems
from generator.search.words import split

LARGE, SMALL = 2048, 512
"""Briefings to a segment: large ones for as long as they can be filled, then small ones, since the newest changes most.

A query asks each segment. A large one takes a second to make, a small one a quarter of that.
"""

_BEGINNING = 3
_WORDS_A_SHARD = 12_000  # some 40 KB
_MANY, _MANY_A_BRIEFING = 2000, 8  # numbers in a posting; of words that stand six times in each briefing, as "the" does
_SEVERAL = 3
_GAP = 1  # between two parts of a briefing, so that no phrase runs across

Postings = dict[str, list[int]]


def cut(count: int) -> Iterator[range]:
    """The segments of so many briefings, which are numbered from the oldest."""
    start = 0
    for size in (LARGE, SMALL):
        while count - start >= size:
            yield range(start, start + size)
            start += size
    if start < count:
        yield range(start, count)


def shards(words: int) -> int:
    """How many files the words of a segment are in, of so many words in all: a power of two."""
    return 1 << max(0, ceil(log2(max(1, words) / _WORDS_A_SHARD)))


def segment(records: Sequence[Record], bodies: Bodies, language: str, number: int, names: Sequence[str]) -> bytes:
    """A segment of some briefings, oldest first, in so many shards, to be taken apart by `parts`.

    `names` are those of the files of texts, in their order.
    """
    known = stems(language)
    postings, lengths, forms = _filed(records, bodies, known)
    words: list[dict[str, list[int]]] = [{} for _ in range(number)]
    for stem in sorted(postings):
        words[_shard(stem, number)][stem] = postings[stem]
    others: list[dict[str, list[str]]] = [{} for _ in range(number)]
    for form in sorted(forms):
        others[_shard(form, number)][form] = sorted(forms[form])
    files = [_table(records, lengths, forms, names)]
    files += [msgspec.json.encode({"words": w, "forms": f}) for w, f in zip(words, others, strict=True)]
    return b"\0".join(files)  # which JSON never holds


def parts(data: bytes) -> list[bytes]:
    """The files of a segment: its table, then its shards."""
    return data.split(b"\0")


def _filed(
    records: Sequence[Record], bodies: Bodies, known: Stems
) -> tuple[Postings, list[list[int]], dict[str, set[str]]]:
    """Where each stem stands, how many words each part of a briefing has, and forms other than stems."""
    postings: Postings = {}
    last: dict[str, int] = {}
    lengths: list[list[int]] = []
    seen: set[str] = set()
    for place, record in enumerate(records):
        found = [split(part) for part in _texts(record, bodies)]
        lengths.append([len(words) for words in found])
        for stem, positions in _positions(found, known).items():
            posting = postings.get(stem)
            if posting is None:
                posting = postings[stem] = []
            posting += (place - last.get(stem, 0), len(positions), *_gaps(positions))
            last[stem] = place
        seen.update(*found)
    forms: dict[str, set[str]] = {}
    for word in seen:
        form, stem = known[word]
        forms.setdefault(form, set()).add(stem)
    others = {form: found for form, found in forms.items() if found != {form}}
    return {stem: _thinned(posting, len(records)) for stem, posting in postings.items()}, lengths, others


def _texts(record: Record, bodies: Bodies) -> tuple[str, str, str, str]:
    return record.title, record.standfirst, text_of(record, bodies), "\n".join(record.keywords)


def _positions(parts: Sequence[Sequence[str]], known: Stems) -> dict[str, list[int]]:
    """Where each stem stands in a briefing."""
    found: dict[str, list[int]] = {}
    place = 0
    for words in parts:
        for word in words:
            stem = known[word][1]
            if stem in found:
                found[stem].append(place)
            else:
                found[stem] = [place]
            place += 1
        place += _GAP
    return found


def _gaps(numbers: list[int]) -> list[int]:
    if len(numbers) == 1:  # as in most postings
        return numbers
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]


def _thinned(posting: list[int], briefings: int) -> list[int]:
    """A posting, without its places where they are so many that nobody looks for them."""
    if len(posting) < max(_MANY, _MANY_A_BRIEFING * briefings):
        return posting
    found = [-1]
    at = 0
    while at < len(posting):
        found += posting[at : at + 2]
        at += 2 + posting[at + 1]
    return found


def _shard(word: str, number: int) -> int:
    return _hash(word[:_BEGINNING]) % number


@cache
def _hash(text: str) -> int:
    """FNV-1a, 32 bits, over code points; a browser has no digest that is quicker to write."""
    value = 0x811C9DC5
    for letter in text:
        value = (value ^ ord(letter)) * 0x01000193 & 0xFFFFFFFF
    return value


def _endings(forms: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """What the ends of forms become in their stems, where several do so: ("ing", "") of "exporting"."""
    found: Counter[tuple[str, str]] = Counter()
    for form, stems_of in forms.items():
        for stem in stems_of:
            same = next(
                (n for n, (a, b) in enumerate(zip(form, stem, strict=False)) if a != b), min(len(form), len(stem))
            )
            if same >= _BEGINNING:
                found[form[same:], stem[same:]] += 1
    return sorted(pair for pair, times in found.items() if times >= _SEVERAL)


def _table(
    records: Sequence[Record],
    lengths: Sequence[Sequence[int]],
    forms: Mapping[str, Iterable[str]],
    names: Sequence[str],
) -> bytes:
    """Of each briefing its day, the lengths of its parts and its topics, by column."""
    topics: dict[str, dict[str, str]] = {}
    for record in records:
        for topic in record.topics:
            topics.setdefault(topic.taxonomy, {})[topic.slug] = topic.name
    terms = {taxonomy: sorted(found.items()) for taxonomy, found in sorted(topics.items())}
    numbers = {(taxonomy, slug): n for taxonomy, found in terms.items() for n, (slug, _) in enumerate(found)}
    of = {
        taxonomy: [[numbers[taxonomy, t.slug] for t in r.topics if t.taxonomy == taxonomy] for r in records]
        for taxonomy in terms
    }
    return msgspec.json.encode(
        {
            "days": _gaps([record.number for record in records]),
            "lengths": lengths,
            "terms": terms,
            "topics": of,
            "endings": _endings(forms),
            "texts": names,
        }
    )
