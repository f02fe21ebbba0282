"""What is not public yet: its faults are told before its day, and a preview shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from .runner import Site

LATER = datetime(2027, 1, 1, tzinfo=UTC)
PREVIEW = frozenset({"draft"})


def test_a_scheduled_briefing_that_would_stop_the_build_on_its_day_stops_it_now(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.briefing("now")
    site.briefing("soon", "![](media/none.png)", date="2026-12-01", related=["nonesuch"])
    assert sorted(d.code for d in site.errors()) == ["missing-briefing", "missing-media"]
    assert sorted(d.code for d in site.errors(as_of=LATER)) == ["missing-briefing", "missing-media"]


def test_a_scheduled_briefing_without_fault_stops_nothing_and_shows_nowhere(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.briefing("now")
    site.briefing("soon", "[now](now.md)", date="2026-12-01", related=["now"])
    assert site.errors() == []
    assert not [path for path, data in site.tree().items() if b"soon" in data or "soon" in path]


def test_a_draft_page_shows_in_a_preview_alone(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.write("content/pages/terms.md", "---\ntitle: Terms\ndraft: true\n---\n\nText.\n")
    site.build()
    assert "terms/index.html" not in site.tree()
    site.build(previewed=PREVIEW)
    assert "terms/index.html" in site.tree()


def test_markdown_among_the_media_is_a_file_to_link_to(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.write("content/media/data.md", "| a |\n")
    site.briefing("now", "[data](media/data.md)")
    site.build()
    assert 'href="/media/data.md"' in site.page("2026/02/now/")


def test_a_briefing_recommended_twice_shows_once_and_never_itself(tmp_path: Path) -> None:
    site = Site.new(tmp_path)
    site.briefing("other")
    site.briefing("now", recommended=["other", "other.md", "now"])
    site.build()
    assert (
        site.page("2026/02/now/").count('href="/2026/02/other/"') == 3
    )  # recommended, and a neighbour in head and foot


def test_dates_before_standard_time_have_offsets_of_whole_minutes(tmp_path: Path) -> None:
    site = Site.new(tmp_path, "title: A\nurl: https://example.org/\nrequire: []\ntimezone: Europe/Amsterdam\n")
    site.briefing("old", date="1900-02-20")
    site.build()
    assert '"date_published": "1900-02-20T00:00:00+00:20"' in site.page("feed.json")
