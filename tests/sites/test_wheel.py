"""The wheel, installed by itself, carries the layouts and makes a site of a folder with only a content/."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from sites.runner import AS_OF, GOLDEN, REPOSITORY, Site, difference

SECONDS = 300
"""After which a command is taken to hang; the first one may load packages."""


def run(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command that knows nothing of this checkout's Python path. AssertionError if it fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    isolated = ["--no-build-isolation"] if find_spec("hatchling") else []
    run([*pip, "wheel", "--quiet", "--no-deps", *isolated, "--wheel-dir", str(folder), str(REPOSITORY)], folder)
    (built,) = folder.glob("headframe-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment of its own, into which the wheel and what it needs were installed."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=True)
    bin_ = folder / "bin"
    run([str(bin_ / "pip"), "--disable-pip-version-check", "install", "--quiet", str(wheel)], folder)
    return bin_


def test_the_wheel_holds_the_package_and_the_layouts_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = run(["git", "ls-files", "layouts", "generator"], REPOSITORY).stdout.splitlines()
    expected = {f"generator/{path}" if path.startswith("layouts/") else path for path in tracked}
    assert expected - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"generator"}


def test_the_wheel_names_the_licences_of_all_that_is_in_it(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    text = archive.read(metadata).decode("utf-8")
    assert "License-Expression: MIT AND OFL-1.1 AND BSD-3-Clause AND ISC\n" in text
    files = re.findall("^License-File: (.+)$", text, re.MULTILINE)
    assert sorted(files) == [
        "LICENSE",
        "generator/charts/materials/HeadframeSans-LICENSE.txt",
        "generator/charts/materials/README.md",
        "layouts/cards/OFL.txt",
    ]


def test_the_installed_command_comes_from_the_wheel_and_not_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    program = "import generator, generator.layouts as l; print(generator.__file__); print(l.packaged_layouts())"
    places = run([str(installed / "python"), "-c", program], tmp_path).stdout.splitlines()
    assert len(places) == 2
    for place in places:
        assert Path(place).is_relative_to(installed.parent)
        assert not Path(place).is_relative_to(REPOSITORY)


def test_a_folder_with_only_a_content_becomes_the_same_site_as_from_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    expected = Site.copy_of(GOLDEN / "everything", tmp_path / "expected")
    expected.build()
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    assert [p.name for p in site.folder.iterdir()] == ["content"]
    run([str(installed / "headframe"), "build", "--as-of", AS_OF.isoformat()], site.folder)
    assert difference(expected.tree(), site.tree()) == {}


def test_the_module_runs_as_the_command_does(installed: Path, tmp_path: Path) -> None:
    command = run([str(installed / "headframe"), "--version"], tmp_path).stdout
    module = run([str(installed / "python"), "-m", "generator", "--version"], tmp_path).stdout
    assert command == module
    assert command.startswith("headframe")


def test_from_nothing_to_a_site_with_a_briefing_of_one_s_own(installed: Path, tmp_path: Path) -> None:
    headframe = str(installed / "headframe")
    run([headframe, "init", "brief", "--title", "Pit and Power", "--url", "https://brief.example.org/"], tmp_path)
    folder = tmp_path / "brief"
    assert (folder / ".github/workflows/publish.yml").is_file()
    first = run([headframe, "build", "--as-of", AS_OF.isoformat()], folder)
    assert "of 2 briefings" in first.stdout
    assert first.stderr == ""

    begun = run([headframe, "new", "Gallium: what's next?", "--tags", "Examples", "--as-of", AS_OF.isoformat()], folder)
    assert begun.stdout == "content/briefings/2026-03-01-gallium-whats-next.md\n"
    page = folder / "public/2026/03/gallium-whats-next/index.html"
    run([headframe, "build", "--as-of", AS_OF.isoformat()], folder)
    assert not page.exists()
    run([headframe, "build", "--drafts", "--as-of", AS_OF.isoformat()], folder)
    assert page.exists()

    file = folder / begun.stdout.strip()
    file.write_text(file.read_text("utf-8").replace("draft: true\n", "").replace("[]", "[Reuters]") + "Ore.\n", "utf-8")
    last = run([headframe, "build", "--as-of", AS_OF.isoformat()], folder)
    assert last.stderr == ""
    assert "via Reuters" in page.read_text("utf-8")
    assert run([headframe, "schema", "--write"], folder).stdout == ""
