"""What each output is made of, as digests: an output is current when all of its ingredients are what they were.

Ingredients are taken from what a view is made of, not from the view, so that the view of an output that is current is
never made. They may hold more than the view shows, never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from msgspec.structs import replace

from generator import fingerprint
from generator.index import Entry
from generator.model import NOWHERE, Briefing, LintSettings, Settings
from generator.plan.cards import Cards
from generator.plan.standing import Standing
from generator.related import Found

Digests: TypeAlias = Mapping[str, str]
"""An output's ingredients, each by a word for it: "text", "related"."""


def of_settings(settings: Settings) -> str:
    """Digest of all that site.yaml says of the site, wherever in it that stands."""
    return fingerprint.of(replace(settings, lint=LintSettings(), where=NOWHERE))


@dataclass(frozen=True)
class Ingredients:
    """Ingredients of one site's outputs; `settings` is their digest. A bad link or picture is reported by `cards`."""

    cards: Cards
    settings: str
    _stories: dict[str, str] = field(default_factory=dict)

    def of(self, **parts: object) -> Digests:
        """The settings, and other values by their names."""
        return {"settings": self.settings, **{name: fingerprint.of(value) for name, value in parts.items()}}

    def briefing(
        self, number: int, older: Entry | None, newer: Entry | None, found: Found | None, card: str
    ) -> Digests:
        """Of the page of the briefing that is at a place of the index, and has a `card` for networks or none."""
        entry = self.cards.index.entries[number]
        return {
            "settings": self.settings,
            "text": entry.text,
            "topics": self.cards.index.names[entry.briefing.path],
            "links": self._links(entry),
            "neighbours": fingerprint.of(
                [(near.briefing.title, near.path) if near else None for near in (older, newer)]
            ),
            "related": self._related(number, found) if found else "",
            "recommended": self._recommended(entry.briefing),
            "card": card,
        }

    def standing(self, standing: Standing) -> Digests:
        """Of a standing page."""
        prose, picture = self.cards.standing_prose(standing), self.cards.picture(standing.page)
        return {"settings": self.settings, "text": standing.text, "links": fingerprint.of((prose, picture))}

    def cards_of(self, entries: Iterable[Entry]) -> str:
        """Digest of some briefings as a list shows them."""
        cards = self._cards
        return fingerprint.of_all([cards[entry.briefing.path] for entry in entries])

    def stories_of(self, entries: Iterable[Entry]) -> str:
        """Digest of some briefings, whole."""
        return fingerprint.of_all(map(self._story, entries))

    @cached_property
    def _cards(self) -> Mapping[str, str]:
        """By its file's path, the digests of what a list may show of a briefing."""
        shown, names = self.cards.index.shown, self.cards.index.names
        return {path: entry.card + names[path] for path, entry in shown.items()}

    def _story(self, entry: Entry) -> str:
        """Digests of a briefing's file and, since its name has a part in its address, of its card."""
        path = entry.briefing.path
        known = self._stories.get(path)
        if known is None:
            known = self._stories[path] = entry.text + self._cards[path] + self._links(entry)
        return known

    def _links(self, entry: Entry) -> str:
        """Digest of where a briefing's links lead, and of its charts and picture."""
        if not entry.body.references and not entry.body.charts and entry.briefing.image is None:
            return ""
        prose = self.cards.prose(entry)
        return fingerprint.of((prose.attributes, prose.figures, self.cards.picture(entry.briefing)))

    def _recommended(self, briefing: Briefing) -> str:
        for number, pin in enumerate(briefing.related):
            if not pin.url and len(self.cards.index.named(pin.briefing)) != 1:
                self.cards.chosen(briefing, pin.briefing, f"related.{number}")  # which reports a pin that leads nowhere
        return self.cards_of(self.cards.picks(briefing)) if briefing.recommended else ""

    def _related(self, number: int, found: Found) -> str:
        cards = self._cards
        others = [cards[key] for key in found.keys(number)]
        return fingerprint.of_bytes(found.answer(number) + "".join(others).encode())
