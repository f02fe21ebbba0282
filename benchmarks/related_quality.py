"""How often the related articles of a site are what its editors chose: links in their texts, and pins.

    python benchmarks/related_quality.py SITE

A question is a link from one briefing's text to another: is that other one among the five related articles of the
first? The link is hidden from whoever answers; all other links are there (`one hidden`), or none is (`all hidden`). The
link's words, which often are the other one's headline, stay in the text, or go too. Pins are always hidden; that one
is asked for is another question.

Who answers: Headframe; Hugo's `Related` with its default settings, the topics as its keywords; the most topics in
common, then the nearest in time; and the cosine of TF-IDF over the full text. The questions of half of the briefings,
by a digest of their keys, are for tuning, those of the others for the verdict.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from related import LINKED, Text, plain_text, search, texts

from generator.related import Document
from generator.related.terms import Terms, read

SHOWN = 5

_MARKDOWN_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(((?:\{\{.*?\}\}|[^()\s]|\([^)]*\))*)[^)]*\)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w'-]+")
_HUGO = {"keywords": 100, "date": 10, "threshold": 80}  # DefaultConfig in related/inverted_index.go


class Question(NamedTuple):
    """Is the second among the related articles of the first?"""

    asked: str
    wanted: str


class Found(NamedTuple):
    """How many of so many questions were answered rightly within the first five, and the mean reciprocal rank."""

    questions: int
    recall: float
    rank: float

    def __str__(self) -> str:
        return f"{self.recall:.3f} / {self.rank:.3f}"


Answer = Callable[[Question], Sequence[str]]


def is_for_tuning(key: str) -> bool:
    """Whether the questions of a briefing are for tuning, and not for the verdict."""
    return blake2b(key.encode(), digest_size=8).digest()[0] % 2 == 0


def asked(written: Sequence[Text], keys: Callable[[Text], Iterable[str]]) -> list[Question]:
    """A question for each other briefing among the keys that a text names."""
    known = {text.key for text in written}
    return [Question(text.key, key) for text in written for key in sorted({*keys(text)} & known - {text.key})]


def judged(questions: Sequence[Question], answer: Answer) -> Found:
    """Recall among the first five; the reciprocal rank of one that is not among them is 0."""
    ranks = []
    for question in questions:
        five = list(answer(question))[:SHOWN]
        ranks.append(five.index(question.wanted) + 1 if question.wanted in five else 0)
    total = max(1, len(ranks))
    return Found(len(ranks), sum(map(bool, ranks)) / total, sum(1 / rank for rank in ranks if rank) / total)


def by_hugo(text: Text, others: Iterable[Text], newer: bool = False) -> list[str]:
    """As Hugo ranks: a hundred for each keyword, ten for the same year, newest first; newer ones are left out."""
    keywords, year = {*text.topics}, date.fromordinal(text.day).year
    ranked = []
    for other in others:
        if other.key == text.key or (other.day > text.day and not newer):
            continue
        common = len(keywords.intersection(other.topics))
        same_year = date.fromordinal(other.day).year == year
        weight, matches = common * _HUGO["keywords"] + same_year * _HUGO["date"], common + same_year
        if matches and round(weight // matches) >= _HUGO["threshold"] // matches:
            ranked.append((-weight, -other.day, other.title, other.key))
    return [key for *_, key in sorted(ranked)]


def by_topics(text: Text, others: Iterable[Text]) -> list[str]:
    """Most topics in common, the nearest in time before others."""
    topics = {*text.topics}
    ranked = [
        (-len(topics.intersection(other.topics)), abs(text.day - other.day), other.key)
        for other in others
        if other.key != text.key and not topics.isdisjoint(other.topics)
    ]
    return [key for *_, key in sorted(ranked)]


def by_words(written: Sequence[Text]) -> dict[str, list[str]]:
    """For each text the others by the cosine of (1 + ln tf) ln(N / df) over all words of title, summary and body."""
    counts = [Counter(_WORD.findall(f"{text.title} {text.summary} {text.body}".casefold())) for text in written]
    frequency = Counter(word for its in counts for word in its)
    vectors = []
    for its in counts:
        weights = {word: (1 + math.log(tf)) * math.log(len(written) / frequency[word]) for word, tf in its.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors.append({word: weight / length for word, weight in weights.items()})
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors):
        for word, weight in vector.items():
            postings.setdefault(word, []).append((number, weight))
    found = {}
    for number, vector in enumerate(vectors):
        cosines: defaultdict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for other, its_weight in postings[word]:
                cosines[other] += weight * its_weight
        ranked = sorted((-cosine, written[other].key) for other, cosine in cosines.items() if other != number)
        found[written[number].key] = [key for _, key in ranked[:SHOWN]]
    return found


class Headframe:
    """Related articles as Headframe computes them, without pins; `knows` which links it is told of."""

    def __init__(self, written: Sequence[Text], knows: Callable[[Text], Iterable[str]]) -> None:
        self._terms: list[Terms] = [read(text.title, text.summary, text.body) for text in written]
        self._places = {text.key: place for place, text in enumerate(written)}
        self._documents = [
            Document(text.key, text.day, its.digest, text.topics, links=tuple(sorted({*knows(text)} & {*self._places})))
            for text, its in zip(written, self._terms, strict=True)
        ]
        self._memo = search(self._documents, self._terms).memo
        self._known: dict[tuple[str, tuple[str, ...]], list[str]] = {}

    def __call__(self, question: Question) -> list[str]:
        """The related articles of who is asked, with the link that is asked for hidden."""
        place = self._places[question.asked]
        document = self._documents[place]
        links = tuple(key for key in document.links if key != question.wanted)
        if (document.key, links) not in self._known:
            documents = [*self._documents[:place], document._replace(links=links), *self._documents[place + 1 :]]
            found = search(documents, self._terms, self._memo)
            self._known[document.key, links] = found.keys(place)
        return self._known[document.key, links]


def without_words(written: Sequence[Text]) -> list[Text]:
    """The texts without the words of Markdown links that lead to one of the others."""
    known = {text.key for text in written}

    def hidden(link: re.Match[str]) -> str:
        return " . " if known.intersection(LINKED.findall(link[0])) else link[0]

    return [text._replace(body=plain_text(_MARKDOWN_LINK.sub(hidden, text.source))) for text in written]


def ways(written: Sequence[Text], in_reverse: Mapping[str, Text]) -> Iterator[tuple[str, Answer]]:
    """Who answers, by name."""
    wordless = without_words(written)
    words, fewer = by_words(written), by_words(wordless)
    yield "Headframe, one link hidden", Headframe(written, lambda text: text.links)
    yield "Headframe, one link hidden, words of links too", Headframe(wordless, lambda text: text.links)
    yield "Headframe, all links hidden", Headframe(written, lambda text: ())
    yield "Headframe, all links hidden, their words too", Headframe(wordless, lambda text: ())
    yield "Hugo's Related", lambda question: by_hugo(in_reverse[question.asked], written)
    yield "Hugo's Related, includeNewer", lambda question: by_hugo(in_reverse[question.asked], written, newer=True)
    yield "most topics in common, then nearest", lambda question: by_topics(in_reverse[question.asked], written)
    yield "TF-IDF of full texts", lambda question: words[question.asked]
    yield "TF-IDF of full texts, words of links hidden", lambda question: fewer[question.asked]


def table(written: Sequence[Text]) -> Iterator[str]:
    """Recall among the first five, and mean reciprocal rank, for each way to answer: as Markdown."""
    links, pins = asked(written, lambda text: text.links), asked(written, lambda text: text.pins)
    back = [Question(question.wanted, question.asked) for question in links]
    tuning = [question for question in links if is_for_tuning(question.asked)]
    held_out = [question for question in links if not is_for_tuning(question.asked)]
    columns = {"links, held out": held_out, "links, for tuning": tuning, "all links": links, "pins": pins}
    columns["who links here"] = back
    yield f"| | {' | '.join(f'{name} ({len(questions)})' for name, questions in columns.items())} |"
    yield f"|---|{'---|' * len(columns)}"
    for name, answer in ways(written, {text.key: text for text in written}):
        cells = [str(judged(questions, answer)) for questions in columns.values()]
        yield f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    for line in table(list(texts(Path(sys.argv[1])))):
        print(line, flush=True)
