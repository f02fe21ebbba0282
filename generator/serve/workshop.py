"""The process that builds for the preview: it lives as long as the preview, and reports each build."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from generator.diagnostic import Diagnostic, Span
from generator.request import Options
from generator.serve.news import News

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


_REST_SECONDS = 0.5
"""After how long without a request what is not pressing is done."""


class Workshop:
    """Builds on request, in a process of its own that no Ctrl-C reaches."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._process: SpawnProcess
        self._ours: Connection
        self._is_started = self._is_closed = False

    def start(self) -> None:
        """Start the process."""
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(self._options, theirs))
        self._process.start()
        self._is_started = True
        theirs.close()

    def build(self) -> Iterator[News]:
        """Build, and tell of it. Ends early when the workshop is closed by another thread."""
        try:
            self._ours.send(None)
            while True:
                news = self._ours.recv()
                yield news
                if news.done:
                    return
        except (EOFError, OSError):
            if not self._is_closed:
                told = self._obituary()
                self.start()
                yield told

    def close(self) -> None:
        """End the process at once, also amid a build: the next one heals what it leaves."""
        self._is_closed = True
        if self._is_started:
            self._process.kill()
            self._process.join()
            self._ours.close()

    def _obituary(self) -> News:
        self._process.join()
        message = f"the process that builds ended with exit code {self._process.exitcode}"
        help_ = "save a file, and another one builds; if memory ran short, give the preview --jobs 1"
        return News(done=True, failed=True, diagnostics=(Diagnostic("worker-died", message, Span("."), help_),))


def _work(options: Options, connection: Connection) -> None:
    from generator.serve.session import Session  # here, since only this process needs all that builds

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # a search for garbage takes half a second on a large site: it waits for the session's rest
    session = Session(options)
    with suppress(EOFError, OSError):  # the preview is gone
        while True:
            connection.recv()
            for news in session.build():
                connection.send(news)
            if not connection.poll(_REST_SECONDS):
                session.rest()
