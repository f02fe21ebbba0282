"""Which briefings a feed carries, and their names for ever."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from newsroom import briefing, many, moment, planned, settings, views

from generator.model import Briefing, Correction, Disclosure, FeedSettings, Image, MediaFile, Moment, Settings
from generator.plan.feeds import guid, tag
from generator.views import Feed, FeedItem

ORE = briefing("ore", path="briefings/2026/2026-02-20-ore.md")


def feed(briefings: list[Briefing], site: Settings | None = None, path: str = "feed.xml", **more: Any) -> Feed:
    found: Feed = views(planned(briefings, site, **more))[path]
    return found


def item(site: Settings | None = None, **fields: Any) -> FeedItem:
    return feed([replace(ORE, **fields)], site).items[0]


# Names for ever


def test_a_guid_survives_a_new_title_slug_date_scheme_and_domain() -> None:
    name = guid(ORE, settings())
    assert item(title="New", slug="new", date=moment("2027-01-01"), summary="New").guid == name
    for url in ("http://example.org/", "https://other.example/", "https://example.org/brief/"):
        assert item(settings(url=url)).guid == name
    assert item(settings(title="New", language="de", permalink="/{slug}/", timezone="Asia/Tokyo")).guid == name


def test_a_guid_survives_a_new_file_name_with_an_id() -> None:
    assert item(id="x").guid == item(id="x", path="briefings/elsewhere/new.md").guid
    assert item().guid != item(path="briefings/elsewhere/new.md").guid


def test_an_id_may_take_the_place_of_the_name_that_the_file_had() -> None:
    assert (
        item(id="2026-02-20-ore", path="briefings/2026-02-20-ore.md").guid
        == item(path="briefings/2026-02-20-ore.md").guid
    )


def test_the_default_authority_does_not_hang_on_the_domain() -> None:
    assert guid(ORE, settings()) == "tag:headframe.invalid,2026:2026/2026-02-20-ore"


def test_an_authority_and_a_start_name_the_site() -> None:
    site = settings(feed=FeedSettings(authority="desk@example.org", start=date(2020, 1, 2)))
    assert tag(site, "x") == "tag:desk@example.org,2020-01-02:x"


@pytest.mark.parametrize("name", ["über uns", "a b", "a#b", "a%b", "a<b>", "日本", 'a"b', "a\\b"])
def test_a_guid_is_a_uri(name: str) -> None:
    made = guid(replace(ORE, path=f"briefings/{name}.md"), settings())
    assert re.fullmatch(r"tag:[a-z.]+,2026:[A-Za-z0-9._~!$&'()*+,;=:@/%-]+", made)


def test_a_guid_is_one_in_every_unicode_form() -> None:
    forms = ("briefings/zu\u0308rich.md", "briefings/z\u00fcrich.md")
    assert len({guid(replace(ORE, path=path), settings()) for path in forms}) == 1


def test_no_two_briefings_share_a_guid() -> None:
    items = feed(many(20) + [briefing(f"n{n}", id=f"x{n}") for n in range(5)]).items
    assert len({i.guid for i in items}) == len(items) == 25


def test_each_feed_has_a_name_of_its_own() -> None:
    shown = views(planned([briefing(terms={"tags": ("a", "b")})]))
    feeds = [view for view in shown.values() if isinstance(view, Feed)]
    assert len({f.guid for f in feeds}) == len(feeds) == 6


# What a feed carries


def test_a_feed_carries_the_newest_in_order() -> None:
    items = feed(many(50), settings(feed=FeedSettings(items=3))).items
    assert [i.title for i in items] == ["On b49", "On b48", "On b47"]


def test_the_three_feeds_of_a_site_carry_the_same() -> None:
    shown = views(planned(many(3)))
    assert shown["feed.xml"].items == shown["atom.xml"].items == shown["feed.json"].items


def test_a_terms_feed_carries_its_briefings_alone() -> None:
    briefings = [briefing("a", terms={"tags": ("x",)}), briefing("b", terms={"tags": ("y",)})]
    made = feed(briefings, path="tags/x/feed.xml")
    assert [i.title for i in made.items] == ["On a"]
    assert (made.url, made.page) == ("https://example.org/tags/x/feed.xml", "https://example.org/tags/x/")


def test_an_item_is_made_once_for_all_feeds() -> None:
    shown = views(planned([briefing(terms={"tags": ("x",)})]))
    assert shown["feed.xml"].items[0] is shown["tags/x/feed.xml"].items[0]


def test_what_is_hidden_is_in_no_feed() -> None:
    hidden = [
        briefing("draft", draft=True, terms={"tags": ("x",)}, corrections=(Correction(moment("2026-02-21"), "x"),)),
        briefing("later", "2999-01-01"),
        briefing("gone", expires=moment("2026-02-21")),
    ]
    shown = views(planned([briefing("out"), *hidden]))
    assert {i.title for view in shown.values() if isinstance(view, Feed) for i in view.items} == {"On out"}
    assert not any(path.startswith("tags/x/") for path in shown)


def test_every_address_in_a_feed_is_absolute() -> None:
    one = briefing(
        terms={"tags": ("x",)}, authors=("jane",), image=Image("media/rig.jpg", "x"), series="S", disclaimer="standard"
    )
    made = feed([one], settings(url="https://example.org/brief/"), media=[MediaFile("media/rig.jpg", "1", 6, 4)])
    (only,) = made.items
    assert only.image is not None
    urls = [made.url, made.page, only.url, only.image.src, only.authors[0].url, only.sources[0].page]
    assert all(url.startswith("https://example.org/brief/") for url in urls)


def test_an_item_carries_notice_sources_corrections_and_disclaimer() -> None:
    only = item(
        disclosure=Disclosure("TSXV:RUA", "C$1"),
        disclaimer="standard",
        corrections=(Correction(moment("2026-02-21"), "It was tin."),),
    )
    assert only.disclosure is not None
    assert only.disclosure.notice.startswith("Disseminated on behalf of Example Rutile")
    assert (only.disclaimer, only.corrections[0].text, only.sources[0].name) == (
        "This is no advice.",
        "It was tin.",
        "Reuters",
    )


def test_an_item_tells_when_it_was_published_and_last_changed() -> None:
    only = item(date=moment("2026-02-20T09:00+01:00"), updated=moment("2026-02-22"))
    assert (only.published, only.updated) == ("2026-02-20T09:00:00+01:00", "2026-02-22T00:00:00+00:00")
    assert item().updated == item().published


def test_a_site_may_keep_its_text_out_of_its_feeds() -> None:
    assert item().body is not None
    assert item(settings(feed=FeedSettings(full_text=False))).body is None


def test_a_feed_was_updated_with_its_newest_content() -> None:
    assert feed([]).updated == ""
    older = briefing("old", "2020-01-01", updated=moment("2026-03-01"))
    assert feed([ORE, older]).updated == "2026-03-01T00:00:00+00:00"
    assert feed([ORE, older], settings(feed=FeedSettings(items=1))).updated == "2026-02-20T00:00:00+00:00"


def test_a_feed_names_its_hub_and_style() -> None:
    made = feed([], settings(feed=FeedSettings(hub="https://hub.example/")))
    assert (made.hub, made.stylesheet) == ("https://hub.example/", "")


def test_a_feed_has_its_style_from_where_it_lies_itself() -> None:
    assets = {"css/feed.css": ("assets/css/feed.1.css", "1")}
    assert feed([], assets=assets).stylesheet == "/assets/css/feed.1.css"
    below = settings(url="https://example.org/brief/")
    assert feed([], below, assets=assets).stylesheet == "/brief/assets/css/feed.1.css"


# Corrections


def corrected(*corrections: tuple[str, str], **fields: Any) -> tuple[FeedItem, ...]:
    one = replace(ORE, corrections=tuple(Correction(moment(day), text) for day, text in corrections), **fields)
    return feed([one], path="corrections/feed.xml").items


def test_each_correction_is_an_item_newest_first() -> None:
    items = corrected(("2026-02-21", "one"), ("2026-02-23", "three"), ("2026-02-22", "two"))
    assert [i.summary for i in items] == ["three", "two", "one"]
    assert {i.title for i in items} == {"Correction: On ore"}
    assert items[0].url == "https://example.org/2026/02/ore/#corrections"
    assert items[0].published == "2026-02-23T00:00:00+00:00"


def test_a_correction_too_says_who_paid_and_ends_with_the_disclaimer() -> None:
    (only,) = corrected(("2026-02-21", "one"), disclosure=Disclosure("TSXV:RUA", "C$1"), disclaimer="standard")
    assert only.disclosure is not None
    assert only.disclosure.notice.startswith("Disseminated on behalf of Example Rutile")
    assert only.disclaimer == "This is no advice."


@pytest.mark.parametrize(
    "corrections",
    [
        [("2026-02-21", "a"), ("2026-02-21", "b")],
        [("2026-02-21", "a"), ("2026-02-21", "a")],
        [("2026-02-21", "a"), ("2026-02-21T00:00+00:00", "b")],
        [("2026-02-21T09:00+00:00", "a"), ("2026-02-21T09:00:00+00:00", "b")],
    ],
)
def test_corrections_of_one_instant_have_each_a_name(corrections: list[tuple[str, str]]) -> None:
    items = corrected(*corrections)
    assert len({i.guid for i in items}) == 2


def test_a_corrections_name_survives_a_new_title_and_a_later_correction() -> None:
    before = corrected(("2026-02-21", "one"))[0].guid
    after = corrected(("2026-02-21", "one, reworded"), ("2026-02-25", "two"), title="New", slug="new")
    assert [i.guid for i in after][1] == before


@pytest.mark.parametrize("day", ["2026-02-21", "2026-02-21T09:00"])
def test_a_corrections_name_survives_another_timezone_of_the_site(day: str) -> None:
    def of(zone: str) -> str:
        at = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
        one = replace(ORE, corrections=(Correction(Moment(at, day_only=len(day) == 10), "one"),))
        return feed([one], path="corrections/feed.xml").items[0].guid

    assert of("UTC") == of("America/Toronto")
