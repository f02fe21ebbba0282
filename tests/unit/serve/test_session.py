"""A preview's builds: what is shown first, and that in the end all is as a clean build has it."""

from __future__ import annotations

import filecmp
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import lay

from generator import engine
from generator.request import Options
from generator.serve.news import News
from generator.serve.session import Session

BRIEFING = """---
title: {title}
date: 2026-02-{day:02}
tags: [{tag}]
sources: [Reuters]
disclaimer: none
---
{body}
"""
SITE: dict[str, str | bytes] = {"content/site.yaml": "title: The Shaft\nurl: https://example.org/\n"}
ORE = "content/briefings/ore.md"
ORE_PAGE = "2026/02/ore/index.html"


def text(title: str = "Ore", day: int = 20, tag: str = "ores", body: str = "Ore rose.") -> str:
    return BRIEFING.format(title=title, day=day, tag=tag, body=body)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    others = {f"content/briefings/b{n}.md": text(f"Briefing {n}", n + 1) for n in range(5)}
    return lay(tmp_path / "site", SITE | {ORE: text()} | others)


@pytest.fixture
def session(site: Path) -> Session:
    """A session that has built the site, and is ready for what comes."""
    begun = Session(Options(site, site / "public", datetime.now(UTC), previewed=frozenset({"draft"})))
    last(begun)
    begun.rest()
    return begun


def last(session: Session) -> News:
    *_, news = session.build()
    assert news.done
    return news


def edited(session: Session, site: Path, **changes: str) -> list[News]:
    (site / ORE).write_text(text(**changes))
    return list(session.build())


def is_as_clean(site: Path, tmp_path: Path) -> bool:
    clean = tmp_path / "clean"
    engine.build(Options(site, clean, datetime.now(UTC), previewed=frozenset({"draft"}), clean=True))
    names = sorted(p.relative_to(clean).as_posix() for p in clean.rglob("*") if p.is_file())
    assert names == sorted(
        p.relative_to(site / "public").as_posix() for p in (site / "public").rglob("*") if p.is_file()
    )
    return filecmp.cmpfiles(clean, site / "public", names, shallow=False)[1:] == ([], [])


def test_a_changed_body_shows_before_the_build_is_done(session: Session, site: Path, tmp_path: Path) -> None:
    (site / ORE).write_text(text(body="Ore fell."))
    news = session.build()
    first = next(news)
    assert (first.done, first.written) == (False, (ORE_PAGE,))
    assert "Ore fell." in (site / "public" / ORE_PAGE).read_text()
    assert next(news).done
    assert is_as_clean(site, tmp_path)


def test_a_page_that_was_shown_as_it_is_to_be_is_not_told_of_twice(session: Session, site: Path) -> None:
    first, done = edited(session, site, body="Ore fell.")
    assert ORE_PAGE in first.written
    assert ORE_PAGE not in done.written
    assert "feed.xml" in done.written


def test_a_new_title_shows_on_its_page_first_and_then_in_lists(session: Session, site: Path, tmp_path: Path) -> None:
    first, done = edited(session, site, title="Ore falls")
    assert first.written == (ORE_PAGE,)
    assert "index.html" in done.written
    assert is_as_clean(site, tmp_path)


@pytest.mark.parametrize("change", [{"tag": "gallium"}, {"day": 19}])
def test_what_changes_more_than_its_page_waits_for_the_build(
    session: Session, site: Path, change: dict[str, str]
) -> None:
    assert [news.done for news in edited(session, site, **change)] == [True]


def test_a_fault_shows_nothing_and_is_told_and_the_site_stays(session: Session, site: Path) -> None:
    before = (site / "public" / ORE_PAGE).read_bytes()
    (news,) = edited(session, site, title='"Ore')
    assert (news.done, news.failed) == (True, True)
    assert [d.span.path for d in news.diagnostics] == [ORE]
    assert (site / "public" / ORE_PAGE).read_bytes() == before


def test_a_fault_that_is_mended_shows_again(session: Session, site: Path) -> None:
    edited(session, site, title='"Ore')
    assert not edited(session, site, body="Ore fell.")[-1].failed
    assert "Ore fell." in (site / "public" / ORE_PAGE).read_text()


def test_new_and_removed_files_and_layouts_wait_for_the_build(session: Session, site: Path, tmp_path: Path) -> None:
    lay(site, {"content/briefings/new.md": text("New"), "layouts/404.html": "Lost.\n"})
    (site / ORE).unlink()
    (news,) = session.build()
    assert "2026/02/new/index.html" in news.written
    assert ORE_PAGE in news.removed
    assert is_as_clean(site, tmp_path)


def test_a_new_layout_is_what_the_next_glimpse_shows(session: Session, site: Path) -> None:
    lay(site, {"layouts/briefing.html": "{{ briefing.title }}: {{ briefing.body | html }}"})
    last(session)
    edited(session, site, body="Ore fell.")
    assert (site / "public" / ORE_PAGE).read_text() == "Ore: <p>Ore fell.</p>\n"


def test_a_layout_that_fails_on_the_new_text_is_left_to_the_build_to_tell(session: Session, site: Path) -> None:
    lay(site, {"layouts/briefing.html": "{% if briefing.title == 'Two' %}{{ none.at_all }}{% endif %}"})
    last(session)
    (news,) = edited(session, site, title="Two")
    assert [d.code for d in news.diagnostics] == ["layout-undefined"]


def test_many_changes_at_once_are_left_to_the_build(session: Session, site: Path) -> None:
    for number in range(5):
        (site / f"content/briefings/b{number}.md").write_text(text(f"Briefing {number}", number + 1, body="All new."))
    (site / ORE).write_text(text(body="All new."))
    assert [news.done for news in session.build()] == [True]


def test_a_page_that_is_missing_is_left_to_the_build(session: Session, site: Path) -> None:
    (site / "public" / ORE_PAGE).unlink()
    (news,) = edited(session, site, body="Ore fell.")
    assert ORE_PAGE in news.written


def test_a_session_rests_on_a_site_with_a_fault_without_complaint(site: Path) -> None:
    (site / "content/site.yaml").write_text("title: [")
    begun = Session(Options(site, site / "public", datetime.now(UTC)))
    assert last(begun).failed
    begun.rest()
