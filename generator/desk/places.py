"""Where a briefing appears on its site: in lists and feeds, and behind links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

from generator.build import Outlook
from generator.desk.explanation import Feed, How, Linker, Listing, Page
from generator.index import AUTHORS, SERIES, SOURCES, Entry, Group, Index, label
from generator.markdown.references import ATTRIBUTE, unescaped
from generator.model import Body, Settings
from generator.plan import Output
from generator.plan.addresses import Addresses, decoded, file_of, quoted
from generator.sources import CONTENT
from generator.store import Store
from generator.views import BriefingPage, ContentPage, ListPage

_SITE_FEEDS = ("/feed.xml", "/atom.xml", "/feed.json")
_CORRECTIONS = "/corrections/"
_PAGE = "briefing.html"
_SITEMAPS = ("sitemap.xml", "news-sitemap.xml")


@dataclass(frozen=True)
class Places:
    """The places of one briefing on a site as laid out. What a page shows is made when it is looked at."""

    outlook: Outlook
    entry: Entry
    store: Store

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.outlook.material.settings

    @property
    def _index(self) -> Index:
        return self.outlook.material.index

    @cached_property
    def _outputs(self) -> Mapping[str, Output]:
        return {output.path: output for output in self.outlook.plan.outputs}

    @cached_property
    def addresses(self) -> Addresses:
        """Where the site's paths lead."""
        return Addresses(self.settings.url)

    @cached_property
    def page(self) -> BriefingPage:
        """What the briefing's own page shows."""
        file = f"{CONTENT}/{self.entry.briefing.path}"
        page: BriefingPage = next(o for o in self._outputs.values() if (o.template, o.what) == (_PAGE, file)).view
        return page

    def told(self, entry: Entry) -> Page:
        """A briefing as it is told of."""
        url = self.addresses.absolute(entry.path)
        return Page(f"{CONTENT}/{entry.briefing.path}", entry.briefing.title, url)

    def neighbours(self) -> tuple[Page | None, Page | None]:
        """The briefing before it in time, and the one after it."""
        place, entries = self._place(self._index.entries)[0], self._index.entries
        older, newer = entries[place : place + 1], entries[place - 2 : place - 1]
        return next(map(self.told, older), None), next(map(self.told, newer), None)

    def lists(self) -> Iterator[Listing]:
        """Every list that holds it."""
        yield self._list("home", self.settings.title, "/", self._index.entries)
        for group in self._groups():
            name = label(group.kind, group.name, self.settings)
            yield self._list(group.kind, name, group.path, group.entries)
        year = f"{self.entry.briefing.date.at.year:04}"
        cards = [card.url for month in self._view(f"/archive/{year}/").months for card in month.cards]
        position = cards.index(self.addresses.link(self.entry.path)) + 1
        yield self._listing("archive", year, f"/archive/{year}/", [f"/archive/{year}/"], position, len(cards))
        if self.entry.briefing.corrections:
            position, total = self._corrections()
            yield self._listing("corrections", "Corrections", _CORRECTIONS, [_CORRECTIONS], position, total)

    def feeds(self) -> Iterator[Feed]:
        """Every feed of these lists."""
        for path in _SITE_FEEDS:
            yield self._feed("home", self.settings.title, path, *self._place(self._index.entries))
        for group in self._groups():
            if group.kind in self.settings.taxonomies:
                name, path = label(group.kind, group.name, self.settings), f"{group.path}feed.xml"
                yield self._feed(group.kind, name, path, *self._place(group.entries))
        if self.entry.briefing.corrections:
            yield self._feed("corrections", "Corrections", f"{_CORRECTIONS}feed.xml", *self._corrections())

    def sitemaps(self) -> Iterator[str]:
        """The addresses of the sitemaps that name it."""
        url = self.addresses.absolute(self.entry.path)
        for output in self._outputs.values():
            if output.template in _SITEMAPS and any(entry.url == url for entry in output.view.entries):
                yield self.addresses.absolute(f"/{output.path}")

    def linkers(self) -> Iterator[Linker]:
        """Whose text leads to it, then who has it below: as related, pinned or computed, or as recommended."""
        material = self.outlook.material
        for standing in (*material.standing, *material.introductions):
            if self._is_linked(standing.body, standing.page.path, standing.path):
                title = standing.page.title or self._view(standing.path).heading  # an introduction has its topic's
                url = self.addresses.absolute(standing.path)
                yield Linker("body", Page(f"{CONTENT}/{standing.page.path}", title, url))
        others = [entry for entry in self._index.entries if entry is not self.entry]
        linking = (entry for entry in others if self._is_linked(entry.body, entry.briefing.path, entry.path))
        yield from (Linker("body", self.told(entry)) for entry in linking)
        relating = list(self._relating())
        for how in ("pinned", "computed"):
            yield from (Linker(how, self.told(entry)) for entry, its in relating if its == how)
        for entry in others:
            if any(self._index.find(name) is self.entry for name in entry.briefing.recommended):
                yield Linker("recommended", self.told(entry))

    def _view(self, path: str) -> Any:
        """What the page or feed at a path shows; None where errors leave none."""
        output = self._outputs.get(file_of(path))
        return output.view if output else None

    def _groups(self) -> Iterable[Group]:
        """What its topics, sources, authors and series bring together."""
        briefing = self.entry.briefing
        names = [(kind, name) for kind in self.settings.taxonomies for name in briefing.terms.get(kind, ())]
        names += [(SOURCES, source.name) for source in briefing.sources]
        names += [(AUTHORS, name) for name in briefing.authors]
        names += [(SERIES, briefing.series)] if briefing.series else []
        groups = [self._index.group(kind, name) for kind, name in names]
        return {group.path: group for group in groups}.values()

    def _place(self, entries: Sequence[Entry]) -> tuple[int, int]:
        """Its position, counted from 1, and how many there are."""
        return next(number for number, entry in enumerate(entries, 1) if entry is self.entry), len(entries)

    def _list(self, kind: str, name: str, path: str, entries: Sequence[Entry]) -> Listing:
        """A list with numbered pages, which count from the oldest."""
        position, total = self._place(entries)
        numbered = f"{path}page/{(total - position) // self.settings.per_page + 1}/"
        link = self.addresses.link(self.entry.path)
        pages = [
            page
            for page in (path, numbered)
            if file_of(page) in self._outputs and any(card.url == link for card in self._view(page).cards)
        ]
        return self._listing(kind, name, path, pages, position, total)

    def _listing(self, kind: str, name: str, path: str, pages: Iterable[str], position: int, total: int) -> Listing:
        absolute = self.addresses.absolute
        return Listing(kind, name, absolute(path), tuple(map(absolute, pages)), position, total)

    def _feed(self, kind: str, name: str, path: str, position: int, total: int) -> Feed:
        url = self.addresses.absolute(self.entry.path)
        feed = self._view(path)
        carried = feed is not None and any(urldefrag(item.url).url == url for item in feed.items)
        return Feed(self.addresses.absolute(path), kind, name, position, total, carried)

    def _corrections(self) -> tuple[int, int]:
        """The position of its newest correction, and how many there are."""
        link = self.addresses.link(self.entry.path)
        urls = [correction.briefing.url for correction in self._view(_CORRECTIONS).corrections]
        return urls.index(link) + 1, len(urls)

    def _relating(self) -> Iterator[tuple[Entry, How]]:
        """Who has it among the related articles, as far as the page has room for it."""
        related, link = self.outlook.related, self.addresses.link(self.entry.path)
        for place, entry in enumerate(self._index.entries if related else ()):
            if related and self.entry.briefing.path in related.keys(place):
                page = self._view(entry.path)
                beside = (*page.background, *page.since) if isinstance(page, BriefingPage) else ()
                its = next((one for one in beside if one.url == link), None)
                if its:
                    yield entry, "pinned" if its.pinned else "computed"

    def _is_linked(self, body: Body, file: str, path: str) -> bool:
        """Whether a body, of a file and on the page at a path, has a link to it."""
        links: list[str] = []
        if file in self._naming_host:
            links += re.findall(r"<a\s[^>]*>", self.store.html(file) or "", re.IGNORECASE)
        if any(name in unquote(reference.value) for reference in body.references for name in self._names):
            links += _attributes(self._view(path))
        return any(self._leads(link, self.addresses.absolute(path)) for link in links)

    @cached_property
    def _naming_host(self) -> frozenset[str]:
        """The files with an address of it in their text, from the host on: those links depend on nothing else."""
        _, _, home = self.addresses.url.partition("//")
        return frozenset(file for path in self._paths for file in self.store.holding(home + quoted(path[1:])))

    @cached_property
    def _names(self) -> frozenset[str]:
        """What a link to it has to hold: how its file or one of its addresses ends."""
        paths = (self.entry.briefing.path, *self._paths)
        return frozenset(path.rpartition("/")[2] for path in paths)

    @cached_property
    def _paths(self) -> frozenset[str]:
        """Its address and its aliases, without the slash at their ends."""
        return frozenset(path.rstrip("/") for path in (self.entry.path, *map(decoded, self.entry.briefing.aliases)))

    def _leads(self, attributes: str, page: str) -> bool:
        """Whether there is among attributes a link that leads to it from the page at a URL."""
        hrefs = (unescaped(found[2] or "") for found in ATTRIBUTE.finditer(attributes) if found[1].lower() == "href")
        return any(self._path(urljoin(page, href)) in self._paths for href in hrefs)

    def _path(self, url: str) -> str:
        """A URL of this site as a path from the site's root, without the slash at its end."""
        bare, home = (address.partition("//")[2] for address in (urldefrag(url).url, self.addresses.url))
        inner = bare.partition("?")[0].removeprefix(home) if bare.startswith(home) else ""
        return f"/{unquote(inner)}".removesuffix("index.html").rstrip("/")


def _attributes(view: object) -> tuple[str, ...]:
    """Where the links and pictures lead that are in a page's text."""
    if isinstance(view, BriefingPage):
        return view.briefing.body.attributes
    if isinstance(view, ContentPage):
        return view.body.attributes
    introduction = view.story.introduction if isinstance(view, ListPage) and view.story else None
    return introduction.attributes if introduction else ()
