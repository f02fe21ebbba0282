"""Two sites whose every output is checked in. HEADFRAME_UPDATE_GOLDEN=1 writes them anew; read what git says then."""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path

import pytest
from sites.runner import GOLDEN, Site, Tree, tree

from generator.templates import Layouts

SITES = sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "content").is_dir())
LINES = 200


@pytest.mark.parametrize("name", SITES)
def test_the_golden_sites_come_out_as_they_are_checked_in(name: str, tmp_path: Path) -> None:
    site = Site.copy_of(GOLDEN / name, tmp_path / name)
    site.build()
    expected = GOLDEN / name / "expected"
    if os.environ.get("HEADFRAME_UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(site.output, expected)
    report = differences(tree(expected), site.tree())
    assert not report, f"HEADFRAME_UPDATE_GOLDEN=1 accepts this:\n{report}"


def test_plain_jinja_gives_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Layouts, "environment", Layouts._plain)
    site = Site.copy_of(GOLDEN / "everything", tmp_path / "site")
    site.build()
    assert not differences(tree(GOLDEN / "everything" / "expected"), site.tree())


def test_nothing_that_ships_needs_plain_jinja(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Layouts, "_plain")
    Site.copy_of(GOLDEN / "everything", tmp_path / "site").build()


def differences(expected: Tree, actual: Tree) -> str:
    """How two trees differ, as people read it."""
    lines = [f"{path} is no longer built" for path in sorted(expected.keys() - actual.keys())]
    lines += [f"{path} is new" for path in sorted(actual.keys() - expected.keys())]
    for path in sorted(expected.keys() & actual.keys()):
        if expected[path] != actual[path]:
            lines += _of_file(path, expected[path], actual[path])
    more = [f"… and {len(lines) - LINES} lines more"] if len(lines) > LINES else []
    return "\n".join(lines[:LINES] + more)


def _of_file(path: str, expected: bytes, actual: bytes) -> list[str]:
    try:
        before, after = expected.decode("utf-8").splitlines(), actual.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return [f"{path} differs ({len(expected)} bytes, now {len(actual)})"]
    found = list(difflib.unified_diff(before, after, path, f"{path} as built", lineterm="", n=1))
    return found or [f"{path} differs in how its lines end"]


def test_a_changed_page_is_told_line_by_line() -> None:
    assert differences({"a": b"x\ny\n", "b": b"1"}, {"a": b"x\nz\n", "c": b"1"}).splitlines() == [
        "b is no longer built",
        "c is new",
        "--- a",
        "+++ a as built",
        "@@ -1,2 +1,2 @@",
        " x",
        "-y",
        "+z",
    ]
    assert differences({"a": b"x\n"}, {"a": b"x\r\n"}) == "a differs in how its lines end"
    assert differences({"a": b"x\n"}, {"a": b"x\n"}) == ""
