"""Which Headframe a cache belongs to."""

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from newsroom import lay

import generator
from generator import release


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package in the place of the generator's, and installed versions beside it."""
    folder = lay(tmp_path, {"generator/release.py": "1", "generator/plan/pages.py": "1"})
    for name in ("jinja2-3.1.0.dist-info", "PyYAML-6.0.dist-info", "pytest-9.0.dist-info"):
        (folder / "site-packages" / name).mkdir(parents=True)
    monkeypatch.setattr(release, "__file__", str(folder / "generator/release.py"))
    monkeypatch.setattr(sys, "path", [str(folder / "site-packages"), str(folder / "none")])
    yield folder
    release.digest.cache_clear()


def digest() -> str:
    release.digest.cache_clear()
    return release.digest()


def test_it_is_one_for_the_same_code_and_versions(package: Path) -> None:
    before = digest()
    (package / "site-packages/pytest-9.1.dist-info").mkdir()
    (package / "generator/notes.txt").write_text("x")
    assert digest() == before


def test_it_changes_with_any_line_of_code(package: Path) -> None:
    seen = {digest()}
    (package / "generator/plan/pages.py").write_text("2")
    seen.add(digest())
    (package / "generator/plan/pages.py").rename(package / "generator/plan/sites.py")
    seen.add(digest())
    assert len(seen) == 3


def test_a_folder_that_may_not_be_read_has_no_part_in_it(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python passes over it as well when it looks for a module."""
    before, scan = digest(), os.scandir

    def refused(folder: str) -> object:
        if folder == str(package / "closed"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    (package / "closed").mkdir()
    monkeypatch.setattr(sys, "path", [str(package / "closed"), *sys.path])
    monkeypatch.setattr("os.scandir", refused)
    assert digest() == before


def test_it_changes_with_the_data_that_texts_are_judged_by(package: Path) -> None:
    before = digest()
    lay(package, {"generator/charts/materials/world.json": "{}"})
    assert digest() != before


def test_it_changes_with_the_systems_time_zones(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(package / "none"), str(package / "zones")))
    seen = {digest()}
    for edition in ("2026a", "2026b"):
        lay(package, {"zones/tzdata.zi": f"# version {edition}\nZ UTC 0 - UTC\n"})
        seen.add(digest())
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("old", "new"), [("jinja2-3.1.0", "Jinja2-3.1.1"), ("PyYAML-6.0", "PyYAML-6.0.1"), ("PyYAML-6.0", "pyyaml_-6")]
)
def test_it_changes_with_what_renders(package: Path, old: str, new: str) -> None:
    before = digest()
    (package / f"site-packages/{old}.dist-info").rename(package / f"site-packages/{new}.dist-info")
    assert digest() != before


def test_it_changes_with_the_version_and_with_python(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {digest()}
    monkeypatch.setattr(generator, "__version__", "99")
    seen.add(digest())
    monkeypatch.setattr(sys, "version", "4.0")
    seen.add(digest())
    assert len(seen) == 3


def test_every_dependency_that_is_installed_counts() -> None:
    names = ("babel", "feedgen", "jinja2", "markdown-it-py", "msgspec", "nh3", "numpy", "python-slugify", "pyyaml")
    wanted = [name for name in names if metadata.version(name)]
    text = " ".join(release._installed()).lower().replace("_", "-")
    assert [name for name in wanted if name not in text] == []


def test_it_is_the_same_in_every_process() -> None:
    program = "from generator import release; print(release.digest())"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(generator.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
