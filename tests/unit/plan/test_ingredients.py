"""Whenever what an output shows changes, so do its ingredients: else an edit would leave a stale page behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from msgspec import Struct, structs
from newsroom import LATER, settings

from generator import fingerprint, manuscript, views
from generator.index import Index, Parsed, index
from generator.layouts import packaged_layouts
from generator.model import (
    Author,
    Company,
    Disclaimer,
    FeedSettings,
    MediaFile,
    NavigationLink,
    PictureSettings,
    Settings,
)
from generator.placard import Theme
from generator.plan import Material, Output, Standing, pages, plan
from generator.related import Found
from generator.sources import SourceText
from generator.templates import Layouts

Field = tuple[type[Struct], str]

BRIEFINGS: dict[str, dict[str, Any]] = {
    "briefings/ore.md": {
        "title": "On ore",
        "date": "2026-02-20T09:00:00+00:00",
        "summary": "Ore is dug.",
        "authors": ["jane", "A Guest"],
        "tags": ["gallium", "export controls"],
        "companies": ["TSX:ELD"],
        "sources": [
            {"name": "Example Wire", "title": "Ore", "url": "https://wire.example/", "date": "2026-02-18"},
            "Gazette",
        ],
        "disclaimer": "standard",
        "related": [{"title": "Elsewhere", "url": "https://example.com/"}, "tin"],
        "recommended": ["lead"],
        "videos": [{"title": "A film", "url": "https://film.example/"}],
        "image": {"src": "media/rig.jpg", "alt": "A rig", "credit": "A photographer"},
        "disclosure": {"sponsor": "TSXV:RUA", "compensation": "C$1", "positions": ["TSX:ELD"]},
        "corrections": [{"date": "2026-02-21T10:00:00+00:00", "text": "It is not dug."}],
        "updated": "2026-02-21T09:00:00+00:00",
        "series": "Watch",
        "aliases": ["/old-ore/"],
        "extra": {"mood": "dry"},
    },
    "briefings/tin.md": {"title": "On tin", "date": "2026-02-19", "tags": ["gallium"], "sources": ["Gazette"]},
    "briefings/zinc.md": {"title": "On zinc", "date": "2026-02-22", "tags": ["gallium"], "sources": ["Gazette"]},
    "briefings/iron.md": {
        "title": "On iron",
        "slug": "iron",
        "date": "2025-01-10",
        "tags": ["gallium"],
        "sources": ["Gazette"],
    },
    "briefings/lead.md": {"title": "On lead", "date": "2025-01-09", "tags": ["gallium"], "sources": ["Gazette"]},
}
PAGES: dict[str, dict[str, Any]] = {
    "pages/about.md": {
        "title": "About us",
        "summary": "Who we are.",
        "updated": "2026-01-01",
        "image": {"src": "media/rig.jpg", "alt": "A rig"},
        "aliases": ["/old-about/"],
        "extra": {"mood": "dry"},
    },
    "pages/subscribe.md": {"title": "Subscribe"},
    "terms/tags/gallium.md": {"summary": "A soft metal."},
}
BODY = "Text on [tin](/briefings/tin.md) with ![a rig](/media/rig.jpg).\n"
CHART = """\
Zinc.

