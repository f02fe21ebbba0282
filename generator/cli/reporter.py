"""What a command found and did, as it reports it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs
from msgspec.structs import replace

from generator import report
from generator.diagnostic import Diagnostic
from generator.request import Result

if TYPE_CHECKING:
    from generator.desk.check import Checked

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
        self.findings(diagnostics)
        if self._format == "json":
            click.echo(report.document(diagnostics))
        else:
            click.echo(f"{report.summary(diagnostics)}; {outcome}", err=True)

    def success(self, result: Result, seconds: float, differences: Sequence[Diagnostic] = ()) -> None:
        """Say what was built, and where it differs from a clean build."""
        diagnostics = (*result.diagnostics, *differences)
        self.findings(diagnostics)
        done = result.published
        self.files(done.written, done.removed)
        if self._explains:
            click.echo("".join(f"{path}: {reason}\n" for path, reason in result.reasons), nl=False, err=True)
        if self._format == "json":
            lists: dict[str, object] = {"written": done.written, "unchanged": done.unchanged, "removed": done.removed}
            lists |= {"reasons": dict(result.reasons)} if self._explains else {}
            click.echo(report.document(diagnostics, **lists))
        elif not self._quiet:
            total = len(done.written) + len(done.unchanged)
            counts = f"{len(done.written):,} written, {len(done.unchanged):,} unchanged, {len(done.removed):,} removed"
            click.echo(f"{total:,} outputs of {_briefings(result.briefings)}: {counts} in {seconds:.2f} s")

    def answer(self, diagnostics: Sequence[Diagnostic], text: str, **result: object) -> None:
        """Say what was asked for: as text, or as the members of the document."""
        self.findings(diagnostics)
        if self._format == "json":
            click.echo(report.document(diagnostics, **result))
        elif text:
            click.echo(text)

    def checked(self, done: Checked) -> None:
        """Say what a check found."""
        self.findings(done.diagnostics)
        answers = done.answers
        if self._verbose and answers:
            click.echo("".join(f"{url}: {why}\n" for url, why in answers.unanswered), nl=False, err=True)
        if self._format == "json":
            click.echo(report.document(done.diagnostics, **_results(done)))
        elif not self._quiet:
            if answers:
                counts = f"{answers.asked:,} asked, {answers.remembered:,} known from before"
                click.echo(f"links to other sites: {counts}, {len(answers.unanswered):,} without an answer")
            if done.preview:
                click.echo(str(done.preview))
            click.echo(f"{_briefings(done.briefings)} checked: {report.summary(done.diagnostics) or 'nothing found'}")

    def files(self, written: Iterable[str], removed: Iterable[str]) -> None:
        """Name every file that was written and removed, if that is asked for."""
        if self._verbose:
            for mark, paths in (("+", written), ("-", removed)):
                click.echo("".join(f"{mark} {path}\n" for path in paths), nl=False, err=True)

    def findings(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Say what was found, each thing with its place and remedy; as JSON it is part of the document that follows."""
        if self._format == "github":
            for diagnostic in diagnostics:
                click.echo(report.github(self._from_here(diagnostic)))
        elif self._format == "text":
            source_line = report.source_lines(self._site)  # of this report alone: a file may change before the next
            for diagnostic in diagnostics:
                click.echo(self._coloured(report.text(diagnostic, source_line), diagnostic), err=True)

    def _from_here(self, diagnostic: Diagnostic) -> Diagnostic:
        """The finding with its file as a path from the working folder, where that exists."""
        path = (self._site / diagnostic.span.path).absolute()
        is_there = os.path.exists(path)  # noqa: PTH110 - a Path raises for a name that is too long
        if not is_there or not path.is_relative_to(Path.cwd()):
            return diagnostic
        return replace(diagnostic, span=replace(diagnostic.span, path=path.relative_to(Path.cwd()).as_posix()))

    def _coloured(self, text: str, diagnostic: Diagnostic) -> str:
        mark = f"{diagnostic.severity}[{diagnostic.code}]"
        colour = "red" if diagnostic.severity == "error" else "yellow"
        return text.replace(mark, click.style(mark, fg=colour, bold=True), 1) if _wants_colour() else text


def _results(done: Checked) -> dict[str, object]:
    """What a check gives a script beside its findings; docs/check.schema.json describes it."""
    answers = done.answers
    external = answers and {
        "asked": answers.asked,
        "remembered": answers.remembered,
        "unanswered": dict(answers.unanswered),
    }
    preview = structs.asdict(done.preview) if done.preview else None
    return {"briefings": done.briefings, "feed": preview, "external": external}


def _briefings(number: int) -> str:
    return f"{number:,} briefing{'' if number == 1 else 's'}"


def _wants_colour() -> bool:
    """Whether standard error is a terminal whose owner has not said no (no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
