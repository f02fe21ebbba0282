"""What machines read of a page."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from newsroom import briefing, moment, page, planned, settings, views

from generator.model import Author, Correction, Disclosure, Image, MediaFile, Settings, Source
from generator.plan.heads import ld, shortened
from generator.views import Head, Link

BRIEF = settings(url="https://example.org/brief/")
RIG = [MediaFile("media/rig.jpg", "1", 640, 480)]


def head(site: Settings = BRIEF, **fields: Any) -> Head:
    found: Head = views(planned([briefing(**fields)], site, media=RIG))["2026/02/ore/index.html"].head
    return found


def graph(of: Head) -> dict[str, Any]:
    document = json.loads(of.json_ld)
    assert document["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in document["@graph"]}


def article(**fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = graph(head(**fields))["NewsArticle"]
    return found


# JSON-LD


HOSTILE = "</script><script>alert(1)</script><!-- ]]> & \u2028\u2029 \" ' \\ {{ x }}"


@pytest.mark.parametrize("field", ["title", "summary", "authors", "tags", "source", "correction", "series"])
def test_nothing_in_json_ld_ends_its_script_and_everything_comes_back(field: str) -> None:
    fields: dict[str, Any] = {
        "title": {"title": HOSTILE},
        "summary": {"summary": HOSTILE},
        "authors": {"authors": (HOSTILE,)},
        "tags": {"terms": {"tags": (HOSTILE,)}},
        "source": {"sources": (Source(HOSTILE, HOSTILE, "https://example.com/"),)},
        "correction": {"corrections": (Correction(moment("2026-02-21"), HOSTILE),)},
        "series": {"series": HOSTILE},
    }[field]
    made = head(**fields)
    assert not set("<>&\u2028\u2029") & set(made.json_ld)
    assert field == "series" or json.dumps(HOSTILE)[1:20] in json.dumps(json.loads(made.json_ld))


def test_json_ld_keeps_any_text() -> None:
    assert json.loads(ld({"name": HOSTILE}))["@graph"] == [{"name": HOSTILE}]


def test_an_article_says_who_wrote_what_when_and_from_which_sources() -> None:
    said = article(
        authors=("jane", "John Roe"),
        terms={"tags": ("China",)},
        image=Image("media/rig.jpg", "A rig"),
        sources=(Source("Reuters"), Source("USGS", "A note", "https://example.com/n", date(2026, 2, 1))),
        corrections=(Correction(moment("2026-02-21"), "It was tin."),),
        updated=moment("2026-02-22"),
    )
    assert said["headline"] == "On ore"
    assert (said["datePublished"], said["dateModified"]) == ("2026-02-20T00:00:00+00:00", "2026-02-22T00:00:00+00:00")
    assert said["mainEntityOfPage"] == "https://example.org/brief/2026/02/ore/"
    assert said["author"] == [
        {"@type": "Person", "name": "Jane Doe", "url": "https://example.org/brief/authors/jane-doe/"},
        {"@type": "Person", "name": "John Roe", "url": "https://example.org/brief/authors/john-roe/"},
    ]
    assert said["publisher"] == {"@type": "Organization", "name": "The Shaft", "url": "https://example.org/brief/"}
    assert said["image"] == ["https://example.org/brief/media/rig.jpg"]
    assert said["keywords"] == ["China"]
    assert said["citation"] == [
        "Reuters",
        {"@type": "CreativeWork", "name": "A note", "publisher": "USGS", "url": "https://example.com/n"},
    ]
    assert said["correction"] == [{"@type": "CorrectionComment", "text": "It was tin.", "datePublished": "2026-02-21"}]


def test_an_author_with_a_website_of_their_own_is_found_there() -> None:
    site = settings(authors={"jane": Author("jane", "Jane Doe", "https://jane.example/")})
    assert graph(head(site, authors=("jane",)))["NewsArticle"]["author"][0]["url"] == "https://jane.example/"


def test_a_sponsor_has_a_name_whether_the_settings_know_it_or_not() -> None:
    assert article(disclosure=Disclosure("TSXV:RUA", "C$1"))["sponsor"]["name"] == "Example Rutile"
    assert article(disclosure=Disclosure("Example Fund", "C$1"))["sponsor"]["name"] == "Example Fund"


def test_what_there_is_not_is_not_said() -> None:
    said = article(sources=())
    assert not {"image", "citation", "correction", "author", "keywords", "sponsor"} & said.keys()
    assert all(said.values())


def test_a_headline_has_at_most_110_characters() -> None:
    assert len(article(title="x" * 200)["headline"]) == 110
    assert shortened("a" * 110, 110) == "a" * 110
    assert shortened("aaa bbb", 5) == "aaa…"


def test_the_trail_leads_from_home_to_the_page() -> None:
    made = head()
    assert made.trail == (
        Link("The Shaft", "/brief/"),
        Link("Archive", "/brief/archive/"),
        Link("2026", "/brief/archive/2026/"),
        Link("On ore", "/brief/2026/02/ore/"),
    )
    steps = graph(made)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert [step["item"] for step in steps] == [f"https://example.org{link.url}" for link in made.trail]


def test_the_home_page_speaks_of_the_site() -> None:
    made = views(planned([], BRIEF))["index.html"].head
    assert graph(made)["WebSite"]["url"] == "https://example.org/brief/"
    assert made.trail == (Link("The Shaft", "/brief/"),)


# The rest of the head


def test_a_briefing_is_an_article_with_its_times() -> None:
    made = head(updated=moment("2026-02-22"), summary="Short.", terms={"tags": ("a",), "countries": ("b",)})
    assert (made.kind, made.title, made.description) == ("article", "On ore", "Short.")
    assert (made.published, made.modified) == ("2026-02-20T00:00:00+00:00", "2026-02-22T00:00:00+00:00")
    assert made.topics == ("a", "b")
    assert made.canonical == "https://example.org/brief/2026/02/ore/"


def test_a_briefing_that_never_changed_was_not_modified() -> None:
    assert head().modified == ""
    assert head(updated=moment("2026-02-01")).modified == ""


def test_a_picture_in_a_head_is_absolute() -> None:
    image = head(image=Image("media/rig.jpg", "A rig")).image
    assert image is not None
    assert (image.src, image.width) == ("https://example.org/brief/media/rig.jpg", 640)
    image = head(image=Image("https://example.com/rig.jpg", "A rig")).image
    assert image is not None
    assert image.src == "https://example.com/rig.jpg"


def test_neighbours_are_the_older_and_the_newer() -> None:
    shown = views(planned([briefing(n, f"2026-02-0{day}") for day, n in enumerate("abc", 1)]))
    made = shown["2026/02/b/index.html"]
    assert (made.head.previous, made.head.next) == ("/2026/02/a/", "/2026/02/c/")
    assert (made.previous, made.next) == (Link("On a", "/2026/02/a/"), Link("On c", "/2026/02/c/"))
    assert (shown["2026/02/a/index.html"].previous, shown["2026/02/c/index.html"].next) == (None, None)


def test_what_readers_shall_not_find_is_not_indexed() -> None:
    shown = views(planned([briefing(draft=True)], previewed=frozenset({"draft"})))
    assert not shown["2026/02/ore/index.html"].head.indexed
    assert not shown["404.html"].head.indexed
    assert shown["index.html"].head.indexed
    assert head().indexed


def test_a_page_without_a_description_gets_the_sites() -> None:
    site = replace(BRIEF, description="Of mines.")
    shown = views(planned([], site, pages=[page("about"), page("us", summary="We.")]))
    assert shown["about/index.html"].head.description == "Of mines."
    assert shown["us/index.html"].head.description == "We."


def test_every_head_of_a_site_holds_json() -> None:
    shown = views(planned([briefing(terms={"tags": (HOSTILE,)}, title=HOSTILE)], pages=[page(title=HOSTILE)]))
    heads = [view.head for view in shown.values() if hasattr(view, "head")]
    assert len(heads) > 10
    for made in heads:
        assert json.loads(made.json_ld)
        assert "<" not in made.json_ld
