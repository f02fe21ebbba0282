"""Promise 1: output bytes depend on content, layouts, settings, --as-of and version alone."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from sites.runner import AS_OF, GOLDEN, Site, Tree, difference, tree

EVERYTHING = GOLDEN / "everything"


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The outputs of the golden site, built in this process."""
    site = Site.copy_of(EVERYTHING, tmp_path_factory.mktemp("reference") / "site")
    site.build()
    return site.tree()


def built(site: Site, **how: object) -> Tree:
    """The outputs of a build in a process of its own."""
    done = site.run(**how)
    assert done.returncode == 0, done.stderr
    return site.tree()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "Asia/Kathmandu", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "LANGUAGE": "fr"},
    ],
)
def test_hash_seed_time_zone_and_locale_change_no_byte(
    environment: dict[str, str], reference: Tree, tmp_path: Path
) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    assert difference(reference, built(site, env=environment)) == {}


def test_the_clock_changes_no_byte(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    for file in (site.folder / "content").rglob("*"):
        os.utime(file, (1, 1))
    assert difference(reference, built(site)) == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_in_which_files_were_made_changes_no_byte(seed: int, reference: Tree, tmp_path: Path) -> None:
    files = sorted(p for p in EVERYTHING.joinpath("content").rglob("*") if p.is_file())
    random.Random(seed).shuffle(files)
    site = Site(tmp_path / "site")
    for file in files:
        site.write(file.relative_to(EVERYTHING).as_posix(), file.read_bytes())
    site.build()
    assert difference(reference, site.tree()) == {}


def test_the_place_of_the_site_and_the_current_directory_change_no_byte(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "a place with spaces" / "sïte")
    here = Site(Path())
    assert difference(reference, built(Site.copy_of(EVERYTHING, tmp_path / "b"), cwd=tmp_path)) == {}
    done = here.run(cwd=site.folder)
    assert done.returncode == 0, done.stderr
    assert difference(reference, site.tree()) == {}


def test_the_output_folder_of_choice_changes_no_byte(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    site.build(output=tmp_path / "elsewhere" / "deep")
    assert difference(reference, tree(tmp_path / "elsewhere" / "deep")) == {}
    assert not site.output.exists()


def test_a_cache_kept_or_deleted_changes_no_byte(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    site.build()
    shutil.rmtree(site.output)
    site.build()
    assert difference(reference, site.tree()) == {}
    shutil.rmtree(site.folder / ".headframe")
    site.build()
    assert difference(reference, site.tree()) == {}


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    first = site.build()
    assert first.published.written
    assert not first.published.unchanged
    before = {p: p.stat().st_mtime_ns for p in site.output.rglob("*") if p.is_file()}
    second = site.build()
    assert second.published.written == ()
    assert second.published.unchanged == first.published.written
    assert before == {p: p.stat().st_mtime_ns for p in site.output.rglob("*") if p.is_file()}


def test_an_instant_counts_as_itself_in_whatever_zone_it_is_given(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    for zone in ("2026-03-01T17:45+05:45", "2026-03-01T02:00-10:00", "2026-03-01T12:00"):
        done = site.run("--as-of", zone)
        assert done.returncode == 0, done.stderr
        assert difference(reference, site.tree()) == {}, zone
    assert AS_OF.isoformat() == "2026-03-01T12:00:00+00:00"


def test_a_later_instant_without_news_changes_no_byte(reference: Tree, tmp_path: Path) -> None:
    site = Site.copy_of(EVERYTHING, tmp_path / "site")
    done = site.run("--as-of", "2026-04-01T00:00")
    assert done.returncode == 0, done.stderr
    assert difference(reference, site.tree()) == {}
