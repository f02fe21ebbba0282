"""A program for tests, `limited.py RESOURCE LIMIT ARGUMENTS…`: headframe under a limit (`resource.RLIMIT_RESOURCE`).

Its last line is the most memory that it used, in KiB.
"""

from __future__ import annotations

import resource
import sys

from generator.cli import main

if __name__ == "__main__":
    kind = getattr(resource, f"RLIMIT_{sys.argv[1]}")
    resource.setrlimit(kind, (int(sys.argv[2]), int(sys.argv[2])))
    try:
        main(sys.argv[3:])
    finally:
        sys.stdout.write(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
