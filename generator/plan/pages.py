"""Every page of the site, as outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import ceil

from generator import calendar, views
from generator.index import AUTHORS, SOURCES, Entry, Group, Index, label, span_of
from generator.model import COMPANIES, Body, Briefing, Settings, StandingPage
from generator.plan.addresses import Addresses, decoded, file_of
from generator.plan.cards import Cards, Matches, corrections_of, last_changed
from generator.plan.feeds import Feeds
from generator.plan.heads import Heads
from generator.plan.output import FEEDS, LISTS, PAGES, Output, Recipe
from generator.views import FeedGroup, FeedLink, Link, Month, Pager, Site, Sitemap, SitemapEntry, Term

SITEMAP_URLS = 50_000
"""The most URLs that one sitemap may hold (sitemaps.org, "Sitemaps XML format")."""

NEWS_DAYS = 2
"""A news sitemap holds what was published in the last two days (Google News), counted here from the newest briefing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing page with its body and its path."""

    page: StandingPage
    body: Body
    path: str


@dataclass(frozen=True)
class Pages:
    """The pages of one site, each made from what it shows."""

    settings: Settings
    site: Site
    index: Index
    cards: Cards
    heads: Heads
    feeds: Feeds

    @property
    def addresses(self) -> Addresses:
        """Where the site's paths lead."""
        return self.cards.addresses

    def briefings(self, matches: Matches) -> Iterator[Output]:
        """A page for each briefing."""
        entries = self.index.entries
        for number, entry in enumerate(entries):
            newer = entries[number - 1] if number else None
            older = entries[number + 1] if number + 1 < len(entries) else None
            view = self._briefing(entry, older, newer, matches)
            yield _page_of(entry.briefing, "slug", entry.path, "briefing.html", view)

    def _briefing(self, entry: Entry, older: Entry | None, newer: Entry | None, matches: Matches) -> views.BriefingPage:
        briefing = self.cards.briefing(entry)
        previous, next_ = self.cards.link(older), self.cards.link(newer)
        related = self.cards.related(entry, matches.get(entry.briefing.path, ()))
        return views.BriefingPage(
            site=self.site,
            head=self.heads.briefing(entry, briefing, previous, next_),
            briefing=briefing,
            background=tuple(r.view for r in related if r.entry and r.entry.briefing.date.at <= entry.briefing.date.at),
            since=tuple(r.view for r in related if r.entry and r.entry.briefing.date.at > entry.briefing.date.at),
            elsewhere=tuple(r.view for r in related if not r.entry),
            recommended=self.cards.recommended(entry.briefing),
            previous=previous,
            next=next_,
        )

    def standing(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """A page for each standing page."""
        for standing in pages:
            page = standing.page
            body, found = self.cards.links.prose(standing.body, page.path, standing.path)
            self.cards.diagnostics.extend(found)
            image = self.cards.picture(page)
            head = self.heads.page(page.title, standing.path, description=page.summary, image=image)
            updated = self.cards.day(page.updated) if page.updated else None
            view = views.ContentPage(self.site, head, page.title, body, updated, image, page.extra)
            yield _page_of(page, "slug", standing.path, "page.html", view)

    def home(self) -> Iterator[Output]:
        """The newest briefings, and the numbered pages of all."""
        for path, pager, entries in self._numbered("/", self.index.entries):
            title = self.settings.title if not pager.number else self._numbered_title(self.settings.title, pager)
            head = self.heads.page(title, path, pager=pager)
            view = views.HomePage(self.site, head, self.cards.cards(entries), pager)
            yield _page(path, "home.html", view, "the list of briefings")

    def groups(self) -> Iterator[Output]:
        """The pages of every topic, source, author and series, and the page that lists each kind."""
        for kind, groups in self.index.groups.items():
            yield self._terms(kind, groups)
            for group in groups:
                yield from self._group(group)

    def _terms(self, kind: str, groups: Sequence[Group]) -> Output:
        named = [(label(kind, g.name, self.settings), g) for g in groups]
        terms = tuple(
            Term(kind, name, self.addresses.link(g.path), len(g.entries))
            for name, g in sorted(named, key=lambda pair: (pair[0].casefold(), pair[1].slug))
        )
        head = self.heads.page(heading_of(kind), f"/{kind}/")
        view = views.TermsPage(self.site, head, kind, heading_of(kind), terms)
        return _page(f"/{kind}/", "terms.html", view, f"the list of {kind}")

    def _group(self, group: Group) -> Iterator[Output]:
        name = label(group.kind, group.name, self.settings)
        feed = self._feed_link(group, name) if group.kind in self.settings.taxonomies else None
        about, website, listings = self._about(group)
        kind = (heading_of(group.kind), f"/{group.kind}/")
        for path, pager, entries in self._numbered(group.path, group.entries):
            title = self._numbered_title(name, pager) if pager.number else name
            above = [kind, (name, group.path)] if pager.number else [kind]
            head = self.heads.page(
                title, path, description=about, above=above, pager=pager, feeds=(feed,) if feed else ()
            )
            view = views.ListPage(
                site=self.site,
                head=head,
                kind=group.kind,
                heading=name,
                cards=self.cards.cards(entries),
                pager=pager,
                count=0 if pager.number else len(group.entries),
                about=about,
                website=website,
                listings=listings,
                feed=feed,
            )
            yield _page(path, "list.html", view, f"the list of {group.kind} “{group.name}”")
        if feed:
            yield self._group_feed(group, name)

    def _feed_link(self, group: Group, name: str) -> FeedLink:
        return self.feeds.link(f"{self.settings.title}: {name}", f"{group.path}feed.xml")

    def _group_feed(self, group: Group, name: str) -> Output:
        title = f"{self.settings.title}: {name}"
        feed = self.feeds.feed(title, f"Briefings on {name}.", f"{group.path}feed.xml", group.path, group.entries)
        return _feed(f"{group.path}feed.xml", "rss", feed)

    def _about(self, group: Group) -> tuple[str, str, tuple[str, ...]]:
        """A line on the subject of a list, its website and its listings, as far as site.yaml knows."""
        if group.kind == AUTHORS:
            known = self.settings.author(group.name)
            return (known.bio, known.url, ()) if known else ("", "", ())
        company = self.settings.company(group.name) if group.kind == COMPANIES else None
        if company:
            listings = dict.fromkeys((company.ticker, *company.listings))
            return "", company.url, tuple(ticker.replace(":", ": ", 1) for ticker in listings)
        return "", "", ()

    def archive(self) -> Iterator[Output]:
        """The years, and a page for each."""
        by_year = [(first.year, group) for first, group in _by_first_day(self.index.entries, month=1)]
        years = tuple(Term("archive", f"{y:04}", self.addresses.link(f"/archive/{y:04}/"), len(g)) for y, g in by_year)
        head = self.heads.page("Archive", "/archive/")
        view = views.ArchivePage(self.site, head, "Archive", years)
        yield _page("/archive/", "archive.html", view, "the archive")
        names = tuple(Term("archive", term.name, term.url) for term in years)
        for year, entries in by_year:
            yield self._year(f"{year:04}", entries, names)

    def _year(self, year: str, entries: Sequence[Entry], years: tuple[Term, ...]) -> Output:
        months = tuple(
            Month(calendar.month(first, self.settings.language), self.cards.cards(group))
            for first, group in _by_first_day(entries)
        )
        path = f"/archive/{year}/"
        head = self.heads.page(year, path, above=[("Archive", "/archive/")])
        view = views.ArchivePage(self.site, head, year, years, year, months)
        return _page(path, "archive.html", view, f"the archive of {year}")

    def corrections(self) -> Iterator[Output]:
        """Every correction, and its feed."""
        path, feed_path = "/corrections/", "/corrections/feed.xml"
        link = self.feeds.link(f"{self.settings.title}: corrections", feed_path)
        newest = corrections_of(self.index.entries)
        shown = {(v.briefing.url, v.date.iso, v.text): v for e, _ in newest for v in self.cards.corrections(e)}
        keys = [(self.addresses.link(e.path), self.cards.day(c.date).iso, c.text) for e, c in newest]
        head = self.heads.page("Corrections", path, feeds=(link,))
        view = views.CorrectionsPage(self.site, head, tuple(shown[key] for key in keys), link)
        yield _page(path, "corrections.html", view, "the list of corrections")
        yield _feed(feed_path, "rss", self.feeds.corrections(feed_path, path, self.index.entries))

    def site_feeds(self) -> Iterator[Output]:
        """RSS, Atom and JSON Feed of all briefings."""
        recipes: tuple[tuple[str, Recipe], ...] = (("/feed.xml", "rss"), ("/atom.xml", "atom"), ("/feed.json", "json"))
        for path, recipe in recipes:
            title, description = self.settings.title, self.settings.description
            feed = self.feeds.feed(title, description or title, path, "/", self.index.entries)
            yield _feed(path, recipe, feed)

    def feeds_page(self) -> Output:
        """The page that lists every feed for people."""
        groups = [FeedGroup("All briefings", self.site.feeds)]
        for taxonomy in self.settings.taxonomies:
            links = [
                self.feeds.link(label(taxonomy, group.name, self.settings), f"{group.path}feed.xml")
                for group in self.index.groups[taxonomy]
            ]
            links.sort(key=lambda feed: (feed.title.casefold(), feed.url))
            groups += [FeedGroup(heading_of(taxonomy), tuple(links))] if links else []
        groups.append(FeedGroup("Corrections", (self.feeds.link("Corrections", "/corrections/feed.xml"),)))
        view = views.FeedsPage(self.site, self.heads.page("Feeds", "/feeds/"), tuple(groups))
        return _page("/feeds/", "feeds.html", view, "the page of feeds")

    def not_found(self) -> Output:
        """What a server shows for an address that leads nowhere."""
        head = self.heads.page("Page not found", "/404.html", indexed=False)
        return _page("/404.html", "404.html", views.NotFoundPage(self.site, head), "the 404 page")

    def redirects(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """A page at each old address, and the same for hosts that redirect by themselves."""
        owners: list[tuple[Briefing | StandingPage, str]] = [(e.briefing, e.path) for e in self.index.entries]
        owners += [(standing.page, standing.path) for standing in pages]
        moved = [(alias, owner, path) for owner, path in owners for alias in owner.aliases]
        for alias, owner, path in moved:
            key = f"aliases.{owner.aliases.index(alias)}"
            view = views.RedirectPage(self.site, owner.title, self.addresses.absolute(path))
            yield _page_of(owner, key, decoded(alias), "redirect.html", view)
        pairs = sorted((self.addresses.link(decoded(alias)), self.addresses.link(path)) for alias, _, path in moved)
        view_of_all = views.Redirects(self.site, tuple(pairs))
        yield Output("_redirects", "template", "_redirects", view_of_all, FEEDS, "the list of redirects")

    def for_machines(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """Sitemaps and robots.txt."""
        entries = self._sitemap_entries(pages)
        parts = [entries[n : n + SITEMAP_URLS] for n in range(0, max(len(entries), 1), SITEMAP_URLS)]
        names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield _machine(name, "sitemap.xml", Sitemap(self.site, tuple(part)))
        if len(parts) > 1:
            index = views.SitemapIndex(self.site, tuple(self.addresses.absolute(f"/{name}") for name in names))
            yield _machine("sitemap.xml", "sitemap-index.xml", index)
        yield _machine("news-sitemap.xml", "news-sitemap.xml", Sitemap(self.site, self._news()))
        maps = tuple(self.addresses.absolute(f"/{name}") for name in ("sitemap.xml", "news-sitemap.xml"))
        yield _machine("robots.txt", "robots.txt", views.Robots(self.site, maps))

    def _sitemap_entries(self, pages: Sequence[Standing]) -> list[SitemapEntry]:
        visible = [entry for entry in self.index.entries if not entry.status]
        newest = last_changed(visible[0].briefing).isoformat() if visible else ""
        found = {"/": newest}
        for kind, groups in self.index.groups.items():
            found[f"/{kind}/"] = ""
            public = ((group.path, next((e for e in group.entries if not e.status), None)) for group in groups)
            found |= {path: entry.briefing.date.at.isoformat() for path, entry in public if entry}
        found |= {"/archive/": newest, "/corrections/": "", "/feeds/": ""}
        found |= {f"/archive/{entry.briefing.date.at.year:04}/": "" for entry in visible}
        found |= {s.path: s.page.updated.at.isoformat() if s.page.updated else "" for s in pages}
        found |= {entry.path: last_changed(entry.briefing).isoformat() for entry in visible}
        return [SitemapEntry(self.addresses.absolute(path), changed) for path, changed in found.items()]

    def _news(self) -> tuple[SitemapEntry, ...]:
        visible = [entry for entry in self.index.entries if not entry.status]
        since = visible[0].briefing.date.at - timedelta(days=NEWS_DAYS) if visible else None
        return tuple(
            SitemapEntry(
                self.addresses.absolute(entry.path),
                title=entry.briefing.title,
                published=entry.briefing.date.at.isoformat(),
            )
            for entry in visible
            if since and entry.briefing.date.at > since
        )

    def _numbered(self, path: str, entries: Sequence[Entry]) -> Iterator[tuple[str, Pager, Sequence[Entry]]]:
        """A list's front page with its newest, then, where there are more, its numbered pages from the oldest on."""
        size = self.settings.per_page
        total = ceil(len(entries) / size) if len(entries) > size else 0
        links = [self.addresses.link(f"{path}page/{n}/") for n in range(1, total + 1)]
        older = links[total - 2] if total else ""
        yield path, Pager(0, older=older), entries[:size]
        for number in range(1, total + 1):
            end = len(entries) - (number - 1) * size
            newer = links[number] if number < total - 1 else self.addresses.link(path)
            pager = Pager(number, newer, links[number - 2] if number > 1 else "")
            yield f"{path}page/{number}/", pager, entries[max(end - size, 0) : end]

    def _numbered_title(self, title: str, pager: Pager) -> str:
        return f"{title}, page {pager.number}"


def _page_of(owner: Briefing | StandingPage, key: str, path: str, template: str, view: object) -> Output:
    """A page that a file of the editors' asked for, under the given key of its front matter."""
    return Output(file_of(path), "template", template, view, PAGES, f"content/{owner.path}", span_of(owner, key))


def _page(path: str, template: str, view: object, what: str) -> Output:
    return Output(file_of(path), "template", template, view, LISTS, what)


def _feed(path: str, recipe: Recipe, feed: views.Feed) -> Output:
    return Output(file_of(path), recipe, "feed-item.html", feed, FEEDS, "a feed")


def _machine(path: str, template: str, view: object) -> Output:
    return Output(path, "template", template, view, FEEDS, path)


def _by_first_day(entries: Iterable[Entry], month: int = 0) -> list[tuple[date, list[Entry]]]:
    """Entries by the first day of their month, or of their year with `month=1`, newest first.

    The dates are their editors' own: across zones their order is not that of instants.
    """

    def first_day(entry: Entry) -> date:
        return entry.briefing.date.at.date().replace(month=month or entry.briefing.date.at.month, day=1)

    newest_first = sorted(entries, key=first_day, reverse=True)
    return [(first, list(group)) for first, group in groupby(newest_first, first_day)]


def heading_of(kind: str) -> str:
    """A kind of lists as a heading: "Critical minerals"."""
    words = kind.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


def site_view(settings: Settings, addresses: Addresses, feeds: tuple[FeedLink, ...]) -> Site:
    """What every page knows of its site."""
    kinds = (*settings.taxonomies, SOURCES)
    sections = tuple(Link(heading_of(kind), addresses.link(f"/{kind}/")) for kind in kinds)
    more = (Link("Archive", addresses.link("/archive/")), Link("Corrections", addresses.link("/corrections/")))
    return Site(
        title=settings.title,
        description=settings.description,
        url=settings.url,
        home=addresses.home,
        language=settings.language,
        direction=calendar.direction(settings.language),
        navigation=tuple(Link(link.title, addresses.to(link.url, "/")) for link in settings.navigation),
        sections=(*sections, *more),
        feeds=feeds,
        feeds_page=addresses.link("/feeds/"),
    )
