"""What subscribers have seen, and what they would see again."""

from __future__ import annotations

import json
from array import array
from datetime import date
from typing import Any

import pytest
from newsroom import briefing, settings

from generator.diagnostic import Span
from generator.lint.feeds import Item, Preview, Seen, Shown, feed_guid, items_of, preview, seen_in_json, seen_in_rss
from generator.lint.twins import sample
from generator.model import Briefing, FeedSettings, Settings

SITE = settings(feed=FeedSettings(authority="example.org", start=date(2022, 1, 1)))
TAG = "tag:example.org,2022-01-01:"
TEXT = " ".join(f"word{n}" for n in range(100))


def seen(name: str, path: str, title: str, text: str = "") -> Seen:
    return Seen(TAG + name, f"https://example.org{path}", title, sample(text))


def shown(one: Briefing, path: str = "/2026/02/ore/", text: str = "") -> Shown:
    return Shown(one, f"https://example.org{path}", sample(text))


def told(
    before: list[Seen], after: list[Shown], *others: Briefing, site: Settings = SITE
) -> list[tuple[str, str, str]]:
    briefings = [*(one.briefing for one in after), *others]
    return [(guid, d.message, d.help) for guid, d in feed_guid(before, after, briefings, site)]


ORE = seen("2026-02-20-ore", "/2026/02/ore/", "On ore")


def test_a_briefing_of_which_nothing_changed_is_no_news() -> None:
    assert told([ORE], [shown(briefing("2026-02-20-ore"))]) == []


def test_a_file_renamed_keeps_its_place_with_the_id_it_had() -> None:
    renamed = briefing("ore-rises", slug="ore-rises", title="On ore")
    assert told([ORE], [shown(renamed, "/2026/02/ore-rises/")]) == [
        (
            f"{TAG}ore-rises",
            f"subscribers would get “On ore” again: to them it is {TAG}2026-02-20-ore",
            "add id: 2026-02-20-ore to its front matter",
        )
    ]


def test_a_file_from_a_folder_has_to_have_its_name_back() -> None:
    before = [seen("2026/2026-02-20-ore", "/2026/02/ore/", "On ore")]
    ((_, _, help_),) = told(before, [shown(briefing("ore"))])
    assert help_.startswith("call the file briefings/2026/2026-02-20-ore.md again")


@pytest.mark.parametrize(
    "one",
    [
        shown(briefing("new", title="Another title")),
        shown(briefing("new", title="ON ORE"), "/2026/02/new/"),
        shown(briefing("new", title="Another title"), "/2026/02/new/", TEXT + " more"),
    ],
    ids=["by its address", "by its title", "by its text"],
)
def test_a_briefing_is_known_again(one: Shown) -> None:
    assert len(told([seen("2026-02-20-ore", "/2026/02/ore/", "On ore", TEXT)], [one])) == 1


def test_a_new_briefing_is_just_new() -> None:
    one = shown(briefing("new", title="Another title"), "/2026/02/new/", "Other words. " + TEXT[:100])
    assert told([seen("2026-02-20-ore", "/2026/02/ore/", "On ore", TEXT)], [one]) == []


def test_a_briefing_with_the_id_it_was_known_by_may_go_anywhere() -> None:
    assert told([ORE], [shown(briefing("new", id="2026-02-20-ore", title="On ore"))]) == []


def test_a_draft_or_an_expired_one_still_has_its_name() -> None:
    old = briefing("2026-02-20-ore", draft=True)
    assert told([ORE], [shown(briefing("new", title="On ore"))], old) == []


def test_a_correction_is_no_briefing() -> None:
    correction = Seen(f"{ORE.guid}:correction:2026-02-21:0", f"{ORE.url}#corrections", "Correction: On ore")
    assert told([correction], [shown(briefing("new"))]) == []


def test_another_authority_makes_all_new_which_is_told_once() -> None:
    moved = settings(
        feed=FeedSettings(authority="example.com", start=date(2022, 1, 1)),
        where={"feed.authority": Span("content/site.yaml", 9, 3)},
    )
    before = [seen("a", "/2026/02/a/", "A"), seen("b", "/2026/02/b/", "B")]
    after = [shown(briefing("a"), "/2026/02/a/"), shown(briefing("b"), "/2026/02/b/")]
    found = [d for _, d in feed_guid(before, after, [one.briefing for one in after], moved)]
    assert len({(d.message, d.span) for d in found}) == 1
    assert "2 briefings again" in found[0].message
    assert found[0].help == "set them back: feed: {authority: example.org, start: 2022-01-01}"
    assert found[0].span == Span("content/site.yaml", 9, 3)


# The feeds


def item(name: str, **fields: Any) -> Item:
    return {
        "id": name,
        "url": f"https://example.org/{name}/",
        "title": f"On {name}",
        "content_html": "<p>x</p>",
        **fields,
    }


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"items": 1}', b'{"items": [{}]}', b'{"items": [{"id": 1}]}', b"\xff"]
)
def test_what_is_no_feed_has_no_items(data: bytes) -> None:
    assert items_of(data) == []


def test_the_items_of_a_json_feed_are_read() -> None:
    feed = json.dumps({"items": [item("ore", content_html=f"<p>{TEXT}</p>")]}).encode()
    assert list(seen_in_json(items_of(feed))) == [Seen("ore", "https://example.org/ore/", "On ore", sample(TEXT))]


def test_the_items_of_an_rss_feed_are_read() -> None:
    feed = (
        b"<rss><channel><title>T</title><item>\n<title>On &lt;ore&gt; &amp; tin</title><link>https://example.org/ore/</link>"
        b'<content:encoded>&lt;guid&gt;no&lt;/guid&gt;</content:encoded><guid isPermaLink="false">tag:x</guid></item>'
        b"<item><title>No guid</title></item></channel></rss>"
    )
    assert list(seen_in_rss(feed)) == [Seen("tag:x", "https://example.org/ore/", "On <ore> & tin", array("I"))]
    assert list(seen_in_rss(b"")) == []


def test_the_preview_counts_what_subscribers_will_see() -> None:
    before = [item("same"), item("edited"), item("gone"), item("touched")]
    after = [
        item("new"),
        item("same"),
        item("edited", title="Another"),
        item("again"),
        item("from-below"),
        item("touched", url="https://example.org/moved/"),
    ]
    seen_again, public = ["again"], ["https://example.org/from-below/", "https://example.org/same/"]
    found = preview(before, after, seen_again, public)
    assert found == Preview(new=1, updated=1, resurfaced=1)
    assert str(found) == "subscribers will see 1 new, 1 updated, 1 resurfaced"
