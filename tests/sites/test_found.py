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


