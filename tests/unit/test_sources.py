"""The files of content/, good and bad."""

from __future__ import annotations

import builtins
import io
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from newsroom import codes, lay, png

from generator import fingerprint, signature
from generator.diagnostic import Diagnostic, UserError
from generator.model import MediaFile
from generator.sources import SourceFile, SourceText, measure, read, require, survey

SITE = {"content/site.yaml": "title: The Shaft\n"}
PNG = png()
"""A picture of 3 by 2 pixels."""


@dataclass(frozen=True)
class Found:
    """All that a site's folder holds, found and then read."""

    settings: str
    briefings: tuple[SourceText, ...]
    pages: tuple[SourceText, ...]
    media: tuple[MediaFile, ...]
    diagnostics: tuple[Diagnostic, ...]


def everything(site: Path) -> Found:
    found = survey(site)
    texts = [read(site, file.path) for file in (*found.briefings, *found.pages)]
    media = [measure(site, file.path) for file in found.media]
    good = [text for text in texts if isinstance(text, SourceText)]
    settings = read(site, found.settings.path) if found.settings else None
    return Found(
        settings.text if isinstance(settings, SourceText) else "",
        tuple(text for text in good if text.path.startswith("briefings/")),
        tuple(text for text in good if text.path.startswith("pages/")),
        tuple(medium for medium in media if isinstance(medium, MediaFile)),
        (
            *found.diagnostics,
            *(one for one in (*texts, *media) if isinstance(one, Diagnostic)),
            *(finding for text in good for finding in text.diagnostics),
        ),
    )


def site(folder: Path, files: dict[str, str | bytes]) -> Found:
    return everything(lay(folder, SITE | files))


def only(found: Found) -> Diagnostic:
    (diagnostic,) = found.diagnostics
    return diagnostic


def linked(folder: Path, name: str, target: str | Path) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).symlink_to(target)


def test_each_kind_is_read_sorted_by_path(tmp_path: Path) -> None:
    found = site(
        tmp_path,
        {
            "content/briefings/b.md": "b",
            "content/briefings/2026/a.md": "a",
            "content/briefings/B.md": "B",
            "content/pages/about.md": "about",
            "content/media/a/x.png": PNG,
            "content/media/x.csv": "1,2",
        },
    )
    assert found.settings == "title: The Shaft\n"
    assert [(b.path, b.text) for b in found.briefings] == [
        ("briefings/2026/a.md", "a"),
        ("briefings/B.md", "B"),
        ("briefings/b.md", "b"),
    ]
    assert [p.path for p in found.pages] == ["pages/about.md"]
    assert [(m.path, m.width, m.height) for m in found.media] == [("media/a/x.png", 3, 2), ("media/x.csv", 0, 0)]
    assert found.diagnostics == ()


def test_the_order_of_a_folder_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, SITE | {f"content/briefings/{n}/{n}.md": str(n) for n in range(5)})
    before = everything(tmp_path)
    scandir = os.scandir

    class Backwards:
        def __init__(self, folder: Path) -> None:
            with scandir(folder) as entries:
                self.entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert everything(tmp_path) == before


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings/a.md": b"\xef\xbb\xbf---\r\ntitle: x\r\n---\rend"})
    assert found.briefings[0].text == "---\ntitle: x\n---\nend"
    assert found.diagnostics == ()


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings/a.md": ""})
    assert found.briefings[0].text == ""


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"\xff\xfea", 1, 1),
        (b"a\n\xc3\xa9\xe9b", 2, 2),
        (b"\xef\xbb\xbfab\xe9", 1, 3),
        (b"\xef\xbb\xbfa\nb\xe9", 2, 2),
        (b"a\n\nab\xc3", 3, 3),
    ],
)
def test_a_text_that_is_not_utf_8_is_an_error_at_its_byte(tmp_path: Path, data: bytes, line: int, column: int) -> None:
    found = site(tmp_path, {"content/briefings/a.md": data, "content/briefings/b.md": "fine"})
    error = only(found)
    assert (error.code, error.severity) == ("not-utf-8", "error")
    assert (error.span.path, error.span.line, error.span.column) == ("content/briefings/a.md", line, column)
    assert [b.path for b in found.briefings] == ["briefings/b.md"]


