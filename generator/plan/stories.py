"""What the page of a topic tells of it before the list: what it is, how often it comes up, what comes up with it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from generator import calendar, disclosure
from generator.diagnostic import Diagnostic, Span
from generator.index import SERIES, Entry, Group, folded, label
from generator.model import COMPANIES, Settings
from generator.plan.cards import Cards
from generator.plan.standing import Standing
from generator.views import DisclosureNote, Link, MonthCount, Story, Term

FEWEST = 3
"""Briefings from which on it is worth drawing how many there were in each month."""

MOST_MONTHS = 48
MOST_BESIDE = 8

_TERMS = "content/terms/"


@dataclass(frozen=True)
class Stories:
    """The stories of one site's topics, sources, authors and series; `introductions` by the path of their pages."""

    settings: Settings
    cards: Cards
    introductions: Mapping[str, Standing]
    _months: dict[str, int] = field(default_factory=dict)

    def of(self, group: Group) -> Story:
        """The story of one."""
        introduction = self.introductions.get(group.path)
        return Story(
            introduction=self.cards.standing_prose(introduction) if introduction else None,
            months=self._by_month(group),
            beside=self._beside(group) if group.kind in self.settings.taxonomies else (),
            opening=self.cards.link(group.entries[-1]) if group.kind == SERIES else None,
            disclosures=tuple(self._disclosures(group)) if group.kind == COMPANIES else (),
        )

    def faults(self) -> Iterator[Diagnostic]:
        """Introductions that no page begins with."""
        kinds = self.cards.index.groups
        for path, introduction in sorted(self.introductions.items()):
            file = f"content/{introduction.page.path}"
            kind, _, name = path.strip("/").partition("/")
            if not name or "/" in name or kind not in kinds:
                near = difflib.get_close_matches(kind, kinds, 1)
                help_ = f"did you mean {_TERMS}{near[0]}/?" if near else f"a file lies in {_TERMS}TAXONOMY/SLUG.md"
                message = f"{file} introduces nothing: there is no taxonomy “{kind}”, or it lies too deep"
                yield Diagnostic("unknown-taxonomy", message, Span(file), help_)
            elif name not in {group.slug for group in kinds[kind]}:
                near = difflib.get_close_matches(name, [group.slug for group in kinds[kind]], 1)
                help_ = f"did you mean {near[0]}.md?" if near else "it waits for a briefing that names it"
                message = f"no briefing that readers see is listed at {path}, which {file} introduces"
                yield Diagnostic("unused-introduction", message, Span(file), help_, "warning")

    @cached_property
    def _newest(self) -> int:
        entries = self.cards.index.entries
        return max(map(self._month, entries), default=0)

    def _month(self, entry: Entry) -> int:
        """The month in which an editor dates a briefing, counted from the year 0."""
        known = self._months.get(entry.path)
        if known is None:
            day = entry.briefing.date.at
            known = self._months[entry.path] = day.year * 12 + day.month - 1
        return known

    def _by_month(self, group: Group) -> tuple[MonthCount, ...]:
        """How many briefings there were in each month, up to the newest of the site; none where there are few.

        The list of a series is a line of time already.
        """
        if len(group.entries) < FEWEST or group.kind == SERIES:
            return ()
        counts = Counter(map(self._month, group.entries))
        first = max(min(counts), self._newest - MOST_MONTHS + 1)
        months = range(first, self._newest + 1)
        if len(months) < FEWEST:
            return ()
        return tuple(MonthCount(self._name(month), counts[month]) for month in months)

    def _name(self, month: int) -> str:
        return calendar.month(date(month // 12, month % 12 + 1, 1), self.settings.language)

    def _beside(self, group: Group) -> tuple[Term, ...]:
        """The topics that stand beside this one more than once, those first that mostly do."""
        together = Counter(key for entry in group.entries for key in self._topics(entry))
        del together[self._key(group.kind, group.name)]
        found = [(self.cards.index.by_key[key], count) for key, count in together.items() if count > 1]
        found.sort(key=lambda pair: (-(pair[1] ** 2 * 1000 // len(pair[0].entries)), pair[0].path))
        return tuple(
            Term(other.kind, label(other.kind, other.name, self.settings), self.cards.addresses.link(other.path), count)
            for other, count in found[:MOST_BESIDE]
        )

    def _topics(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """By kind and by what tells its name from others, each topic of a briefing once."""
        return iter(
            {self._key(kind, name) for kind in self.settings.taxonomies for name in entry.briefing.terms.get(kind, ())}
        )

    def _key(self, kind: str, name: str) -> tuple[str, str]:
        return kind, folded(kind, self.cards.index.group(kind, name).name)

    def _disclosures(self, group: Group) -> Iterator[DisclosureNote]:
        """Every interest that a briefing on the company has disclosed, newest first."""
        for entry in group.entries:
            disclosed = disclosure.view(entry.briefing, self.settings)
            if disclosed:
                link = Link(entry.briefing.title, self.cards.addresses.link(entry.path))
                yield DisclosureNote(self.cards.published(entry), disclosed.notice, disclosed.holdings, link)


def by_path(introductions: Sequence[Standing]) -> dict[str, Standing]:
    """Introductions by the path of the page that begins with each."""
    return {introduction.path: introduction for introduction in introductions}
