"""Feeds: RSS 2.0 and Atom by feedgen, JSON Feed 1.1 by the json module.

Each function takes a feed and `content`, which gives an entry's whole HTML, and returns the file's bytes. They
depend on these alone: not on the clock, the locale or the time zone of the machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from html import escape
from json import dumps
from typing import Any, cast
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from generator.characters import printable
from generator.fingerprint import of_text
from generator.views import Feed, FeedItem, Picture

Content = Callable[[FeedItem], str]

_ATOM = "http://www.w3.org/2005/Atom"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"

# Atom wants a date even of a feed without entries; this is the month of RFC 4287.
_NEVER = "2005-12-01T00:00:00+00:00"

# The elements of RSS that hold plain text, or may: written by lxml, which leaves no bare < in text.
_PLAIN_TEXT = re.compile(rb"<(?:title|description|category)>[^<]+")

# Of our own, because the mimetypes module reads the machine's tables.
_IMAGE_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}


def rss(feed: Feed, content: Content) -> bytes:
    """RSS 2.0 with content:encoded, dc:creator and media:content."""
    feed = _printable_feed(feed)
    channel = _channel(feed, "application/rss+xml")
    # feedgen would write the present time, and flip the process's locale to do so; nothing public keeps it from that.
    channel._FeedGenerator__rss_lastBuildDate = None
    channel.register_extension("headframe", partial(_Extension, partial(_complete_channel, feed)))
    for item in feed.items:
        entry = _rss_entry(_printable_item(item), printable(content(item)))
        channel.add_entry(entry, order="append")  # not above those before it
    return _prolog(feed) + _PLAIN_TEXT.sub(_hexadecimal, channel.rss_str(pretty=True, xml_declaration=False))


def _rss_entry(item: FeedItem, html: str) -> Any:
    entry = _entry(item)
    entry.description(_description(item))
    entry.content(html)
    entry.register_extension("headframe", partial(_Extension, partial(_complete_item, item)))
    return entry


def atom(feed: Feed, content: Content) -> bytes:
    """Atom 1.0 (RFC 4287) with media:content."""
    feed = _printable_feed(feed)
    channel = _channel(feed, "application/atom+xml")
    channel.updated(datetime.fromisoformat(feed.updated or _NEVER))
    channel.author(name=feed.title or feed.page, uri=feed.page)
    channel.register_extension("headframe", partial(_Extension, lambda root: None))
    for item in feed.items:
        channel.add_entry(_atom_entry(_printable_item(item), printable(content(item))), order="append")
    return _prolog(feed) + cast("bytes", channel.atom_str(pretty=True, xml_declaration=False))


def _atom_entry(item: FeedItem, html: str) -> Any:
    entry = _entry(item)
    entry.published(datetime.fromisoformat(item.published))
    entry.updated(_updated(item))
    entry.author([{"name": name, "uri": url} for name, url in _authors(item)])
    entry.content(html, type="html")
    if teaser := _teaser(item):
        entry.summary(teaser)
    entry.register_extension("headframe", partial(_Extension, partial(_add_image, item.image)))
    return entry


def json(feed: Feed, content: Content) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    feed = _printable_feed(feed)
    document = _given(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title or feed.page,
        home_page_url=feed.page,
        feed_url=feed.url,
        description=feed.description,
        language=feed.language,
        authors=[_given(name=feed.title, url=feed.page)],
        hubs=[{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    )
    document["items"] = [_json_item(_printable_item(item), printable(content(item))) for item in feed.items]
    return (dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: FeedItem, html: str) -> dict[str, object]:
    members = _given(
        id=item.guid,
        url=item.url,
        title=item.title,
        summary=_teaser(item),
        image=item.image.src if item.image else "",
        date_published=item.published,
        date_modified=item.updated or item.published,
        authors=[_given(name=name, url=url) for name, url in _authors(item)],
        tags=_categories(item),
    )
    return members | {"content_html": html}


def _given(**members: object) -> dict[str, object]:
    return {name: value for name, value in members.items() if value}


def _channel(feed: Feed, media_type: str) -> Any:
    """A feedgen feed with what RSS and Atom share."""
    from feedgen.feed import FeedGenerator  # 50 ms, which a build without a stale feed need not spend

    channel = FeedGenerator()
    channel.id(feed.guid)
    channel.title(feed.title or feed.page)
    channel.description(feed.description or feed.title or feed.page)
    channel.language(feed.language)
    channel.generator("Headframe")
    channel.link(href=feed.url, rel="self", type=media_type)
    if feed.hub:
        channel.link(href=feed.hub, rel="hub")
    channel.link(
        href=feed.page, rel="alternate", type="text/html"
    )  # last, since feedgen's channel link is the last one
    return channel


def _entry(item: FeedItem) -> Any:
    """A feedgen entry with what RSS and Atom share."""
    from feedgen.entry import FeedEntry

    entry = FeedEntry()
    entry.guid(item.guid, permalink=False)
    entry.title(item.title or item.url)
    entry.link(href=item.url)
    entry.category([{"term": category} for category in _categories(item)])
    return entry


@dataclass(frozen=True)
class _Extension:
    """What feedgen's own elements lack, added in the way that it calls an extension."""

    complete: Callable[[Any], None]

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DUBLIN_CORE, "media": _MEDIA}

    def extend_rss(self, element: Any) -> None:
        self.complete(element)

    def extend_atom(self, element: Any) -> None:
        self.complete(element)


