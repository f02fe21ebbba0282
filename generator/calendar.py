"""Dates and lists of names as the site's language writes them (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def full(day: date, language: str) -> str:
    """The whole date: "Friday, February 20, 2026"."""
    return format_date(day, "full", _locale(language))


@cache
def short(day: date, language: str) -> str:
    """The date where room is scarce: "Feb 20, 2026"."""
    return format_date(day, "medium", _locale(language))


@cache
def month(first: date, language: str) -> str:
    """A month of a year: "February 2026"."""
    return format_skeleton("yMMMM", first, locale=_locale(language))


def clock(moment: datetime, language: str) -> str:
    """The time of day with its zone: "9:30 AM EST"."""
    return f"{_time(moment.time(), language)} {moment.tzname() or ''}".strip()


@cache
def _time(time_of_day: time, language: str) -> str:
    return format_time(time_of_day.replace(second=0, microsecond=0), "short", locale=_locale(language))


def joined(names: Sequence[str], language: str) -> str:
    """Names as in a sentence: "Reuters, Bloomberg, and Trivium China"."""
    return format_list(list(names), "standard", _locale(language))


@cache
def direction(language: str) -> str:
    """`ltr` or `rtl`, the way the language is written."""
    return _locale(language).text_direction