```chart
title: Zinc
description: How much.
bar: ../media/table.csv
x: tonnes
y: mine
```
"""


@dataclass(frozen=True)
class Content:
    """All that a site is planned from."""

    settings: Settings
    matter: Mapping[str, Mapping[str, Any]]
    bodies: Mapping[str, str]
    media: tuple[MediaFile, ...]
    assets: Mapping[str, tuple[str, str]]
    related: int = 2
    reason: str = "gallium"
    theme: Theme | None = None

    def texts(self) -> Iterator[SourceText]:
        for path, fields in self.matter.items():
            lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items()]
            text = "\n".join(["---", *lines, "---", "", self.bodies.get(path, BODY)])
            yield SourceText(path, text, fingerprint.of_text(text))

    def planned(self) -> dict[str, Output]:
        """The outputs by path; what is planned has no fault, and drafts are previewed."""
        briefings: list[Parsed] = []
        standing: list[Standing] = []
        introductions: list[Standing] = []
        for source in self.texts():
            made = manuscript.decode(manuscript.parse(source, manuscript.rules(self.settings)).manuscript)
            assert [d for d in made.diagnostics if d.severity == "error"] == []
            if made.briefing:
                briefings.append(Parsed(made.briefing, made.body, made.card, source.digest))
            if made.page and source.path.startswith("terms/"):
                path = f"/{source.path.removeprefix('terms/').removesuffix('.md')}/"
                introductions.append(Standing(made.page, made.body, path, source.digest))
            elif made.page:
                standing.append(Standing(made.page, made.body, f"/{made.page.slug}/", source.digest))
        shown, found = index(briefings, self.settings, LATER, frozenset({"draft"}))
        material = Material(self.settings, shown, standing, introductions, self.media, self.assets, theme=self.theme)
        made_plan = plan(material, lambda: self._matches(shown))
        assert [d for d in (*found, *made_plan.diagnostics) if d.severity == "error"] == []
        return {output.path: output for output in made_plan.outputs}

    def _matches(self, shown: Index) -> Found:
        """Each briefing's nearest in the order of time, the first of them as pinned."""
        keys = [entry.briefing.path for entry in shown.entries]
        answers = [
            [[keys[(place + n) % len(keys)], [self.reason], n == 1] for n in range(1, self.related + 1)]
            for place in range(len(keys))
        ]
        return Found([json.dumps(answer).encode() for answer in answers], {key: n for n, key in enumerate(keys)}, b"")


SITE = Content(
    settings=settings(
        description="News from below.",
        per_page=2,
        authors={"jane": Author("jane", "Jane Doe", "https://jane.example/", "She digs.")},
        companies={
            "TSX:ELD": Company("TSX:ELD", "Example Gold", "https://gold.example/", ("TSX:ELD", "NYSE:EGX")),
            "TSXV:RUA": Company("TSXV:RUA", "Example Rutile", "https://rutile.example/"),
        },
        navigation=(NavigationLink("About", "/about/"),),
        feed=FeedSettings(authority="example.org", start=date(2022, 1, 1), hub="https://hub.example/"),
        default_disclaimer="standard",
        search=True,
    ),
    matter={**BRIEFINGS, **PAGES},
    bodies={"briefings/zinc.md": CHART},
    media=(MediaFile("media/rig.jpg", "1", 640, 480, "jpeg"), MediaFile("media/table.csv", "1")),
    assets={"css/feed.css": ("assets/css/feed.1.css", "1"), "css/site.css": ("assets/css/site.css", "1")},
    theme=Layouts((packaged_layouts(),)).theme(),
)

Edit = Callable[[Content], Content]


def front(path: str, **fields: Any) -> Edit:
    """An edit of a text's front matter; None takes a field out."""

    def edit(site: Content) -> Content:
        matter = {key: value for key, value in {**site.matter[path], **fields}.items() if value is not None}
        return replace(site, matter={**site.matter, path: matter})

    return edit


def setting(**fields: Any) -> Edit:
    """An edit of site.yaml."""
    return lambda site: replace(site, settings=structs.replace(site.settings, **fields))


def feed(**fields: Any) -> Edit:
    return setting(feed=structs.replace(SITE.settings.feed, **fields))


def author(**fields: Any) -> Edit:
    return setting(authors={"jane": structs.replace(SITE.settings.authors["jane"], **fields)})


def company(ticker: str, **fields: Any) -> Edit:
    known = SITE.settings.companies
    return setting(companies={**known, ticker: structs.replace(known[ticker], **fields)})


def written(path: str, text: str) -> Edit:
    """An edit of a text's body."""
    return lambda site: replace(site, bodies={**site.bodies, path: text})


def renamed(path: str, to: str) -> Edit:
    """A text under another name."""
    return lambda site: replace(site, matter={to if p == path else p: m for p, m in site.matter.items()})


def medium(**fields: Any) -> Edit:
    return lambda site: replace(site, media=(structs.replace(site.media[0], **fields), *site.media[1:]))


def source(**fields: Any) -> Edit:
    first, *others = BRIEFINGS["briefings/ore.md"]["sources"]
    return front(ORE, sources=[{**first, **fields}, *others])


