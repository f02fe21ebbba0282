"""Folders and files of content/ and layouts/ that are not what they seem; git cannot hold them, so tests make them."""

from __future__ import annotations

import os
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from sites.runner import Site, bound_by_permissions, difference, snapshot

GOOD = "---\ntitle: A\ndate: 2026-02-20\n---\nText.\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.new(tmp_path / "site")
    site.briefing("good")
    site.write("content/media/table.csv", "a\n")
    site.write("secret/briefing.md", "---\ntitle: Secret\ndate: 2026-02-20\n---\nSecret.\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("---\ntitle: Secret\ndate: 2026-02-20\n---\nSecret.\n", "utf-8")
    return site


def a_link_out(content: Path) -> None:
    (content / "briefings/out.md").symlink_to(content.parent.parent / "outside/secret.md")


def a_folder_link_out(content: Path) -> None:
    (content / "briefings/out").symlink_to(content.parent.parent / "outside")


def a_link_to_passwords(content: Path) -> None:
    (content / "media/passwd.csv").symlink_to("/etc/passwd")


def a_media_folder_link_out(content: Path) -> None:
    (content / "media/root").symlink_to("/")


def a_link_beside_content(content: Path) -> None:
    (content / "briefings/out.md").symlink_to("../../secret/briefing.md")


def a_broken_link(content: Path) -> None:
    (content / "briefings/broken.md").symlink_to("gone.md")


def a_link_to_itself(content: Path) -> None:
    (content / "briefings/self.md").symlink_to("self.md")


def a_circle_of_links(content: Path) -> None:
    (content / "briefings/one.md").symlink_to("two.md")
    (content / "briefings/two.md").symlink_to("one.md")


def a_folder_that_holds_itself(content: Path) -> None:
    (content / "briefings/more").mkdir()
    (content / "briefings/more/again").symlink_to("..")


def a_media_folder_that_holds_itself(content: Path) -> None:
    (content / "media/again").symlink_to(".")


def a_pipe(content: Path) -> None:
    os.mkfifo(content / "briefings/pipe.md")


def a_pipe_among_media(content: Path) -> None:
    os.mkfifo(content / "media/pipe.png")


def a_socket(content: Path) -> None:
    here = Path.cwd()
    os.chdir(content / "media")  # a socket's path may have a hundred characters, and a temporary folder's has more
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("s.png")
    finally:
        os.chdir(here)


def a_folder_called_like_a_briefing(content: Path) -> None:
    (content / "briefings/folder.md").mkdir()


def a_name_that_is_not_utf_8(content: Path) -> None:
    Path(os.fsdecode(os.fsencode(content / "briefings") + b"/\xff\xfe.md")).write_text(GOOD, "utf-8")


def settings_that_are_a_folder(content: Path) -> None:
    (content / "site.yaml").unlink()
    (content / "site.yaml").mkdir()


def settings_that_are_a_pipe(content: Path) -> None:
    (content / "site.yaml").unlink()
    os.mkfifo(content / "site.yaml")


def settings_that_link_out(content: Path) -> None:
    (content / "site.yaml").rename(content.parent.parent / "outside/site.yaml")
    (content / "site.yaml").symlink_to("../../outside/site.yaml")


def settings_that_link_to_themselves(content: Path) -> None:
    (content / "site.yaml").unlink()
    (content / "site.yaml").symlink_to("site.yaml")


def briefings_that_are_a_file(content: Path) -> None:
    (content / "briefings/good.md").unlink()
    (content / "briefings").rmdir()
    (content / "briefings").write_text("x", "utf-8")


def briefings_that_link_out(content: Path) -> None:
    (content / "briefings/good.md").unlink()
    (content / "briefings").rmdir()
    (content / "briefings").symlink_to("../../outside")


def briefings_that_are_a_pipe(content: Path) -> None:
    (content / "briefings/good.md").unlink()
    (content / "briefings").rmdir()
    os.mkfifo(content / "briefings")


def media_that_link_to_the_root(content: Path) -> None:
    (content / "media/table.csv").unlink()
    (content / "media").rmdir()
    (content / "media").symlink_to("/etc")


BAD: list[Callable[[Path], None]] = [
    a_link_out,
    a_folder_link_out,
    a_link_to_passwords,
    a_media_folder_link_out,
    a_link_beside_content,
    a_broken_link,
    a_link_to_itself,
    a_circle_of_links,
    a_folder_that_holds_itself,
    a_media_folder_that_holds_itself,
    a_pipe,
    a_pipe_among_media,
    a_socket,
    a_folder_called_like_a_briefing,
    a_name_that_is_not_utf_8,
    settings_that_are_a_folder,
    settings_that_are_a_pipe,
    settings_that_link_out,
    settings_that_link_to_themselves,
    briefings_that_are_a_file,
    briefings_that_link_out,
    briefings_that_are_a_pipe,
    media_that_link_to_the_root,
]


@pytest.mark.parametrize("make", BAD)
def test_what_is_no_plain_file_of_content_is_refused_by_name(make: Callable[[Path], None], site: Site) -> None:
    site.build()
    before = snapshot(site.output)
    make(site.folder / "content")
    done = site.run()
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert "error[" in done.stderr
    assert "content/" in done.stderr
    assert "help: " in done.stderr
    assert difference(before, snapshot(site.output)) == {}


def unreadable_briefing(site: Site) -> Path:
    return site.write("content/briefings/closed.md", GOOD)


def unreadable_media(site: Site) -> Path:
    return site.write("content/media/closed.png", "x")


def unreadable_folder(site: Site) -> Path:
    return site.write("content/briefings/closed/a.md", GOOD).parent


def unreadable_settings(site: Site) -> Path:
    return site.folder / "content/site.yaml"


def unreadable_layout(site: Site) -> Path:
    return site.write("layouts/404.html", "x")


def unreadable_asset(site: Site) -> Path:
    return site.write("layouts/assets/css/headframe.css", "x")


@pytest.mark.parametrize(
    "make",
    [
        unreadable_briefing,
        unreadable_media,
        unreadable_folder,
        unreadable_settings,
        unreadable_layout,
        unreadable_asset,
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_it(make: Callable[[Site], Path], site: Site) -> None:
    command = bound_by_permissions()
    site.build()
    closed = make(site)
    before = snapshot(site.output)
    closed.chmod(0)
    done = site.run(before=command)
    closed.chmod(0o755)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert closed.relative_to(site.folder).as_posix() in done.stderr
    assert "permission denied" in done.stderr
    assert difference(before, snapshot(site.output)) == {}


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        "a\tb",
        "a\rb",
        "\x1b[31mred",
        "emoji \U0001f469\u200d\U0001f680",
        unicodedata.normalize("NFD", "café"),
        "quote\"and'quote",
        "{{ 7 * 7 }}",
        "<script>alert(1)</script>".replace("/", "\u2215"),
        "percent%2e%2e%2f",
        "back\\slash",
        "spaces  and more ",
        "$(touch pwned)`touch pwned`",
        "colon:name",
        "question?mark#hash",
        "-rf",
        "--help",
        "a" * 240,
        "中文" * 40,
        "\u202egnp",
    ],
)
def test_an_odd_file_name_is_built_or_refused_by_name(name: str, site: Site) -> None:
    site.write(f"content/briefings/{name}.md", GOOD)
    site.write(f"content/media/{name}.csv", "x")
    done = site.run()
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "\x1b[31m" not in done.stderr
    assert not list(site.folder.rglob("pwned"))
    if done.returncode:
        assert "error[" in done.stderr
        return
    for path in site.tree():
        if path.endswith(".html"):
            assert "<script>alert" not in site.page(path)
    built = [path for path in site.tree() if path.startswith("2026/02/") and "good" not in path]
    pages = [path for path in built if path.endswith("index.html")]
    assert len(pages) == 1
    assert pages[0].isascii()


def test_one_name_in_two_unicode_forms_is_an_error(site: Site) -> None:
    for form in ("NFC", "NFD"):
        site.write(f"content/briefings/{unicodedata.normalize(form, 'café')}.md", GOOD)
        site.write(f"content/media/{unicodedata.normalize(form, 'café')}.csv", "x")
    if len(list((site.folder / "content/briefings").iterdir())) < 3:
        pytest.skip("this file system takes the two for one name")
    found = [d for d in site.errors() if d.severity == "error"]
    assert [d.code for d in found].count("route-collision") == 2


def test_files_that_programs_leave_behind_are_no_content(site: Site) -> None:
    for name in (".DS_Store", ".good.md.swp", "good.md~", "#good.md#", ".#good.md", "._good.md"):
        site.write(f"content/briefings/{name}", b"\xff\x00")
        site.write(f"content/media/{name}", b"\xff\x00")
    result = site.build()
    assert result.briefings == 1
    assert [p for p in site.tree() if p.startswith("media/")] == ["media/table.csv"]


def test_crlf_and_a_byte_order_mark_change_nothing(site: Site) -> None:
    site.build()
    plain = site.tree()
    for file in sorted((site.folder / "content").rglob("*")):
        if file.suffix in {".md", ".yaml"}:
            file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    site.build()
    assert difference(plain, site.tree()) == {}


def test_a_thousand_nested_folders_are_read(site: Site) -> None:
    folder = site.folder / "content/briefings"
    deep = "/".join(["d"] * 200)
    (folder / deep).mkdir(parents=True)
    site.briefing(f"{deep}/deep", slug="deep")
    site.build()
    assert "Title of d/" in site.page("2026/02/deep/")


def test_a_broken_picture_that_is_copied_as_it_is_has_no_size_and_stops_nothing(site: Site) -> None:
    site.write("content/media/empty.gif", b"")
    site.write("content/media/cut.avif", b"\0\0\0\x20ftypavif")
    site.write("content/media/huge.gif", b"GIF89a" + b"\xff" * 50)
    site.write("content/media/entity.svg", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>')
    site.write("content/media/laughs.svg", '<!DOCTYPE s [<!ENTITY a "99"><!ENTITY b "&a;&a;&a;">]><svg width="&b;"/>')
    names = ("empty.gif", "cut.avif", "huge.gif", "entity.svg", "laughs.svg")
    site.briefing("pictures", "\n\n".join(f"![x](/media/{name})" for name in names))
    done = site.run()
    assert done.returncode == 0, done.stderr
    assert 'width="-' not in site.page("2026/02/pictures/")
    assert "root:" not in site.page("2026/02/pictures/")
