"""Promise 3: an error leaves public/ as it was, and a build that was killed is healed by the next."""

from __future__ import annotations

import itertools
import os
import shutil
import stat
from pathlib import Path

import pytest

from sites.runner import (
    AS_OF,
    GOLDEN,
    Site,
    Snapshot,
    bound_by_permissions,
    clean_tree,
    difference,
    run,
    snapshot,
)

HERE = Path(__file__).parent
FOREIGN = {".gitignore": b"*\n", "notes/mine.txt": b"mine"}
STOPS = 14
"""At how many moments of a build it is killed."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The golden site, built, and then edited so that much of it has to be written again."""
    return edited(tmp_path / "site")


def edit(site: Site) -> None:
    settings = site.folder / "content/site.yaml"
    settings.write_text(settings.read_text("utf-8").replace("Golden Example", "Renamed Example"), "utf-8")
    (site.folder / "content/briefings/2025/2025-11-01-fourth.md").unlink()
    site.briefing("new", "A new one.", tags=["fresh"], sources=["Example Wire"])
    site.write("content/media/more/table.csv", "a,b\n" * 1000)


MATTER = "---\ntitle: a\ndate: 2026-01-01\nsources: [a]\n---\n"
BAD: dict[str, tuple[str, str | bytes]] = {
    "front matter": ("content/briefings/bad.md", "---\ntitle: [\n---\n"),
    "no UTF-8": ("content/briefings/bad.md", b"---\ntitle: \xff\n---\n"),
    "settings": ("content/site.yaml", "titel: x\n"),
    "a link to nothing": (
        "content/briefings/bad.md",
        "---\ntitle: a\ndate: 2026-01-01\nsources: [a]\n---\n[x](no.md)\n",
    ),
    "two pages at one address": ("content/pages/tags.md", "---\ntitle: Tags\n---\n"),
    "a template's syntax": ("layouts/list.html", "{% for %}"),
    "a template that fails on the last page": (
        "layouts/sitemap.xml",
        "{% for e in entries %}{{ e.url }}{% endfor %}{{ nothing.there }}",
    ),
    "a template that fails on one page of many": (
        "layouts/briefing.html",
        "{{ briefing.title }}{% if briefing.title == 'Third' %}{{ missing }}{% endif %}",
    ),
    "a template that divides by nothing": ("layouts/404.html", "{{ 1 / 0 }}"),
}


@pytest.mark.parametrize("wrong", BAD)
def test_any_error_leaves_the_output_as_it_was(wrong: str, site: Site) -> None:
    path, text = BAD[wrong]
    site.write(path, text)
    before = snapshot(site.output)
    errors = site.errors()
    assert [d for d in errors if d.severity == "error"]
    assert difference(before, snapshot(site.output)) == {}


