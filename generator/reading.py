"""A site's texts and media as parsed: from the store where nothing changed, anew in several processes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import astuple

from generator import fingerprint, manuscript, markdown, parallel, pictures, signature, sources
from generator.diagnostic import Diagnostic, UserError, changed
from generator.index import Parsed
from generator.manuscript import Manuscript
from generator.model import MediaFile, Settings, StandingPage
from generator.plan import Standing
from generator.request import Options
from generator.sources import CONTENT, SourceFile, Sources
from generator.store import DamageError, KeptBody, KeptMedia, KeptText, Store
from generator.views import Prose

_TERMS = "terms/"

FEW = 50
"""Texts or outputs that one process has dealt with sooner than others could be started."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A site's texts and media, parsed. `digests` are those of the files' bytes, by path.

    `faulty` are the paths of briefings and pages that their own faults keep from being either.
    """

    briefings: tuple[Parsed, ...]
    pages: tuple[Standing, ...]
    introductions: tuple[Standing, ...]
    media: tuple[MediaFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    digests: Mapping[str, str]
    faulty: tuple[str, ...] = ()


def read(found: Sources, settings: Settings, store: Store, options: Options, now: int) -> Copy:
    """Parse what was found, as far as the store does not know it, and have the store know it. `now`: see signature."""
    texts, faults = _texts(found, settings, store, options, now)
    media, media_faults = _media(found, store, options.site, now)
    store.commit()
    told = [d for _, made in texts for d in made.diagnostics]
    told += [d for _, made in texts if _may_show(made, options.previewed) for d in made.conflicts]
    digests = {made.path: digest for digest, made in texts} | {file.path: file.digest for file in media}
    sound = {made.path for _, made in texts if made.briefing or made.page}
    shown = [
        Standing(m.page, m.body, _path_of(m.page), digest)
        for digest, m in texts
        if m.page and (not m.page.draft or "draft" in options.previewed)
    ]
    return Copy(
        briefings=tuple(Parsed(m.briefing, m.body, m.card, digest, m.terms) for digest, m in texts if m.briefing),
        pages=tuple(standing for standing in shown if not standing.page.path.startswith(_TERMS)),
        introductions=tuple(standing for standing in shown if standing.page.path.startswith(_TERMS)),
        media=tuple(media),
        diagnostics=(*told, *faults, *media_faults),
        digests=digests,
        faulty=tuple(file.path for file in (*found.briefings, *found.pages) if file.path not in sound),
    )


def _path_of(page: StandingPage) -> str:
    """Where the text of a page stands on the site."""
    if page.path.startswith(_TERMS):
        return f"/{page.path.removeprefix(_TERMS).removesuffix('.md')}/"
    return f"/{page.slug}/"


def _may_show(made: Manuscript, previewed: frozenset[str]) -> bool:
    """Whether a briefing is to be published one day, so that what forbids it is to be told now."""
    return made.briefing is not None and (not made.briefing.draft or "draft" in previewed)


class _Same(NamedTuple):
    """A text whose bytes are those that the store knows."""

    path: str
    digest: str


class _Fresh(NamedTuple):
    """A text parsed anew."""

    path: str
    digest: str
    parsed: manuscript.Parsed


@dataclass(frozen=True)
class _Desk:
    """Reads a text, and parses it if it is not the one that is known by that digest."""

    site: Path
    settings: Settings
    known: Mapping[str, str]

    def __call__(self, file: SourceFile) -> _Same | _Fresh | Diagnostic:
        source = sources.read(self.site, file.path)
        if isinstance(source, Diagnostic):
            return source
        if self.known.get(file.path) == source.digest:
            return _Same(file.path, source.digest)
        return _Fresh(file.path, source.digest, manuscript.parse(source, self.settings))


def _texts(
    found: Sources, settings: Settings, store: Store, options: Options, now: int
) -> tuple[list[tuple[str, Manuscript]], list[Diagnostic]]:
    """Each text's digest and manuscript, in the order of their files, and why others cannot be read."""
    rules = manuscript.rules(settings)
    rules_digest = fingerprint.of(rules)
    files = {file.path: file for file in (*found.briefings, *found.pages, *found.terms)}
    texts: dict[str, tuple[str, Manuscript]] = {}
    same: dict[str, KeptText] = {}
    gone: list[str] = []
    for kept in store.texts():
        file = files.get(kept.path)
        if file is None:
            gone.append(kept.path)
        elif kept.rules == rules_digest:
            made = _decoded(kept.manuscript)
            if made is not None:
                texts[kept.path] = (kept.source, made)
                if kept.signature != file.signature:
                    same[kept.path] = kept
    if gone:
        store.forget("texts", gone)
    desk = _Desk(options.site, rules, {path: kept.source for path, kept in same.items()})
    doubtful = [file for path, file in files.items() if path not in texts or path in same]
    faults: list[Diagnostic] = []
    for file, outcome in _worked(desk, doubtful, options):
        kept_signature = signature.settled(file.signature, now)
        if isinstance(outcome, Diagnostic):
            faults.append(outcome)
            texts.pop(file.path, None)
        elif isinstance(outcome, _Same):
            store.keep_texts([same[file.path]._replace(signature=kept_signature)])
        else:
            parsed = outcome.parsed
            texts[file.path] = (outcome.digest, manuscript.decode(parsed.manuscript))
            store.keep_texts([KeptText(file.path, kept_signature, outcome.digest, rules_digest, parsed.manuscript)])
            its = parsed.terms
            terms = (its.spelled, its.counts, its.mentioned, its.headline)
            store.keep_bodies([KeptBody(file.path, outcome.digest, parsed.html, *terms)])
    return [texts[path] for path in files if path in texts], faults


