"""A program for tests, `limited.py RESOURCE LIMIT ARGUMENTS…`: headframe under a limit (`resource.RLIMIT_RESOURCE`)."""

from __future__ import annotations

import resource
import sys

from generator.cli import main

if __name__ == "__main__":
    kind = getattr(resource, f"RLIMIT_{sys.argv[1]}")
    resource.setrlimit(kind, (int(sys.argv[2]), int(sys.argv[2])))
    main(sys.argv[3:])
