"""Builds of one site by one process that goes on from what it knows: a changed text shows before all is built."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec.structs import replace

from generator import engine, publish, sources
from generator.derived import FOLDER, Derivatives
from generator.diagnostic import UserError
from generator.request import Options
from generator.serve.glimpse import Glimpses
from generator.serve.news import News
from generator.signature import Signature
from generator.sources import Sources

_FEW = 5
"""Changed texts whose pages are worth a glimpse; after a checkout of hundreds the build itself is quicker."""


class Session:
    """The builds of one preview, of drafts and all."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._glimpses = Glimpses(options.site, Derivatives(options.site / engine.CACHE / FOLDER))
        self._found: Sources | None = None

    def build(self) -> Iterator[News]:
        """Build the site as it is now, and tell of it: first of the pages of a few changed texts, then of the rest."""
        started = time.perf_counter()
        shown = self._glimpsed()
        if shown:
            yield News(done=False, written=shown, seconds=time.perf_counter() - started)
        try:
            result = engine.build(replace(self._options, as_of=datetime.now(UTC)), self._glimpses.remember)
        except UserError as error:
            yield News(True, diagnostics=error.diagnostics, failed=True, seconds=time.perf_counter() - started)
            return
        done = result.published
        yield News(
            done=True,
            written=done.written,
            removed=done.removed,
            diagnostics=result.diagnostics,
            seconds=time.perf_counter() - started,
            outputs=len(done.written) + len(done.unchanged),
            briefings=result.briefings,
        )

    def rest(self) -> None:
        """Do, while nothing is asked for, what the next build would have to wait for."""
        if not self._glimpses.are_ready and self._found is not None:
            try:
                with engine.rehearsal(replace(self._options, as_of=datetime.now(UTC))) as proof:
                    self._glimpses.remember(proof)
            except UserError:
                return  # the next build tells
            for file in self._found.briefings[:1]:
                self._glimpses.page(file.path)  # so that the templates are compiled
        gc.collect()

    def _glimpsed(self) -> tuple[str, ...]:
        """Paths of the pages that show a changed text already."""
        before, self._found = self._found, sources.survey(self._options.site)
        changed = _changed(before, self._found) if before else ()
        if len(changed) > _FEW:
            return ()
        pages = [page for page in map(self._glimpses.page, changed) if page]
        return tuple(path for path, page in pages if publish.show(self._options.output, path, page))


def _changed(before: Sources, now: Sources) -> tuple[str, ...]:
    """The briefings whose files are not what they were, new ones aside."""
    was, is_ = _signatures(before), _signatures(now)
    return tuple(path for path, signature in is_.items() if was.get(path) not in (None, signature))


def _signatures(found: Sources) -> dict[str, Signature]:
    return {file.path: file.signature for file in found.briefings}
