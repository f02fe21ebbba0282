"""The briefings in their order, and under each topic, source, author and series."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MINYEAR, UTC, date, datetime, timedelta
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from generator import fingerprint, slug
from generator.diagnostic import Diagnostic, Span
from generator.frontmatter import slug_of
from generator.model import COMPANIES, Body, Briefing, Moment, Settings, StandingPage

SOURCES, AUTHORS, SERIES = "sources", "authors", "series"

_FAR = timedelta(days=3652)
"""Ten years. A desk may prepare for a day that law has set for 2030; a date further ahead has a slip in its year."""
_EARLIEST = datetime(MINYEAR + 11, 1, 1, tzinfo=UTC)
"""From then on there is a date that is so much earlier."""

_NO_PATH = re.compile("[?#]")
_SPACE = re.compile(r"\s+")
_NO_WORD = re.compile(r"[\W_]+")


class Parsed(Struct, frozen=True):
    """A briefing with its body.

    `card` is the digest of what lists show of it, `text` that of its whole file, `terms` that of its terms.
    """

    briefing: Briefing
    body: Body
    card: str = ""
    text: str = ""
    terms: str = ""


class Entry(Struct, frozen=True):
    """A briefing that the site shows, with its body and its `path` from the site's root ("/2026/02/slug/").

    `status` is empty for a published one; in a preview it says why readers do not see it yet, or no more. `card` and
    `text` are the digests of Parsed, each with the status, and `terms` is as there.
    """

    briefing: Briefing
    body: Body
    path: str
    status: str = ""
    card: str = ""
    text: str = ""
    terms: str = ""


class Group(Struct, frozen=True):
    """What a topic, source, author or series brings together: entries newest first; `path` is its page's.

    `is_respelled` says that some briefing calls it by another name than `name`.
    """

    kind: str
    name: str
    slug: str
    path: str
    entries: tuple[Entry, ...]
    is_respelled: bool = False


@dataclass(frozen=True)
class Index:
    """The whole of what is shown. `entries` are newest first; `groups` by kind, each kind sorted by name.

    `briefings` are all that there are, in the same order; `shown` leads from a file's path to its entry: one that
    is known and not shown is a draft, scheduled or expired. `faulty` are the files that could not be read.
    """

    entries: tuple[Entry, ...]
    groups: Mapping[str, tuple[Group, ...]]
    briefings: tuple[Briefing, ...] = ()
    shown: Mapping[str, Entry] = field(default_factory=dict)
    by_key: Mapping[tuple[str, str], Group] = field(default_factory=dict)
    faulty: tuple[str, ...] = ()

    @cached_property
    def known(self) -> Mapping[str, tuple[Briefing, ...]]:
        """From a slug, a file's name or its path to the briefings so called."""
        return _known(self.briefings)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """By a file's path, the digest of how the site spells what its briefing may spell another way.

        The name and the address of everything else follow from the briefing alone.
        """
        found: dict[str, list[str]] = {}
        for groups in self.groups.values():
            for group in groups:
                if group.is_respelled:
                    digest = fingerprint.of((group.kind, group.name, group.path))
                    for entry in group.entries:
                        found.setdefault(entry.briefing.path, []).append(digest)
        return {path: fingerprint.of_all(found[path]) if path in found else "" for path in self.shown}

    @cached_property
    def _at(self) -> Mapping[str, Entry]:
        """The entry at each path of the site, old ones too, without the slash at its end."""
        old = {alias.rstrip("/"): entry for entry in self.entries for alias in entry.briefing.aliases}
        return old | {entry.path.rstrip("/"): entry for entry in self.entries}

    def linked(self, entry: Entry) -> tuple[Entry, ...]:
        """Those that the text of one leads to, by their files or by their paths on the site, as it names them."""
        found = dict.fromkeys(
            other.briefing.path
            for reference in entry.body.references
            if reference.attribute == "href" and (other := self._led_to(reference.value, entry))
        )
        return tuple(self.shown[path] for path in found if path != entry.briefing.path)

    def _led_to(self, url: str, entry: Entry) -> Entry | None:
        """The entry to which a relative URL in the text of one leads."""
        path = unquote(_NO_PATH.split(url, maxsplit=1)[0])
        if not path.endswith(".md"):
            return self._at.get(posixpath.normpath(posixpath.join(entry.path, path.removesuffix("index.html"))))
        folder = "" if path.startswith("/") else posixpath.dirname(entry.briefing.path)
        beside = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
        return self.shown.get(beside) or self.find(beside) or self.find(path.lstrip("/"))

    def group(self, kind: str, name: str) -> Group:
        """The group to which a name belongs, however it is spelled. KeyError if nothing shown carries it."""
        return self.by_key[kind, folded(kind, name)]

    def named(self, name: str) -> tuple[Briefing, ...]:
        """The briefings that an editor may mean by a slug, a file's name or its path."""
        return self.known.get(typed(name).removeprefix("/").removeprefix("content/"), ())

    def is_faulty(self, name: str) -> bool:
        """Whether a name is that of a file with faults of its own: they are to be mended, and not the name."""
        return typed(name).removeprefix("/").removeprefix("content/") in self._faulty_names

    @cached_property
    def _faulty_names(self) -> frozenset[str]:
        return frozenset(name for path in self.faulty for name in _names(path, slug_of(path)))

    def find(self, name: str) -> Entry | None:
        """The one briefing of that name, if it is shown."""
        named = self.named(name)
        return self.shown.get(named[0].path) if len(named) == 1 else None


