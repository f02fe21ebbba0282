"""The cards that networks show beside a link to a briefing, as outputs beside its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from generator import placard
from generator.diagnostic import Diagnostic
from generator.index import Entry, span_of
from generator.model import COMPANIES, Briefing
from generator.placard import HEIGHT, WIDTH, Placard, Theme
from generator.placard.drawing import drawn
from generator.plan.cards import Cards
from generator.plan.output import FILES, Derived, Output
from generator.plan.output import key as place
from generator.views import Picture


@dataclass(frozen=True)
class Placards:
    """The cards of one site; without a theme it has none."""

    cards: Cards
    theme: Theme | None
    _known: dict[str, Placard | None] = field(default_factory=dict)

    def outputs(self) -> Iterator[Output]:
        """The card of each briefing that has one; of two briefings at one address, which is an error, the first's."""
        if self.theme is None:
            return
        entries = {place(entry.path): entry for entry in reversed(self.cards.index.entries)}
        for entry in entries.values():
            shown = self.of(entry)
            if shown is not None:
                key = placard.key(shown, self.theme)
                make = partial(Derived, key, partial(drawn, shown, self.theme))
                what = f"the card of content/{entry.briefing.path}"
                yield Output(_path(entry)[1:], "derived", "", make, {"file": key}, FILES, what)

    def picture(self, entry: Entry) -> Picture | None:
        """A briefing's card as a page's head names it."""
        if self.of(entry) is None:
            return None
        url = self.cards.addresses.absolute(_path(entry))
        return Picture(url, f"{entry.briefing.title} – {self.cards.settings.title}", "", WIDTH, HEIGHT)

    def of(self, entry: Entry) -> Placard | None:
        """What a briefing's card tells; None if there is none, or none can be drawn."""
        path = entry.briefing.path
        if path not in self._known:
            self._known[path] = self._of(entry.briefing)
        return self._known[path]

    def diagnostics(self) -> Iterator[Diagnostic]:
        """A warning if there are briefings whose headline cannot be set."""
        missing = [e for e in self.cards.index.entries if self.theme and self.of(e) is None]
        if missing:
            others = f" and {len(missing) - 1:,} more get" if len(missing) > 1 else " gets"
            message = f"“{missing[0].briefing.title}”{others} no card: the cards' font cannot set such letters"
            help_ = "lay a font that has them into layouts/cards/headline.ttf, or set cards: false in site.yaml"
            yield Diagnostic("no-card", message, span_of(missing[0].briefing, "title"), help_, "warning")

    def _of(self, briefing: Briefing) -> Placard | None:
        if self.theme is None:
            return None
        settings = self.cards.settings
        shown = Placard(
            headline=briefing.title,
            day=briefing.date.at.date(),
            language=settings.language,
            site=settings.title,
            host=urlsplit(settings.url).netloc,
            topic=self._topic(briefing),
            is_sponsored=bool(briefing.disclosure and briefing.disclosure.sponsor),
        )
        return shown if placard.is_settable(shown, self.theme) else None

    def _topic(self, briefing: Briefing) -> str:
        """The first company of a briefing, or its first topic."""
        known = self.cards.settings.taxonomies
        for taxonomy in (COMPANIES, *known):
            names = briefing.terms.get(taxonomy, ()) if taxonomy in known else ()
            if names:
                return self.cards.term(taxonomy, names[0]).name
        return ""


def _path(entry: Entry) -> str:
    return f"{entry.path.rpartition('/')[0]}/card.png"
