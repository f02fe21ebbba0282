"""Promise 4: nothing is touched but what Headframe wrote, and no two builds run at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from generator.diagnostic import UserError
from sites.runner import GOLDEN, Site, difference, snapshot, tree


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.new(tmp_path / "site")
    site.briefing("one", tags=["zinc"])
    site.briefing("two", tags=["tin"])
    return site


def test_foreign_files_stay_and_obsolete_ones_go(site: Site) -> None:
    foreign = {
        ".gitignore": b"*\n!.gitignore\n",
        "CNAME": b"example.org",
        ".well-known/security.txt": b"Contact: x",
        "2026/02/two/notes.txt": b"mine",
        "tags/mine.html": b"mine",
        ".git/config": b"[core]",
    }
    for path, data in foreign.items():
        site.write(f"public/{path}", data)
    site.build()
    site.folder.joinpath("content/briefings/two.md").unlink()
    result = site.build()
    built = site.tree()
    assert {path: built.get(path) for path in foreign} == foreign
    assert "2026/02/two/index.html" in result.published.removed
    assert not (site.output / "2026/02/two/index.html").exists()
    assert not (site.output / "tags/tin").exists()


def test_a_foreign_file_in_the_way_is_an_error_and_stays(site: Site) -> None:
    site.write("public/feed.xml", "mine")
    before = snapshot(site.output)
    with pytest.raises(UserError) as caught:
        site.build()
    assert [d.code for d in caught.value.diagnostics] == ["in-the-way"]
    assert difference(before, snapshot(site.output)) == {}


def test_a_foreign_folder_in_the_way_is_an_error_and_stays(site: Site) -> None:
    site.write("public/404.html/mine.txt", "mine")
    with pytest.raises(UserError) as caught:
        site.build()
    assert [d.code for d in caught.value.diagnostics] == ["in-the-way"]
    assert tree(site.output) == {"404.html/mine.txt": b"mine"}


def test_a_folder_that_took_the_place_of_an_obsolete_page_stays(site: Site) -> None:
    site.briefing("one", aliases=["/old.html"])
    site.build()
    (site.output / "old.html").unlink()
    site.write("public/old.html/mine.txt", "mine")
    site.briefing("one")
    site.build()
    assert (site.output / "old.html/mine.txt").read_text("utf-8") == "mine"


def test_a_link_in_the_output_leads_no_file_elsewhere(site: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("theirs", "utf-8")
    site.output.mkdir()
    (site.output / "tags").symlink_to(elsewhere)
    with pytest.raises(UserError):
        site.build()
    assert tree(elsewhere) == {"index.html": b"theirs"}


def test_a_link_put_in_place_of_a_page_is_replaced_and_what_it_leads_to_stays(site: Site, tmp_path: Path) -> None:
    site.build()
    theirs = tmp_path / "theirs.html"
    theirs.write_text("theirs", "utf-8")
    (site.output / "404.html").unlink()
    (site.output / "404.html").symlink_to(theirs)
    site.build()
    assert theirs.read_text("utf-8") == "theirs"
    assert not (site.output / "404.html").is_symlink()


def test_a_linked_folder_with_obsolete_pages_keeps_its_files(site: Site, tmp_path: Path) -> None:
    site.build()
    shutil.move(site.output / "tags/tin", tmp_path / "tin")
    (site.output / "tags/tin").symlink_to(tmp_path / "tin")
    site.folder.joinpath("content/briefings/two.md").unlink()
    site.build()
    assert (tmp_path / "tin/index.html").exists()


@pytest.mark.parametrize(
    "path", ["../../precious.txt", "/etc/hostname", "../content/site.yaml", "a/../../precious.txt"]
)
def test_a_forged_record_deletes_nothing_outside_the_output(path: str, site: Site, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("precious", "utf-8")
    site.build()
    record = site.output / ".headframe.json"
    known = json.loads(record.read_bytes())
    record.write_text(json.dumps({**known, "files": [*known["files"], path]}), "utf-8")
    site.build()
    assert (tmp_path / "precious.txt").exists()
    assert (site.folder / "content/site.yaml").exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"files": 1}', '{"files": [1, null, ""]}', "\x00\xff", '{"files": "x"}']
)
def test_a_spoilt_record_is_no_reason_to_fail_or_to_delete(text: str, site: Site) -> None:
    site.build()
    site.write("public/mine.txt", "mine")
    site.write("public/.headframe.json", text)
    assert {d.code for d in site.errors()} <= {"in-the-way"}
    assert (site.output / "mine.txt").exists()


def test_nothing_is_written_outside_the_output_and_the_cache(tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "world" / "site")
    home = tmp_path / "world" / "home"
    for folder in ("tmp", "cache", "config"):
        (home / folder).mkdir(parents=True)
    environment = {
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    before = snapshot(tmp_path)
    for _ in range(2):
        done = site.run(env=environment, cwd=home)
        assert done.returncode == 0, done.stderr
    allowed = ("world/site/public", "world/site/.headframe")
    assert difference(before, snapshot(tmp_path, without=allowed)) == {}
    assert (site.folder / ".headframe").is_dir()


def test_with_an_output_elsewhere_the_site_gets_nothing_but_its_cache(tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    before = snapshot(site.folder)
    site.build(output=tmp_path / "elsewhere")
    assert difference(before, snapshot(site.folder, without=[".headframe"])) == {}


def test_nothing_is_left_of_the_staging(site: Site) -> None:
    site.build()
    assert [p.name for p in site.output.iterdir() if p.name.startswith(".")] == [".headframe.json"]


def test_a_second_build_at_once_says_so_and_stops(site: Site) -> None:
    site.build()
    site.briefing("three")
    before = snapshot(site.output)
    with FileLock(site.folder / ".headframe/lock"):
        done = site.run()
    assert done.returncode == 1
    assert "error[busy]" in done.stderr
    assert "another build" in done.stderr
    assert difference(before, snapshot(site.output)) == {}
    site.build()


def test_media_keep_their_bytes_whatever_they_hold(site: Site) -> None:
    data = bytes(range(256)) * 3
    for name in ("raw.bin", "page.html", "template.html", "feed.xml", "UPPER Case ü.csv"):
        site.write(f"content/media/{name}", b"{{ 7 * 7 }}" + data)
    site.build()
    built = {path: d for path, d in site.tree().items() if path.startswith("media/")}
    assert len(built) == 5
    assert set(built.values()) == {b"{{ 7 * 7 }}" + data}
