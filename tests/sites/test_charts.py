"""Charts from a body to a page, a feed and a file: drawn once, kept, told of where they are wrong."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from generator import build as build_room
from generator import characters, release
from generator.charts import drawing
from generator.engine import verify
from generator.request import Options
from sites.runner import AS_OF, Site, clean_tree, difference

SETTINGS = "title: T\nurl: https://example.org/brief/\nrequire: []\nsearch: false\ncards: false\n"
CHART = """\
```chart
title: Ore & <more>
description: How "much" of it.
source: {name: A wire, url: "https://wire.example/?a=1&b=2"}
bar: media/ore.csv
x: tonnes
y: mine
```
"""
MAP = "```chart\ntitle: Where\ndescription: In China.\nmap: {China: 98}\n```\n"
WRONG = """\
```chart
title: T
description: D
data: {values: [{a: 1}]}
mark: bar
transform: [{calculate: "1 +* 1", as: b}]
```
"""
PAGE, PNG = "2026/02/ore", "2026/02/ore/chart-1.png"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.write("content/media/ore.csv", "mine,tonnes\nA <b>,1\nB,2\n")
    site.briefing("ore", f"Text.\n\n{CHART}\n\n{MAP}\n")
    site.build()
    return site


def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures of the charts that are drawn from now on."""
    found: list[str] = []
    made = drawing.made

    def noting(figure: Any, content: Path) -> bytes:
        found.append(figure.picture)
        return made(figure, content)

    monkeypatch.setattr(drawing, "made", noting)
    return found


def test_a_page_shows_a_chart_inline_without_style_or_script(site: Site) -> None:
    page = site.page(PAGE)
    assert page.count("<svg") - page.count('<svg class="mark"') == 4
    chart = re.findall(r'<figure class="chart".*?</figure>', page, re.DOTALL)[0]
    assert "style=" not in chart
    assert "<style" not in chart
    assert "<script" not in chart
    assert "Ore &amp; &lt;more&gt;" in chart
    assert html.escape("A <b>") in chart
    assert '<a href="https://wire.example/?a=1&amp;b=2">A wire</a>' in chart
    assert '<a href="/brief/media/ore.csv" download>ore.csv</a>' in chart


def test_ids_are_unique_and_what_names_a_picture_is_there(site: Site) -> None:
    page = site.page(PAGE)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert named
    assert set(named) <= set(ids)
    assert "\x1a" not in page
    assert "\x01" not in page


@pytest.mark.parametrize("name", ["feed.xml", "atom.xml", "feed.json"])
def test_a_feed_shows_the_pixels_with_the_description(name: str, site: Site) -> None:
    text = site.page(name)
    for _ in range(2):
        text = html.unescape(text.replace('\\"', '"'))
    assert f'<img src="https://example.org/brief/{PNG}"' in text
    assert 'alt="How' in text
    assert "<svg" not in text
    assert (site.output / PNG).read_bytes().startswith(b"\x89PNG")


def test_only_pages_with_charts_load_their_stylesheet(site: Site) -> None:
    assert "css/charts." in site.page(PAGE)
    assert "css/charts." not in site.page("/")


def test_a_chart_is_drawn_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(monkeypatch)
    site.briefing("ore", f"Other text, of two lines\nand more.\n\n{CHART}\n\n{MAP}\n", title="Another")
    site.write("layouts/labels.html", '{% extends "headframe/labels.html" %}')
    assert PNG in site.build().published.unchanged
    assert found == []
    site.write("content/media/ore.csv", "mine,tonnes\nA,1\nB,3\n")
    assert {PNG, f"{PAGE}/index.html"} <= set(site.build().published.written)
    assert found == [f"/brief/{PNG}"]


def test_another_engine_draws_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(monkeypatch)
    monkeypatch.setattr(release, "digest", lambda: "another")
    site.build()
    assert len(found) == 2