def test_what_lies_where_nothing_is_read_is_told(tmp_path: Path) -> None:
    strays = ("briefing/a.md", "2026-02-20-story.md", "site.yml", "Media/a.csv", "images/a.png")
    untold = ("README.md", ".obsidian/app.json", "site.yaml~", "terms/tags/tin.md", "media/a.csv", "shared/a/b.csv")
    (lay(tmp_path, {"content/media/a.csv": "x"}) / "content/media/linked").symlink_to("../shared/a")
    found = site(tmp_path, {f"content/{path}": "x" for path in (*strays, *untold)})
    assert [(d.code, d.severity, d.span.path, d.help.partition(",")[0]) for d in found.diagnostics] == [
        (
            "file-ignored",
            "warning",
            "content/2026-02-20-story.md",
            "texts belong in content/briefings/ or content/pages/",
        ),
        ("file-ignored", "warning", "content/Media", "did you mean content/media?"),
        ("file-ignored", "warning", "content/briefing", "did you mean content/briefings?"),
        ("file-ignored", "warning", "content/images", "texts belong in content/briefings/ or content/pages/"),
        ("file-ignored", "warning", "content/site.yml", "did you mean content/site.yaml?"),
    ]
    assert [d.message.removeprefix("content/") for d in found.diagnostics][1:] == [
        "Media is a folder of which nothing is read",
        "briefing is a folder of which nothing is read",
        "images is a folder of which nothing is read",
        "site.yml is a file that nothing reads",
    ]


CONFLICT = "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> gallium\n"


@pytest.mark.parametrize("before", ["", "---\ntitle: T\n", "\ufeff---\r\ntitle: T\r\n"])
def test_the_marks_of_a_merge_conflict_are_an_error_at_the_first(tmp_path: Path, before: str) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": before + CONFLICT})
    (error,) = everything(tmp_path).diagnostics
    assert (error.code, error.severity) == ("merge-conflict", "error")
    assert (error.span.path, error.span.line, error.span.length) == (
        "content/briefings/a.md",
        before.count("\n") + 1,
        12,
    )
    assert "lines 1 to 5" in error.message if not before else "lines 3 to 7" in error.message


@pytest.mark.parametrize("text", ["    " + CONFLICT.replace("\n", "\n    "), "<<<<<<< HEAD\n=======\n", "A\n=======\n"])
def test_what_is_no_merge_conflict_is_text(tmp_path: Path, text: str) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": text})
    assert everything(tmp_path).diagnostics == ()


