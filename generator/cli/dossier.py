"""Everything about a briefing, as people and scripts read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain, groupby, repeat
from urllib.parse import urlsplit

import msgspec

from generator import calendar
from generator.cli import columns
from generator.desk.explanation import Explanation, Kin, Linker, Related

_TERMS = 5
"""How many of the terms that two briefings share are told."""

_LINKERS = 5
"""How many of those that lead to a briefing in one way are told."""

_HOW = {"body": "in the text", "pinned": "related, pinned", "computed": "related", "recommended": "recommended"}

_SUPPOSED = {
    "as of its date": "Readers do not see it yet. What follows is how it will be on its date.",
    "as if published": "Readers do not see it. What follows is how it would be if they did.",
    "as previewed": "What follows is how a preview shows the site.",
}

_WHICH = {True: "newer", False: "older"}

_WHY = {
    "outranked": "alike, but less than those above",
    "chance": "too little in common",
    "shown": "on the page already, as recommended",
    "linked": "on the page already, as a link in the text",
    "twin": "nearly the same text",
}


def document(told: Explanation) -> dict[str, object]:
    """All of it as plain values."""
    plain: dict[str, object] = msgspec.to_builtins(told)
    expires = told.expires and told.expires.isoformat()
    return {**plain, "as_of": told.as_of.isoformat(), "expires": expires}


def text(told: Explanation, verbose: bool) -> str:
    """All of it in words; with `verbose` every one of what there may be many."""
    parts = [
        [*_head(told), "", *_facts(told)],
        ["Lists, newest first", *_lists(told)],
        [f"Feeds, which carry the newest {told.feed_items}, and sitemaps", *_feeds(told)],
        ["Who leads to it", *_linkers(told.linked_from, verbose)],
        ["What it discloses", *_notices(told)],
        [
            "Related: score = likeness × fade by days × links to it",
            *_related(told.related, verbose),
        ],
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _head(told: Explanation) -> list[str]:
    parts = (told.briefing.title, told.briefing.url, _SUPPOSED.get(told.explained, ""))
    return [line for part in parts for line in columns.wrapped(part)]


def _facts(told: Explanation) -> list[str]:
    origin = "its id" if told.guid_from == "id" else "its file's name: before you rename that, give it an id"
    rows = [("file", told.briefing.file), ("status", told.status), ("date", told.date_line)]
    rows += [("expires", _instant(told.expires))] if told.expires else []
    rows += [("alias", alias) for alias in told.aliases]
    rows += [("guid", told.guid), ("", f"made of {origin}")]
    for label, page in (("previous", told.previous), ("next", told.next)):
        rows += [(label, page.title), ("", _path(page.url))] if page else [(label, "–")]
    return columns.labelled(rows)


def _instant(at: datetime) -> str:
    return f"{calendar.full(at.date(), 'en')}, {calendar.clock(at, 'en')}"


def _path(url: str) -> str:
    return urlsplit(url).path


def _lists(told: Explanation) -> list[str]:
    rows = [
        (one.kind, f"{one.position:,} of {one.total:,}", one.name, " ".join(map(_path, one.pages)))
        for one in told.lists
    ]
    return columns.table(rows, "<><<")


def _feeds(told: Explanation) -> list[str]:
    rows = [
        (_path(feed.url), f"{feed.position:,} of {feed.total:,}", "carried" if feed.carried else "not carried")
        for feed in told.feeds
    ]
    return columns.table([*rows, *((_path(url), "", "") for url in told.sitemaps)], "<><")


def _linkers(linkers: Sequence[Linker], verbose: bool) -> list[str]:
    rows: list[tuple[str, str]] = []
    for how, those in groupby(linkers, lambda linker: linker.how):
        titles = [linker.page.title for linker in those]
        shown = titles if verbose else titles[:_LINKERS]
        rows += zip(chain([_HOW[how]], repeat("")), shown, strict=False)
        rows += [("", f"and {len(titles) - len(shown):,} more")] if len(shown) < len(titles) else []
    return columns.labelled(rows) or ["  nobody"]


def _notices(told: Explanation) -> list[str]:
    return columns.labelled(
        [("opens", " ".join(told.disclosure) or "with no notice"), ("closes", told.disclaimer or "with no disclaimer")]
    )


def _related(related: Related, verbose: bool) -> list[str]:
    pinned = [("pinned", f"{page.title} ({page.url})") for page in related.elsewhere]
    lines = columns.labelled([*pinned, *(row for kin in related.shown for row in _kin(kin, "", verbose))])
    left_out = [row for kin in related.missed for row in _kin(kin, _WHY[kin.verdict], verbose)]
    left_out += [row for kin in related.copies for row in _kin(kin, _copied(kin), verbose)]
    more = related.copies_in_all - len(related.copies)
    left_out += [("", f"and {more:,} more that are nearly the same")] if more else []
    return [*(lines or ["  nothing"]), *(["", "Not shown", *columns.labelled(left_out)] if left_out else [])]


def _copied(kin: Kin) -> str:
    return f"nearly the same text as “{kin.copied}”" if kin.copied else _WHY["twin"]


def _kin(kin: Kin, why: str, verbose: bool) -> list[tuple[str, str]]:
    """What makes the score of another, and why it is left out if it is."""
    apart = f"{kin.days:,} day{'' if kin.days == 1 else 's'} {_WHICH[kin.newer] if kin.days else 'apart'}"
    counted = [term for term in kin.terms if term.share]
    shown = counted if verbose else counted[:_TERMS]
    made_of = [f"{term.term} {term.share:.0%}" for term in shown]
    rest = sum(term.share for term in counted[len(shown) :])
    made_of += [f"{len(counted) - len(shown)} more {rest:.0%}"] if rest else []
    made_of += [f"words of a headline {kin.headlines:.0%}"] if kin.headlines else []
    made_of += [f"a link {kin.links:.0%}"] if kin.links else []
    common = [term.term for term in kin.terms if not term.share and (term.topic or verbose)]
    told = [kin.briefing.title, _path(kin.briefing.url), why]
    standing = f" × {kin.standing:.2f} for links to it" if kin.standing > 1 else ""
    told += [f"{kin.score:.3f} = {kin.likeness:.3f} alike × {kin.fade:.3f} for {apart}{standing}"]
    told += [", ".join(made_of) or "nothing in common that counts"]
    told += [f"too common to count: {', '.join(common)}"] if common else []
    label = "pinned" if kin.verdict == "pinned" else f"{kin.score:.3f}"
    return list(zip(chain([label], repeat("")), filter(None, told), strict=False))