def disclosed(**fields: Any) -> Edit:
    return front(ORE, disclosure={**BRIEFINGS["briefings/ore.md"]["disclosure"], **fields})


def without(path: str) -> Edit:
    return lambda site: replace(site, matter={p: m for p, m in site.matter.items() if p != path})


def picture(path: str, **fields: Any) -> Edit:
    return front(path, image={**SITE.matter[path]["image"], **fields})


ORE, TIN, ZINC, ABOUT = "briefings/ore.md", "briefings/tin.md", "briefings/zinc.md", "pages/about.md"
GALLIUM = "terms/tags/gallium.md"

EDITS: dict[str, Edit] = {
    "nothing": lambda site: site,
    "a title": front(ORE, title="On ores"),
    "a title that no card can show": front(ORE, title="في المنجم"),
    "no cards": lambda site: replace(site, theme=None),
    "another title": front(TIN, title="On tins"),
    "the title of a pick": front("briefings/lead.md", title="On leads"),
    "a summary": front(ORE, summary="Ore is sought."),
    "no summary": front(ORE, summary=None),
    "a body": written(ORE, "Other text on [tin](tin.md) with ![a rig](../media/rig.jpg).\n"),
    "a long body": written(ORE, "word " * 13_000),
    "a body that leads a list": written(TIN, "Tin is found.\n"),
    "no body": written(ORE, ""),
    "a date": front(ORE, date="2026-02-20T10:00:00+00:00"),
    "a date in another zone": front(ORE, date="2026-02-20T10:00:00+01:00"),
    "a date without a time": front(ORE, date="2026-02-20"),
    "a date that passes a neighbour": front(TIN, date="2026-02-21"),
    "a date in another year": front(ORE, date="2024-02-20"),
    "a date of change": front(ORE, updated="2026-02-23T09:00:00+00:00"),
    "no change": front(ORE, updated=None, corrections=None),
    "a byline": front(ORE, authors=["A Guest", "jane"]),
    "no byline": front(ORE, authors=None),
    "a topic": front(ORE, tags=["gallium", "antimony"]),
    "a topic more": front(TIN, tags=["gallium", "antimony"]),
    "a topic written otherwise": front("briefings/lead.md", tags=["Gallium"]),
    "no topic": front(ORE, tags=None, companies=None),
    "a source": source(name="Other Wire"),
    "a source's title": source(title="Ores"),
    "a source's address": source(url="https://wire.example/2"),
    "a source's date": source(date="2026-02-17"),
    "a source without a date": front(ORE, sources=["Example Wire"]),
    "a disclaimer": front(ORE, disclaimer="No advice at all."),
    "a pin elsewhere": front(ORE, related=[{"title": "There", "url": "https://example.net/"}, "tin"]),
    "no pin": front(ORE, related=None),
    "a pick": front(ORE, recommended=["tin"]),
    "a film": front(ORE, videos=[{"title": "Another film", "url": "https://film.example/2"}]),
    "a picture in other sizes": setting(pictures=PictureSettings(widths=(100, 300), sizes="100vw")),
    "a picture in its own size alone": setting(pictures=PictureSettings(widths=())),
    "a picture that cannot be made smaller": medium(kind=""),
    "a picture's text": picture(ORE, alt="Another rig"),
    "a picture's credit": picture(ORE, credit="Another photographer"),
    "a picture elsewhere": picture(ORE, src="https://example.com/a.png"),
    "no picture": front(ORE, image=None),
    "a sponsor": disclosed(sponsor="TSX:ELD"),
    "no sponsor": disclosed(sponsor=None, compensation=None),
    "a compensation": disclosed(compensation="C$2"),
    "a position": disclosed(positions=["TSXV:RUA"]),
    "no disclosure": front(ORE, disclosure=None),
    "a correction": front(ORE, corrections=[{"date": "2026-02-22T10:00:00+00:00", "text": "It is dug after all."}]),
    "a first correction": front(TIN, corrections=[{"date": "2026-02-21", "text": "It is tin."}]),
    "a series": front(ORE, series="Other watch"),
    "an alias": front(ORE, aliases=["/old-ore/", "/older-ore/"]),
    "an alias of another": lambda site: front(TIN, aliases=["/old-ore/"])(front(ORE, aliases=None)(site)),
    "an id": front(ORE, id="x1"),
    "an extra": front(ORE, extra={"mood": "wet"}),
    "a draft": front(ORE, draft=True),
    "a slug": front(TIN, slug="cassiterite"),
    "another slug": front(ORE, slug="rock"),
    "a file's name": renamed("briefings/iron.md", "briefings/fe.md"),
    "a briefing gone": without("briefings/iron.md"),
    "a briefing more": lambda site: replace(
        site, matter={**site.matter, "briefings/new.md": {**BRIEFINGS[TIN], "title": "New", "date": "2026-02-23"}}
    ),
    "a page's title": front(ABOUT, title="About them"),
    "a page's summary": front(ABOUT, summary="Who they are."),
    "a page's body": written(ABOUT, "Other text.\n"),
    "a page's date": front(ABOUT, updated="2026-01-02"),
    "a page without a date": front(ABOUT, updated=None),
    "a page's picture": picture(ABOUT, alt="Another rig", credit="A photographer"),
    "a page without a picture": front(ABOUT, image=None),
    "a page's extra": front(ABOUT, extra={"mood": "wet"}),
    "a page's slug": front(ABOUT, slug="us"),
    "a page gone": without(ABOUT),
    "no page on subscribing": without("pages/subscribe.md"),
    "the title of that page": front("pages/subscribe.md", title="Get it"),
    "an introduction's summary": front(GALLIUM, summary="A metal."),
    "an introduction's body": written(GALLIUM, "Other text on [tin](../../briefings/tin.md).\n"),
    "an introduction gone": without(GALLIUM),
    "a topic beside another": lambda site: front(TIN, tags=["gallium", "antimony"])(
        front(ZINC, tags=["gallium", "antimony"])(site)
    ),
    "the first of a series": front(TIN, series="Watch"),
    "a chart's words": written(ZINC, CHART.replace("How much", "How little")),
    "a chart more": written(ZINC, CHART + CHART),
    "no chart": written(ZINC, "Zinc.\n"),
    "a chart's data": lambda site: replace(site, media=(site.media[0], MediaFile("media/table.csv", "2"))),
    "a chart's file": lambda site: replace(
        written(ZINC, CHART.replace("table.csv", "other.csv"))(site),
        media=(*site.media, MediaFile("media/other.csv", "1")),
    ),
    "a chart before another": written(ZINC, CHART.replace("Zinc", "Ore") + CHART),
    "a picture's bytes": medium(digest="2"),
    "a picture's size": medium(width=641, height=481),
    "a stylesheet": lambda site: replace(
        site, assets={"css/feed.css": ("assets/css/feed.2.css", "2"), "css/site.css": ("assets/css/site.css", "2")}
    ),
    "no related article": lambda site: replace(site, related=0),
    "a reason": lambda site: replace(site, reason="ores"),
    "one related article": lambda site: replace(site, related=1),
    "three related articles": lambda site: replace(site, related=3),
    "the site's title": setting(title="The Pit"),
    "the site's description": setting(description="News from above."),
    "the site's address": setting(url="https://example.com/brief/"),
    "the site's language": setting(language="ar"),
    "the site's timezone": setting(timezone="America/Toronto"),
    "the permalinks": setting(permalink="/{slug}/"),
    "the length of lists": setting(per_page=3),
    "no pages of lists": setting(per_page=20),
    "the taxonomies": setting(taxonomies=("companies", "tags")),
    "a taxonomy less": setting(taxonomies=("tags", "companies", "commodities")),
    "the navigation": setting(navigation=(NavigationLink("Topics", "/tags/"),)),
    "the length of feeds": feed(items=1),
    "feeds of summaries": feed(full_text=False),
    "the feeds' authority": feed(authority="example.com"),
    "the feeds' start": feed(start=date(2023, 1, 1)),
    "the feeds' hub": feed(hub=""),
    "an author's name": author(name="Jane Roe"),
    "an author's address": author(url="https://jane.example/2"),
    "an author's life": author(bio="She dug."),
    "a company's name": company("TSX:ELD", name="Example Silver"),
    "a company's address": company("TSX:ELD", url="https://silver.example/"),
    "a company's listings": company("TSX:ELD", listings=("TSX:ELD",)),
    "a sponsor's name": company("TSXV:RUA", name="Example Zircon", url="https://zircon.example/"),
    "a company's main ticker": setting(
        companies={
            "NYSE:EGX": Company("NYSE:EGX", "Example Gold", "https://gold.example/", ("TSX:ELD", "NYSE:EGX")),
            "TSXV:RUA": SITE.settings.companies["TSXV:RUA"],
        }
    ),
    "the text of a disclaimer": setting(disclaimers={"standard": Disclaimer("standard", "This is advice.")}),
    "the default disclaimer": setting(default_disclaimer="clean"),
    "the count of related articles": setting(related_count=1),
}

