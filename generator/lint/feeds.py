"""What subscribers have seen, and what they would see after the next build."""

from __future__ import annotations

import html
import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from generator.diagnostic import Diagnostic, Span
from generator.index import lasting_name
from generator.lint import twins
from generator.lint.story import finding
from generator.model import Briefing, Settings
from generator.plan.feeds import guid, tag
from generator.settings import PATH

_TAG = re.compile(r"<[^>]*+>?+")
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
_CORRECTION = ":correction:"


class Seen(NamedTuple):
    """A briefing as subscribers know it, with a sample of its phrases where there is one."""

    guid: str
    url: str
    title: str
    sample: array[int] = array("I")


class Shown(NamedTuple):
    """A briefing as the next build would show it; `url` is its address, `sample` as above."""

    briefing: Briefing
    url: str
    sample: array[int] = array("I")


class Preview(Struct, frozen=True):
    """How many items of the site's feed subscribers will see as new, as updated, and a second time."""

    new: int
    updated: int
    resurfaced: int

    def __str__(self) -> str:
        return f"subscribers will see {self.new} new, {self.updated} updated, {self.resurfaced} resurfaced"


Item = Mapping[str, Any]
"""An item of a JSON Feed (jsonfeed.org, version 1.1)."""


def items_of(feed: bytes) -> list[Item]:
    """The items of a JSON Feed, as far as these bytes are one."""
    try:
        items = json.loads(feed)["items"]
        return [item for item in items if isinstance(item["id"], str)]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def seen_in_json(items: Iterable[Item]) -> Iterator[Seen]:
    """The items of a JSON Feed as subscribers know them."""
    for item in items:
        text = html.unescape(_TAG.sub(" ", str(item.get("content_html", ""))))
        yield Seen(item["id"], str(item.get("url", "")), str(item.get("title", "")), twins.sample(text))


def seen_in_rss(feed: bytes) -> Iterator[Seen]:
    """The items of an RSS feed of ours as subscribers know them."""
    for item in feed.split(b"<item>")[1:]:
        guid_, url, title = (_element(item, name) for name in (b"guid", b"link", b"title"))
        if guid_:
            yield Seen(guid_, url, title)


def _element(item: bytes, name: bytes) -> str:
    """The text of an item's first element of a name; what the item quotes is escaped, so that no other has it."""
    start = item.find(b"<" + name)
    opened = item.find(b">", start) + 1
    end = item.find(b"</" + name, opened)
    return html.unescape(item[opened:end].decode("utf-8", "replace")).strip() if 0 <= start < opened < end else ""


def feed_guid(
    seen: Iterable[Seen], shown: Sequence[Shown], briefings: Iterable[Briefing], settings: Settings
) -> Iterator[tuple[str, Diagnostic]]:
    """Briefings that subscribers have and would get again under another guid, each with that guid.

    `briefings` are all that there are, shown or not.
    """
    by_guid = {known.guid: known for known in seen if _CORRECTION not in known.guid}
    kept = {guid(briefing, settings) for briefing in briefings}
    gone = [known for name, known in by_guid.items() if name not in kept]
    if not gone:
        return
    by_path = {urlsplit(known.url).path: known for known in gone}
    by_title = {known.title.casefold(): known for known in gone}
    again: list[tuple[str, Shown, Seen]] = []
    for one in shown:
        name = guid(one.briefing, settings)
        if name not in by_guid:
            known = (
                by_path.get(urlsplit(one.url).path) or by_title.get(one.briefing.title.casefold()) or _alike(one, gone)
            )
            if known:
                again.append((name, one, known))
    moved = [known for _, one, known in again if _name_in(known.guid) == lasting_name(one.briefing)]
    if len(moved) > 1:
        yield from ((name, _of_site(moved, settings)) for name, _, _ in again)
    else:
        yield from ((name, _of_briefing(one, known, settings)) for name, one, known in again)


def _alike(one: Shown, gone: Iterable[Seen]) -> Seen | None:
    """The briefing that is gone whose text this one has."""
    alike = [(twins.likeness(one.sample, known.sample), known.guid, known) for known in gone]
    best, _, known = max(alike, default=(0.0, "", None))
    return known if best >= twins.ALIKE else None


def _name_in(guid_: str) -> str:
    """The lasting name within a tag: URI."""
    return unquote(guid_.split(":", 2)[-1])


def _of_briefing(one: Shown, known: Seen, settings: Settings) -> Diagnostic:
    briefing, old = one.briefing, _name_in(known.guid)
    message = f"subscribers would get “{briefing.title}” again: to them it is {known.guid}"
    if tag(settings, old) == known.guid and _ID.fullmatch(old) and old.strip("."):
        help_ = f"add id: {old} to its front matter"
    else:
        help_ = f"call the file briefings/{old}.md again, and set its address with slug: where that is to be another"
    return finding("feed-guid", message, Span(f"content/{briefing.path}", 1, 1, 3), help_)


def _of_site(moved: Sequence[Seen], settings: Settings) -> Diagnostic:
    """That it is the site's name in the guids which has changed."""
    span = settings.where.get("feed.authority") or settings.where.get("feed.start") or settings.where.get("feed")
    message = f"feed.authority or feed.start has changed, so that subscribers would get {len(moved)} briefings again"
    old = moved[0].guid.split(":")[1] if moved[0].guid.startswith("tag:") else moved[0].guid
    authority, _, start = old.partition(",")
    help_ = f"set them back: feed: {{authority: {authority}, start: {start}}}"
    return finding("feed-guid", message, span or Span(PATH, 1, 1), help_)


def preview(before: Sequence[Item], after: Sequence[Item], again: Iterable[str], known: Iterable[str]) -> Preview:
    """What subscribers of the site's feed will see, from its items before and after.

    `again` are the guids of briefings that come a second time; `known` the addresses of pages that were public before,
    so that an item which comes back into the feed because another went is not new.
    """
    old, resurfaced, public = {item["id"]: item for item in before}, set(again), set(known)
    new = updated = repeated = 0
    for item in after:
        if item["id"] in old:
            updated += _read(item) != _read(old[item["id"]])
        elif item["id"] in resurfaced:
            repeated += 1
        else:
            new += item.get("url") not in public
    return Preview(new, updated, repeated)


def _read(item: Item) -> list[object]:
    """What a subscriber reads of an item."""
    return [item.get(name) for name in ("title", "summary", "content_html", "content_text", "image", "date_modified")]