def test_control_characters_are_dropped_with_a_warning_at_the_first_of_a_line(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings/a.md": "ab\x00\x1b[0m\n\tc\n\x7fd\ufffe\n"})
    assert found.briefings[0].text == "ab[0m\n\tc\nd\n"
    assert [(d.code, d.severity, d.span.line, d.span.column) for d in found.diagnostics] == [
        ("control-character", "warning", 1, 3),
        ("control-character", "warning", 3, 1),
    ]


def test_what_is_not_markdown_is_left_out_with_a_warning(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings/a.docx": "x", "content/pages/a.MD": "x"})
    assert codes(found.diagnostics) == ["file-ignored", "file-ignored"]
    assert {d.severity for d in found.diagnostics} == {"warning"}
    assert (found.briefings, found.pages) == ((), ())


@pytest.mark.parametrize("path", [".git/a.md", "#a.md#", "a.md~", ".vscode/x"])
def test_what_is_no_text_of_the_sites_is_passed_over_beside_the_settings(tmp_path: Path, path: str) -> None:
    assert site(tmp_path, {f"content/{path}": "x"}).diagnostics == ()


@pytest.mark.parametrize("name", [".a.md.swp", ".hidden/a.md", "#a.md#", ".#a.md", "a.md~"])
def test_an_editors_own_files_are_passed_over(tmp_path: Path, name: str) -> None:
    found = site(tmp_path, {f"content/briefings/{name}": "x", f"content/media/{name}": "x"})
    assert (found.briefings, found.media, found.diagnostics) == ((), (), ())


def test_a_folder_called_like_a_briefing_is_an_error(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings/x.md/inner.md": "x"})
    assert (only(found).code, only(found).span.path) == ("not-a-file", "content/briefings/x.md")
    assert found.briefings == ()


def test_a_pipe_is_an_error_and_is_not_opened(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": "x", "content/media/a.png": PNG})
    os.mkfifo(tmp_path / "content/briefings/p.md")
    os.mkfifo(tmp_path / "content/media/p.png")
    found = everything(tmp_path)
    assert [(d.code, d.span.path) for d in found.diagnostics] == [
        ("not-a-file", "content/briefings/p.md"),
        ("not-a-file", "content/media/p.png"),
    ]


def test_settings_that_are_a_pipe_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    os.mkfifo(tmp_path / "content/site.yaml")
    assert codes(everything(tmp_path).diagnostics) == ["not-a-file"]


def test_a_socket_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, SITE | {"content/media/a.png": PNG})
    monkeypatch.chdir(tmp_path / "content/media")  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.png")
        assert codes(everything(tmp_path).diagnostics) == ["not-a-file"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("content/briefings/a.md", "secret.md"),
        ("content/briefings/deep", "outside"),
        ("content/media/a.png", "secret.md"),
        ("content/briefings", "outside"),
        ("content/media", "outside"),
        ("content/pages", "outside"),
    ],
)
def test_a_link_out_of_content_is_an_error_and_is_not_followed(tmp_path: Path, name: str, target: str) -> None:
    lay(tmp_path, SITE | {"secret.md": "secret", "outside/s.md": "secret", "content-of-others/s.md": "secret"})
    linked(tmp_path, name, tmp_path / target)
    found = everything(tmp_path)
    assert (only(found).code, only(found).span.path) == ("link-outside", name)
    assert (found.briefings, found.pages, found.media) == ((), (), ())


def test_settings_that_lie_outside_are_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {"secret.yaml": "title: secret", "content/briefings/a.md": "x"})
    linked(tmp_path, "content/site.yaml", tmp_path / "secret.yaml")
    found = everything(tmp_path)
    assert (found.settings, codes(found.diagnostics)) == ("", ["link-outside"])


def test_a_folder_whose_name_begins_like_contents_is_outside(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content2/s.md": "secret"})
    linked(tmp_path, "content/briefings/s.md", tmp_path / "content2/s.md")
    assert codes(everything(tmp_path).diagnostics) == ["link-outside"]


def test_a_link_within_content_is_followed(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/media/a.png": PNG, "content/drafts/a.md": "x"})
    linked(tmp_path, "content/media/b.png", "a.png")
    linked(tmp_path, "content/briefings/drafts", "../drafts")
    found = everything(tmp_path)
    assert [m.path for m in found.media] == ["media/a.png", "media/b.png"]
    assert [b.path for b in found.briefings] == ["briefings/drafts/a.md"]
    assert found.diagnostics == ()


def test_content_itself_may_be_a_link(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", {"site.yaml": "title: x", "briefings/a.md": "x"})
    (tmp_path / "content").symlink_to("elsewhere")
    found = everything(tmp_path)
    assert ([b.path for b in found.briefings], found.diagnostics) == (["briefings/a.md"], ())


def test_a_link_to_nothing_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE)
    linked(tmp_path, "content/briefings/a.md", "gone.md")
    assert only(everything(tmp_path)).code == "link-broken"


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/briefings/2026/a.md": "x"})
    linked(tmp_path, "content/briefings/2026/again", ".")
    linked(tmp_path, "content/briefings/2026/up", "..")
    found = everything(tmp_path)
    assert set(codes(found.diagnostics)) == {"link-circle"}
    assert "briefings/2026/a.md" in [b.path for b in found.briefings]


def test_folders_that_link_to_each_other_are_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/briefings/a/a.md": "x", "content/briefings/b/b.md": "x"})
    linked(tmp_path, "content/briefings/a/b", "../b")
    linked(tmp_path, "content/briefings/b/a", "../a")
    assert codes(everything(tmp_path).diagnostics) == ["link-circle", "link-circle"]


def test_links_that_multiply_are_an_error(tmp_path: Path) -> None:
    """Two to each next folder are a million ways to the twentieth."""
    lay(tmp_path, SITE | {f"content/media/{n}/a.csv": "1" for n in range(20)})
    for number in range(19):
        linked(tmp_path, f"content/media/{number}/b", f"../{number + 1}")
        linked(tmp_path, f"content/media/{number}/c", f"../{number + 1}")
    found = everything(tmp_path)
    assert set(codes(found.diagnostics)) == {"link-maze"}
    assert len(found.diagnostics) < 20
    assert len(found.media) < 20 * 20


def test_links_that_only_lead_to_each_other_are_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE)
    linked(tmp_path, "content/briefings/a.md", "b.md")
    linked(tmp_path, "content/briefings/b.md", "a.md")
    assert codes(everything(tmp_path).diagnostics) == ["link-broken", "link-broken"]


def test_an_unreadable_file_is_an_error_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": "x", "content/briefings/b.md": "x", "content/media/a.png": PNG})
    opened = builtins.open

    def refused(path: Any, *arguments: Any, **named: Any) -> Any:
        if Path(path).name in {"a.md", "a.png"}:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **named)

    monkeypatch.setattr(io, "open", refused)
    monkeypatch.setattr(builtins, "open", refused)
    found = everything(tmp_path)
    assert [(d.code, d.message) for d in found.diagnostics] == [
        ("unreadable", "content/briefings/a.md cannot be read: permission denied"),
        ("unreadable", "content/media/a.png cannot be read: permission denied"),
    ]
    assert [b.path for b in found.briefings] == ["briefings/b.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_without_permission_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/briefings/closed/a.md": "x"})
    (tmp_path / "content/briefings/closed").chmod(0)
    try:
        assert codes(everything(tmp_path).diagnostics) == ["unreadable"]
    finally:
        (tmp_path / "content/briefings/closed").chmod(0o755)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_content_without_permission_is_not_taken_for_a_site_without_settings(tmp_path: Path) -> None:
    lay(tmp_path, SITE)
    (tmp_path / "content").chmod(0)
    try:
        assert codes(everything(tmp_path).diagnostics) == ["unreadable"]
    finally:
        (tmp_path / "content").chmod(0o755)


def test_a_file_where_a_folder_should_be_is_an_error(tmp_path: Path) -> None:
    found = site(tmp_path, {"content/briefings": "x", "content/media": "x"})
    assert codes(found.diagnostics) == ["not-a-folder", "not-a-folder"]


def test_settings_that_are_a_folder_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "content/site.yaml").mkdir(parents=True)
    assert only(everything(tmp_path)).code == "not-a-file"


