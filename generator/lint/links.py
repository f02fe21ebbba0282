"""Links that an editor wrote, and those that lead nowhere on the site."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from generator import address, markdown
from generator.diagnostic import Diagnostic, Span
from generator.lint.story import Story, finding
from generator.markdown.place import Locator
from generator.markdown.references import unescaped
from generator.model import Body, Briefing, Reference, Settings
from generator.plan.addresses import file_of
from generator.plan.prose import Links
from generator.schema import closest

_HREF = re.compile(r"""\s(?:href|src|poster)=("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_ID = re.compile(rb"""\s(?:id|name)=("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{[{%]")
_NOTE = re.compile(r"fn(?:ref)?[0-9]+(?:-[0-9]+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}-")
_LIKENESS = 0.75
_MOST = 50
"""For how many links that lead nowhere a near address is sought, which takes half a second on a large site."""
_NO_PAGE = frozenset({"", "top"})
"""Fragments that lead to the start of any page (HTML standard, section 7.4.6.4)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an editor's: an absolute `url`, and the place where it was written."""

    url: str
    span: Span


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is on a site at `url`: the `paths` of its outputs, and by their paths the files of what is not public.

    `is_there` says whether the output folder holds a file that is none of the outputs.
    """

    url: str
    paths: frozenset[str]
    hidden: Mapping[str, str]
    is_there: Callable[[str], bool]


def of_references(body: Body, file: str, page: str, ways: Links, url: str) -> Iterator[Link]:
    """The links of a body to its own site, as the page at path `page` shows them; what a build left out is none."""
    led, _ = ways.prose(body, file, page)
    for reference, attribute in zip(body.references, led.attributes, strict=True):
        for target in _targets(reference, attribute):
            if not _NOTE.fullmatch(target[1:]):
                yield Link(urljoin(url + page[1:], target), reference.span)


def _targets(reference: Reference, attribute: str) -> list[str]:
    """The URLs in an attribute that a reference has become."""
    _, _, value = attribute.partition("=")
    quoted = re.match(r"\"[^\"]*\"|'[^']*'|\S+", value)
    plain = unescaped(quoted[0]) if quoted else ""
    if reference.attribute == "srcset":
        return [candidate for candidate, _ in markdown.pictures(plain)]
    return [plain] if quoted else []


def in_html(markup: str, locator: Locator) -> Iterator[Link]:
    """The absolute web addresses in a body's HTML, with the places of its text where they are written."""
    for attribute in _HREF.finditer(markup):
        url = unescaped(attribute[1]).strip()
        if address.is_web(url):
            yield Link(url, locator.target(url))


def of_front_matter(story: Story) -> Iterator[Link]:
    """The web addresses in a briefing's front matter."""
    for key, url in _in_front_matter(story.briefing):
        if address.is_web(url):
            yield Link(url, story.place(key))


def _in_front_matter(briefing: Briefing) -> Iterator[tuple[str, str]]:
    for number, source in enumerate(briefing.sources):
        yield f"sources.{number}.url", source.url
    yield from ((f"related.{number}.url", pin.url) for number, pin in enumerate(briefing.related))
    yield from ((f"videos.{number}.url", video.url) for number, video in enumerate(briefing.videos))
    if briefing.image:
        yield "image.src", briefing.image.src


def of_settings(settings: Settings) -> Iterator[Link]:
    """The links of site.yaml: its menu, its authors and its companies."""
    named = [(f"navigation.{number}.url", link.url) for number, link in enumerate(settings.navigation)]
    named += [(f"authors.{key}.url", author.url) for key, author in settings.authors.items()]
    named += [(f"companies.{ticker}.url", company.url) for ticker, company in settings.companies.items()]
    for key, url in named:
        if url and key in settings.where:
            yield Link(
                urljoin(settings.url, url.removeprefix("/") or ".") if address.is_relative(url) else url,
                settings.where[key],
            )


def is_internal(link: Link, url: str) -> bool:
    """Whether a link leads into the site at `url`."""
    return f"{link.url}/".startswith(url)


def target_of(link: Link, url: str) -> tuple[str, str]:
    """The output file to which an internal link leads, and the id on it, empty for none."""
    whole, _, fragment = link.url.partition("#")
    path = unquote(whole.partition("?")[0][len(url) - 1 :]) or "/"
    id_ = unquote(fragment.partition(":~:")[0])
    return unicodedata.normalize("NFC", file_of(path)), "" if id_ in _NO_PAGE else id_


def dead_link(links: Iterable[Link], ground: Ground) -> Iterator[Diagnostic]:
    """Internal links to what the site does not have."""
    slugs: dict[str, str] = {}
    sought = 0
    for path in sorted(ground.paths):
        slugs.setdefault(_last(path), path)
    for link in links:
        path, _ = target_of(link, ground.url)
        if path in ground.paths or ground.is_there(path):
            continue
        shown = f"/{path.removesuffix('index.html')}"
        if path in ground.hidden:
            message = f"the link leads to {ground.hidden[path]}, which is not public at this time"
            yield finding("dead-link", message, link.span, "publish it first, or take the link out")
        else:
            near = slugs.get(_last(path), "")
            if not near and sought < _MOST:
                sought += 1
                near = slugs.get(closest(_DAY.sub("", _last(path)), slugs, _LIKENESS), "")
            help_ = f"did you mean /{near.removesuffix('index.html')}?" if near else "check the address"
            help_ = "{{ }} and {% %} are plain text here: write the address out" if _TEMPLATE.search(path) else help_
            yield finding("dead-link", f"there is no {shown} on the site", link.span, help_)


def _last(path: str) -> str:
    """The last word of an address: the slug of a page, the name of a file."""
    return path.removesuffix("/index.html").rpartition("/")[2]


def dead_anchor(links: Sequence[Link], url: str, ids: Mapping[str, frozenset[str]]) -> Iterator[Diagnostic]:
    """Internal links to a part of a page that it does not have; `ids` by the paths of pages."""
    for link in links:
        path, id_ = target_of(link, url)
        if id_ and path in ids and id_ not in ids[path]:
            near = closest(id_, sorted(ids[path]))
            help_ = f"did you mean #{near}?" if near else "look at the headings there: each is an id in small letters"
            message = f"there is no #{id_} on /{path.removesuffix('index.html')}"
            yield finding("dead-link", message, link.span, help_)


def ids_of(page: bytes) -> frozenset[str]:
    """The ids of a page's elements."""
    return frozenset(html.unescape(found.strip(b"\"'").decode("utf-8", "replace")) for found in _ID.findall(page))