VIEWS = [kind for kind in vars(views).values() if isinstance(kind, type) and kind in Struct.__subclasses__()]

OF_THE_ADDRESS: frozenset[Field] = frozenset(
    {
        (views.FileCopy, "source"),
        (views.ListPage, "kind"),
        (views.TermsPage, "kind"),
        (views.TermsPage, "heading"),
        (views.ArchivePage, "heading"),
        (views.ArchivePage, "year"),
        (views.Head, "kind"),
        (views.FeedLink, "type"),
        (views.Pager, "number"),
        (views.Figure, "number"),
        (views.Robots, "sitemaps"),
    }
)
"""Fields that an output's address and the site's settings decide by themselves."""

UNUSED: frozenset[Field] = frozenset({(views.Figure, "is_inline")})

DRAWN = frozenset({views.ChartView, views.ChartPicture, views.DataTable})
"""Views that are made of a Figure as its page is rendered, and are no part of what is planned."""

CONSTANT: frozenset[Field] = frozenset((views.SearchIndex, name) for name in ("letters", "alone", "together"))


@pytest.fixture(autouse=True)
def small_sitemaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that there are several, and a list of them."""
    monkeypatch.setattr(pages, "SITEMAP_URLS", 12)


def changes(one: object, other: object) -> Iterator[Field]:
    """The fields of views that differ between two."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        for left, right in zip(one, other, strict=False):
            yield from changes(left, right)
    elif isinstance(one, Struct) and type(one) is type(other):
        for name in one.__struct_fields__:
            left, right = getattr(one, name), getattr(other, name)
            if left != right:
                yield type(one), name
                yield from changes(left, right)