def test_a_site_without_settings_is_an_error(tmp_path: Path) -> None:
    found = everything(lay(tmp_path, {"content/briefings/a.md": "x"}))
    assert only(found).code == "no-settings"
    assert [b.path for b in found.briefings] == ["briefings/a.md"]


@pytest.mark.parametrize("place", [".", "nowhere"])
def test_a_site_without_content_is_an_error(tmp_path: Path, place: str) -> None:
    with pytest.raises(UserError) as caught:
        require(tmp_path / place)
    assert [d.code for d in caught.value.diagnostics] == ["no-content"]


@pytest.mark.parametrize(
    ("place", "message", "remedy"),
    [
        ("gone", "there is no folder SITE/gone", "name a site's folder: --site DIR"),
        (
            "content/briefings",
            "there is no folder content/ in SITE/content/briefings",
            "name the site around it: --site SITE",
        ),
        ("..", "there is no folder content/ in SITE/..", "run it in a site's folder, or name one: --site DIR"),
    ],
)
def test_who_stands_inside_a_site_is_told_where_it_is(tmp_path: Path, place: str, message: str, remedy: str) -> None:
    site = tmp_path / "site"
    lay(site, SITE | {"content/briefings/a.md": ""})
    with pytest.raises(UserError) as caught:
        require(site / place)
    (found,) = caught.value.diagnostics
    assert (found.message, found.help) == (message.replace("SITE", str(site)), remedy.replace("SITE", str(site)))