def typed(name: str) -> str:
    """A name in Unicode's form C: keyboards and file systems differ in how they spell an accent."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


@cache
def folded(kind: str, name: str) -> str:
    """A name without what tells no names apart: case, Unicode form, width of spaces; a source's punctuation too."""
    apart = _NO_WORD if kind == SOURCES else _SPACE
    return apart.sub(" ", unicodedata.normalize("NFKC", name)).strip().casefold()


def status(briefing: Briefing, as_of: datetime) -> str:
    """Why readers do not see a briefing at an instant: "draft", "scheduled", "expired", or empty if they do."""
    if briefing.draft:
        return "draft"
    if briefing.expires and briefing.expires.at <= as_of:
        return "expired"
    return "scheduled" if briefing.date.at > as_of else ""


def turns(newest_first: Sequence[Briefing], as_of: datetime) -> tuple[datetime | None, datetime | None]:
    """The instants nearest to one, not after it and after it, at which what is shown, or told, changes by itself."""
    public = bisect_left(newest_first, True, key=lambda briefing: briefing.date.at <= as_of)
    instants = [briefing.date.at for briefing in newest_first[max(public - 1, 0) : public + 1]]
    instants += [max(briefing.date.at, _EARLIEST) - _FAR for briefing in newest_first[:public]]
    instants += [briefing.expires.at for briefing in newest_first if briefing.expires]
    instants += [changed.at for briefing in newest_first for _, changed in _changes(briefing)]
    past = max((at for at in instants if at <= as_of), default=None)
    return past, min((at for at in instants if at > as_of), default=None)


def lasting_name(briefing: Briefing) -> str:
    """What a briefing is called for ever: its `id`, or else its file's path without briefings/ and .md."""
    if briefing.id:
        return briefing.id
    return typed(briefing.path).removeprefix("briefings/").removesuffix(".md")


def permalink(briefing: Briefing, pattern: str) -> str:
    """The briefing's path from the site's root. The date is the one that the editor wrote, in its own zone."""
    dated = _dated(pattern, briefing.date.at.date())
    return dated.replace("{id}", briefing.id or briefing.slug).replace("{slug}", briefing.slug)


@lru_cache(100_000)
def _dated(pattern: str, day: date) -> str:
    """The pattern of permalinks with a day filled in, which takes ten times as long as the rest."""
    slug, id_ = "{slug}", "{id}"
    return pattern.format(year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}", slug=slug, id=id_)


def index(
    parsed: Iterable[Parsed],
    settings: Settings,
    as_of: datetime,
    previewed: frozenset[str] = frozenset(),
    faulty: tuple[str, ...] = (),
) -> tuple[Index, tuple[Diagnostic, ...]]:
    """Arrange what readers may see at an instant, and the statuses in `previewed` besides."""
    ordered = sorted(parsed, key=_newest_first)
    entries = tuple(_entries(ordered, settings, as_of, previewed))
    groups, by_key, diagnostics = _groups(entries, settings)
    briefings = tuple(one.briefing for one in ordered)
    shown = {entry.briefing.path: entry for entry in entries}
    return Index(entries, groups, briefings, shown, by_key, faulty), (
        *diagnostics,
        *_namesakes(briefings),
        *_premature(entries, as_of),
        *_far_ahead(briefings, as_of),
    )


def _newest_first(parsed: Parsed) -> tuple[float, str, str]:
    briefing = parsed.briefing
    return -briefing.date.at.timestamp(), briefing.slug, briefing.path


def _entries(
    ordered: Iterable[Parsed], settings: Settings, as_of: datetime, previewed: frozenset[str]
) -> Iterator[Entry]:
    for one in ordered:
        state = status(one.briefing, as_of)
        if not state or state in previewed:
            path = permalink(one.briefing, settings.permalink)
            yield Entry(one.briefing, one.body, path, state, one.card + state, one.text + state, one.terms)


