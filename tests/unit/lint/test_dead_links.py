"""Links as editors write them, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from newsdesk import story
from newsroom import indexed, settings

from generator import markdown
from generator.diagnostic import Span
from generator.lint.links import (
    Ground,
    Link,
    dead_anchor,
    dead_link,
    ids_of,
    in_html,
    is_internal,
    of_front_matter,
    of_references,
    of_settings,
    target_of,
)
from generator.markdown.place import Locator
from generator.model import Author, Company, NavigationLink
from generator.plan.addresses import Addresses
from generator.plan.prose import Links

URL = "https://example.org/brief/"
PLACE = Span("content/briefings/ore.md", 9, 1)
PATHS = frozenset(
    {
        "index.html",
        "about/index.html",
        "2026/02/ore/index.html",
        "tags/tin/index.html",
        "feed.xml",
        "media/gr\u00fcn.png",
    }
)


def ground(*there: str, hidden: Mapping[str, str] | None = None, paths: Iterable[str] = PATHS) -> Ground:
    return Ground(URL, frozenset(paths), hidden or {}, lambda path: path in there)


def link(path: str) -> Link:
    return Link(URL.rstrip("/") + path, PLACE)


def written(body: str, page: str = "/2026/02/ore/") -> list[str]:
    """The addresses of a body's own links, as its page shows them."""
    rendered, _ = markdown.render(body, "briefings/ore.md", 1, mode="full", html="sanitize")
    ways = Links(Addresses(URL), indexed([])[0], {"pages/about.md": "/about/"}, {})
    return [one.url for one in of_references(rendered.body, "briefings/ore.md", page, ways, URL)]


@pytest.mark.parametrize(
    ("body", "urls"),
    [
        ("[x](/about/)", ["https://example.org/brief/about/"]),
        ("[x](../pages/about.md#who)", ["https://example.org/brief/about/#who"]),
        ("[x](../tin/)", ["https://example.org/brief/2026/02/tin/"]),
        ("[x](#part)", ["https://example.org/brief/2026/02/ore/#part"]),
        ("[x]()", ["https://example.org/brief/2026/02/ore/"]),
        ("[x](https://example.net/)", []),
        ("[x](mailto:a@example.org)", []),
        ('<a href="/about/?a=1&amp;b=2">x</a>', ["https://example.org/brief/about/?a=1&b=2"]),
        (
            '<img srcset="/a.png 1x, /b.png 2x" alt="">',
            ["https://example.org/brief/a.png", "https://example.org/brief/b.png"],
        ),
        ("Text[^1].\n\n[^1]: A note.", []),
        ("[x](missing.md)", []),
    ],
)
def test_links_are_read_as_the_page_shows_them(body: str, urls: list[str]) -> None:
    assert written(body) == urls


def test_addresses_in_a_body_have_their_places() -> None:
    body = "One [x](https://a.example/1 \"t\") and <https://b.example/?q=1&r=2>,\n<a href='https://c.example/'>x</a>."
    rendered, _ = markdown.render(body, "briefings/ore.md", 1, mode="full", html="sanitize")
    found = list(in_html(rendered.html, Locator(body, "content/briefings/ore.md", 7)))
    assert [(one.url, one.span.line, one.span.column) for one in found] == [
        ("https://a.example/1", 7, 9),
        ("https://b.example/?q=1&r=2", 7, 39),
        ("https://c.example/", 8, 10),
    ]


def test_front_matter_has_addresses_too() -> None:
    told = story(
        "x",
        sources=["Reuters", {"name": "Wire", "url": "https://a.example/"}, "https://b.example/"],
        related=[{"title": "Elsewhere", "url": "https://c.example/"}],
        videos=[{"title": "Film", "url": "https://d.example/"}],
        image={"src": "https://e.example/rig.jpg", "alt": "A rig"},
    )
    found = {
        one.url: told.lines[one.span.line - 1][one.span.column - 1 :][: one.span.length]
        for one in of_front_matter(told)
    }
    assert found == {f"https://{host}.example/": f'"https://{host}.example/"' for host in "abcd"} | {
        "https://e.example/rig.jpg": '"https://e.example/rig.jpg"'
    }


