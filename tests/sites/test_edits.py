"""Promise 2, edit by edit: whatever a page shows of others, or of anything else, changes with it.

The state machine finds what nobody thought of; these find at once, and by name, what somebody did.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator import build as build_room
from generator import release, signature, staleness
from sites.runner import AS_OF, Site, clean_tree, difference

SETTINGS = """\
title: A test site
url: https://example.org/
require: []
taxonomies: [tags]
related: {count: 0}
search: false
cards: false
"""
CHART = """\
```chart
title: Ore
description: How much of it.
bar: media/ore.csv
x: tonnes
y: mine
```
"""
GIF = b"GIF89a%b\1\0\x80\0\0"
Options = dict[str, Any]


def first(site: Site, **fields: object) -> None:
    """The oldest of five briefings, which shows a bit of everything."""
    text = str(fields.pop("text", "On gallium. [The last](last.md)\n\n![A picture](media/a.gif)"))
    shown: dict[str, object] = {"date": "2026-02-01", "tags": ["gallium"], "recommended": ["picked"], **fields}
    site.briefing("first", text, **{"related": ["pinned"], **shown})


def newsroom(folder: Path) -> Site:
    site = Site.new(folder, SETTINGS)
    first(site)
    site.briefing("second", "On zinc.", date="2026-02-02", tags=["zinc"])
    site.briefing("pinned", "On tin.", date="2026-02-04", title="Pinned")
    site.briefing("picked", "On lead.", date="2026-02-06", title="Picked")
    site.briefing("drawn", f"On iron.\n\n{CHART}", date="2026-02-05")
    site.briefing("last", "On gallium.", date="2026-02-08", tags=["gallium"], sources=["Wire"])
    site.briefing("scheduled", "On cobalt.", date="2026-03-02", expires="2026-03-04")
    site.briefing("draft", "On nickel.", draft=True)
    site.write("content/pages/about.md", "---\ntitle: About\n---\n[The last](../briefings/last.md)\n")
    site.write("content/media/a.gif", GIF % b"\1\0")
    site.write("content/media/ore.csv", "mine,tonnes\nA,1\nB,2\n")
    site.write("layouts/404.html", '{% import "own/words.html" as words %}{{ words.lost() }}')
    site.write("layouts/own/words.html", "{% macro lost() %}Lost{% endmacro %}")
    site.write("layouts/terms.html", '{% include "own/terms.html" %}{{ asset("css/own.css") }}')
    site.write("layouts/own/terms.html", "Terms")
    site.write("layouts/assets/css/own.css", "p { margin: 1px }")
    return site


def rename(site: Site, old: str, new: str) -> None:
    folder = site.folder / "content/briefings"
    (folder / f"{old}.md").rename(folder / f"{new}.md")


def vandalise(site: Site) -> None:
    """Alter a page so that neither its size nor its time tells."""
    page = site.output / "2026/02/second/index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes().replace(b"zinc", b"lead"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def edit_and_keep_size_and_time(site: Site) -> None:
    file = site.folder / "content/briefings/second.md"
    before = file.stat()
    site.briefing("second", "On lead.", date="2026-02-02", tags=["zinc"])
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


EDITS: dict[str, Callable[[Site], object]] = {
    "a neighbour's title": lambda site: site.briefing("second", "On zinc.", date="2026-02-02", title="T"),
    "a neighbour's place": lambda site: site.briefing("second", "On zinc.", date="2026-02-02", slug="s"),
    "a neighbour that goes": lambda site: (site.folder / "content/briefings/second.md").unlink(),
    "a neighbour that comes": lambda site: site.briefing("between", date="2026-02-03"),
    "a related one's title": lambda site: site.briefing("pinned", "On tin.", date="2026-02-04", title="T"),
    "a related one's first words": lambda site: site.briefing("pinned", "Of tin.", date="2026-02-04", title="Pinned"),
    "a related one's day": lambda site: site.briefing("pinned", "On tin.", date="2026-02-05", title="Pinned"),
    "a pick's title": lambda site: site.briefing("picked", "On lead.", date="2026-02-06", title="T"),
    "a pick's author": lambda site: site.briefing("picked", "On lead.", date="2026-02-06", title="Picked", author="A"),
    "a topic's spelling": lambda site: site.briefing("oldest", date="2026-01-01", tags=["Gallium"]),
    "where a link leads": lambda site: site.briefing("last", "On gallium.", date="2026-02-08", slug="s"),
    "a picture's size": lambda site: site.write("content/media/a.gif", GIF % b"\2\0"),
    "a chart's data": lambda site: site.write("content/media/ore.csv", "mine,tonnes\nA,1\nB,3\n"),
    "a chart's title": lambda site: site.briefing("drawn", CHART.replace("Ore", "Iron ore"), date="2026-02-05"),
    "a chart's template": lambda site: site.write(
        "layouts/chart.html", "{% macro figure(chart) %}{{ chart.title }}{% endmacro %}"
    ),
    "the place of a chart": lambda site: site.briefing("drawn", CHART, date="2026-02-05", slug="moved"),
    "a text": lambda site: first(site, text="On indium."),
    "a source": lambda site: site.briefing("last", "On gallium.", date="2026-02-08", sources=["The Wire"]),
    "a file's name": lambda site: rename(site, "second", "renamed"),
    "a file's name beside a slug": lambda site: rename(site, "slugged", "renamed"),
    "the site's title": lambda site: site.write("content/site.yaml", SETTINGS.replace("A test", "Another")),
    "the number of related ones": lambda site: site.write("content/site.yaml", SETTINGS.replace("0}", "3}")),
    "a template that is imported": lambda site: site.write(
        "layouts/own/words.html", "{% macro lost() %}Gone{% endmacro %}"
    ),
    "a template that is included": lambda site: site.write("layouts/own/terms.html", "Names"),
    "a template that is shadowed": lambda site: site.write(
        "layouts/labels.html", '{% extends "headframe/labels.html" %}'
    ),
    "a template that goes": lambda site: (site.folder / "layouts/404.html").unlink(),
    "an asset": lambda site: site.write("layouts/assets/css/own.css", "p { margin: 2px }"),
    "the feeds' stylesheet": lambda site: site.write("layouts/assets/css/feed.css", "p { margin: 2px }"),
    "an output that somebody altered": vandalise,
    "a source of the same size and time": edit_and_keep_size_and_time,
    "nothing": lambda site: None,
}
LATER: dict[str, Options] = {
    "a day on which one is published": {"as_of": AS_OF + timedelta(days=1)},
    "a day on which one expires": {"as_of": AS_OF + timedelta(days=4)},
    "a preview of drafts": {"previewed": frozenset({"draft"})},
    "a preview of all": {"previewed": frozenset({"draft", "scheduled", "expired"})},
    "another address": {"base_url": "https://preview.example.org/x/"},
    "names of assets that stay": {"fingerprinted": False},
}
PREVIEW: Options = {"fingerprinted": False, "previewed": frozenset({"draft", "scheduled"})}
"""What `headframe serve` asks for."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = newsroom(tmp_path / "site")
    site.briefing("slugged", "On iron.", date="2026-02-07", slug="kept")
    site.build()
    return site


