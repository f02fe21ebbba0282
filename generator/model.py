"""The newsroom's nouns, parsed once into types: a date is a date with a zone, a source is a Source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field

from generator.diagnostic import Severity, Span

COMPANIES = "companies"
"""The taxonomy whose terms are tickers, so that site.yaml's companies give them names."""

NOWHERE: Mapping[str, Span] = {}

LINTS: Mapping[str, Severity] = {
    "bare-dollar": "warning",
    "ticker-format": "warning",
    "ticker-unknown": "warning",
    "hype": "warning",
    "grade-unit": "warning",
    "historical-estimate": "warning",
    "undated-price": "warning",
    "source-unlinked": "warning",
    "duplicate-story": "warning",
    "dead-link": "warning",
    "orphan-media": "warning",
    "alt-missing": "warning",
    "summary-length": "warning",
    "feed-guid": "error",
}
"""What `headframe check` looks for besides what forbids a build, and how grave each is unless a site says so."""


class Moment(Struct, frozen=True, array_like=True, gc=False):
    """An instant with its zone; `day_only` where the editor gave a date and no time of day."""

    at: datetime
    day_only: bool = False


class Source(Struct, frozen=True, array_like=True, gc=False):
    """Where a briefing's facts come from."""

    name: str
    title: str = ""
    url: str = ""
    date: date | None = None


class Author(Struct, frozen=True):
    """A writer of site.yaml; `holdings` are tickers in which the writer has a position."""

    key: str
    name: str
    url: str = ""
    bio: str = ""
    holdings: tuple[str, ...] = ()


class Company(Struct, frozen=True):
    """A listed company of site.yaml, keyed by its main ticker ("TSX:ELD")."""

    ticker: str
    name: str
    url: str = ""
    listings: tuple[str, ...] = ()


class Disclaimer(Struct, frozen=True):
    """A text that ends a briefing; `unconflicted` ones say that nobody has an interest. A literal text has no key."""

    key: str
    text: str
    unconflicted: bool = False


class Video(Struct, frozen=True, array_like=True, gc=False):
    """A film to watch beside the briefing."""

    title: str
    url: str


class Image(Struct, frozen=True, array_like=True, gc=False):
    """A picture: `src` is a path under media/ or an absolute URL."""

    src: str
    alt: str
    credit: str = ""


class Pin(Struct, frozen=True, array_like=True, gc=False):
    """A related article chosen by the editor: a briefing's slug or file name, or a title and URL elsewhere."""

    briefing: str = ""
    title: str = ""
    url: str = ""


class Disclosure(Struct, frozen=True, array_like=True, gc=False):
    """Who paid, what was paid, and the positions held: tickers."""

    sponsor: str = ""
    compensation: str = ""
    positions: tuple[str, ...] = ()


class Correction(Struct, frozen=True, array_like=True, gc=False):
    """What was wrong and since when it is right."""

    date: Moment
    text: str


class Briefing(Struct, frozen=True, array_like=True, gc=False):
    """Front matter of one briefing. `path` is relative to content/, with slashes.

    `terms` holds, for each taxonomy, the names as the editor wrote them.
    """

    path: str
    slug: str
    title: str
    date: Moment
    summary: str = ""
    authors: tuple[str, ...] = ()
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    disclaimer: str = ""
    related: tuple[Pin, ...] = ()
    recommended: tuple[str, ...] = ()
    videos: tuple[Video, ...] = ()
    image: Image | None = None
    disclosure: Disclosure | None = None
    corrections: tuple[Correction, ...] = ()
    updated: Moment | None = None
    series: str = ""
    aliases: tuple[str, ...] = ()
    id: str = ""
    draft: bool = False
    expires: Moment | None = None
    lint_ignore: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


class StandingPage(Struct, frozen=True, array_like=True, gc=False):
    """Front matter of a text that is no news: about, subscribe, corrections policy.

    The text with which the page of a topic begins is one too; its title is empty.
    """

    path: str
    slug: str
    title: str
    summary: str = ""
    updated: Moment | None = None
    image: Image | None = None
    aliases: tuple[str, ...] = ()
    draft: bool = False
    lint_ignore: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """A link or picture in a body whose URL depends on the rest of the site.

    `attribute` is href, src, srcset, poster or cite; `value` is what the editor wrote, unescaped, and may be empty.
    `element` is the name of the element that bears it, `beside` its other attributes where the editor wrote
    HTML, `written` the attribute's own text where the Markdown renderer would have written it another way.
    """

    attribute: str
    value: str
    span: Span
    element: str = ""
    beside: tuple[str, ...] = ()
    written: str = ""


