"""Dates and lists in the site's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from generator import calendar

DAY = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("language", "full", "short", "month"),
    [
        ("en", "Friday, February 20, 2026", "Feb 20, 2026", "February 2026"),
        ("en-GB", "Friday, 20 February 2026", "20 Feb 2026", "February 2026"),
        ("de", "Freitag, 20. Februar 2026", "20.02.2026", "Februar 2026"),
        ("fr-CA", "vendredi 20 février 2026", "20 févr. 2026", "février 2026"),
        ("zh-Hant-TW", "2026年2月20日 星期五", "2026年2月20日", "2026年2月"),
    ],
)
def test_a_date_reads_as_the_language_writes_it(language: str, full: str, short: str, month: str) -> None:
    said = (calendar.full(DAY, language), calendar.short(DAY, language), calendar.month(DAY, language))
    assert said == (full, short, month)


def test_the_first_day_of_the_calendar_can_be_written() -> None:
    assert calendar.full(date(1, 1, 1), "en") == "Monday, January 1, 1"


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (UTC, "9:30 AM UTC"),
        (ZoneInfo("America/Toronto"), "9:30 AM EST"),
        (timezone(timedelta(hours=1)), "9:30 AM UTC+01:00"),
    ],
)
def test_a_time_of_day_has_its_zone(zone: timezone, text: str) -> None:
    said = calendar.clock(datetime(2026, 2, 20, 9, 30, tzinfo=zone), "en")
    assert " ".join(said.split()) == text


@pytest.mark.parametrize(
    ("names", "language", "sentence"),
    [
        (["Reuters"], "en", "Reuters"),
        (["Reuters", "Trivium China"], "en", "Reuters and Trivium China"),
        (["a", "b", "c"], "en", "a, b, and c"),
        (["a", "b", "c"], "de", "a, b und c"),
        ([], "en", ""),
    ],
)
def test_names_are_joined_as_in_a_sentence(names: list[str], language: str, sentence: str) -> None:
    assert calendar.joined(names, language) == sentence


def test_a_language_has_its_direction() -> None:
    assert [calendar.direction(language) for language in ("en", "ar", "he")] == ["ltr", "rtl", "rtl"]
