"""Where charts are drawn: a process apart, started when the first is wanted, ended when one costs too much."""

from __future__ import annotations

import atexit
import base64
import importlib.util
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from generator.charts import engine
from generator.charts.gallery import ENGINE
from generator.charts.grammar import MATERIALS

SECONDS = 10
"""Processor time that a drawing may take; most take a tenth of a second."""

MEMORY = 2_000_000_000
"""Bytes that the process may have."""

PATIENCE = 60.0
"""Seconds after which a drawing is given up where the engine's own limit of processor time has not ended it."""

_PIPE_BYTES = 1 << 16
_SLOW = f"it takes more than {SECONDS} seconds to draw"
_TOO_MUCH = "it takes too much memory to draw"


class FailureError(Exception):
    """Why a chart cannot be drawn, in words that end a sentence."""


def svgs(specs: Sequence[Mapping[str, Any]], locale: Mapping[str, Any]) -> list[str]:
    """Vega-Lite specs as SVG. FailureError if they cannot be drawn."""
    found: list[str] = _asked({"specs": specs, **locale})["svgs"]
    return found


def png(svg: str, scale: float) -> bytes:
    """The pixels of an SVG. FailureError if there are too many."""
    return base64.b64decode(_asked({"svg": svg, "scale": scale})["png"])


def _asked(request: Mapping[str, Any]) -> dict[str, Any]:
    answer = _bench().asked(json.dumps(request))
    if "error" in answer:
        raise FailureError(_reason(str(answer["error"])))
    return answer


def _reason(error: str) -> str:
    """The engine's reason, without where in its code it found it."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith("at ") and not line.endswith("conversion failed:")]
    words = (kept or lines or [""])[0].removeprefix("Error: ").rstrip(".")
    return f"Vega says: {words}"[:200]


class _LateError(Exception):
    """The process took longer than we have patience."""


class _Bench:
    """One process that draws, of this process alone."""

    def __init__(self) -> None:
        spec = importlib.util.find_spec(ENGINE)
        folder = str(Path(spec.origin or "").parents[1]) if spec else ""
        limits = [str(SECONDS), str(MEMORY)]
        self.owner = os.getpid()
        self._process = subprocess.Popen(  # noqa: S603 - our own script and this Python
            [sys.executable, "-I", engine.__file__, folder, str(MATERIALS), *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC"},  # a date without a zone is that of the page, wherever it is made
            cwd=MATERIALS,
        )

    def asked(self, request: str) -> dict[str, Any]:
        """The answer to a request. FailureError if the process dies of it, and is of no more use then."""
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise TypeError("the process was started with pipes")
        line = b""
        try:
            with suppress(BrokenPipeError):
                requests.write(request.encode() + b"\n")
                requests.flush()
                line = self._line(answers)
        except _LateError:
            self._process.kill()
            self.close()
            raise FailureError(_SLOW) from None
        if not line.endswith(b"\n"):
            raise FailureError(_death(self.close()))
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _line(self, answers: IO[bytes]) -> bytes:
        """What the process says next; without an end of line if it has died."""
        if os.name != "posix":  # where there is no waiting for a pipe
            timer = threading.Timer(PATIENCE, self._process.kill)
            timer.start()
            line = answers.readline()
            timer.cancel()
            return line
        # No thread here: one that has just ended can still forbid a fork.
        parts: list[bytes] = []
        until = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as waiting:
            waiting.register(answers, selectors.EVENT_READ)
            while not parts or (parts[-1] and not parts[-1].endswith(b"\n")):
                if not waiting.select(max(until - time.monotonic(), 0)):
                    raise _LateError
                parts.append(os.read(answers.fileno(), _PIPE_BYTES))
        return b"".join(parts)

    def close(self) -> int:
        """End the process; what it ended with."""
        _benches.pop(self.owner, None)
        process = self._process
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        try:
            return process.wait(1)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _death(status: int) -> str:
    """Of what a process died that ended with a status."""
    if status >= 0:
        return f"the process that draws ended by itself, with status {status}; reinstall vl-convert-python"
    return _SLOW if -status == getattr(signal, "SIGXCPU", 0) else _TOO_MUCH


_benches: dict[int, _Bench] = {}
"""By the process that started it; one that was forked has its parent's here, and leaves it alone."""


def _bench() -> _Bench:
    own = os.getpid()
    if own not in _benches:
        _benches[own] = _Bench()
    return _benches[own]


@atexit.register
def close() -> None:
    """End the process that draws, if there is one."""
    if bench := _benches.get(os.getpid()):
        bench.close()
