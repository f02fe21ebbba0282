"""A preview: files are watched, the site is built as they are saved, and browsers are shown what came of it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import uvicorn
from filelock import FileLock, Timeout
from msgspec.structs import replace

from generator import sources
from generator.diagnostic import Diagnostic, Span, UserError
from generator.engine import CACHE, PREVIEW
from generator.request import Options, Progress, unseen
from generator.serve.app import BEING_BUILT, Shown, application
from generator.serve.channel import Channel
from generator.serve.news import News
from generator.serve.port import HOST, listening
from generator.serve.screen import Screen, home_of
from generator.serve.watch import Watch
from generator.serve.workshop import Workshop

_BUSY_SECONDS = 0.25
"""How long to wait for another build before trying again."""
_FORCED = 130
"""The exit status that a shell gives to what Ctrl-C ended."""
SERVER: dict[str, Any] = {
    "loop": "asyncio",
    "http": "h11",
    "ws": "none",
    "lifespan": "off",
    "log_config": None,
    "log_level": "error",
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 1,
}
"""How uvicorn is run: the parts that are always there, and no word but of our own faults."""


class Listener(Protocol):
    """Who is told how a preview goes. All but the first are told by a thread of its own."""

    def moved(self, port: int, taken: int) -> None:
        """The port that was asked for is taken, and another is used."""

    def polling(self) -> None:
        """The system tells no more of what changes, so every file is looked at each second."""

    def started(self, url: str, news: News) -> None:
        """The first build is done, well or not, and the URL shows what came of it."""

    def built(self, changed: Sequence[str], news: News, *, mended: bool) -> None:
        """Another build is done since these files changed; `mended` if it went well and the one before did not."""


def options(site: Path, jobs: int = 0, progress: Progress = unseen) -> Options:
    """What a preview builds: also what readers are to see one day, in a folder of its own."""
    return Options(
        site,
        site / CACHE / PREVIEW,
        datetime.now(UTC),
        previewed=frozenset({"draft", "scheduled"}),
        jobs=jobs,
        fingerprinted=False,
        progress=progress,
    )


def preview(wanted: Options, listener: Listener, port: int, *, opens: bool = False) -> None:
    """Show a site until Ctrl-C or SIGTERM, in a browser if it `opens` one. For the main thread.

    UserError where the folder is no site, is being previewed already, or no port is free.
    """
    sources.require(wanted.site)
    with _alone(wanted.site) as note, closing(listening(port)) as ear:
        chosen = ear.getsockname()[1]
        note.write_text(f"http://{HOST}:{chosen}/", "utf-8")
        if port not in (0, chosen):
            listener.moved(chosen, port)
        _Preview(wanted, listener, ear, opens).run()


@contextmanager
def _alone(site: Path) -> Iterator[Path]:
    """Hold the right to preview a site, and give the file in which to say where. UserError if another one holds it."""
    folder = site / CACHE
    lock, note = FileLock(folder / "serve.lock", timeout=0), folder / "serve"
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire()
    except Timeout as error:
        where = note.read_text("utf-8") if note.is_file() else "the address that it named"
        help_ = f"look at {where}, or stop that one first"
        message = f"another preview of {site} is under way"
        raise UserError([Diagnostic("busy", message, Span(str(folder / "serve.lock")), help_)]) from error
    except OSError as error:
        message = f"{folder} cannot be written: {(error.strerror or str(error)).lower()}"
        raise UserError([Diagnostic("unwritable", message, Span(str(folder)), "fix its permissions")]) from error
    try:
        yield note
    finally:
        lock.release()


class _Server(uvicorn.Server):
    """A server that leaves signals to the preview."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class _Preview:
    """The parts, put together. The server has this thread; another one waits for changes and has the site built."""

    def __init__(self, wanted: Options, listener: Listener, ear: socket.socket, opens: bool) -> None:
        self._wanted = wanted
        self._listener = listener
        self._ear = ear
        self._opens = opens
        port = ear.getsockname()[1]
        self._root = f"http://{HOST}:{port}"
        self._watch = Watch(wanted.site)
        self._workshop = Workshop(wanted)
        self._channel = Channel(secrets.token_hex(4))
        shown = Shown(notice=BEING_BUILT)
        self._screen = Screen(wanted, shown, self._channel)
        app = application(wanted.output, shown, self._channel, port, self._watch.wake)
        self._server = _Server(uvicorn.Config(app, **SERVER))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = threading.Event()
        self._fault: Exception | None = None

    def run(self) -> None:
        """Serve until somebody stops it."""
        with _signals(self._stop):
            try:
                self._workshop.start()
                self._watch.start()
                if self._watch.is_polling:
                    self._listener.polling()
                asyncio.run(self._serve())
            finally:
                self._stopping.set()
                self._watch.close()
                self._workshop.close()
        if self._fault is not None:
            raise self._fault

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._work, daemon=True).start()
        await self._server.serve([self._ear])

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Have all end in good order; the second time at once, with no process left behind."""
        if self._stopping.is_set():
            for child in multiprocessing.active_children():
                child.kill()
            os._exit(_FORCED)
        self._end()

    def _end(self) -> None:
        self._stopping.set()
        self._server.should_exit = True
        self._in_loop(self._channel.close)

    def _in_loop(self, act: Callable[[], None]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(act)

    def _work(self) -> None:
        """Build now, and whenever something has changed. A fault of ours ends the preview, which raises it."""
        try:
            failed = self._first()
            for changed in self._watch.changes():
                failed = self._again([name for name in changed if name], failed)
        except Exception as fault:
            if not self._stopping.is_set():
                self._fault = fault
                self._end()

    def _first(self) -> bool:
        """The first build; whether it failed."""
        failed = False
        for news, home in self._news():
            if news.done:
                failed = news.failed
                url = self._root + (home or "/")
                self._listener.started(url, news)
                if self._opens:
                    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        return failed

    def _again(self, changed: Sequence[str], had_failed: bool) -> bool:
        """Another build; whether it failed."""
        failed = had_failed
        written: tuple[str, ...] = ()
        for news, _ in self._news():
            written = tuple(dict.fromkeys((*written, *news.written)))
            if news.done:
                failed = news.failed
                self._listener.built(changed, replace(news, written=written), mended=had_failed and not failed)
        return failed

    def _news(self) -> Iterator[tuple[News, str | None]]:
        """What the workshop tells of a build, which is shown, and the base path. Waits for another build."""
        is_busy = True
        while is_busy and not self._stopping.is_set():
            is_busy = False
            for news in self._workshop.build():
                is_busy = news.failed and any(d.code == "busy" for d in news.diagnostics)
                if self._stopping.is_set():
                    return
                if not is_busy:
                    home = home_of(self._wanted.site)
                    self._in_loop(partial(self._screen.show, news, home))
                    yield news, home
            if is_busy:
                self._stopping.wait(_BUSY_SECONDS)


@contextmanager
def _signals(stop: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Have Ctrl-C and SIGTERM call a function."""
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