def _namesakes(briefings: Iterable[Briefing]) -> Iterable[Diagnostic]:
    """Feed readers would take two briefings of one lasting name for one."""
    holders: dict[str, Briefing] = {}
    for briefing in sorted(briefings, key=lambda b: (b.id != "", b.path)):
        name = lasting_name(briefing)
        holder = holders.setdefault(name, briefing)
        if holder is not briefing:
            known_by = "has the same id" if holder.id else "is known by its file's name, which is the same"
            message = f"the id “{name}” is taken: content/{holder.path} {known_by}"
            yield Diagnostic("duplicate-id", message, span_of(briefing, "id"), "give one of the two another id")


def _far_ahead(newest_first: Iterable[Briefing], as_of: datetime) -> Iterator[Diagnostic]:
    """Briefings that would not be seen for years, for a slip in their date."""
    for briefing in takewhile(lambda briefing: briefing.date.at > as_of, newest_first):
        if not briefing.draft and briefing.date.at - as_of > _FAR:
            message = f"readers would not see the briefing until {briefing.date.at.date()}"
            yield Diagnostic("date-far-ahead", message, span_of(briefing, "date"), "check the year", "warning")


def _changes(briefing: Briefing) -> Iterator[tuple[str, Moment]]:
    """When a briefing was corrected and updated, by the keys of its front matter."""
    for number, correction in enumerate(briefing.corrections):
        yield f"corrections.{number}.date", correction.date
    if briefing.updated:
        yield "updated", briefing.updated


def _premature(entries: Iterable[Entry], as_of: datetime) -> Iterator[Diagnostic]:
    """Changes of what is public that are dated after the day on which readers see them."""
    for entry in entries:
        for key, change in () if entry.status else _changes(entry.briefing):
            if change.at > as_of:
                code, what = (
                    ("updated-too-late", "updated") if key == "updated" else ("corrected-too-late", "corrected")
                )
                message = f"the briefing is said to be {what} on {change.at.date()}, which is yet to come"
                help_ = "write the day of the change; it shows on the page now"
                yield Diagnostic(code, message, span_of(entry.briefing, key), help_, "warning")


def _known(briefings: Iterable[Briefing]) -> dict[str, tuple[Briefing, ...]]:
    found: dict[str, tuple[Briefing, ...]] = {}
    for briefing in briefings:
        alone = (briefing,)
        for name in _names(briefing.path, briefing.slug):
            found[name] = found[name] + alone if name in found else alone
    return found


def _names(path: str, last: str) -> Iterable[str]:
    """By what an editor may name the briefing of a file, each once; `last` is its slug."""
    file, inner = path.rpartition("/")[2], path.removeprefix("briefings/")
    names = (last, file, file.removesuffix(".md"), inner, inner.removesuffix(".md"), path)
    return dict.fromkeys(map(typed, names))


def _named(briefing: Briefing, taxonomies: Iterable[str]) -> Iterator[tuple[str, Iterable[str]]]:
    """The names that a briefing gives, kind by kind."""
    for taxonomy in taxonomies:
        yield taxonomy, briefing.terms.get(taxonomy, ())
    yield SOURCES, [source.name for source in briefing.sources]
    yield AUTHORS, briefing.authors
    if briefing.series:
        yield SERIES, (briefing.series,)


