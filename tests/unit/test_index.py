"""The briefings in order, and what they are about."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from newsroom import briefing, codes, indexed, moment

from generator.diagnostic import Span
from generator.index import AUTHORS, SERIES, SOURCES, folded, lasting_name, permalink, status, turns
from generator.model import Body, Briefing, Correction, Reference, Source

NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)


def tagged(name: str, date: str, *tags: str, **fields: Any) -> Briefing:
    return briefing(name, date, terms={"tags": tags}, **fields)


# Order


def test_the_newest_comes_first_then_the_slug_then_the_file() -> None:
    wanted = [
        briefing("z", "2026-02-20T09:01+00:00"),
        briefing("b", "2026-02-20T04:00-05:00"),
        briefing("a", "2026-02-20T09:00+00:00", slug="c", path="briefings/2025/z.md"),
        briefing("a", "2026-02-20T09:00+00:00", slug="c", path="briefings/2026/a.md"),
        briefing("a", "2026-02-20"),
    ]
    for seed in range(10):
        shuffled = wanted.copy()
        random.Random(seed).shuffle(shuffled)
        shown, _ = indexed(shuffled)
        assert [e.briefing for e in shown.entries] == wanted


@given(st.permutations(range(6)))
def test_the_order_in_which_files_are_read_changes_nothing(order: list[int]) -> None:
    all_ = [tagged(f"b{n}", f"2026-02-{20 + n // 2}", "Gallium" if n % 2 else "gallium", "China") for n in range(6)]
    assert indexed([all_[n] for n in order]) == indexed(all_)


def test_a_date_long_ago_has_its_place() -> None:
    ends = [briefing("a", "0001-01-01T00:00+14:00"), briefing("b", "9999-12-31")]
    shown, _ = indexed(ends, as_of=datetime.max.replace(tzinfo=UTC))
    assert [e.path for e in shown.entries] == ["/9999/12/b/", "/0001/01/a/"]


# What is shown


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ""),
        ({"date": "2026-02-20T12:00+00:00"}, ""),
        ({"date": "2026-02-20T12:01+00:00"}, "scheduled"),
        ({"date": "2026-02-20T12:30+01:00"}, ""),
        ({"draft": True}, "draft"),
        ({"draft": True, "date": "2027-01-01"}, "draft"),
        ({"expires": moment("2026-02-20T12:00+00:00")}, "expired"),
        ({"expires": moment("2026-02-20T12:01+00:00")}, ""),
    ],
)
def test_a_briefing_is_out_from_its_date_until_it_expires(fields: dict[str, Any], expected: str) -> None:
    assert status(briefing(**({"date": "2026-02-20"} | fields)), NOON) == expected


def test_a_change_whose_day_is_yet_to_come_is_told_until_it_comes() -> None:
    changed = {
        "updated": moment("2026-02-21"),
        "corrections": (Correction(moment("2026-02-20"), "x"), Correction(moment("2026-02-22"), "y")),
    }
    ore, draft = tagged("ore", "2026-02-19", **changed), tagged("draft", "2026-02-19", draft=True, **changed)
    coming = tagged("coming", "2026-02-21", **changed)
    _, found = indexed([ore, draft, coming], as_of=NOON)
    assert [(d.code, d.severity, d.span) for d in found] == [
        ("corrected-too-late", "warning", Span(f"content/{ore.path}", 1, key="corrections.1.date")),
        ("updated-too-late", "warning", Span(f"content/{ore.path}", 1, key="updated")),
    ]
    until = datetime(2026, 2, 21, tzinfo=UTC)
    assert turns([ore], NOON) == (datetime(2026, 2, 20, tzinfo=UTC), until)
    assert codes(indexed([ore], as_of=until)[1]) == ["corrected-too-late"]


def test_a_date_more_than_ten_years_ahead_is_told_until_it_is_nearer() -> None:
    slip, draft = tagged("slip", "2062-02-19"), tagged("draft", "2062-02-19", draft=True)
    coming = tagged("coming", "2036-02-20T12:00+00:00")
    _, found = indexed([slip, draft, coming], as_of=NOON)
    (told,) = found
    assert (told.code, told.severity, told.span) == (
        *("date-far-ahead", "warning"),
        Span(f"content/{slip.path}", 1, key="date"),
    )
    assert told.message == "readers would not see the briefing until 2062-02-19"
    nearer = datetime(2052, 2, 20, tzinfo=UTC)
    assert turns([slip], NOON) == (None, nearer)
    assert indexed([slip], as_of=nearer)[1] == ()
    assert turns([tagged("old", "0005-01-01")], datetime(2, 1, 1, tzinfo=UTC))[1] == datetime(5, 1, 1, tzinfo=UTC)


HIDDEN = [
    tagged("draft", "2026-02-19", "secret", draft=True, series="S", authors=("A",)),
    tagged("scheduled", "2026-02-21", "secret", sources=(Source("Secret"),)),
    tagged("expired", "2026-02-18", "secret", expires=moment("2026-02-19")),
]


def test_what_is_hidden_is_in_no_list_and_no_group() -> None:
    shown, found = indexed([*HIDDEN, tagged("out", "2026-02-20", "open")], as_of=NOON)
    assert [e.briefing.slug for e in shown.entries] == ["out"]
    assert list(shown.shown) == ["briefings/out.md"]
    assert {kind: [g.name for g in groups] for kind, groups in shown.groups.items() if groups} == {
        "tags": ["open"],
        SOURCES: ["Reuters"],
    }
    assert found == ()


def test_what_is_hidden_is_known_so_that_a_link_to_it_is_no_error() -> None:
    shown, _ = indexed(HIDDEN, as_of=NOON)
    assert [b.slug for b in shown.known["draft.md"]] == ["draft"]


def test_a_hidden_spelling_names_nothing() -> None:
    briefings = [tagged("a", "2026-02-01", "GALLIUM", draft=True), tagged("b", "2026-02-02", "gallium")]
    shown, found = indexed(briefings, as_of=NOON)
    assert (shown.groups["tags"][0].name, found) == ("gallium", ())


def test_a_preview_shows_the_statuses_that_it_asks_for() -> None:
    shown, _ = indexed(HIDDEN, as_of=NOON, previewed=frozenset({"draft", "scheduled"}))
    assert [(e.briefing.slug, e.status) for e in shown.entries] == [("scheduled", "scheduled"), ("draft", "draft")]


# Addresses


def test_a_permalink_is_filled_from_the_date_that_the_editor_wrote() -> None:
    one = briefing("ore", "2026-01-01T00:30+09:00")
    assert permalink(one, "/{year}/{month}/{day}/{slug}/") == "/2026/01/01/ore/"
    assert permalink(one, "/{id}/") == "/ore/"
    assert permalink(briefing("ore", "0900-01-01", id="x1"), "/{year}/{id}/") == "/0900/x1/"


def test_a_briefing_is_known_by_slug_file_and_path() -> None:
    one = briefing("n", path="briefings/2026/2026-02-20-ore.md", slug="tungsten")
    shown, _ = indexed([one])
    names = ["tungsten", "2026-02-20-ore", "2026-02-20-ore.md", "2026/2026-02-20-ore", "2026/2026-02-20-ore.md"]
    assert {name: known for name, known in shown.known.items() if known == (one,)}.keys() == {
        *names,
        "briefings/2026/2026-02-20-ore.md",
    }


def test_a_name_of_two_briefings_leads_to_both() -> None:
    shown, _ = indexed([briefing("a", path="briefings/1/x.md"), briefing("b", path="briefings/2/x.md")])
    assert [b.slug for b in shown.known["x.md"]] == ["a", "b"]


# Groups


def test_a_group_holds_its_briefings_newest_first_each_once() -> None:
    shown, _ = indexed(
        [tagged("a", "2026-02-01", "x", "x"), tagged("b", "2026-02-03", "x"), tagged("c", "2026-02-02", "y", "x")]
    )
    group = shown.group("tags", "x")
    assert [e.briefing.slug for e in group.entries] == ["b", "c", "a"]
    assert (group.kind, group.slug, group.path) == ("tags", "x", "/tags/x/")


def test_the_groups_of_a_kind_are_sorted_by_name() -> None:
    shown, _ = indexed([tagged("a", "2026-02-01", "b", "Áb", "C", "a")])
    assert [g.name for g in shown.groups["tags"]] == ["a", "b", "C", "Áb"]


def test_every_kind_of_group_is_there_even_if_empty() -> None:
    shown, _ = indexed([])
    assert list(shown.groups) == ["tags", "companies", "commodities", "countries", SOURCES, AUTHORS, SERIES]


def test_authors_by_key_and_by_name_are_one() -> None:
    shown, _ = indexed([briefing("a", authors=("jane",)), briefing("b", authors=("Jane Doe", "John Roe"))])
    assert [(g.name, g.path, len(g.entries)) for g in shown.groups[AUTHORS]] == [
        ("Jane Doe", "/authors/jane-doe/", 2),
        ("John Roe", "/authors/john-roe/", 1),
    ]


def test_a_series_and_sources_bring_briefings_together() -> None:
    shown, _ = indexed([briefing("a", series="Gallium watch", sources=(Source("Reuters"), Source("USGS")))])
    assert shown.group(SERIES, "gallium  WATCH").path == "/series/gallium-watch/"
    assert [g.name for g in shown.groups[SOURCES]] == ["Reuters", "USGS"]


@pytest.mark.parametrize("other", ["GALLIUM ores", "gallium  ores", " gallium\u00a0ores ", "ｇａｌｌｉｕｍ ores"])
def test_case_space_and_width_tell_no_names_apart(other: str) -> None:
    assert folded("tags", other) == folded("tags", "gallium ores")


def test_unicode_forms_tell_no_names_apart() -> None:
    assert folded("tags", "Zu\u0308rich") == folded("tags", "Zürich")
    assert folded("tags", "Straße") == folded("tags", "STRASSE")


def test_an_absent_group_is_a_key_error() -> None:
    shown, _ = indexed([])
    with pytest.raises(KeyError):
        shown.group("tags", "x")


# Spellings


def test_a_name_keeps_its_oldest_spelling_and_the_others_get_a_warning_each() -> None:
    shown, found = indexed(
        [
            tagged("new", "2026-02-03", "GALLIUM"),
            tagged("old", "2026-02-01", "Gallium"),
            tagged("mid", "2026-02-02", "gallium"),
            tagged("same", "2026-02-04", "Gallium"),
        ]
    )
    assert [g.name for g in shown.groups["tags"]] == ["Gallium"]
    assert {d.severity for d in found} == {"warning"}
    assert sorted((d.span.path, d.message) for d in found) == [
        (
            "content/briefings/mid.md",
            "“gallium” is “Gallium” in content/briefings/old.md; they are one in tags",
        ),
        (
            "content/briefings/new.md",
            "“GALLIUM” is “Gallium” in content/briefings/old.md; they are one in tags",
        ),
    ]


def test_of_two_spellings_in_one_briefing_the_first_stays() -> None:
    shown, found = indexed([tagged("a", "2026-02-01", "Gallium", "gallium")])
    assert shown.groups["tags"][0].name == "Gallium"
    assert [(d.code, d.span.key) for d in found] == [("spelling", "tags.1")]


# Clashes


def test_two_terms_with_one_slug_are_an_error_that_names_both_files() -> None:
    shown, found = indexed([tagged("a", "2026-02-01", "Côte d'Or"), tagged("b", "2026-02-02", "cote dor")])
    clashes = [d for d in found if d.code == "slug-collision"]
    assert len(clashes) == 1
    assert clashes[0].span.path == "content/briefings/b.md" or "content/briefings/b.md" in clashes[0].message
    assert clashes[0].severity == "error"
    said = clashes[0].span.path + clashes[0].message
    assert "content/briefings/a.md" in said
    assert "/tags/cote-dor/" in clashes[0].message
    assert len({g.slug for g in shown.groups["tags"]}) == len(shown.groups["tags"])


def test_one_slug_in_two_kinds_is_no_clash() -> None:
    one = briefing(terms={"tags": ("gallium",), "commodities": ("gallium",)}, series="gallium", authors=("gallium",))
    assert indexed([one])[1] == ()


@pytest.mark.parametrize("name", ["…", "!!!", "🙂"])
def test_a_name_of_which_no_slug_can_be_made_is_an_error(name: str) -> None:
    (error,) = indexed([tagged("a", "2026-02-01", name)])[1]
    assert (error.code, error.span) == ("bad-slug", Span("content/briefings/a.md", 1, key="tags.0"))


@pytest.mark.parametrize("name", ["Con", "NUL", "com1"])
def test_a_name_that_windows_keeps_for_a_device_is_an_error(name: str) -> None:
    (error,) = indexed([tagged("a", "2026-02-01", name)])[1]
    assert (error.code, "Windows" in error.message) == ("bad-slug", True)


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("authors.0", {"authors": ("…",)}),
        ("authors.1", {"authors": ("Jane Doe", "…")}),
        ("sources.1", {"sources": (Source("Reuters"), Source("…"))}),
        ("series", {"series": "…"}),
    ],
)
def test_a_name_is_blamed_under_the_key_where_it_stands(key: str, fields: dict[str, Any]) -> None:
    (error,) = indexed([briefing(**fields)])[1]
    assert error.span == Span("content/briefings/ore.md", 1, key=key)


# Lasting names


def test_two_briefings_with_one_id_are_an_error_that_names_both() -> None:
    briefings = [briefing("a", id="x"), briefing("b", id="x")]
    for order in (briefings, briefings[::-1]):
        (error,) = indexed(order)[1]
        assert (error.code, error.severity) == ("duplicate-id", "error")
        assert error.span == Span("content/briefings/b.md", 1, key="id")
        assert "content/briefings/a.md has the same id" in error.message


def test_an_id_may_not_be_another_briefings_file() -> None:
    (error,) = indexed([briefing("old"), briefing("a", id="old")])[1]
    assert (error.code, error.span.path) == ("duplicate-id", "content/briefings/a.md")
    assert "content/briefings/old.md" in error.message


def test_an_id_that_is_hidden_today_is_taken_all_the_same() -> None:
    assert codes(indexed([briefing("a", id="x", draft=True), briefing("b", id="x")])[1]) == ["duplicate-id"]


def test_an_id_may_be_the_briefings_own_file_or_differ_by_case() -> None:
    assert indexed([briefing("a", id="a"), briefing("b", id="x"), briefing("c", id="X")])[1] == ()


def test_a_lasting_name_is_one_in_every_unicode_form() -> None:
    assert lasting_name(briefing(path="briefings/2026/zu\u0308rich.md")) == "2026/zürich"


def test_briefings_an_instant_apart_stay_apart() -> None:
    first = datetime(2026, 2, 20, tzinfo=UTC)
    times = [(first + timedelta(microseconds=n)).isoformat() for n in range(3)]
    shown, _ = indexed([briefing(f"b{n}", at) for n, at in enumerate(times)])
    assert [e.briefing.slug for e in shown.entries] == ["b2", "b1", "b0"]


# Where a text leads


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("2026-02-19-ore.md", True),
        ("2026-02-19-ore.md#prices", True),
        ("/briefings/2026-02-19-ore.md", True),
        ("/2026/02/ore/", True),
        ("/2026/02/ore", True),
        ("/2026/02/ore/index.html?x=1", True),
        ("../ore/", True),
        ("/old/ore/", True),
        ("/2026/02/o%72e/", True),
        ("draft.md", False),
        ("/2026/02/draft/", False),
        ("/2026/02/", False),
        ("#prices", False),
        ("?x=1", False),
        ("", False),
        ("media/ore.md", False),
    ],
)
def test_a_text_leads_to_the_briefing_that_its_link_names(url: str, leads: bool) -> None:
    ore = briefing("ore", "2026-02-19", path="briefings/2026-02-19-ore.md", aliases=("/old/ore/",))
    shown, _ = indexed([briefing("a", "2026-02-20"), ore, briefing("draft", "2026-02-18", draft=True)])
    entry = replace(shown.find("a"), body=Body("", (Reference("href", url, Span("a.md")),)))
    assert [other.briefing.slug for other in shown.linked(entry)] == (["ore"] if leads else [])


def test_a_picture_leads_nowhere_and_two_links_lead_to_one() -> None:
    shown, _ = indexed([briefing("a", "2026-02-20"), briefing("b", "2026-02-19")])
    references = [Reference(kind, "/2026/02/b/", Span("a.md")) for kind in ("src", "href", "href")]
    entry = shown.find("a")
    assert entry is not None
    assert shown.linked(replace(entry, body=Body("", tuple(references[:1])))) == ()
    assert shown.linked(replace(entry, body=Body("", tuple(references)))) == (shown.find("b"),)
    assert shown.linked(replace(entry, body=Body("", (Reference("href", "/2026/02/a/", Span("a.md")),)))) == ()


def test_a_briefing_may_name_thousands() -> None:
    started = time.process_time()
    sources = tuple(Source(f"Source {number}") for number in range(20_000))
    assert len(indexed([briefing(sources=sources)])[0].groups[SOURCES]) == 20_000
    assert time.process_time() - started < 5


def test_a_briefing_is_found_in_whichever_unicode_form_its_name_was_typed() -> None:
    shown, _ = indexed([briefing("a", path="briefings/cafe\u0301.md")])
    assert all(map(shown.find, ("caf\u00e9", "cafe\u0301.md", "briefings/caf\u00e9.md")))
