"""The process that draws: it loads nothing, gives up in time, and draws the same whenever and wherever it is asked."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.charts import theme, workshop
from generator.charts.drawing import locale

ENGLISH = locale("en")
REPOSITORY = Path(__file__).parents[3]


def chart(**parts: Any) -> dict[str, Any]:
    data = {"values": [{"mine": "A", "tonnes": 1}, {"mine": "B", "tonnes": 2500}]}
    encoding = {"y": {"field": "mine"}, "x": {"field": "tonnes", "type": "quantitative"}}
    return theme.dressed({"data": data, "mark": "bar", "encoding": encoding, **parts}, theme.WIDE)


def drawn(**parts: Any) -> str:
    return workshop.svgs([chart(**parts)], ENGLISH)[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that may take a second of processor time."""
    workshop.close()
    monkeypatch.setattr(workshop, "SECONDS", 1)
    yield
    workshop.close()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it is asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"mine,tonnes\nsecret,9\n")

        def log_message(self, *_arguments: Any) -> None: ...

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_the_engine_itself_loads_nothing_from_the_network(server: tuple[str, list[str]]) -> None:
    url, asked = server
    for data in ({"url": f"{url}/a.csv"}, {"url": f"{url}/b.json", "format": {"type": "json"}}):
        with pytest.raises(workshop.FailureError, match="not allowed"):
            drawn(data=data)
    image = {"type": "image", "url": f"{url}/a.png", "width": 10, "height": 10}
    lookup = {"lookup": "mine", "from": {"data": {"url": f"{url}/c.csv"}, "key": "mine", "fields": ["tonnes"]}}
    for parts in ({"mark": image}, {"transform": [lookup]}, {"config": {"mark": {"href": url}}}):
        try:
            drawn(**parts)
        except workshop.FailureError:
            continue
    assert asked == []


def test_the_engine_itself_loads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("mine,tonnes\nSECRET,9\n", "utf-8")
    for url in (secret.as_uri(), str(secret), f"file:{secret}", os.path.relpath(secret)):
        try:
            shown = drawn(data={"url": url})
        except workshop.FailureError as error:
            shown = str(error)
        assert "SECRET" not in shown


@pytest.mark.usefixtures("impatient")
def test_a_drawing_that_takes_too_long_is_given_up_and_the_next_is_drawn() -> None:
    loop = "test(/(a+)+b/, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"
    with pytest.raises(workshop.FailureError, match="seconds to draw"):
        drawn(transform=[{"calculate": loop, "as": "x"}])
    assert drawn().startswith("<svg")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what a process takes")
def test_a_drawing_that_takes_too_much_memory_is_given_up_and_the_next_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workshop.close()
    monkeypatch.setattr(workshop, "MEMORY", 1_000_000_000)  # of which V8 would take more, and not complain
    monkeypatch.setattr(workshop, "SECONDS", 60)
    with pytest.raises(workshop.FailureError, match="too much memory"):
        drawn(transform=[{"calculate": "length(sequence(100000000)) + length(sequence(100000001))", "as": "x"}])
    assert drawn().startswith("<svg")
    workshop.close()


def test_patience_ends_where_the_engine_has_no_limit_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.close()
    monkeypatch.setattr(workshop, "PATIENCE", 0.01)
    with pytest.raises(workshop.FailureError, match="seconds to draw"):
        drawn()
    monkeypatch.undo()
    assert drawn().startswith("<svg")


def test_an_engine_that_cannot_start_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.close()
    monkeypatch.setattr(workshop, "SECONDS", "no number")
    with pytest.raises(workshop.FailureError, match="reinstall vl-convert-python"):
        drawn()
    workshop.close()


def test_vegas_reasons_come_without_its_code() -> None:
    with pytest.raises(workshop.FailureError) as failure:
        drawn(transform=[{"calculate": "1 +* 2", "as": "x"}])
    assert str(failure.value) == "Vega says: Unexpected token *"


def test_no_thread_is_left_that_would_forbid_a_fork() -> None:
    before = threading.active_count()
    drawn()
    assert threading.active_count() == before
    code = "from generator.charts import workshop as w; from generator.parallel import may_fork; {}; print(may_fork())"
    draw = 'w.png(\'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\', 1)'
    command = [sys.executable, "-c", code.format(draw)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(sys.platform == "linux")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_draws_by_itself() -> None:
    drawn()
    child = os.fork()
    if not child:
        os._exit(0 if drawn().startswith("<svg") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert drawn().startswith("<svg")


PROGRAM = """
import hashlib, sys
from generator.charts import fence, drawing, kept
from generator.diagnostic import Span
from generator.views import Figure
from pathlib import Path
digest = hashlib.sha256()
for text in sys.argv[1:]:
    chart, found = fence.read(text, Span("a", 1, 1))
    assert chart, found
    digest.update(drawing.made(Figure("k", 1, kept.written(chart), "en", ""), Path(".")))
print(digest.hexdigest())
"""
HEAD = "title: T\ndescription: D\n"
CHARTS = [
    f"{HEAD}bar: {{A: 1, B: 2}}\nlabels: true\n",
    f"{HEAD}line:\n  - {{day: 2026-01-01, t: 1, m: x}}\n  - {{day: 2026-02-01, t: 3, m: y}}\nx: day\ny: t\ncolor: m\n",
    f"{HEAD}map: {{CHN: 98, COD: 1}}\nplaces: [{{name: Kolwezi, lon: 25.5, lat: -10.7}}]\n",
]


def test_the_same_chart_is_the_same_bytes_in_any_process_zone_and_order() -> None:
    def digest(charts: list[str], **environment: str) -> str:
        paths = os.pathsep.join([str(REPOSITORY), *sys.path])
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *charts],
            env={**os.environ, "PYTHONPATH": paths, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    here = digest(CHARTS, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    assert here == digest(CHARTS, PYTHONHASHSEED="2", TZ="Pacific/Auckland", LC_ALL="C.UTF-8", HOME="/nonexistent")
    twice = [CHARTS[0], *CHARTS]
    assert digest(twice)[:8] != here[:8]
    assert digest([CHARTS[1]]) == digest([CHARTS[1]])


def test_numbers_and_months_are_those_of_the_language() -> None:
    german = workshop.svgs([chart(encoding={"text": {"field": "tonnes", "format": ",.1f"}}, mark="text")], locale("de"))
    assert "2.500,0" in german[0]
    month = {"calculate": "timeFormat(datetime(2026, 4, 1), '%B')", "as": "m"}
    text = workshop.svgs([chart(transform=[month], encoding={"text": {"field": "m"}}, mark="text")], locale("fr"))
    assert "mai" in text[0]
