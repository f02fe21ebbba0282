"""From a folder of Markdown to a site worth deploying: the steps, in order."""

from __future__ import annotations

import filecmp
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from generator import disclosure, frontmatter, markdown, sources, templates
from generator import index as index_room
from generator import plan as plan_room
from generator import related as related_room
from generator import settings as settings_room
from generator.diagnostic import Diagnostic, Span, UserError, has_errors, ordered
from generator.frontmatter import FrontMatter
from generator.index import Entry, Index, label
from generator.model import Body, Briefing, Settings, StandingPage
from generator.plan import Matches, Output, Plan, Standing
from generator.publish import RECORD, Published, publish
from generator.related import Document
from generator.render import Renderer
from generator.sources import Sources, SourceText
from generator.templates import Layouts
from generator.views import Prose

CACHE = ".headframe"

_REPORT_IT = "if nothing else wrote there, this is a fault of Headframe's: please report it"


@dataclass(frozen=True, slots=True)
class Options:
    """What to build and where to.

    `as_of` is the instant at which readers look, in the site's timezone if it has none; briefings of the statuses in
    `previewed` show besides. `progress` passes the outputs on as they are rendered.
    """

    site: Path
    output: Path
    as_of: datetime
    base_url: str = ""
    previewed: frozenset[str] = frozenset()
    progress: Callable[[Sequence[Output]], Iterable[Output]] = iter


@dataclass(frozen=True, slots=True)
class Result:
    """What a build did, and what it found that forbids nothing."""

    published: Published
    briefings: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A site's texts, parsed."""

    briefings: tuple[tuple[Briefing, Body], ...]
    pages: tuple[tuple[StandingPage, Body], ...]
    diagnostics: tuple[Diagnostic, ...]


def build(options: Options) -> Result:
    """Build a site into its output folder. UserError, with the folder as it was, for whatever its users did wrong."""
    sources.require(options.site)
    _check_output(options)
    with _alone(options.site):
        return _build(options)


def verify(options: Options) -> tuple[Diagnostic, ...]:
    """Build the site anew in a folder of its own, and report every file of the output folder that differs from it."""
    with _alone(options.site), tempfile.TemporaryDirectory(dir=options.site / CACHE) as clean:
        done = _build(replace(options, output=Path(clean))).published
        files = done.written + done.unchanged
        return tuple(
            Diagnostic("not-clean", f"{options.output / path} is not what a clean build gives", Span(path), _REPORT_IT)
            for path in (*files, RECORD)
            if not _are_equal(options.output / path, Path(clean) / path)
        )


def _build(options: Options) -> Result:
    read = sources.read(options.site)
    settings, settings_found = _settings(read, options)
    copy = parse(read, settings, options.previewed)
    layouts = Layouts.of_site(options.site, plan_room.home_of(settings), _filler(copy))
    index, plan, found = _planned(copy, read, settings, layouts, options)
    diagnostics = ordered([*settings_found, *copy.diagnostics, *found, *layouts.check()])
    if has_errors(diagnostics):
        raise UserError(diagnostics)
    renderer = Renderer(layouts, options.site / sources.CONTENT)
    published = publish(_rendered(options.progress(plan.outputs), renderer, diagnostics), options.output)
    return Result(published, len(index.entries), diagnostics)


def _planned(
    copy: Copy, read: Sources, settings: Settings, layouts: Layouts, options: Options
) -> tuple[Index, Plan, list[Diagnostic]]:
    """The site as readers may see it now, with the errors that scheduled briefings would bring on their day."""
    standing, assets, as_of = _standing(copy.pages), layouts.published_assets(), _instant(options, settings)
    index, found = index_room.index(copy.briefings, settings, as_of, options.previewed)
    plan = plan_room.plan(settings, index, standing, read.media, _related(index, settings), assets)
    conflicts = [
        d
        for briefing, _ in copy.briefings
        if not briefing.draft or "draft" in options.previewed
        for d in disclosure.check(briefing, settings)
    ]
    later, later_found = index_room.index(copy.briefings, settings, as_of, options.previewed | {"scheduled"})
    if len(later.entries) > len(index.entries):
        to_come = (*later_found, *plan_room.plan(settings, later, standing, read.media, {}, assets).diagnostics)
        conflicts += [d for d in to_come if d.severity == "error"]
    return index, plan, [*found, *plan.diagnostics, *conflicts]


def _are_equal(one: Path, other: Path) -> bool:
    return one.is_file() and filecmp.cmp(one, other, shallow=False)


def _check_output(options: Options) -> None:
    """UserError where the output folder would swallow, or be swallowed by, the editors' and designers' files."""
    output = options.output.resolve()
    for name in (sources.CONTENT, templates.LAYOUTS, CACHE):
        folder = (options.site / name).resolve()
        if output == folder or folder.is_relative_to(output) or output.is_relative_to(folder):
            message = f"the output folder {options.output} and {folder} lie one in the other"
            raise UserError(
                [Diagnostic("output-folder", message, Span(str(options.output)), "choose another --output")]
            )


