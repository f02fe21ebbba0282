"""One text, read once for all checks, in any process."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from generator import frontmatter, markdown, sources
from generator.diagnostic import Diagnostic
from generator.lint import assays, hype, links, matter, money, pictures, prices, prose, tickers, twins
from generator.lint.links import Link
from generator.lint.story import Check, Story
from generator.markdown.place import Locator
from generator.model import Briefing, Settings, StandingPage
from generator.sources import CONTENT, SourceText

CHECKS: tuple[Check, ...] = (
    money.bare_dollar,
    tickers.ticker_format,
    tickers.ticker_unknown,
    hype.hype,
    assays.grade_unit,
    assays.historical_estimate,
    prices.undated_price,
    matter.source_unlinked,
    matter.summary_length,
)
"""The checks of a briefing by itself."""


class Reading(NamedTuple):
    """What a text gave: findings, its web addresses, the files of media/ that it names, and a sample of its phrases."""

    path: str
    findings: tuple[Diagnostic, ...] = ()
    links: tuple[Link, ...] = ()
    media: frozenset[str] = frozenset()
    sample: array[int] = array("I")


@dataclass(frozen=True)
class Proofreader:
    """Reads a briefing or standing page; with `external` it gathers all web addresses, else the site's own alone."""

    site: Path
    settings: Settings
    external: bool = False

    def __call__(self, text: Briefing | StandingPage) -> Reading:
        """What is to be said of a text by itself; nothing where its file cannot be read any more."""
        source = sources.read(self.site, text.path)
        if isinstance(source, Diagnostic):
            return Reading(text.path)
        if isinstance(text, StandingPage):
            return self._page(text, source)
        story = Story(text, source, self.settings)
        words = "\n".join(block.text for block in story.prose.blocks)
        return Reading(
            path=text.path,
            findings=(*(found for check in CHECKS for found in check(story)), *pictures.alt_missing(story.prose)),
            links=tuple(self._links(source, links.of_front_matter(story))),
            media=pictures.mentions(source.text),
            sample=twins.sample(words),
        )

    def _page(self, page: StandingPage, source: SourceText) -> Reading:
        body, line = frontmatter.body(source.path, source.text)
        read = prose.read(body, f"{CONTENT}/{source.path}", line, self.settings.markdown)
        return Reading(
            path=page.path,
            findings=tuple(pictures.alt_missing(read)),
            links=tuple(self._links(source, ())),
            media=pictures.mentions(source.text),
        )

    def _links(self, source: SourceText, others: Iterable[Link]) -> Iterator[Link]:
        """The web addresses of a text, its body's and `others`."""
        if not self.external and self._host not in source.text:
            return
        body, line = frontmatter.body(source.path, source.text)
        rendered, _ = markdown.render(body, source.path, line, mode=self.settings.markdown, html=self.settings.html)
        locator = Locator(body, f"{CONTENT}/{source.path}", line)
        for link in (*others, *links.in_html(rendered.html, locator)):
            if self.external or links.is_internal(link, self.settings.url):
                yield link

    @cached_property
    def _host(self) -> str:
        return urlsplit(self.settings.url).netloc
