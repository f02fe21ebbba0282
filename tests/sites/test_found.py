"""The smallest sites that showed how a build could differ from a clean one: each was so once."""

from __future__ import annotations

import sqlite3
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
