"""The files behind the search page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from newsroom import briefing, codes, many, moment, page, planned, settings, views

from generator import release
from generator.model import (
    Author,
    Company,
    Disclosure,
    LintSettings,
    NavigationLink,
    PictureSettings,
    Settings,
    Source,
)
from generator.plan import Plan
from generator.search import LARGE, SMALL, TOGETHER, Record, stems

SITE = settings(search=True)
ASSETS = {"search/page.js": ("assets/search/page.1.js", "1"), "css/a.css": ("assets/css/a.css", "1")}


def files(plan: Plan, folder: str) -> set[str]:
    """What lies in a folder below search/."""
    return {output.path for output in plan.outputs if output.path.startswith(f"search/{folder}/")}


def records(plan: Plan) -> list[Record]:
    """What is searched, oldest first."""
    found = (record for output in plan.outputs if output.recipe == "texts" for record in output.view)
    return sorted(found, key=lambda record: record.number)


def test_a_site_without_search_has_nothing_of_it() -> None:
    plan = planned(many(3), settings(search=False), assets=ASSETS)
    paths = {output.path for output in plan.outputs}
    assert not [path for path in paths if "search" in path]
    assert "assets/css/a.css" in paths
    assert plan.outputs[-1].view.site.search == ""


def test_a_site_with_search_has_a_page_its_files_and_a_description() -> None:
    plan = planned(many(3), SITE, assets=ASSETS)
    paths = {output.path for output in plan.outputs}
    assert {"search/index.html", "search/index.json", "opensearch.xml", "assets/search/page.1.js"} <= paths
    assert (len(files(plan, "texts")), len(files(plan, "words"))) == (1, 2)
    assert views(plan)["search/index.html"].head.indexed is False
    assert "search/" not in str(views(plan)["sitemap.xml"].entries)


def test_without_the_package_there_is_an_error_and_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems, "find_spec", lambda name: None)
    plan = planned(many(3), SITE)
    assert codes(plan.diagnostics) == ["missing-extra"]
    assert not [output.path for output in plan.outputs if output.path.startswith("search/")]


def test_a_site_without_briefings_has_an_empty_index() -> None:
    plan = planned([], SITE)
    assert views(plan)["search/index.json"].segments == ()
    assert files(plan, "texts") | files(plan, "words") == set()


def test_a_record_holds_what_is_searched_and_shown() -> None:
    one = briefing(
        "ore",
        title="On ore",
        summary="Ore is dug.",
        terms={"tags": ("Gallium", "gallium"), "companies": ("TSX:ELD",)},
        authors=("jane",),
        sources=(Source("Wire", "A report"), Source("Wire")),
        disclosure=Disclosure("TSXV:RUA", "C$1"),
        series="Watch",
    )
    (record,) = records(planned([one], settings(search=True, url="https://example.org/brief/")))
    assert (record.url, record.title, record.standfirst) == ("/brief/2026/02/ore/", "On ore", "Ore is dug.")
    assert [(t.taxonomy, t.slug, t.name, t.url) for t in record.topics] == [
        ("tags", "gallium", "Gallium", "/brief/tags/gallium/"),
        ("companies", "tsx-eld", "Example Gold", "/brief/companies/tsx-eld/"),
    ]
    assert record.keywords == (
        *("Gallium", "Example Gold", "TSX:ELD", "NYSE:EGX"),
        *("Example Rutile", "TSXV:RUA", "Wire", "A report", "Jane Doe", "Watch"),
    )
    assert (record.number, record.sponsored, record.corrected) == (20504, True, False)


def test_a_summary_that_is_the_first_paragraph_is_searched_once() -> None:
    (record,) = records(planned([briefing("ore")], SITE))
    assert (record.standfirst, record.summary) == ("", "Ore.")


def test_what_a_preview_shows_is_not_searched() -> None:
    hidden = [briefing("a", draft=True), briefing("b", "2035-01-01"), briefing("c", expires=moment("2027-01-01"))]
    every = frozenset({"draft", "scheduled", "expired"})
    plan = planned([*hidden, briefing("d")], SITE, previewed=every)
    assert len([path for path in views(plan) if path.startswith("20")]) == 4
    assert [record.title for record in records(plan)] == ["On d"]
    assert views(plan)["search/index.json"].segments[0].briefings == 1


def test_segments_and_files_are_counted_from_the_oldest() -> None:
    plan = planned(many(LARGE + SMALL + 2), SITE)
    assert [one.briefings for one in views(plan)["search/index.json"].segments] == [LARGE, SMALL, 2]
    more = planned(many(LARGE + SMALL + 3), SITE)
    assert len(files(plan, "texts")) == LARGE // TOGETHER + SMALL // TOGETHER + 1
    assert len(files(plan, "texts") - files(more, "texts")) == 1
    new = {path.split("/")[2] for path in files(more, "words") - files(plan, "words")}
    assert len(new) == 1


UNCONCERNED: dict[str, dict[str, Any]] = {
    "a title": {"title": "The Pit"},
    "a description": {"description": "News."},
    "the navigation": {"navigation": (NavigationLink("About", "/about/"),)},
    "related articles": {"related_count": 1},
    "a disclaimer": {"disclaimers": {}},
    "what a check finds": {"lint": LintSettings(dollar="C$")},
    "the sizes of pictures": {"pictures": PictureSettings(widths=(640,))},
}
CONCERNED: dict[str, dict[str, Any]] = {
    "an address": {"url": "https://example.org/brief/"},
    "permalinks": {"permalink": "/{slug}/"},
    "a language": {"language": "de"},
    "taxonomies": {"taxonomies": ("companies",)},
    "companies": {"companies": {"TSX:ELD": Company("TSX:ELD", "Example Silver")}},
    "authors": {"authors": {"jane": Author("jane", "Jane Roe")}},
}


def searched(site: Settings) -> set[str]:
    """The names of the files of the index."""
    plan = planned(many(9), site)
    return files(plan, "texts") | files(plan, "words")


@pytest.mark.parametrize("change", UNCONCERNED.values(), ids=UNCONCERNED)
def test_settings_that_have_no_part_in_it_leave_the_index_alone(change: dict[str, Any]) -> None:
    assert searched(settings(search=True, **change)) == searched(SITE)


@pytest.mark.parametrize("change", CONCERNED.values(), ids=CONCERNED)
def test_settings_that_have_a_part_in_it_change_every_name(change: dict[str, Any]) -> None:
    assert searched(settings(search=True, **change)).isdisjoint(searched(SITE))


@pytest.mark.parametrize(
    "edit",
    [lambda: planned(many(9), SITE, pages=[page()]), lambda: planned(many(9), SITE, assets=ASSETS)],
    ids=["a page", "an asset"],
)
def test_what_is_no_briefing_leaves_the_index_alone(edit: Callable[[], Plan]) -> None:
    assert files(edit(), "texts") | files(edit(), "words") == searched(SITE)


def test_names_are_the_same_on_every_machine_and_keys_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    before = planned(many(3), SITE)
    monkeypatch.setattr(release, "digest", lambda: "another Python")
    after = planned(many(3), SITE)
    assert [output.path for output in before.outputs] == [output.path for output in after.outputs]
    keys = [{output.view.key for output in plan.outputs if output.recipe == "words"} for plan in (before, after)]
    assert keys[0].isdisjoint(keys[1])


def test_other_stemmers_give_other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    before = searched(SITE)
    monkeypatch.setattr("generator.search.edition", lambda: "0")
    assert searched(SITE).isdisjoint(before)


def test_a_browsers_search_box_learns_a_name_and_an_address_of_results() -> None:
    title = "The Long Name of a Serious Newspaper, and Then Some"
    site = settings(search=True, title=title, url="https://example.org/b/")
    found = views(planned([], site))["opensearch.xml"]
    assert found.short_name == "The Long Name o…"
    assert len(found.long_name) <= 48
    assert found.description == site.title
    assert found.template == "https://example.org/b/search/?q={searchTerms}"
