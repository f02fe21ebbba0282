"""A briefing as lists, pages and feeds show it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from generator import calendar, disclosure, excerpt
from generator.diagnostic import Diagnostic
from generator.index import AUTHORS, SERIES, SOURCES, Entry, Index, label, span_of
from generator.model import Body, Briefing, Correction, Moment, Settings, Source, StandingPage
from generator.plan.addresses import Addresses
from generator.plan.prose import Links
from generator.plan.standing import Standing
from generator.related import Found, Match
from generator.views import (
    BriefingView,
    Card,
    CorrectionView,
    Day,
    Link,
    Person,
    Picture,
    Prose,
    Related,
    SourceView,
    Term,
)

EXCERPT_WORDS = 16
WORDS_A_MINUTE = 220

_SUGGESTED = 20
"""How many names that lead nowhere are told with a near one: to find it takes a second among 10,000 briefings."""


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """A related article with its briefing; without one, it is another site's."""

    entry: Entry | None
    view: Related


@dataclass(frozen=True)
class Cards:
    """Views of briefings. Each card is made once, so that its digest is, too."""

    settings: Settings
    index: Index
    links: Links
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _cards: dict[str, Card] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    _prose: dict[str, Prose] = field(default_factory=dict)
    _days: dict[str, Day] = field(default_factory=dict)
    _teasers: dict[str, tuple[str, str]] = field(default_factory=dict)
    _near: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> Addresses:
        """Where the site's paths lead."""
        return self.links.addresses

    def day(self, moment: Moment) -> Day:
        """A moment as the site's language writes it, in the zone in which the editor gave it."""
        language, at = self.settings.language, moment.at
        iso = at.date().isoformat() if moment.day_only else at.isoformat()
        clock = "" if moment.day_only else calendar.clock(self._named(at), language)
        return Day(iso, calendar.full(at.date(), language), calendar.short(at.date(), language), clock)

    def _named(self, at: datetime) -> datetime:
        """The same time of day, with the name of the site's zone if it has that zone's offset."""
        here = at.astimezone(ZoneInfo(self.settings.timezone))
        return here if here.utcoffset() == at.utcoffset() else at

    def date(self, day: date) -> Day:
        """A calendar day."""
        language = self.settings.language
        return Day(day.isoformat(), calendar.full(day, language), calendar.short(day, language))

    def published(self, entry: Entry) -> Day:
        """When a briefing was published."""
        known = self._days.get(entry.briefing.path)
        if known is None:
            known = self._days[entry.briefing.path] = self.day(entry.briefing.date)
        return known

    def card(self, entry: Entry) -> Card:
        """A briefing in a list."""
        known = self._cards.get(entry.briefing.path)
        if known is None:
            briefing = entry.briefing
            known = self._cards[briefing.path] = Card(
                url=self.addresses.link(entry.path),
                title=briefing.title,
                summary=summary(entry),
                date=self.published(entry),
                authors=self.people(briefing),
                terms=self.terms(briefing),
                sponsored=bool(briefing.disclosure and briefing.disclosure.sponsor),
                corrected=bool(briefing.corrections),
                status=entry.status,
            )
        return known

    def cards(self, entries: Iterable[Entry]) -> tuple[Card, ...]:
        """Briefings in a list, in their order."""
        return tuple(self.card(entry) for entry in entries)

    def link(self, entry: Entry | None) -> Link | None:
        """A briefing as a title to follow."""
        return Link(entry.briefing.title, self.addresses.link(entry.path)) if entry else None

    def people(self, briefing: Briefing) -> tuple[Person, ...]:
        """The byline."""
        return tuple(self._person(author) for author in briefing.authors)

    def _person(self, author: str) -> Person:
        if author not in self._people:
            known = self.settings.author(author)
            page = self.addresses.link(self.index.group(AUTHORS, author).path)
            self._people[author] = Person(known.name, page, known.url, known.bio) if known else Person(author, page)
        return self._people[author]

    def terms(self, briefing: Briefing) -> tuple[Term, ...]:
        """The briefing's topics, taxonomy by taxonomy, each once."""
        found = (
            self.term(taxonomy, name)
            for taxonomy in self.settings.taxonomies
            for name in briefing.terms.get(taxonomy, ())
        )
        return tuple(dict.fromkeys(found))

    def term(self, taxonomy: str, name: str) -> Term:
        """A topic by the name that a briefing gives it."""
        known = self._terms.get((taxonomy, name))
        if known is None:
            group = self.index.group(taxonomy, name)
            shown = label(taxonomy, group.name, self.settings)
            known = self._terms[taxonomy, name] = Term(taxonomy, shown, self.addresses.link(group.path))
        return known

    def sources(self, briefing: Briefing) -> tuple[SourceView, ...]:
        """The sources as cited."""
        return tuple(self._source(source) for source in briefing.sources)

    def _source(self, source: Source) -> SourceView:
        page = self.addresses.link(self.index.group(SOURCES, source.name).path)
        day = self.date(source.date) if source.date else None
        return SourceView(source.name, page, source.title, source.url, day)

    def corrections(self, entry: Entry) -> tuple[CorrectionView, ...]:
        """The briefing's corrections, newest first."""
        link = Link(entry.briefing.title, self.addresses.link(entry.path))
        newest = sorted(entry.briefing.corrections, key=lambda c: c.date.at, reverse=True)
        return tuple(CorrectionView(self.day(c.date), c.text, link) for c in newest)

    def picture(self, owner: Briefing | StandingPage) -> Picture | None:
        """The image of a briefing or page; one that is not there is reported."""
        if owner.image is None:
            return None
        picture = self.links.picture(owner.image)
        if picture is None:
            message = f"there is no content/{owner.image.src.lstrip('/')}"
            help_ = self.links.media.remedy(owner.image.src.lstrip("/"))
            self.diagnostics.append(Diagnostic("missing-media", message, span_of(owner, "image.src"), help_))
        return picture

    def prose(self, entry: Entry) -> Prose:
        """A briefing's body, its links led to where they go; those that lead nowhere are reported."""
        return self._led(entry.body, entry.briefing.path, entry.path)

    def standing_prose(self, standing: Standing) -> Prose:
        """A standing page's body, in the same way."""
        return self._led(standing.body, standing.page.path, standing.path)

    def _led(self, body: Body, file: str, page: str) -> Prose:
        known = self._prose.get(file)
        if known is None:
            known, found = self.links.prose(body, file, page)
            self._prose[file] = known
            self.diagnostics.extend(found)
        return known

    def briefing(self, entry: Entry) -> BriefingView:
        """A briefing, whole."""
        briefing = entry.briefing
        changed = modified(briefing)
        return BriefingView(
            url=self.addresses.absolute(entry.path),
            title=briefing.title,
            summary=summary(entry),
            date=self.published(entry),
            body=self.prose(entry),
            standfirst=bool(briefing.summary),
            minutes=max(1, round(entry.body.words / WORDS_A_MINUTE)),
            updated=self.day(changed) if changed else None,
            authors=self.people(briefing),
            terms=self.terms(briefing),
            image=self.picture(briefing),
            disclosure=disclosure.view(briefing, self.settings),
            sources=self.sources(briefing),
            corrections=self.corrections(entry),
            disclaimer=disclosure.disclaimer_text(briefing, self.settings),
            videos=tuple(Link(video.title, video.url) for video in briefing.videos),
            series=self._series(briefing),
            status=entry.status,
            extra=briefing.extra,
        )

    def _series(self, briefing: Briefing) -> Link | None:
        if not briefing.series:
            return None
        group = self.index.group(SERIES, briefing.series)
        return Link(group.name, self.addresses.link(group.path))

    def related(self, entry: Entry, matches: Sequence[Match]) -> tuple[RelatedEntry, ...]:
        """Related articles: every pinned one in the editor's order, then computed ones up to the site's count."""
        elsewhere = list(self._pinned_elsewhere(entry.briefing))
        pinned = [match for match in matches if match.pinned]
        computed = [match for match in matches if not match.pinned]
        room = max(0, self.settings.related_count - len(elsewhere) - len(pinned))
        return (*elsewhere, *(self._related(match) for match in (*pinned, *computed[:room])))

    def _pinned_elsewhere(self, briefing: Briefing) -> Iterator[RelatedEntry]:
        """The pins that lead to other sites."""
        for pin in briefing.related:
            if pin.url:
                yield RelatedEntry(None, Related(self.addresses.to(pin.url, "/"), pin.title, pinned=True))

    def _related(self, match: Match) -> RelatedEntry:
        entry = self.index.entries[match.place]
        url, teaser = self._teaser(entry)
        title, day = entry.briefing.title, self.published(entry)
        return RelatedEntry(entry, Related(url, title, teaser, day, match.reasons, match.pinned))

    def _teaser(self, entry: Entry) -> tuple[str, str]:
        """Where a briefing is and how it begins, for the five that it is related to."""
        known = self._teasers.get(entry.path)
        if known is None:
            url, teaser = self.addresses.link(entry.path), excerpt.excerpt(summary(entry), EXCERPT_WORDS)
            known = self._teasers[entry.path] = (url, teaser)
        return known

    def recommended(self, briefing: Briefing) -> tuple[Card, ...]:
        """The editor's picks, as cards."""
        return self.cards(self.picks(briefing))

    def picks(self, briefing: Briefing) -> tuple[Entry, ...]:
        """The editor's picks that are shown, each once; one that there is not is reported."""
        found = [self.chosen(briefing, name, f"recommended.{n}") for n, name in enumerate(briefing.recommended)]
        others = {entry.path: entry for entry in found if entry and entry.briefing.path != briefing.path}
        return tuple(others.values())

    def chosen(self, briefing: Briefing, name: str, key: str) -> Entry | None:
        """The briefing that an editor named by slug or file; None, with a report if need be, for one not shown."""
        named = self.index.named(name)
        if len(named) == 1:
            return self.index.shown.get(named[0].path)
        if named:
            places = " or ".join(f"content/{other.path}" for other in named)
            message, help_ = f"“{name}” could be {places}", "name the file"
        elif self.index.is_faulty(name):
            return None
        else:
            message = f"there is no briefing “{name}”"
            near = self._nearest(name)
            help_ = f"did you mean {near}?" if near else "name a briefing's slug or file"
        self.diagnostics.append(Diagnostic("missing-briefing", message, span_of(briefing, key), help_))
        return None

    def _nearest(self, name: str) -> str:
        """The known name that is nearest to a wrong one; empty if none is near, or so many are wrong already."""
        if name not in self._near:
            found = difflib.get_close_matches(name, self.index.known, 1) if len(self._near) < _SUGGESTED else []
            self._near[name] = found[0] if found else ""
        return self._near[name]


def summary(entry: Entry) -> str:
    """The editor's summary, or the first paragraph cut at a word."""
    return entry.briefing.summary or entry.body.lead


def modified(briefing: Briefing) -> Moment | None:
    """When the briefing last changed after publication: its `updated` or its newest correction."""
    if not briefing.corrections:
        return briefing.updated
    moments = [c.date for c in briefing.corrections] + ([briefing.updated] if briefing.updated else [])
    return max(moments, key=lambda m: m.at, default=None)


def last_changed(briefing: Briefing) -> datetime:
    """When the briefing last changed, publication included."""
    changed = modified(briefing)
    return max(changed.at, briefing.date.at) if changed else briefing.date.at


def corrections_of(entries: Iterable[Entry]) -> list[tuple[Entry, Correction]]:
    """Every correction with its briefing, newest first."""
    pairs = [(entry, correction) for entry in entries for correction in entry.briefing.corrections]
    return sorted(pairs, key=lambda pair: (-pair[1].date.at.timestamp(), pair[0].path, pair[1].text))


Matches = Callable[[], Found | None]
"""Waits for the related articles, which may still be being sought; None for none."""
