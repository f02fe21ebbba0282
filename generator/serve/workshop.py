"""The process that builds for the preview: one that lives as long as it, and tells of each build."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.diagnostic import Diagnostic, Span, UserError
from generator.request import Options

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


class News(Struct, frozen=True):
    """What a build did so far; `done` with the last there is of it.

    `written` and `removed` are paths below the output folder. If it `failed`, `diagnostics` say why, and the folder is
    as it was; else they are its warnings.
    """

    done: bool
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    failed: bool = False
    seconds: float = 0.0
    outputs: int = 0
    briefings: int = 0


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
        return News(done=True, failed=True, diagnostics=(Diagnostic("worker-died", message, Span(".")),))


def _work(options: Options, connection: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):  # the preview is gone
        while True:
            connection.recv()
            connection.send(_built(replace(options, as_of=datetime.now(UTC))))


def _built(options: Options) -> News:
    from generator import engine

    started = time.perf_counter()
    try:
        result = engine.build(options)
    except UserError as error:
        return News(True, diagnostics=error.diagnostics, failed=True, seconds=time.perf_counter() - started)
    done = result.published
    return News(
        done=True,
        written=done.written,
        removed=done.removed,
        diagnostics=result.diagnostics,
        seconds=time.perf_counter() - started,
        outputs=len(done.written) + len(done.unchanged),
        briefings=result.briefings,
    )
