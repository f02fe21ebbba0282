"""Kinds of value that are a date, with or without a time of day."""

# ruff: noqa: D102 -- the kinds' methods are documented once, in Kind

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.model import Moment
from generator.schema.faults import Fault, quoted
from generator.schema.graph import Reading
from generator.schema.kinds import Json, read_scalar, report_fault

if TYPE_CHECKING:
    from yaml.nodes import Node

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEARLY_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MOMENT = re.compile(
    rf"(?P<day>{_DAY.pattern})(?:(?:T| +)(?P<time>[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?)"
    r" *(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_FIRST_YEAR, _LAST_YEAR = 1000, 9998  # four digits in any zone, as RFC 5322 and RFC 3339 have it

# The same for JSON Schema, in what the regular expressions of ECMA-262 and of Python have in common. A 29th of February
# passes in any year.
_DAY_SHAPE = (
    r"(?!9999)[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_TIME_SHAPE = (
    r"(?:T| +)(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r" *(?:Z|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?"
)


def _day(text: str) -> date | Fault:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Fault("bad-date", f"{quoted(text)} is a day that does not exist", "look at the month and the day")
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    return Fault("bad-date", f"{quoted(text)} is too far from today", f"write a year from {_FIRST_YEAR}")


def _no_day(text: str, words: str) -> Fault:
    nearly = _NEARLY_DAY.match(text)
    suggestion = f"{nearly[1]}-{nearly[2]:0>2}-{nearly[3]:0>2}" if nearly else "2026-02-20"
    return Fault("bad-date", f"must be {words}, not {quoted(text)}", f"write year, month and day: {suggestion}")


@dataclass(frozen=True)
class Day:
    """A date, YYYY-MM-DD (RFC 3339)."""

    def read(self, node: Node, reading: Reading, path: str) -> date | None:
        text = read_scalar(self, node, reading, path, "write year, month and day: 2026-02-20")
        if text is None:
            return None
        day = _day(text) if _DAY.fullmatch(text) else _no_day(text, self.words())
        if isinstance(day, Fault):
            report_fault(day, node, reading, path)
            return None
        return day

    def json_schema(self) -> Json:
        shape = {"format": "date", "pattern": f"^{_DAY_SHAPE}$"}
        return {"type": "string", **shape, "errorMessage": "must be a day such as 2026-02-20"}

    def words(self) -> str:
        return "a date"


def _moment(text: str, zone: tzinfo, words: str) -> Moment | Fault:
    match = _MOMENT.fullmatch(text)
    if not match:
        help_ = "write 2026-02-20T09:30, or 2026-02-20T09:30+01:00 with a zone"
        return (
            _no_day(text, words)
            if ":" not in text
            else Fault("bad-date", f"must be {words}, not {quoted(text)}", help_)
        )
    day = _day(match["day"])
    if isinstance(day, Fault):
        return day
    if not match["time"]:
        return Moment(_in_zone(datetime(day.year, day.month, day.day), zone), day_only=True)  # noqa: DTZ001 - given below
    try:
        at = datetime.fromisoformat(f"{match['day']}T{match['time']}")
        return Moment(_in_zone(at, _offset(match["zone"]) if match["zone"] else zone))
    except ValueError:
        return Fault("bad-date", f"{quoted(text)} is a time that does not exist", "times go from 00:00 to 23:59")


def _in_zone(at: datetime, zone: tzinfo) -> datetime:
    """A wall clock's time in its zone. Old local mean times lose their seconds, which RFC 3339 cannot say."""
    placed = at.replace(tzinfo=zone)
    offset = placed.utcoffset() or timedelta()
    if not offset % timedelta(minutes=1):
        return placed
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset / timedelta(minutes=1)))))


@lru_cache(maxsize=64)
def _offset(text: str) -> tzinfo:
    """The zone of `Z` or ±hh[:mm]; ValueError beyond 15 hours, which no place on earth is from UTC."""
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2] or 0), int(digits[2:] or 0)
    if hours > 15 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


@dataclass(frozen=True)
class MomentField:
    """A date, or a date with a time of day; without a zone it is in the reading's."""

    def read(self, node: Node, reading: Reading, path: str) -> Moment | None:
        text = read_scalar(self, node, reading, path, "write 2026-02-20 or 2026-02-20T09:30")
        if text is None:
            return None
        moment = _moment(text, reading.zone, self.words())
        if isinstance(moment, Fault):
            report_fault(moment, node, reading, path)
            return None
        return moment

    def json_schema(self) -> Json:
        told = "must be a day such as 2026-02-20, or one with a time: 2026-02-20T09:30"
        return {"type": "string", "pattern": f"^{_DAY_SHAPE}(?:{_TIME_SHAPE})?$", "errorMessage": told}

    def words(self) -> str:
        return "a date or a date with a time"
