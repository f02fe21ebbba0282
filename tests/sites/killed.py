"""A program for tests, `killed.py N ARGUMENTS…`: headframe, killed as it is about to change the disk for the Nth time.

With N = 0 it is not killed, and prints how often it changed the disk.
"""

from __future__ import annotations

import os
import signal
import sys

from generator.cli import main

CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile", "os.truncate"}
)


class Killer:
    """Counts what changes the disk."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in CHANGES or (event == "open" and is_for_writing(arguments)):
            self.count += 1
            if self.count == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)


def is_for_writing(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]))
    sys.addaudithook(killer)
    try:
        main(sys.argv[2:])
    finally:
        sys.stdout.write(f"\n{killer.count}\n")
