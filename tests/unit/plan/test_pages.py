"""Every page of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from newsroom import briefing, codes, many, moment, page, planned, settings, views

from generator import fingerprint
from generator.model import Correction, Image, MediaFile, NavigationLink
from generator.plan import Plan, pages
from generator.views import HomePage, Link, ListPage, Sitemap, SitemapIndex

# Lists in pages


def site_of(count: int, size: int) -> Plan:
    return planned(many(count, terms={"tags": ("x",)}), settings(per_page=size))


def walked(shown: dict[str, Any], path: str) -> Iterator[Any]:
    """A list's front page, and the pages to which its older links lead."""
    while True:
        view = shown[f"{path.lstrip('/')}index.html"]
        yield view
        if not view.pager.older:
            return
        path = view.pager.older


@pytest.mark.parametrize("path", ["/", "/tags/x/", "/sources/reuters/"])
@profile(max_examples=25, deadline=None)
@given(count=st.integers(0, 30), size=st.integers(1, 7))
def test_every_briefing_is_reached_by_older_links_from_the_front(path: str, count: int, size: int) -> None:
    shown = views(site_of(count, size))
    if count or path == "/":
        chain = list(walked(shown, path))
        titles = [card.title for view in chain for card in view.cards]
        assert list(dict.fromkeys(titles)) == [f"On b{n}" for n in reversed(range(count))]
        assert all(len(view.cards) <= size for view in chain)


@profile(max_examples=25, deadline=None)
@given(count=st.integers(0, 30), size=st.integers(1, 7))
def test_no_briefing_stands_twice_among_numbered_pages_and_none_is_missing(count: int, size: int) -> None:
    shown = views(site_of(count, size))
    numbered = {p.pager.number: p for p in shown.values() if isinstance(p, HomePage) and p.pager.number}
    titles = [card.title for number in sorted(numbered, reverse=True) for card in numbered[number].cards]
    assert titles == ([f"On b{n}" for n in reversed(range(count))] if count > size else [])
    assert sorted(numbered) == list(range(1, len(numbered) + 1))
    assert all(len(numbered[n].cards) == size for n in list(numbered)[1:] if n < len(numbered))


@profile(max_examples=25, deadline=None)
@given(count=st.integers(0, 30), size=st.integers(1, 7))
def test_one_briefing_more_changes_the_front_page_and_the_last_numbered_page(count: int, size: int) -> None:
    """Where the last page was full, a new one follows, and the one before the full one is no more next to the front."""
    before, after = (
        {
            p: (v.cards, v.pager.newer, v.pager.older)
            for p, v in views(site_of(n, size)).items()
            if isinstance(v, HomePage)
        }
        for n in (count, count + 1)
    )
    last = len(after) - 1
    changed = {path for path in after if after[path] != before.get(path)}
    allowed = {"index.html", f"page/{last}/index.html"}
    if count % size == 0:
        allowed |= {f"page/{last - 2}/index.html"}
        allowed |= set(after) if count == size else set()
    assert changed <= allowed
    assert before.keys() <= after.keys()


def test_links_between_pages_are_mutual() -> None:
    shown = views(site_of(23, 5))
    first, third = shown["page/1/index.html"].pager, shown["page/3/index.html"].pager
    assert (first.number, first.older, first.newer) == (1, "", "/page/2/")
    assert (third.older, third.newer) == ("/page/2/", "/page/4/")
    assert shown["index.html"].pager.older == "/page/4/"
    assert shown["page/4/index.html"].pager.newer == "/"
    assert shown["page/2/index.html"].head.previous == "/page/3/"


def test_a_list_that_fits_a_page_has_no_numbered_ones() -> None:
    assert "page/1/index.html" not in views(site_of(5, 5))
    assert {"page/1/index.html", "page/2/index.html", "tags/x/page/1/index.html"} <= views(site_of(6, 5)).keys()


def test_pages_of_a_site_below_a_path_link_there() -> None:
    shown = views(planned(many(6), settings(per_page=2, url="https://example.org/brief/")))
    assert shown["index.html"].pager.older == "/brief/page/2/"
    assert shown["page/2/index.html"].pager.newer == "/brief/"


# What there is


def test_an_empty_site_has_its_pages_and_feeds() -> None:
    site = planned([])
    assert codes(site.diagnostics) == []
    assert views(site).keys() == {
        *(f"{p}index.html" for p in ("", "archive/", "corrections/", "feeds/", "authors/", "series/", "sources/")),
        *(f"{taxonomy}/index.html" for taxonomy in settings().taxonomies),
        *("404.html", "_redirects", "feed.xml", "atom.xml", "feed.json", "corrections/feed.xml"),
        *("sitemap.xml", "news-sitemap.xml", "robots.txt"),
    }


