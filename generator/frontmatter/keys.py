"""What front matter may hold: the keys of a briefing, of a standing page and of a topic's introduction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import unquote, urlsplit

from generator import slug
from generator.model import COMPANIES, LINTS, Correction, Disclosure, Image, Pin, Source, Video
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
    Record,
    Text,
    did_you_mean,
    quoted,
    web_fault,
)

MOST_TERMS = 200
"""The most names that a briefing may have in a taxonomy: each is a page and a feed, which lists all the others."""

_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_SPACED_TICKER = re.compile("([A-Za-z0-9.-]+) ?: ?([A-Za-z0-9.&-]+)")
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
_CLIMBS = re.compile(r"(?:^|/)\.{1,2}(?:/|$)")

# What follows says the same to JSON Schema, in what the regular expressions of ECMA-262 and of Python have in common.
_NO_SCHEME = "(?![Hh][Tt][Tt][Pp][Ss]?:)"
_ALIAS_SHAPE = r"""^(?=/)(?:/[^\s?#\\/*:<>"|.][^\s?#\\/*:<>"|]*)*/?$"""
_PICTURE_SHAPE = rf"^(?:{WEB_SHAPE}|/?media(?:/(?!\.{{1,2}}(?:/|$))[^\\?#/]+)+/?)$"


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
        "title": Key(Text(), "What the video shows.", required=True),
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
    "image": Key(_IMAGE, "The picture that goes with the text."),
    "updated": Key(MomentField(), "When the text last changed in substance."),
    "aliases": Key(_ALIASES, "Old paths on this site that lead here."),
    "draft": Key(Flag(), "With true, the text appears nowhere. Default: false."),
    "lint_ignore": Key(ListOf(_LINT), "Codes that headframe check does not report in this text."),
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
    "videos": Key(ListOf(_VIDEO), "Videos to watch with the briefing."),
    "disclosure": Key(_DISCLOSURE, "Who paid, what was paid, and the positions held."),
    "corrections": Key(ListOf(_CORRECTION), "What was wrong and has been put right."),
    "series": Key(NAME, "The series to which it belongs."),
    "id": Key(
        Text(check=_id_fault, called="an id", shape={"pattern": rf"^(?!\.+$){_ID.pattern}$"}),
        "A name that never changes: it keeps the entry in readers' feeds the same when the file is renamed.",
    ),
    "expires": Key(MomentField(), "The date from which it appears nowhere."),
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