def expect_a_clean_build(site: Site, **options: Any) -> None:
    result = site.build(**options)
    shutil.rmtree(site.folder.parent / "clean", ignore_errors=True)
    fresh = Site.copy_of(site.folder, site.folder.parent / "clean")
    assert result.diagnostics == fresh.build(**options).diagnostics
    assert difference(fresh.tree(), site.tree()) == {}


@pytest.mark.parametrize("what", EDITS)
def test_what_an_edit_changes_is_made_anew(what: str, site: Site) -> None:
    EDITS[what](site)
    expect_a_clean_build(site)


@pytest.mark.parametrize("what", EDITS)
def test_what_an_edit_changes_is_made_anew_in_a_preview(what: str, site: Site) -> None:
    site.build(**PREVIEW)
    EDITS[what](site)
    expect_a_clean_build(site, **PREVIEW)


@pytest.mark.parametrize("what", LATER)
def test_another_day_or_preview_and_the_way_back(what: str, site: Site) -> None:
    before = site.tree()
    expect_a_clean_build(site, **LATER[what])
    site.build()
    assert difference(before, site.tree()) == {}


def test_a_template_that_is_included_through_a_linked_folder(site: Site, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "footer.html").write_text("One")
    (site.folder / "layouts/shared").symlink_to(shared)
    site.write("layouts/terms.html", '{% set name = "footer" %}{% include "shared/" ~ name ~ ".html" %}')
    site.build()
    (shared / "footer.html").write_text("Two")
    expect_a_clean_build(site)
    assert site.page("tags/") == "Two"


