"""Other people's servers, here on loopback: how they are asked, and what is made of their answers."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator.desk import visitor, web
from generator.desk.visitor import Answer, Manners, answer_of, failure, is_public, seconds_of, visited
from generator.desk.web import FILE, KEPT_DAYS, Web
from generator.diagnostic import Span
from generator.lint.links import Link
from generator.request import unseen

QUICK = Manners(pause=0.0, timeout=5.0, longest_wait=2.0)
Reply = tuple[int, Mapping[str, str]]


@dataclass
class Elsewhere:
    """A server that answers as told; `asked` are the requests that it got, with their times."""

    replies: dict[str, Reply | Callable[[str, int], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    delay: float = 0.0
    port: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def requests(self, path: str) -> list[str]:
        return [method for method, asked, _ in self.asked if asked == path]


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    told = Elsewhere()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with lock:
                told.at_once += 1
                told.most_at_once = max(told.most_at_once, told.at_once)
                told.asked.append((self.command, self.path, time.monotonic()))
                told.agents.add(self.headers["User-Agent"])
                told.hosts.add(self.headers["Host"])
                number = sum(path == self.path and method == self.command for method, path, _ in told.asked)
            time.sleep(told.delay)
            reply = told.replies.get(self.path, (404, {}))
            status, headers = reply(self.command, number) if callable(reply) else reply
            with lock:
                told.at_once -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def answers(*urls: str, manners: Manners = QUICK) -> dict[str, Answer]:
    return dict(visited(urls, manners))


def answer(url: str, manners: Manners = QUICK) -> Answer:
    return answers(url, manners=manners)[url]


# What an answer means


def test_a_page_that_is_there_is_alive(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/"] = (200, {})
    assert answer(elsewhere.url()) == Answer("alive", reached=True)
    assert elsewhere.requests("/") == ["HEAD"]


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (410, "410 Gone")])
def test_a_page_that_is_gone_is_dead(elsewhere: Elsewhere, status: int, words: str) -> None:
    elsewhere.replies["/"] = (status, {})
    assert answer(elsewhere.url()) == Answer("dead", f"is gone: the server answers {words}", reached=True)
    assert elsewhere.requests("/") == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [400, 401, 403, 405, 429, 451, 500, 502, 503, 999])
def test_a_server_that_turns_a_program_away_or_fails_proves_nothing(elsewhere: Elsewhere, status: int) -> None:
    elsewhere.replies["/"] = (status, {})
    assert answer(elsewhere.url()).verdict == "unanswered"


def test_a_server_that_knows_no_head_is_asked_for_the_page(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/"] = lambda method, _: (405 if method == "HEAD" else 200, {})
    assert answer(elsewhere.url()) == Answer("alive", reached=True)


def test_a_server_that_is_slow_proves_nothing(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/"], elsewhere.delay = (200, {}), 1.0
    assert answer(elsewhere.url(), Manners(timeout=0.2)).verdict == "unanswered"


def test_a_port_where_nobody_listens_proves_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert answer(f"http://127.0.0.1:{port}/").verdict == "unanswered"


def test_a_host_that_does_not_exist_is_dead() -> None:
    error = OSError("connection failed")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert failure(error) == Answer("dead", "names a host that does not exist")


def test_a_name_that_cannot_be_looked_up_now_proves_nothing() -> None:
    assert failure(socket.gaierror(socket.EAI_AGAIN, "Temporary failure")).verdict == "unanswered"


def test_a_certificate_that_is_not_valid_is_told() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    assert failure(error) == Answer("dead", "has no valid certificate: certificate has expired")


@pytest.mark.parametrize("url", ["http://[::1/", "http://127.0.0.1:99999/", "http://[x]/"])
def test_what_is_no_address_is_dead(url: str) -> None:
    assert answer(url) == Answer("dead", "is no web address")


# Redirects


def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(elsewhere: Elsewhere) -> None:
    elsewhere.replies |= {
        "/old": (301, {"Location": "/older"}),
        "/older": (308, {"Location": "/new"}),
        "/new": (200, {}),
    }
    assert answer(elsewhere.url("/old")) == Answer("moved", elsewhere.url("/new"), reached=True)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_page_that_has_moved_for_now_is_alive(elsewhere: Elsewhere, status: int) -> None:
    elsewhere.replies |= {"/old": (status, {"Location": "/new"}), "/new": (200, {})}
    assert answer(elsewhere.url("/old")) == Answer("alive", reached=True)
    elsewhere.replies["/first"] = (301, {"Location": "/old"})
    assert answer(elsewhere.url("/first")) == Answer("alive", reached=True)


def test_a_redirect_to_what_is_gone_is_dead(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/old"] = (301, {"Location": "/gone"})
    assert answer(elsewhere.url("/old")).verdict == "dead"


def test_a_circle_of_redirects_ends(elsewhere: Elsewhere) -> None:
    elsewhere.replies |= {"/a": (302, {"Location": "/b"}), "/b": (302, {"Location": "/a"})}
    assert answer(elsewhere.url("/a")) == Answer("dead", "redirects more than 8 times", reached=True)


@pytest.mark.parametrize("location", ["ftp://example.org/", "javascript:alert(1)", "mailto:a@example.org"])
def test_a_redirect_off_the_web_is_dead(elsewhere: Elsewhere, location: str) -> None:
    elsewhere.replies["/"] = (302, {"Location": location})
    assert answer(elsewhere.url()).verdict == "dead"


def test_a_redirect_is_never_followed_to_a_private_address(elsewhere: Elsewhere) -> None:
    elsewhere.replies |= {
        "/to-name": (302, {"Location": elsewhere.url("/secret", "localhost")}),
        "/to-number": (302, {"Location": elsewhere.url("/secret", "127.0.0.2")}),
        "/to-another-form": (302, {"Location": elsewhere.url("/secret", "[::ffff:127.0.0.1]")}),
        "/by-way": (302, {"Location": "/to-name"}),
        "/secret": (200, {}),
    }
    for path in ("/to-name", "/to-number", "/to-another-form", "/by-way"):
        found = answer(elsewhere.url(path))
        assert found.verdict == "dead"
        assert "on a private network" in found.detail
    assert elsewhere.requests("/secret") == []


def test_a_link_that_says_itself_where_it_leads_is_followed_there(elsewhere: Elsewhere) -> None:
    elsewhere.replies |= {"/here": (302, {"Location": elsewhere.url("/there")}), "/there": (200, {})}
    assert answer(elsewhere.url("/here")) == Answer("alive", reached=True)
    assert answer(elsewhere.url("/there", "localhost")) == Answer("alive", reached=True)


INNER = """
10.0.0.1 127.0.0.1 192.168.1.1 172.16.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1
::1 :: fe80::1%eth0 fd00::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 2002:a00:1::
"""


@pytest.mark.parametrize("ip", INNER.split())
def test_an_address_of_an_inner_network_is_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(ip: str) -> None:
    assert is_public(ip)


def test_a_host_is_asked_at_the_very_address_that_was_judged(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is looked up a second time may lead inside. For the test, loopback is the internet."""
    looked_up: list[str] = []
    really = socket.getaddrinfo

    def look_up(host: Any, *arguments: Any, **named: Any) -> Any:
        if host != "rebinding.example":
            return really(host, *arguments, **named)
        looked_up.append(host)
        return really("127.0.0.1" if len(looked_up) == 1 else "127.0.0.9", *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(visitor, "is_public", lambda ip: ip == "127.0.0.1")
    there = elsewhere.url("/new", "rebinding.example")
    elsewhere.replies |= {"/": (301, {"Location": there}), "/new": (200, {})}
    assert answer(elsewhere.url()) == Answer("moved", there, reached=True)
    assert looked_up == ["rebinding.example"]
    assert elsewhere.hosts == {f"127.0.0.1:{elsewhere.port}", f"rebinding.example:{elsewhere.port}"}


# Manners


def test_the_program_says_who_it_is(elsewhere: Elsewhere) -> None:
    answer(elsewhere.url())
    (agent,) = elsewhere.agents
    assert agent.startswith("headframe/")


def test_a_host_gets_two_requests_at_once_and_others_do_not_wait(elsewhere: Elsewhere) -> None:
    paths = [f"/{n}" for n in range(8)]
    elsewhere.replies |= {path: (200, {}) for path in paths}
    elsewhere.delay = 0.05
    answers(*map(elsewhere.url, paths))
    assert elsewhere.most_at_once == 2
    elsewhere.most_at_once = 0
    answers(*(elsewhere.url(path, f"127.0.0.{n}") for n, path in enumerate(paths[:1], 1)), *map(elsewhere.url, paths))
    assert elsewhere.most_at_once == 2


def test_a_host_is_left_alone_between_two_requests(elsewhere: Elsewhere) -> None:
    paths = ["/1", "/2", "/3"]
    elsewhere.replies |= {path: (200, {}) for path in paths}
    answers(*map(elsewhere.url, paths), manners=Manners(pause=0.2))
    times = sorted(at for _, _, at in elsewhere.asked)
    assert all(later - earlier >= 0.18 for earlier, later in pairwise(times))


def test_a_server_that_says_when_to_come_back_is_asked_then(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/"] = lambda _, number: (200, {}) if number > 1 else (429, {"Retry-After": "1"})
    assert answer(elsewhere.url()) == Answer("alive", reached=True)
    first, second = (at for _, _, at in elsewhere.asked)
    assert second - first >= 0.9


@pytest.mark.parametrize("wait", ["3600", "", "soon"])
def test_a_server_that_wants_to_be_left_alone_for_long_is(elsewhere: Elsewhere, wait: str) -> None:
    elsewhere.replies["/"] = (429, {"Retry-After": wait})
    assert answer(elsewhere.url()).verdict == "unanswered"
    assert elsewhere.requests("/") == ["HEAD"]


def test_a_server_that_is_always_busy_is_asked_three_times(elsewhere: Elsewhere) -> None:
    elsewhere.replies["/"] = (503, {"Retry-After": "0"})
    assert answer(elsewhere.url()).verdict == "unanswered"
    assert elsewhere.requests("/") == ["HEAD"] * 3


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 5 ", 5.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("x", None),
        ("-1", None),
        ("", None),
    ],
)
def test_the_time_to_come_back_is_in_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert seconds_of(text, 10.0) == seconds


