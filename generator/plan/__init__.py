"""Every output of the site, from the briefings in their order: a function of values to values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator import search
from generator.diagnostic import Diagnostic, has_errors
from generator.index import Index, typed
from generator.model import MediaFile, Settings
from generator.placard import Theme
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards, Matches
from generator.plan.feeds import Feeds
from generator.plan.heads import Heads
from generator.plan.ingredients import Ingredients, of_settings
from generator.plan.media import Media
from generator.plan.output import FILES, Output, collisions
from generator.plan.pages import Pages, site_view
from generator.plan.placards import Placards
from generator.plan.prose import Links
from generator.plan.searching import FOLDER as SEARCH
from generator.plan.searching import Searching
from generator.plan.standing import Standing
from generator.plan.stories import Stories, by_path
from generator.related import Found
from generator.views import FileCopy

__all__ = ["Matches", "Material", "Output", "Plan", "Standing", "home_of", "page_of", "plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """The outputs, in the order in which they are published, and what is wrong with them."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What a site is laid out from. `assets` gives for each asset's name its path in the output and its digest.

    `content` is the folder of the media, for those outputs that are made of one; `theme` is what cards are drawn
    with, if there are to be any.
    """

    settings: Settings
    index: Index
    standing: Sequence[Standing]
    introductions: Sequence[Standing]
    media: Sequence[MediaFile]
    assets: Mapping[str, tuple[str, str]]
    content: Path = Path()
    theme: Theme | None = None


def plan(material: Material, matches: Matches) -> Plan:
    """Lay out the site. `matches` are asked for last."""
    pages, standing = _pages(material), material.standing
    faults = search.check(material.settings)
    media = pages.cards.links.media
    others = [
        *pages.standing(standing),
        *pages.charts(standing),
        *pages.home(standing),
        *pages.groups(),
        *pages.archive(),
        *pages.corrections(),
        pages.feeds_page(),
        pages.not_found(),
        *pages.redirects(standing),
        *pages.site_feeds(),
        *pages.for_machines(standing),
    ]
    if material.settings.search and not has_errors(faults):
        others += [*pages.search(), *Searching(material.settings, pages.cards, pages.ingredients).outputs()]
    outputs = [*_assets(material), *pages.briefings(matches), *others]
    outputs += [*pages.placards.outputs(), *media.outputs()]
    found = (
        *faults,
        *pages.cards.diagnostics,
        *pages.stories.faults(),
        *pages.placards.diagnostics(),
        *collisions(outputs),
    )
    return Plan(tuple(sorted(outputs, key=lambda output: (output.rank, output.path))), found)


def page_of(material: Material, number: int, related: Found | None) -> Output:
    """The page of the briefing at a place of the index, by itself."""
    return _pages(material).briefing(number, related)


def _pages(material: Material) -> Pages:
    settings, index = material.settings, material.index
    media = Media.of(material.media, settings.pictures, material.content)
    places = {typed(page.page.path): page.path for page in material.standing}
    lenient = settings.markdown == "commonmark"
    links = Links(Addresses(settings.url), index, places, media, lenient, settings.language)
    near = Cards(settings, index, links)
    far = Cards(settings, index, replace(links, addresses=Addresses(settings.url, everywhere=True)))
    style = material.assets.get("css/feed.css")
    feeds = Feeds(settings, far, near.addresses.link(f"/{style[0]}") if style else "")
    site = site_view(settings, near.addresses, feeds.of_site())
    stories = Stories(settings, near, by_path(material.introductions))
    ingredients = Ingredients(near, of_settings(settings))
    heads, placards = Heads(settings, near.addresses), Placards(near, material.theme)
    return Pages(settings, site, index, near, heads, feeds, stories, ingredients, placards)


def home_of(settings: Settings) -> str:
    """The path under which the whole site lies: "/" or "/brief/"."""
    return Addresses(settings.url).home


def _assets(material: Material) -> Iterable[Output]:
    """The assets; those below search/ only for a site that has it."""
    for name, (path, digest) in sorted(material.assets.items()):
        if name.startswith(f"{SEARCH}/") and not material.settings.search:
            continue
        make = partial(FileCopy, name, digest)
        yield Output(path, "asset", "", make, {"file": digest}, FILES, f"layouts/assets/{name}")
