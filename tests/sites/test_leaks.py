"""Promise 5: what readers may not see yet, or no more, appears in no byte of the output."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from sites.runner import Site

SETTINGS = """\
title: Leaks
url: https://example.org/
require: []
taxonomies: [tags, companies, commodities]
authors:
  ghost: {name: Author-Quiddity, url: "https://author-quiddity.example.com/", bio: Bio-Quiddity}
companies:
  TSX:QDD: {name: Company-Quiddity}
disclaimers:
  hidden: Disclaimer-Quiddity
per_page: 3
related: {count: 4}
search: true
cards: false
"""
MARK = "quiddity"
"""A word that stands in hidden briefings alone."""

HIDDEN = {
    "draft": {"draft": True},
    "scheduled": {"date": "2031-02-20"},
    "scheduled by a minute": {"date": "2026-03-01T12:01:00Z"},
    "expired": {"expires": "2026-02-28"},
    "expiring this instant": {"expires": "2026-03-01T12:00:00Z"},
    "a draft from the future that has expired": {"draft": True, "date": "2031-02-20", "expires": "2031-03-01"},
}


def hidden_briefing(site: Site, **fields: object) -> None:
    every: dict[str, object] = {
        "title": "Title-Quiddity on gallium and export controls",
        "slug": "slug-quiddity",
        "summary": "Summary-Quiddity gallium export controls.",
        "author": "ghost",
        "tags": ["gallium", "tag-quiddity"],
        "companies": ["TSX:QDD"],
        "sources": ["Wire", {"name": "Source-Quiddity", "title": "T", "url": "https://quiddity.example.com/"}],
        "disclaimer": "hidden",
        "related": ["visible-1"],
        "recommended": ["visible-2"],
        "videos": [{"title": "Video-Quiddity", "url": "https://quiddity.example.com/video"}],
        "image": {"src": "https://quiddity.example.com/a.png", "alt": "Alt-Quiddity"},
        "disclosure": {"sponsor": "Sponsor-Quiddity", "compensation": "Paid-Quiddity", "positions": ["TSX:QDD"]},
        "corrections": [{"date": "2026-02-21", "text": "Correction-Quiddity"}],
        "updated": "2026-02-25T11:22:33Z",
        "series": "Series-Quiddity",
        "aliases": ["/alias-quiddity/"],
        "id": "id-quiddity",
        "extra": {"key-quiddity": "extra-quiddity"},
        **fields,
    }
    site.briefing("2026-02-20-hidden", "Body-Quiddity on gallium and export controls.", **every)


def visible_briefings(site: Site) -> None:
    """Briefings around the hidden one in time, on its subject, that name it and link to it in every way there is."""
    for n, day in enumerate(("18", "19", "21", "22"), 1):
        site.briefing(
            f"visible-{n}",
            "On gallium and export controls: [a link](2026-02-20-hidden.md), "
            "[another](/briefings/2026-02-20-hidden.md#top).",
            date=f"2026-02-{day}",
            tags=["gallium"],
            sources=["Wire"],
            related=["2026-02-20-hidden.md"],
            recommended=["2026-02-20-hidden"],
        )


def built(folder: Path, **fields: object) -> Site:
    site = Site.new(folder / "site", SETTINGS)
    hidden_briefing(site, **fields)
    visible_briefings(site)
    return site


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_public_appears_in_no_byte(status: str, tmp_path: Path) -> None:
    site = built(tmp_path, **HIDDEN[status])
    result = site.build()
    assert result.briefings == 4
    leaks = {path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))}
    # The file's name is the briefing's only word here that its neighbours say, and a link to it was left out.
    assert leaks == set()
    assert not [path for path, data in site.tree().items() if b"2026-02-20-hidden" in data]
    assert not [path for path, data in site.tree().items() if b"11:22:33" in data or b"2026-02-20" in data]


def names_it(text: str) -> bool:
    return MARK in unicodedata.normalize("NFKC", text).casefold() or "qdd" in text.casefold()


def test_the_same_briefing_in_public_leaves_its_marks_everywhere(tmp_path: Path) -> None:
    """So that the test above can fail."""
    site = built(tmp_path, date="2026-02-20")
    site.build()
    marked = {path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))}
    assert {
        "2026/02/slug-quiddity/index.html",
        "2026/02/visible-2/index.html",
        "2026/02/visible-3/index.html",
        "_redirects",
        "alias-quiddity/index.html",
        "archive/2026/index.html",
        "atom.xml",
        "authors/author-quiddity/index.html",
        "authors/index.html",
        "companies/index.html",
        "companies/tsx-qdd/feed.xml",
        "corrections/feed.xml",
        "corrections/index.html",
        "feed.json",
        "feed.xml",
        "feeds/index.html",
        "index.html",
        "series/index.html",
        "series/series-quiddity/index.html",
        "sitemap.xml",
        "sources/index.html",
        "sources/source-quiddity/index.html",
        "tags/gallium/feed.xml",
        "tags/gallium/index.html",
        "tags/tag-quiddity/index.html",
    } <= marked
    source = site.output / "2026/02/visible-1/index.html"
    assert source.read_text("utf-8").count("slug-quiddity") >= 4


def test_a_link_to_what_is_hidden_is_left_out_with_a_warning_at_its_line(tmp_path: Path) -> None:
    site = built(tmp_path, draft=True)
    found = [d for d in site.build().diagnostics if d.code == "hidden-link"]
    assert {d.severity for d in found} == {"warning"}
    assert {d.span.path for d in found} == {f"content/briefings/visible-{n}.md" for n in (1, 2, 3, 4)}
    assert "a link" in site.page("2026/02/visible-1/")


def test_a_briefing_that_becomes_a_draft_again_leaves_the_output(tmp_path: Path) -> None:
    site = built(tmp_path)
    site.build()
    assert (site.output / "2026/02/slug-quiddity/index.html").exists()
    hidden_briefing(site, draft=True)
    site.build()
    assert [
        path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))
    ] == []


def test_a_scheduled_briefing_appears_at_its_minute_and_an_expiring_one_goes(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.briefing("comes", date="2026-03-01T12:00:00Z")
    site.briefing("goes", date="2026-02-01", expires="2026-03-01T12:00:00Z")
    for instant, there, gone in (("11:59:59", "goes", "comes"), ("12:00:00", "comes", "goes")):
        done = site.run("--as-of", f"2026-03-01T{instant}Z")
        assert done.returncode == 0, done.stderr
        home = site.page("/")
        assert f"Title of {there}" in home
        assert f"Title of {gone}" not in home


def test_a_day_begins_in_the_sites_time_zone(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", f"{SETTINGS}timezone: America/Toronto\n")
    site.briefing("today", date="2026-03-01")
    for instant, count in (("2026-03-01T04:59:59Z", 0), ("2026-03-01T05:00:00Z", 1)):
        done = site.run("--as-of", instant)
        assert done.returncode == 0, done.stderr
        assert site.page("/").count("<article") == count, instant


def test_a_draft_page_is_nowhere(tmp_path: Path) -> None:
    site = built(tmp_path, draft=True)
    site.write(
        "content/pages/page-quiddity.md",
        "---\ntitle: Page-Quiddity\ndraft: true\naliases: [/alias-quiddity/]\n---\nBody-Quiddity\n",
    )
    site.build()
    assert [
        path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))
    ] == []


@pytest.mark.parametrize(
    ("status", "option", "badge"),
    [("draft", "--drafts", "draft"), ("scheduled", "--future", "scheduled")],
)
def test_a_preview_shows_what_is_hidden_and_marks_it(status: str, option: str, badge: str, tmp_path: Path) -> None:
    site = built(tmp_path, **HIDDEN[status])
    done = site.run(option)
    assert done.returncode == 0, done.stderr
    year = "2031" if status == "scheduled" else "2026"
    page = site.page(f"{year}/02/slug-quiddity/")
    assert "Body-Quiddity" in page
    assert badge in words_of_badges(page)
    assert 'content="noindex"' in page
    assert badge in words_of_badges(site.page("/")) | words_of_badges(site.page("/tags/gallium/"))
    assert not [path for path in site.tree() if "sitemap" in path and MARK in site.page(path)]
    assert site.run().returncode == 0
    assert [
        path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))
    ] == []


def words_of_badges(html: str) -> set[str]:
    return {word.casefold() for word in re.findall(r'class="badge badge-status">([^<]+)<', html)}


def test_one_preview_does_not_imply_another(tmp_path: Path) -> None:
    site = built(tmp_path, **HIDDEN["scheduled"])
    done = site.run("--drafts")
    assert done.returncode == 0, done.stderr
    assert [
        path for path, data in site.tree().items() if names_it(path) or names_it(data.decode("utf-8", "replace"))
    ] == []