def test_incremental_equals_clean_whatever_becomes_of_a_chart(site: Site, tmp_path: Path) -> None:
    edits = [
        lambda: site.write("content/media/ore.csv", "mine,tonnes\nC,5\n"),
        lambda: site.briefing("ore", f"{MAP}\n{CHART}"),
        lambda: site.briefing("ore", CHART, slug="moved"),
        lambda: site.write("content/site.yaml", SETTINGS + "language: de\n"),
        lambda: site.write("content/site.yaml", SETTINGS + "markdown: commonmark\n"),
        lambda: site.write("content/site.yaml", SETTINGS),
        lambda: shutil.rmtree(site.folder / ".headframe/derived"),
        lambda: site.briefing("ore", "No chart."),
    ]
    for number, edit in enumerate(edits):
        edit()
        site.build()
        assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}, number
    assert not (site.output / "2026/02/ore/chart-1.png").exists()


def test_several_processes_draw_the_same(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_room, "FEW_CHARTS", 1)
    assert difference(clean_tree(site, tmp_path / "clean", jobs=2), site.tree()) == {}


def test_a_damaged_drawing_is_drawn_anew(site: Site) -> None:
    before = site.tree()
    for file in (site.folder / ".headframe/derived").glob("*/*"):
        file.write_bytes(b"damaged")
    site.write("content/site.yaml", SETTINGS + "description: D\n")
    site.build()
    assert site.tree()[PNG] == before[PNG]
    assert "chart-1-wide" in site.page(PAGE)


def test_verify_holds(site: Site) -> None:
    verify(Options(site=site.folder, output=site.output, as_of=AS_OF, jobs=1))


def test_nothing_of_a_draft_is_drawn_for_readers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(monkeypatch)
    site.briefing("secret", MAP.replace("98", "97"), draft=True)
    site.build()
    assert found == []
    assert not list(site.output.rglob("secret*"))


def test_a_scheduled_chart_is_drawn_today_and_shown_on_its_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = drawn(monkeypatch)
    site.briefing("later", MAP.replace("98", "97"), date="2026-04-01")
    site.build()
    assert found == ["/brief/2026/04/later/chart-1.png"]
    assert not (site.output / "2026/04").exists()
    site.briefing("later", WRONG, date="2026-04-01")
    assert [d.code for d in site.errors()] == ["chart-failed"]


def test_standing_pages_and_introductions_have_charts(site: Site) -> None:
    site.write("content/pages/about.md", f"---\ntitle: About\n---\n{MAP}")
    site.briefing("tin", "Text.", tags=["tin"])
    site.write("content/terms/tags/tin.md", MAP)
    site.write("content/terms/tags/zinc.md", MAP)
    site.build()
    for page in ("about", "tags/tin"):
        assert '<figure class="chart"' in site.page(page)
        assert "css/charts." in site.page(page)
        assert (site.output / page / "chart-1.png").exists()
    assert not (site.output / "tags/zinc").exists()


def test_a_layout_of_the_sites_own_shows_charts_another_way(site: Site) -> None:
    shown = "{{ chart.title }} {{ chart.tables | length }} {{ chart.picture }}"
    site.write("layouts/chart.html", f"{{% macro figure(chart) %}}<b>{shown}</b>{{% endmacro %}}")
    site.build()
    assert f"<b>Ore &amp; &lt;more&gt; 1 /brief/{PNG}</b>" in site.page(PAGE)


def test_without_the_extra_a_chart_is_an_error_that_names_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_room, "can_draw", lambda: False)
    site.briefing("another", MAP.replace("98", "96"))
    (told,) = site.errors()
    assert told.code == "missing-extra"
    assert told.span.path == "content/briefings/another.md"
    assert "pip install 'headframe[charts]'" in told.help


def test_a_site_without_charts_never_looks_for_what_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_room, "can_draw", lambda: pytest.fail("it looked"))
    site = Site.new(tmp_path / "plain", SETTINGS)
    site.briefing("ore", "A chart is code.\n\n```chart\nas: it\nis: ~\n```\n".replace("```chart", "```charts"))
    site.build()


def test_every_fault_is_told_in_one_run(site: Site) -> None:
    site.briefing("one", WRONG)
    site.briefing("two", WRONG.replace("title: T", "title: [T"))
    site.briefing("three", "[x](nowhere.md)")
    assert sorted(d.code for d in site.errors()) == ["chart-failed", "missing-link", "yaml-syntax"]


def test_feeds_with_summaries_show_no_chart(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS + "feed: {full_text: false}\n")
    site.build()
    assert "chart-1.png" not in site.page("feed.xml")
    assert characters.printable("\x1a") == ""
