"""From a folder of Markdown to a site worth deploying: the steps, in order."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from generator import (
    fingerprint,
    frontmatter,
    inputs,
    manifest,
    manuscript,
    parallel,
    reading,
    seeking,
    signature,
    sources,
    staleness,
)
from generator import index as index_room
from generator import layouts as layouts_room
from generator import plan as plan_room
from generator import settings as settings_room
from generator.charts.gallery import Gallery, can_draw
from generator.derived import FOLDER, Derivatives
from generator.diagnostic import Diagnostic, Span, UserError, changed, has_errors, ordered
from generator.index import Index, Parsed
from generator.manifest import Files, Ingredients, Manifest
from generator.model import Settings
from generator.placard import Theme
from generator.plan import Material, Output, Plan
from generator.publish import RECORD, Stage, Staged, staging
from generator.reading import FEW, Bodies, Copy
from generator.related import Found
from generator.render import Renderer
from generator.request import Options, Result
from generator.seeking import Seeker
from generator.sources import CONTENT, SETTINGS, Sources, SourceText
from generator.store import DamageError, Store
from generator.templates import Layouts

_T = TypeVar("_T")

FEW_CHARTS = 4
"""Charts that one process has drawn sooner than others could be started."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A site laid out and not yet made: what its outputs will be, why, and what is wrong with it so far.

    `changed_layouts` tells which of the layouts are no longer what they were when their digests were taken.
    """

    copy: Copy
    layouts: Layouts
    changed_layouts: Callable[[], Sequence[Diagnostic]]
    material: Material
    related: Found | None
    plan: Plan
    inputs: Files
    wanted: Ingredients
    diagnostics: tuple[Diagnostic, ...]

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.material.settings

    @property
    def index(self) -> Index:
        """What readers may see now."""
        return self.material.index


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of a site at some instant, and what is wrong with that."""

    material: Material
    related: Found | None
    plan: Plan
    diagnostics: tuple[Diagnostic, ...]


def proof(options: Options, store: Store, found: Sources, now: int) -> Proof:
    """Lay a site out. UserError where it has no settings to go by; all other faults are among its diagnostics.

    `found` are its sources as surveyed at the instant `now`, in nanoseconds since the epoch.
    """
    settings, settings_digest, noted = _settings(found, options)
    seeker = seeking.seeker(store, len(found.briefings), options.processes)
    copy = reading.read(found, settings, store, options, now)
    layout_files = layouts_room.signatures(options.site)
    layout_inputs = inputs.of_layouts(options.site, layout_files, now)
    gallery = Gallery(derivatives_of(store), options.site / CONTENT)
    layouts = Layouts.of_site(
        options.site,
        plan_room.home_of(settings),
        Bodies.of(copy, store, options.site, settings),
        gallery.shown,
        fingerprinted=options.fingerprinted,
    )
    lay_out = _laying_out(copy, settings, layouts, store, options, seeker)
    changed_layouts = partial(inputs.changed_layouts, options.site, layout_files)
    closures, layout_faults = staleness.closures(layouts, layout_inputs, store, changed_layouts)
    laid_out = lay_out()
    to_come = _to_come(copy, laid_out.material, _trial(layouts, store, options), options)
    told = (*laid_out.diagnostics, *to_come)
    return Proof(
        copy=copy,
        layouts=layouts,
        changed_layouts=changed_layouts,
        material=laid_out.material,
        related=laid_out.related,
        plan=laid_out.plan,
        inputs=inputs.of_content(found, {**copy.digests, SETTINGS: settings_digest}, now) | layout_inputs,
        wanted=staleness.fingerprints(laid_out.plan.outputs, closures),
        diagnostics=located([*noted, *copy.diagnostics, *told, *layout_faults], settings, options),
    )


def outlook(site: Proof, options: Options, store: Store, briefings: Sequence[Parsed] | None = None) -> Outlook:
    """The site as of another instant, in another preview, or of some of its briefings alone; nothing is read again.

    What is wrong with briefings that are scheduled then is not told.
    """
    copy = site.copy if briefings is None else dataclasses.replace(site.copy, briefings=tuple(briefings))
    laid_out = _laying_out(copy, site.settings, site.layouts, store, options)()
    told = located([*copy.diagnostics, *laid_out.diagnostics], site.settings, options)
    return dataclasses.replace(laid_out, diagnostics=told)


def _theme(layouts: Layouts) -> tuple[Theme | None, tuple[Diagnostic, ...]]:
    """What cards are drawn with, or why they cannot be drawn."""
    try:
        return layouts.theme(), ()
    except UserError as error:
        return None, error.diagnostics


