"""What the pages of topics tell before their lists."""

from __future__ import annotations

from typing import Any

import pytest
from newsroom import LATER, body, briefing, settings

from generator import index as index_room
from generator.index import Index, Parsed
from generator.model import Briefing, Disclosure, Settings, StandingPage
from generator.plan.addresses import Addresses
from generator.plan.cards import Cards
from generator.plan.prose import Links
from generator.plan.standing import Standing
from generator.plan.stories import MOST_BESIDE, MOST_MONTHS, MOST_TOGETHER, Stories, by_path
from generator.views import Story


def named(name: str, date: str, *tags: str, **fields: Any) -> Briefing:
    return briefing(name, date, **({"terms": {"tags": tags}} | fields))


def shown(*briefings: Briefing, chosen: Settings | None = None) -> Index:
    return index_room.index([Parsed(one, body()) for one in briefings], chosen or settings(), LATER)[0]


def stories(*briefings: Briefing, introductions: tuple[str, ...] = (), chosen: Settings | None = None) -> Stories:
    chosen = chosen or settings()
    index = shown(*briefings, chosen=chosen)
    cards = Cards(chosen, index, Links(Addresses(chosen.url), index, {}, {}))
    texts = [
        Standing(StandingPage(f"terms{path}.md", path.rpartition("/")[2], ""), body(), f"{path}/")
        for path in introductions
    ]
    return Stories(chosen, cards, by_path(texts))


def story(of: str, name: str, made: Stories) -> Story:
    return made.of(made.facts(made.cards.index.group(of, name)))


def test_months_are_counted_without_a_gap_up_to_the_newest_of_the_site() -> None:
    made = stories(
        named("a", "2025-11-03", "tin"),
        named("b", "2025-11-30", "tin"),
        named("c", "2026-01-01", "tin"),
        named("d", "2026-02-28", "zinc"),
    )
    found = [(month.name, month.count) for month in story("tags", "tin", made).months]
    assert found == [("November 2025", 2), ("December 2025", 0), ("January 2026", 1), ("February 2026", 0)]


@pytest.mark.parametrize("days", [("2026-01-01", "2026-02-01"), ("2026-01-01", "2026-01-02", "2026-01-03")])
def test_few_briefings_or_months_are_not_counted(days: tuple[str, ...]) -> None:
    made = stories(*(named(f"b{n}", day, "tin") for n, day in enumerate(days)))
    assert story("tags", "tin", made).months == ()


def test_months_long_ago_are_left_out() -> None:
    made = stories(*(named(f"b{year}", f"{year}-01-05", "tin") for year in range(2000, 2027)))
    months = story("tags", "tin", made).months
    assert (len(months), months[0].name, months[-1].name) == (MOST_MONTHS, "February 2022", "January 2026")


def test_beside_a_topic_stand_first_those_that_mostly_come_with_it() -> None:
    everywhere = [named(f"x{n}", "2026-01-01", "mining") for n in range(20)]
    made = stories(
        *everywhere,
        named("a", "2026-01-02", "tin", "solder", "mining"),
        named("b", "2026-01-03", "tin", "solder", "mining"),
        named("c", "2026-01-04", "tin", "mining", "once"),
    )
    beside = story("tags", "tin", made).beside
    assert [(term.name, term.url, term.count) for term in beside] == [
        ("solder", "/tags/solder/", 2),
        ("mining", "/tags/mining/", 3),
    ]


def test_a_topic_is_not_beside_itself_however_it_is_spelled() -> None:
    made = stories(named("a", "2026-01-02", "tin", "TIN", "Tin"), named("b", "2026-01-03", "TIN"))
    assert story("tags", "tin", made).beside == ()


def test_no_more_topics_stand_beside_one_than_fit() -> None:
    many = [f"t{n:02}" for n in range(MOST_BESIDE + 5)]
    made = stories(named("a", "2026-01-02", "tin", *many), named("b", "2026-01-03", "tin", *many))
    assert [term.name for term in story("tags", "tin", made).beside] == many[:MOST_BESIDE]


