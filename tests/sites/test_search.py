"""A site's search index: made when it must be, never otherwise, and the same however it came about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import build as build_room
from generator import engine, search
from generator.request import Options
from generator.search import stems
from sites.runner import AS_OF, Site, clean_tree, difference
from sites.runner import shown as diagnostic

SETTINGS = "title: Searched\nurl: https://example.org/\nrequire: []\nsearch: true\n"


def fields(n: int) -> dict[str, Any]:
    """A front matter that tells nothing of the body."""
    return {"date": f"2026-02-{n:02}", "summary": "In short.", "tags": ["gallium", f"t{n}"]}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of nine briefings."""
    made = Site.new(tmp_path / "site", SETTINGS)
    for n in range(1, 10):
        made.briefing(f"b{n}", f"Text number{n} on gallium.", **fields(n))
    made.write("content/pages/about.md", "---\ntitle: About\n---\nAbout gallium.\n")
    return made


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many briefings each segment had that was made in this process."""
    made: list[int] = []
    genuine = search.segment

    def counted(records: Any, *arguments: Any) -> bytes:
        made.append(len(records))
        return genuine(records, *arguments)

    monkeypatch.setattr(search, "segment", counted)
    return made


def words(site: Site) -> set[str]:
    """Every stem in the index."""
    shards = [json.loads(p.read_bytes()) for p in site.output.glob("search/words/*/*.json") if p.name != "0.json"]
    return {word for shard in shards for word in shard["words"]}


def shown(site: Site) -> dict[str, dict[str, Any]]:
    """What results show, by address."""
    files = site.output.glob("search/texts/*.json")
    return {one["url"]: one for file in files for one in json.loads(file.read_bytes())}


def is_clean(site: Site) -> bool:
    """Whether a clean build in another place gives the same."""
    return not engine.verify(Options(site.folder, site.output, AS_OF, jobs=1))


def test_every_briefing_is_searched_and_nothing_else(site: Site) -> None:
    site.build()
    assert len(shown(site)) == 9
    assert {"number3", "gallium", "t7"} <= words(site)
    assert "about" not in words(site)
    assert shown(site)["/2026/02/b3/"]["text"] == "Text number3 on gallium."
    assert is_clean(site)


def test_nothing_is_indexed_when_nothing_it_covers_has_changed(site: Site, indexed: list[int]) -> None:
    site.build()
    assert indexed == [9]
    site.write("content/pages/about.md", "---\ntitle: About\n---\nAbout zinc.\n")
    site.write("layouts/404.html", "{% extends 'headframe/404.html' %}")
    site.write("layouts/search.html", "{% extends 'headframe/search.html' %}{% block footer %}{% endblock %}")
    site.write("content/site.yaml", SETTINGS.replace("Searched", "Found") + "description: News.\n")
    result = site.build()
    assert indexed == [9]
    assert "search/index.html" in result.published.written
    assert not [path for path in result.published.written if path.startswith(("search/texts", "search/words"))]
    assert is_clean(site)


def test_an_edit_changes_its_own_file_of_texts_and_its_segment(site: Site, indexed: list[int]) -> None:
    site.build()
    before = set(site.tree())
    site.briefing("b9", "Text on wolframite.", **fields(9))
    site.build()
    assert indexed == [9, 9]
    gone, new = before - set(site.tree()), set(site.tree()) - before
    assert [sum("texts" in path for path in paths) for paths in (gone, new)] == [1, 1]
    assert ("wolframit" in words(site), "number9" in words(site)) == (True, False)
    assert is_clean(site)


def test_a_segment_that_was_made_before_is_not_made_again(site: Site, indexed: list[int]) -> None:
    site.build()
    first = site.tree()
    file = site.folder / "content/briefings/b9.md"
    text = file.read_bytes()
    file.write_bytes(text + b"More.\n")
    site.build()
    file.write_bytes(text)
    site.build()
    assert indexed == [9, 9]
    assert difference(first, site.tree()) == {}


def test_a_damaged_copy_of_the_index_is_made_anew(site: Site, indexed: list[int]) -> None:
    site.build()
    first = site.tree()
    for file in (site.folder / ".headframe/derived").glob("*/*"):
        file.write_bytes(file.read_bytes()[:-1])
    for file in site.output.glob("search/words/*/*.json"):
        file.unlink()
    site.build()
    assert indexed == [9, 9]
    assert difference(first, site.tree()) == {}


def test_one_process_or_several_make_the_same_index(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "cut", lambda count: (range(n, min(n + 4, count)) for n in range(0, count, 4)))
    site.build(jobs=1)
    alone = site.tree()
    monkeypatch.setattr(build_room, "FEW", 1)
    assert len([path for path in alone if path.startswith("search/words")]) == 6
    assert difference(alone, clean_tree(site, tmp_path / "several", jobs=3)) == {}


def test_a_site_below_a_path_is_searched_there(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("example.org/", "example.org/brief/"))
    site.build()
    assert {one["url"] for one in shown(site).values()} == {f"/brief/2026/02/b{n}/" for n in range(1, 10)}
    assert all(url.startswith("/brief/") for one in shown(site).values() for _, url in one["topics"])
    page = site.page("/search/")
    assert 'data-files="/brief/search/"' in page
    assert 'src="/brief/assets/search/page.' in page
    assert 'href="/brief/opensearch.xml"' in page
    assert 'template="https://example.org/brief/search/?q={searchTerms}"' in site.page("opensearch.xml")


def test_drafts_scheduled_and_expired_briefings_are_not_found_in_previews_either(site: Site) -> None:
    site.briefing("draft", "A quiddity.", draft=True)
    site.briefing("scheduled", "A quiddity.", date="2031-01-01")
    site.briefing("expired", "A quiddity.", expires="2026-02-25")
    previewed = frozenset({"draft", "scheduled"})
    result = site.build(previewed=previewed)
    assert result.briefings == 11
    assert len(shown(site)) == 9
    assert not [path for path, data in site.tree().items() if path.startswith("search/") and b"quiddit" in data]


def test_a_briefing_is_found_once_its_time_has_come(site: Site) -> None:
    site.briefing("later", "A quiddity.", date="2026-03-02")
    site.build()
    assert "quidditi" not in words(site)
    site.build(as_of=AS_OF.replace(day=3))
    assert "quidditi" in words(site)


def test_search_that_is_turned_off_leaves_nothing(site: Site) -> None:
    site.build()
    site.write("content/site.yaml", SETTINGS.replace("true", "false"))
    site.build()
    assert not [path for path in site.tree() if "search" in path]
    assert "search" not in site.page("/")


def test_search_without_its_package_is_an_error_in_site_yaml(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems, "find_spec", lambda name: None)
    (found,) = site.errors()
    assert diagnostic(found) == "content/site.yaml:4:9: error[missing-extra]"
    assert "pip install 'headframe[search]'" in found.help
    assert not site.output.exists()


def test_words_of_raw_html_and_of_names_like_those_of_objects_are_words(site: Site) -> None:
    site.briefing("odd", "<b>constructor</b> __proto__ toString <script>evil()</script>", title="hasOwnProperty")
    site.build()
    assert {"constructor", "proto", "tostr", "hasownproperti"} <= words(site)
    assert "evil" not in words(site)
