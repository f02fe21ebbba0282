"""What the page of a topic tells of it before the list: what it is, how often it comes up, what comes up with it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, combinations, repeat
from operator import attrgetter
from typing import NamedTuple

from generator import calendar, disclosure, fingerprint
from generator.diagnostic import Diagnostic, Span
from generator.index import SERIES, Entry, Group, label
from generator.model import COMPANIES, Settings
from generator.plan.cards import Cards
from generator.plan.standing import Standing
from generator.views import DisclosureNote, DisclosureView, Link, MonthCount, Story, Term

FEWEST = 3
"""Briefings from which on it is worth drawing how many there were in each month."""

MOST_MONTHS = 48
MOST_BESIDE = 8
MOST_TOGETHER = 64
"""Topics of a briefing up to which it tells which of them go together; one that names everything tells nothing."""

_TERMS = "content/terms/"
_path_of = attrgetter("path")


class Facts(NamedTuple):
    """What a story is made of: the `counts` of the months from `first` on, `beside` with how many briefings have both.

    Months are counted from the year 0.
    """

    group: Group
    first: int
    counts: tuple[int, ...]
    beside: tuple[tuple[Group, int], ...]
    interested: tuple[tuple[Entry, DisclosureView], ...]


@dataclass(frozen=True)
class Stories:
    """The stories of one site's topics, sources, authors and series; `introductions` by the path of their pages."""

    settings: Settings
    cards: Cards
    introductions: Mapping[str, Standing]

    def facts(self, group: Group) -> Facts:
        """All that the story of one depends on, but for its introduction."""
        first, counts = self._by_month(group)
        is_topic = group.kind in self.settings.taxonomies
        return Facts(
            group=group,
            first=first,
            counts=counts,
            beside=self._beside[group.path] if is_topic else (),
            interested=tuple(self._interested(group)) if group.kind == COMPANIES else (),
        )

    def digest(self, facts: Facts) -> str:
        """Digest of a story; of an introduction, that its text is another its file has to say."""
        group = facts.group
        introduction = self.introductions.get(group.path)
        return fingerprint.of(
            (
                self.cards.standing_prose(introduction) if introduction else None,
                self.cards.link(group.entries[-1]) if group.kind == SERIES else None,
                (facts.first, facts.counts),
                [(other.name, other.path, count) for other, count in facts.beside],
                [(entry.path, entry.card, notice) for entry, notice in facts.interested],
            )
        )

    def of(self, facts: Facts) -> Story:
        """The story itself."""
        group, addresses = facts.group, self.cards.addresses
        introduction = self.introductions.get(group.path)
        return Story(
            introduction=self.cards.standing_prose(introduction) if introduction else None,
            months=tuple(MonthCount(self._name(facts.first + n), count) for n, count in enumerate(facts.counts)),
            beside=tuple(
                Term(other.kind, label(other.kind, other.name, self.settings), addresses.link(other.path), count)
                for other, count in facts.beside
            ),
            opening=self.cards.link(group.entries[-1]) if group.kind == SERIES else None,
            disclosures=tuple(
                DisclosureNote(
                    self.cards.published(entry),
                    notice.notice,
                    notice.holdings,
                    Link(entry.briefing.title, addresses.link(entry.path)),
                )
                for entry, notice in facts.interested
            ),
        )

    def faults(self) -> Iterator[Diagnostic]:
        """Introductions that no page begins with."""
        kinds = self.cards.index.groups
        listed = {group.path for groups in kinds.values() for group in groups}
        for path, introduction in sorted(self.introductions.items()):
            file = f"content/{introduction.page.path}"
            kind, _, name = path.strip("/").partition("/")
            if not name or "/" in name or kind not in kinds:
                near = difflib.get_close_matches(kind, kinds, 1)
                help_ = f"did you mean {_TERMS}{near[0]}/?" if near else f"a file lies in {_TERMS}TAXONOMY/SLUG.md"
                message = f"{file} introduces nothing: there is no taxonomy “{kind}”, or it lies too deep"
                yield Diagnostic("unknown-taxonomy", message, Span(file), help_)
            elif path not in listed:
                near = difflib.get_close_matches(name, [group.slug for group in kinds[kind]], 1)
                help_ = f"did you mean {near[0]}.md?" if near else "it waits for a briefing that names it"
                message = f"no briefing that readers see is listed at {path}, which {file} introduces"
                yield Diagnostic("unused-introduction", message, Span(file), help_, "warning")

    @cached_property
    def _months(self) -> Mapping[str, int]:
        """By a briefing's path, the month in which its editor dates it, counted from the year 0."""
        days = ((entry.path, entry.briefing.date.at) for entry in self.cards.index.entries)
        return {path: day.year * 12 + day.month - 1 for path, day in days}

    @cached_property
    def _newest(self) -> int:
        return max(self._months.values(), default=0)

    def _by_month(self, group: Group) -> tuple[int, tuple[int, ...]]:
        """The first month, and how many briefings each had up to the newest of the site; none if there are few.

        The list of a series is a line of time already.
        """
        if len(group.entries) < FEWEST or group.kind == SERIES:
            return 0, ()
        counts = Counter(map(self._months.__getitem__, map(_path_of, group.entries)))
        first = max(min(counts), self._newest - MOST_MONTHS + 1)
        months = range(first, self._newest + 1)
        return (first, tuple(counts[month] for month in months)) if len(months) >= FEWEST else (0, ())

    def _name(self, month: int) -> str:
        return calendar.month(date(month // 12, month % 12 + 1, 1), self.settings.language)

    @cached_property
    def _topics(self) -> tuple[Group, ...]:
        return tuple(group for kind in self.settings.taxonomies for group in self.cards.index.groups[kind])

    @cached_property
    def _beside(self) -> Mapping[str, tuple[tuple[Group, int], ...]]:
        """By a topic's path, the topics that stand beside it more than once, those first that mostly do."""
        topics = self._topics
        named: dict[str, list[int]] = {entry.path: [] for entry in self.cards.index.entries}
        for number, topic in enumerate(topics):
            for path in map(_path_of, topic.entries):
                named[path].append(number)
        together: list[list[tuple[int, str, Group, int]]] = [[] for _ in topics]
        telling = (numbers for numbers in named.values() if len(numbers) <= MOST_TOGETHER)
        pairs = Counter(chain.from_iterable(map(combinations, telling, repeat(2))))
        for pair, count in pairs.items():
            if count > 1:
                for one, other in (pair, pair[::-1]):
                    share = count**2 * 1000 // len(topics[other].entries)
                    together[one].append((-share, topics[other].path, topics[other], count))
        best = ((topic.path, sorted(found)[:MOST_BESIDE]) for topic, found in zip(topics, together, strict=True))
        return {path: tuple((other, count) for *_, other, count in found) for path, found in best}

    def _interested(self, group: Group) -> Iterator[tuple[Entry, DisclosureView]]:
        """The briefings on a company that disclosed an interest, newest first."""
        anybody_holds = any(author.holdings for author in self.settings.authors.values())
        for entry in group.entries:
            if entry.briefing.disclosure or anybody_holds:
                disclosed = disclosure.view(entry.briefing, self.settings)
                if disclosed:
                    yield entry, disclosed


def by_path(introductions: Sequence[Standing]) -> dict[str, Standing]:
    """Introductions by the path of the page that begins with each."""
    return {introduction.path: introduction for introduction in introductions}
