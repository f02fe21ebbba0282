"""All that a template can see.

A view is frozen, its collections are tuples, and it holds what its page shows and nothing else, so that an output
depends on its view, its templates and the engine alone. Whether it is current is told without making the view, from
what that is made of (see plan.ingredients). A template gets the fields of its page's view as variables. Every URL in a
view is safe to put into an href: it is http(s), mailto, or a path that begins with the site's base path; in feeds it
is absolute.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Figure(Struct, frozen=True):
    """A chart of a body, to be drawn: `key` is the digest of all that its drawing is made of, `number` counts from 1.

    `chart` is model.Chart as JSON. `files` have for each file of data the chart's name, the path under content/ and the
    digest, and `links` are their addresses. `picture` is where its drawing as PNG lies; `is_inline` says that a page
    shows it as SVG.
    """

    key: str
    number: int
    chart: str
    language: str
    picture: str
    files: tuple[tuple[str, str, str], ...] = ()
    links: tuple[str, ...] = ()
    is_inline: bool = True


class Prose(Struct, frozen=True):
    """A Markdown body by digest, shown with `{{ body | html }}`; `attributes` replace the body's references.

    `figures` are its charts, each shown by chart.html.
    """

    digest: str
    attributes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


class DataTable(Struct, frozen=True):
    """The numbers of a chart, cell by cell as text; `numeric` says of each column whether it holds numbers.

    `more` counts the rows that are left out.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    more: int = 0


class Link(Struct, frozen=True):
    """A title and where it leads. An empty `url` means that there is no page to link to."""

    title: str
    url: str


class ChartPicture(Struct, frozen=True):
    """The inside of an <svg> of so many pixels, safe as it is."""

    markup: str
    width: int
    height: int


class ChartView(Struct, frozen=True):
    """A chart as chart.html shows it. `id` is its own on the page, `picture` the address of its PNG.

    Without a `wide` picture the PNG is to be shown, as in a feed. `narrow` is the same for a phone; where there is
    none, the wide one is as large as its author made it. `source.url` may be empty; `files` are the data's.
    """

    id: str
    title: str
    subtitle: str
    description: str
    source: Link | None
    picture: str
    wide: ChartPicture | None = None
    narrow: ChartPicture | None = None
    tables: tuple[DataTable, ...] = ()
    files: tuple[Link, ...] = ()


class Day(Struct, frozen=True):
    """A date for people and machines: `iso` is a date or, with a time of day, a date-time with offset.

    `full` reads "Friday, February 20, 2026", `short` "Feb 20, 2026", `time` "09:30" or nothing; all in the
    site's language.
    """

    iso: str
    full: str
    short: str
    time: str = ""


class Picture(Struct, frozen=True):
    """An image; `width` and `height` are pixels, 0 where they are not known.

    `srcset` and `sizes` are those of <img>; empty for a picture that there is in one size alone.
    """

    src: str
    alt: str
    credit: str = ""
    width: int = 0
    height: int = 0
    srcset: str = ""
    sizes: str = ""


class Person(Struct, frozen=True):
    """An author: `url` is the author's page on this site, `website` their own."""

    name: str
    url: str
    website: str = ""
    bio: str = ""


class Term(Struct, frozen=True):
    """One topic: "gallium" in the taxonomy "commodities", with its page and a number of briefings.

    `first` and `latest` are the days of its first and latest briefing, where a list of topics tells them.
    """

    taxonomy: str
    name: str
    url: str
    count: int = 0
    first: Day | None = None
    latest: Day | None = None


class FeedLink(Struct, frozen=True):
    """A feed that a page names in its head. `type` is a media type: application/rss+xml, …"""

    title: str
    url: str
    type: str


class Site(Struct, frozen=True):
    """What every page knows of its site: settings only, so that no list of briefings can slip into all pages.

    `home` is the base path ("/" or "/brief/"); `direction` is ltr or rtl; `search` is the search page's URL or empty.
    """

    title: str
    description: str
    url: str
    home: str
    language: str
    direction: str
    navigation: tuple[Link, ...]
    sections: tuple[Link, ...]
    feeds: tuple[FeedLink, ...]
    feeds_page: str
    search: str = ""


class Head(Struct, frozen=True):
    """What goes into <head>: `kind` is Open Graph's article or website, `json_ld` a JSON text safe inside <script>.

    `feeds` are this page's own, beside the site's; `trail` the breadcrumbs from home to the page itself.
    `published`, `modified` and `topics` fill Open Graph's article properties.
    """

    title: str
    description: str
    canonical: str
    kind: str = "website"
    image: Picture | None = None
    json_ld: str = ""
    feeds: tuple[FeedLink, ...] = ()
    previous: str = ""
    next: str = ""
    trail: tuple[Link, ...] = ()
    indexed: bool = True
    published: str = ""
    modified: str = ""
    topics: tuple[str, ...] = ()


class Card(Struct, frozen=True):
    """A briefing in a list. `status` is empty, or in a preview "draft" or "scheduled"."""

    url: str
    title: str
    summary: str
    date: Day
    authors: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    sponsored: bool = False
    corrected: bool = False
    status: str = ""


