"""`headframe serve`: sessions at the desk, seen from a terminal and over HTTP."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from filelock import FileLock

from sites.runner import Site, run, snapshot
from sites.session import Session

ORE = "/2026/02/ore/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site.new(tmp_path / "site")
    site.briefing("ore", "On ore.", tags=["tin"])
    site.briefing("tin", "On tin.", tags=["tin"], date="2026-02-19")
    return site


@pytest.fixture
def serve(site: Site) -> Iterator[Callable[..., Session]]:
    """Begins sessions; they are over with the test."""
    begun: list[Session] = []

    def begin(*arguments: str, **env: str) -> Session:
        begun.append(Session(site, *arguments, **env))
        return begun[-1]

    yield begin
    for session in begun:
        session.kill()


Serve = Callable[..., Session]


# Beginning


def test_a_session_says_where_the_site_is_and_serves_it(site: Site, serve: Serve) -> None:
    session = serve()
    line = session.line("^http")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/ — 2 briefings, \d+ outputs in \d+\.\d\d s; Ctrl-C stops", line)
    status, page = session.get(ORE)
    assert (status, "On ore." in page, "/.headframe/live.js" in page) == (200, True, True)
    assert session.get("/gone/")[0] == 404
    assert not (site.folder / "public").exists()
    assert session.warned == []


def test_what_readers_do_not_see_yet_is_shown_and_marked(site: Site, serve: Serve) -> None:
    site.briefing("idea", draft=True)
    site.briefing("ahead", date="2999-01-01")
    site.briefing("over", date="2020-01-01", expires="2020-02-01")
    session = serve()
    front = session.get("/")[1]
    assert ("Title of idea" in front, "Title of ahead" in front, "Title of over" in front) == (True, True, False)
    assert "badge-status" in session.get("/2026/02/idea/")[1]
    assert "badge-status" in session.get("/2999/01/ahead/")[1]
    assert "badge-status" not in session.get(ORE)[1]


def test_a_site_at_a_path_is_served_there(site: Site, serve: Serve) -> None:
    site.write("content/site.yaml", "title: A\nurl: https://example.org/brief/\nrequire: []\n")
    session = serve()
    assert session.url.endswith("/brief/")
    assert session.get("/")[0] == 307
    assert 'href="/brief/assets/css/headframe.css"' in session.get(f"/brief{ORE}")[1]
    site.write("content/site.yaml", "title: A\nurl: https://example.org/news/\nrequire: []\n")
    session.until(f"/news{ORE}", lambda status, _: status == 200)
    assert session.get(f"/brief{ORE}")[0] == 404


def test_a_taken_port_is_said_and_the_next_one_used(serve: Serve) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        session = serve("--port", str(port))
        assert port < session.port <= port + 100
        assert session.warned == [f"port {port} is taken; port {session.port} is used instead"]


def test_a_second_session_is_told_of_the_first(site: Site, serve: Serve) -> None:
    first = serve()
    url = first.url
    second = serve()
    assert second.ended() == 1
    assert "error[busy]: another preview of" in second.warned[0]
    assert second.warned[-1] == f"  help: look at {url}, or stop that one first"
    assert first.end() == 0
    assert serve().url


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    done = run(["-m", "generator", "serve", "--site", str(tmp_path)])
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[no-content]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_browser_is_opened_on_request(tmp_path: Path, serve: Serve) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opening && mv {tmp_path}/opening {tmp_path}/opened\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    session = serve("--open", BROWSER=f"{browser} %s")
    wait_for((tmp_path / "opened").exists)
    assert (tmp_path / "opened").read_text() == session.url


def wait_for(holds: Callable[[], bool]) -> None:
    happened = threading.Event()
    for _ in range(6000):
        if holds():
            return
        happened.wait(0.02)
    pytest.fail("it did not come to pass")


# Editing


def test_an_edit_is_served_and_told_of_once_it_is_on_disk(site: Site, serve: Serve) -> None:
    session = serve()
    events = session.events()
    site.briefing("ore", "On better ore.", tags=["tin"])
    event = events.next("reload")
    assert ORE in event["paths"]
    assert "On better ore." in session.get(ORE)[1]
    line = session.line("content/briefings/ore.md")
    assert re.fullmatch(r"\d\d:\d\d:\d\d content/briefings/ore\.md: \d+ written in \d+\.\d\d s", line)
    events.close()


def test_files_come_and_go_with_their_pages(site: Site, serve: Serve) -> None:
    session = serve()
    site.briefing("new")
    session.until("/2026/02/new/", lambda status, _: status == 200)
    assert "Title of new" in session.until("/", lambda _, text: "Title of new" in text)
    (site.folder / "content/briefings/new.md").unlink()
    session.until("/2026/02/new/", lambda status, _: status == 404)
    session.line(r"content/briefings/new\.md: .*\d+ removed")


def test_many_files_at_once_are_few_builds(site: Site, serve: Serve) -> None:
    session = serve()
    assert session.url
    others = Site(site.folder.with_name("others"))
    for number in range(150):
        others.briefing(f"b{number}")
    (others.folder / "content/briefings").rename(site.folder / "content/briefings/others")
    session.until("/2026/02/b149/", lambda status, _: status == 200)
    session.line(r"^\S+ content/briefings/others, .* and \d+ more: \d+ written")
    assert len(session.said) <= 3


def test_a_style_is_one_file_and_no_reload(site: Site, serve: Serve) -> None:
    session = serve()
    events = session.events()
    site.write("layouts/assets/css/headframe.css", "p { color: teal }\n")
    assert events.next("style")["paths"] == ["/assets/css/headframe.css"]
    assert session.get("/assets/css/headframe.css") == (200, "p { color: teal }\n")
    session.line(r"layouts.*: 1 written in")
    events.close()


def test_a_page_is_old_or_new_at_any_time(site: Site, serve: Serve) -> None:
    session = serve()
    texts = [f"Edition {number}. " + "word " * number * 200 for number in range(6)]
    site.briefing("ore", texts[0])
    session.until(ORE, lambda _, text: "Edition 0." in text)
    is_over = threading.Event()
    answers: list[tuple[int, str]] = []

    def poll() -> None:
        while not is_over.is_set():
            answers.append(session.get(ORE))

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for number, text in enumerate(texts):
            site.briefing("ore", text)
            session.until(ORE, lambda _, page, mark=f"Edition {number}.": mark in page)  # type: ignore[misc]  # of this turn
    finally:
        is_over.set()
        reader.join()
    assert {status for status, _ in answers} == {200}
    assert all(page.startswith("<!doctype html>") and page.endswith("</html>\n") for _, page in answers)
    assert len({re.search(r"Edition \d\.", page)[0] for _, page in answers}) > 1  # type: ignore[index]  # each has one


def test_nothing_is_touched_but_the_cache(site: Site, serve: Serve) -> None:
    site.write("public/index.html", "mine")
    session = serve()
    assert session.url
    before = snapshot(site.folder, without=[".headframe"])
    site.briefing("new")
    session.until("/2026/02/new/", lambda status, _: status == 200)
    (site.folder / "content/briefings/new.md").unlink()
    assert snapshot(site.folder, without=[".headframe", "content"]).items() <= before.items()


# Errors


def test_an_error_leaves_the_last_good_site_until_it_is_mended(site: Site, serve: Serve) -> None:
    session = serve()
    events = session.events()
    file = site.briefing("ore", "Half done.", tags=["tin"])
    session.until(ORE, lambda _, text: "Half done." in text)
    good = file.read_text()
    file.write_text(good.replace("tags:", "tagz:").replace("Half", "All"))
    error = events.next("error")
    assert error["title"] == "1 error"
    (finding,) = error["diagnostics"]
    assert (finding["place"], finding["excerpt"][1]) == ("content/briefings/ore.md:4:1", "      | ^^^^")
    assert "Half done." in session.get(ORE)[1]
    session.line("1 error; the last good build stays on screen")
    session.warning("^content/briefings/ore.md:4:1: error")
    session.warning(r"^    4 \| tagz")
    session.warning(r"^      \| \^\^\^\^$")
    late = session.events()
    assert late.next("error")["diagnostics"] == [finding]
    file.write_text(good.replace("Half", "All"))
    assert events.next("mended")
    assert late.next("mended")
    session.line("content/briefings/ore.md: fixed; .* written in")
    assert "All done." in session.get(ORE)[1]
    for ear in (events, late):
        ear.close()


def test_a_site_that_was_never_good_shows_its_errors_until_it_is(site: Site, serve: Serve) -> None:
    file = site.briefing("bad", tagz=["x"])
    session = serve()
    assert session.line("^http").endswith(
        " — 1 error; the page shows them, and the site once they are fixed; Ctrl-C stops"
    )
    status, page = session.get("/anything/")
    assert (status, "there is no field tagz" in page, "/.headframe/live.js" in page) == (503, True, True)
    events = session.events()
    file.unlink()
    assert events.next("reload")["paths"] is None
    assert session.get(ORE)[0] == 200
    events.close()


def test_warnings_are_said_once(site: Site, serve: Serve) -> None:
    site.write("content/briefings/notes.txt", "x")
    session = serve()
    session.warning("warning.file-ignored")
    site.briefing("new")
    session.line(r"new\.md: ")
    site.write("content/briefings/more.txt", "x")
    session.line(r"more\.txt: ")
    session.end()
    assert len([line for line in session.warned if "file-ignored" in line]) == 2


def test_settings_may_be_gone_for_a_while(site: Site, serve: Serve) -> None:
    session = serve()
    assert session.url
    kept = site.folder / "kept"
    shutil.move(site.folder / "content", kept)
    session.warning("error.no-content")
    assert session.get(ORE)[0] == 200
    shutil.move(kept, site.folder / "content")
    session.line("fixed")
    assert session.get(ORE)[0] == 200


# Other builds, and other hands


def test_a_build_that_is_under_way_is_waited_for(site: Site, serve: Serve) -> None:
    (site.folder / ".headframe").mkdir()
    note = site.folder / ".headframe/serve"
    with FileLock(site.folder / ".headframe/lock"):
        session = serve()
        wait_for(lambda: note.is_file() and note.read_text().endswith("/"))
        with pytest.raises(HTTPError) as refused:
            urlopen(note.read_text())
        assert refused.value.code == 503
        with refused.value as answer:
            assert b"The site is being built" in answer.read()
    assert session.get(ORE)[0] == 200
    assert session.warned == []


def test_a_build_beside_it_changes_nothing(site: Site, serve: Serve) -> None:
    session = serve()
    assert session.url
    assert site.run().returncode == 0
    assert "On ore." in site.page(ORE)
    site.briefing("ore", "On better ore.")
    session.until(ORE, lambda _, text: "On better ore." in text)
    assert "On ore." in site.page(ORE)


def test_a_cache_that_is_deleted_comes_back(site: Site, serve: Serve) -> None:
    session = serve()
    assert session.get(ORE)[0] == 200
    shutil.rmtree(site.folder / ".headframe")
    session.until(ORE, lambda status, text: status == 200 and "On ore." in text)
    session.line("the preview’s folder: ")


def test_a_builder_that_dies_is_said_and_replaced(site: Site, serve: Serve) -> None:
    session = serve()
    events = session.events()
    dead = session.builder()
    os.kill(dead, signal.SIGKILL)
    site.briefing("ore", "On better ore.")
    assert "ended" in events.next("error")["text"]
    session.warning("error.worker-died")
    site.briefing("ore", "On best ore.")
    session.until(ORE, lambda _, text: "On best ore." in text)
    assert events.next("mended")
    assert session.builder() != dead
    events.close()


# Ending


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order(number: signal.Signals, serve: Serve) -> None:
    session = serve()
    events = session.events()
    assert events.next("mended")
    assert len(session.processes()) > 1
    assert session.end(number) == 0
    assert list(events) == []
    assert session.leaves_nothing()
    assert session.warned == []
    assert len(session.said) == 1
    events.close()


def test_it_can_be_ended_amid_the_first_build(site: Site, serve: Serve) -> None:
    for number in range(400):
        site.briefing(f"b{number}", "word " * 800)
    session = serve()
    wait_for((site.folder / ".headframe/cache.sqlite").exists)
    assert session.end() == 0
    assert (session.said, session.warned) == ([], [])
    wait_for(lambda: not session.processes())
    again = serve()
    assert again.get("/2026/02/b399/")[0] == 200


def test_a_second_signal_ends_it_at_once(site: Site, serve: Serve) -> None:
    site.write("content/media/film.mp4", b"x" * 50_000_000)
    session = serve()
    with socket.create_connection(("127.0.0.1", session.port)) as slow:
        slow.sendall(f"GET /media/film.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{session.port}\r\n\r\n".encode())
        assert slow.recv(1)
        session.send(signal.SIGINT)
        wait_for(lambda: not is_open(session.port))
        session.send(signal.SIGINT)
        assert session.ended() == 130
    assert session.leaves_nothing()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_killed_session_leaves_no_builder(serve: Serve) -> None:
    session = serve()
    assert session.url
    os.kill(session.process.pid, signal.SIGKILL)
    assert session.ended() == -signal.SIGKILL
    assert session.leaves_nothing()


# How much is said


def test_a_quiet_session_says_where_it_is_and_what_is_wrong(site: Site, serve: Serve) -> None:
    session = serve("-q")
    assert session.url
    site.briefing("new")
    session.until("/2026/02/new/", lambda status, _: status == 200)
    site.briefing("bad", tagz=["x"])
    session.warning("error.unknown-field")
    session.end()
    assert len(session.said) == 1


def test_a_verbose_session_names_every_file(site: Site, serve: Serve) -> None:
    session = serve("-v")
    assert session.url
    site.briefing("new")
    session.warning(r"^\+ 2026/02/new/index.html$")
    (site.folder / "content/briefings/new.md").unlink()
    session.warning(r"^- 2026/02/new/index.html$")