def build(site: Proof, options: Options, store: Store, found: Sources, now: int) -> Result:
    """Make what of a site is stale. UserError, with the output folder as it was, for whatever its users did wrong.

    `found` and `now` are those of the proof.
    """
    if has_errors(site.diagnostics):
        raise UserError(site.diagnostics)
    verdict = _judged(site, store, options, now)
    renderer, stale = renderer_of(site, store, options), [output for output, _ in verdict.stale]
    with staging(options.output) as stage:
        _index_words(renderer, stale, options)
        staged = _pressed(Press(renderer, stage), stale, site, options)
        published = stage.publish([o.path for o in site.plan.outputs], [s.path for s in staged if s.is_new])

    since, until = index_room.turns(site.index.briefings, instant(options, site.settings))
    record = Manifest(
        request=options.digest,
        timezone=site.settings.timezone,
        since=since,
        until=until,
        inputs=site.inputs,
        oddities=found.diagnostics,
        outputs=_written(verdict.current, staged, options),
        briefings=len(site.index.entries),
        diagnostics=site.diagnostics,
    )
    lost = _noted(record, site.wanted, store, options)
    derivatives_of(store).prune(time.time())
    reasons = tuple((output.path, reason) for output, reason in verdict.stale)
    return Result(published, record.briefings, (*site.diagnostics, *lost), reasons)


def rehearsed(site: Proof, store: Store, options: Options, now: int) -> Proof:
    """A proof with what making its stale outputs would tell besides; nothing is written."""
    if has_errors(site.diagnostics):
        return site
    renderer = renderer_of(site, store, options)
    outputs = [output for output, _ in _judged(site, store, options, now).stale]
    _index_words(renderer, outputs, options)
    faults = [d for found in _worked(Trial(renderer), outputs, options) for d in found]
    return dataclasses.replace(site, diagnostics=ordered([*site.diagnostics, *faults]))


def renderer_of(site: Proof, store: Store, options: Options) -> Renderer:
    """Makes the outputs of a site."""
    return Renderer(site.layouts, options.site / CONTENT, derivatives_of(store))


def derivatives_of(store: Store) -> Derivatives:
    """The derived files that are kept beside a store."""
    return Derivatives(store.file.parent / FOLDER)


def _judged(site: Proof, store: Store, options: Options, now: int) -> staleness.Verdict:
    before = manifest.decode_ingredients(store.record(_ingredients_name(options)))
    last = manifest.decode(store.record(options.record_name))
    return staleness.judged(site.plan.outputs, site.wanted, before, last, options.output, now)


def _noted(record: Manifest, wanted: Ingredients, store: Store, options: Options) -> tuple[Diagnostic, ...]:
    """Have the store know what was built. A warning if it cannot: the output is as it should be all the same."""
    try:
        store.note(options.record_name, manifest.encode(record))
        store.note(_ingredients_name(options), manifest.encode(wanted))
        store.commit()
    except (DamageError, OSError) as error:
        store.discard()
        reason = error.strerror if isinstance(error, OSError) else error
        message = f"the site is built, but the cache could not be written: {reason}"
        help_ = "make room or fix its permissions; until then each build starts from scratch"
        return (Diagnostic("cache-lost", message, Span(".headframe"), help_, "warning"),)
    return ()


def _ingredients_name(options: Options) -> str:
    return f"ingredients, {options.record_name}"


def _settings(found: Sources, options: Options) -> tuple[Settings, str, list[Diagnostic]]:
    """The site's settings and the digest of their file; UserError where there are none to go on with."""
    source = sources.read(options.site, SETTINGS) if found.settings else None
    noted = [*found.diagnostics, *([source] if isinstance(source, Diagnostic) else [])]
    if not isinstance(source, SourceText):
        raise UserError(ordered(noted))
    noted += source.diagnostics
    settings, faults = settings_room.read(source.text)
    if settings is None or has_errors(faults):
        raise UserError(ordered([*noted, *faults]))
    if options.base_url:
        settings = replace(settings, url=options.base_url.rstrip("/") + "/")
    return settings, source.digest, [*noted, *faults]


def _laying_out(
    copy: Copy, settings: Settings, layouts: Layouts, store: Store, options: Options, seeker: Seeker | None = None
) -> Callable[[], Outlook]:
    """Begin to lay a site out. Related articles are sought meanwhile; the function returned lays out the rest."""
    index, told = index_room.index(copy.briefings, settings, instant(options, settings), options.previewed, copy.faulty)
    theme, theme_faults = _theme(layouts) if settings.cards else (None, ())
    material = Material(
        settings=settings,
        index=index,
        standing=copy.pages,
        introductions=copy.introductions,
        media=copy.media,
        assets=layouts.published_assets(),
        content=options.site / CONTENT,
        theme=theme,
    )
    related = cache(seeking.matches(index, settings, store, options.processes, seeker))

    def laid_out() -> Outlook:
        plan = plan_room.plan(material, related)
        undrawn = _undrawn(plan, _trial(layouts, store, options), options)
        return Outlook(material, related(), plan, (*told, *theme_faults, *plan.diagnostics, *undrawn))

    return laid_out


def _trial(layouts: Layouts, store: Store, options: Options) -> Trial:
    return Trial(Renderer(layouts, options.site / CONTENT, derivatives_of(store)))