@contextmanager
def _alone(site: Path) -> Iterator[None]:
    """Hold the site's lock. UserError if another build holds it."""
    folder = site / CACHE
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire()
    except Timeout as error:
        message = f"another build of {site} is under way"
        raise UserError([Diagnostic("busy", message, Span(str(folder / "lock")), "wait until it is done")]) from error
    except OSError as error:
        message = f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"
        raise UserError([Diagnostic("unwritable", message, Span(str(folder)), "mend its permissions")]) from error
    try:
        yield
    finally:
        lock.release()


def _settings(read: Sources, options: Options) -> tuple[Settings, list[Diagnostic]]:
    """The site's settings; UserError where there are none to go on with."""
    if not read.settings and has_errors(read.diagnostics):
        raise UserError(ordered(read.diagnostics))
    settings, found = settings_room.read(read.settings)
    if settings is None or has_errors(found):
        raise UserError(ordered([*read.diagnostics, *found]))
    if options.base_url:
        settings = replace(settings, url=options.base_url.rstrip("/") + "/")
    return settings, [*read.diagnostics, *found]


def _instant(options: Options, settings: Settings) -> datetime:
    return options.as_of if options.as_of.tzinfo else options.as_of.replace(tzinfo=ZoneInfo(settings.timezone))


def parse(read: Sources, settings: Settings, previewed: frozenset[str] = frozenset()) -> Copy:
    """Decode and render every text; what fails is reported, and the rest goes on."""
    briefings: list[tuple[Briefing, Body]] = []
    pages: list[tuple[StandingPage, Body]] = []
    found: list[Diagnostic] = []
    for source in read.briefings:
        matter = frontmatter.briefing(source.path, source.text, settings)
        body, noted = _body(source, matter, settings)
        found += [*matter.diagnostics, *noted]
        if matter.value is not None:
            briefings.append((matter.value, body))
    for source in read.pages:
        page = frontmatter.standing_page(source.path, source.text, settings)
        body, noted = _body(source, page, settings)
        found += [*page.diagnostics, *noted]
        if page.value is not None and (not page.value.draft or "draft" in previewed):
            pages.append((page.value, body))
    return Copy(tuple(briefings), tuple(pages), tuple(found))


def _body(
    source: SourceText, matter: FrontMatter[Briefing] | FrontMatter[StandingPage], settings: Settings
) -> tuple[Body, tuple[Diagnostic, ...]]:
    return markdown.render(matter.body, source.path, matter.body_line, mode=settings.markdown, html=settings.html)


def _standing(pages: Iterable[tuple[StandingPage, Body]]) -> tuple[Standing, ...]:
    return tuple(Standing(page, body, f"/{page.slug}/") for page, body in pages)


def _filler(copy: Copy) -> _Filler:
    return _Filler({body.digest: body.html for _, body in (*copy.briefings, *copy.pages)})


@dataclass(frozen=True, slots=True)
class _Filler:
    """A Prose's HTML, its references in place."""

    bodies: dict[str, str]

    def __call__(self, prose: Prose) -> str:
        return markdown.fill(self.bodies[prose.digest], prose.attributes)


def _related(index: Index, settings: Settings) -> Matches:
    documents = [_document(entry, index, settings) for entry in index.entries]
    found = related_room.related(documents, settings.related_count)
    return {entry.briefing.path: matches for entry, matches in zip(index.entries, found, strict=True)}


def _document(entry: Entry, index: Index, settings: Settings) -> Document:
    briefing = entry.briefing
    topics = [label(taxonomy, name, settings) for taxonomy, names in briefing.terms.items() for name in names]
    pinned = [index.find(pin.briefing) for pin in briefing.related if pin.briefing]
    shown = [index.find(name) for name in briefing.recommended]
    return Document(
        key=briefing.path,
        day=briefing.date.at.toordinal(),
        terms=related_room.terms.read(briefing.title, briefing.summary, entry.body.text),
        topics=tuple(topics),
        pinned=tuple(other.briefing.path for other in pinned if other),
        shown=tuple(other.briefing.path for other in shown if other),
    )


def _rendered(
    outputs: Iterable[Output], renderer: Renderer, diagnostics: Iterable[Diagnostic]
) -> Iterator[tuple[str, bytes | Path]]:
    """Each output's path and bytes. UserError at the end, for all of those that failed."""
    failures: list[Diagnostic] = []
    for output in outputs:
        try:
            yield output.path, renderer.render(output)
        except UserError as error:
            failures += error.diagnostics
    if failures:
        raise UserError(ordered([*diagnostics, *failures]))
