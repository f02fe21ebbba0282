"""Promise 8: pages need neither script nor another host, and no link within a site leads to nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from sites.runner import AS_OF, GOLDEN, REPOSITORY, Site

BASE = "https://example.org/brief/"
ADDRESSES = frozenset({"href", "src", "poster", "action"})


@dataclass(frozen=True)
class Address:
    """A URL as a file bears it."""

    file: str
    tag: str
    rel: str
    url: str


class Page(HTMLParser):
    """What a page links to, its ids, and what a strict Content-Security-Policy forbids."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__()
        self.file = file
        self.addresses: list[Address] = []
        self.ids: list[str] = []
        self.forbidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        rel = given.get("rel", "")
        self.addresses += [Address(self.file, tag, rel, v) for n, v in given.items() if n in ADDRESSES]
        if "srcset" in given:
            self.addresses += [Address(self.file, tag, rel, c.split()[0]) for c in given["srcset"].split(",")]
        if tag == "meta" and given.get("property") in {"og:url", "og:image"}:
            self.addresses.append(Address(self.file, tag, rel, given["content"]))
        self.ids += [given["id"]] if "id" in given else []
        self.forbidden += [name for name in given if name.startswith("on") or name == "style"]
        is_data = given.get("type") == "application/ld+json"
        if tag == "style" or (tag == "script" and not is_data and "src" not in given):
            self.forbidden.append(tag)


def built(source: Path, folder: Path, **options: object) -> Site:
    site = Site.copy_of(source, folder / "site")
    site.build(base_url=BASE, **options)
    return site


SITES = {"own site": REPOSITORY, "everything": GOLDEN / "everything", "own layouts": GOLDEN / "own-layouts"}
WITH_THE_PACKAGED_BASE = pytest.mark.parametrize("site", ["own site", "everything"], indirect=True)
"""For what a base template of a site's own may leave out: a menu, and links to the feeds."""


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site under a path prefix."""
    return built(SITES[request.param], tmp_path_factory.mktemp("links"), as_of=AS_OF)


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Page]:
    """Every page by the URL under which it is served."""
    found = {path: data for path, data in site.tree().items() if path.endswith(".html")}
    return {url_of(path): Page(path, data.decode("utf-8")) for path, data in found.items()}


def url_of(path: str) -> str:
    return BASE + path.removesuffix("index.html")


def targets(site: Site) -> set[str]:
    """Every URL that the site serves."""
    return {url_of(path) for path in site.tree() if not path.startswith(".headframe")}


def of_feeds_and_sitemaps(site: Site) -> Iterator[Address]:
    """The URLs of the XML files and of feed.json."""
    for path, data in site.tree().items():
        if path.endswith(".xml"):
            for element in ElementTree.fromstring(data).iter():
                name = element.tag.rpartition("}")[2]
                if name in {"loc", "link", "docs", "url"} and (element.text or "").strip():
                    yield Address(path, name, "", (element.text or "").strip())
                yield from (Address(path, name, "", v) for k, v in element.attrib.items() if k in {"href", "url"})
    feed = json.loads(site.page("feed.json"))
    yield from (Address("feed.json", "url", "", url) for url in (feed["feed_url"], feed["home_page_url"]))
    yield from (Address("feed.json", "url", "", item["url"]) for item in feed["items"])


def in_entries(site: Site) -> Iterator[Address]:
    """The URLs in the HTML of feed.json's entries, which the other feeds carry too."""
    for item in json.loads(site.page("feed.json"))["items"]:
        yield from Page("feed.json", item["content_html"]).addresses


def test_every_address_of_every_page_leads_to_a_file(site: Site, pages: dict[str, Page]) -> None:
    served = targets(site)
    dead = []
    for url, page in pages.items():
        for address in page.addresses:
            target = urldefrag(urljoin(url, address.url))[0]
            if target.startswith("https://example.org/") and unquote(target) not in served:
                dead.append(address)
    assert dead == []
    assert sum(len(page.addresses) for page in pages.values()) > 30


def test_every_fragment_names_an_element_of_its_page(site: Site, pages: dict[str, Page]) -> None:
    dead = []
    for url, page in pages.items():
        for address in page.addresses:
            target, fragment = urldefrag(urljoin(url, address.url))
            if fragment and target in pages and unquote(fragment) not in pages[target].ids:
                dead.append(address)
    assert dead == []


def test_every_address_of_feeds_and_sitemaps_is_absolute_and_leads_to_a_file(site: Site) -> None:
    served = targets(site)
    addresses = [*of_feeds_and_sitemaps(site), *in_entries(site)]
    relative = [a for a in addresses if not urlsplit(a.url).scheme]
    assert relative == []
    inner = [a for a in addresses if a.url.startswith("https://example.org/")]
    assert [a for a in inner if unquote(urldefrag(a.url)[0]) not in served] == []
    assert len(inner) > 10


