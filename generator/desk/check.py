"""A site read through: all that a build would report, and all that a careful copy editor would catch."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from generator import engine, index, lint, parallel, sources
from generator.build import Proof
from generator.derived import FOLDER, Derivatives
from generator.desk.web import Answers, Web
from generator.diagnostic import Diagnostic, Span, has_errors, ordered
from generator.layouts import PACKAGED
from generator.lint import feeds, links, pictures, twins
from generator.lint.feeds import Preview
from generator.lint.links import Ground, Link
from generator.lint.proofreader import Proofreader, Reading
from generator.lint.story import Story
from generator.model import Body, Briefing, Settings, StandingPage
from generator.plan import Output
from generator.plan.addresses import Addresses, file_of
from generator.plan.media import Media
from generator.plan.prose import Links
from generator.publish import recorded
from generator.reading import FEW
from generator.render import Renderer
from generator.request import Options
from generator.sources import CONTENT, SourceText

_T = TypeVar("_T")
_R = TypeVar("_R")

_FEED = "feed.json"
_REDIRECT = "redirect.html"
_TITLE = "title"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check. There is no `preview` without an earlier build; `answers` are those of other sites."""

    briefings: int
    diagnostics: tuple[Diagnostic, ...]
    preview: Preview | None = None
    answers: Answers | None = None


def check(options: Options, *, external: bool = False) -> Checked:
    """Look a site through. UserError where it has no settings to go by; all else is among the findings.

    With `external`, links to other sites are followed as well, while builds may go on.
    """
    with engine.rehearsal(options) as site:
        desk = _Desk(site, options, external)
        findings, preview = desk.findings()
    answers = None
    if external and lint.severities(desk.settings.lint)["dead-link"] != "off":
        answers = Web(options.site / engine.CACHE).answers(desk.outward, options.progress)
        findings += answers.findings
    told = [*desk.weighed(findings), *(_mild(d) for d in desk.weighed(answers.moved if answers else ()))]
    return Checked(desk.count, ordered([*site.diagnostics, *map(desk.placed, told)]), preview, answers)


def _mild(finding: Diagnostic) -> Diagnostic:
    """A finding that is no error, whatever a site makes of its code: readers get where they want to."""
    return replace(finding, severity="warning")


@dataclass(frozen=True)
class _Page:
    """A text with the path at which its page is or would be."""

    text: Briefing | StandingPage
    body: Body
    path: str
    is_shown: bool


