"""Bytes from recipes and views."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from newsroom import briefing, lay, planned, views

from generator.derived import Derivatives
from generator.diagnostic import UserError
from generator.model import MediaFile
from generator.plan import Output
from generator.plan.output import FILES, PAGES, Derived
from generator.render import Renderer
from generator.templates import Layouts
from generator.views import FileCopy, Link, Sitemap, SitemapEntry


def renderer(site: Path, files: dict[str, str | bytes] | None = None) -> Renderer:
    lay(site, files or {})
    layouts = Layouts.of_site(site, "/", lambda prose: "<p>Ore.</p>\n")
    return Renderer(layouts, site / "content", Derivatives(site / "derived"))


def template(name: str, view: object) -> Output:
    return Output("x", "template", name, lambda: view, {}, PAGES, "x")


def test_a_derived_file_is_made_once(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("once")
        return b"picture"

    output = Output("card.png", "derived", "", lambda: Derived("ab12", make), {}, FILES, "card")
    assert [renderer(tmp_path).render(output) for _ in range(2)] == [b"picture"] * 2
    assert made == ["once"]


def test_a_template_gets_the_fields_of_its_view(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"layouts/a.html": "{{ title }} {{ url }}"})
    assert made.render(template("a.html", Link("Über", "/a/"))) == "Über /a/".encode()


def test_a_template_that_fails_is_a_user_error(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"layouts/a.html": "{{ site }}"})
    with pytest.raises(UserError):
        made.render(template("a.html", Link("", "")))


def test_a_medium_is_copied_from_content(tmp_path: Path) -> None:
    output = Output("media/a.png", "media", "", lambda: FileCopy("media/a.png", "digest"), {}, 0, "x")
    assert renderer(tmp_path).render(output) == tmp_path / "content/media/a.png"


def test_an_asset_is_the_bytes_with_fingerprinted_urls(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"layouts/assets/a.css": "x", "layouts/assets/b.css": "@import 'a.css';"})
    data = made.render(Output("assets/b.css", "asset", "", lambda: FileCopy("b.css", "digest"), {}, 0, "x"))
    assert data == made.layouts.assets["b.css"].data
    assert b"a." in bytes(data)  # type: ignore[arg-type]  # bytes, not a path


@pytest.mark.parametrize("character", ["\0", "\x08", "\x0b", "\x1f", "\x7f", "\x85", "\x9f", "\ufffe", "\uffff"])
def test_no_control_character_reaches_an_output(tmp_path: Path, character: str) -> None:
    hostile = planned([briefing(title=f"a{character}b", summary=f"c{character}d")])
    made = renderer(tmp_path)
    for output in hostile.outputs:
        if output.recipe in {"template", "rss", "atom", "json"}:
            data = made.render(output)
            assert isinstance(data, bytes)
            text = data.decode("utf-8")
            assert character not in text
            if output.path.endswith(".xml"):
                ElementTree.fromstring(text)


def test_half_a_character_in_a_template_reaches_no_output(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"layouts/a.html": r"a{{ '\ud800' }}b"})
    assert made.render(template("a.html", Link("", ""))) == b"ab"


def test_line_ends_and_tabs_stay(tmp_path: Path) -> None:
    made = renderer(tmp_path, {"layouts/a.html": "{{ title }}"})
    assert made.render(template("a.html", Link("a\tb\nc", ""))) == b"a\tb\nc"


def test_a_feeds_item_is_made_once_for_all_formats_and_feeds(tmp_path: Path) -> None:
    made: list[object] = []
    layouts = Layouts.of_site(tmp_path, "/", lambda prose: made.append(prose) or "<p>Body</p>")
    press = Renderer(layouts, tmp_path / "content", Derivatives(tmp_path / "derived"))
    site = planned([briefing(terms={"tags": ("x", "y")})])
    feeds = [output for output in site.outputs if output.recipe in {"rss", "atom", "json"} and output.view.items]
    texts = [press.render(output) for output in feeds]
    assert len(feeds) > 3
    assert all(b"Body" in text for text in texts if isinstance(text, bytes))
    assert len(made) == 1


def test_every_output_of_a_site_can_be_made(tmp_path: Path) -> None:
    site = planned(
        [briefing("a", aliases=("/old/",), terms={"tags": ("x & y",)}, series="S"), briefing("b")],
        media=[MediaFile("media/a.png", "d", 1, 1)],
    )
    made = renderer(tmp_path)
    for output in site.outputs:
        assert made.render(output)


def test_markup_in_front_matter_is_text(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    site = planned(
        [briefing(title=script, summary=script, terms={"tags": (script,)}, series=script, authors=(script,))]
    )
    made = renderer(tmp_path)
    for output in site.outputs:
        if output.recipe == "template":
            data = made.render(output)
            assert isinstance(data, bytes)
            assert b"<script>alert" not in data
            assert not re.search(rb"<script(?! type=.application/ld\+json)", data)


def test_a_sitemap_is_escaped(tmp_path: Path) -> None:
    site = views(planned([]))["index.html"].site
    data = renderer(tmp_path).render(template("sitemap.xml", Sitemap(site, (SitemapEntry("https://e.org/?a&b<"),))))
    assert isinstance(data, bytes)
    assert b"?a&amp;b&lt;" in data
