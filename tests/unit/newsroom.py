"""Fictitious briefings, sites and files for tests: small values with everything but the point at hand filled in."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from generator import fingerprint, manuscript
from generator.diagnostic import Diagnostic
from generator.index import Index, Parsed, index
from generator.model import (
    Author,
    Body,
    Briefing,
    Company,
    Disclaimer,
    MediaFile,
    Moment,
    PictureSettings,
    Settings,
    Source,
    StandingPage,
)
from generator.plan import Material, Plan, Standing, plan
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards
from generator.plan.media import Media
from generator.plan.prose import Links

LATER = datetime(2030, 1, 1, tzinfo=UTC)
"""An instant at which every briefing here is out."""


def moment(text: str) -> Moment:
    """A date, or a date-time with an offset."""
    at = datetime.fromisoformat(text)
    return Moment(at if at.tzinfo else at.replace(tzinfo=UTC), day_only=len(text) == 10)


def briefing(name: str = "ore", date: str = "2026-02-20", **fields: Any) -> Briefing:
    """The briefing of the file briefings/NAME.md."""
    values: dict[str, Any] = {"path": f"briefings/{name}.md", "slug": name, "title": f"On {name}"}
    values |= {"sources": (Source("Reuters"),), "terms": {}}
    return Briefing(date=moment(date), **(values | fields))


def body(html: str = "<p>Ore.</p>\n", **fields: Any) -> Body:
    values: dict[str, Any] = {"lead": "Ore.", "words": 1, "is_blank": not html.strip()}
    return Body(fingerprint.of_text(html), **(values | fields))


def settings(**fields: Any) -> Settings:
    values: dict[str, Any] = {
        "title": "The Shaft",
        "url": "https://example.org/",
        "authors": {"jane": Author("jane", "Jane Doe", holdings=("TSX:ELD",))},
        "companies": {
            "TSX:ELD": Company("TSX:ELD", "Example Gold", "https://gold.example/", ("TSX:ELD", "NYSE:EGX")),
            "TSXV:RUA": Company("TSXV:RUA", "Example Rutile"),
        },
        "disclaimers": {
            "standard": Disclaimer("standard", "This is no advice."),
            "clean": Disclaimer("clean", "We hold nothing.", unconflicted=True),
        },
    }
    return Settings(**(values | fields))


def indexed(
    briefings: Iterable[Briefing],
    site: Settings | None = None,
    as_of: datetime = LATER,
    previewed: frozenset[str] = frozenset(),
) -> tuple[Index, tuple[Diagnostic, ...]]:
    """The briefings in order, each with the same body."""
    return index([parsed(b) for b in briefings], site or settings(), as_of, previewed)


def parsed(briefing: Briefing, text: Body | None = None) -> Parsed:
    """A briefing as read, with the digests that reading it gives."""
    made = text or body()
    return Parsed(briefing, made, manuscript.card(briefing, made), fingerprint.of((briefing, made)))


def page(name: str = "about", **fields: Any) -> Standing:
    """The standing page of the file pages/NAME.md."""
    values: dict[str, Any] = {"path": f"pages/{name}.md", "slug": name, "title": f"About {name}"}
    standing = StandingPage(**(values | fields))
    return Standing(standing, body(), f"/{standing.slug}/")


def planned(
    briefings: Iterable[Briefing],
    site: Settings | None = None,
    *,
    pages: Iterable[Standing] = (),
    media: Iterable[MediaFile] = (),
    assets: Mapping[str, tuple[str, str]] | None = None,
    previewed: frozenset[str] = frozenset(),
) -> Plan:
    """The whole site of some briefings."""
    chosen = site or settings()
    shown, _ = indexed(briefings, chosen, previewed=previewed)
    return plan(Material(chosen, shown, tuple(pages), (), tuple(media), assets or {}), lambda: None)


def views(site: Plan) -> dict[str, Any]:
    """What each output of a plan shows."""
    return {output.path: output.view for output in site.outputs}


def cards(briefings: Iterable[Briefing], site: Settings | None = None, *, everywhere: bool = False) -> Cards:
    """The views of some briefings."""
    chosen = site or settings()
    shown, _ = indexed(briefings, chosen)
    return Cards(chosen, shown, Links(Addresses(chosen.url, everywhere=everywhere), shown, {}, media()))


def media(*files: MediaFile) -> Media:
    """Files of content/media."""
    return Media.of(files, PictureSettings(), Path("content"))


def many(count: int, **fields: Any) -> list[Briefing]:
    """Briefings of consecutive days, oldest first."""
    first = datetime(2020, 1, 1, tzinfo=UTC)
    return [briefing(f"b{n}", (first + timedelta(days=n)).date().isoformat(), **fields) for n in range(count)]


def png(width: int = 3, height: int = 2) -> bytes:
    """A grey picture."""
    rows = zlib.compress((b"\0" + bytes(width)) * height)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def codes(diagnostics: Iterable[Diagnostic]) -> list[str]:
    return [diagnostic.code for diagnostic in diagnostics]