def test_a_briefing_is_listed_everywhere_that_it_belongs() -> None:
    one = briefing(
        terms={"tags": ("a",), "companies": ("TSX:ELD",)}, authors=("jane",), series="Watch", aliases=("/old/",)
    )
    shown = views(planned([one], pages=[page()], media=[MediaFile("media/a.png", "1")]))
    assert {
        "2026/02/ore/index.html",
        "tags/a/index.html",
        "tags/a/feed.xml",
        "companies/tsx-eld/index.html",
        "companies/tsx-eld/feed.xml",
        "authors/jane-doe/index.html",
        "series/watch/index.html",
        "sources/reuters/index.html",
        "archive/2026/index.html",
        "old/index.html",
        "about/index.html",
        "media/a.png",
    } <= shown.keys()
    assert "authors/jane-doe/feed.xml" not in shown


def test_a_taxonomy_is_whatever_the_settings_name() -> None:
    shown = views(planned([briefing(terms={"mines": ("Grasberg",)})], settings(taxonomies=("mines",))))
    assert {"mines/index.html", "mines/grasberg/index.html", "mines/grasberg/feed.xml"} <= shown.keys()
    assert not any(path.startswith("tags/") for path in shown)


def test_a_companys_page_knows_the_company() -> None:
    view = views(planned([briefing(terms={"companies": ("TSX:ELD",)})]))["companies/tsx-eld/index.html"]
    assert isinstance(view, ListPage)
    assert (view.heading, view.website, view.count) == ("Example Gold", "https://gold.example/", 1)
    assert view.listings == ("TSX: ELD", "NYSE: EGX")


def test_terms_are_listed_by_name_with_their_counts() -> None:
    briefings = [briefing("a", terms={"tags": ("b", "A")}), briefing("c", terms={"tags": ("b",)})]
    view = views(planned(briefings))["tags/index.html"]
    assert [(t.name, t.count) for t in view.terms] == [("A", 1), ("b", 2)]


def test_the_archive_has_its_years_and_months_newest_first() -> None:
    briefings = [briefing("a", "2024-12-31"), briefing("b", "2026-01-01"), briefing("c", "2026-02-20")]
    shown = views(planned(briefings))
    assert [(t.name, t.count) for t in shown["archive/index.html"].years] == [("2026", 2), ("2024", 1)]
    year = shown["archive/2026/index.html"]
    assert [(m.name, [c.title for c in m.cards]) for m in year.months] == [
        ("February 2026", ["On c"]),
        ("January 2026", ["On b"]),
    ]
    assert "archive/2025/index.html" not in shown


def test_a_year_is_the_one_that_the_editor_wrote_though_zones_differ() -> None:
    briefings = [briefing("a", "2026-01-01T00:30+14:00"), briefing("b", "2025-12-31T20:00-10:00")]
    shown = views(planned(briefings))
    assert [c.title for m in shown["archive/2026/index.html"].months for c in m.cards] == ["On a"]
    assert [c.title for m in shown["archive/2025/index.html"].months for c in m.cards] == ["On b"]


def test_zones_do_not_split_a_year_or_a_month_in_two() -> None:
    briefings = [
        briefing("a", "2026-01-01T01:00+14:00"),
        briefing("b", "2025-12-31T12:00+00:00"),
        briefing("c", "2026-01-01T00:30+14:00"),
    ]
    site = planned(briefings)
    assert codes(site.diagnostics) == []
    assert [(t.name, t.count) for t in views(site)["archive/index.html"].years] == [("2026", 2), ("2025", 1)]


def test_every_correction_is_listed_newest_first() -> None:
    briefings = [
        briefing("a", corrections=(Correction(moment("2026-03-01"), "1"), Correction(moment("2026-03-03"), "3"))),
        briefing("b", corrections=(Correction(moment("2026-03-02"), "2"),)),
    ]
    view = views(planned(briefings))["corrections/index.html"]
    assert [(c.text, c.briefing.title) for c in view.corrections] == [("3", "On a"), ("2", "On b"), ("1", "On a")]


def test_the_page_of_feeds_lists_every_feed() -> None:
    shown = views(planned([briefing(terms={"tags": ("b", "A")})]))
    listed = {f.url.removeprefix("https://example.org/") for g in shown["feeds/index.html"].groups for f in g.feeds}
    assert listed == {path for path in shown if path.endswith("feed.xml") or path in {"atom.xml", "feed.json"}}


def test_the_menu_leads_below_the_base_path() -> None:
    menu = (NavigationLink("About", "/about/"), NavigationLink("There", "https://example.com/"))
    site = views(planned([], settings(url="https://example.org/brief/", navigation=menu)))["index.html"].site
    assert site.navigation == (Link("About", "/brief/about/"), Link("There", "https://example.com/"))
    assert all(link.url.startswith("/brief/") for link in site.sections)


