"""What site.yaml may hold: its keys, and what each value may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from generator import address, slug
from generator.model import LINTS, Briefing, FeedSettings, LintSettings, NavigationLink, PictureSettings
from generator.schema import (
    NAME,
    PROSE,
    SLUG,
    WEB_SHAPE,
    WEB_URL,
    Choice,
    Day,
    Fault,
    Flag,
    Integer,
    Key,
    ListOf,
    MappingOf,
    OneOf,
    Record,
    Text,
    closest,
    did_you_mean,
    quoted,
    web_fault,
)

MAX_TAXONOMIES = 50
"""Every page links to the page of each taxonomy."""

RESERVED = frozenset(
    {
        "page", "sources", "authors", "series", "archive", "corrections", "editions", "feeds", "search", "assets",
        "media",
    }
)  # fmt: skip
"""First parts of the URLs that every site has; no taxonomy may be called so."""

BRIEFING_KEYS = frozenset(Briefing.__struct_fields__) - {"path", "terms"} | {"author"}
"""The keys of a briefing's front matter but for the taxonomies."""

_PERMALINK_FIELDS = ("year", "month", "day", "slug", "id")
_FIELD = re.compile(r"\{([^{}]*)\}")
_TICKER = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9.&-]+")
_DOLLAR = re.compile(r"[A-Z]{1,3}\$")
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SIZES = re.compile(r"[A-Za-z0-9 .,:%()+*/<>=-]+")
_MACHINE_ZONES = frozenset({"localtime", "posixrules", "Factory"})

# What follows says the same to JSON Schema, in what the regular expressions of ECMA-262 and of Python have in common.
_PORT_SHAPE = ":0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_URL_SHAPE = (
    r"""^(?=[!-~]*$)(?!.*[\\"<>^`{|}?#])[Hh][Tt][Tt][Pp][Ss]?://(?:\[[0-9A-Fa-f:.]+\]|[^/:@\[\]]+)"""
    rf"(?:{_PORT_SHAPE}|:)?(?:/(?!\.{{1,2}}(?:/|$))[^/]+)*/?$"
)
_PERMALINK_SHAPE = (
    r"^(?=.*\{(?:slug|id)\})/"
    rf"(?:(?!\.{{1,2}}/)(?:[A-Za-z0-9._~-]|\{{(?:{'|'.join(_PERMALINK_FIELDS)})\}})+/)+$"
)
_MENU_SHAPE = rf"^(?:/(?!/)[^\\\s]*|{WEB_SHAPE})$"
_TICKER_SHAPE = {"pattern": f"^{_TICKER.pattern}$", "errorMessage": "must be a ticker such as TSX:ELD"}
_KEY_SHAPE = {"pattern": r"^\S(?:.*\S)?$"}


def _url_fault(url: str) -> Fault | None:
    wrong = web_fault(url)
    if wrong:
        return wrong
    if not url.isascii() or re.search(r"[\\\"<>^`{|}]", url):
        help_ = "write an international domain as xn--…, and other signs percent-encoded"
        return Fault("bad-url", f"may hold only ASCII, and no quotes, brackets or backslashes: {quoted(url)}", help_)
    parts = urlsplit(url)
    if "?" in url or "#" in url or parts.username is not None:
        return Fault("bad-url", f"may hold no ?, # or user name: {quoted(url)}", f"write {_bare(url)}")
    if not _has_good_port(url) or re.search(r"/\.{0,2}/|/\.{1,2}$", parts.path):
        message = f"may hold no empty part, . or .., nor a port above 65535: {quoted(url)}"
        return Fault("bad-url", message, "write it as a browser shows it: https://example.org/brief/")
    return None


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path or '/'}"


def _has_good_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _with_slash(url: str) -> str:
    text = url.strip()
    return text if text.endswith("/") else f"{text}/"


def _language_fault(tag: str) -> Fault | None:
    if tag == "en" or (_LANGUAGE.fullmatch(tag) and _is_known_language(tag)):
        return None
    return Fault(
        "bad-language", f"{quoted(tag)} is no language that is known", "write a tag such as en, fr-CA or zh-Hant"
    )


