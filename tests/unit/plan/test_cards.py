"""A briefing as lists, pages and feeds show it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from newsroom import body, briefing, cards, codes, indexed, media, moment, settings

from generator.diagnostic import Span
from generator.index import Entry
from generator.model import Body, Briefing, Correction, Disclosure, Image, Pin, Settings, Source, Video
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards, corrections_of, last_changed, modified, summary
from generator.plan.prose import Links
from generator.related import Match
from generator.views import Day, Link, Person, SourceView, Term


def alone(site: Settings | None = None, **fields: Any) -> tuple[Cards, Entry]:
    """The views of one briefing, and its entry."""
    made = cards([briefing(**fields)], site)
    return made, made.index.entries[0]


def written(text: Body, **fields: Any) -> Entry:
    return Entry(briefing(**fields), text, "/2026/02/ore/")


# Dates


def test_a_date_without_a_time_shows_none() -> None:
    made, entry = alone(date="2026-02-20")
    assert made.card(entry).date == Day("2026-02-20", "Friday, February 20, 2026", "Feb 20, 2026")


def test_a_time_of_day_is_shown_in_the_zone_in_which_it_was_written() -> None:
    made, entry = alone(date="2026-02-20T23:30-05:00")
    day = made.card(entry).date
    assert (day.iso, day.full) == ("2026-02-20T23:30:00-05:00", "Friday, February 20, 2026")
    assert " ".join(day.time.split()) == "11:30 PM UTC-05:00"


def test_dates_are_in_the_sites_language() -> None:
    made, entry = alone(settings(language="de"))
    assert made.card(entry).date.full == "Freitag, 20. Februar 2026"


# Summaries


def test_the_editors_summary_goes_before_the_first_paragraph() -> None:
    assert summary(written(body(lead="Lead."), summary="Mine.")) == "Mine."
    assert summary(written(body(lead="Lead."))) == "Lead."


# Cards


def test_a_card_marks_what_must_be_marked() -> None:
    made, entry = alone()
    assert (made.card(entry).sponsored, made.card(entry).corrected) == (False, False)
    made, entry = alone(disclosure=Disclosure("TSXV:RUA", "C$1"), corrections=(Correction(moment("2026-02-21"), "x"),))
    assert (made.card(entry).sponsored, made.card(entry).corrected) == (True, True)


def test_positions_alone_make_no_sponsored_card() -> None:
    made, entry = alone(disclosure=Disclosure(positions=("TSX:ELD",)))
    assert not made.card(entry).sponsored


def test_a_card_is_made_once() -> None:
    made, entry = alone(terms={"tags": ("a",)}, authors=("jane",))
    assert made.card(entry) is made.card(entry)
    assert made.card(entry).authors[0] is made.people(entry.briefing)[0]


def test_links_lead_below_the_base_path_and_are_absolute_in_feeds() -> None:
    site = settings(url="https://example.org/brief/")
    made, entry = alone(site)
    assert made.card(entry).url == "/brief/2026/02/ore/"
    far = cards([briefing()], site, everywhere=True)
    assert far.card(far.index.entries[0]).url == "https://example.org/brief/2026/02/ore/"


def test_authors_are_people_by_key_and_by_name() -> None:
    made, entry = alone(authors=("jane", "John Roe"))
    assert made.card(entry).authors == (
        Person("Jane Doe", "/authors/jane-doe/"),
        Person("John Roe", "/authors/john-roe/"),
    )


def test_terms_stand_in_the_order_of_the_taxonomies_each_once() -> None:
    made, entry = alone(terms={"companies": ("TSX:ELD", "LSE:X"), "tags": ("b", "a", "B")})
    assert [(t.taxonomy, t.name, t.url) for t in made.card(entry).terms] == [
        ("tags", "b", "/tags/b/"),
        ("tags", "a", "/tags/a/"),
        ("companies", "Example Gold", "/companies/tsx-eld/"),
        ("companies", "LSE: X", "/companies/lse-x/"),
    ]


def test_a_term_in_a_card_counts_nothing_so_that_one_briefing_more_changes_no_other() -> None:
    few, many_ = (cards([briefing(f"b{n}", terms={"tags": ("x",)}) for n in range(size)]) for size in (1, 3))
    assert few.card(few.index.shown["briefings/b0.md"]) == many_.card(many_.index.shown["briefings/b0.md"])
    assert few.card(few.index.entries[0]).terms == (Term("tags", "x", "/tags/x/"),)


# A whole briefing


def test_a_briefing_shows_everything_that_it_has() -> None:
    made, entry = alone(
        summary="Short.",
        sources=(Source("Reuters"), Source("USGS", "A note", "https://example.com/", date(2026, 2, 18))),
        videos=(Video("A film", "https://example.com/film"),),
        series="Watch",
        disclaimer="standard",
        updated=moment("2026-02-22"),
        corrections=(Correction(moment("2026-02-21"), "old"), Correction(moment("2026-02-23"), "new")),
        extra={"mood": "x"},
    )
    view = made.briefing(entry)
    assert view.url == "https://example.org/2026/02/ore/"
    assert (view.summary, view.standfirst, view.extra) == ("Short.", True, {"mood": "x"})
    assert view.sources[0] == SourceView("Reuters", "/sources/reuters/")
    assert view.sources[1].url == "https://example.com/"
    assert view.sources[1].date == Day("2026-02-18", "Wednesday, February 18, 2026", "Feb 18, 2026")
    assert view.videos == (Link("A film", "https://example.com/film"),)
    assert view.series == Link("Watch", "/series/watch/")
    assert view.disclaimer == "This is no advice."
    assert [c.text for c in view.corrections] == ["new", "old"]
    assert view.updated is not None
    assert view.updated.iso == "2026-02-23"


def test_a_summary_of_our_own_making_is_no_standfirst() -> None:
    made, entry = alone()
    assert (made.briefing(entry).standfirst, made.briefing(entry).summary) == (False, "Ore.")


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (10, 1), (1100, 5), (1110, 5)])
def test_reading_takes_a_minute_for_220_words(words: int, minutes: int) -> None:
    made, _ = alone()
    assert made.briefing(written(body(words=words))).minutes == minutes


def test_a_missing_picture_is_an_error_at_its_place() -> None:
    made, entry = alone(image=Image("media/gone.png", "x"))
    place = Span("content/briefings/ore.md", 1, key="image.src")
    assert made.briefing(entry).image is None
    assert [(d.code, d.severity, d.span) for d in made.diagnostics] == [("missing-media", "error", place)]


# Changes


@pytest.mark.parametrize(
    ("updated", "corrected", "changed", "last"),
    [
        ("", "", "", "2026-02-20"),
        ("2026-02-22", "", "2026-02-22", "2026-02-22"),
        ("2026-02-22", "2026-02-23", "2026-02-23", "2026-02-23"),
        ("2026-02-24", "2026-02-23", "2026-02-24", "2026-02-24"),
        ("2026-02-01", "", "2026-02-01", "2026-02-20"),
    ],
)
def test_a_briefing_last_changed_with_its_newest_change(updated: str, corrected: str, changed: str, last: str) -> None:
    one = briefing(
        updated=moment(updated) if updated else None,
        corrections=(Correction(moment(corrected), "x"),) if corrected else (),
    )
    assert modified(one) == (moment(changed) if changed else None)
    assert last_changed(one) == moment(last).at


def test_all_corrections_are_newest_first_in_a_full_order() -> None:
    shown, _ = indexed(
        [
            briefing("a", corrections=(Correction(moment("2026-03-01"), "1"), Correction(moment("2026-03-03"), "3"))),
            briefing("b", corrections=(Correction(moment("2026-03-02"), "2"), Correction(moment("2026-03-03"), "0"))),
        ]
    )
    assert [c.text for _, c in corrections_of(shown.entries)] == ["3", "0", "2", "1"]
    assert corrections_of(shown.entries) == corrections_of(reversed(shown.entries))


# Related and recommended


def related(count: int, matches: list[Match], **fields: Any) -> list[str]:
    others = [briefing(n, "2026-02-01") for n in "abcdef"]
    made = cards([briefing(date="2026-02-20", **fields), *others], settings(related_count=count))
    return [r.view.title for r in made.related(made.index.entries[0], matches)]


def test_computed_articles_fill_up_to_the_count() -> None:
    matches = [Match(1, ("x",)), Match(2), Match(3)]
    assert related(2, matches) == ["On a", "On b"]
    assert related(0, matches) == []


def test_every_pinned_article_shows_and_goes_first() -> None:
    matches = [Match(4, (), True), Match(5, (), True), Match(1), Match(2)]
    elsewhere = Pin(title="There", url="https://example.com/")
    assert related(1, matches, related=(elsewhere,)) == ["There", "On d", "On e"]
    assert related(4, matches, related=(elsewhere,)) == ["There", "On d", "On e", "On a"]


def test_an_article_elsewhere_keeps_its_address_in_a_site_below_a_path() -> None:
    site = settings(url="https://example.org/brief/")
    made = cards([briefing(related=(Pin(title="There", url="https://example.com/x"),))], site)
    (found,) = made.related(made.index.entries[0], [])
    assert (found.entry, found.view.url, found.view.date) == (None, "https://example.com/x", None)


def test_an_excerpt_has_some_16_words() -> None:
    made = cards([briefing("a", summary="word " * 40), briefing("b")])
    (found,) = made.related(made.index.entries[1], [Match(0, ("gallium",))])
    assert len(found.view.excerpt.split()) == 16
    assert found.view.reasons == ("gallium",)


CHOICES: list[Briefing] = [
    briefing("tin", path="briefings/2026/2026-01-01-tin.md"),
    briefing("same-a", path="briefings/1/same.md"),
    briefing("same-b", path="briefings/2/same.md"),
    briefing("draft", draft=True),
]


@pytest.mark.parametrize(
    "name",
    [
        "tin",
        "2026-01-01-tin",
        "2026-01-01-tin.md",
        "2026/2026-01-01-tin",
        "briefings/2026/2026-01-01-tin.md",
        "/briefings/2026/2026-01-01-tin.md",
        "content/briefings/2026/2026-01-01-tin.md",
        "/content/briefings/2026/2026-01-01-tin.md",
    ],
)
def test_an_editor_may_name_a_briefing_by_slug_or_file(name: str) -> None:
    made = cards([briefing(recommended=(name,)), *CHOICES])
    assert [c.title for c in made.recommended(made.index.shown["briefings/ore.md"].briefing)] == ["On tin"]
    assert made.diagnostics == []


def test_a_name_of_nothing_is_an_error_that_guesses() -> None:
    place = Span("content/briefings/ore.md", 1, key="recommended.1")
    made = cards([one := briefing(recommended=("tin", "tinn")), *CHOICES])
    made.recommended(one)
    (error,) = made.diagnostics
    assert (error.code, error.span, error.help) == ("missing-briefing", place, "did you mean tin?")


def test_a_near_name_is_looked_for_once_and_for_the_first_wrong_ones_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a second among 10,000 briefings, and a hundred may pin the same."""
    looked_for: list[str] = []

    def near(name: str, _known: object, _most: int) -> list[str]:
        looked_for.append(name)
        return ["tin"]

    monkeypatch.setattr("difflib.get_close_matches", near)
    made = cards([one := briefing(recommended=tuple(f"tin{n // 2}" for n in range(100)))])
    made.recommended(one)
    assert looked_for == [f"tin{n}" for n in range(20)]
    helps = [d.help for d in made.diagnostics]
    assert helps == ["did you mean tin?"] * 40 + ["name a briefing's slug or file"] * 60


def test_a_name_of_two_is_an_error_that_names_both() -> None:
    made = cards([one := briefing(recommended=("same",)), *CHOICES])
    assert made.recommended(one) == ()
    assert codes(made.diagnostics) == ["missing-briefing"]
    assert "content/briefings/1/same.md or content/briefings/2/same.md" in made.diagnostics[0].message


def test_what_is_hidden_is_left_out_without_an_error() -> None:
    made = cards([one := briefing(recommended=("draft",)), *CHOICES])
    assert (made.recommended(one), made.diagnostics) == ((), [])


def test_links_belong_to_their_cards() -> None:
    shown, _ = indexed([briefing()])
    addresses = Addresses("https://example.org/")
    assert Cards(settings(), shown, Links(addresses, shown, {}, media())).addresses is addresses
