"""Every folder of tests/invalid is a site with something wrong; its expected.txt says what a build must report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.diagnostic import Diagnostic
from sites.runner import REPOSITORY, Site, difference, shown, snapshot

INVALID = REPOSITORY / "tests" / "invalid"
NAMES = sorted(folder.name for folder in INVALID.iterdir() if (folder / "expected.txt").is_file())


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a site, to build an invalid one into."""
    site = Site.new(tmp_path_factory.mktemp("before") / "site", "title: T\nurl: https://example.org/\nrequire: []\n")
    site.briefing("before")
    site.write("public/.gitignore", "*\n")
    site.build()
    return site.output


@pytest.mark.parametrize("name", NAMES)
def test_an_invalid_site_is_told_so_where_it_is_and_the_output_stays(name: str, output: Path, tmp_path: Path) -> None:
    site = Site.copy_of(INVALID / name, tmp_path / "site")
    shutil.copytree(output, site.output)
    state = snapshot(site.output)
    found = site.errors()
    assert [shown(d) for d in found] == (INVALID / name / "expected.txt").read_text("utf-8").splitlines()
    assert [d for d in found if d.severity == "error"]
    assert [d for d in found if not is_well_put(d)] == []
    assert difference(state, snapshot(site.output)) == {}


def is_well_put(diagnostic: Diagnostic) -> bool:
    """Whether it is one line, has a remedy, and knows what to put carets under if it knows of a line at all."""
    texts, span = (diagnostic.message, diagnostic.help), diagnostic.span
    return all(t and t == " ".join(t.splitlines()).strip() for t in texts) and bool(span.column) == bool(span.line)


@pytest.mark.parametrize("name", ["sponsor-without-compensation", "colliding-slugs"])
def test_the_command_exits_with_1_and_tells_in_three_formats(name: str, tmp_path: Path) -> None:
    site = Site.copy_of(INVALID / name, tmp_path / "site")
    expected = (INVALID / name / "expected.txt").read_text("utf-8").splitlines()
    text = site.run()
    assert (text.returncode, text.stdout) == (1, "")
    assert next(line for line in text.stderr.splitlines() if "[" in line).startswith(expected[0])
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