def _is_known_language(tag: str) -> bool:
    from babel import Locale, UnknownLocaleError  # takes long to import, and English needs none

    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _timezone_fault(key: str) -> Fault | None:
    try:
        if key not in _MACHINE_ZONES:
            ZoneInfo(key)
            return None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    return Fault("bad-timezone", f"{quoted(key)} is no timezone that is known", _zone_remedy(key))


def _zone_remedy(key: str) -> str:
    from zoneinfo import available_timezones  # reads a whole folder

    near = closest(key, sorted(available_timezones() - _MACHINE_ZONES))
    return f"did you mean {near}?" if near else "write one such as America/Toronto or Europe/London"


def _permalink_fault(pattern: str) -> Fault | None:
    """What is wrong with a pattern; its literal parts may hold what a URL's path may without escapes (RFC 3986)."""
    names = _FIELD.findall(pattern)
    literal = _FIELD.sub("x", pattern)
    unknown = [name for name in names if name not in _PERMALINK_FIELDS]
    if unknown:
        help_ = did_you_mean(unknown[0], _PERMALINK_FIELDS)
        return Fault("bad-permalink", f"holds {{{unknown[0]}}}, which nothing can fill: {quoted(pattern)}", help_)
    if "{" in literal or "}" in literal:
        help_ = "write each field between two braces: /{year}/{month}/{slug}/"
        return Fault("bad-permalink", f"holds a brace without its other half: {quoted(pattern)}", help_)
    if not (pattern.startswith("/") and pattern.endswith("/")):
        help_ = f"write /{pattern.strip('/')}/"
        return Fault("bad-permalink", f"must begin and end with /, not {quoted(pattern)}", help_)
    if not {"slug", "id"} & set(names):
        return Fault(
            "bad-permalink", f"must hold {{slug}} or {{id}}: {quoted(pattern)}", "write /{year}/{month}/{slug}/"
        )
    if not re.fullmatch(r"[A-Za-z0-9._~/-]+", literal) or re.search(r"/\.{0,2}/", literal):
        message = f"may hold only letters, digits, . _ ~ - and single slashes: {quoted(pattern)}"
        return Fault("bad-permalink", message, "write one such as /{year}/{month}/{slug}/")
    return None


def _taxonomy_fault(name: str) -> Fault | None:
    fault = slug.fault(name)
    if fault:
        return Fault("bad-slug", f"{quoted(name)} {fault}", f"write {slug.make(name) or 'minerals'}")
    if name in RESERVED:
        return Fault("reserved-name", f"{quoted(name)} has pages of its own on every site", "choose another name")
    if name in BRIEFING_KEYS:
        return Fault("reserved-name", f"{quoted(name)} is a front matter key of every briefing", "choose another name")
    return None


def _ticker_fault(ticker: str) -> Fault | None:
    if _TICKER.fullmatch(ticker):
        return None
    return Fault("bad-ticker", f"{quoted(ticker)} is no ticker", "write the exchange, a colon and the symbol: TSX:ELD")


def _key_fault(key: str) -> Fault | None:
    if key == key.strip() and key.isprintable():
        return None
    return Fault("bad-name", f"{quoted(key)} may not begin or end with a space, nor hold a line break", "rename it")


def _authority_fault(text: str) -> Fault | None:
    if _AUTHORITY.fullmatch(text):
        return None
    message = f"must be a domain or an e-mail address that was yours on the start date, not {quoted(text)}"
    return Fault("bad-authority", message, "write one such as example.org (RFC 4151)")


def _dollar_fault(text: str) -> Fault | None:
    if _DOLLAR.fullmatch(text):
        return None
    return Fault("bad-dollar", f"must name a dollar, not {quoted(text)}", "write US$, C$, A$ or the like")


def _sizes_fault(text: str) -> Fault | None:
    if _SIZES.fullmatch(text) and text.count("(") == text.count(")"):
        return None
    message = f"must be lengths with the conditions under which they hold, not {quoted(text)}"
    return Fault("bad-sizes", message, "write one such as (min-width: 48rem) 36rem, 100vw")


