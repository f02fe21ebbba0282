"""A site's texts and media: from the cache where nothing changed, parsed anew elsewhere, and never told apart."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from newsroom import lay, png, settings

from generator import manuscript, reading, sources
from generator.diagnostic import UserError
from generator.reading import Bodies, Copy
from generator.request import Options
from generator.store import FILE, Store
from generator.views import Prose

LONG_AFTER = 1 << 62
MATTER = "---\ntitle: {0}\ndate: 2026-02-20\nsources: [Reuters]\n---\nText on {0}.\n"
PNG = png()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    texts = {f"content/briefings/{name}.md": MATTER.format(name) for name in ("ore", "tin")}
    pages = {"content/pages/about.md": "---\ntitle: About\n---\nUs.\n"}
    return lay(tmp_path / "site", {**texts, **pages, "content/media/a.png": PNG, "content/site.yaml": ""})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / FILE, "engine")
    yield made
    made.close()


def read(
    site: Path, store: Store, *, now: int = LONG_AFTER, previewed: frozenset[str] = frozenset(), **fields: Any
) -> Copy:
    options = Options(site, site / "public", datetime(2026, 3, 1, tzinfo=UTC), previewed=previewed, jobs=1)
    return reading.read(sources.survey(site), settings(require=(), **fields), store, options, now)


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the texts that are parsed from now on."""
    seen: list[str] = []
    parse = manuscript.parse
    monkeypatch.setattr(manuscript, "parse", lambda source, rules: seen.append(source.path) or parse(source, rules))
    return seen


def edit(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new))
    os.utime(file, ns=(1, 1))


def test_what_is_kept_equals_what_is_parsed(site: Path, store: Store, parses: list[str]) -> None:
    first = read(site, store)
    assert sorted(parses) == ["briefings/ore.md", "briefings/tin.md", "pages/about.md"]
    assert read(site, store) == first
    assert len(parses) == 3
    assert [p.briefing.title for p in first.briefings] == ["ore", "tin"]
    assert [s.path for s in first.pages] == ["/about/"]
    assert [(m.path, m.width) for m in first.media] == [("media/a.png", 3)]
    assert first.digests.keys() == {"briefings/ore.md", "briefings/tin.md", "pages/about.md", "media/a.png"}


def test_only_a_changed_text_is_parsed_again(site: Path, store: Store, parses: list[str]) -> None:
    read(site, store)
    parses.clear()
    edit(site / "content/briefings/ore.md", "ore", "one")
    assert [p.briefing.title for p in read(site, store).briefings] == ["one", "tin"]
    assert parses == ["briefings/ore.md"]


def test_a_touched_text_is_not_parsed_again(site: Path, store: Store, parses: list[str]) -> None:
    first = read(site, store)
    parses.clear()
    os.utime(site / "content/briefings/ore.md", ns=(1, 1))
    assert (read(site, store), parses) == (first, [])


def test_a_text_that_changed_just_now_is_compared_by_its_bytes(site: Path, store: Store, parses: list[str]) -> None:
    file = site / "content/briefings/ore.md"
    times = file.stat().st_mtime_ns
    read(site, store, now=times)
    parses.clear()
    file.write_text(file.read_text().replace("ore", "ole"))
    os.utime(file, ns=(times, times))
    assert [p.briefing.title for p in read(site, store).briefings] == ["ole", "tin"]
    assert parses == ["briefings/ore.md"]


def test_a_setting_that_a_parse_sees_has_all_parsed_again(site: Path, store: Store, parses: list[str]) -> None:
    read(site, store)
    parses.clear()
    read(site, store, title="Other", per_page=3)
    assert parses == []
    read(site, store, taxonomies=("tags",))
    assert len(parses) == 3


def test_a_text_that_is_gone_is_forgotten(site: Path, store: Store) -> None:
    read(site, store)
    (site / "content/briefings/ore.md").unlink()
    (site / "content/media/a.png").unlink()
    found = read(site, store)
    assert ([p.briefing.title for p in found.briefings], found.media) == (["tin"], ())
    assert [text.path for text in store.texts() if "ore" in text.path] == []
    assert store.media() == {}


def test_a_renamed_text_is_parsed_under_its_name(site: Path, store: Store) -> None:
    read(site, store)
    (site / "content/briefings/ore.md").rename(site / "content/briefings/new.md")
    assert [p.briefing.slug for p in read(site, store).briefings] == ["new", "tin"]


