"""Where layouts lie, and which files are theirs."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from newsroom import lay

import generator
from generator import layouts, signature
from generator.layouts import packaged_layouts


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "shipped", {"base.html": "packaged"})
    monkeypatch.setattr(layouts, "packaged_layouts", lambda: folder)
    return folder


def test_the_layouts_that_ship_are_there() -> None:
    assert (packaged_layouts() / "base.html").is_file()


def test_no_style_that_ships_is_for_a_class_or_id_that_no_page_has() -> None:
    folder = packaged_layouts()
    sources = [*folder.glob("*.html"), *folder.glob("assets/*/*.js"), *Path(generator.__file__).parent.rglob("*.py")]
    written = set(re.findall(r"[\w-]+", " ".join(source.read_text("utf-8") for source in sources)))
    written |= {f"align-{side}" for side in ("left", "center", "right")}
    styles = " ".join(style.read_text("utf-8") for style in folder.glob("assets/*/*.css"))
    selectors = re.sub(r"""/\*.*?\*/|\{[^{}]*\}|"[^"]*\"""", "", styles, flags=re.DOTALL)
    styled = set(re.findall(r"[.#]([a-z][\w-]*)", selectors))
    assert len(styled) > 80
    assert styled - written == set()


def test_both_folders_files_have_their_signatures(tmp_path: Path, shipped: Path) -> None:
    lay(tmp_path, {"layouts/base.html": "own", "layouts/assets/css/a.css": "a"})
    assert layouts.signatures(tmp_path) == {
        "layouts/base.html": signature.of((tmp_path / "layouts/base.html").stat()),
        "layouts/assets/css/a.css": signature.of((tmp_path / "layouts/assets/css/a.css").stat()),
        "headframe/base.html": signature.of((shipped / "base.html").stat()),
    }


@pytest.mark.usefixtures("shipped")
def test_a_site_needs_no_layouts(tmp_path: Path) -> None:
    assert layouts.signatures(tmp_path).keys() == {"headframe/base.html"}


@pytest.mark.usefixtures("shipped")
def test_files_behind_links_count_and_a_circle_ends(tmp_path: Path) -> None:
    lay(tmp_path, {"elsewhere/part.html": "x", "layouts/a.html": "x"})
    (tmp_path / "layouts/parts").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "layouts/b.html").symlink_to("a.html")
    (tmp_path / "elsewhere/again").symlink_to(tmp_path / "layouts")
    found = layouts.signatures(tmp_path)
    assert {"layouts/a.html", "layouts/b.html", "layouts/parts/part.html"} <= found.keys()
    assert found["layouts/b.html"] == found["layouts/a.html"]


@pytest.mark.usefixtures("shipped")
def test_a_folder_to_which_several_links_lead_counts_at_each(tmp_path: Path) -> None:
    lay(tmp_path, {"layouts/b/part.html": "x"})
    for name in ("a", "c"):
        (tmp_path / "layouts" / name).symlink_to("b")
    assert {f"layouts/{name}/part.html" for name in "abc"} <= layouts.signatures(tmp_path).keys()


@pytest.mark.usefixtures("shipped")
def test_a_maze_of_links_ends(tmp_path: Path) -> None:
    folders = [tmp_path / f"layouts/{number}" for number in range(20)]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "a.html").touch()
    for here, there in pairwise(folders):
        (here / "x").symlink_to(there)
        (here / "y").symlink_to(there)
    found = layouts.signatures(tmp_path)
    assert {f"layouts/{folder.name}/a.html" for folder in folders[:5]} <= found.keys()
    assert len(found) <= 1 + 20 * layouts.MOST_WAYS


@pytest.mark.usefixtures("shipped")
def test_what_can_be_no_layout_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    os.mkfifo(tmp_path / "layouts/pipe.html")
    (tmp_path / "layouts/broken.html").symlink_to("gone.html")
    try:
        (tmp_path / "layouts" / os.fsdecode(b"\xff")).mkdir()
        (tmp_path / "layouts" / os.fsdecode(b"\xff") / "a.html").touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert layouts.signatures(tmp_path).keys() == {"headframe/base.html"}