def test_briefings_that_name_everything_do_not_tell_what_goes_together() -> None:
    few = [named(name, "2026-01-02", "tin", "solder") for name in ("a", "b")]
    some, all_ = (["tin", *(f"t{n:03}" for n in range(1, topics))] for topics in (MOST_TOGETHER, MOST_TOGETHER + 1))
    assert len(story("tags", "tin", stories(*few, *(named(n, "2026-01-03", *some) for n in "cd"))).beside) > 1
    made = stories(*few, *(named(n, "2026-01-03", *all_) for n in "cd"))
    assert [term.name for term in story("tags", "tin", made).beside] == ["solder"]


def test_a_company_stands_beside_a_topic_by_its_name() -> None:
    terms = {"tags": ("gold",), "companies": ("NYSE:EGX",)}
    made = stories(briefing("a", terms=terms), briefing("b", terms={"tags": ("gold",), "companies": ("TSX:ELD",)}))
    assert [term.name for term in story("tags", "gold", made).beside] == ["Example Gold"]


def test_a_series_names_its_first_briefing_and_counts_no_months() -> None:
    made = stories(*(named(f"b{n}", f"2026-0{n}-01", series="Watch") for n in range(1, 6)))
    found = story("series", "Watch", made)
    assert found.opening is not None
    assert (found.opening.title, found.months) == ("On b1", ())


def test_a_company_lists_every_interest_that_was_ever_disclosed() -> None:
    paid = Disclosure("TSXV:RUA", "C$1.", ("TSX:ELD",))
    made = stories(
        briefing("plain", "2026-01-01", terms={"companies": ("TSX:ELD",)}),
        briefing("paid", "2026-01-02", terms={"companies": ("TSX:ELD", "TSXV:RUA")}, disclosure=paid),
        briefing("held", "2026-01-03", terms={"companies": ("TSX:ELD",)}, authors=("jane",)),
    )
    notes = story("companies", "TSX:ELD", made).disclosures
    assert [(note.briefing.title, note.date.iso) for note in notes] == [
        ("On held", "2026-01-03"),
        ("On paid", "2026-01-02"),
    ]
    assert notes[0].holdings == "Jane Doe holds a position in Example Gold (TSX: ELD)."
    assert notes[1].notice.startswith("Disseminated on behalf of Example Rutile (TSXV: RUA)")
    assert story("tags", "gold", stories(named("a", "2026-01-01", "gold", disclosure=paid))).disclosures == ()


def test_an_introduction_opens_the_page_of_its_topic() -> None:
    made = stories(named("a", "2026-01-01", "tin", "zinc"), introductions=("/tags/tin",))
    assert story("tags", "tin", made).introduction is not None
    assert story("tags", "zinc", made).introduction is None
    assert list(made.faults()) == []


@pytest.mark.parametrize(
    ("path", "code", "severity", "help_"),
    [
        ("/tag/tin", "unknown-taxonomy", "error", "did you mean content/terms/tags/?"),
        ("/x/tin", "unknown-taxonomy", "error", "a file lies in content/terms/TAXONOMY/SLUG.md"),
        ("/tin", "unknown-taxonomy", "error", "a file lies in content/terms/TAXONOMY/SLUG.md"),
        ("/tags/metals/tin", "unknown-taxonomy", "error", "did you mean content/terms/tags/?"),
        ("/tags/tinn", "unused-introduction", "warning", "did you mean tin.md?"),
        ("/tags/lead", "unused-introduction", "warning", "it waits for a briefing that names it"),
    ],
)
def test_an_introduction_of_nothing_is_told(path: str, code: str, severity: str, help_: str) -> None:
    (fault,) = stories(named("a", "2026-01-01", "tin"), introductions=(path,)).faults()
    assert (fault.code, fault.severity, fault.help) == (code, severity, help_)
    assert fault.span.path == f"content/terms{path}.md"
