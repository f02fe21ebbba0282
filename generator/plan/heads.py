"""What machines read of a page: its head, with schema.org's terms in JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from generator.index import Entry
from generator.model import Settings
from generator.plan.addresses import Addresses
from generator.plan.cards import last_changed
from generator.views import BriefingView, FeedLink, Head, Link, Pager, Picture

HEADLINE_CHARACTERS = 110
"""Google's guidelines for NewsArticle ask for headlines no longer."""

_SCRIPT_UNSAFE = {character.encode(): f"\\u{ord(character):04x}".encode() for character in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads of one site's pages."""

    settings: Settings
    addresses: Addresses

    def page(
        self,
        title: str,
        path: str,
        *,
        description: str = "",
        above: Sequence[tuple[str, str]] = (),
        feeds: tuple[FeedLink, ...] = (),
        pager: Pager | None = None,
        image: Picture | None = None,
        indexed: bool = True,
    ) -> Head:
        """The head of a page at `path`; `above` are the (title, path) between home and it."""
        trail = self._trail(title, path, above)
        return Head(
            title=title,
            description=description or self.settings.description,
            canonical=self.addresses.absolute(path),
            image=_for_networks(self._absolute(image)),
            json_ld=ld(self._trail_ld(trail)) if len(trail) > 1 else ld(self._site_ld()),
            feeds=feeds,
            previous=pager.newer if pager else "",
            next=pager.older if pager else "",
            trail=trail,
            indexed=indexed,
        )

    def briefing(
        self,
        entry: Entry,
        view: BriefingView,
        previous: Link | None,
        next_: Link | None,
        card: Picture | None = None,
    ) -> Head:
        """The head of a briefing's page. Its `previous` is the older neighbour's, as rel=prev is in a news archive.

        Networks show the card, or without one the briefing's picture.
        """
        year = f"{entry.briefing.date.at.year:04}"
        trail = self._trail(view.title, entry.path, [("Archive", "/archive/"), (year, f"/archive/{year}/")])
        image = self._absolute(view.image)
        topics = tuple(term.name for term in view.terms)
        changed = last_changed(entry.briefing)
        return Head(
            title=view.title,
            description=view.summary,
            canonical=view.url,
            kind="article",
            image=card or _for_networks(image),
            json_ld=ld(self._article_ld(entry, view, image or card, topics), self._trail_ld(trail)),
            previous=previous.url if previous else "",
            next=next_.url if next_ else "",
            trail=trail,
            indexed=not entry.status,
            published=entry.briefing.date.at.isoformat(),
            modified=changed.isoformat() if changed > entry.briefing.date.at else "",
            topics=topics,
        )

    def _absolute(self, image: Picture | None) -> Picture | None:
        if image is None or not image.src.startswith("/"):
            return image
        source = self.addresses.url + image.src.removeprefix(self.addresses.home)
        return replace(image, src=source, srcset="", sizes="")

    def _trail(self, title: str, path: str, above: Sequence[tuple[str, str]]) -> tuple[Link, ...]:
        if path == "/":
            return (Link(self.settings.title, self.addresses.link("/")),)
        steps = [(self.settings.title, "/"), *above, (title, path)]
        return tuple(Link(name, self.addresses.link(place)) for name, place in steps)

    def _site_ld(self) -> dict[str, object]:
        return {
            "@type": "WebSite",
            "name": self.settings.title,
            "url": self.addresses.url,
            "description": self.settings.description,
            "inLanguage": self.settings.language,
        }

    def _trail_ld(self, trail: Sequence[Link]) -> dict[str, object]:
        root, home = self.addresses.url, self.addresses.home
        items = [
            {"@type": "ListItem", "position": n, "name": step.title, "item": root + step.url.removeprefix(home)}
            for n, step in enumerate(trail, 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _article_ld(
        self, entry: Entry, view: BriefingView, image: Picture | None, topics: tuple[str, ...]
    ) -> dict[str, object]:
        root, home = self.addresses.url, self.addresses.home
        article: dict[str, object] = {
            "@type": "NewsArticle",
            "@id": f"{view.url}#article",
            "mainEntityOfPage": view.url,
            "headline": shortened(view.title, HEADLINE_CHARACTERS),
            "description": view.summary,
            "datePublished": entry.briefing.date.at.isoformat(),
            "dateModified": last_changed(entry.briefing).isoformat(),
            "inLanguage": self.settings.language,
            "author": [
                {"@type": "Person", "name": person.name, "url": person.website or root + person.url.removeprefix(home)}
                for person in view.authors
            ],
            "publisher": {"@type": "Organization", "name": self.settings.title, "url": root},
            "keywords": list(topics),
            "image": [image.src] if image else [],
            "citation": [
                {
                    "@type": "CreativeWork",
                    "name": source.title or source.name,
                    "publisher": source.name,
                    "url": source.url,
                }
                if source.url
                else source.name
                for source in view.sources
            ],
            "correction": [
                {"@type": "CorrectionComment", "text": correction.text, "datePublished": correction.date.iso}
                for correction in view.corrections
            ],
        }
        if view.disclosure and view.disclosure.sponsor:
            sponsor = view.disclosure.sponsor
            article["sponsor"] = {"@type": "Organization", "name": sponsor.name or sponsor.ticker}
        return {key: value for key, value in article.items() if value}


def _for_networks(image: Picture | None) -> Picture | None:
    """A picture that networks can show: none of them takes SVG."""
    return None if image and image.src.lower().endswith(".svg") else image


def ld(*things: dict[str, object]) -> str:
    """JSON-LD that may stand inside <script> (HTML, section 4.12.1.3): nothing in it ends the element."""
    data = msgspec.json.encode({"@context": "https://schema.org", "@graph": things})
    for character, escaped in _SCRIPT_UNSAFE.items():  # which takes half the time of one regular expression
        data = data.replace(character, escaped)
    return data.decode()


def shortened(text: str, characters: int) -> str:
    """A text cut to a number of characters, the last an ellipsis where something is missing."""
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"
