"""What a command costs: time, processor time and memory of it and its children, beside whatever else runs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_BETWEEN_SAMPLES = 0.05


@dataclass(frozen=True)
class Cost:
    """Seconds, bytes, and how many cores the rest of the machine kept busy; None without a /proc."""

    wall: float
    processor: float
    memory: int | None
    others: float | None


class Failure(Exception):  # noqa: N818  (a peer's, not ours)
    """A command that failed or took too long."""


def cost(command: Sequence[str], folder: Path, log: Path, limit: float) -> Cost:
    """Run a command in a folder to its end; more seconds than the limit are a Failure."""
    os.sync()  # or what came before would be written to disk on this one's time
    before, start = _busy(), time.perf_counter()
    with log.open("wb") as told:
        # In a session of its own, by which its children are found, and ended with it.
        process = subprocess.Popen(
            command, cwd=folder, stdout=told, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )
    timer = threading.Timer(limit, _end, [process.pid])
    with _killed_on_error(process.pid), _Memory(process.pid) as memory:
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        what = f"took more than {limit:.0f} s" if wall >= limit else f"ended with {process.returncode}"
        raise Failure(f"{' '.join(command)} {what}: {log.read_text('utf-8', 'replace')[-2000:].strip()}")
    processor, after = used.ru_utime + used.ru_stime, _busy()
    others = None if before is None or after is None else max(0.0, after - before - processor) / wall
    peak = None if memory.peak is None else max(memory.peak, used.ru_maxrss * 1024)
    return Cost(wall, processor, peak, others)


def _end(session: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


@contextlib.contextmanager
def _killed_on_error(session: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _end(session)
        raise


class _Memory:
    """The largest sum of the resident memory of a session's processes; what they share counts for each of them."""

    def __init__(self, session: int) -> None:
        self.peak = 0 if sys.platform == "linux" else None
        self._session = session
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> _Memory:
        if self.peak is not None:
            self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._watch.is_alive():
            self._watch.join()

    def _sample(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._done.wait(_BETWEEN_SAMPLES):
            self.peak = max(self.peak or 0, sum(_resident(self._session)) * page)


def _resident(session: int) -> Iterator[int]:
    """The pages in memory of each process of a session; see proc_pid_stat(5), from whose third field on we read."""
    for process in _PROC.iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
                if int(fields[3]) == session:
                    yield int(fields[21])


def _busy() -> float | None:
    """The seconds that all cores together have worked since the machine's start; see proc_stat(5)."""
    if sys.platform != "linux":
        return None
    user, nice, system, _idle, _waiting, interrupts, soft, *_ = (_PROC / "stat").read_text("ascii").split()[1:]
    return sum(map(int, (user, nice, system, interrupts, soft))) / os.sysconf("SC_CLK_TCK")