def test_all_pages_share_one_view_of_the_site_without_a_briefing_in_it() -> None:
    few, more = (views(planned(many(n))) for n in (1, 3))
    assert few["index.html"].site == more["index.html"].site
    assert len({id(v.site) for v in more.values() if hasattr(v, "site")}) == 1


def test_a_new_briefing_leaves_the_pages_of_all_but_its_neighbour_alone() -> None:
    before, after = (
        {p: fingerprint.of(v) for p, v in views(planned(many(n))).items() if p.startswith("2020/")} for n in (9, 10)
    )
    assert {p for p in before if after[p] != before[p]} == {"2020/01/b8/index.html"}


# Pictures and standing pages


def test_a_standing_page_shows_its_picture_and_one_that_is_missing_is_an_error() -> None:
    media = [MediaFile("media/rig.jpg", "1", 6, 4)]
    shown = planned([], pages=[page(image=Image("media/rig.jpg", "A rig"))], media=media)
    assert views(shown)["about/index.html"].image.src == "/media/rig.jpg"
    missing = planned([], pages=[page(image=Image("media/gone.jpg", "A rig"))])
    assert codes(missing.diagnostics) == ["missing-media"]
    assert missing.diagnostics[0].span.path == "content/pages/about.md"


# Redirects


def test_an_old_address_leads_to_the_new_one() -> None:
    site = planned(
        [briefing(aliases=("/2024/old/", "/old.html", "/caf%C3%A9/"))],
        settings(url="https://example.org/brief/"),
        pages=[page(aliases=("/who/",))],
    )
    shown = views(site)
    assert codes(site.diagnostics) == []
    assert shown["2024/old/index.html"].target == "https://example.org/brief/2026/02/ore/"
    assert shown["old.html"].target == shown["café/index.html"].target == "https://example.org/brief/2026/02/ore/"
    assert shown["who/index.html"].target == "https://example.org/brief/about/"
    assert shown["_redirects"].pairs == (
        ("/brief/2024/old/", "/brief/2026/02/ore/"),
        ("/brief/caf%C3%A9/", "/brief/2026/02/ore/"),
        ("/brief/old.html", "/brief/2026/02/ore/"),
        ("/brief/who/", "/brief/about/"),
    )


@pytest.mark.parametrize("alias", ["/", "/tags/", "/TAGS", "/feed.xml", "/2026/02/ORE/", "/feed.xml/old/", "/404.html"])
def test_an_old_address_that_is_in_use_is_an_error(alias: str) -> None:
    site = planned([briefing(aliases=(alias,))])
    assert codes(site.diagnostics) == ["route-collision"]
    assert site.diagnostics[0].span.path == "content/briefings/ore.md"


def test_what_is_hidden_redirects_nothing() -> None:
    shown = views(planned([briefing(draft=True, aliases=("/secret/",))]))
    assert "secret/index.html" not in shown
    assert shown["_redirects"].pairs == ()


# Collisions


@pytest.mark.parametrize(
    ("slug", "permalink"),
    [("tags", "/{slug}/"), ("feed.xml", "/{slug}/"), ("404.html", "/{slug}/"), ("index.html", "/{slug}/")],
)
def test_a_briefing_in_the_place_of_a_page_of_the_site_is_an_error(slug: str, permalink: str) -> None:
    site = planned([briefing(slug=slug)], settings(permalink=permalink))
    assert "route-collision" in codes(site.diagnostics)


def test_a_briefing_called_page_is_beside_the_numbered_pages() -> None:
    briefings = [*many(5), briefing("page")]
    site = planned(briefings, settings(per_page=2, permalink="/{slug}/"))
    assert codes(site.diagnostics) == []
    assert {"page/index.html", "page/1/index.html"} <= views(site).keys()


@pytest.mark.parametrize("name", ["page", "feed.xml", "Page", "index.html", "feed"])
def test_a_term_called_like_a_part_of_an_address_is_beside_it(name: str) -> None:
    briefings = many(5, terms={"tags": (name, "x")})
    assert codes(planned(briefings, settings(per_page=2)).diagnostics) == []


def test_a_standing_page_in_the_place_of_a_list_is_an_error_in_its_file() -> None:
    site = planned([], pages=[page("tags")])
    assert [(d.code, d.span.path) for d in site.diagnostics] == [("route-collision", "content/pages/tags.md")]


def test_two_briefings_of_one_slug_are_an_error_that_names_both() -> None:
    site = planned([briefing("a", slug="x"), briefing("b", slug="x")])
    collisions = [d for d in site.diagnostics if d.code == "route-collision"]
    assert len(collisions) == 1
    said = collisions[0].message + collisions[0].span.path
    assert "content/briefings/a.md" in said
    assert "content/briefings/b.md" in said