class Mention(Struct, frozen=True):
    """A word in an editor's text, such as a file's name, and where it stands."""

    text: str
    span: Span


class Chart(Struct, frozen=True):
    """A chart in a body. `spec` is what the editor wrote to be drawn, as JSON; `span` the line that opens it.

    `files` are the files of data that it names, as they are written there; `places` leads from a dotted path in the
    spec to where that is written, data apart.
    """

    title: str
    description: str
    spec: str
    span: Span
    subtitle: str = ""
    source: str = ""
    source_url: str = ""
    files: tuple[Mention, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)


class Body(Struct, frozen=True, array_like=True, gc=False):
    """What the site needs to know of a rendered Markdown body; its HTML is loaded when its page is stale.

    `digest` is the HTML's, in which NUL n NUL stands for the whole attribute (`href="…"`) that `references[n]` becomes.
    `lead` is the plain text of its first paragraph, cut as a summary; `is_blank` says that there is nothing to read.
    Where a chart stands, the HTML holds SOH n SOH for `charts[n]`.
    """

    digest: str
    references: tuple[Reference, ...] = ()
    lead: str = ""
    words: int = 0
    is_blank: bool = False
    charts: tuple[Chart, ...] = ()


class Rendered(Struct, frozen=True):
    """A Markdown body rendered: what is to know of it, its HTML, and its plain text for related articles."""

    body: Body
    html: str
    text: str


class MediaFile(Struct, frozen=True):
    """A file under content/media/: `path` relative to content/; pixels where it is a picture, else 0.

    `kind` is that of `pictures.Look`.
    """

    path: str
    digest: str
    width: int = 0
    height: int = 0
    kind: str = ""


class FeedSettings(Struct, frozen=True):
    """The `feed` part of site.yaml. `authority` and `start` name the site in tag: URIs (RFC 4151)."""

    items: int = 30
    full_text: bool = True
    authority: str = ""
    start: date | None = None
    hub: str = ""


class LintSettings(Struct, frozen=True):
    """The `lint` part of site.yaml: how `headframe check` reads. No page depends on it.

    `severities` has off, warning or error for each code that the site sets; `dollar` is what a bare $ stands for.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    dollar: str = ""
    hype_phrases: tuple[str, ...] = ()
    longest_summary: int = 300


class PictureSettings(Struct, frozen=True):
    """The `pictures` part of site.yaml: the widths in pixels in which a page offers one, and how wide it shows it."""

    widths: tuple[int, ...] = (400, 800, 1200, 1600)
    sizes: str = "(min-width: 38.5rem) 36rem, calc(100vw - 2.5rem)"


class NavigationLink(Struct, frozen=True):
    """An entry of the site's menu; `url` is absolute or from the site's root."""

    title: str
    url: str


class Settings(Struct, frozen=True):
    """site.yaml, whole, with every default filled in. `url` ends in a slash."""

    title: str
    url: str
    description: str = ""
    language: str = "en"
    timezone: str = "UTC"
    permalink: str = "/{year}/{month}/{slug}/"
    per_page: int = 20
    taxonomies: tuple[str, ...] = ("tags", "companies", "commodities", "countries")
    authors: Mapping[str, Author] = field(default_factory=dict)
    companies: Mapping[str, Company] = field(default_factory=dict)
    disclaimers: Mapping[str, Disclaimer] = field(default_factory=dict)
    default_disclaimer: str = ""
    require: tuple[str, ...] = ("sources", "disclaimer")
    feed: FeedSettings = FeedSettings()
    related_count: int = 5
    navigation: tuple[NavigationLink, ...] = ()
    markdown: str = "full"
    html: str = "sanitize"
    pictures: PictureSettings = PictureSettings()
    search: bool = False
    cards: bool = True
    lint: LintSettings = LintSettings()
    where: Mapping[str, Span] = NOWHERE

    def company(self, ticker: str) -> Company | None:
        """The company that has a ticker among its listings, or is called so, in whatever case."""
        if ticker in self.companies:
            return self.companies[ticker]
        wanted = ticker.casefold()
        known = self.companies.values()
        return next((c for c in known if wanted in {t.casefold() for t in (c.ticker, *c.listings, c.name)}), None)

    def author(self, name: str) -> Author | None:
        """The author whom a briefing names by key, or by name as readers see it."""
        if name in self.authors:
            return self.authors[name]
        return next((a for a in self.authors.values() if a.name.casefold() == name.casefold()), None)
