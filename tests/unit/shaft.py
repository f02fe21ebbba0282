"""A fictitious site with a bit of everything that can be told of a briefing."""

from __future__ import annotations

import json

SETTINGS = """\
title: The Shaft
url: https://example.org/brief/
timezone: America/Toronto
per_page: 3
taxonomies: [tags, companies]
authors:
  jane: {name: Jane Doe, holdings: [TSX:ELD]}
companies:
  TSX:ELD: {name: Example Gold}
disclaimers:
  standard: "Found via {sources}. This is no advice."
  clean: {text: We hold nothing., unconflicted: true}
default_disclaimer: standard
require: [sources]
feed: {authority: example.org, items: 2}
cards: false
"""


def text(title: str, date: str, body: str, /, **fields: object) -> str:
    """A briefing's file."""
    matter = {"title": title, "date": date, "sources": ["Reuters"], **fields}
    return "\n".join(["---", *(f"{key}: {json.dumps(value)}" for key, value in matter.items()), "---", body, ""])


SITE: dict[str, str | bytes] = {
    "content/site.yaml": SETTINGS,
    "content/briefings/2026-02-10-bisie.md": text(
        "Bisie’s tin mine reopens",
        "2026-02-10",
        "The Bisie mine in Walikale sells its tin again. Smelters in Malaysia waited for Bisie ore.",
        id="k7f3q",
        author="jane",
        tags=["tin"],
        companies=["TSX:ELD"],
        series="Tin watch",
        sources=["Reuters", "Example Wire"],
        aliases=["/old/bisie/"],
        expires="2027-01-01",
        related=["rutile", {"title": "A map", "url": "https://maps.example/"}],
        recommended=["copper"],
        disclosure={"sponsor": "TSX:ELD", "compensation": "C$10,000 in cash"},
        corrections=[{"date": "2026-02-11T09:30", "text": "The mine is in Walikale."}],
    ),
    "content/briefings/2026-02-12-walikale.md": text(
        "Rebels leave Walikale",
        "2026-02-12T07:30",
        "They left the road to the Bisie mine. The [mine](2026-02-10-bisie.md) is open.",
        author="jane",
        tags=["tin"],
    ),
    "content/briefings/2026-02-14-smelters.md": text(
        "Malaysian smelters wait for tin",
        "2026-02-14",
        "Smelters in Malaysia have no ore from [Bisie](../bisie/#corrections).",
        tags=["tin"],
        recommended=["bisie"],
    ),
    "content/briefings/2026-02-15-rutile.md": text(
        "Rutile finds a buyer", "2026-02-15", "Sierra Leone sells rutile to Oman.", related=["bisie"]
    ),
    "content/briefings/2026-02-16-copper.md": text("Chile taxes copper", "2026-02-16", "A levy on copper passes."),
    "content/briefings/2026-03-01-tin-price.md": text(
        "Tin is dear",
        "2026-03-01T06:00",
        "Ore from Bisie in Walikale is late; smelters in Malaysia pay.",
        tags=["tin"],
    ),
    "content/briefings/draft.md": text(
        "Bisie, a draft", "2026-02-13", "The Bisie mine in Walikale.", draft=True, tags=["tin"]
    ),
    "content/briefings/2026-01-01-old.md": text("An old notice", "2026-01-01", "Old.", expires="2026-02-01"),
    "content/pages/about.md": "---\ntitle: About\n---\nSee [our first](../briefings/2026-02-10-bisie.md).\n",
}