def _menu_fault(url: str) -> Fault | None:
    from_root = url.startswith("/") and not url.startswith("//") and not re.search(r"[\\\s]", url)
    if from_root or address.is_web(url):
        return None
    help_ = "write a path from the site's root such as /about/, or https://…"
    return Fault("bad-url", f"must be a path that begins with / or a web address, not {quoted(url)}", help_)


_TICKER_TEXT = Text(check=_ticker_fault, called="a ticker", shape={"type": "string", **_TICKER_SHAPE})
_TAXONOMY = Text(
    check=_taxonomy_fault,
    called="a slug",
    shape={
        **SLUG.shape,
        "pattern": rf"^(?!(?:{'|'.join(sorted(RESERVED | BRIEFING_KEYS))})$){slug.SHAPE}$",
        "errorMessage": "must be a slug that is no key of every briefing, and no part of every site",
    },
)

_AUTHOR = Record(
    {
        "name": Key(NAME, "The name as readers see it.", required=True),
        "url": Key(WEB_URL, "The author's own site."),
        "bio": Key(PROSE, "A line or two about the author."),
        "holdings": Key(ListOf(_TICKER_TEXT), "Tickers in which the author has a position."),
    },
    dict[str, Any],
)

_COMPANY = Record(
    {
        "name": Key(NAME, "The company's name.", required=True),
        "url": Key(WEB_URL, "The company's own site."),
        "listings": Key(ListOf(_TICKER_TEXT), "Every ticker under which its shares trade."),
    },
    dict[str, Any],
)

_DISCLAIMER = Record(
    {
        "text": Key(PROSE, "The text; {sources} in it becomes the names of the briefing's sources.", required=True),
        "unconflicted": Key(
            Flag(), "With true, the text says that nobody has an interest, and a briefing must bear it out."
        ),
    },
    dict[str, Any],
)

_FEED = Record(
    {
        "items": Key(Integer(1, 1000), "How many briefings a feed holds. Default: 30."),
        "full_text": Key(Flag(), "With false, feeds carry summaries only. Default: true."),
        "authority": Key(
            Text(
                check=_authority_fault,
                called="a domain or an e-mail address",
                shape={"type": "string", "pattern": f"^{_AUTHORITY.pattern}$"},
            ),
            "The domain or e-mail address in the identifiers of feed items. Default: headframe.invalid.",
        ),
        "start": Key(Day(), "A day on which the authority was yours. Default: 2026."),
        "hub": Key(WEB_URL, "The WebSub hub that tells readers of new briefings."),
    },
    FeedSettings,
)

_RELATED = Record(
    {"count": Key(Integer(0, 50), "How many related briefings to show; pinned ones show in any case. Default: 5.")},
    dict[str, Any],
)

_PICTURES = Record(
    {
        "widths": Key(
            ListOf(Integer(16, 4000), most=12),
            "The widths in pixels in which a page offers a picture, below its own; [] for none."
            " Default: 400, 800, 1200, 1600.",
        ),
        "sizes": Key(
            Text(check=_sizes_fault, called="a list of lengths"),
            "How wide your layouts show a picture, as in the sizes of an img. Default: that of the packaged theme.",
        ),
    },
    PictureSettings,
)

_LINK = Record(
    {
        "title": Key(Text(), "The text of the link.", required=True),
        "url": Key(
            Text(
                check=_menu_fault,
                called="a path or a web address",
                shape={"type": "string", "pattern": _MENU_SHAPE},
            ),
            "A path from the site's root, or a web address.",
            required=True,
        ),
    },
    NavigationLink,
)


_SEVERITY = Choice(("off", "warning", "error"))


def _lint(*, dollar: str = "", hype_phrases: tuple[str, ...] = (), longest_summary: int = 0, **severities: str) -> Any:
    default = LintSettings()
    return LintSettings(severities, dollar, hype_phrases, longest_summary or default.longest_summary)


