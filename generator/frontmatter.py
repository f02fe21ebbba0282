"""The front matter of a briefing, of a standing page and of a topic's introduction, decoded once into types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from generator import slug
from generator.diagnostic import Diagnostic, Span, has_errors, ordered
from generator.model import (
    COMPANIES,
    LINTS,
    Briefing,
    Correction,
    Disclosure,
    Image,
    Moment,
    Pin,
    Settings,
    Source,
    StandingPage,
    Video,
)
from generator.schema import (
    NAME,
    PROSE,
    SLUG,
    WEB_SHAPE,
    WEB_URL,
    Anything,
    Day,
    Fault,
    Flag,
    Key,
    ListOf,
    MomentField,
    OneOf,
    Reading,
    Record,
    Text,
    closest,
    did_you_mean,
    is_null,
    quoted,
    read_whole,
    web_fault,
)

if TYPE_CHECKING:
    from yaml.nodes import Node

T = TypeVar("T")

MOST_TERMS = 200
"""The most names that a briefing may have in a taxonomy: each is a page and a feed, which lists all the others."""

_FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_NEARLY_FENCE = re.compile("[-+=\u2010-\u2015\u2212]{1,9}")  # a word processor makes dashes of hyphens
_CLOSING_FENCE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_LEADING_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-_. ]+|$)")
_SURELY = 0.9
"""How alike two names are of which one is a slip for the other: more than those of two sisters."""
_KEY_LIKE = re.compile("[a-z0-9_.-]+")
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_SPACED_TICKER = re.compile("([A-Za-z0-9.-]+) ?: ?([A-Za-z0-9.&-]+)")
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
_CLIMBS = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")

# What follows says the same to JSON Schema, in what the regular expressions of ECMA-262 and of Python have in common.
_NO_SCHEME = "(?![Hh][Tt][Tt][Pp][Ss]?:)"
_ALIAS_SHAPE = r"""^(?=/)(?:/[^\s?#\\/*:<>"|.][^\s?#\\/*:<>"|]*)*/?$"""
_PICTURE_SHAPE = rf"^(?:{WEB_SHAPE}|/?media(?:/(?!\.{{1,2}}(?:/|$))[^\\?#/]+)+/?)$"


@dataclass(frozen=True, slots=True)
class FrontMatter(Generic[T]):
    """A file taken apart: `body` begins on `body_line` of the file; `value` is nothing where an error forbids it."""

    value: T | None
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...] = ()


def _path_fault(path: str) -> str:
    if re.search(r"[\\\s?#]", path):
        return "may hold no backslash, white space, ? or #"
    if _CLIMBS.search(path) or "//" in path:
        return "may hold no empty part, . or .."
    return ""


def _alias_fault(alias: str) -> Fault | None:
    fault = _path_fault(alias) if alias.startswith("/") else "must begin with /"
    plain = unquote(alias)
    if re.search(r"[*:<>\"|]", plain):
        fault = fault or 'may hold no * : < > " or |'
    if any(len(part.encode()) > slug.MAX_BYTES or part.startswith(".") for part in plain.split("/")):
        fault = fault or f"may hold no part that begins with a dot or is longer than {slug.MAX_BYTES} bytes"
    if not fault:
        return None
    return Fault("bad-alias", f"{fault}: {quoted(alias)}", "write the old path on this site: /2024/old-title/")


def _picture_fault(src: str) -> Fault | None:
    if _SCHEME.match(src):
        return web_fault(src)
    fault = _path_fault(src.replace(" ", "-")) if src.startswith(("media/", "/media/")) else "must be under media/"
    if not fault:
        return None
    return Fault(
        "bad-picture", f"{fault}: {quoted(src)}", "write media/NAME for a file of content/media/, or a full URL"
    )


def _id_fault(text: str) -> Fault | None:
    if _ID.fullmatch(text) and text.strip("."):
        return None
    message = f"may hold only letters, digits, dots, hyphens and underscores, not {quoted(text)}"
    return Fault("bad-id", message, f"write {slug.make(text) or 'k7mzq2xd'}")


def _lint_fault(code: str) -> Fault | None:
    if code in LINTS:
        return None
    return Fault("unknown-lint", f"is no code of headframe check: {quoted(code)}", did_you_mean(code, LINTS))


def _company(text: str) -> str:
    """A company's ticker or name, tidied: "TSX: ELD" is TSX:ELD."""
    name = NAME.tidy(text)
    ticker = _SPACED_TICKER.fullmatch(name)
    return f"{ticker[1]}:{ticker[2]}" if ticker else name


def _source_of(text: str) -> Source | Fault:
    """A source by name; a bare URL is named after its host."""
    if not _SCHEME.match(text):
        return Source(text)
    fault = web_fault(text)
    host = "" if fault else urlsplit(text).hostname or ""
    return fault or Source(host.removeprefix("www."), url=text)


def _pin_of(text: str) -> Pin | Fault:
    if not _SCHEME.match(text):
        return Pin(briefing=text)
    help_ = f"write {{title: …, url: {quoted(text)}}}"
    return Fault("bad-related", "is a web address alone; an article elsewhere needs a title too", help_)


_COMPANY = Text(tidy=_company)
_SOURCE_NAME = Text(
    tidy=NAME.tidy, called="a name or a web address", shape={"pattern": rf"^{_NO_SCHEME}.*\S|^{WEB_SHAPE}$"}
)
_PINNED = Text(called="a slug or a file name", shape={"pattern": rf"^{_NO_SCHEME}.*\S"})

_SOURCE = Record(
    {
        "name": Key(NAME, "The outlet or institution.", required=True),
        "title": Key(Text(), "The title of the article, filing or data."),
        "url": Key(WEB_URL, "Where it can be read."),
        "date": Key(Day(), "The day on which it appeared."),
    },
    Source,
)

_PIN = Record(
    {
        "title": Key(Text(), "The title of the article.", required=True),
        "url": Key(WEB_URL, "Where it can be read.", required=True),
    },
    Pin,
)

_VIDEO = Record(
    {
        "title": Key(Text(), "What the film shows.", required=True),
        "url": Key(WEB_URL, "Where it can be watched.", required=True),
    },
    Video,
)

_PICTURE = Text(
    check=_picture_fault,
    called="a file under media/ or a web address",
    shape={"type": "string", "pattern": _PICTURE_SHAPE},
)


def _image(src: str, **words: str) -> Image:
    return Image(src.removeprefix("/"), **words)


_IMAGE = Record(
    {
        "src": Key(_PICTURE, "A file under media/, or a web address.", required=True),
        "alt": Key(Text(), "What the picture shows, for readers who cannot see it.", required=True),
        "credit": Key(Text(), "Whose picture it is."),
    },
    _image,
)

_DISCLOSURE = Record(
    {
        "sponsor": Key(_COMPANY, "Who paid for the briefing: a ticker of site.yaml, or a name."),
        "compensation": Key(Text(), "What was paid, and when. Required with a sponsor."),
        "positions": Key(ListOf(_COMPANY), "Tickers in which somebody at the newsletter has a position."),
    },
    Disclosure,
)

_CORRECTION = Record(
    {
        "date": Key(MomentField(), "When the text was put right.", required=True),
        "text": Key(PROSE, "What was wrong, and what is right.", required=True),
    },
    Correction,
)

_ALIASES = ListOf(
    Text(check=_alias_fault, called="a path that begins with /", shape={"type": "string", "pattern": _ALIAS_SHAPE})
)

_LINT = Text(check=_lint_fault, called="a code of headframe check", shape={"enum": list(LINTS)})

_COMMON = {
    "slug": Key(SLUG, "The name in the URL. Default: the file's name, without its leading date."),
    "image": Key(_IMAGE, "The picture of the text."),
    "updated": Key(MomentField(), "When the text last changed in substance."),
    "aliases": Key(_ALIASES, "Old paths on this site that lead here."),
    "draft": Key(Flag(), "With true, the text appears nowhere. Default: false."),
    "lint_ignore": Key(ListOf(_LINT), "Codes that headframe check leaves unsaid of this text."),
    "extra": Key(Anything(), "Whatever a custom layout wants: keys of your own, with any plain YAML."),
}

_ONE_NAME = Text(tidy=NAME.tidy, called="one name", remedy="for several, write authors: [jane, john]")

_BRIEFING = {
    "title": Key(Text(), "The headline.", required=True),
    "date": Key(
        MomentField(),
        "When it appears: a date, or a date with a time. Without a zone it is in the site's timezone.",
        required=True,
    ),
    "summary": Key(Text(), "One sentence for lists, feeds and cards. Default: the first paragraph, cut at a word."),
    "author": Key(_ONE_NAME, "Who wrote it: a key of site.yaml, or a plain name."),
    "authors": Key(ListOf(NAME), "The same for several; use one of author and authors."),
    "sources": Key(
        ListOf(OneOf(_SOURCE_NAME, _source_of, _SOURCE)),
        "Where the facts come from: names, web addresses, or groups of the keys below.",
    ),
    "disclaimer": Key(PROSE, "A key of site.yaml's disclaimers, or a literal text. Default: its default_disclaimer."),
    "related": Key(
        ListOf(OneOf(_PINNED, _pin_of, _PIN)),
        "Related briefings by slug or file name, shown before the computed ones; or an article elsewhere.",
    ),
    "recommended": Key(ListOf(Text()), "The editor's picks: slugs or file names."),
    "videos": Key(ListOf(_VIDEO), "Films to watch beside the briefing."),
    "disclosure": Key(_DISCLOSURE, "Who paid, what was paid, and the positions held."),
    "corrections": Key(ListOf(_CORRECTION), "What was wrong and is right now."),
    "series": Key(NAME, "The series to which it belongs."),
    "id": Key(
        Text(check=_id_fault, called="an id", shape={"pattern": rf"^(?!\.+$){_ID.pattern}$"}),
        "A name that never changes: it keeps the entry in readers' feeds the same when the file is renamed.",
    ),
    "expires": Key(MomentField(), "From when on it appears nowhere."),
    **_COMMON,
}

ALWAYS = frozenset(name for name, key in _BRIEFING.items() if key.required)
"""The keys that every briefing must have on any site."""

_PAGE = {
    "title": Key(Text(), "The heading.", required=True),
    "summary": Key(Text(), "One sentence for search engines and cards."),
    **_COMMON,
}


_INTRODUCTION = {
    "summary": Key(Text(), "One sentence for search engines and cards."),
    "updated": _COMMON["updated"],
    "draft": _COMMON["draft"],
    "lint_ignore": _COMMON["lint_ignore"],
}


def _as_given(**values: object) -> Mapping[str, object]:
    return values


@cache
def briefing_schema(taxonomies: tuple[str, ...]) -> Record[Mapping[str, object]]:
    """The keys of a briefing on a site with these taxonomies."""
    terms = {
        name: Key(
            ListOf(_COMPANY if name == COMPANIES else NAME, lone=True, most=MOST_TERMS),
            f"Names in the taxonomy {name}, {MOST_TERMS} at most; a single one needs no list.",
        )
        for name in taxonomies
    }
    return Record({**_BRIEFING, **terms}, _as_given)


def page_schema() -> Record[Mapping[str, object]]:
    """The keys of a standing page."""
    return Record(_PAGE, _as_given)


def introduction_schema() -> Record[Mapping[str, object]]:
    """The keys of a text with which the page of a topic begins."""
    return Record(_INTRODUCTION, _as_given)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class _Parts:
    matter: str
    body: str
    body_line: int
    fault: Diagnostic | None = None


def _parts(path: str, text: str) -> _Parts:
    """The file between its fences and below them; the fault where it has none."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        message = "the file is empty"
        help_ = "begin it with a line of ---, then title: and the other keys, then a line of ---"
        return _Parts("", text, 1, Diagnostic("empty-file", message, Span(path, 1, 1), help_))
    opening = _FENCE.match(text)
    if not opening:
        message = "there is no front matter: the file must begin with a line of ---"
        return _Parts("", text, 1, Diagnostic("no-front-matter", message, Span(path, 1, 1), _fence_remedy(text)))
    closing = _CLOSING_FENCE.search(text, opening.end() - 1)
    if not closing:
        message = "the front matter that begins here has no end"
        help_ = "put a line of --- below its last key"
        return _Parts("", "", 1, Diagnostic("unterminated-front-matter", message, Span(path, 1, 1, 3), help_))
    body_line = 1 + text.count("\n", 0, closing.end())
    return _Parts(text[opening.end() : closing.start() + 1], text[closing.end() :], body_line)


def _fence_remedy(text: str) -> str:
    """How to mend a file that does not begin with a fence, by what stands there instead."""
    first = text.partition("\n")[0]
    if _FENCE.match(first.lstrip()):
        return "take out the space before ---"
    if not first.strip() and _FENCE.match(text.lstrip()):
        return "take out the empty lines above the first ---"
    if _NEARLY_FENCE.fullmatch(first.strip()):
        return f"write three hyphens, ---, instead of {first.strip()}"
    return "put --- on line 1, then title: and the other keys, then a line of ---"


def body(path: str, text: str) -> tuple[str, int]:
    """The body of a file, and the line on which it begins; `path` is relative to content/."""
    parts = _parts(f"content/{path}", text)
    return parts.body, parts.body_line


def _reading(path: str, matter: str, settings: Settings) -> Reading:
    return Reading(path, matter, Span(path, 1, 1, 3), first_line=2, zone=_zone(settings.timezone))


def briefing(path: str, text: str, settings: Settings) -> FrontMatter[Briefing]:
    """Decode a briefing's file; `path` is relative to content/."""
    parts = _parts(f"content/{path}", text)
    if parts.fault:
        return FrontMatter(None, parts.body, parts.body_line, (parts.fault,))
    reading = _reading(f"content/{path}", parts.matter, settings)
    values = read_whole(reading, briefing_schema(settings.taxonomies))
    if values is None:
        return FrontMatter(None, parts.body, parts.body_line, ordered(reading.found))
    values["slug"] = _slug(path, values, reading)
    _check_required(values, settings, reading)
    _check_disclaimer(values, settings, reading)
    _check_people(values, settings, reading)
    _check_disclosure(values.get("disclosure"), reading)
    _check_times(values, reading)
    _suggest_date(path, reading)
    if has_errors(reading.found):
        return FrontMatter(None, parts.body, parts.body_line, ordered(reading.found))
    made = _briefing(path, values, settings)
    return FrontMatter(made, parts.body, parts.body_line, ordered(reading.found))


def standing_page(path: str, text: str, settings: Settings) -> FrontMatter[StandingPage]:
    """Decode a standing page's file; `path` is relative to content/."""
    parts = _parts(f"content/{path}", text)
    if parts.fault:
        return FrontMatter(None, parts.body, parts.body_line, (parts.fault,))
    reading = _reading(f"content/{path}", parts.matter, settings)
    values = read_whole(reading, page_schema())
    made = None
    if values is not None:
        values["slug"] = _slug(path, values, reading)
        if not has_errors(reading.found):
            made = StandingPage(path=path, **values)
    return FrontMatter(made, parts.body, parts.body_line, ordered(reading.found))


def introduction(path: str, text: str, settings: Settings) -> FrontMatter[StandingPage]:
    """Decode the file of a topic's introduction, which need not have front matter; `path` is relative to content/."""
    name = path.rpartition("/")[2].removesuffix(".md")
    if not _FENCE.match(text):
        return FrontMatter(StandingPage(path=path, slug=name, title=""), text, 1)
    parts = _parts(f"content/{path}", text)
    if parts.fault:
        return FrontMatter(None, parts.body, parts.body_line, (parts.fault,))
    reading = _reading(f"content/{path}", parts.matter, settings)
    values = read_whole(reading, introduction_schema())
    made = None
    if values is not None and not has_errors(reading.found):
        made = StandingPage(path=path, slug=name, title="", **values)
    return FrontMatter(made, parts.body, parts.body_line, ordered(reading.found))


def places(path: str, text: str, settings: Settings) -> Mapping[str, Span]:
    """Where in its file a briefing or a standing page says what, by dotted keys ("related.0")."""
    parts = _parts(f"content/{path}", text)
    reading = _reading(f"content/{path}", parts.matter, settings)
    read_whole(reading, briefing_schema(settings.taxonomies))  # which knows every key of a page
    return {key: reading.span(node) for key, node in reading.places.items()}


def _briefing(path: str, values: dict[str, Any], settings: Settings) -> Briefing:
    terms = {name: values.pop(name, ()) for name in settings.taxonomies}
    author = values.pop("author", "")
    authors = values.pop("authors", ()) or ((author,) if author else ())
    return Briefing(path=path, authors=authors, terms=terms, **values)


def _slug(path: str, values: Mapping[str, Any], reading: Reading) -> str:
    """The slug of the front matter, or else of the file's name without its leading date."""
    if "slug" in values:
        return str(values["slug"])
    made = slug_of(path)
    fault = slug.fault(made)
    if fault:
        message = f"the slug that comes from the file's name {quoted(_stem(path))} {fault}"
        reading.report("bad-slug", message, reading.head, "add slug: with a name for the URL, or rename the file")
    return made


def slug_of(path: str) -> str:
    """The slug that a file's name gives to a text whose front matter names none; it may have a fault."""
    return slug.make(_LEADING_DATE.sub("", _stem(path), count=1))


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _check_required(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    """What the site requires; of a draft it is yet to come."""
    stand_ins = {
        "author": values.get("authors"),
        "authors": values.get("author"),
        "disclaimer": settings.default_disclaimer,
    }
    for key in settings.require:
        node = reading.places.get(key)
        is_bad = node is not None and not _is_empty(node)  # which has been reported
        is_given = values.get(key) or values.get(key) is False
        if key not in ALWAYS and not (is_given or stand_ins.get(key) or is_bad):
            what, do = ("missing", "add") if node is None else ("empty", "fill in")
            message = f"{key} is {what}; site.yaml requires it"
            if values.get("draft"):
                help_ = f"{do} {key}: … before you take draft: true away"
                reading.report("missing-field", message, reading.place(key), help_, "warning")
            else:
                help_ = f"{do} {key}: …, or take {key} out of require in site.yaml"
                reading.report("missing-field", message, reading.place(key), help_)


def _is_empty(node: Node) -> bool:
    return is_null(node) or not (node.value.strip() if isinstance(node.value, str) else node.value)


def _check_disclaimer(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    """A lone word that is nearly a key is no literal text."""
    wanted = values.get("disclaimer", "")
    if not wanted or wanted in settings.disclaimers or len(wanted.split()) > 1:
        return
    near = closest(wanted, settings.disclaimers)
    if near:
        message = f"there is no disclaimer {quoted(wanted)} in site.yaml"
        reading.report("unknown-disclaimer", message, reading.place("disclaimer"), f"did you mean {near}?")


def _check_people(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    if values.get("author") and values.get("authors"):
        message = "author and authors are both given"
        reading.report("conflicting-fields", message, reading.place("authors"), "keep one of them")
    named = {f"authors.{n}": name for n, name in enumerate(values.get("authors", ()))}
    for key, name in {"author": values.get("author", ""), **named}.items():
        _warn_of_stranger(key, name, settings, reading)


def _warn_of_stranger(key: str, name: str, settings: Settings, reading: Reading) -> None:
    """A name that is nearly an author's, or a lone word that is nearly a key: that one's holdings go unnoticed."""
    if not name or settings.author(name):
        return
    names = {author.name: author.key for author in settings.authors.values()}
    near = names.get(closest(name, names, _SURELY), "")
    if not near and _KEY_LIKE.fullmatch(name):
        near = closest(name, settings.authors)
    if near:
        message = f"there is no author {quoted(name)} in site.yaml"
        help_ = f"did you mean {near}? Otherwise add the author there, below authors:"
        reading.report("unknown-author", message, reading.place(key), help_, "warning")


def _check_disclosure(disclosure: Disclosure | None, reading: Reading) -> None:
    if disclosure is None:
        return
    if disclosure.sponsor and not disclosure.compensation:
        message = "disclosure names a sponsor but not what was paid"
        help_ = 'add compensation: "C$10,000 in cash, paid on 2026-01-15", in your case\'s words'
        reading.report("missing-compensation", message, reading.place("disclosure.sponsor"), help_)
    if disclosure.compensation and not disclosure.sponsor:
        message = "disclosure says what was paid but not by whom"
        reading.report("missing-sponsor", message, reading.place("disclosure.compensation"), "add sponsor: …")


def _check_times(values: Mapping[str, Any], reading: Reading) -> None:
    begun: Moment | None = values.get("date")
    if begun is None:
        return
    expires: Moment | None = values.get("expires")
    if expires is not None and expires.at <= begun.at:
        message = "expires is not after date, so that the briefing would never appear"
        reading.report("expires-too-early", message, reading.place("expires"), "write a later day")
    updated: Moment | None = values.get("updated")
    if updated is not None and _is_before(updated, begun):
        help_ = "write the day of the change, or leave updated out"
        reading.report("updated-too-early", "updated is before date", reading.place("updated"), help_, "warning")
    for number, correction in enumerate(values.get("corrections", ())):
        if _is_before(correction.date, begun):
            place = reading.place(f"corrections.{number}.date")
            message = "the correction's date is before that of the briefing"
            reading.report("corrected-too-early", message, place, "write the day of the correction", "warning")


def _is_before(one: Moment, other: Moment) -> bool:
    if one.day_only or other.day_only:
        return one.at.date() < other.at.date()
    return one.at < other.at


def _suggest_date(path: str, reading: Reading) -> None:
    """Let the remedy for a missing date be the one in the file's name."""
    named = _LEADING_DATE.match(path.rsplit("/", 1)[-1])
    if not named:
        return
    for number, finding in enumerate(reading.found):
        if finding.code == "missing-field" and finding.message == "date is missing":
            reading.found[number] = Diagnostic(finding.code, finding.message, finding.span, f"add date: {named[1]}")
