"""Promise 7: a feed never repeats itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from sites.runner import Site

SETTINGS = """\
title: T
url: https://example.org/
require: []
search: false
cards: false
"""


def guids(site: Site) -> set[str]:
    """The identifiers of the site's items, which its three feeds agree upon."""
    site.build()
    rss = [entry.id for entry in feedparser.parse(site.page("feed.xml")).entries]
    atom = [entry.id for entry in feedparser.parse(site.page("atom.xml")).entries]
    assert rss == atom == [item["id"] for item in json.loads(site.page("feed.json"))["items"]]
    assert 'isPermaLink="true"' not in site.page("feed.xml")
    return set(rss)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.briefing("2026-02-01-with-id", id="for-ever", corrections=[{"date": "2026-02-02", "text": "Wrong."}])
    site.briefing("2026-02-02-without", "Other text.")
    return site


def retitle(site: Site) -> None:
    site.briefing("2026-02-01-with-id", id="for-ever", title="Another title")
    site.briefing("2026-02-02-without", title="Another title still")


def reslug(site: Site) -> None:
    site.briefing("2026-02-01-with-id", id="for-ever", slug="another")
    site.briefing("2026-02-02-without", slug="another-still")


def redate(site: Site) -> None:
    site.briefing("2026-02-01-with-id", id="for-ever", date="2026-01-30")
    site.briefing("2026-02-02-without", date="2026-01-31T23:59")


def rewrite(site: Site) -> None:
    site.briefing("2026-02-01-with-id", "All new.", id="for-ever", updated="2026-02-20", tags=["x"], author="A Guest")
    site.briefing("2026-02-02-without", "All new.", updated="2026-02-20", summary="New.")


def move_to_another_domain(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("https://example.org/", "https://another.example.com/"))


def move_to_another_scheme(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("https:", "http:"))


def move_below_a_path(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("example.org/", "example.org/brief/"))


def change_the_permalink(site: Site) -> None:
    site.write("content/site.yaml", f"{SETTINGS}permalink: /news/{{slug}}/\n")


def change_the_zone(site: Site) -> None:
    site.write("content/site.yaml", f"{SETTINGS}timezone: Asia/Tokyo\n")


def rename_the_file_that_has_an_id(site: Site) -> None:
    file = site.folder / "content/briefings/2026-02-01-with-id.md"
    (file.parent / "2025").mkdir()
    file.rename(file.parent / "2025/renamed.md")


@pytest.mark.parametrize(
    "change",
    [
        retitle,
        reslug,
        redate,
        rewrite,
        move_to_another_domain,
        move_to_another_scheme,
        move_below_a_path,
        change_the_permalink,
        change_the_zone,
        rename_the_file_that_has_an_id,
    ],
)
def test_an_items_identifier_survives(change: Callable[[Site], None], site: Site) -> None:
    before = guids(site)
    pages = {path for path in site.tree() if path.endswith(".html")}
    change(site)
    assert guids(site) == before
    assert len(before) == 2
    assert all(guid.startswith("tag:") for guid in before)
    assert pages


def test_no_two_items_share_an_identifier(site: Site) -> None:
    for folder in ("2025/", "2026/", ""):
        site.briefing(f"{folder}weekly", date=f"{folder[:4] or '2024'}-01-05")
    assert len(guids(site)) == 5


def test_a_corrections_item_keeps_its_identifier_and_gets_no_twin(site: Site) -> None:
    site.build()
    first = [entry.id for entry in feedparser.parse(site.page("corrections/feed.xml")).entries]
    site.briefing(
        "2026-02-01-with-id",
        id="for-ever",
        title="Renamed",
        slug="moved",
        corrections=[{"date": "2026-02-02", "text": "Wrong."}, {"date": "2026-02-03", "text": "Wrong again."}],
    )
    site.build()
    second = [entry.id for entry in feedparser.parse(site.page("corrections/feed.xml")).entries]
    assert len(first) == 1
    assert len(set(second)) == 2
    assert set(first) < set(second)


def test_two_briefings_with_one_id_are_an_error(site: Site) -> None:
    site.briefing("copied", id="for-ever")
    errors = [d for d in site.errors() if d.severity == "error"]
    assert errors
    assert any("for-ever" in d.message for d in errors)
