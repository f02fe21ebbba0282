"""Promise 3 at every step: a build that was killed before any one change of the disk is healed by the next."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from sites.builder import Builder, Request
from sites.runner import AS_OF, HANG_SECONDS, Site, bound_by_permissions, clean_tree, difference, run, snapshot, tree

HERE = Path(__file__).parent
STRIDE = 1 if os.environ.get("HEADFRAME_STEPS") else 11
"""Builds are killed before every so manyth change of the disk; a long run takes all."""

SETTINGS = """\
title: A test site
url: https://example.org/
require: []
taxonomies: [tags]
per_page: 2
search: false
cards: false
"""


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    builder = Builder()
    yield builder
    builder.close()


def new(folder: Path) -> Site:
    site = Site.new(folder, SETTINGS)
    site.briefing("one", "On zinc.", tags=["zinc"], aliases=["/old.html"])
    site.briefing("two", "On zinc and tin. [One](one.md)", tags=["zinc", "tin"])
    site.briefing("three", "On tin.", tags=["tin"])
    site.write("content/media/a.csv", "1,2")
    return site


def edited(folder: Path) -> Site:
    """A built site of which much is then changed: text, a file that becomes a folder, a page and a topic that go."""
    site = new(folder)
    site.write("public/CNAME", "example.org")
    site.build()
    edit(site)
    return site


def edit(site: Site) -> None:
    site.briefing("one", "On zinc, again.", title="Another title", tags=["Zinc"], aliases=["/old.html/deeper/"])
    site.briefing("two", "On zinc. [One](one.md)", tags=["zinc"])
    (site.folder / "content/briefings/three.md").unlink()
    site.briefing("2025/four", "On lead.", tags=["lead"])
    site.write("content/media/a.csv", "1,3")
    site.write("layouts/404.html", "Lost")


def take_back(site: Site) -> None:
    shutil.rmtree(site.folder / "content")
    shutil.rmtree(site.folder / "layouts", ignore_errors=True)
    new(site.folder)


def stay(_site: Site) -> None:
    pass


def state_of(site: Site, folder: Path) -> None:
    """Keep a site as it stands."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cp", "-a", site.folder, folder], check=True)


@pytest.mark.parametrize(
    ("made", "then"), [(new, stay), (new, edit), (edited, stay), (edited, take_back)], ids=lambda f: f.__name__
)
def test_a_build_killed_before_any_change_of_the_disk_is_healed(
    made: Callable[[Path], Site], then: Callable[[Site], None], builder: Builder, tmp_path: Path
) -> None:
    site = made(tmp_path / "made")
    after = Site.copy_of(site.folder, tmp_path / "after")
    then(after)
    whole = (clean_tree(site, tmp_path / "now"), clean_tree(after, tmp_path / "then"), site.tree())
    foreign = {"CNAME": b"example.org"} if made is edited else {}
    for moment in count(1, STRIDE):
        victim = Site(tmp_path / "victim")
        state_of(site, victim.folder)
        answer = builder(Request(victim.folder, victim.output, AS_OF, moment=moment))
        assert answer.fault == ""
        if answer.result is not None:
            break
        half = {p: data for p, data in victim.tree().items() if not p.startswith(".headframe")}
        assert [p for p, data in half.items() if data not in [t.get(p) for t in whole]] == [], moment
        then(victim)
        healed = builder(Request(victim.folder, victim.output, AS_OF))
        assert healed.result is not None, (moment, healed)
        assert difference(whole[1] | foreign, victim.tree()) == {}, moment
        again = builder(Request(victim.folder, victim.output, AS_OF))
        assert again.result is not None
        assert again.result.published.written == (), moment
    assert moment > 100


