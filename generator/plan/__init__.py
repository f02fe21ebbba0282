"""Every output of the site, from the briefings in their order: a function of values to values."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator import search
from generator.diagnostic import Diagnostic, has_errors
from generator.index import Index
from generator.model import MediaFile, Settings
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards, Matches
from generator.plan.feeds import Feeds
from generator.plan.heads import Heads
from generator.plan.ingredients import Ingredients, of_settings
from generator.plan.output import FILES, Output, Recipe, collisions
from generator.plan.pages import Pages, site_view
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
    """What a site is laid out from. `assets` gives for each asset's name its path in the output and its digest."""

    settings: Settings
    index: Index
    standing: Sequence[Standing]
    introductions: Sequence[Standing]
    media: Sequence[MediaFile]
    assets: Mapping[str, tuple[str, str]]


def plan(material: Material, matches: Matches) -> Plan:
    """Lay out the site. `matches` are asked for last."""
    pages, standing = _pages(material), material.standing
    faults = search.check(material.settings)
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
    outputs = [*_files(material), *pages.briefings(matches), *others]
    found = (*faults, *pages.cards.diagnostics, *pages.stories.faults(), *collisions(outputs))
    return Plan(tuple(sorted(outputs, key=lambda output: (output.rank, output.path))), found)


def page_of(material: Material, number: int, related: Found | None) -> Output:
    """The page of the briefing at a place of the index, by itself."""
    return _pages(material).briefing(number, related)


def _pages(material: Material) -> Pages:
    settings, index = material.settings, material.index
    files = {unicodedata.normalize("NFC", file.path): file for file in material.media}
    places = {page.page.path: page.path for page in material.standing}
    lenient = settings.markdown == "commonmark"
    links = Links(Addresses(settings.url), index, places, files, lenient, settings.language)
    near = Cards(settings, index, links)
    far = Cards(settings, index, replace(links, addresses=Addresses(settings.url, everywhere=True)))
    style = material.assets.get("css/feed.css")
    feeds = Feeds(settings, far, far.addresses.link(f"/{style[0]}") if style else "")
    site = site_view(settings, near.addresses, feeds.of_site())
    stories = Stories(settings, near, by_path(material.introductions))
    ingredients = Ingredients(near, of_settings(settings))
    return Pages(settings, site, index, near, Heads(settings, near.addresses), feeds, stories, ingredients)


def home_of(settings: Settings) -> str:
    """The path under which the whole site lies: "/" or "/brief/"."""
    return Addresses(settings.url).home


def _files(material: Material) -> Iterable[Output]:
    """Media and assets; those below search/ only for a site that has it."""
    for file in material.media:
        yield _copy("media", file.path, FileCopy(file.path, file.digest), f"content/{file.path}")
    for name, (path, digest) in sorted(material.assets.items()):
        if name.startswith(f"{SEARCH}/") and not material.settings.search:
            continue
        yield _copy("asset", path, FileCopy(name, digest), f"layouts/assets/{name}")


def _copy(recipe: Recipe, path: str, file: FileCopy, what: str) -> Output:
    return Output(path, recipe, "", partial(FileCopy, file.source, file.digest), {"file": file.digest}, FILES, what)
