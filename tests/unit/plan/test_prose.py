"""Where the links and pictures of a body lead."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from newsroom import briefing, codes, indexed, media

from generator import markdown
from generator.diagnostic import Diagnostic
from generator.model import Image, MediaFile
from generator.plan.addresses import Addresses
from generator.plan.prose import Links
from generator.views import Figure

FILE = "briefings/2026/ore.md"
BRIEFINGS = [
    briefing("ore", path=FILE),
    briefing("tin", path="briefings/2026/2026-01-01-tin.md"),
    briefing("zinc", path="briefings/2025/zinc.md"),
    briefing("same-a", path="briefings/2025/same.md"),
    briefing("same-b", path="briefings/2024/same.md"),
    briefing("umlaut", path="briefings/2026/über uns.md"),
    briefing("decomposed", path="briefings/2026/cafe\u0301.md"),
    briefing("hidden", path="briefings/2026/hidden.md", draft=True),
]
MEDIA = [
    MediaFile("media/rig.jpg", "1", 640, 480),
    MediaFile("media/photo.jpg", "1", 1000, 500, "jpeg"),
    MediaFile("media/2026/große Karte.png", "2", 3, 2),
    MediaFile("media/100%.png", "3", 5, 5),
    MediaFile("media/a%20b.png", "4", 7, 7),
    MediaFile("media/data.csv", "5"),
    MediaFile("media/unknown.svg", "6"),
]


@dataclass
class Shown:
    """A body as a page shows it, and what was said of it."""

    text: str
    found: tuple[Diagnostic, ...]

    @property
    def urls(self) -> list[str]:
        return [html.unescape(url) for url in re.findall(r'(?:href|src|srcset)="([^"]*)"', self.text)]


def links(url: str = "https://example.org/", *, everywhere: bool = False) -> Links:
    shown, _ = indexed(BRIEFINGS)
    pages = {"pages/about.md": "/about/", "pages/über.md": "/ueber/"}
    return Links(Addresses(url, everywhere=everywhere), shown, pages, media(*MEDIA))


def show(text: str, *, file: str = FILE, raw: str = "sanitize", **at: Any) -> Shown:
    rendered, _ = markdown.render(text, file, 5, mode="full", html=raw)
    prose, found = links(**at).prose(rendered.body, file, "/2026/02/ore/")
    assert prose.digest == rendered.body.digest
    return Shown(markdown.fill(rendered.html, prose.attributes), found)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("2026-01-01-tin.md", "/2026/02/tin/"),
        ("./2026-01-01-tin.md", "/2026/02/tin/"),
        ("../2025/zinc.md", "/2026/02/zinc/"),
        ("zinc.md", "/2026/02/zinc/"),
        ("2025/zinc.md", "/2026/02/zinc/"),
        ("briefings/2025/zinc.md", "/2026/02/zinc/"),
        ("/briefings/2025/zinc.md", "/2026/02/zinc/"),
        ("zinc.md#ore-grade", "/2026/02/zinc/#ore-grade"),
        ("zinc.md?a=1#b", "/2026/02/zinc/?a=1#b"),
        ("%C3%BCber%20uns.md", "/2026/02/umlaut/"),
        ("<über uns.md>", "/2026/02/umlaut/"),
        ("<u\u0308ber uns.md>", "/2026/02/umlaut/"),
        ("caf\u00e9.md", "/2026/02/decomposed/"),
        ("cafe\u0301.md", "/2026/02/decomposed/"),
        ("../../pages/u\u0308ber.md", "/ueber/"),
        ("../../pages/about.md", "/about/"),
        ("../../pages/about.md#who", "/about/#who"),
        ("/pages/about.md", "/about/"),
        ("2024/same.md", "/2026/02/same-b/"),
        ("../2025/same.md", "/2026/02/same-a/"),
    ],
)
def test_a_link_to_a_file_becomes_its_address(link: str, url: str) -> None:
    shown = show(f"[x]({link})")
    assert (shown.urls, shown.found) == ([url], ())


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("zinc.md", "/brief/2026/02/zinc/"),
        ("/about/", "/brief/about/"),
        ("/", "/brief/"),
        ("/media/rig.jpg", "/brief/media/rig.jpg"),
        ("../tin/", "../tin/"),
        ("#ore", "#ore"),
        ("https://example.com/a.md", "https://example.com/a.md"),
        ("mailto:desk@example.org", "mailto:desk@example.org"),
    ],
)
def test_links_of_a_site_below_a_path_lead_there(link: str, url: str) -> None:
    shown = show(f"[x]({link})", url="https://example.org/brief/")
    assert (shown.urls, shown.found) == ([url], ())


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("zinc.md#a", "https://example.org/brief/2026/02/zinc/#a"),
        ("/about/", "https://example.org/brief/about/"),
        ("../tin/", "https://example.org/brief/2026/02/tin/"),
        ("#ore", "https://example.org/brief/2026/02/ore/#ore"),
        ("media/rig.jpg", "https://example.org/brief/media/rig.jpg"),
        ("https://example.com/", "https://example.com/"),
    ],
)
def test_in_a_feed_every_link_is_absolute(link: str, url: str) -> None:
    assert show(f"[x]({link})", url="https://example.org/brief/", everywhere=True).urls == [url]


@pytest.mark.parametrize("name", ["q", "blockquote", "del", "ins"])
def test_what_a_quotation_cites_is_led_like_a_link(name: str) -> None:
    text = f'<{name} cite="/about/">x</{name}> <{name} cite="zinc.md">y</{name}>'
    assert re.findall('cite="([^"]*)"', show(text, url="https://example.org/brief/").text) == [
        "/brief/about/",
        "/brief/2026/02/zinc/",
    ]
    assert 'cite="https://example.org/about/"' in show(text, everywhere=True).text


def test_footnotes_lead_to_their_page_in_a_feed() -> None:
    shown = show("Ore.[^1]\n\n[^1]: Note.\n", everywhere=True)
    assert shown.urls
    assert all(url.startswith("https://example.org/2026/02/ore/#fn") for url in shown.urls)


def test_a_link_to_nothing_is_an_error_at_its_line() -> None:
    shown = show("First.\n\nA [link](gone.md) and\n[another](../pages/about.md).\n")
    assert [(d.code, d.severity, d.span.path, d.span.line) for d in shown.found] == [
        ("missing-link", "error", f"content/{FILE}", 7),
        ("missing-link", "error", f"content/{FILE}", 8),
    ]
    assert "gone.md" in shown.found[0].message
    assert shown.urls == []


@pytest.mark.parametrize(
    ("link", "remedy"),
    [
        ("zicn.md", "did you mean zinc.md?"),
        ("content/briefings/zinc.md", "did you mean zinc.md?"),
        ("abuot.md", "did you mean /pages/about.md?"),
        ("about.md", "did you mean /pages/about.md?"),
        ("quite-another.md", "check the file's name"),
    ],
)
def test_a_link_that_is_nearly_right_is_told_what_was_meant(link: str, remedy: str) -> None:
    assert [d.help for d in show(f"[x]({link})").found] == [remedy]


@pytest.mark.parametrize(
    ("picture", "remedy"),
    [
        ("media/rgi.jpg", "did you mean media/rig.jpg?"),
        ("media/RIG.JPG", "did you mean media/rig.jpg?"),
        ("media/Karte.png", "did you mean media/2026/große Karte.png?"),
        ("media/quite-another.webp", "check the name, its case too"),
    ],
)
def test_a_picture_that_is_nearly_there_is_told_which_was_meant(picture: str, remedy: str) -> None:
    assert [d.help for d in show(f"![x]({picture})").found] == [remedy]


@pytest.mark.parametrize("link", ["ZINC.md", "../../../etc/passwd.md", "/etc/passwd.md", "%00.md", ".md"])
def test_a_link_that_is_nearly_right_or_climbs_out_is_an_error(link: str) -> None:
    assert codes(show(f"[x]({link})").found) == ["missing-link"]


def test_a_name_of_two_files_is_an_error_that_names_both() -> None:
    (error,) = show("[x](same.md)").found
    assert error.code == "ambiguous-link"
    assert "content/briefings/2025/same.md" in error.message
    assert "content/briefings/2024/same.md" in error.message


@pytest.mark.parametrize("link", ["hidden.md", "/briefings/2026/hidden.md", "hidden.md#x"])
def test_a_link_to_what_is_hidden_is_left_out_with_a_warning(link: str) -> None:
    shown = show(f"A [link]({link}) here.")
    assert [(d.code, d.severity) for d in shown.found] == [("hidden-link", "warning")]
    assert "hidden" not in shown.text
    assert "link" in shown.text


@pytest.mark.parametrize(
    "picture",
    ["media/rig.jpg", "/media/rig.jpg", "../../media/rig.jpg", "media/../media/rig.jpg", "/media/./rig.jpg"],
)
def test_a_picture_gets_its_address_and_size(picture: str) -> None:
    shown = show(f"![A rig]({picture})")
    assert shown.found == ()
    assert 'src="/media/rig.jpg" width="640" height="480" loading="lazy"' in shown.text


@pytest.mark.parametrize(
    ("picture", "url"),
    [
        ("<media/2026/große Karte.png>", "/media/2026/gro%C3%9Fe%20Karte.png"),
        ("media/2026/gro%C3%9Fe%20Karte.png", "/media/2026/gro%C3%9Fe%20Karte.png"),
        ("media/100%25.png", "/media/100%25.png"),
        ("media/a%2520b.png", "/media/a%2520b.png"),
        ("media/rig.jpg?v=2", "/media/rig.jpg?v=2"),
        ("media/rig.jpg#x", "/media/rig.jpg#x"),
    ],
)
def test_a_pictures_name_is_encoded_as_a_url(picture: str, url: str) -> None:
    shown = show(f"![x]({picture})")
    assert (shown.urls, shown.found) == ([url], ())
    assert "width=" in shown.text


@pytest.mark.parametrize("picture", ["media/RIG.jpg", "media/gone.png", "/media/../rig.jpg", "../../media/a b.png"])
def test_a_picture_that_is_not_there_is_an_error(picture: str) -> None:
    (error,) = show(f"One\n\n![x](<{picture}>)").found
    assert (error.code, error.severity, error.span.line) == ("missing-media", "error", 7)


def test_a_picture_of_unknown_size_or_from_elsewhere_has_no_size() -> None:
    assert "width" not in show("![x](media/unknown.svg)").text
    shown = show("![x](https://example.com/media/rig.jpg)")
    assert ("width" in shown.text, shown.found) == (False, ())


def test_a_link_to_a_picture_has_no_size() -> None:
    assert "width" not in show("[x](media/rig.jpg)").text


def test_a_size_that_the_editor_wrote_stays() -> None:
    shown = show('<img src="media/rig.jpg" alt="x" width="64">')
    assert 'width="64"' in shown.text
    assert 'height="480"' not in shown.text
    assert 'loading="lazy"' in shown.text


def test_each_picture_of_a_srcset_is_led_to_its_place() -> None:
    text = '<img src="media/rig.jpg" srcset="media/rig.jpg 1x, media/2026/gro%C3%9Fe%20Karte.png 2x" alt="x">'
    shown = show(text, url="https://example.org/brief/", everywhere=True)
    assert shown.found == ()
    assert shown.urls[1] == (
        "https://example.org/brief/media/rig.jpg 1x, https://example.org/brief/media/2026/gro%C3%9Fe%20Karte.png 2x"
    )


def test_a_picture_of_a_srcset_that_is_not_there_is_an_error() -> None:
    assert codes(show('<img src="media/rig.jpg" srcset="media/gone.png 2x" alt="x">').found) == ["missing-media"]


def test_html_is_written_safely() -> None:
    shown = show("[x](/a/?b=1&c=%22d)")
    assert 'href="/a/?b=1&amp;c=%22d"' in shown.text


def test_a_front_matters_picture_is_one_of_the_media() -> None:
    picture = links("https://example.org/brief/").picture(Image("media/2026/große Karte.png", "A map", "Desk"))
    assert picture is not None
    assert (picture.src, picture.alt, picture.credit, picture.width, picture.height) == (
        "/brief/media/2026/gro%C3%9Fe%20Karte.png",
        "A map",
        "Desk",
        3,
        2,
    )
    assert links().picture(Image("/media/rig.jpg", "x")) == links().picture(Image("media/rig.jpg", "x"))
    assert links().picture(Image("media/gone.png", "x")) is None


def test_a_front_matters_picture_from_elsewhere_is_taken_as_it_is() -> None:
    picture = links().picture(Image("https://example.com/x.png", "x"))
    assert picture is not None
    assert (picture.src, picture.width) == ("https://example.com/x.png", 0)


def figures(text: str, **at: Any) -> tuple[tuple[Figure, ...], list[str]]:
    fence = f"```chart\ntitle: Ore\ndescription: How much.\n{text}\n```\n"
    rendered, found = markdown.render(fence, FILE, 5, mode="full", html="sanitize")
    assert found == ()
    prose, told = links(**at).prose(rendered.body, FILE, "/2026/02/ore/")
    return prose.figures, [d.message for d in told]


def test_a_chart_is_shown_inline_on_a_page_and_as_a_picture_beside_it_in_a_feed() -> None:
    (near,), _ = figures("bar: {A: 1}", url="https://example.org/brief/")
    (far,), _ = figures("bar: {A: 1}", url="https://example.org/brief/", everywhere=True)
    assert (near.picture, near.is_inline) == ("/brief/2026/02/ore/chart-1.png", True)
    assert (far.picture, far.is_inline) == ("https://example.org/brief/2026/02/ore/chart-1.png", False)
    assert near.key == far.key


def test_a_charts_data_lies_in_media() -> None:
    (figure,), told = figures("bar: /media/data.csv\nx: a\ny: b", url="https://example.org/brief/")
    assert told == []
    assert figure.files == (("/media/data.csv", "media/data.csv", "5"),)
    assert figure.links == ("/brief/media/data.csv",)
    assert figures("bar: media/gone.csv\nx: a\ny: b")[1] == ["there is no content/media/gone.csv"]
    assert figures("data: ../../pages/a.csv\nmark: bar")[1] == ["../../pages/a.csv does not lead into media/"]


SRCSET = 'srcset="/media/photo.jpg.400w.webp 400w, /media/photo.jpg.800w.webp 800w, /media/photo.jpg 1000w"'
SIZES = 'sizes="(min-width: 38.5rem) 36rem, calc(100vw - 2.5rem)"'


def test_a_picture_is_offered_in_several_sizes() -> None:
    shown = show("![A photo](/media/photo.jpg)")
    assert shown.text == (
        f'<p><img src="/media/photo.jpg" width="1000" height="500" loading="lazy" decoding="async" {SRCSET} {SIZES}'
        ' alt="A photo"></p>\n'
    )


@pytest.mark.parametrize(
    ("written", "has", "lacks"),
    [
        ('loading="eager"', [SRCSET, SIZES], ["lazy"]),
        ('sizes="50vw"', [SRCSET, 'sizes="50vw"'], [SIZES]),
        ('srcset="/media/rig.jpg 640w"', ['srcset="/media/rig.jpg 640w"'], ["webp", "sizes"]),
        ('width="100"', [SRCSET, 'width="100"'], ['height="']),
        ('decoding="sync"', [SRCSET], ["async"]),
    ],
)
def test_what_an_editor_wrote_beside_a_picture_stays(written: str, has: list[str], lacks: list[str]) -> None:
    text = show(f'<img src="/media/photo.jpg" alt="" {written}>').text
    assert [part for part in has if part not in text] == []
    assert [part for part in lacks if part in text] == []


def test_a_picture_in_a_feed_is_the_whole_one() -> None:
    text = show("![A photo](/media/photo.jpg)", everywhere=True).text
    assert 'src="https://example.org/media/photo.jpg" width="1000" height="500"' in text
    assert "srcset" not in text
    assert "decoding" not in text
