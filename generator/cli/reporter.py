"""What a command found and did, as it tells it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import click
from msgspec.structs import replace

from generator import layouts, report
from generator.diagnostic import Diagnostic
from generator.request import Result

EXIT_DIAGNOSTICS = 1


class Reporter:
    """Results on standard output, everything else on standard error, in the format asked for."""

    def __init__(
        self, site: Path, format_: report.Format, quiet: bool = False, verbose: bool = False, explains: bool = False
    ) -> None:
        self._site = site
        self._format = format_
        self._quiet = quiet
        self._verbose = verbose
        self._explains = explains

    def failure(self, diagnostics: Sequence[Diagnostic], outcome: str = "nothing was built") -> None:
        """Say what was wrong, and what came of it."""
        self._diagnostics(diagnostics)
        if self._format == "json":
            click.echo(report.document(diagnostics))
        else:
            click.echo(f"{report.summary(diagnostics)}; {outcome}", err=True)

    def success(self, result: Result, seconds: float, differences: Sequence[Diagnostic] = ()) -> None:
        """Say what was built, and where it differs from a clean build."""
        diagnostics = (*result.diagnostics, *differences)
        self._diagnostics(diagnostics)
        done = result.published
        if self._verbose:
            for mark, paths in (("+", done.written), ("-", done.removed)):
                click.echo("".join(f"{mark} {path}\n" for path in paths), nl=False, err=True)
        if self._explains:
            click.echo("".join(f"{path}: {reason}\n" for path, reason in result.reasons), nl=False, err=True)
        if self._format == "json":
            lists: dict[str, object] = {"written": done.written, "unchanged": done.unchanged, "removed": done.removed}
            lists |= {"reasons": dict(result.reasons)} if self._explains else {}
            click.echo(report.document(diagnostics, **lists))
        elif not self._quiet:
            total = len(done.written) + len(done.unchanged)
            counts = f"{len(done.written):,} written, {len(done.unchanged):,} unchanged, {len(done.removed):,} removed"
            click.echo(f"{total:,} outputs of {result.briefings:,} briefings: {counts} in {seconds:.2f} s")

    def warn(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Say what forbids nothing."""
        self._diagnostics(diagnostics)

    def answer(self, diagnostics: Sequence[Diagnostic], text: str, **result: object) -> None:
        """Say what was asked for: as text, or as the members of the document."""
        self._diagnostics(diagnostics)
        if self._format == "json":
            click.echo(report.document(diagnostics, **result))
        elif text:
            click.echo(text)

    def _diagnostics(self, diagnostics: Sequence[Diagnostic]) -> None:
        if self._format == "github":
            for diagnostic in diagnostics:
                click.echo(report.github(self._from_here(diagnostic)))
        elif self._format == "text":
            lines = cache(self._lines)  # of this report alone, since a file may change before the next

            def source_line(path: str, line: int) -> str:
                return lines(path)[line - 1] if line <= len(lines(path)) else ""

            for diagnostic in diagnostics:
                click.echo(self._coloured(report.text(diagnostic, source_line), diagnostic), err=True)

    def _from_here(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with its file as a path from the working folder, where that exists."""
        path = (self._site / diagnostic.span.path).absolute()
        if not path.exists() or not path.is_relative_to(Path.cwd()):
            return diagnostic
        return replace(diagnostic, span=replace(diagnostic.span, path=path.relative_to(Path.cwd()).as_posix()))

    def _lines(self, path: str) -> list[str]:
        """A file's lines, as a diagnostic counts them; none where it cannot be read."""
        for folder in (self._site, layouts.packaged_layouts().parent):
            try:
                return (folder / path).read_text(encoding="utf-8-sig", errors="replace").split("\n")
            except OSError:
                continue
        return []

    def _coloured(self, text: str, diagnostic: Diagnostic) -> str:
        mark = f"{diagnostic.severity}[{diagnostic.code}]"
        colour = "red" if diagnostic.severity == "error" else "yellow"
        return text.replace(mark, click.style(mark, fg=colour, bold=True), 1) if _wants_colour() else text


def _wants_colour() -> bool:
    """Whether standard error is a terminal whose owner has not said no (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
