"""What a build is asked for, and what it did."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct

from generator import fingerprint, parallel
from generator.diagnostic import Diagnostic
from generator.publish import Published

Progress: TypeAlias = Callable[[str, int, Iterable[Any]], Iterable[Any]]
"""(what is being done, how many there are, the things) → the same things, counted as they pass."""


def unseen(_what: str, _total: int, things: Iterable[Any]) -> Iterable[Any]:
    """The progress of a build that nobody watches."""
    return things


class Options(Struct, frozen=True):
    """What to build and where to.

    `as_of` is the instant at which readers look, in the site's timezone if it has none; briefings of the statuses in
    `previewed` show besides. `jobs` processes share the work, 0 for as many as there are cores; `clean` forgets
    what earlier builds found out. An asset's name holds its fingerprint unless `fingerprinted` is false, so that a new
    style makes no page anew.
    """

    site: Path
    output: Path
    as_of: datetime
    base_url: str = ""
    previewed: frozenset[str] = frozenset()
    jobs: int = 0
    clean: bool = False
    fingerprinted: bool = True
    progress: Progress = unseen

    @property
    def processes(self) -> int:
        """How many processes may work at once."""
        return self.jobs or parallel.usable_cores()

    @property
    def digest(self) -> str:
        """Digest of what is asked for, as far as an output may depend on it; the instant aside."""
        return fingerprint.of((self.base_url, sorted(self.previewed), self.fingerprinted))

    @property
    def record_name(self) -> str:
        """Under what a site's store keeps the manifest of this output folder; the two may move together."""
        path = os.fsencode(os.path.relpath(self.output, self.site))
        return f"manifest of {path.decode('utf-8', 'backslashreplace')}"


class Result(Struct, frozen=True):
    """What a build did, why it made what it made, and what it found that forbids nothing.

    `reasons` has for each output that was made anew, by path, what of its fingerprint had changed.
    """

    published: Published
    briefings: int
    diagnostics: tuple[Diagnostic, ...]
    reasons: tuple[tuple[str, str], ...] = ()
