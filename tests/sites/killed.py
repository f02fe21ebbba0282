"""A program for tests, `killed.py N ARGUMENTS…`: headframe, killed as it is about to change the disk for the Nth time.

With N = 0 it is not killed, and prints how often it changed the disk. What its workers change does not count.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from generator.cli import main

CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile", "os.truncate"}
)


def die() -> None:
    """End at once, with nothing tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


class Killer:
    """Counts what changes the disk, SQLite's statements too, and acts as it is about to happen for the Nth time."""

    def __init__(self, fatal: int, act: Callable[[], None] = die) -> None:
        self.fatal = fatal
        self.count = 0
        self._act = act
        self._process = os.getpid()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in CHANGES or (event == "open" and is_for_writing(arguments)):
            self._step()

    def watch(self) -> None:
        """Be told of what is about to happen in this process, for good."""
        sys.addaudithook(self)
        connect = sqlite3.connect

        def connected(file: Path) -> sqlite3.Connection:
            connection = connect(file)
            connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = connected  # type: ignore[assignment, misc]  # takes what our store gives it, no more

    def _statement(self, statement: str) -> None:
        if not statement.lower().startswith(("select", "pragma")):
            self._step()

    def _step(self) -> None:
        if os.getpid() != self._process:
            return
        self.count += 1
        if self.count == self.fatal:
            self._act()


def is_for_writing(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]))
    killer.watch()
    try:
        main(sys.argv[2:])
    finally:
        sys.stdout.write(f"\n{killer.count}\n")
