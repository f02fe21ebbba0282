"""Which briefings a feed carries, and how each is named for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from generator import disclosure
from generator.index import Entry, lasting_name
from generator.model import Briefing, Correction, Settings
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards, corrections_of, last_changed, summary
from generator.views import Feed, FeedItem, FeedLink

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"

DEFAULT_AUTHORITY, DEFAULT_START = "headframe.invalid", "2026"
"""A site that names no authority still gets GUIDs that outlive its domain; .invalid (RFC 2606) belongs to nobody."""

_TAG_SAFE = "/:@!$&'()*+,;=~"


def tag(settings: Settings, name: str) -> str:
    """A tag: URI (RFC 4151): it depends on neither the site's scheme nor its domain."""
    start = settings.feed.start.isoformat() if settings.feed.start else DEFAULT_START
    return f"tag:{settings.feed.authority or DEFAULT_AUTHORITY},{start}:{quote(name, safe=_TAG_SAFE)}"


def guid(briefing: Briefing, settings: Settings) -> str:
    """A briefing's name for ever: of its `id`, or else of its file."""
    return tag(settings, lasting_name(briefing))


@dataclass(frozen=True)
class Feeds:
    """Feeds of one site. An item is made once, for however many feeds carry it; `cards` link absolutely."""

    settings: Settings
    cards: Cards
    stylesheet: str = ""
    _items: dict[str, FeedItem] = field(default_factory=dict)

    @property
    def addresses(self) -> Addresses:
        """Where the site's paths lead."""
        return self.cards.addresses

    def link(self, title: str, path: str, type_: str = RSS) -> FeedLink:
        """A feed as a page's head names it."""
        return FeedLink(title, self.addresses.absolute(path), type_)

    def of_site(self) -> tuple[FeedLink, ...]:
        """The site's own three feeds, which every page names."""
        title = self.settings.title
        return (
            self.link(title, "/feed.xml"),
            self.link(f"{title} (Atom)", "/atom.xml", ATOM),
            self.link(f"{title} (JSON Feed)", "/feed.json", JSON),
        )

    def feed(self, title: str, description: str, path: str, page: str, entries: Sequence[Entry]) -> Feed:
        """The newest of `entries`, given newest first."""
        newest = entries[: self.settings.feed.items]
        items = tuple(self._item(entry) for entry in newest)
        changed = max((last_changed(entry.briefing) for entry in newest), default=None)
        return self._feed(title, description, path, page, items, changed)

    def corrections(self, path: str, page: str, entries: Iterable[Entry]) -> Feed:
        """The newest corrections, each an item of its own."""
        pairs = corrections_of(entries)[: self.settings.feed.items]
        items = tuple(self._correction(entry, correction) for entry, correction in pairs)
        changed = pairs[0][1].date.at if pairs else None
        title = f"{self.settings.title}: corrections"
        return self._feed(title, "Every correction, newest first.", path, page, items, changed)

    def _feed(
        self, title: str, description: str, path: str, page: str, items: tuple[FeedItem, ...], changed: datetime | None
    ) -> Feed:
        return Feed(
            guid=tag(self.settings, path.strip("/")),
            title=title,
            description=description,
            url=self.addresses.absolute(path),
            page=self.addresses.absolute(page),
            language=self.settings.language,
            items=items,
            updated=changed.isoformat() if changed else "",
            hub=self.settings.feed.hub,
            stylesheet=self.stylesheet,
        )

    def _item(self, entry: Entry) -> FeedItem:
        known = self._items.get(entry.briefing.path)
        if known is None:
            known = self._items[entry.briefing.path] = self._new_item(entry)
        return known

    def _new_item(self, entry: Entry) -> FeedItem:
        briefing, cards = entry.briefing, self.cards
        full = self.settings.feed.full_text and not entry.body.is_blank
        return FeedItem(
            guid=guid(briefing, self.settings),
            url=self.addresses.absolute(entry.path),
            title=briefing.title,
            summary=summary(entry),
            body=cards.prose(entry) if full else None,
            published=briefing.date.at.isoformat(),
            updated=last_changed(briefing).isoformat(),
            authors=cards.people(briefing),
            categories=tuple(term.name for term in cards.terms(briefing)),
            image=cards.picture(briefing),
            disclosure=disclosure.view(briefing, self.settings),
            sources=cards.sources(briefing),
            corrections=cards.corrections(entry),
            disclaimer=disclosure.disclaimer_text(briefing, self.settings),
        )

    def _correction(self, entry: Entry, correction: Correction) -> FeedItem:
        briefing = entry.briefing
        instant = correction.date.at.isoformat()
        day = _clock(correction)
        same = [c for c in briefing.corrections if _clock(c) == day]
        number = next(n for n, other in enumerate(same) if other is correction)
        return FeedItem(
            guid=f"{guid(briefing, self.settings)}:correction:{day}:{number}",
            url=self.addresses.absolute(entry.path) + "#corrections",
            title=f"Correction: {briefing.title}",
            summary=correction.text,
            body=None,
            published=instant,
            updated=instant,
            authors=self.cards.people(briefing),
            disclosure=disclosure.view(briefing, self.settings),
            disclaimer=disclosure.disclaimer_text(briefing, self.settings),
        )


def _clock(correction: Correction) -> str:
    """The date, or date and time, that the editor wrote: it lasts where the site moves to another timezone."""
    at = correction.date.at.replace(tzinfo=None)
    return at.date().isoformat() if correction.date.day_only else at.isoformat()
