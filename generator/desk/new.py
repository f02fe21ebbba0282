"""A new briefing: its file, with all that can be known before a word of it is written."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from generator import frontmatter, slug
from generator.desk import heads as heads_room
from generator.desk import refusal
from generator.desk import site as site_room
from generator.desk.heads import Head
from generator.diagnostic import Diagnostic, Span, UserError
from generator.frontmatter import ALWAYS
from generator.index import folded
from generator.model import Settings
from generator.schema import ListOf, did_you_mean, writing
from generator.sources import CONTENT

TAGS = "tags"

_LETTERS = "bcdfghjkmnpqrstvwxz"
"""No vowels, so that an id is no word, and nothing that is easily taken for another sign."""
_SIGNS = f"{_LETTERS}23456789"
_ID_LENGTH = 8
_ANOTHER_NAME = "choose another title, or a name for the address: --slug NAME"
_EMPTY = frozenset({"", "[]"})
_DATED = re.compile(r"briefings/(?:(?P<year>[0-9]{4}/)(?P<month>[0-9]{2}/)?)?[0-9]{4}-[0-9]{2}-[0-9]{2}[^/]*")


@dataclass(frozen=True, slots=True)
class Begun:
    """A new file; `blanks` are the keys in it that the site requires and that are still to be filled in."""

    file: Path
    blanks: tuple[str, ...] = ()


def begin(site: Path, title: str, as_of: datetime, tags: Iterable[str] = (), name: str = "") -> Begun:
    """Write a draft of the day that it is in the site's zone at an instant; a naive one is in that zone.

    The title is a line of text. `name` is the slug, which is else made from the title. UserError where another briefing
    is in the way, or the site has no tags.
    """
    settings = site_room.settings(site)
    day = (as_of.astimezone(ZoneInfo(settings.timezone)) if as_of.tzinfo else as_of).date()
    heads = heads_room.of(site)
    terms = _terms(tags, settings, heads)
    id_ = _id(heads)
    chosen = name or _slug(title) or id_
    _check_free(chosen, heads)
    blanks = dict(_blanks(settings, chosen, {TAGS} if terms else ()))
    lines = [
        f"title: {writing.scalar(title)}",
        f"date: {day}",
        f"id: {id_}",
        *([f"{TAGS}: {writing.sequence(terms)}"] if terms else []),
        *(f"{key}: {value}".rstrip() for key, value in blanks.items()),
        "draft: true",
    ]
    file = site / CONTENT / _folder(day, heads) / f"{day}-{chosen}.md"
    _write(file, "\n".join(["---", *lines, "---", "", ""]))
    return Begun(file, tuple(key for key, value in blanks.items() if value in _EMPTY))


def _id(heads: Sequence[Head]) -> str:
    """An id that no briefing of the site has."""
    while True:
        made = secrets.choice(_LETTERS) + "".join(secrets.choice(_SIGNS) for _ in range(_ID_LENGTH - 1))
        if not any(made in head.matter or made in head.path for head in heads):
            return made


def _slug(title: str) -> str:
    made = slug.make(title)
    return "" if slug.fault(made) else made


def _check_free(chosen: str, heads: Iterable[Head]) -> None:
    for head in heads:
        if heads_room.slug(head) == chosen:
            message = f"the slug {chosen} is taken by this briefing"
            raise UserError([Diagnostic("slug-taken", message, Span(f"{CONTENT}/{head.path}"), _ANOTHER_NAME)])


def _terms(tags: Iterable[str], settings: Settings, heads: Sequence[Head]) -> list[str]:
    """Tags as the site spells them, each once."""
    asked = {folded(TAGS, tag): tag for tag in tags}
    if asked and TAGS not in settings.taxonomies:
        message = f"this site has no {TAGS}"
        help_ = did_you_mean(TAGS, settings.taxonomies) if settings.taxonomies else "add tags to taxonomies"
        raise UserError([Diagnostic("unknown-field", message, Span(f"{CONTENT}/site.yaml"), help_)])
    return [heads_room.spelling(tag, TAGS, heads) for tag in asked.values()]


def _blanks(settings: Settings, chosen: str, given: Collection[str]) -> Iterator[tuple[str, str]]:
    """The keys that the site requires beside those that every new briefing has, each with what can be said of it."""
    known = {"slug": chosen}
    if len(settings.authors) == 1:
        author = writing.scalar(next(iter(settings.authors)))
        known |= {"author": author, "authors": f"[{author}]"}
    if len(settings.disclaimers) == 1:
        known["disclaimer"] = writing.scalar(next(iter(settings.disclaimers)))
    keys = frontmatter.briefing_schema(settings.taxonomies).keys
    for key in settings.require:
        if key in given or key in ALWAYS | {"id", "draft"} or (key == "disclaimer" and settings.default_disclaimer):
            continue
        yield key, known.get(key, "[]" if isinstance(keys[key].kind, ListOf) else "")


def _folder(day: date, heads: Sequence[Head]) -> str:
    """Where briefings lie: in folders of their year, or of year and month, if that is where the latest one lies."""
    dated = [found for head in heads if (found := _DATED.fullmatch(head.path))]
    if not dated:
        return "briefings"
    year, month = dated[-1]["year"], dated[-1]["month"]
    return "briefings" + (f"/{day:%Y}" if year else "") + (f"/{day:%m}" if month else "")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as begun:
            begun.write(text)
    except FileExistsError as error:
        message = "this file is there already"
        raise UserError([Diagnostic("in-the-way", message, Span(str(file)), _ANOTHER_NAME)]) from error
    except OSError as error:
        raise refusal.unwritable(file, error) from error