def test_a_site_needs_no_folder_but_content(tmp_path: Path) -> None:
    found = site(tmp_path, {})
    assert (found.briefings, found.pages, found.media, found.diagnostics) == ((), (), (), ())


def test_a_name_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": "x"})
    name = os.fsencode(tmp_path / "content/briefings") + b"/b\xff.md"
    try:
        os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    found = everything(tmp_path)
    assert only(found).code == "bad-name"
    only(found).span.path.encode("utf-8")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture", b"<svg", b"\xff\xd8\xff"])
@pytest.mark.parametrize("suffix", ["gif", "bmp", "avif"])
def test_a_broken_picture_that_is_copied_as_it_is_has_no_size(tmp_path: Path, data: bytes, suffix: str) -> None:
    found = site(tmp_path, {f"content/media/x.{suffix}": data})
    assert [(m.width, m.height) for m in found.media] == [(0, 0)]
    assert found.diagnostics == ()


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"not a picture", b"<svg", b"\xff\xd8\xff"])
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "svg"])
def test_a_broken_picture_of_those_that_are_made_anew_is_an_error(tmp_path: Path, data: bytes, suffix: str) -> None:
    found = site(tmp_path, {f"content/media/x.{suffix}": data})
    assert found.media == ()
    assert only(found).code in {"picture-broken", "picture-misnamed"}
    assert only(found).span.path == f"content/media/x.{suffix}"


def test_a_changed_medium_has_another_digest(tmp_path: Path) -> None:
    before = site(tmp_path, {"content/media/a.csv": "1"}).media
    assert site(tmp_path, {"content/media/a.csv": "2"}).media != before
    assert site(tmp_path, {"content/media/a.csv": "1"}).media == before


# What was found


def test_the_survey_opens_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, SITE | {"content/briefings/a.md": "x", "content/pages/p.md": "x", "content/media/a.png": PNG})

    def refused(path: Any, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(io, "open", refused)
    found = survey(tmp_path)
    assert [f.path for f in (*found.briefings, *found.pages, *found.media)] == [
        "briefings/a.md",
        "pages/p.md",
        "media/a.png",
    ]
    assert found.diagnostics == ()


def test_a_file_is_found_with_its_signature_through_a_link_too(tmp_path: Path) -> None:
    lay(tmp_path, SITE | {"content/media/a.png": PNG})
    linked(tmp_path, "content/media/b.png", "a.png")
    found = survey(tmp_path)
    status = (tmp_path / "content/media/a.png").stat()
    assert found.media == tuple(SourceFile(f"media/{name}.png", signature.of(status)) for name in "ab")
    assert found.settings == SourceFile("site.yaml", signature.of((tmp_path / "content/site.yaml").stat()))


def test_the_digest_of_a_text_is_that_of_its_bytes(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbfab\x00\r\n"
    assert site(tmp_path, {"content/briefings/a.md": data}).briefings[0].digest == fingerprint.of_bytes(data)
    assert measure(tmp_path, "briefings/a.md") == MediaFile("briefings/a.md", fingerprint.of_bytes(data))


def test_a_file_that_is_gone_since_it_was_found_is_an_error(tmp_path: Path) -> None:
    for one in (read(tmp_path, "briefings/a.md"), measure(tmp_path, "media/a.png")):
        assert isinstance(one, Diagnostic)
        assert one.code == "unreadable"
