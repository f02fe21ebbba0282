"""When a site changes by itself, as a scheduled briefing appears or one expires; and what else changes then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from generator import build, parallel
from generator.build import Proof
from generator.desk.explanation import Page
from generator.diagnostic import Diagnostic, UserError, has_errors, ordered
from generator.index import permalink, status
from generator.model import Briefing, Settings
from generator.plan import Output, home_of
from generator.plan.addresses import Addresses
from generator.plan.output import LISTS
from generator.reading import FEW
from generator.render import Renderer
from generator.request import Options
from generator.sources import CONTENT
from generator.store import Store

_KINDS = {"briefing.html": "briefings", "page.html": "pages", "redirect.html": "aliases"}
KINDS = ("briefings", "pages", "lists", "feeds", "aliases", "other files")
"""What kinds of outputs there are, in the order in which they are told."""


class Turn(Struct, frozen=True):
    """An instant in the site's timezone, and the briefings that readers see from then on, or no more.

    `unmarked` are shown already in a preview, as scheduled, and lose that mark.
    """

    at: datetime
    appearing: tuple[Page, ...] = ()
    vanishing: tuple[Page, ...] = ()
    unmarked: tuple[Page, ...] = ()


class File(NamedTuple):
    """An output by its path, and what kind of output it is."""

    path: str
    kind: str


class Change(Struct, frozen=True):
    """What a build at an instant makes of the output folder of a build before it; each list sorted by path."""

    new: tuple[File, ...] = ()
    changed: tuple[File, ...] = ()
    removed: tuple[File, ...] = ()


class Upcoming(Struct, frozen=True):
    """Every turn to come after an instant, and what the first changes: None where errors forbid to know.

    `home` is the path under which the whole site lies. `diagnostics` are the errors that there are, and whatever is
    found besides as of the first turn.
    """

    home: str
    as_of: datetime
    turns: tuple[Turn, ...]
    change: Change | None
    diagnostics: tuple[Diagnostic, ...]


def upcoming(site: Proof, store: Store, options: Options) -> Upcoming:
    """What is to come for a site as it is now."""
    as_of = build.instant(options, site.settings).astimezone(ZoneInfo(site.settings.timezone))
    to_come = turns(site.index.briefings, site.settings, as_of, options.previewed)
    told = partial(Upcoming, home_of(site.settings), as_of, to_come)
    errors = tuple(d for d in site.diagnostics if d.severity == "error")
    if not to_come or errors:
        return told(None if errors else Change(), errors)
    later = build.outlook(site, replace(options, as_of=to_come[0].at), store)
    found = set(later.diagnostics) - set(site.diagnostics)
    if has_errors(found):
        return told(None, ordered(found))
    try:
        change = _change(
            site.plan.outputs, later.plan.outputs, build.renderer_of(site, store, options), options.processes
        )
    except UserError as error:
        return told(None, ordered([*found, *error.diagnostics]))
    return told(change, ordered(found))


def turns(
    briefings: Iterable[Briefing], settings: Settings, as_of: datetime, previewed: Collection[str]
) -> tuple[Turn, ...]:
    """The instants after one at which what is shown changes, in order; the statuses in `previewed` are shown too."""
    found: dict[datetime, dict[str, list[Page]]] = {}
    for briefing in briefings:
        for at, kind in _turns(briefing, as_of, previewed):
            found.setdefault(at, {}).setdefault(kind, []).append(_page(briefing, settings))
    here = ZoneInfo(settings.timezone)
    return tuple(
        Turn(at.astimezone(here), **{kind: tuple(pages) for kind, pages in found[at].items()}) for at in sorted(found)
    )


def _page(briefing: Briefing, settings: Settings) -> Page:
    url = Addresses(settings.url).absolute(permalink(briefing, settings.permalink))
    return Page(f"{CONTENT}/{briefing.path}", briefing.title, url)


def _turns(briefing: Briefing, as_of: datetime, previewed: Collection[str]) -> Iterator[tuple[datetime, str]]:
    instants = {moment.at for moment in (briefing.date, briefing.expires) if moment and moment.at > as_of}
    before = status(briefing, as_of)
    for at in sorted(instants):
        after = status(briefing, at)
        was_shown, is_shown = (not state or state in previewed for state in (before, after))
        if was_shown and is_shown and before != after:
            yield at, "unmarked"
        elif was_shown != is_shown:
            yield at, "appearing" if is_shown else "vanishing"
        before = after


def _change(now: Sequence[Output], then: Sequence[Output], renderer: Renderer, jobs: int) -> Change:
    """What differs, byte by byte. UserError where something that is new or differs cannot be made."""
    before = {output.path: output for output in now}
    there = {output.path for output in then}
    doubtful = [output for output in then if _recipe(output) != _recipe(before.get(output.path))]
    made = parallel.spread(
        _Comparison(renderer, before), doubtful, 1 if len(doubtful) < FEW else jobs, lambda output: output.path
    )
    outcomes = list(zip(doubtful, made, strict=True))
    faults = [d for _, outcome in outcomes if not isinstance(outcome, bool) for d in outcome]
    if faults:
        raise UserError(ordered(faults))
    differing = [output for output, differs in outcomes if differs]
    return Change(
        new=_files(output for output in differing if output.path not in before),
        changed=_files(output for output in differing if output.path in before),
        removed=_files(output for output in now if output.path not in there),
    )


def _files(outputs: Iterable[Output]) -> tuple[File, ...]:
    return tuple(sorted(File(output.path, _kind(output)) for output in outputs))


def _kind(output: Output) -> str:
    if output.recipe in ("rss", "atom", "json"):
        return "feeds"
    if output.rank == LISTS:
        return "lists"
    return _KINDS.get(output.template, "other files")


def _recipe(output: Output | None) -> object:
    """Equal where the bytes are."""
    return output and (output.recipe, output.template, output.ingredients)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Makes an output, and the one that was at its path before."""

    renderer: Renderer
    before: Mapping[str, Output]

    def __call__(self, output: Output) -> bool | tuple[Diagnostic, ...]:
        """Whether the two differ, or what forbids them."""
        earlier = self.before.get(output.path)
        try:
            made = self.renderer.render(output)
            return earlier is None or made != self.renderer.render(earlier)
        except UserError as error:
            return error.diagnostics