def shown(output: Output) -> Any:
    """What an output shows; what is made once for a key, by that key."""
    return output.view.key if output.recipe in {"words", "derived"} else output.view


SPARE = replace(SITE, related=0)
"""The site without related articles, which hold so much that they would hide what else is missing."""

BARE = front(ORE, recommended=None)(SPARE)
"""And without picks, which do the same."""


@pytest.mark.parametrize("site", [SITE, SPARE, BARE], ids=["everything", "spare", "bare"])
@pytest.mark.parametrize("name", EDITS)
def test_whenever_the_view_of_an_output_changes_so_do_its_ingredients(name: str, site: Content) -> None:
    before, after = site.planned(), EDITS[name](site).planned()
    both = before.keys() & after.keys()
    changed = {path for path in both if fingerprint.of(shown(before[path])) != fingerprint.of(shown(after[path]))}
    assert {path for path in changed if before[path].ingredients == after[path].ingredients} == set()
    assert bool(changed or before.keys() != after.keys()) == (name != "nothing") or site is not SITE


def test_the_edits_change_every_field_of_every_view() -> None:
    before = {path: shown(output) for path, output in SITE.planned().items()}
    found: set[Field] = set()
    for edit in EDITS.values():
        after = {path: shown(output) for path, output in edit(SITE).planned().items()}
        for path in before.keys() & after.keys():
            found.update(changes(before[path], after[path]))
    wanted = {(kind, name) for kind in VIEWS if kind not in DRAWN for name in kind.__struct_fields__}
    never = UNUSED | CONSTANT
    assert sorted(f"{kind.__name__}.{name}" for kind, name in wanted - found - OF_THE_ADDRESS - never) == []
    assert sorted(f"{kind.__name__}.{name}" for kind, name in found & never) == []