@pytest.mark.parametrize("wrong", BAD)
def test_an_error_in_a_first_build_makes_no_output(wrong: str, tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    site.write(*BAD[wrong])
    assert site.errors()
    assert not site.output.exists() or not list(site.output.rglob("*"))


def test_the_command_says_what_is_wrong_and_exits_with_1(site: Site) -> None:
    site.write(*BAD["front matter"])
    done = site.run()
    assert done.returncode == 1
    assert "content/briefings/bad.md:3:1: error[" in done.stderr
    assert done.stdout == ""


def killed(site: Site, moment: int) -> tuple[int, int]:
    """A build that is killed at a moment: its exit status, and how often it changed the disk."""
    arguments = ["build", "--site", str(site.folder), "--as-of", AS_OF.isoformat(), "--jobs", "1"]
    done = run([str(HERE / "killed.py"), str(moment), *arguments])
    return done.returncode, int(done.stdout.split()[-1]) if done.stdout else 0


def test_a_build_that_is_killed_at_any_moment_is_healed_by_the_next(tmp_path: Path) -> None:
    """Whether the sources stay as they are or the editor takes the change back."""
    counted = edited(tmp_path / "counted")
    status, changes = killed(counted, 0)
    assert status == 0
    assert changes > 3 * STOPS
    new = clean_tree(counted, tmp_path / "new")
    old = edited(tmp_path / "old").tree()
    for number, moment in enumerate(range(1, changes + 1, changes // STOPS)):
        site = edited(tmp_path / f"site{number}")
        status, _ = killed(site, moment)
        assert status == -9, moment
        half = {p: d for p, d in site.tree().items() if not p.startswith(".headframe")}
        assert [p for p, d in half.items() if d not in (old.get(p), new.get(p))] == [], moment
        if number % 2:
            take_back(site)
        site.build()
        expected = old if number % 2 else {**new, **FOREIGN}
        assert difference(expected, site.tree()) == {}, moment


def take_back(site: Site) -> None:
    """Bring the sources to what they were before the edit."""
    shutil.rmtree(site.folder / "content")
    shutil.copytree(GOLDEN / "everything" / "content", site.folder / "content")


def edited(folder: Path) -> Site:
    site = Site.copy_of(GOLDEN / "everything", folder)
    for path, data in FOREIGN.items():
        site.write(f"public/{path}", data)
    site.build()
    edit(site)
    return site


def test_a_build_that_is_killed_in_a_first_build_is_healed_by_the_next(tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    expected = clean_tree(site, tmp_path / "clean")
    for moment in (1, 3, 20, 60, 90):
        status, _ = killed(site, moment)
        assert status in (-9, 0), moment
    site.build()
    assert difference(expected, site.tree()) == {}


@pytest.mark.parametrize("limit", [0, 100, 3000, 9000])
def test_a_full_disk_is_an_error_and_leaves_the_output_as_it_was(limit: int, site: Site) -> None:
    before = snapshot(site.output)
    arguments = ["build", "--site", str(site.folder), "--as-of", AS_OF.isoformat()]
    done = run([str(HERE / "limited.py"), "FSIZE", str(limit), *arguments])
    assert done.returncode == 1
    assert "error[unwritable]" in done.stderr
    assert "Traceback" not in done.stderr
    assert difference(before, snapshot(site.output)) == {}
    site.build()


def read_only(folder: Path) -> None:
    folder.chmod(folder.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


@pytest.mark.parametrize("place", ["public", "public/2026/02", "public/2026/02/everything", "public/assets/css"])
def test_a_folder_that_cannot_be_written_is_an_error_and_leaves_the_output_as_it_was(place: str, site: Site) -> None:
    command = bound_by_permissions()
    site.write("layouts/assets/css/headframe.css", "p { margin: 0 }")
    before = snapshot(site.output)
    read_only(site.folder / place)
    done = site.run(before=command)
    (site.folder / place).chmod(0o755)
    assert done.returncode == 1
    assert "error[unwritable]" in done.stderr
    assert "Traceback" not in done.stderr
    assert difference(before, snapshot(site.output)) == {}


def test_a_site_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    command = bound_by_permissions()
    read_only(site.folder)
    done = site.run(before=command)
    site.folder.chmod(0o755)
    assert done.returncode == 1
    assert "error[unwritable]" in done.stderr
    assert sorted(p.name for p in site.folder.iterdir()) == ["content"]


def test_an_output_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    site.write("public", "a file")
    done = site.run()
    assert (done.returncode, site.output.read_text("utf-8")) == (1, "a file")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["content", "layouts", ".", "content/media", ".headframe", ".headframe/x", ".."])
def test_an_output_folder_among_the_sources_is_an_error(place: str, tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "own-layouts", tmp_path / "site")
    before = snapshot(site.folder)
    done = site.run("--output", str(site.folder / place))
    assert done.returncode == 1
    assert "error[output-folder]" in done.stderr
    assert difference(before, snapshot(site.folder)) == {}


def test_errors_of_every_kind_are_told_in_one_run(tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    site.write("content/briefings/a.md", "---\ntitle: [\n---\n")
    site.write("content/briefings/b.md", "")
    site.write("content/briefings/c.md", b"---\ntitle: \xff\n---\n")
    site.write(
        "content/briefings/d.md", "---\ntitle: d\ndate: 2026-01-01\nsources: [a]\n---\n[x](no.md) ![](media/no.png)\n"
    )
    site.write("layouts/list.html", "{% for %}")
    found = {(d.span.path, d.code) for d in site.errors() if d.severity == "error"}
    assert {path.rpartition("/")[2] for path, _ in found} == {"a.md", "b.md", "c.md", "d.md", "list.html"}
    assert {"missing-link", "missing-media", "not-utf-8", "empty-file"} <= {code for _, code in found}


def test_a_snapshot_sees_a_touched_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    states: list[Snapshot] = []
    for when in (1, 2):
        os.utime(file, ns=(when, when))
        states.append(snapshot(tmp_path))
    assert all(difference(a, b) for a, b in itertools.pairwise(states))
