"""Every page of the site, as outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from math import ceil

from msgspec.structs import replace

from generator import calendar, fingerprint, views
from generator.index import AUTHORS, SOURCES, Entry, Group, Index, label, span_of
from generator.model import COMPANIES, Body, Briefing, Settings, StandingPage
from generator.plan import rising
from generator.plan.addresses import Addresses, decoded, file_of
from generator.plan.cards import Cards, Matches, corrections_of, last_changed
from generator.plan.feeds import Feeds
from generator.plan.heads import Heads, shortened
from generator.plan.ingredients import Digests, Ingredients
from generator.plan.output import FEEDS, FILES, LISTS, PAGES, Output, Recipe
from generator.plan.placards import Placards
from generator.plan.prose import picture_of
from generator.plan.standing import Standing
from generator.plan.stories import Facts, Stories
from generator.related import Found
from generator.views import (
    BriefingsOfDay,
    FeedGroup,
    FeedLink,
    Link,
    Month,
    Pager,
    Site,
    Sitemap,
    SitemapEntry,
    Term,
)

SITEMAP_URLS = 50_000
"""The most URLs that one sitemap may hold (sitemaps.org, "Sitemaps XML format")."""

_SUBSCRIBE = "/subscribe/"

NEWS_DAYS = 2
"""A news sitemap holds what was published in the last two days (Google News), counted here from the newest briefing."""


@dataclass(frozen=True)
class Pages:
    """The pages of one site, each made from what it shows."""

    settings: Settings
    site: Site
    index: Index
    cards: Cards
    heads: Heads
    feeds: Feeds
    stories: Stories
    ingredients: Ingredients
    placards: Placards

    @property
    def addresses(self) -> Addresses:
        """Where the site's paths lead."""
        return self.cards.addresses

    def briefings(self, matches: Matches) -> Iterator[Output]:
        """A page for each briefing."""
        related = matches()
        return (self.briefing(number, related) for number in range(len(self.index.entries)))

    def briefing(self, number: int, related: Found | None) -> Output:
        """The page of the briefing at a place of the index."""
        entries = self.index.entries
        entry = entries[number]
        newer = entries[number - 1] if number else None
        older = entries[number + 1] if number + 1 < len(entries) else None
        make = partial(self._briefing, number, older, newer, related)
        card = "drawn" if self.placards.of(entry) else ""
        ingredients = self.ingredients.briefing(number, older, newer, related, card)
        return _page_of(entry.briefing, "slug", entry.path, "briefing.html", make, ingredients)

    def _briefing(
        self, number: int, older: Entry | None, newer: Entry | None, found: Found | None
    ) -> views.BriefingPage:
        entry = self.index.entries[number]
        briefing = self.cards.briefing(entry)
        previous, next_ = self.cards.link(older), self.cards.link(newer)
        related = self.cards.related(entry, found.of(number) if found else ())
        return views.BriefingPage(
            site=self.site,
            head=self.heads.briefing(entry, briefing, previous, next_, self.placards.picture(entry)),
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
            make, ingredients = partial(self._standing, standing), self.ingredients.standing(standing)
            yield _page_of(standing.page, "slug", standing.path, "page.html", make, ingredients)

    def _standing(self, standing: Standing) -> views.ContentPage:
        page, image = standing.page, self.cards.picture(standing.page)
        head = self.heads.page(page.title, standing.path, description=page.summary, image=image)
        updated = self.cards.day(page.updated) if page.updated else None
        body = self.cards.standing_prose(standing)
        return views.ContentPage(self.site, head, page.title, body, updated, image, page.extra)

    def charts(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """Each chart as a file of its own, for feeds and e-mail, which show no inline SVG."""
        for entry in self.index.entries:
            if entry.body.charts:
                yield from _charts(self.cards.prose(entry), entry.body, entry.path)
        lists = {group.path for groups in self.index.groups.values() for group in groups}
        introductions = [s for s in self.stories.introductions.values() if s.path in lists]
        for standing in (*pages, *introductions):
            if standing.body.charts:
                yield from _charts(self.cards.standing_prose(standing), standing.body, standing.path)

    def home(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """The newest briefings with what is in the news, and the numbered pages of all."""
        subscribe = next((Link(p.page.title, self.addresses.link(p.path)) for p in pages if p.path == _SUBSCRIBE), None)
        for path, pager, entries in self._numbered("/", self.index.entries):
            topics = () if pager.number else self._rising()
            page = None if pager.number else subscribe
            make = partial(self._home, path, pager, entries, topics, page)
            ingredients = self._listed(entries, path=path, pager=pager, rising=topics, subscribe=page)
            yield _page(path, "home.html", make, ingredients, "the list of briefings")

    def _home(
        self, path: str, pager: Pager, entries: Sequence[Entry], topics: tuple[Term, ...], subscribe: Link | None
    ) -> views.HomePage:
        return views.HomePage(
            site=self.site,
            head=self.heads.page(self._numbered_title(self.settings.title, pager), path, pager=pager),
            cards=self.cards.cards(entries),
            pager=pager,
            days=() if pager.number else self._days(entries[1:]),
            rising=topics,
            subscribe=subscribe,
        )

    def _days(self, entries: Sequence[Entry]) -> tuple[BriefingsOfDay, ...]:
        by_day = groupby(entries, lambda entry: entry.briefing.date.at.date())
        return tuple(BriefingsOfDay(self.cards.date(day), self.cards.cards(group)) for day, group in by_day)

    def _rising(self) -> tuple[Term, ...]:
        risen = rising.risen(self.index, self.settings.taxonomies)
        return tuple(self._term(rise.group, rise.briefings) for rise in risen)

    def _term(self, group: Group, count: int) -> Term:
        name = label(group.kind, group.name, self.settings)
        return Term(group.kind, name, self.addresses.link(group.path), count)

    def _listed(self, entries: Iterable[Entry], **parts: object) -> Digests:
        """The ingredients of a list: its briefings, and all else that it says, together."""
        return {**self.ingredients.of(list=parts), "briefings": self.ingredients.cards_of(entries)}

    def groups(self) -> Iterator[Output]:
        """The pages of every topic, source, author and series, and the page that lists each kind."""
        for kind, groups in self.index.groups.items():
            yield self._terms(kind, groups)
            for group in groups:
                yield from self._group(group)

    def _terms(self, kind: str, groups: Sequence[Group]) -> Output:
        listed = [
            (g.name, g.path, len(g.entries), g.entries[-1].briefing.date, g.entries[0].briefing.date) for g in groups
        ]
        ingredients = self.ingredients.of(list=listed, kind=kind)
        make = partial(self._terms_page, kind, groups)
        return _page(f"/{kind}/", "terms.html", make, ingredients, f"the list of {kind}")

    def _terms_page(self, kind: str, groups: Sequence[Group]) -> views.TermsPage:
        named = [(self._term(group, len(group.entries)), group) for group in groups]
        most_first = kind == SOURCES
        named.sort(key=lambda pair: (-pair[0].count if most_first else 0, pair[0].name.casefold(), pair[1].slug))
        terms = tuple(
            replace(term, first=self.cards.published(g.entries[-1]), latest=self.cards.published(g.entries[0]))
            for term, g in named
        )
        head = self.heads.page(heading_of(kind), f"/{kind}/")
        return views.TermsPage(self.site, head, kind, heading_of(kind), terms)

    def _group(self, group: Group) -> Iterator[Output]:
        what = f"the list of {group.kind} “{group.name}”"
        for path, pager, entries in self._numbered(group.path, group.entries):
            facts = None if pager.number else self.stories.facts(group)
            make = partial(self._list, group, path, pager, entries, facts)
            count = 0 if pager.number else len(group.entries)
            introduction = self.stories.introductions.get(group.path)
            named = (group.kind, group.name, group.path, introduction.text if introduction else "")
            story = self.stories.digest(facts) if facts else ""
            ingredients = self._listed(entries, group=named, pager=pager, count=count, story=story)
            yield _page(path, "list.html", make, ingredients, what)
        if group.kind in self.settings.taxonomies:
            yield self._group_feed(group)

    def _list(
        self, group: Group, path: str, pager: Pager, entries: Sequence[Entry], facts: Facts | None
    ) -> views.ListPage:
        name = label(group.kind, group.name, self.settings)
        feed = self._feed_link(group, name) if group.kind in self.settings.taxonomies else None
        about, website, listings = self._about(group)
        introduction = self.stories.introductions.get(group.path)
        description = (introduction.page.summary if introduction else "") or about
        kind = (heading_of(group.kind), f"/{group.kind}/")
        above = [kind, (name, group.path)] if pager.number else [kind]
        title = self._numbered_title(name, pager)
        feeds = (feed,) if feed else ()
        return views.ListPage(
            site=self.site,
            head=self.heads.page(title, path, description=description, above=above, pager=pager, feeds=feeds),
            kind=group.kind,
            heading=name,
            cards=self.cards.cards(entries),
            pager=pager,
            count=0 if pager.number else len(group.entries),
            about=about,
            website=website,
            listings=listings,
            feed=feed,
            story=self.stories.of(facts) if facts else None,
        )

    def _feed_link(self, group: Group, name: str) -> FeedLink:
        return self.feeds.link(f"{self.settings.title}: {name}", f"{group.path}feed.xml")

    def _group_feed(self, group: Group) -> Output:
        name = label(group.kind, group.name, self.settings)
        title, path = f"{self.settings.title}: {name}", f"{group.path}feed.xml"
        return self._feed("rss", title, f"Briefings on {name}.", path, group.path, group.entries)

    def _feed(
        self, recipe: Recipe, title: str, description: str, path: str, page: str, entries: Sequence[Entry]
    ) -> Output:
        newest = entries[: self.settings.feed.items]
        words = self.ingredients.of(list=(title, description, path, page), style=self.feeds.stylesheet)
        ingredients = {**words, "briefings": self.ingredients.stories_of(newest)}
        return _feed(path, recipe, partial(self.feeds.feed, title, description, path, page, newest), ingredients)

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
        by_year = _by_year(self.index.entries)
        years = tuple(Term("archive", y, self.addresses.link(f"/archive/{y}/"), len(g)) for y, g in by_year)
        ingredients = self.ingredients.of(list=years)
        yield _page("/archive/", "archive.html", partial(self._archive, years), ingredients, "the archive")
        names = tuple(Term("archive", term.name, term.url) for term in years)
        for year, entries in by_year:
            ingredients = self._listed(entries, year=year, years=names)
            make = partial(self._year, year, entries, names)
            yield _page(f"/archive/{year}/", "archive.html", make, ingredients, f"the archive of {year}")

    def _archive(self, years: tuple[Term, ...]) -> views.ArchivePage:
        return views.ArchivePage(self.site, self.heads.page("Archive", "/archive/"), "Archive", years)

    def _year(self, year: str, entries: Sequence[Entry], years: tuple[Term, ...]) -> views.ArchivePage:
        months = tuple(
            Month(calendar.month(first, self.settings.language), self.cards.cards(group))
            for first, group in _by_month(entries)
        )
        head = self.heads.page(year, f"/archive/{year}/", above=[("Archive", "/archive/")])
        return views.ArchivePage(self.site, head, year, years, year, months)

    def corrections(self) -> Iterator[Output]:
        """Every correction, and its feed."""
        path, feed_path = "/corrections/", "/corrections/feed.xml"
        corrected = [entry for entry in self.index.entries if entry.briefing.corrections]
        ingredients = {
            **self.ingredients.of(style=self.feeds.stylesheet),
            "briefings": self.ingredients.stories_of(corrected),
        }
        make = partial(self._corrections, path, feed_path, corrected)
        yield _page(path, "corrections.html", make, ingredients, "the list of corrections")
        yield _feed(feed_path, "rss", partial(self.feeds.corrections, feed_path, path, corrected), ingredients)

    def _corrections(self, path: str, feed_path: str, corrected: Sequence[Entry]) -> views.CorrectionsPage:
        link = self.feeds.link(f"{self.settings.title}: corrections", feed_path)
        newest = corrections_of(corrected)
        shown = {(v.briefing.url, v.date.iso, v.text): v for e in corrected for v in self.cards.corrections(e)}
        keys = [(self.addresses.link(e.path), self.cards.day(c.date).iso, c.text) for e, c in newest]
        head = self.heads.page("Corrections", path, feeds=(link,))
        return views.CorrectionsPage(self.site, head, tuple(shown[key] for key in keys), link)

    def site_feeds(self) -> Iterator[Output]:
        """RSS, Atom and JSON Feed of all briefings."""
        recipes: tuple[tuple[str, Recipe], ...] = (("/feed.xml", "rss"), ("/atom.xml", "atom"), ("/feed.json", "json"))
        title, description = self.settings.title, self.settings.description
        for path, recipe in recipes:
            yield self._feed(recipe, title, description or title, path, "/", self.index.entries)

    def feeds_page(self) -> Output:
        """The page that lists every feed for people."""
        groups = [(kind, [(g.name, g.path) for g in self.index.groups[kind]]) for kind in self.settings.taxonomies]
        return _page("/feeds/", "feeds.html", self._feeds_page, self.ingredients.of(list=groups), "the page of feeds")

    def _feeds_page(self) -> views.FeedsPage:
        groups = [FeedGroup("All briefings", self.site.feeds)]
        for taxonomy in self.settings.taxonomies:
            links = [
                self.feeds.link(label(taxonomy, group.name, self.settings), f"{group.path}feed.xml")
                for group in self.index.groups[taxonomy]
            ]
            links.sort(key=lambda feed: (feed.title.casefold(), feed.url))
            groups += [FeedGroup(heading_of(taxonomy), tuple(links))] if links else []
        groups.append(FeedGroup("Corrections", (self.feeds.link("Corrections", "/corrections/feed.xml"),)))
        return views.FeedsPage(self.site, self.heads.page("Feeds", "/feeds/"), tuple(groups))

    def search(self) -> Iterator[Output]:
        """The page on which readers search, and what tells browsers of it."""
        filters = tuple(
            views.Filter(kind, heading_of(kind), self.addresses.link(f"/{kind}/")) for kind in self.settings.taxonomies
        )
        yield _page("/search/", "search.html", partial(self._search, filters), self.ingredients.of(), "the search page")
        yield self._machine("opensearch.xml", "opensearch.xml", self._search_description)

    def _search(self, filters: tuple[views.Filter, ...]) -> views.SearchPage:
        head = self.heads.page("Search", "/search/", indexed=False)
        return views.SearchPage(self.site, head, self.addresses.link("/search/"), filters)

    def _search_description(self) -> views.SearchDescription:
        title = self.settings.title
        return views.SearchDescription(
            site=self.site,
            short_name=shortened(title, 16),
            long_name=shortened(title, 48),
            description=shortened(self.settings.description or title, 1024),
            template=f"{self.addresses.absolute('/search/')}?q={{searchTerms}}",
        )

    def not_found(self) -> Output:
        """What a server shows for an address that leads nowhere."""
        return _page("/404.html", "404.html", self._not_found, self.ingredients.of(), "the 404 page")

    def _not_found(self) -> views.NotFoundPage:
        return views.NotFoundPage(self.site, self.heads.page("Page not found", "/404.html", indexed=False))

    def redirects(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """A page at each old address, and the same for hosts that redirect by themselves."""
        owners: list[tuple[Briefing | StandingPage, str]] = [(e.briefing, e.path) for e in self.index.entries]
        owners += [(standing.page, standing.path) for standing in pages]
        moved = [(alias, owner, path, n) for owner, path in owners for n, alias in enumerate(owner.aliases)]
        for alias, owner, path, number in moved:
            make = partial(views.RedirectPage, self.site, owner.title, self.addresses.absolute(path))
            ingredients = self.ingredients.of(target=(owner.title, path))
            yield _page_of(owner, f"aliases.{number}", decoded(alias), "redirect.html", make, ingredients)
        pairs = sorted((self.addresses.link(decoded(alias)), self.addresses.link(path)) for alias, _, path, _ in moved)
        make_all = partial(views.Redirects, self.site, tuple(pairs))
        ingredients = self.ingredients.of(list=pairs)
        yield Output("_redirects", "template", "_redirects", make_all, ingredients, FEEDS, "the list of redirects")

    def for_machines(self, pages: Sequence[Standing]) -> Iterator[Output]:
        """Sitemaps and robots.txt."""
        entries = self._sitemap_entries(pages)
        parts = [entries[n : n + SITEMAP_URLS] for n in range(0, max(len(entries), 1), SITEMAP_URLS)]
        names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield self._machine(name, "sitemap.xml", partial(self._sitemap, part), list=part)
        if len(parts) > 1:
            urls = tuple(self.addresses.absolute(f"/{name}") for name in names)
            index = partial(views.SitemapIndex, self.site, urls)
            yield self._machine("sitemap.xml", "sitemap-index.xml", index, list=urls)
        news = self._news()
        yield self._machine("news-sitemap.xml", "news-sitemap.xml", partial(Sitemap, self.site, news), list=news)
        maps = tuple(self.addresses.absolute(f"/{name}") for name in ("sitemap.xml", "news-sitemap.xml"))
        yield self._machine("robots.txt", "robots.txt", partial(views.Robots, self.site, maps))

    def _machine(self, path: str, template: str, make: Callable[[], object], **parts: object) -> Output:
        return Output(path, "template", template, make, self.ingredients.of(**parts), FEEDS, path)

    def _sitemap(self, entries: Sequence[tuple[str, datetime | None]]) -> Sitemap:
        return Sitemap(
            self.site,
            tuple(SitemapEntry(self.addresses.absolute(path), at.isoformat() if at else "") for path, at in entries),
        )

    def _sitemap_entries(self, pages: Sequence[Standing]) -> list[tuple[str, datetime | None]]:
        visible = [entry for entry in self.index.entries if not entry.status]
        newest = last_changed(visible[0].briefing) if visible else None
        found = {"/": newest}
        for kind, groups in self.index.groups.items():
            found[f"/{kind}/"] = None
            public = ((group.path, next((e for e in group.entries if not e.status), None)) for group in groups)
            found |= {path: entry.briefing.date.at for path, entry in public if entry}
        found |= {"/archive/": newest, "/corrections/": None, "/feeds/": None}
        found |= dict.fromkeys([f"/archive/{year}/" for year, _ in _by_year(visible)])
        found |= {s.path: s.page.updated.at if s.page.updated else None for s in pages}
        found |= {entry.path: last_changed(entry.briefing) for entry in visible}
        return list(found.items())

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
        return f"{title}, page {pager.number}" if pager.number else title


def _charts(prose: views.Prose, body: Body, page: str) -> Iterator[Output]:
    for figure, chart in zip(prose.figures, body.charts, strict=True):
        if len(figure.files) < len(chart.files):
            continue  # one is missing, as was told
        path, what = picture_of(page, figure.number), f"the chart “{chart.title}”"
        ingredients = {"chart": fingerprint.of(figure)}
        yield Output(path, "chart", "", partial(_itself, figure), ingredients, FILES, what, chart.span)


def _itself(figure: views.Figure) -> views.Figure:
    return figure


def _page_of(
    owner: Briefing | StandingPage,
    key: str,
    path: str,
    template: str,
    make: Callable[[], object],
    ingredients: Digests,
) -> Output:
    """A page that a file of the editors' asked for, under the given key of its front matter."""
    what, origin = f"content/{owner.path}", span_of(owner, key)
    return Output(file_of(path), "template", template, make, ingredients, PAGES, what, origin)


def _page(path: str, template: str, make: Callable[[], object], ingredients: Digests, what: str) -> Output:
    return Output(file_of(path), "template", template, make, ingredients, LISTS, what)


def _feed(path: str, recipe: Recipe, make: Callable[[], views.Feed], ingredients: Digests) -> Output:
    return Output(file_of(path), recipe, "feed-item.html", make, ingredients, FEEDS, "a feed")


def _by_year(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Entries by their year, newest first.

    The dates are their editors' own: across zones their order is not that of instants.
    """
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.briefing.date.at.year, []).append(entry)
    return [(f"{year:04}", found[year]) for year in sorted(found, reverse=True)]


def _by_month(entries: Iterable[Entry]) -> list[tuple[date, list[Entry]]]:
    """Entries by the first day of their month, in the same way."""

    def first_day(entry: Entry) -> date:
        return entry.briefing.date.at.date().replace(day=1)

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
        search=addresses.link("/search/") if settings.search else "",
    )
