"""The files behind the search page: which briefings each is made of, and the name that follows from these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

import generator
from generator import fingerprint, release, search
from generator.index import Entry, label
from generator.model import COMPANIES, NOWHERE, Briefing, FeedSettings, LintSettings, PictureSettings, Settings
from generator.plan.cards import Cards, summary
from generator.plan.ingredients import Ingredients
from generator.plan.output import FILES, PAGES, Output, Words
from generator.search import Bodies, Record, Topic
from generator.views import Prose, SearchIndex, SearchSegment

FOLDER = "search"

_NAME_DIGITS = 16
_EPOCH = date(1970, 1, 1).toordinal()


class _Segment(NamedTuple):
    """Briefings whose words are kept together, oldest first; `texts` are the names of the files that quote them."""

    name: str
    entries: Sequence[Entry]
    texts: Sequence[str]
    shards: int


@dataclass(frozen=True)
class Searching:
    """What is to be searched of one site: what readers see today, and nothing that a preview shows besides.

    A file's name is a digest of all that it is made of, so that a browser which has it need not ask whether it is still
    the same, and never takes one for another. It does not depend on the machine, as the key of a kept file does.
    """

    settings: Settings
    cards: Cards
    ingredients: Ingredients

    def outputs(self) -> Iterator[Output]:
        """Every file that the script of the search page may fetch."""
        for segment in self._segments:
            yield from self._texts(segment)
            yield from self._words(segment)
        found = tuple(SearchSegment(s.name, len(s.entries), s.shards) for s in self._segments)
        make = partial(SearchIndex, search.LETTERS, search.ALONE, search.TOGETHER, found)
        ingredients = {"list": fingerprint.of(make())}
        yield Output(f"{FOLDER}/index.json", "data", "", make, ingredients, PAGES, "the list of the search index")

    def _texts(self, segment: _Segment) -> Iterator[Output]:
        for name, entries in zip(segment.texts, _together(segment.entries), strict=True):
            make, path = partial(self._records, entries), f"{FOLDER}/texts/{name}.json"
            yield Output(path, "texts", "", make, {"briefings": name}, FILES, "what search results show")

    def _words(self, segment: _Segment) -> Iterator[Output]:
        key = fingerprint.of((release.digest(), segment.name))
        whole = partial(self._whole, segment)
        for part in range(1 + segment.shards):
            make, path = partial(Words, key, whole, part), f"{FOLDER}/words/{segment.name}/{part}.json"
            yield Output(path, "words", "", make, {"briefings": key}, FILES, "the search index")

    @cached_property
    def _segments(self) -> tuple[_Segment, ...]:
        """The briefings that readers see today, in segments."""
        oldest_first = [entry for entry in reversed(self.cards.index.entries) if not entry.status]
        return tuple(self._segment(oldest_first[one.start : one.stop]) for one in search.cut(len(oldest_first)))

    def _segment(self, entries: Sequence[Entry]) -> _Segment:
        texts = [self._name(some) for some in _together(entries)]
        shards = search.shards(sum(entry.body.words for entry in entries))
        return _Segment(fingerprint.of((texts, shards))[:_NAME_DIGITS], entries, texts, shards)

    def _name(self, entries: Sequence[Entry]) -> str:
        texts = [(entry.path, entry.text) for entry in entries]
        return fingerprint.of((self._basis, texts, self.ingredients.cards_of(entries)))[:_NAME_DIGITS]

    @cached_property
    def _basis(self) -> str:
        """Digest of what every file depends on beside its briefings. Settings that have no part in it are taken out."""
        settings = replace(
            self.settings,
            title="",
            description="",
            per_page=0,
            disclaimers={},
            default_disclaimer="",
            require=(),
            feed=FeedSettings(),
            related_count=0,
            navigation=(),
            pictures=PictureSettings(),
            cards=False,
            lint=LintSettings(),
            where=NOWHERE,
        )
        return fingerprint.of((generator.__version__, search.edition(), settings))

    def _whole(self, segment: _Segment, bodies: Bodies) -> bytes:
        records = self._records(segment.entries)
        return search.segment(records, bodies, self.settings.language, segment.shards, segment.texts)

    def _records(self, entries: Sequence[Entry]) -> tuple[Record, ...]:
        return tuple(map(self._record, entries))

    def _record(self, entry: Entry) -> Record:
        briefing = entry.briefing
        return Record(
            url=self.cards.addresses.link(entry.path),
            title=briefing.title,
            standfirst=briefing.summary,
            summary=summary(entry),
            date=self.cards.published(entry),
            number=briefing.date.at.toordinal() - _EPOCH,
            body=Prose(entry.body.digest, ("",) * len(entry.body.references)),
            charts=tuple(f"{chart.title}\n{chart.description}" for chart in entry.body.charts),
            topics=tuple(dict.fromkeys(self._topics(briefing))),
            keywords=tuple(dict.fromkeys(filter(None, self._keywords(briefing)))),
            sponsored=bool(briefing.disclosure and briefing.disclosure.sponsor),
            corrected=bool(briefing.corrections),
        )

    def _topics(self, briefing: Briefing) -> Iterator[Topic]:
        for taxonomy in self.settings.taxonomies:
            for written in briefing.terms.get(taxonomy, ()):
                group = self.cards.index.group(taxonomy, written)
                name = label(taxonomy, group.name, self.settings)
                yield Topic(taxonomy, group.slug, name, self.cards.addresses.link(group.path))

    def _keywords(self, briefing: Briefing) -> Iterator[str]:
        """The words about a briefing, by which readers look for it though its text may not have them."""
        yield from (topic.name for topic in self._topics(briefing))
        disclosed = briefing.disclosure
        for ticker in (*briefing.terms.get(COMPANIES, ()), *((disclosed.sponsor,) if disclosed else ())):
            company = self.settings.company(ticker)
            yield from (company.name, *company.listings, company.ticker) if company else (ticker,)
        yield from chain.from_iterable((source.name, source.title) for source in briefing.sources)
        yield from (person.name for person in self.cards.people(briefing))
        yield briefing.series


def _together(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """The briefings that one file of texts holds."""
    return (entries[n : n + search.TOGETHER] for n in range(0, len(entries), search.TOGETHER))