# For machines


def sitemap(site: Plan) -> dict[str, str]:
    return {e.url.removeprefix("https://example.org"): e.modified for e in views(site)["sitemap.xml"].entries}


def test_the_sitemap_holds_what_readers_shall_find() -> None:
    briefings = [briefing(terms={"tags": ("a",)}, aliases=("/old/",), updated=moment("2026-03-01")), *many(30)]
    entries = sitemap(planned(briefings, pages=[page(updated=moment("2026-01-01"))]))
    assert entries["/2026/02/ore/"] == entries["/"] == "2026-03-01T00:00:00+00:00"
    assert entries["/about/"] == "2026-01-01T00:00:00+00:00"
    assert {"/tags/", "/tags/a/", "/archive/2020/", "/feeds/", "/sources/reuters/"} <= entries.keys()
    assert not {"/old/", "/404.html", "/page/1/", "/feed.xml"} & entries.keys()


def test_a_preview_keeps_what_is_hidden_out_of_the_sitemaps() -> None:
    briefings = [briefing("out"), briefing("draft", "2026-02-21", draft=True)]
    site = planned(briefings, previewed=frozenset({"draft"}))
    assert "/2026/02/draft/" not in sitemap(site)
    assert [e.title for e in views(site)["news-sitemap.xml"].entries] == ["On out"]


def test_every_address_in_the_sitemap_has_its_file() -> None:
    site = planned(many(3, terms={"tags": ("a",)}, series="S", authors=("jane",)), pages=[page()])
    assert {f"{path[1:]}index.html" for path in sitemap(site)} <= views(site).keys()


@pytest.mark.parametrize("limit", [1, 7, 10])
def test_a_sitemap_with_too_many_addresses_is_split(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    whole = sitemap(planned(many(20)))
    monkeypatch.setattr(pages, "SITEMAP_URLS", limit)
    shown = views(planned(many(20)))
    index = shown["sitemap.xml"]
    assert isinstance(index, SitemapIndex)
    parts = [shown[part.removeprefix("https://example.org/")] for part in index.parts]
    assert all(isinstance(part, Sitemap) and 0 < len(part.entries) <= limit for part in parts)
    assert [e.url.removeprefix("https://example.org") for part in parts for e in part.entries] == list(whole)
    assert shown["robots.txt"].sitemaps[0] == "https://example.org/sitemap.xml"


def test_a_sitemap_that_just_fits_is_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SITEMAP_URLS", len(sitemap(planned(many(20)))))
    shown = views(planned(many(20)))
    assert isinstance(shown["sitemap.xml"], Sitemap)
    assert "sitemap-1.xml" not in shown


def test_the_limit_is_the_protocols() -> None:
    assert pages.SITEMAP_URLS == 50_000


def test_the_news_sitemap_holds_the_last_two_days() -> None:
    newest = datetime(2026, 2, 20, 12, tzinfo=UTC)
    ages = [timedelta(0), timedelta(hours=47), timedelta(days=2, seconds=-1), timedelta(days=2), timedelta(days=9)]
    briefings = [briefing(f"b{n}", (newest - age).isoformat()) for n, age in enumerate(ages)]
    news = views(planned(briefings))["news-sitemap.xml"].entries
    assert [e.title for e in news] == ["On b0", "On b1", "On b2"]
    assert news[0].published == "2026-02-20T12:00:00+00:00"
    assert views(planned([]))["news-sitemap.xml"].entries == ()


# The whole


def test_outputs_are_published_files_first_and_feeds_last() -> None:
    site = planned([briefing()], media=[MediaFile("media/z.png", "1")], assets={"a.css": ("assets/a.1.css", "1")})
    keys = [(o.rank, o.path) for o in site.outputs]
    assert keys == sorted(keys)
    assert [o.path for o in site.outputs][:2] == ["assets/a.1.css", "media/z.png"]
    assert site.outputs[-1].path == "sitemap.xml"


def test_the_plan_does_not_depend_on_the_order_of_files() -> None:
    briefings = many(6, terms={"tags": ("a", "b")})
    one, other = (
        [(o.path, fingerprint.of(o.view)) for o in planned(order).outputs] for order in (briefings, briefings[::-1])
    )
    assert one == other


def test_every_view_of_a_plan_has_a_digest() -> None:
    site = planned(
        [briefing(extra={"list": (1, {"a": None})}, corrections=(Correction(moment("2026-03-01"), "x"),))],
        pages=[page(extra={"a": True})],
        media=[MediaFile("media/a.png", "1")],
    )
    assert all(fingerprint.of(output.view) for output in site.outputs)