class Related(Struct, frozen=True):
    """A related article: `excerpt` is some 16 words, `reasons` say why ("gallium", "export controls").

    `date` is nothing for an article elsewhere.
    """

    url: str
    title: str
    excerpt: str = ""
    date: Day | None = None
    reasons: tuple[str, ...] = ()
    pinned: bool = False


class SourceView(Struct, frozen=True):
    """A source as cited: `page` is its page on this site, `url` the article itself."""

    name: str
    page: str
    title: str = ""
    url: str = ""
    date: Day | None = None


class Position(Struct, frozen=True):
    """A company in which somebody at the newsletter has an interest: "Eldorado Gold", "TSX: ELD"."""

    name: str
    ticker: str
    url: str = ""


class DisclosureView(Struct, frozen=True):
    """The notice that opens a briefing. `notice` and `holdings` are whole sentences; either may be empty."""

    notice: str
    holdings: str
    sponsor: Position | None = None
    compensation: str = ""
    positions: tuple[Position, ...] = ()


class CorrectionView(Struct, frozen=True):
    """A correction with the briefing that it corrects; `text` is plain text."""

    date: Day
    text: str
    briefing: Link


class BriefingView(Struct, frozen=True):
    """A briefing, whole. `minutes` is the reading time at 220 words a minute, at least 1.

    `standfirst` says that the editor wrote the summary, so that it can stand over the body without repeating it;
    `extra` is the front matter's own, for custom layouts. `status` as in Card.
    """

    url: str
    title: str
    summary: str
    date: Day
    body: Prose
    minutes: int
    updated: Day | None = None
    authors: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    image: Picture | None = None
    disclosure: DisclosureView | None = None
    sources: tuple[SourceView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    disclaimer: str = ""
    videos: tuple[Link, ...] = ()
    series: Link | None = None
    status: str = ""
    standfirst: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)


class Pager(Struct, frozen=True):
    """Where a list's page stands among its pages. Numbered pages count from the oldest, so that they stay as they are.

    `number` is 0 on the list's front page, which shows the newest; `older` and `newer` are empty at the ends.
    """

    number: int
    newer: str = ""
    older: str = ""


class BriefingPage(Struct, frozen=True):
    """briefing.html: `background` is older than the briefing, `since` newer; `elsewhere` pinned from other sites."""

    site: Site
    head: Head
    briefing: BriefingView
    background: tuple[Related, ...] = ()
    since: tuple[Related, ...] = ()
    elsewhere: tuple[Related, ...] = ()
    recommended: tuple[Card, ...] = ()
    previous: Link | None = None
    next: Link | None = None


class BriefingsOfDay(Struct, frozen=True):
    """Briefings of one day."""

    day: Day
    cards: tuple[Card, ...]


class HomePage(Struct, frozen=True):
    """home.html: the newest briefings, and the older pages of the same list.

    On the front page alone: `days` are the briefings but for the newest, day by day; `rising` the topics that come up
    more often than they used to, with how many briefings of the last 30 days named each; `subscribe` the site's page on
    how to subscribe, where it has one at /subscribe/.
    """

    site: Site
    head: Head
    cards: tuple[Card, ...]
    pager: Pager
    days: tuple[BriefingsOfDay, ...] = ()
    rising: tuple[Term, ...] = ()
    subscribe: Link | None = None


class MonthCount(Struct, frozen=True):
    """How many briefings there were in a month: "February 2026"."""

    name: str
    count: int


class DisclosureNote(Struct, frozen=True):
    """What a briefing disclosed about a company; `notice` and `holdings` as in DisclosureView."""

    date: Day
    notice: str
    holdings: str
    briefing: Link


class Story(Struct, frozen=True):
    """What the page of a topic says before its list.

    `introduction` is the editors' text on it; `months` how often it came up, month by month without a gap, nothing for
    a rare one; `beside` the topics that mostly come with it, with how many briefings have both, but for those that name
    more than 64; `opening` the first briefing of a series; `disclosures` what was ever disclosed of a company.
    """

    introduction: Prose | None = None
    months: tuple[MonthCount, ...] = ()
    beside: tuple[Term, ...] = ()
    opening: Link | None = None
    disclosures: tuple[DisclosureNote, ...] = ()


class ListPage(Struct, frozen=True):
    """list.html: the briefings of a term, a source, an author, a series.

    `kind` is the taxonomy's name, "sources", "authors" or "series"; `about` a line of text on the subject;
    `website` its own site; `feed` its feed, where it has one; `count` all its briefings, 0 on a numbered page, which
    has no `story` either.
    """

    site: Site
    head: Head
    kind: str
    heading: str
    cards: tuple[Card, ...]
    pager: Pager
    count: int
    about: str = ""
    website: str = ""
    listings: tuple[str, ...] = ()
    feed: FeedLink | None = None
    story: Story | None = None


class TermsPage(Struct, frozen=True):
    """terms.html: every term of a taxonomy by name, or every source, those first that are cited most."""

    site: Site
    head: Head
    kind: str
    heading: str
    terms: tuple[Term, ...]


