"""`headframe serve` as an editor runs it: a process of its own, in a terminal's place, and what it says and serves."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from sites.runner import HANG_SECONDS, REPOSITORY, Site


class Session:
    """A preview of a site. It begins at once; `end` is for whoever began it."""

    def __init__(self, site: Site, *arguments: str, **env: str) -> None:
        self.site = site
        self.said: list[str] = []
        self.warned: list[str] = []
        self._news = threading.Condition()
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(REPOSITORY), **env}
        command = [sys.executable, "-m", "generator", "serve", "--site", str(site.folder)]
        self.process = subprocess.Popen(
            [*command, *(arguments if "--port" in arguments else ("--port", "0", *arguments))],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=read, daemon=True)
            for read in ((self.process.stdout, self.said), (self.process.stderr, self.warned))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: IO[str], lines: list[str]) -> None:
        for line in stream:
            with self._news:
                lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def line(self, pattern: str, *, after: int = 0) -> str:
        """The first line on standard output that matches, from the given one on; waits for it."""
        return self._line(self.said, pattern, after)

    def warning(self, pattern: str) -> str:
        """The first line on standard error that matches; waits for it."""
        return self._line(self.warned, pattern, 0)

    def _line(self, lines: list[str], pattern: str, after: int) -> str:
        with self._news:
            found = self._news.wait_for(
                lambda: next((line for line in lines[after:] if re.search(pattern, line)), None), HANG_SECONDS
            )
        assert found, f"no line matches {pattern}: {self.said} {self.warned}"
        return found

    @property
    def url(self) -> str:
        """The site's address, once it is there."""
        return self.line("^http://").partition(" ")[0]

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port
        return port

    def get(self, path: str) -> tuple[int, str]:
        """The status and text at a path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def until(self, path: str, holds: Callable[[int, str], bool]) -> str:
        """Ask for a path until the answer is as it should be; its text."""
        deadline = time.monotonic() + HANG_SECONDS
        while time.monotonic() < deadline:
            status, text = self.get(path)
            if holds(status, text):
                return text
            time.sleep(0.02)
        raise AssertionError(f"{path} is still {status}: {text}")

    def events(self) -> Events:
        """What a page that is opened now is told."""
        return Events(self.port, self.get("/")[1])

    def processes(self) -> dict[int, str]:
        """The session's processes by their ids, with their commands."""
        found = {}
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError, IndexError):
                status = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if int(status[3]) == self.process.pid and status[0] != "Z":
                    found[int(entry.name)] = (entry / "cmdline").read_text("utf-8", "replace").replace("\0", " ")
        return found

    def builder(self) -> int:
        """The id of the process that builds."""
        (found,) = [number for number, command in self.processes().items() if "spawn_main" in command]
        return found

    def send(self, number: signal.Signals) -> None:
        """A signal, as the terminal sends it to all that runs in it."""
        os.killpg(self.process.pid, number)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it; its exit status."""
        if self.process.poll() is None:
            self.send(number)
        return self.ended()

    def ended(self) -> int:
        """The exit status, once it has one. Everything it said is known then."""
        code = self.process.wait(HANG_SECONDS)
        for reader in self._readers:
            reader.join(HANG_SECONDS)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return code

    def leaves_nothing(self) -> bool:
        """Whether all its processes are gone and its port is free."""
        deadline = time.monotonic() + HANG_SECONDS
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.02)
        with socket.socket() as probe:
            is_closed = probe.connect_ex(("127.0.0.1", self.port)) != 0
        return not self.processes() and is_closed

    def kill(self) -> None:
        """End all of it, whatever state it is in."""
        with suppress(ProcessLookupError):
            self.send(signal.SIGKILL)
        self.ended()


class Events:
    """A page's ear for server-sent events."""

    def __init__(self, port: int, page: str) -> None:
        mark = re.search('data-mark="([^"]+)"', page)
        assert mark
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG_SECONDS)
        self._connection.request("GET", f"/.headframe/live?mark={mark[1]}")
        self._lines = self._connection.getresponse()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for line in self._lines:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def next(self, kind: str) -> dict[str, Any]:
        """The next event of a kind."""
        return next(event for event in self if event["type"] == kind)

    def close(self) -> None:
        """Listen no more."""
        self._lines.close()
        self._connection.close()