_LINT: Record[Any] = Record(
    {
        **{code: Key(_SEVERITY, f"Severity: off, warning or error. Default: {LINTS[code]}.") for code in LINTS},
        "dollar": Key(
            Text(check=_dollar_fault, called="a dollar", shape={"pattern": f"^{_DOLLAR.pattern}$"}),
            "What a bare $ stands for: US$, C$ or A$, say.",
        ),
        "hype_phrases": Key(ListOf(Text()), "Phrases of your own that read as advice."),
        "longest_summary": Key(Integer(50, 1000), "How many characters a summary may have. Default: 300."),
    },
    _lint,
)


def _named(text: str) -> dict[str, Any]:
    return {"name": text}


def _worded(text: str) -> dict[str, Any]:
    return {"text": text}


SETTINGS: Record[Mapping[str, object]] = Record(
    {
        "title": Key(Text(), "The name of the site.", required=True),
        "url": Key(
            Text(
                tidy=_with_slash,
                check=_url_fault,
                called="a web address",
                shape={"type": "string", "pattern": _URL_SHAPE},
            ),
            "Where the site is served; a path such as https://example.org/brief/ is fine.",
            required=True,
        ),
        "description": Key(Text(), "A sentence about the site, for feeds and search engines."),
        "language": Key(
            Text(check=_language_fault, called="a language tag", shape={"pattern": f"^{_LANGUAGE.pattern}$"}),
            "The language as a BCP 47 tag. Default: en.",
        ),
        "timezone": Key(
            Text(check=_timezone_fault, called="a timezone"),
            "The zone of dates without one, by its IANA name. Default: UTC.",
        ),
        "permalink": Key(
            Text(
                check=_permalink_fault,
                called="a pattern such as /{year}/{month}/{slug}/",
                shape={"type": "string", "pattern": _PERMALINK_SHAPE},
            ),
            "The URL of a briefing, from {year}, {month}, {day}, {slug} and {id}. Default: /{year}/{month}/{slug}/.",
        ),
        "per_page": Key(Integer(1, 1000), "How many briefings a list shows on a page. Default: 20."),
        "taxonomies": Key(
            ListOf(_TAXONOMY, most=MAX_TAXONOMIES),
            "What briefings are sorted by: front matter keys. Default: tags, companies, commodities, countries.",
        ),
        "authors": Key(
            MappingOf(OneOf(NAME, _named, _AUTHOR), _key_fault, _KEY_SHAPE),
            "The writers, by the key that a briefing's author gives; the name alone will do.",
        ),
        "companies": Key(
            MappingOf(OneOf(NAME, _named, _COMPANY), _ticker_fault, _TICKER_SHAPE),
            "The companies that you cover, by their main ticker; the name alone will do.",
        ),
        "disclaimers": Key(
            MappingOf(OneOf(PROSE, _worded, _DISCLAIMER), _key_fault, _KEY_SHAPE),
            "The texts that end a briefing, by key; the text alone will do.",
        ),
        "default_disclaimer": Key(Text(), "The key of the disclaimer for a briefing that names none."),
        "require": Key(ListOf(Text()), "Front matter that every briefing must carry. Default: sources, disclaimer."),
        "feed": Key(_FEED, "The feeds."),
        "related": Key(_RELATED, "Related briefings."),
        "navigation": Key(ListOf(_LINK), "The menu, in order."),
        "markdown": Key(
            Choice(("full", "commonmark")), "commonmark turns every extra off, tables and footnotes too. Default: full."
        ),
        "html": Key(
            Choice(("sanitize", "trusted")),
            "trusted passes raw HTML of a briefing as it is; use it only if you trust every author. Default: sanitize.",
        ),
        "pictures": Key(_PICTURES, "The pictures that pages show."),
        "search": Key(Flag(), "Whether the site has a search page; it needs headframe[search]. Default: false."),
        "cards": Key(Flag(), "Whether to draw preview cards for social media. Default: true."),
        "lint": Key(_LINT, "The severity of what headframe check finds; no page depends on it."),
    },
    dict[str, Any],
)
