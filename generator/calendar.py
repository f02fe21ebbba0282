"""Dates and lists of names as the site's language writes them (CLDR, through Babel)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import get_decimal_symbol, get_group_symbol


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


@cache
def numbers(language: str) -> dict[str, object]:
    """How numbers are written, as d3-format wants to be told."""
    decimal, thousands = get_decimal_symbol(_locale(language)), get_group_symbol(_locale(language))
    return {"decimal": decimal, "thousands": thousands, "grouping": [3], "currency": ["$", ""], "minus": "\u2212"}


@cache
def names(language: str) -> dict[str, object]:
    """The names of days and months, as d3-time-format wants to be told."""
    days, months, halves = (_locale(language).days, _locale(language).months, _locale(language).day_periods)
    from_sunday = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%Y-%m-%d %H:%M",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": [str(halves["format"]["wide"].get(half, half)) for half in ("am", "pm")],
        "days": [str(days["format"]["wide"][day]) for day in from_sunday],
        "shortDays": [str(days["format"]["abbreviated"][day]) for day in from_sunday],
        "months": [str(months["format"]["wide"][month]) for month in range(1, 13)],
        "shortMonths": [str(months["format"]["abbreviated"][month]) for month in range(1, 13)],
    }
