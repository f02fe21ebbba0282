"""Every folder of tests/invalid is a site with something wrong; expected.txt says where and what the report must name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sites.runner import REPOSITORY, Site, difference, shown, snapshot

INVALID = REPOSITORY / "tests" / "invalid"
NAMES = sorted(folder.name for folder in INVALID.iterdir() if (folder / "expected.txt").is_file())


def a_built_site(folder: Path) -> Site:
    """A site whose output an invalid one is then built into."""
    site = Site.new(folder, "title: The site before\nurl: https://example.org/\nrequire: []\n")
    site.briefing("before")
    site.write("public/.gitignore", "*\n")
    site.build()
    return site


@pytest.mark.parametrize("name", NAMES)
def test_an_invalid_site_gets_its_diagnostics_and_the_output_stays(name: str, tmp_path: Path) -> None:
    before = a_built_site(tmp_path / "before")
    site = Site.copy_of(INVALID / name, tmp_path / "site")
    before.output.rename(site.output)
    state = snapshot(site.output)
    found = site.errors()
    assert [shown(d) for d in found] == (INVALID / name / "expected.txt").read_text("utf-8").splitlines()
    assert [d for d in found if d.severity == "error"]
    assert difference(state, snapshot(site.output)) == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_message_names_its_thing_and_every_error_has_a_remedy(name: str, tmp_path: Path) -> None:
    site = Site.copy_of(INVALID / name, tmp_path / "site")
    for diagnostic in site.errors():
        assert diagnostic.message.strip() == diagnostic.message != ""
        assert "\n" not in diagnostic.message + diagnostic.help
        assert len(diagnostic.message) < 500
        assert diagnostic.help or re.search(r"\b(must|may)\b|without its other half", diagnostic.message), diagnostic


@pytest.mark.parametrize("name", ["sponsor-without-compensation", "colliding-slugs"])
def test_the_command_exits_with_1_and_tells_in_three_formats(name: str, tmp_path: Path) -> None:
    site = Site.copy_of(INVALID / name, tmp_path / "site")
    expected = (INVALID / name / "expected.txt").read_text("utf-8").splitlines()
    text = site.run()
    assert (text.returncode, text.stdout) == (1, "")
    assert [line for line in text.stderr.splitlines() if "error[" in line or "warning[" in line][0].startswith(
        expected[0]
    )
    told = site.run("--format", "json")
    document = json.loads(told.stdout)
    assert told.returncode == 1
    assert [d["code"] for d in document["diagnostics"]] == [line.partition("[")[2].rstrip("]") for line in expected]
    github = site.run("--format", "github")
    assert github.returncode == 1
    assert [line for line in (github.stdout + github.stderr).splitlines() if line.startswith("::error file=content/")]
    assert not site.output.exists()


def test_there_are_many_of_them() -> None:
    assert len(NAMES) > 80
