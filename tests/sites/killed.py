"""A program for tests, `killed.py N ARGUMENTS…`: headframe, killed as it is about to change the disk for the Nth time.

With N = 0 it is not killed, and prints how often it changed the disk.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from functools import partial
from typing import Any

from generator.cli import main

CHANGES = frozenset(
    {
        *("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree", "shutil.copyfile"),
        "sqlite3.connect",
    }
)


class Killer:
    """Counts what changes the disk."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0
        self.process = os.getpid()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in CHANGES or (event == "open" and is_for_writing(arguments)):
            self.step()

    def step(self) -> None:
        """The disk is about to change; by a process forked from this one it is of no interest."""
        if os.getpid() != self.process:
            return
        self.count += 1
        if self.count == self.fatal:
            os.kill(self.process, signal.SIGKILL)


def is_for_writing(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


class Database(sqlite3.Connection):
    """A connection each of whose statements is a step, since SQLite writes its file unseen by audit hooks."""

    killer: Killer

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.set_trace_callback(lambda _: self.killer.step())


if __name__ == "__main__":
    killer = Database.killer = Killer(int(sys.argv[1]))
    sys.addaudithook(killer)
    sqlite3.connect = partial(sqlite3.connect, factory=Database)  # type: ignore[misc,assignment]
    try:
        main(sys.argv[2:])
    finally:
        sys.stdout.write(f"\n{killer.count}\n")