def test_a_build_killed_with_its_workers_leaves_nobody_who_holds_the_lock(builder: Builder, tmp_path: Path) -> None:
    site = new(tmp_path / "site")
    expected = clean_tree(site, tmp_path / "clean")
    for moment in (10, 30, 50):
        shutil.rmtree(site.output, ignore_errors=True)
        shutil.rmtree(site.folder / ".headframe", ignore_errors=True)
        assert builder(Request(site.folder, site.output, AS_OF, jobs=2, moment=moment)).result is None
        deadline = time.monotonic() + HANG_SECONDS
        while (answer := builder(Request(site.folder, site.output, AS_OF, jobs=2))).result is None:
            assert [d.code for d in answer.errors] == ["busy"]
            assert time.monotonic() < deadline
        assert difference(expected, site.tree()) == {}


@pytest.mark.parametrize("kib", [1, 8, 24, 40, 48, 56, 80])
def test_a_disk_that_fills_up_at_any_size_of_a_file_is_an_error_or_none(kib: int, tmp_path: Path) -> None:
    site = edited(tmp_path / "site")
    before = snapshot(site.output)
    arguments = ["build", "--site", str(site.folder), "--as-of", AS_OF.isoformat(), "--jobs", "1"]
    done = run([str(HERE / "limited.py"), "FSIZE", str(kib * 1024), *arguments])
    assert "Traceback" not in done.stderr
    if done.returncode:
        assert "error[unwritable]" in done.stderr, done.stderr
        assert difference(before, snapshot(site.output)) == {}
    site.build()
    assert difference(clean_tree(site, tmp_path / "clean") | {"CNAME": b"example.org"}, site.tree()) == {}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts an empty disk of so many KiB, or skips the test where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(kib: int) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(place)]
        if os.geteuid() or shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("no disk can be mounted here")
        return place

    yield mounted
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


@pytest.mark.parametrize("kib", [48, 96, 144, 192])
def test_a_small_disk_that_is_full_is_an_error_and_leaves_the_output_as_it_was(
    kib: int, small_disk: Callable[[int], Path], tmp_path: Path
) -> None:
    site = edited(tmp_path / "site")
    shutil.move(site.output, tmp_path / "old")
    output = small_disk(kib + 4 * len(list((tmp_path / "old").rglob("*")))) / "public"
    shutil.copytree(tmp_path / "old", output)
    site.write("content/media/large.csv", b"1" * 512 * 1024)
    before = snapshot(output)
    done = site.run("--output", str(output))
    assert done.returncode == 1
    assert "error[unwritable]" in done.stderr
    assert "Traceback" not in done.stderr
    assert difference(before, snapshot(output)) == {}


def test_a_second_build_says_who_holds_the_lock_and_since_when(tmp_path: Path) -> None:
    site = new(tmp_path / "site")
    program = (
        "import sys; from pathlib import Path; from generator import engine\n"
        "with engine._alone(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(site.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = site.run()
        assert done.returncode == 1
        assert "error[busy]" in done.stderr
        assert re.search(rf"process {holder.pid}, since \d\d:\d\d:\d\d UTC", " ".join(done.stderr.split()))
        assert not site.output.exists()
        holder.kill()
    assert site.run().returncode == 0


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_cache_that_cannot_be_written_is_an_error_or_not_needed(is_changed: bool, tmp_path: Path) -> None:
    command = bound_by_permissions()
    site = new(tmp_path / "site")
    site.build()
    if is_changed:
        edit(site)
    before = tree(site.output)
    folder = site.folder / ".headframe"
    for place in (*folder.iterdir(), folder):
        place.chmod(stat.S_IMODE(place.stat().st_mode) & 0o555)
    done = site.run(before=command)
    folder.chmod(0o755)
    for place in folder.iterdir():
        place.chmod(0o644)
    assert "Traceback" not in done.stderr
    assert done.returncode in ((1,) if is_changed else (0, 1))
    if done.returncode:
        assert "error[unwritable]" in done.stderr, done.stderr
    assert difference(before, tree(site.output)) == {}
    site.build()
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}
