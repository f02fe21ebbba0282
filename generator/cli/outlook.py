"""What is to come, as people and scripts read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from generator import calendar
from generator.cli import columns
from generator.desk.upcoming import KINDS, Change, File, Turn, Upcoming

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_NUMBERS = 40
"""The room that the numbers of files take in a line."""


def text(found: Upcoming, wants_all: bool, verbose: bool) -> str:
    """When the site changes next, and how; with `wants_all` every instant, with `verbose` every file."""
    if not found.turns:
        return "Nothing is scheduled and nothing expires: the site stays as it is until somebody edits it."
    first, *rest = found.turns
    lines = [*_told(first, found.as_of), "", *_changes(found, verbose)]
    if wants_all:
        for turn in rest:
            lines += ["", *_told(turn, found.as_of)]
    elif rest:
        lines += ["", f"After that the site changes {_times(len(rest))}; --all says when."]
    return "\n".join(lines)


def _times(number: int) -> str:
    return {1: "once more", 2: "twice more"}.get(number, f"{number:,} times more")


def _told(turn: Turn, as_of: datetime) -> list[str]:
    """The instant, and the briefings on which it tells."""
    parts = (("appears", turn.appearing), ("vanishes", turn.vanishing), ("loses its mark", turn.unmarked))
    rows = [
        row
        for label, pages in parts
        for page in pages
        for row in ((label, page.title), ("", page.url), ("", page.file))
    ]
    when = f"{calendar.full(turn.at.date(), 'en')}, {calendar.clock(turn.at, 'en')}"
    instant = f"{when}, in {_distance(turn.at - as_of)} ({turn.at.isoformat()})"
    return [*columns.wrapped(instant), *columns.labelled(rows)]


def _distance(apart: timedelta) -> str:
    """A length of time by its two greatest units, rounded down: "2 days 3 hours"."""
    seconds, parts = int(apart.total_seconds()), []
    for unit, size in _UNITS:
        number, seconds = divmod(seconds, size)
        parts.append(f"{number:,} {unit}{'' if number == 1 else 's'}" if number else "")
    first = next((place for place, part in enumerate(parts) if part), None)
    return "less than a second" if first is None else " ".join(filter(None, parts[first : first + 2]))


def _changes(found: Upcoming, verbose: bool) -> list[str]:
    change = found.change
    if change is None:
        return ["What a build changes then is not known until the errors are fixed."]
    kinds: dict[str, tuple[list[File], list[File], list[File]]] = {}
    for column, files in enumerate((change.new, change.changed, change.removed)):
        for file in files:
            kinds.setdefault(file.kind, ([], [], []))[column].append(file)
    rows = [
        (
            kind,
            *(f"{len(files):,}" if files else "–" for files in kinds[kind]),
            _named([*chain(*kinds[kind])], found.home),
        )
        for kind in KINDS
        if kind in kinds
    ]
    lines = [
        "A build from then on changes these files:",
        *columns.table([("", "new", "changed", "removed", ""), *rows], "<>>><"),
    ]
    if verbose:
        marked = (("+", change.new), ("~", change.changed), ("-", change.removed))
        lines += ["", *(f"  {mark} {file.path}" for mark, files in marked for file in files)]
    return lines


def _named(files: Sequence[File], home: str) -> str:
    """The addresses of as many of the files as a line has room for, the uppermost ones first."""
    addresses = [f"{home}{file.path.removesuffix('index.html')}" for file in files]
    addresses.sort(key=lambda address: (address.count("/"), address))
    shown = len(addresses)
    while shown and len(_some(addresses, shown)) > columns.width() - _NUMBERS:
        shown -= 1
    return _some(addresses, shown)


def _some(addresses: Sequence[str], shown: int) -> str:
    more = len(addresses) - shown
    named = ", ".join(addresses[:shown])
    return f"{named} and {more:,} more" if named and more else named


def instants(found: Upcoming, wants_all: bool) -> str:
    """The bare instants, one to a line: for a shell."""
    return "\n".join(turn.at.isoformat() for turn in found.turns[: None if wants_all else 1])


def document(found: Upcoming, wants_all: bool) -> dict[str, object]:
    """The same for a script, as plain values."""
    told: dict[str, object] = {"as_of": found.as_of.isoformat(), "next": None}
    if found.turns:
        told["next"] = {**_as_plain(found.turns[0], found.as_of), "outputs": found.change and _paths(found.change)}
    if wants_all:
        told["instants"] = [_as_plain(turn, found.as_of) for turn in found.turns]
    return told


def _as_plain(turn: Turn, as_of: datetime) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(turn)
    return {**plain, "at": turn.at.isoformat(), "seconds": (turn.at - as_of).total_seconds()}


def _paths(change: Change) -> dict[str, list[str]]:
    return {name: [file.path for file in getattr(change, name)] for name in change.__struct_fields__}