def _worked(
    desk: _Desk, files: list[SourceFile], options: Options
) -> Iterator[tuple[SourceFile, _Same | _Fresh | Diagnostic]]:
    jobs = 1 if len(files) < FEW else options.processes
    outcomes = parallel.spread(desk, files, jobs, lambda file: f"{CONTENT}/{file.path}")
    return zip(files, options.progress("Reading", len(files), outcomes), strict=True)


def _decoded(data: bytes) -> Manuscript | None:
    try:
        return manuscript.decode(data)
    except ValueError:
        return None


def _media(found: Sources, store: Store, site: Path, now: int) -> tuple[list[MediaFile], list[Diagnostic]]:
    known = store.media()
    store.forget("media", known.keys() - {file.path for file in found.media})
    media: list[MediaFile] = []
    faults: list[Diagnostic] = []
    for file in found.media:
        kept = known.get(file.path)
        if kept is not None and kept.signature == file.signature:
            media.append(MediaFile(file.path, kept.digest, kept.width, kept.height, kept.kind))
            continue
        measured = sources.measure(site, file.path)
        if isinstance(measured, Diagnostic):
            faults.append(measured)
            continue
        media.append(measured)
        kept_signature = signature.settled(file.signature, now)
        store.keep_media([KeptMedia(file.path, kept_signature, *astuple(measured)[1:])])
    told = (pictures.telling(file.path, file.kind) for file in media)
    return media, [*faults, *(warning for warning in told if warning)]


@dataclass(frozen=True, slots=True)
class Bodies:
    """The HTML of a site's texts, each loaded when its page is rendered; `paths` by the HTML's digest."""

    store: Store
    site: Path
    settings: Settings
    paths: Mapping[str, str]

    @classmethod
    def of(cls, copy: Copy, store: Store, site: Path, settings: Settings) -> Bodies:
        """The bodies of what was read."""
        paths = {one.body.digest: one.briefing.path for one in copy.briefings}
        paths |= {standing.body.digest: standing.page.path for standing in (*copy.pages, *copy.introductions)}
        return cls(store, site, settings, paths)

    def __call__(self, prose: Prose) -> str:
        """A body's HTML, its references in place. UserError if its file has changed since it was read."""
        path = self.paths[prose.digest]
        try:
            html = self.store.html(path)
        except DamageError:
            html = None
        if html is None or fingerprint.of_text(html) != prose.digest:
            html = self._rendered_again(path, prose.digest)
        return markdown.fill(html, prose.attributes)

    def _rendered_again(self, path: str, digest: str) -> str:
        """The HTML of a text of which the store has lost it."""
        source = sources.read(self.site, path)
        parsed = None if isinstance(source, Diagnostic) else manuscript.parse(source, manuscript.rules(self.settings))
        if parsed is None or fingerprint.of_text(parsed.html) != digest:
            raise UserError([changed(f"{CONTENT}/{path}")])
        return parsed.html