def test_settings_have_addresses_too() -> None:
    site = settings(
        url=URL,
        navigation=(
            NavigationLink("About", "/about/"),
            NavigationLink("Home", "/"),
            NavigationLink("Else", "https://a.example/"),
        ),
        authors={"jane": Author("jane", "Jane", "https://b.example/")},
        companies={"TSX:ELD": Company("TSX:ELD", "Eldest", "https://c.example/")},
        where={
            key: Span("content/site.yaml", number)
            for number, key in enumerate(
                [
                    "navigation.0.url",
                    "navigation.1.url",
                    "navigation.2.url",
                    "authors.jane.url",
                    "companies.TSX:ELD.url",
                ],
                1,
            )
        },
    )
    assert [(one.url, one.span.line) for one in of_settings(site)] == [
        ("https://example.org/brief/about/", 1),
        ("https://example.org/brief/", 2),
        ("https://a.example/", 3),
        ("https://b.example/", 4),
        ("https://c.example/", 5),
    ]


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        (URL, True),
        ("https://example.org/brief", True),
        ("https://example.org/brief/about/", True),
        ("https://example.org/briefing/", False),
        ("https://example.org/", False),
        ("https://example.net/brief/", False),
    ],
)
def test_a_link_leads_into_the_site_or_out_of_it(url: str, inside: bool) -> None:
    assert is_internal(Link(url, PLACE), URL) == inside


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", ("index.html", "")),
        ("", ("index.html", "")),
        ("/about/", ("about/index.html", "")),
        ("/about", ("about/index.html", "")),
        ("/about/index.html#who", ("about/index.html", "who")),
        ("/about/?x=1#who", ("about/index.html", "who")),
        ("/about/#", ("about/index.html", "")),
        ("/about/#top", ("about/index.html", "")),
        ("/about/#:~:text=ore", ("about/index.html", "")),
        ("/feed.xml", ("feed.xml", "")),
        ("/media/gru%CC%88n.png", ("media/gr\u00fcn.png", "")),
        ("/about/#%C3%A9tain", ("about/index.html", "\u00e9tain")),
    ],
)
def test_an_address_is_a_file_of_the_output_and_a_part_of_it(path: str, target: tuple[str, str]) -> None:
    assert target_of(link(path), URL) == target


@pytest.mark.parametrize(
    "path", ["/", "/about/", "/about", "/2026/02/ore/#x", "/feed.xml", "/media/gru%CC%88n.png", "/about/?x"]
)
def test_a_link_to_what_is_there_is_left_alone(path: str) -> None:
    assert list(dead_link([link(path)], ground())) == []


@pytest.mark.parametrize(
    ("path", "message", "help_"),
    [
        ("/abuot/", "there is no /abuot/ on the site", "did you mean /about/?"),
        ("/press/", "there is no /press/ on the site", "check the address"),
        ("/2025/02/ore/", "there is no /2025/02/ore/ on the site", "did you mean /2026/02/ore/?"),
        ("/media/none.png", "there is no /media/none.png on the site", "check the address"),
        (
            "/{{ page.url }}",
            "there is no /{{ page.url }}/ on the site",
            "{{ }} and {% %} are plain text here: write the address out",
        ),
    ],
)
def test_a_link_to_what_is_not_there_is_told(path: str, message: str, help_: str) -> None:
    if "{" in path:
        message = message.replace("url }}/", "url }}")
    (found,) = dead_link([link(path)], ground())
    assert (found.code, found.message, found.help, found.span) == ("dead-link", message, help_, PLACE)


def test_a_link_to_a_file_without_its_md_names_the_page_of_it() -> None:
    paths = ground()
    known = Ground(paths.url, paths.paths | {"2026/01/rebels-leave-bisie/index.html"}, paths.hidden, paths.is_there)
    (found,) = dead_link([link("/2026/02/ore/2026-01-12-rebels-leave-bisie")], known)
    assert found.help == "did you mean /2026/01/rebels-leave-bisie/?"


def test_a_link_to_a_briefing_that_waits_names_its_file() -> None:
    waiting = ground(hidden={"2030/01/tin/index.html": "content/briefings/tin.md"})
    (found,) = dead_link([link("/2030/01/tin/")], waiting)
    assert found.message == "the link leads to content/briefings/tin.md, which is not public at this time"


def test_what_others_laid_into_the_output_folder_is_there() -> None:
    assert list(dead_link([link("/press/kit.zip")], ground("press/kit.zip"))) == []


def test_a_part_of_a_page_has_to_be_there() -> None:
    ids = {"about/index.html": frozenset({"who-writes", "content"})}
    links = [link("/about/#who-writes"), link("/about/#who-write"), link("/about/"), link("/tags/tin/#x")]
    (found,) = dead_anchor(links, URL, ids)
    assert (found.code, found.message, found.help) == (
        "dead-link",
        "there is no #who-write on /about/",
        "did you mean #who-writes?",
    )


def test_the_ids_of_a_page_are_read_however_they_are_written() -> None:
    page = b'<p id="one"><a name=\'two\'></a><h2 class=x id=three>id="four"</h2><i id="a&amp;b" data-id="no">'
    assert ids_of(page) >= {"one", "two", "three", "a&b"}
    assert "no" not in ids_of(page)