def _complete_channel(feed: Feed, root: Any) -> None:
    channel = root[0]
    if feed.updated:
        _add(channel, "lastBuildDate", _rfc822(feed.updated))
    if feed.hub:
        _add(channel, f"{{{_ATOM}}}link", rel="hub", href=feed.hub)


def _complete_item(item: FeedItem, element: Any) -> None:
    _add(element, "pubDate", _rfc822(item.published))
    for name, _ in _authors(item):
        _add(element, f"{{{_DUBLIN_CORE}}}creator", name)
    _add_image(item.image, element)


def _add_image(image: Picture | None, element: Any) -> None:
    """Media RSS 1.5.1: the picture with its alternative text and credit."""
    if image is None:
        return
    kind = _IMAGE_TYPES.get(urlsplit(image.src).path.rpartition(".")[2].lower(), "")
    details = {"type": kind} if kind else {}
    if image.width and image.height:
        details |= {"width": str(image.width), "height": str(image.height)}
    media = _add(element, f"{{{_MEDIA}}}content", url=image.src, medium="image", **details)
    if image.alt:
        _add(media, f"{{{_MEDIA}}}description", image.alt, type="plain")
    if image.credit:
        _add(media, f"{{{_MEDIA}}}credit", image.credit)


def _hexadecimal(text: re.Match[bytes]) -> bytes:
    """The same text for XML, spelled so that readers that expect HTML show it too (RSS Best Practices Profile)."""
    return text[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    child = parent.makeelement(name, attributes)
    child.text = text or None
    parent.append(child)
    return child


def _prolog(feed: Feed) -> bytes:
    """The XML declaration and, where the feed has a style sheet, its instruction (W3C xml-stylesheet, section 3)."""
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    if feed.stylesheet:
        declaration += f'<?xml-stylesheet type="text/css" href="{escape(feed.stylesheet)}"?>\n'
    return declaration.encode()


def _teaser(item: FeedItem) -> str:
    """The summary as plain text, after the disclosure: some readers show nothing else."""
    notice = (item.disclosure.notice, item.disclosure.holdings) if item.disclosure else ()
    return " ".join(sentence for sentence in (*notice, item.summary) if sentence)


def _description(item: FeedItem) -> str:
    """The teaser as HTML, which RSS has it be; never empty, or feedgen would put the content in its place."""
    return escape(_teaser(item) or item.title or item.url, quote=False)


def _authors(item: FeedItem) -> tuple[tuple[str, str], ...]:
    """Each author's name and page."""
    return tuple((person.name, person.url or person.website) for person in item.authors if person.name)


def _categories(item: FeedItem) -> tuple[str, ...]:
    return tuple(dict.fromkeys(category for category in item.categories if category))


def _rfc822(moment: str) -> str:
    """An RFC 3339 date-time as RFC 822 has it, with English names whatever the locale."""
    return format_datetime(datetime.fromisoformat(moment))


def _updated(item: FeedItem) -> datetime:
    """The date of the last change, its fraction of a second drawn from the guid.

    Two briefings dated by the day alone would otherwise change at the same instant, which Atom's validator dislikes.
    """
    moment = datetime.fromisoformat(item.updated or item.published)
    return moment.replace(microsecond=int(of_text(item.guid), 16) % 1_000_000)


def _printable(value: Any) -> Any:
    """A text, a tuple or a view with printable text only."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple):
        return tuple(map(_printable, value))
    if isinstance(value, Struct):
        return replace(value, **{name: _printable(getattr(value, name)) for name in value.__struct_fields__})
    return value


def _printable_feed(feed: Feed) -> Feed:
    """A feed with printable text only, its items as they were."""
    printed: Feed = _printable(replace(feed, items=()))
    return replace(printed, items=feed.items)


def _printable_item(item: FeedItem) -> FeedItem:
    """An item with printable text only, and without what its HTML alone shows."""
    shown: FeedItem = _printable(replace(item, body=None, sources=(), corrections=(), disclaimer=""))
    return shown