def test_a_kept_manuscript_that_is_none_is_parsed_again(site: Path, store: Store, parses: list[str]) -> None:
    first = read(site, store)
    parses.clear()
    store.keep_texts(text._replace(manuscript=b'{"path": 1}') for text in list(store.texts()))
    assert read(site, store) == first
    assert len(parses) == 3


def test_a_changed_picture_is_measured_again(site: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(site, store).media
    (site / "content/media/a.png").write_bytes(png(4))
    os.utime(site / "content/media/a.png", ns=(1, 1))
    after = read(site, store).media
    assert [(m.width, m.digest != before[0].digest) for m in after] == [(4, True)]
    monkeypatch.setattr(sources, "measure", None)
    assert read(site, store).media == after


def test_what_cannot_be_read_is_told_and_the_rest_is_there(site: Path, store: Store) -> None:
    read(site, store)
    (site / "content/briefings/ore.md").write_bytes(b"\xff")
    for _ in range(2):
        found = read(site, store)
        assert [d.code for d in found.diagnostics] == ["not-utf-8"]
        assert [p.briefing.title for p in found.briefings] == ["tin"]


def test_findings_are_told_from_the_cache_too(site: Path, store: Store) -> None:
    edit(site / "content/briefings/ore.md", "title:", "titel:")
    told = read(site, store).diagnostics
    assert [d.severity for d in told if d.severity == "error"]
    assert read(site, store).diagnostics == told


def test_a_drafts_conflicts_are_told_only_in_a_preview(site: Path, store: Store) -> None:
    conflict = "date: 2026-02-20\ndraft: true\ndisclaimer: clean\ncompanies: [TSX:ELD]\nauthor: jane"
    edit(site / "content/briefings/ore.md", "date: 2026-02-20", conflict)
    edit(site / "content/pages/about.md", "title: About", "title: About\ndraft: true")
    assert (read(site, store).diagnostics, read(site, store).pages) == ((), ())
    found = read(site, store, previewed=frozenset({"draft"}))
    assert [d.code for d in found.diagnostics] == ["conflicted-disclaimer"]
    assert len(found.pages) == 1


# Bodies


def bodies(site: Path, store: Store) -> tuple[Copy, Bodies]:
    found = read(site, store)
    return found, Bodies.of(found, store, site, settings(require=()))


def test_a_body_is_loaded_by_its_digest(site: Path, store: Store) -> None:
    found, load = bodies(site, store)
    assert [load(Prose(p.body.digest)) for p in found.briefings] == ["<p>Text on ore.</p>\n", "<p>Text on tin.</p>\n"]
    assert load(Prose(found.pages[0].body.digest)) == "<p>Us.</p>\n"


@pytest.mark.parametrize("html", [None, "<p>Forged.</p>"])
def test_a_body_that_the_cache_lost_is_rendered_again(html: str | None, site: Path, store: Store) -> None:
    found, load = bodies(site, store)
    paths = [p.briefing.path for p in found.briefings]
    if html is None:
        store.forget("texts", paths)
    else:
        store._database.executemany("update bodies set html = ? where path = ?", [(html, path) for path in paths])
    assert [load(Prose(p.body.digest)) for p in found.briefings] == ["<p>Text on ore.</p>\n", "<p>Text on tin.</p>\n"]


def test_a_text_that_changed_meanwhile_is_an_error(site: Path, store: Store) -> None:
    found, load = bodies(site, store)
    store.forget("texts", ["briefings/ore.md"])
    edit(site / "content/briefings/ore.md", "Text", "Other text")
    with pytest.raises(UserError) as caught:
        load(Prose(found.briefings[0].body.digest))
    assert [d.code for d in caught.value.diagnostics] == ["changed-meanwhile"]


def test_many_texts_are_parsed_by_several_processes_in_the_order_of_their_files(site: Path, store: Store) -> None:
    lay(site, {f"content/briefings/b{n:03}.md": MATTER.format(f"b{n}") for n in range(reading.FEW)})
    options = Options(site, site / "public", datetime(2026, 3, 1, tzinfo=UTC), jobs=2)
    found = reading.read(sources.survey(site), settings(require=()), store, options, LONG_AFTER)
    assert found == read(site, store)
    assert [p.briefing.path for p in found.briefings] == sorted(p.briefing.path for p in found.briefings)
