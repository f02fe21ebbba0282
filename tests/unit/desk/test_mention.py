"""What an editor may call a briefing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import lay

from generator import engine
from generator.build import Proof
from generator.desk import mention
from generator.diagnostic import Diagnostic, UserError
from generator.request import Options
from generator.store import Store

TEXT = "---\ntitle: {0}\ndate: {1}\n---\nText.\n"
SITE: dict[str, str | bytes] = {
    "content/site.yaml": "title: A\nurl: https://example.org/brief/\nrequire: []\n",
    "content/briefings/2026/2026-02-20-gallium.md": TEXT.format("Gallium", "2026-02-20\naliases: [/old/ga%20llium/]"),
    "content/briefings/2026-02-21-tin-price.md": TEXT.format("Tin", "2026-02-21"),
    "content/briefings/tin-mine.md": TEXT.format("Tin", "2026-02-22"),
    "content/briefings/2025-05-05-tax.md": TEXT.format("Tax", "2025-05-05"),
    "content/briefings/2026-05-05-tax.md": TEXT.format("Tax", "2026-05-05"),
    "content/briefings/2026-02-23-broken.md": "---\ntitle: Broken\n---\n",
    "content/pages/about.md": "---\ntitle: About\n---\nText.\n",
}
GALLIUM = "briefings/2026/2026-02-20-gallium.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", SITE)


def meant(site: Path, called: str) -> str:
    def look(proof: Proof, _store: Store) -> str:
        return mention.briefing(called, proof, site).path

    return engine.examined(Options(site, site / "public", datetime(2026, 3, 1, tzinfo=UTC), jobs=1), look)


def refused(site: Path, called: str) -> Diagnostic:
    with pytest.raises(UserError) as caught:
        meant(site, called)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(
    "called",
    [
        "gallium",
        "2026-02-20-gallium",
        "2026-02-20-gallium.md",
        "2026/2026-02-20-gallium.md",
        "briefings/2026/2026-02-20-gallium.md",
        "content/briefings/2026/2026-02-20-gallium.md",
        "https://example.org/brief/2026/02/gallium/",
        "http://localhost:8000/brief/2026/02/gallium",
        "https://staging.example/2026/02/gallium/index.html?from=feed#disclosure",
        "/brief/2026/02/gallium/",
        "/2026/02/gallium/",
        "2026/02/gallium",
        "https://example.org/brief/old/ga%20llium/",
        "/old/ga llium",
    ],
)
def test_a_briefing_is_known_by_its_slug_its_file_and_its_address(site: Path, called: str) -> None:
    assert meant(site, called) == GALLIUM


def test_a_file_is_known_by_its_path_from_anywhere(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site / "content/briefings")
    assert meant(site, "2026/2026-02-20-gallium.md") == GALLIUM
    monkeypatch.chdir(site / "content/pages")
    assert meant(site, "../briefings/2026/2026-02-20-gallium.md") == GALLIUM
    monkeypatch.chdir(site.parent)
    assert meant(site, f"site/content/{GALLIUM}") == GALLIUM
    assert meant(site, str(site / "content" / GALLIUM)) == GALLIUM


def test_a_slug_that_several_have_is_ambiguous_and_their_files_are_named(site: Path) -> None:
    told = refused(site, "tax")
    assert told.code == "ambiguous-briefing"
    assert told.message == ("“tax” could be content/briefings/2026-05-05-tax.md or content/briefings/2025-05-05-tax.md")
    assert meant(site, "2025-05-05-tax.md") == "briefings/2025-05-05-tax.md"
    assert meant(site, "/2026/05/tax/") == "briefings/2026-05-05-tax.md"


@pytest.mark.parametrize(
    ("called", "near"),
    [
        ("galium", "did you mean gallium?"),
        ("2026-02-21-galium.md", "did you mean gallium?"),
        ("Tin", "did you mean tin-mine or tin-price?"),
        ("/2026/03/gallium/", "did you mean gallium?"),
        ("unobtainium", "name a briefing's slug, its file or its address"),
        ("", "name a briefing's slug, its file or its address"),
        ("/", "name a briefing's slug, its file or its address"),
        ("x" * 5000, "name a briefing's slug, its file or its address"),
        ("a\0b", "name a briefing's slug, its file or its address"),
    ],
)
def test_what_is_not_there_is_told_with_what_may_have_been_meant(site: Path, called: str, near: str) -> None:
    told = refused(site, called)
    assert (told.code, told.help) == ("missing-briefing", near)


@pytest.mark.parametrize("called", ["broken", "2026-02-23-broken.md", "content/briefings/2026-02-23-broken.md"])
def test_of_a_file_that_cannot_be_read_its_errors_are_told(site: Path, called: str) -> None:
    assert refused(site, called).code == "missing-field"


def test_a_standing_page_is_no_briefing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    assert refused(site, "content/pages/about.md").message == "content/pages/about.md is no briefing"
