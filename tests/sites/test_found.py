"""The smallest sites that showed how a build could differ from a clean one: each was so once."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from sites.runner import Site, clean_tree, difference


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.new(tmp_path / "site")


def expect_a_clean_build(site: Site) -> None:
    site.build()
    assert difference(clean_tree(site, site.folder.parent / "clean"), site.tree()) == {}


@pytest.mark.parametrize("fields", [{}, {"slug": "kept"}, {"corrections": [{"date": "2026-02-21", "text": "So."}]}])
def test_a_renamed_briefing_is_renamed_in_feeds(fields: dict[str, object], site: Site) -> None:
    file = site.briefing("old", **fields)
    site.build()
    file.rename(file.with_name("new.md"))
    expect_a_clean_build(site)


def test_a_record_that_somebody_reformatted_is_written_again(site: Site) -> None:
    site.build()
    record = site.output / ".headframe.json"
    record.write_text(record.read_text("utf-8").replace("\n", " "), "utf-8")
    expect_a_clean_build(site)


def test_a_record_that_became_a_link_is_a_file_again(site: Site) -> None:
    site.build()
    record = site.output / ".headframe.json"
    elsewhere = record.replace(site.folder / "record.json")
    record.symlink_to(elsewhere)
    expect_a_clean_build(site)
    assert not record.is_symlink()


def test_what_a_killed_build_staged_goes_also_when_nothing_else_is_to_do(site: Site) -> None:
    site.build()
    stage = site.write("public/.headframe-stage/2026/02/draft/index.html", "A draft").parents[3]
    site.build()
    assert not stage.exists()


@pytest.mark.parametrize(
    ("page", "part"),
    [
        ('{% set name = "i" %}{% include "assets/icons/" ~ name ~ ".svg" %}', "assets/icons/i.svg"),
        ('{% set name = "part" %}{% include "." ~ name ~ ".html" %}', ".part.html"),
        ('{% set url = asset %}{{ url("icons/i.svg") }}', "assets/icons/i.svg"),
        (
            '{% for icon in ["icons/i.svg"] | map("replace", "", "") %}{{ asset(icon) }}{% endfor %}',
            "assets/icons/i.svg",
        ),
    ],
)
def test_what_only_a_run_can_tell_that_a_template_needs_is_part_of_it(page: str, part: str, site: Site) -> None:
    site.write("layouts/404.html", page)
    site.write("layouts/assets/picture.gif", b"GIF89a\xff\xfe")
    for text in ("<svg>1</svg>", "<svg>22</svg>"):
        site.write(f"layouts/{part}", text)
        expect_a_clean_build(site)


def test_a_layout_behind_a_link_to_a_folder_is_read_again_when_it_changes(site: Site) -> None:
    shared = site.folder.parent / "shared"
    shared.mkdir()
    site.write("layouts/404.html", '{% include "shared/part.html" %}')
    (site.folder / "layouts/shared").symlink_to(shared)
    (shared / "circle").symlink_to(shared)
    for text in ("one", "two"):
        (shared / "part.html").write_text(text, "utf-8")
        expect_a_clean_build(site)


@pytest.mark.parametrize(
    "damage",
    [
        "update bodies set spelled = replace(spelled, 'zinc', 'lead')",
        "update bodies set counts = zeroblob(length(counts))",
        "update bodies set (spelled, counts) = (select spelled, counts from bodies where path like '%tin%')",
        "delete from bodies",
        "update media set width = 7",
        "update media set width = null, digest = 1.5",
        "update manuscripts set manuscript = 'text'",
        "update manuscripts set manuscript = 7",
        "update records set record = 'text'",
    ],
)
def test_a_cache_with_damage_that_sqlite_cannot_see_gives_no_other_page(damage: str, site: Site) -> None:
    site.write("content/media/a.gif", b"GIF89a\1\0\1\0\x80\0\0")
    for name, text in (("zinc", "zinc"), ("zinc-more", "zinc"), ("tin", "tin and lead"), ("tin-more", "tin and lead")):
        site.briefing(name, f"On {text} from the smelter.\n\n![a](media/a.gif)")
    time.sleep(0.05)  # after which the files' signatures are settled, and what is known of them is believed
    site.build()
    with sqlite3.connect(site.folder / ".headframe/cache.sqlite") as cache:
        cache.execute("pragma writable_schema = on")
        cache.execute("update sqlite_master set sql = replace(sql, ' not null', '') where type = 'table'")
    cache.close()
    with sqlite3.connect(site.folder / ".headframe/cache.sqlite") as cache:
        cache.execute(damage)
    cache.close()
    site.briefing("tin", "On tin and lead from a smelter in Bolivia.")
    expect_a_clean_build(site)