class Month(Struct, frozen=True):
    """A month of the archive: "February 2026"."""

    name: str
    cards: tuple[Card, ...]


class ArchivePage(Struct, frozen=True):
    """archive.html: the years, newest first; on a year's page also its months. `year` is empty on /archive/."""

    site: Site
    head: Head
    heading: str
    years: tuple[Term, ...]
    year: str = ""
    months: tuple[Month, ...] = ()


class CorrectionsPage(Struct, frozen=True):
    """corrections.html: every correction, newest first."""

    site: Site
    head: Head
    corrections: tuple[CorrectionView, ...]
    feed: FeedLink | None = None


class Filter(Struct, frozen=True):
    """A taxonomy by which results can be filtered: its `kind` as in site.yaml, its heading, and its page's address."""

    kind: str
    heading: str
    url: str


class FeedGroup(Struct, frozen=True):
    """Feeds under one heading of /feeds/."""

    heading: str
    feeds: tuple[FeedLink, ...]


class FeedsPage(Struct, frozen=True):
    """feeds.html: every feed, for people."""

    site: Site
    head: Head
    groups: tuple[FeedGroup, ...]


class ContentPage(Struct, frozen=True):
    """page.html: a standing page."""

    site: Site
    head: Head
    title: str
    body: Prose
    updated: Day | None = None
    image: Picture | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


class SearchPage(Struct, frozen=True):
    """search.html: where briefings are searched, by a script; `files` is the folder of what it fetches.

    `filters` are the taxonomies, each with the address of its page.
    """

    site: Site
    head: Head
    files: str
    filters: tuple[Filter, ...]


class NotFoundPage(Struct, frozen=True):
    """404.html: its links are from the site's root, since it is served at any address."""

    site: Site
    head: Head


class RedirectPage(Struct, frozen=True):
    """redirect.html: an alias; `target` is absolute."""

    site: Site
    title: str
    target: str


class FeedItem(Struct, frozen=True):
    """A briefing in a feed; every URL, in the body's attributes too, is absolute.

    `guid` is opaque and for ever; `published` and `updated` are RFC 3339 date-times. `body` is nothing where the
    site's feeds carry summaries only.
    """

    guid: str
    url: str
    title: str
    summary: str
    body: Prose | None
    published: str
    updated: str
    authors: tuple[Person, ...] = ()
    categories: tuple[str, ...] = ()
    image: Picture | None = None
    disclosure: DisclosureView | None = None
    sources: tuple[SourceView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    disclaimer: str = ""


class Feed(Struct, frozen=True):
    """A feed in any format, newest item first.

    `url` is its own address, `page` the page that it follows, both absolute. `guid` is the feed's own identifier,
    `updated` the newest content's RFC 3339 date-time, empty for an empty feed, and `stylesheet` the CSS that makes
    the XML readable in a browser.
    """

    guid: str
    title: str
    description: str
    url: str
    page: str
    language: str
    items: tuple[FeedItem, ...]
    updated: str = ""
    hub: str = ""
    stylesheet: str = ""


class SitemapEntry(Struct, frozen=True):
    """A page for search engines; `modified` is an ISO date or date-time, or empty.

    `title` and `published` serve the news sitemap.
    """

    url: str
    modified: str = ""
    title: str = ""
    published: str = ""


class Sitemap(Struct, frozen=True):
    """sitemap.xml and news-sitemap.xml; absolute URLs."""

    site: Site
    entries: tuple[SitemapEntry, ...]


class SitemapIndex(Struct, frozen=True):
    """sitemap.xml where one file would pass the protocol's 50,000 URLs: the parts' absolute URLs."""

    site: Site
    parts: tuple[str, ...]


class Robots(Struct, frozen=True):
    """robots.txt: the sitemaps' absolute URLs."""

    site: Site
    sitemaps: tuple[str, ...]


class SearchDescription(Struct, frozen=True):
    """opensearch.xml, by which a browser learns how to search the site (OpenSearch 1.1, whose limits on length hold).

    `template` is the absolute address of results, with {searchTerms} in the words' place.
    """

    site: Site
    short_name: str
    long_name: str
    description: str
    template: str


class SearchIndex(Struct, frozen=True):
    """search/index.json, which tells the script what there is to fetch.

    `letters` and `alone` are those of the generator's search.words, `together` how many briefings a file of texts
    holds. `segments` are oldest first.
    """

    letters: Mapping[str, str]
    alone: str
    together: int
    segments: tuple[SearchSegment, ...]


class SearchSegment(Struct, frozen=True):
    """A part of the index: the name of its folder, and how many briefings and shards it has."""

    name: str
    briefings: int
    shards: int


class Redirects(Struct, frozen=True):
    """_redirects, as Netlify and Cloudflare Pages read it: (from, to) paths."""

    site: Site
    pairs: tuple[tuple[str, str], ...]


class FileCopy(Struct, frozen=True):
    """A file that is copied as it is: a path on disk and the digest of its bytes."""

    source: str
    digest: str
