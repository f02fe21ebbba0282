"""Which file an address means, and that none lies outside the folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from newsroom import lay

from generator.serve.folder import kind_of, located


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay(tmp_path, {"secret.txt": "secret", "preview-secret/x.txt": "secret"})
    files = dict.fromkeys(
        ["index.html", "a/index.html", "ä b/c.html", ".headframe.json", ".headframe-stage/x.html", ".well-known/x.txt"],
        "x",
    )
    return lay(tmp_path / "preview", files)


@pytest.mark.parametrize("path", ["index.html", "a/index.html", "ä b/c.html", "a", "a/", "", ".well-known/x.txt"])
def test_what_is_there_is_found(path: str, root: Path) -> None:
    assert located(root, path) == (root / path).resolve()


@pytest.mark.parametrize(
    "path", ["gone.html", "a/gone.html", "index.html/", "index.html/x", "a/index.html/", "A" * 300]
)
def test_what_is_not_there_is_nothing(path: str, root: Path) -> None:
    assert located(root, path) is None


CLIMBING = [
    "../secret.txt",
    "..",
    "../",
    "a/../../secret.txt",
    "a/../index.html",
    "./index.html",
    "a/./index.html",
    "/index.html",
    "//index.html",
    "a//index.html",
    "/etc/passwd",
    "..\\secret.txt",
    "a\\index.html",
    "../preview-secret/x.txt",
    "index.html\0",
    "\0",
    "\0.html",
]


@pytest.mark.parametrize("path", CLIMBING)
def test_nothing_that_climbs_is_found(path: str, root: Path) -> None:
    assert located(root, path) is None


def test_a_backslash_divides_folders_nowhere(root: Path) -> None:
    lay(root, {"a\\index.html": "a name that has one, where that is allowed"})
    assert located(root, "a\\index.html") is None


def test_an_absolute_path_is_nothing(root: Path, tmp_path: Path) -> None:
    assert located(root, str(tmp_path / "secret.txt")) is None
    assert located(root, str(root / "index.html")) is None


def test_links_may_not_lead_out(root: Path, tmp_path: Path) -> None:
    (root / "file.txt").symlink_to(tmp_path / "secret.txt")
    (root / "folder").symlink_to(tmp_path)
    (root / "sibling").symlink_to(tmp_path / "preview-secret")
    (root / "broken").symlink_to("gone")
    (root / "circle").symlink_to("circle")
    (root / "within").symlink_to("a")
    (root / "record").symlink_to(".headframe.json")
    names = ["file.txt", "folder", "folder/secret.txt", "sibling/x.txt", "broken", "circle", "record"]
    assert [name for name in names if located(root, name)] == []
    assert located(root, "within/index.html") == (root / "a/index.html").resolve()


@pytest.mark.parametrize(
    "path", [".headframe.json", ".HEADFRAME.json", ".headframe-stage/x.html", ".headframe-stage", ".headframe-stage/"]
)
def test_a_builds_own_notes_are_not_shown(path: str, root: Path) -> None:
    lay(root, {".HEADFRAME.json": "the same file, on some disks"})
    assert located(root, path) is None


def test_the_folder_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert located(tmp_path / "link", "a/index.html") == (root / "a/index.html").resolve()


def test_a_pipe_is_nothing(root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert located(root, "pipe") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("headframe.css", "text/css; charset=utf-8"),
        ("feed.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/json; charset=utf-8"),
        ("site.webmanifest", "application/manifest+json; charset=utf-8"),
        ("search.js", "text/javascript; charset=utf-8"),
        ("chart.svg", "image/svg+xml; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("_redirects", "text/plain; charset=utf-8"),
        ("data.csv", "text/csv; charset=utf-8"),
        ("rig.avif", "image/avif"),
        ("rig.WEBP", "image/webp"),
        ("rig.jpg", "image/jpeg"),
        ("rig.png", "image/png"),
        ("a.woff2", "font/woff2"),
        ("a.woff", "font/woff"),
        ("a.ttf", "font/ttf"),
        ("a.otf", "font/otf"),
        ("favicon.ico", "image/x-icon"),
        ("report.pdf", "application/pdf"),
        ("talk.mp3", "audio/mpeg"),
        ("talk.mp4", "video/mp4"),
        ("a.tar.gz", "application/octet-stream"),
        ("a.unheard-of", "application/octet-stream"),
    ],
)
def test_a_file_is_of_the_kind_that_its_name_says(name: str, kind: str) -> None:
    assert kind_of(name) == kind
