"""Whether a built site is all there, and whether it shows what was changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import TAXONOMIES, Briefing
from peer import Site

_LINK = re.compile(r'href="(?:https://example\.org)?/(\d{4}/\d\d/[^/"]+)/"')
_PER_PAGE = 20
_PER_FEED = 30
_RELATED = 0.99  # Headframe shows fewer where nothing else is alike


def faults(site: Site) -> list[str]:
    """What is missing from a site, in words; nothing if it is complete."""
    return [*_page_faults(site), *_list_faults(site), *_feed_faults(site), *_sitemap_faults(site)]


def _page_faults(site: Site) -> Iterator[str]:
    last = len(site.briefings) - 1
    related = 0
    for place, briefing in enumerate(site.briefings):
        text = _text(site.page(briefing))
        missing = [sign for sign in (briefing.title, briefing.note, *_signs(place, last)) if sign not in text]
        if missing:
            yield f"page {briefing.path}: without {missing}"
        related += len(re.findall(r'<li class="rel\b', text))
    wanted = site.peer.related * len(site.briefings)
    if not wanted * _RELATED <= related <= wanted:
        yield f"{related} related articles, not {wanted}"


def _signs(place: int, last: int) -> Iterator[str]:
    yield from ('id="sources"', 'id="disclaimer"', "investment advice")
    if place > 0:
        yield 'rel="prev"'
    if place < last:
        yield 'rel="next"'


def _list_faults(site: Site) -> Iterator[str]:
    listed = _linked(_listing(site.output))
    if listed != {briefing.path for briefing in site.briefings}:
        yield f"the index lists {len(listed)} of {len(site.briefings)} briefings"
    for term, size in _terms(site).items():
        pages = list(_listing(term))
        if len(_linked(pages)) != size or len(pages) < -(-size // _PER_PAGE):
            yield f"{term}: lists {len(_linked(pages))} of {size} briefings on {len(pages)} pages"


def _feed_faults(site: Site) -> Iterator[str]:
    text = _text(site.output / site.peer.feed)
    for briefing in site.briefings[-_PER_FEED:]:
        if briefing.note not in text:
            yield f"the feed is without the text of {briefing.path}"
    for term, size in _terms(site).items():
        text = _text(term / site.peer.feed)
        if text.count("<item>") != min(_PER_FEED, size) or text.count("Desk note ") < min(_PER_FEED, size):
            yield f"{term}: {text.count('<item>')} items in the feed, {text.count('Desk note ')} with full text"


def _sitemap_faults(site: Site) -> Iterator[str]:
    text = "".join(map(_text, site.output.glob("sitemap*.xml")))
    named = set(re.findall(r"<loc>https://example\.org/(\d{4}/\d\d/[^/<]+)/</loc>", text))
    if named != {briefing.path for briefing in site.briefings}:
        yield f"the sitemap names {len(named)} of {len(site.briefings)} briefings"


def shows(page: Path, *texts: str) -> list[str]:
    """What is missing from a page, in words."""
    return [f"{page} is without {text!r}" for text in texts if text not in _text(page)]


def retitled(site: Site, briefing: Briefing, title: str) -> list[str]:
    """The pages that link to a briefing by another title, or the lack of such pages, in words."""
    linking = [page for page in site.output.rglob("*.html") if f'/{briefing.path}/"' in _text(page)]
    lists = 1 + sum(len(getattr(briefing, taxonomy)) for taxonomy in TAXONOMIES)
    if len(linking) < lists:
        return [f"only {len(linking)} pages link to {briefing.path}"]
    return [fault for page in linking for fault in shows(page, title)]


def _terms(site: Site) -> dict[Path, int]:
    """The folder of every term, and how many briefings it has."""
    return Counter(
        site.output / taxonomy / name.lower().replace(" ", "-")
        for taxonomy in TAXONOMIES
        for briefing in site.briefings
        for name in getattr(briefing, taxonomy)
    )


def _listing(folder: Path) -> Iterator[Path]:
    """The pages of a list."""
    yield from folder.glob("index.html")
    yield from folder.glob("page/*/index.html")


def _linked(pages: Iterable[Path]) -> set[str]:
    return {path for page in pages for path in _LINK.findall(_text(page))}


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
