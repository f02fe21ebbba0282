"""The front matter of a briefing, of a standing page and of a topic's introduction, decoded once into types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from generator import slug
from generator.diagnostic import Diagnostic, Span, has_errors, ordered
from generator.frontmatter.checks import check_briefing
from generator.frontmatter.fences import FENCE, parts_of
from generator.frontmatter.keys import ALWAYS, briefing_schema, introduction_schema, page_schema
from generator.model import Briefing, Settings, StandingPage
from generator.schema import Reading, quoted, read_whole

__all__ = [
    "ALWAYS",
    "FrontMatter",
    "body",
    "briefing",
    "briefing_schema",
    "introduction",
    "introduction_schema",
    "page_schema",
    "places",
    "slug_of",
    "standing_page",
]

T = TypeVar("T")

_LEADING_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[-_. ]+|$)")


@dataclass(frozen=True, slots=True)
class FrontMatter(Generic[T]):
    """A file taken apart: `body` begins on `body_line` of the file; `value` is nothing where an error forbids it."""

    value: T | None
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...] = ()


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def body(path: str, text: str) -> tuple[str, int]:
    """The body of a file, and the line on which it begins; `path` is relative to content/."""
    parts = parts_of(f"content/{path}", text)
    return parts.body, parts.body_line


def _reading(path: str, matter: str, settings: Settings) -> Reading:
    return Reading(path, matter, Span(path, 1, 1, 3), first_line=2, zone=_zone(settings.timezone))


def briefing(path: str, text: str, settings: Settings) -> FrontMatter[Briefing]:
    """Decode a briefing's file; `path` is relative to content/."""
    parts = parts_of(f"content/{path}", text)
    if parts.fault:
        return FrontMatter(None, parts.body, parts.body_line, (parts.fault,))
    reading = _reading(f"content/{path}", parts.matter, settings)
    values = read_whole(reading, briefing_schema(settings.taxonomies))
    if values is None:
        return FrontMatter(None, parts.body, parts.body_line, ordered(reading.found))
    values["slug"] = _slug(path, values, reading)
    check_briefing(values, settings, reading)
    _suggest_date(path, reading)
    if has_errors(reading.found):
        return FrontMatter(None, parts.body, parts.body_line, ordered(reading.found))
    made = _briefing(path, values, settings)
    return FrontMatter(made, parts.body, parts.body_line, ordered(reading.found))


def standing_page(path: str, text: str, settings: Settings) -> FrontMatter[StandingPage]:
    """Decode a standing page's file; `path` is relative to content/."""
    parts = parts_of(f"content/{path}", text)
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
    if not FENCE.match(text):
        return FrontMatter(StandingPage(path=path, slug=name, title=""), text, 1)
    parts = parts_of(f"content/{path}", text)
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
    parts = parts_of(f"content/{path}", text)
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


def _suggest_date(path: str, reading: Reading) -> None:
    """Let the remedy for a missing date be the one in the file's name."""
    named = _LEADING_DATE.match(path.rsplit("/", 1)[-1])
    if not named:
        return
    for number, finding in enumerate(reading.found):
        if finding.code == "missing-field" and finding.message == "date is missing":
            reading.found[number] = Diagnostic(finding.code, finding.message, finding.span, f"add date: {named[1]}")
