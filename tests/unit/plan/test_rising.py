"""Which topics are in the news."""

from __future__ import annotations

from newsroom import LATER, body, briefing, settings

from generator import index as index_room
from generator.index import Index, Parsed
from generator.model import Briefing
from generator.plan.rising import MOST, risen


def named(name: str, date: str, *tags: str) -> Briefing:
    return briefing(name, date, terms={"tags": tags})


def shown(*briefings: Briefing) -> Index:
    return index_room.index([Parsed(one, body()) for one in briefings], settings(), LATER)[0]


def names(*briefings: Briefing) -> list[tuple[str, int]]:
    return [(rise.group.name, rise.briefings) for rise in risen(shown(*briefings), ("tags", "companies"))]


def monthly(tag: str, times: int) -> list[Briefing]:
    """Briefings of each month from February 2025 to January 2026."""
    months = [*(f"2025-{month:02}" for month in range(2, 13)), "2026-01"]
    return [named(f"{tag}-{month}-{n}", f"{month}-1{n}", tag) for month in months for n in range(times)]


def test_what_comes_up_as_ever_is_no_news() -> None:
    assert names(*monthly("gold", 2), *(named(f"g{n}", f"2026-02-1{n}", "gold") for n in range(2))) == []


def test_what_was_never_there_rises_more_than_what_was() -> None:
    late = [named(f"n{n}", f"2026-02-1{n}", "gold", "gallium") for n in range(4)]
    assert names(*monthly("gold", 1), *late) == [("gallium", 4), ("gold", 4)]


def test_one_briefing_makes_no_news() -> None:
    assert names(named("a", "2026-02-10", "gallium"), named("b", "2026-02-11", "tin")) == []


def test_late_is_measured_from_the_newest_briefing() -> None:
    old = [named("a", "2020-02-10", "tin"), named("b", "2020-02-11", "tin")]
    assert names(*old) == [("tin", 2)]
    assert names(*old, named("c", "2020-04-11", "zinc")) == []


def test_a_briefing_counts_once_however_often_it_names_a_topic() -> None:
    assert names(named("a", "2026-02-10", "tin", "TIN"), named("b", "2026-02-11", "tin")) == [("tin", 2)]


def test_equals_are_told_in_the_order_of_their_addresses_and_not_too_many() -> None:
    tags = [f"t{n:02}" for n in range(MOST + 3)]
    found = names(named("a", "2026-02-10", *reversed(tags)), named("b", "2026-02-11", *tags))
    assert [name for name, _ in found] == tags[:MOST]


def test_a_site_without_briefings_has_no_news() -> None:
    assert names() == []
