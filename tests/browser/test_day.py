"""A day at the desk, from an empty folder to a site that is ready to deploy, with no step by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from selenium import webdriver
from sites.runner import REPOSITORY, Site

from browser.chrome import barriers
from browser.desk import Desk

TITLE = "Gallium is where the leverage is"
SOURCE = "https://www.reuters.com/"


def headframe(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, as an editor types it in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "generator", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


def test_a_day_at_the_desk(room: Path, chromium: webdriver.Chrome) -> None:
    begun = headframe(room, "init", "brief", "--title", "The Brief", "--url", "https://example.org/brief/")
    assert (begun.returncode, begun.stderr) == (0, "")
    folder = room / "brief"
    made = headframe(folder, "new", TITLE, "--tags", "export controls")
    assert made.returncode == 0
    file = folder / made.stdout.strip()

    desk = Desk(Site(folder), chromium)
    try:
        desk.open("")
        desk.until_text("The Brief")
        desk.until_text(TITLE)
        address = desk.run(f"return [...document.querySelectorAll('a')].find(a => a.innerText === {TITLE!r}).href")
        desk.open(address.removeprefix(desk.session.url))
        assert desk.run("return document.querySelector('.badge-status').innerText") == "Draft"

        draft = file.read_text()
        file.write_text(draft.replace("sources: []", "sources: [Reuters"))
        seen = desk.until_overlay()
        assert file.relative_to(folder).as_posix() in seen
        assert "Reuters" in seen
        assert "^" in seen
        assert TITLE in desk.run("return document.body.innerText")
        assert barriers(desk.driver) == []

        sourced = draft.replace("sources: []", f"sources: [{{name: Reuters, url: {SOURCE}}}]")
        file.write_text(sourced + "China refines nearly all of the world's gallium.\n")
        desk.until_text("China refines nearly all of the world’s gallium.")
        desk.until_no_overlay()

        desk.mark()
        file.write_text(sourced.replace("draft: true\n", "") + "China refines it for $5 million a year.\n")
        desk.until_text("China refines it for $5 million a year.")
        desk.until("document.querySelector('.badge-status') === null")
        assert not desk.is_the_same
        assert desk.session.end() == 0
        assert desk.session.leaves_nothing()
    finally:
        desk.driver.get("about:blank")
        desk.session.kill()

    found = headframe(folder, "check", "--format", "json")
    assert found.returncode == 0
    assert [(d["code"], d["span"]["path"]) for d in json.loads(found.stdout)["diagnostics"]] == [
        ("bare-dollar", file.relative_to(folder).as_posix())
    ]
    file.write_text(file.read_text().replace("$5", "US$5"))
    assert headframe(folder, "check").stdout.endswith("3 briefings checked: nothing found\n")

    assert not (folder / "public").exists()
    built = headframe(folder, "build", "--verify")
    assert (built.returncode, built.stderr) == (0, "")
    slug = address.rstrip("/").rpartition("/")[2]
    (page,) = (folder / "public").rglob(f"{slug}/index.html")
    assert "US$5 million a year" in page.read_text()
    assert TITLE in (folder / "public/feed.xml").read_text()