@dataclass(frozen=True)
class _Desk:
    """A site laid out, and what is asked of it."""

    site: Proof
    options: Options
    external: bool

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.site.settings

    @property
    def briefings(self) -> tuple[Briefing, ...]:
        """Every briefing, shown or not, newest first."""
        return self.site.index.briefings

    @property
    def count(self) -> int:
        """How many briefings were read, those with errors too."""
        return sum(path.startswith("briefings/") for path in self.site.copy.digests)

    def findings(self) -> tuple[list[Diagnostic], Preview | None]:
        """What there is to tell of the site, and of what subscribers will see.

        Where there are errors, pages are missing because of these, so that what depends on other pages has to wait.
        """
        found = [finding for reading in self.readings.values() for finding in reading.findings]
        found += twins.duplicate_story(self._drafts())
        if has_errors(self.site.diagnostics):
            return found, None
        repeated, preview = self._feeds()
        return [*found, *repeated, *self._dead_links(), *self._orphans()], preview

    def weighed(self, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings as the site's settings and each text's front matter have them."""
        texts = (page.text for page in self._pages)
        ignored = {f"{CONTENT}/{text.path}": text.lint_ignore for text in texts if text.lint_ignore}
        return lint.weighed(findings, self.settings.lint, ignored)

    def placed(self, finding: Diagnostic) -> Diagnostic:
        """The finding with its place, where it names a field of a front matter."""
        span = finding.span
        if not span.key:
            return finding
        path = span.path.removeprefix(f"{CONTENT}/")
        source = sources.read(self.options.site, path)
        briefing = next(briefing for briefing in self.briefings if briefing.path == path)
        if isinstance(source, SourceText):
            return replace(finding, span=Story(briefing, source, self.settings).place(span.key))
        return replace(finding, span=replace(span, key=""))

    # Texts

    @cached_property
    def readings(self) -> Mapping[str, Reading]:
        """Every text, read, by its path."""
        reader = Proofreader(self.options.site, self.settings, self.external)
        texts = [page.text for page in self._pages]
        found = self._spread(reader, texts, "Checking", lambda text: f"{CONTENT}/{text.path}")
        return {reading.path: reading for reading in found}

    @cached_property
    def _pages(self) -> tuple[_Page, ...]:
        shown = self.site.index.shown
        copy, pattern = self.site.copy, self.settings.permalink
        return (
            *(
                _Page(
                    text=parsed.briefing,
                    body=parsed.body,
                    path=index.permalink(parsed.briefing, pattern),
                    is_shown=parsed.briefing.path in shown,
                )
                for parsed in copy.briefings
            ),
            *(
                _Page(standing.page, standing.body, standing.path, is_shown=True)
                for standing in (*copy.pages, *copy.introductions)
            ),
        )

    def _drafts(self) -> list[twins.Draft]:
        """The briefings that are public now or one day, from the oldest."""
        at = self.options.as_of
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.settings.timezone))
        return [
            twins.Draft(f"{CONTENT}/{b.path}", Span(f"{CONTENT}/{b.path}", 1, key=_TITLE), self.readings[b.path].sample)
            for b in reversed(self.briefings)
            if index.status(b, at) in {"", "scheduled"}
        ]

    # Links

    def _inward(self, *, shown: bool) -> list[Link]:
        """The links to this site of texts that are shown, with those of site.yaml; or of those that are not."""
        material, url = self.site.material, self.settings.url
        media = Media.of(material.media, self.settings.pictures, material.content)
        places = {index.typed(standing.page.path): standing.path for standing in material.standing}
        ways = Links(Addresses(url), material.index, places, media, lenient=self.settings.markdown == "commonmark")
        found = [link for link in links.of_settings(self.settings) if shown]
        for page in self._pages:
            if page.is_shown == shown:
                found += links.of_references(page.body, page.text.path, page.path, ways, url)
                found += self.readings[page.text.path].links
        return [link for link in found if links.is_internal(link, url)]

    @property
    def outward(self) -> list[Link]:
        """The links to other sites."""
        found = [link for reading in self.readings.values() for link in reading.links]
        found += links.of_settings(self.settings)
        return [link for link in found if not links.is_internal(link, self.settings.url)]

    def _dead_links(self) -> Iterator[Diagnostic]:
        hidden = {file_of(page.path): f"{CONTENT}/{page.text.path}" for page in self._pages if not page.is_shown}
        ground = Ground(self.settings.url, frozenset(self._outputs), hidden, self._is_there)
        told_when_shown, told_when_hidden = self._inward(shown=True), self._inward(shown=False)
        yield from links.dead_link(told_when_shown, ground)
        # a text that waits may point to others that wait with it
        yield from links.dead_link(
            told_when_hidden, Ground(ground.url, ground.paths | hidden.keys(), {}, self._is_there)
        )
        inward = [*told_when_shown, *told_when_hidden]
        yield from links.dead_anchor(inward, self.settings.url, self._ids(inward))

    def _ids(self, inward: Iterable[Link]) -> Mapping[str, frozenset[str]]:
        """The ids of the pages to a part of which somebody links."""
        targets = [links.target_of(link, self.settings.url) for link in inward]
        wanted = sorted({path for path, id_ in targets if id_ and path.endswith(".html") and path in self._outputs})
        outputs = [self._outputs[path] for path in wanted if self._outputs[path].template != _REDIRECT]
        ids = self._spread(_Ids(self._renderer), outputs, "Rendering", lambda output: output.path)
        return {output.path: found for output, found in zip(outputs, ids, strict=True)}

    def _is_there(self, path: str) -> bool:
        """Whether the output folder holds a file that somebody else laid there."""
        if ".." in path.split("/") or path in self._written:
            return False
        return os.path.isfile(self.options.output / path)  # noqa: PTH113 - a Path raises for a name that is too long

    # Outputs

    @cached_property
    def _outputs(self) -> Mapping[str, Output]:
        return {output.path: output for output in self.site.plan.outputs}

    @cached_property
    def _written(self) -> Collection[str]:
        """What the last build wrote into the output folder."""
        return recorded(self.options.output)

    @property
    def _renderer(self) -> Renderer:
        cache = Derivatives(self.options.site / engine.CACHE / FOLDER)
        return Renderer(self.site.layouts, self.options.site / CONTENT, cache)

    def _feeds(self) -> tuple[list[Diagnostic], Preview | None]:
        """Briefings that subscribers would get again, and what they will see of the site's feed."""
        last = self._last(_FEED)
        if last is None or _FEED not in self._outputs:
            return [], None
        before = feeds.items_of(last)
        after = feeds.items_of(bytes(self._renderer.render(self._outputs[_FEED])))
        seen = [*self._seen(), *feeds.seen_in_json(before)]
        addresses = Addresses(self.settings.url)
        entries = self.site.index.entries
        urls = {entry.briefing.path: addresses.absolute(entry.path) for entry in entries}
        shown = [feeds.Shown(e.briefing, urls[e.briefing.path], self.readings[e.briefing.path].sample) for e in entries]
        found = list(feeds.feed_guid(seen, shown, self.briefings, self.settings))
        public = [urls[entry.briefing.path] for entry in entries if file_of(entry.path) in self._written]
        return [finding for _, finding in found], feeds.preview(before, after, [guid for guid, _ in found], public)

    def _seen(self) -> Iterator[feeds.Seen]:
        """What subscribers of the topics' feeds know from the last build."""
        for path in sorted(self._written):
            if path.endswith("/feed.xml"):
                yield from feeds.seen_in_rss(self._last(path) or b"")

    def _last(self, path: str) -> bytes | None:
        """A file of the last build."""
        try:
            return (self.options.output / path).read_bytes() if path in self._written else None
        except OSError:
            return None

    # Media

    def _orphans(self) -> Iterator[Diagnostic]:
        media = self.site.copy.media
        if media:
            read = {f"{CONTENT}/{path}" for path in self.readings}
            others = [path for path in self.site.inputs if path not in read and not path.startswith(f"{PACKAGED}/")]
            named = [reading.media for reading in self.readings.values()]
            named += [
                pictures.mentions(self._text(path)) for path in others if not path.startswith(f"{CONTENT}/media/")
            ]
            named.append(frozenset(self._shown_media()))
            yield from pictures.orphan_media(media, frozenset().union(*named))

    def _shown_media(self) -> Iterator[str]:
        """The media that pages link to, however their links are written."""
        for link in self._inward(shown=True) + self._inward(shown=False):
            yield links.target_of(link, self.settings.url)[0]
        for page in self._pages:
            if page.text.image:
                yield unicodedata.normalize("NFC", page.text.image.src)

    def _text(self, path: str) -> str:
        """A text that is neither a briefing nor a page of the site: a draft of a page, site.yaml, a layout."""
        try:
            return (self.options.site / path).read_text("utf-8", "ignore")
        except OSError:
            return ""

    def _spread(
        self, work: Callable[[_T], _R], tasks: Sequence[_T], what: str, name: Callable[[_T], str]
    ) -> Sequence[_R]:
        jobs = 1 if len(tasks) < FEW else self.options.processes
        return list(self.options.progress(what, len(tasks), parallel.spread(work, tasks, jobs, name)))


@dataclass(frozen=True, slots=True)
class _Ids:
    """Makes a page and reads the ids of its elements."""

    renderer: Renderer

    def __call__(self, output: Output) -> frozenset[str]:
        """The ids of an output's elements."""
        return links.ids_of(bytes(self.renderer.render(output)))