def test_every_redirect_leads_from_a_page_to_a_page(site: Site) -> None:
    served = targets(site)
    for line in site.page("_redirects").splitlines():
        source, target, *status = line.split()
        assert {urljoin(BASE, unquote(source)), urljoin(BASE, unquote(target))} <= served
        assert status in ([], ["301"])


@WITH_THE_PACKAGED_BASE
def test_every_page_can_be_reached_from_home(site: Site, pages: dict[str, Page]) -> None:
    reached, todo = {BASE}, [BASE]
    while todo:
        url = todo.pop()
        for address in pages[url].addresses:
            target = urldefrag(urljoin(url, address.url))[0]
            if address.tag == "a" and target in pages and target not in reached:
                reached.add(target)
                todo.append(target)
    orphans = set(pages) - reached - redirects(site) - newest_numbered(pages)
    assert orphans == {f"{BASE}404.html"}


def newest_numbered(pages: dict[str, Page]) -> set[str]:
    """Of each list the last numbered page: until it is full, the list's front page shows all of it."""
    lists: dict[str, list[int]] = {}
    for url in pages:
        if match := re.fullmatch(r"(.*/)page/(\d+)/", url):
            lists.setdefault(match[1], []).append(int(match[2]))
    return {f"{front}page/{max(numbers)}/" for front, numbers in lists.items()}


def redirects(site: Site) -> set[str]:
    """The URLs of aliases."""
    return {urljoin(BASE, line.split()[0]) for line in site.page("_redirects").splitlines()}


def test_no_page_needs_what_a_strict_policy_forbids(pages: dict[str, Page]) -> None:
    assert {page.file: page.forbidden for page in pages.values() if page.forbidden} == {}


def test_what_a_page_loads_comes_from_its_own_host(pages: dict[str, Page]) -> None:
    loads = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
    loaded = [
        a
        for page in pages.values()
        for a in page.addresses
        if (a.tag == "link" and loads & set(a.rel.split())) or (a.tag not in {"a", "link", "meta"})
    ]
    assert [a for a in loaded if urlsplit(a.url).netloc] == []


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    twice = {page.file: {i for i in page.ids if page.ids.count(i) > 1} for page in pages.values()}
    assert {file: ids for file, ids in twice.items() if ids} == {}


def test_stylesheets_load_nothing_from_elsewhere_and_only_what_is_there(site: Site) -> None:
    served = targets(site)
    for path, data in site.tree().items():
        if path.endswith(".css"):
            for url in re.findall(r"""url\(\s*["']?([^"')]+)""", data.decode("utf-8")):
                assert urljoin(BASE + path, url) in served or url.startswith(("data:image", "#")), url
            assert "@import" not in data.decode("utf-8")


@WITH_THE_PACKAGED_BASE
def test_every_page_names_the_sites_three_feeds_and_itself(site: Site, pages: dict[str, Page]) -> None:
    for url in set(pages) - redirects(site):
        page = pages[url]
        feeds = {a.url for a in page.addresses if a.rel == "alternate"}
        assert {f"{BASE}feed.xml", f"{BASE}atom.xml", f"{BASE}feed.json"} <= feeds, url
        canonical = [a.url for a in page.addresses if a.rel == "canonical"]
        assert canonical == ([] if url.endswith(("404.html", "/search/")) else [url])


def test_the_sitemap_names_every_page_for_readers_once(site: Site, pages: dict[str, Page]) -> None:
    root = ElementTree.fromstring((site.output / "sitemap.xml").read_bytes())
    named = [e.text for e in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    numbered = {url for url in pages if re.search(r"/page/\d+/$", url)}
    assert len(named) == len(set(named))
    assert set(named) == set(pages) - redirects(site) - numbered - {f"{BASE}404.html", f"{BASE}search/"}


def test_no_address_depends_on_the_prefix(tmp_path: Path) -> None:
    """The same site at the root of a host: every path is the same without the prefix."""
    below = built(GOLDEN / "everything", tmp_path / "below")
    root = Site.copy_of(GOLDEN / "everything", tmp_path / "root")
    root.build(base_url="https://example.org/")
    assert below.tree().keys() == root.tree().keys()
    for path, data in below.tree().items():
        if path.endswith((".html", ".txt", "_redirects", "sitemap.xml")):
            text = data.decode("utf-8").replace("/brief/", "/")
            assert text == root.page(path), path
