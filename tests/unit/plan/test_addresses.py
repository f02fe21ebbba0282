"""Paths, links and absolute URLs of sites with and without a base path."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.plan.addresses import Addresses, decoded, file_of, quoted

ROOT = Addresses("https://example.org/")
BRIEF = Addresses("https://example.org/brief/")
FEED = Addresses("https://example.org/brief/", everywhere=True)
PAGE = "/2026/02/ore/"


@pytest.mark.parametrize(
    ("path", "root", "brief", "feed"),
    [
        ("/", "/", "/brief/", "https://example.org/brief/"),
        ("/tags/", "/tags/", "/brief/tags/", "https://example.org/brief/tags/"),
        ("/médias/a b.png", "/m%C3%A9dias/a%20b.png", "/brief/m%C3%A9dias/a%20b.png", "https://example.org/brief/m%C3%A9dias/a%20b.png"),
        ("/media/100%.png", "/media/100%25.png", "/brief/media/100%25.png", "https://example.org/brief/media/100%25.png"),
        ("/media/a?b#c.png", "/media/a%3Fb%23c.png", "/brief/media/a%3Fb%23c.png", "https://example.org/brief/media/a%3Fb%23c.png"),
    ],
)  # fmt: skip
def test_a_path_leads_below_the_base_path(path: str, root: str, brief: str, feed: str) -> None:
    assert (ROOT.link(path), BRIEF.link(path), FEED.link(path)) == (root, brief, feed)
    assert BRIEF.absolute(path) == FEED.absolute(path) == feed


def test_the_home_is_the_base_path() -> None:
    assert (ROOT.home, BRIEF.home, FEED.home) == ("/", "/brief/", "/brief/")


@pytest.mark.parametrize(
    "url", ["https://example.com/x", "mailto:desk@example.org", "//example.com/x", "tel:+1", "data:image/png;base64,x"]
)
def test_a_url_to_elsewhere_stays(url: str) -> None:
    assert [a.to(url, PAGE) for a in (ROOT, BRIEF, FEED)] == [url] * 3


def test_a_link_from_the_root_is_from_the_sites_root() -> None:
    assert [a.to("/about/?a=1#b", PAGE) for a in (ROOT, BRIEF, FEED)] == [
        "/about/?a=1#b",
        "/brief/about/?a=1#b",
        "https://example.org/brief/about/?a=1#b",
    ]


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("x/", "2026/02/ore/x/"),
        ("x.pdf", "2026/02/ore/x.pdf"),
        ("../other/", "2026/02/other/"),
        ("../other", "2026/02/other"),
        ("..", "2026/02/"),
        ("../", "2026/02/"),
        (".", "2026/02/ore/"),
        ("./", "2026/02/ore/"),
        ("", "2026/02/ore/"),
        ("#mine", "2026/02/ore/#mine"),
        ("?page=2", "2026/02/ore/?page=2"),
        ("?a=../b", "2026/02/ore/?a=../b"),
        ("../x/?a=b#c/../d", "2026/02/x/?a=b#c/../d"),
        ("a:b/../c"[2:], "2026/02/ore/c"),
    ],
)
def test_a_relative_link_stays_on_its_page_and_is_absolute_in_a_feed(url: str, absolute: str) -> None:
    assert ROOT.to(url, PAGE) == BRIEF.to(url, PAGE) == url
    assert FEED.to(url, PAGE) == f"https://example.org/brief/{absolute}"


@given(st.text(alphabet="ab./?#", max_size=12).filter(lambda url: not url.startswith("/")))
def test_a_feed_and_a_browser_follow_a_relative_link_to_the_same_place(url: str) -> None:
    page = FEED.absolute(PAGE)
    assert FEED.to(url, PAGE) == urljoin(page, url)
    assert urljoin(page, BRIEF.to(url, PAGE)) == FEED.to(url, PAGE)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/tags/", "tags/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/old", "old/index.html"),
        ("/old.html", "old.html"),
        ("/a.b/", "a.b/index.html"),
        ("/v1.2/old", "v1.2/old/index.html"),
    ],
)
def test_each_path_has_its_file(path: str, file: str) -> None:
    assert file_of(path) == file


def test_quoting_leaves_what_a_path_may_hold() -> None:
    assert quoted("a-b_c.d~e/!$&'()*+,;=:@") == "a-b_c.d~e/!$&'()*+,;=:@"
    assert quoted('"<>\\^`{|} ') == "%22%3C%3E%5C%5E%60%7B%7C%7D%20"


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/", "/"),
        ("/old/", "/old/"),
        ("/caf%C3%A9/", "/café/"),
        ("/a%20b.html", "/a b.html"),
        ("/café/", "/café/"),
        ("/100%25/", "/100%/"),
        ("/100%/", "/100%/"),
    ],
)
def test_an_old_address_is_the_folder_that_a_server_looks_for(path: str, plain: str) -> None:
    assert decoded(path) == plain


@pytest.mark.parametrize(
    "path",
    ["/%2e%2e/x/", "/a/%2E%2E/%2e%2e/x", "/%2e/", "/a%2F%2Fb/", "/a%2f..%2fb", "/%00/", "/a%0Ab/", "/a%5Cb/", "/%FF/"],
)
def test_an_old_address_that_would_climb_or_break_stays_as_it_is(path: str) -> None:
    assert decoded(path) == path
