"""Names of files, in whatever Unicode form a system or an editor writes them."""

from __future__ import annotations

from pathlib import Path

from .runner import Site


def test_a_decomposed_name_on_disk_is_found_by_a_composed_one_in_a_link(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.write("content/media/u\u0308bersicht.csv", "a\n")
    site.briefing("now", "[table](media/\u00fcbersicht.csv)")
    assert site.errors() == []
    assert 'href="/media/u%CC%88bersicht.csv"' in site.page("2026/02/now/")


def test_an_empty_body_leaves_feeds_with_the_summary(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.briefing("now", "", summary="All there is to say.")
    site.build()
    assert '"content_html": "<p>All there is to say.</p>' in site.page("feed.json")