@pytest.mark.parametrize("name", ["404.html", "lost.html"])
def test_a_folder_of_the_sites_own_that_is_called_as_what_ships(name: str, site: Site) -> None:
    site.write(f"layouts/headframe/{name}", "One")
    site.write("layouts/404.html", f'{{% include "headframe/{name}" %}}')
    site.build()
    assert (site.page("404.html") == "One") == (name == "lost.html")
    site.write(f"layouts/headframe/{name}", "Two")
    expect_a_clean_build(site)


def test_charts_in_bodies_that_a_filter_of_filters_shows(site: Site) -> None:
    site.write("layouts/briefing.html", '{{ [briefing.body] | map("html") | join }}')
    site.build()
    site.write("layouts/chart.html", "{% macro figure(chart) %}{{ chart.title }}{% endmacro %}")
    expect_a_clean_build(site)
    assert site.page("2026/02/drawn/").endswith("\nOre\n")


FLEETING = {
    "content/media/ore.csv": b"mine,tonnes\nA,1\nB,3\n",
    "content/pages/about.md": b"---\ntitle: Over\n---\n[The last](../briefings/last.md)\n",
    "layouts/own/words.html": b"{% macro lost() %}Gone{% endmacro %}",
    "layouts/page.html": b"Nothing to see here.",
    "layouts/assets/css/own.css": b"p { margin: 2px }",
}
MOMENTS = {
    "as its templates are looked through": (staleness, "closures"),
    "before anything is made": (build_room, "renderer_of"),
    "after all is made": (build_room, "_written"),
}


@pytest.mark.parametrize("are_known", [False, True], ids=["new templates", "known templates"])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("path", FLEETING)
def test_an_edit_during_a_build_that_is_undone_before_the_next(
    path: str, moment: str, are_known: bool, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = site.folder / path
    before = file.read_bytes() if file.exists() else None
    site.write("layouts/robots.txt", "All may look.")
    if are_known:
        site.build()
    site.write("content/site.yaml", f"{SETTINGS}description: All is made anew\n")
    (site.output / "media/ore.csv").unlink()
    with monkeypatch.context() as during:
        room, name = MOMENTS[moment]
        work = getattr(room, name)

        def edited(*given: Any) -> Any:
            file.write_bytes(FLEETING[path])
            return work(*given)

        during.setattr(room, name, edited)
        assert {(d.code, d.span.path) for d in site.errors()} <= {("changed-meanwhile", path)}
    if before is None:
        file.unlink()
    else:
        file.write_bytes(before)
    expect_a_clean_build(site)
    file.write_bytes(FLEETING[path])
    expect_a_clean_build(site)


def test_edits_that_keep_the_size_within_a_tick_of_a_coarse_clock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On FAT times are even seconds and inodes have no number."""
    tick = 2_000_000_000
    monkeypatch.setattr(
        signature, "of", lambda s: (s.st_size, s.st_mtime_ns // tick * tick, s.st_ctime_ns // tick * tick, 0)
    )
    site = Site.new(tmp_path / "site", SETTINGS)
    for word in ("aaaa", "bbbb", "cccc", "dddd"):
        site.briefing("a", f"The word is {word}.")
        site.build()
        assert f"The word is {word}." in site.page("2026/02/a/")
        site.write("public/404.html", site.page("404.html").replace("<", "[", 1))
        site.build()
        assert site.page("404.html").startswith("<")


def test_another_engine_believes_nothing(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    monkeypatch.setattr(release, "digest", lambda: "another")
    result = site.build()
    assert {reason for _, reason in result.reasons} == {"new"}
    assert len(result.reasons) == len(result.published.unchanged)


def test_a_clean_tree_is_what_a_first_build_gives(site: Site, tmp_path: Path) -> None:
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}