def _undrawn(plan: Plan, trial: Trial, options: Options) -> Iterator[Diagnostic]:
    """What is wrong with the charts that have not been drawn before; the others are kept from now on."""
    kept = trial.renderer.derivatives
    fresh = [output for output in plan.outputs if output.recipe == "chart" and not kept.holds(output.view.key)]
    if fresh and not can_draw():
        first = min(output.origin for output in fresh if output.origin)
        message = "this chart cannot be drawn, since vl-convert-python is not installed"
        yield Diagnostic("missing-extra", message, first, "install it: pip install 'headframe[charts]'")
    elif fresh:
        for found in _worked(trial, fresh, options, "Drawing", few=FEW_CHARTS):
            yield from found


def _to_come(copy: Copy, material: Material, trial: Trial, options: Options) -> Iterator[Diagnostic]:
    """The errors that scheduled briefings would bring on their day."""
    settings, as_of = material.settings, instant(options, material.settings)
    is_whole = len(material.index.entries) == len(material.index.briefings)
    if not is_whole and any(index_room.status(b, as_of) == "scheduled" for b in material.index.briefings):
        previewed = options.previewed | {"scheduled"}
        index, found = index_room.index(copy.briefings, settings, as_of, previewed, copy.faulty)
        plan = plan_room.plan(dataclasses.replace(material, index=index), lambda: None)
        undrawn = _undrawn(plan, trial, options)
        yield from (d for d in (*found, *plan.diagnostics, *undrawn) if d.severity == "error")


def instant(options: Options, settings: Settings) -> datetime:
    """The instant at which readers look."""
    return options.as_of if options.as_of.tzinfo else options.as_of.replace(tzinfo=ZoneInfo(settings.timezone))


def located(diagnostics: Iterable[Diagnostic], settings: Settings, options: Options) -> tuple[Diagnostic, ...]:
    """The findings in order, those that name a field of a front matter with its place in the file.

    That is the opening fence where the field is not written out: a slug of the file's name, a default disclaimer.
    """
    rules = manuscript.rules(settings)

    @cache
    def places(path: str) -> Mapping[str, Span]:
        source = sources.read(options.site, path.removeprefix(f"{CONTENT}/"))
        return frontmatter.places(source.path, source.text, rules) if isinstance(source, SourceText) else {}

    def place(span: Span) -> Span:
        known = places(span.path)
        return known.get(span.key) or known.get(_singular(span.key)) or Span(span.path, 1, 1, 3)

    return ordered(replace(d, span=place(d.span)) if d.span.key else d for d in diagnostics)


def _singular(key: str) -> str:
    """The key under which an editor may write the only one of several: author for authors.0."""
    return key.partition(".")[0].removesuffix("s")


@dataclass(frozen=True, slots=True)
class Press:
    """Makes an output, and has it wait for publication."""

    renderer: Renderer
    stage: Stage

    def __call__(self, output: Output) -> Staged | tuple[Diagnostic, ...]:
        """The staged output, or what forbids it."""
        try:
            made = self.renderer.render(output)
            staged = self.stage.put(output.path, made)
        except UserError as error:
            return error.diagnostics
        if isinstance(made, Path) and staged.digest != output.view.digest:
            return (changed(f"{CONTENT}/{output.path}"),)
        return staged


@dataclass(frozen=True, slots=True)
class Trial:
    """Makes an output and throws it away."""

    renderer: Renderer

    def __call__(self, output: Output) -> tuple[Diagnostic, ...]:
        """What forbids the output."""
        try:
            self.renderer.render(output)
        except UserError as error:
            return error.diagnostics
        return ()


def _index_words(renderer: Renderer, outputs: Iterable[Output], options: Options) -> None:
    """Make the segments of the search index of which outputs are parts, each once and not by whoever needs a part."""
    segments = {output.view.key: output for output in outputs if output.recipe == "words"}
    if segments:
        made = parallel.spread(renderer.prepare, [*segments.values()], options.processes, lambda output: output.path)
        for _ in options.progress("Indexing", len(segments), made):
            pass


def _worked(
    work: Callable[[Output], _T], outputs: Sequence[Output], options: Options, doing: str = "Rendering", few: int = FEW
) -> Iterable[_T]:
    jobs = 1 if len(outputs) < few else options.processes
    outcomes = parallel.spread(work, outputs, jobs, lambda output: output.path)
    return options.progress(doing, len(outputs), outcomes)


def _pressed(press: Press, outputs: Sequence[Output], site: Proof, options: Options) -> list[Staged]:
    """The outputs, staged. UserError for all of those that failed, and for layouts of which they may not be."""
    staged: list[Staged] = []
    failures: list[Diagnostic] = []
    for outcome in _worked(press, outputs, options):
        if isinstance(outcome, Staged):
            staged.append(outcome)
        else:
            failures += outcome
    failures += site.changed_layouts()
    if failures:
        raise UserError(ordered([*site.diagnostics, *failures]))
    return staged


def _written(current: Files, staged: Iterable[Staged], options: Options) -> Files:
    """All that is in the output folder now and ours, the folder's own record too."""
    now = time.time_ns()
    digests = {one.path: one.digest for one in staged}
    digests[RECORD] = fingerprint.of_file(options.output / RECORD)
    there = manifest.signatures(options.output, digests)
    return {**current, **{path: (signature.settled(found, now), digests[path]) for path, found in there.items()}}
