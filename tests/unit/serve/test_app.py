"""The preview over HTTP: what is served, how, to whom, and that nothing else is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from loopback import PATIENCE_SECONDS, Served
from newsroom import lay

from generator.serve.app import BEING_BUILT, Finding, Notice

PAGE = "<!doctype html><title>{0}</title><body><p>{0}</p></body></html>\n"
FILES: dict[str, str | bytes] = {
    "index.html": PAGE.format("front"),
    "2026/02/ore/index.html": PAGE.format("ore"),
    "ä b/index.html": PAGE.format("umlaut"),
    "fragment.html": "<p>No body",
    "404.html": PAGE.format("lost"),
    "feed.xml": "<rss/>",
    "assets/css/a.css": "a {}",
    "media/rig.jpg": bytes(range(256)) * 40,
    ".headframe.json": '{"files": []}',
    ".headframe-stage/single/x": "staged",
}
Serving = Callable[..., Served]


@pytest.fixture
def site(tmp_path: Path, serving: Serving) -> Served:
    lay(tmp_path, {"secret.txt": "secret"})
    return serving(lay(tmp_path / "preview", FILES))


def script(mark: str = "run.0", follows: str = "page") -> str:
    return f'<script src="/.headframe/live.js" data-mark="{mark}" data-follows="{follows}"></script>\n'


# Pages


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "front"),
        ("/index.html", "front"),
        ("/?x=1", "front"),
        ("/2026/02/ore/", "ore"),
        ("/2026/02/ore/index.html", "ore"),
        ("/%C3%A4%20b/", "umlaut"),
        ("/2026%2F02/ore/", "ore"),
    ],
)
def test_a_page_is_served_with_the_client_at_its_end(path: str, title: str, site: Served) -> None:
    answer = site.get(path)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text == PAGE.format(title).replace("</body>", script() + "</body>")
    assert len(answer.body) == int(answer.headers["content-length"])
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-cache", "nosniff")


def test_the_client_is_never_in_the_files(site: Served) -> None:
    site.get("/")
    assert (site.folder / "index.html").read_text() == PAGE.format("front")


def test_a_page_without_a_body_has_the_client_at_its_end(site: Served) -> None:
    assert site.get("/fragment.html").text == "<p>No body" + script()
    lay(site.folder, {"two.html": "<p>&lt;/body> </body></BODY ></html>"})
    assert site.get("/two.html").text == f"<p>&lt;/body> </body>{script()}</BODY ></html>"


def test_a_page_is_marked_with_the_edition_that_it_is_of(site: Served) -> None:
    site.channel.changed(None)
    assert script("run.1") in site.get("/").text


@pytest.mark.parametrize("path", ["/feed.xml", "/assets/css/a.css", "/media/rig.jpg"])
def test_other_files_are_served_as_they_are(path: str, site: Served) -> None:
    answer = site.get(path)
    content = FILES[path[1:]]
    assert (answer.status, answer.body) == (200, content if isinstance(content, bytes) else content.encode())
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/2026/02/ore", "/2026/02/ore?a=b", "/%C3%A4%20b"])
def test_a_folder_without_its_slash_leads_to_it(path: str, site: Served) -> None:
    answer = site.get(path)
    folder, _, query = path.partition("?")
    assert (answer.status, answer.headers["location"]) == (307, f"{folder}/" + (f"?{query}" if query else ""))


@pytest.mark.parametrize(
    "path", ["/gone/", "/gone", "/2026/", "/index.html/", "/feed.xml/", "/.headframe/gone.js", "/%00"]
)
def test_what_is_not_there_is_the_sites_own_page_for_it(path: str, site: Served) -> None:
    answer = site.get(path)
    assert answer.status == 404
    if path != "/.headframe/gone.js":
        assert answer.text == PAGE.format("lost").replace("</body>", script(follows="site") + "</body>")


def test_a_site_without_such_a_page_says_so_itself(site: Served) -> None:
    (site.folder / "404.html").unlink()
    answer = site.get("/gone")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert script(follows="site") in answer.text


def test_a_page_that_is_missing_stays_missing(site: Served) -> None:
    tag = site.get("/gone").headers["etag"]
    assert site.get("/gone", If_None_Match=tag).status == 404


def test_a_folder_is_no_page_for_what_is_missing(site: Served) -> None:
    (site.folder / "404.html").unlink()
    (site.folder / "404.html").mkdir()
    assert site.get("/gone").status == 404


def test_an_unreadable_file_is_not_there(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "feed.xml":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert site.get("/feed.xml").status == 404


# Base path


@pytest.fixture
def below(tmp_path: Path, serving: Serving) -> Served:
    return serving(lay(tmp_path / "preview", FILES), "/brief/")


@pytest.mark.parametrize(
    ("path", "target"), [("/", "/brief/"), ("/brief", "/brief/"), ("/brief/2026/02/ore", "/brief/2026/02/ore/")]
)
def test_a_site_at_a_path_is_found_from_above(path: str, target: str, below: Served) -> None:
    answer = below.get(path)
    assert (answer.status, answer.headers["location"]) == (307, target)


def test_a_site_at_a_path_is_served_there_and_nowhere_else(below: Served) -> None:
    assert "front" in below.get("/brief/").text
    assert "ore" in below.get("/brief/2026/02/ore/").text
    for path in ("/2026/02/ore/", "/index.html", "/briefing/", "/brief//", "/brie", "/brief/brief/"):
        assert below.get(path).status == 404, path
        assert "lost" in below.get(path).text
    assert below.get("/.headframe/live.js").status == 200


# Nothing else


TRAVERSAL = [
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2E/secret.txt",
    "/.%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/2026/../../secret.txt",
    "/2026/%2e%2e/%2e%2e/secret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/%5c..%5c..%5csecret.txt",
    "/..%c0%afsecret.txt",
    "/%c0%ae%c0%ae/secret.txt",
    "/%252e%252e/secret.txt",
    "/..%252fsecret.txt",
    "/..;/secret.txt",
    "/...//secret.txt",
    "//secret.txt",
    "///etc/passwd",
    "/%2fetc/passwd",
    "/etc/passwd",
    "//127.0.0.1/../secret.txt",
    "/index.html%00.txt",
    "/%00/../secret.txt",
    "/.headframe.json",
    "/.HEADFRAME.JSON",
    "/%2eheadframe.json",
    "/.headframe%2ejson",
    "/.headframe-stage/single/x",
    "/.headframe-stage%2fsingle%2fx",
    "/.headframe/../.headframe.json",
    "/.headframe/%2e%2e/secret.txt",
    "/.headframe/..%2fapp.py",
    "/.headframe/../../../app.py",
    "/.headframe/live.js/../../app.py",
    "../secret.txt",
    "secret.txt",
    "file:///etc/passwd",
    "http://127.0.0.1/../secret.txt",
    "http://elsewhere.example/../secret.txt",
    "*",
]
SECRETS = (b"secret", b"root:", b'"files"', b"staged", b"Starlette")


@pytest.mark.parametrize("target", TRAVERSAL)
def test_nothing_outside_the_folder_is_served(target: str, site: Served) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\n\r\n"
    answer = site.raw(request.encode("latin-1"))
    assert answer.split(b" ", 2)[1] in {b"400", b"404"}
    assert not any(secret in answer for secret in SECRETS)


def test_links_that_lead_out_are_not_followed(site: Served) -> None:
    (site.folder / "link.txt").symlink_to(site.folder.parent / "secret.txt")
    (site.folder / "up").symlink_to(site.folder.parent)
    assert [site.get(path).status for path in ("/link.txt", "/up/secret.txt", "/up/", "/up")] == [404] * 4
    (site.folder / "404.html").unlink()
    (site.folder / "404.html").symlink_to(site.folder.parent / "secret.txt")
    assert b"secret" not in site.get("/gone").body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def test_only_reading_is_allowed(method: str, site: Served) -> None:
    for path in ("/", "/gone", "/.headframe/live", "/.headframe/live.js"):
        answer = site.get(path, method)
        assert answer.status == 405
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/media/rig.jpg", "/gone", "/2026/02/ore"])
def test_a_head_is_a_get_without_its_body(path: str, site: Served) -> None:
    whole, head = site.get(path), site.get(path, "HEAD")
    assert (head.status, head.body) == (whole.status, b"")
    assert head.headers | {"date": ""} == whole.headers | {"date": ""}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_this_machine_is_answered_by_each_of_its_names(name: str, site: Served) -> None:
    assert site.get("/", Host=f"{name}:{site.port}").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example:{port}",
        "localhost",
        "",
        "@",
        "[::1]",
    ],
)
def test_another_name_is_refused(host: str, site: Served) -> None:
    for path in ("/", "/.headframe/live", "/media/rig.jpg", "/gone"):
        answer = site.get(path, Host=host.format(port=site.port))
        assert answer.status == 403
        assert site.host in answer.text


@pytest.mark.parametrize("hosts", ["", "Host: {host}\r\nHost: evil.example\r\n"])
def test_no_name_or_two_are_refused(hosts: str, site: Served) -> None:
    for version in ("1.0", "1.1"):
        request = f"GET / HTTP/{version}\r\n{hosts.format(host=site.host)}Connection: close\r\n\r\n"
        assert site.raw(request.encode()).split(b" ", 2)[1] in {b"400", b"403"}


# Caches and parts


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/media/rig.jpg", "/.headframe/live.js"])
def test_what_a_browser_has_is_not_sent_again(path: str, site: Served) -> None:
    first = site.get(path)
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}'):
        again = site.get(path, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert again.headers["cache-control"] == "no-cache"
    assert site.get(path, If_None_Match='"x"').status == 200


@pytest.mark.parametrize("path", ["/feed.xml", "/media/rig.jpg"])
def test_what_has_changed_is_sent_anew(path: str, site: Served) -> None:
    tag = site.get(path).headers["etag"]
    new = site.folder / "new"
    new.write_bytes(b"y" * len((site.folder / path[1:]).read_bytes()))
    new.replace(site.folder / path[1:])
    answer = site.get(path, If_None_Match=tag)
    assert (answer.status, answer.body[:1]) == (200, b"y")


def test_a_new_edition_is_never_taken_for_the_old_one(site: Served) -> None:
    tag = site.get("/").headers["etag"]
    site.channel.changed(["/other/"])
    assert site.get("/", If_None_Match=tag).status == 200


def test_a_part_of_a_film_can_be_had(site: Served) -> None:
    content = FILES["media/rig.jpg"]
    answer = site.get("/media/rig.jpg", Range="bytes=100-199")
    assert (answer.status, answer.body) == (206, content[100:200])
    assert answer.headers["content-range"] == f"bytes 100-199/{len(content)}"
    assert site.get("/media/rig.jpg", Range="bytes=999999-").status == 416


# While there is nothing to show


FINDING = Finding("<a>.md:1:3", "odd", "<x> is odd", "mend <x>", ("    1 | a <x>", "      |   ^^^"))
OTHER = Finding("b.md", "even", "it is even", "", ())


def test_a_notice_stands_in_for_every_page(site: Served) -> None:
    site.shown.notice = Notice("It <fails>", "Mend & save.", (FINDING, OTHER))
    for path in ("/", "/gone/", "/feed.xml"):
        answer = site.get(path)
        assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert "<h1>It &lt;fails&gt;</h1>\n<p>Mend &amp; save.</p>" in answer.text
        assert '<p class="place">&lt;a&gt;.md:1:3</p>\n' in answer.text
        assert '<p class="message"><span class="code">odd</span> &lt;x&gt; is odd</p>\n' in answer.text
        assert '<pre tabindex="0">    1 | a &lt;x&gt;\n<b>      |   ^^^</b></pre>\n' in answer.text
        assert '<p class="help">mend &lt;x&gt;</p>\n' in answer.text
        assert answer.text.count("<li>") == 2
        assert answer.text.count("<pre") == answer.text.count('class="help"') == 1
        assert script(follows="notice") in answer.text
    assert site.get("/.headframe/preview.css").status == 200
    site.shown.notice = BEING_BUILT
    assert "<li>" not in site.get("/").text


def test_a_folder_that_is_gone_is_asked_for(site: Served) -> None:
    site.folder.rename(site.folder.with_name("gone"))
    assert [site.get("/").status, site.get("/x/").status] == [503, 503]
    assert site.missed == [None]
    assert site.shown.notice == BEING_BUILT


# Events


def events(site: Served, query: str, **headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", site.port), PATIENCE_SECONDS)
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    connection.sendall(f"GET /.headframe/live{query} HTTP/1.1\r\nHost: {site.host}\r\n{lines}\r\n".encode())
    return connection


def received(connection: socket.socket, text: str) -> str:
    """All that comes until a text has."""
    data = ""
    while text not in data:
        part = connection.recv(65536).decode()
        assert part, f"the connection ended: {data}"
        data += part
    return data


def test_events_come_as_they_happen(site: Served) -> None:
    site.channel.changed(None)
    with events(site, f"?mark={site.channel.mark}") as connection:
        head = received(connection, "mended")
        assert "HTTP/1.1 200" in head
        assert "content-type: text/event-stream; charset=utf-8" in head
        assert "cache-control: no-cache" in head
        assert "reload" not in head
        site.do(lambda: site.channel.changed(["/a/"]))
        assert 'data: {"type": "reload", "paths": ["/a/"]}' in received(connection, "reload")


def test_who_comes_back_is_told_what_it_missed(site: Served) -> None:
    site.channel.changed(None)
    site.channel.changed(["/b/"])
    with events(site, "?mark=run.0", Last_Event_ID="run.1") as connection:
        assert '"paths": ["/b/"]' in received(connection, "reload")


def test_listeners_are_let_go_when_the_server_ends(site: Served) -> None:
    with events(site, "?mark=run.0") as connection:
        received(connection, "retry")
        site.do(site.channel.close)
        received(connection, "0\r\n\r\n")


# Beside a build


def test_a_page_that_is_replaced_is_whole_at_any_time(site: Served) -> None:
    """As a build replaces it: another file, put in its place."""
    pages = [PAGE.format(letter * size) for letter, size in (("a", 10), ("b", 200_000), ("c", 50_000))]
    wholes = {page.replace("</body>", script() + "</body>") for page in pages}
    page, is_over = site.folder / "index.html", threading.Event()
    page.write_text(pages[0])

    def replace() -> None:
        while not is_over.is_set():
            for text in pages:
                new = site.folder / "new"
                new.write_text(text)
                new.replace(page)

    builder = threading.Thread(target=replace)
    builder.start()
    try:
        seen: set[str] = set()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while seen != wholes and time.monotonic() < deadline:
            answer = site.get("/")
            assert answer.status == 200
            assert answer.text in wholes
            seen.add(answer.text)
    finally:
        is_over.set()
        builder.join()
    assert seen == wholes