def names_in(briefing: Briefing, settings: Settings) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The topics, sources, authors and series that a briefing names, as it writes them, kind by kind."""
    return tuple((kind, tuple(names)) for kind, names in _named(briefing, settings.taxonomies))


def meant(kind: str, name: str, settings: Settings) -> str:
    """What a name stands for: an author's key for the author's name, any listing of a company for its main ticker."""
    if kind == AUTHORS:
        author = settings.author(name)
        return author.name if author else name
    if kind == COMPANIES:
        company = settings.company(name)
        return company.ticker if company else name
    return name


def label(taxonomy: str, name: str, settings: Settings) -> str:
    """A term as readers see it: a company by its name, where site.yaml has it."""
    if taxonomy == COMPANIES:
        company = settings.company(name)
        return company.name if company else name.replace(":", ": ", 1)
    return name


def span_of(owner: Briefing | StandingPage, key: str) -> Span:
    """The place in its file where a briefing or page says something, to be looked up."""
    return Span(f"content/{owner.path}", 1, key=key)


def _groups(
    entries: Sequence[Entry], settings: Settings
) -> tuple[dict[str, tuple[Group, ...]], dict[tuple[str, str], Group], tuple[Diagnostic, ...]]:
    found: list[Diagnostic] = []
    by_key: dict[tuple[str, str], Group] = {}
    kinds: dict[str, list[Group]] = {kind: [] for kind in (*settings.taxonomies, SOURCES, AUTHORS, SERIES)}
    names = _Names(settings)
    for kind, things in _things(entries, settings, names).items():
        taken: dict[str, _Mention] = {}
        for _, thing in sorted(things.items()):
            oldest = next(_mentions(thing.entries[-1], kind, thing.writings, names))
            name = slug.make(oldest.name)
            is_respelled = thing.writings != {oldest.name}
            group = Group(kind, oldest.name, name, f"/{kind}/{name}/", tuple(thing.entries), is_respelled)
            by_key |= {(kind, folded(kind, written)): group for written in (*thing.writings, oldest.name)}
            found += _spellings(oldest, thing, names) if len(thing.writings) > 1 else ()
            clash = list(_clash(group, oldest, taken.setdefault(name, oldest)))
            found += clash
            if not clash:
                kinds[kind].append(group)
    return {kind: tuple(groups) for kind, groups in kinds.items()}, by_key, tuple(found)


class _Names(dict[tuple[str, str], tuple[str, str]]):
    """By kind and name as written, the name that is meant, and what tells it from others."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._numbers: dict[tuple[str, str], dict[str, list[int]]] = {}

    def __missing__(self, key: tuple[str, str]) -> tuple[str, str]:
        name = meant(*key, self._settings)
        self[key] = found = name, folded(key[0], name)
        return found

    def numbers(self, briefing: Briefing, kind: str) -> Mapping[str, Sequence[int]]:
        """Of each name that a briefing gives in a kind its places there, found once though it may give thousands."""
        known = self._numbers.get((briefing.path, kind))
        if known is None:
            known = self._numbers[briefing.path, kind] = {}
            for named, written_names in _named(briefing, (kind,)):
                for number, written in enumerate(written_names if named == kind else ()):
                    known.setdefault(written, []).append(number)
        return known


@dataclass(slots=True)
class _Thing:
    """What is named: by which entries, newest first, and in which writings."""

    entries: list[Entry] = field(default_factory=list)
    writings: set[str] = field(default_factory=set)


def _things(entries: Iterable[Entry], settings: Settings, names: _Names) -> dict[str, dict[str, _Thing]]:
    """By kind and by what tells names apart; a hundred thousand mentions make no object each."""
    found: dict[str, dict[str, _Thing]] = {kind: {} for kind in (*settings.taxonomies, SOURCES, AUTHORS, SERIES)}
    known: dict[str, dict[str, _Thing]] = {kind: {} for kind in found}
    for entry in entries:
        for kind, written_names in _named(entry.briefing, settings.taxonomies):
            things = known[kind]
            for written in written_names:
                thing = things.get(written)
                if thing is None:
                    thing = things[written] = found[kind].setdefault(names[kind, written][1], _Thing())
                    thing.writings.add(written)
                if not thing.entries or thing.entries[-1] is not entry:
                    thing.entries.append(entry)
    return found


class _Mention(NamedTuple):
    """A name that one briefing gives, as it is meant, and where it is written."""

    kind: str
    name: str
    span: Span


def _mentions(entry: Entry, kind: str, writings: Collection[str], names: _Names) -> Iterator[_Mention]:
    """The mentions of a thing in one briefing, in the order of its front matter."""
    numbers = names.numbers(entry.briefing, kind)
    for number, written in sorted((n, name) for name in writings for n in numbers.get(name, ())):
        key = kind if kind == SERIES else f"{kind}.{number}"
        yield _Mention(kind, names[kind, written][0], span_of(entry.briefing, key))


def _spellings(first: _Mention, thing: _Thing, names: _Names) -> Iterable[Diagnostic]:
    for entry in thing.entries:
        for mention in _mentions(entry, first.kind, thing.writings, names):
            if mention.name != first.name:
                yield Diagnostic(
                    "spelling",
                    f"“{mention.name}” is “{first.name}” in {first.span.path}; they are one in {first.kind}",
                    mention.span,
                    f"write {first.name}",
                    "warning",
                )


def _clash(group: Group, first: _Mention, holder: _Mention) -> Iterable[Diagnostic]:
    fault = slug.fault(group.slug)
    if fault:
        message = f"no address can be made of “{group.name}”: its slug {fault}"
        yield Diagnostic("bad-slug", message, first.span, "give it another name, with letters or digits")
    elif holder is not first:
        yield Diagnostic(
            "slug-collision",
            f"“{group.name}” and “{holder.name}” ({holder.span.path}) would both be {group.path}",
            first.span,
            "write both alike if they are one; otherwise rename one of the two",
        )