# What is remembered


def links(*urls: str) -> list[Link]:
    return [Link(url, Span("content/briefings/ore.md", number, 1)) for number, url in enumerate(urls, 1)]


def test_each_place_of_a_dead_link_is_told_and_its_address_asked_once(elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.replies["/alive"] = (200, {})
    gone = elsewhere.url("/gone")
    found = Web(tmp_path, QUICK).answers(links(gone, elsewhere.url("/alive"), f"{gone}#part"), unseen)
    assert [(d.code, d.span.line, d.message) for d in found.findings] == [
        ("dead-link", 1, f"{gone} is gone: the server answers 404 Not Found"),
        ("dead-link", 3, f"{gone}#part is gone: the server answers 404 Not Found"),
    ]
    assert (found.asked, found.remembered, found.moved, found.unanswered) == (2, 0, (), ())
    assert elsewhere.requests("/gone") == ["HEAD", "GET"]


def test_what_moved_for_good_and_what_gave_no_answer_are_told_apart(elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.replies |= {"/old": (301, {"Location": "/new"}), "/new": (200, {}), "/closed": (403, {})}
    found = Web(tmp_path, QUICK).answers(links(elsewhere.url("/old"), elsewhere.url("/closed")), unseen)
    assert found.findings == ()
    ((message, help_),) = [(d.message, d.help) for d in found.moved]
    assert (message, help_) == (f"{elsewhere.url('/old')} has moved for good", f"write {elsewhere.url('/new')}")
    assert found.unanswered == ((elsewhere.url("/closed"), "the server answers 403 Forbidden"),)


def test_what_was_alive_is_not_asked_again_for_a_week(
    elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere.replies |= {"/": (200, {}), "/old": (301, {"Location": "/"}), "/closed": (403, {})}
    urls = links(*map(elsewhere.url, ("/", "/old", "/closed", "/gone")))
    site = Web(tmp_path, QUICK)
    site.answers(urls, unseen)
    elsewhere.asked.clear()
    again = site.answers(urls, unseen)
    assert (again.asked, again.remembered) == (2, 2)
    assert {path for _, path, _ in elsewhere.asked} == {"/closed", "/gone"}
    assert len(again.moved) == 1
    now = time.time()
    monkeypatch.setattr(web.time, "time", lambda: now + KEPT_DAYS * 24 * 3600 + 60)
    assert site.answers(urls, unseen).asked == 4


def test_a_check_of_some_links_forgets_no_others(elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.replies |= {"/a": (200, {}), "/b": (200, {})}
    site = Web(tmp_path, QUICK)
    site.answers(links(elsewhere.url("/a")), unseen)
    site.answers(links(elsewhere.url("/b")), unseen)
    assert site.answers(links(elsewhere.url("/a"), elsewhere.url("/b")), unseen).asked == 0


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"version": 0, "answers": {}}',
        b'{"version": 1, "answers": {"x": 1}}',
        b"\xff",
        b"[" * 9999,
    ],
)
def test_a_damaged_memory_is_no_memory(elsewhere: Elsewhere, tmp_path: Path, kept: bytes) -> None:
    elsewhere.replies["/"] = (200, {})
    (tmp_path / FILE).write_bytes(kept)
    assert Web(tmp_path, QUICK).answers(links(elsewhere.url()), unseen).asked == 1
    assert json.loads((tmp_path / FILE).read_bytes())["version"] == 1


def test_a_memory_that_cannot_be_written_is_done_without(elsewhere: Elsewhere, tmp_path: Path) -> None:
    elsewhere.replies["/"] = (200, {})
    assert Web(tmp_path / "missing", QUICK).answers(links(elsewhere.url()), unseen).asked == 1


def test_without_a_connection_no_host_is_taken_for_dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"http://a.example/": visitor.NO_SUCH_HOST, "http://b.example/": Answer("unanswered", "no answer")}
    monkeypatch.setattr(web, "visited", lambda urls, _: ((url, found[url]) for url in urls))
    offline = Web(tmp_path, QUICK).answers(links(*found), unseen)
    assert offline.findings == ()
    assert offline.unanswered[0] == ("http://a.example/", "no host could be reached: is there a connection?")
    found["http://b.example/"] = Answer("unanswered", "the server answers 403 Forbidden", reached=True)
    online = Web(tmp_path, QUICK).answers(links(*found), unseen)
    assert [d.message for d in online.findings] == ["http://a.example/ names a host that does not exist"]


def test_no_links_are_no_work(tmp_path: Path) -> None:
    assert Web(tmp_path, QUICK).answers([], unseen).asked == 0


def test_the_meaning_of_a_status_is_told_in_words() -> None:
    assert answer_of(418).detail == "the server answers 418 I'm a Teapot"
    assert answer_of(999).detail == "the server answers 999"
