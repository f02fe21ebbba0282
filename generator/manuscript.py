"""An editor's file, parsed: what the rest of the site needs of it, and apart from that its HTML and its terms.

The parse is a function of the file's text and of those settings that it can see; so what it gave can be kept
under their digests, as JSON, and is always taken from that JSON, so that a kept manuscript equals a fresh one.
"""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import disclosure, fingerprint, frontmatter, markdown
from generator.diagnostic import Diagnostic
from generator.model import (
    NOWHERE,
    Body,
    Briefing,
    FeedSettings,
    LintSettings,
    PictureSettings,
    Rendered,
    Settings,
    StandingPage,
)
from generator.related import terms
from generator.related.terms import Terms
from generator.sources import SourceText

_SHOWN_ON_ITS_PAGE_ALONE = frozenset(
    {"sources", "disclaimer", "related", "recommended", "videos", "image", "extra", "aliases", "lint_ignore"}
)
"""Fields of a briefing that no list, neighbour or related article shows; any other counts as shown."""

_shown = attrgetter(*(name for name in Briefing.__struct_fields__ if name not in _SHOWN_ON_ITS_PAGE_ALONE))


class Manuscript(Struct, frozen=True, array_like=True, gc=False):
    """A text of content/: a briefing, a page (standing, or a topic's introduction), or neither if an error forbids it.

    `card` is the digest of all that lists may show of a briefing, `terms` that of its terms. `conflicts` are the
    findings that count only once the briefing shows.
    """

    path: str
    body: Body
    briefing: Briefing | None = None
    page: StandingPage | None = None
    card: str = ""
    terms: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    conflicts: tuple[Diagnostic, ...] = ()


class Parsed(NamedTuple):
    """A manuscript as JSON, with what is read of it only when its own page is rendered or related ones are sought."""

    path: str
    manuscript: bytes
    html: str
    terms: Terms


_decoder = msgspec.json.Decoder(Manuscript)


def rules(settings: Settings) -> Settings:
    """The settings with what parsing has no business with taken out, so that changing that leaves a parse as it is."""
    return replace(
        settings,
        title="",
        url="",
        description="",
        permalink="",
        per_page=0,
        feed=FeedSettings(),
        related_count=0,
        navigation=(),
        pictures=PictureSettings(),
        search=False,
        cards=False,
        lint=LintSettings(),
        where=NOWHERE,
    )


def parse(source: SourceText, settings: Settings) -> Parsed:
    """Decode and render a text; `settings` are only those that `rules` leaves."""
    if source.path.startswith("briefings/"):
        return _briefing(source, settings)
    decode_matter = frontmatter.introduction if source.path.startswith("terms/") else frontmatter.standing_page
    matter = decode_matter(source.path, source.text, settings)
    rendered, found = _rendered(source, matter.body, matter.body_line, settings)
    diagnostics = (*source.diagnostics, *matter.diagnostics, *found)
    return _parsed(
        Manuscript(source.path, rendered.body, page=matter.value, diagnostics=diagnostics), rendered.html, Terms()
    )


def _briefing(source: SourceText, settings: Settings) -> Parsed:
    matter = frontmatter.briefing(source.path, source.text, settings)
    rendered, found = _rendered(source, matter.body, matter.body_line, settings)
    briefing = matter.value
    if briefing is None:
        made = Manuscript(source.path, rendered.body, diagnostics=(*source.diagnostics, *matter.diagnostics, *found))
        return _parsed(made, rendered.html, Terms())
    telling = terms.read(briefing.title, briefing.summary, rendered.text)
    made = Manuscript(
        path=source.path,
        body=rendered.body,
        briefing=briefing,
        card=card(briefing, rendered.body),
        terms=telling.digest.hex(),
        diagnostics=(*source.diagnostics, *matter.diagnostics, *found),
        conflicts=tuple(disclosure.check(briefing, settings)),
    )
    return _parsed(made, rendered.html, telling)


def _rendered(
    source: SourceText, body: str, first_line: int, settings: Settings
) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    return markdown.render(body, source.path, first_line, mode=settings.markdown, html=settings.html)


def card(briefing: Briefing, body: Body) -> str:
    """Digest of all that lists may show of a briefing."""
    return fingerprint.of((_shown(briefing), "" if briefing.summary else body.lead))


def _parsed(manuscript: Manuscript, html: str, telling: Terms) -> Parsed:
    return Parsed(manuscript.path, msgspec.json.encode(manuscript), html, telling)


def decode(manuscript: bytes) -> Manuscript:
    """A manuscript from its JSON. ValueError if it is none."""
    return _decoder.decode(manuscript)
