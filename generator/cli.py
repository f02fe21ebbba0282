"""The command `headframe`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec.structs import replace

import generator
from generator import address, layouts, report
from generator.diagnostic import Diagnostic, UserError
from generator.engine import build, verify
from generator.request import Options, Result, unseen

EXIT_DIAGNOSTICS = 1

_REFRESH_SECONDS = 0.1

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Instant(click.ParamType[datetime]):
    """A date-time of ISO 8601."""

    name = "date-time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no date-time such as 2026-02-20T09:00+00:00", param, ctx)


def _web_address(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value and not (address.is_web(value) and value.isascii() and not set(value) & set("?#")):
        raise click.BadParameter(f"“{value}” is no address such as https://example.org/brief/")
    return value


def _common(command: _Command) -> _Command:
    """The options that every command takes."""
    options = [
        click.option(
            "--site", type=click.Path(path_type=Path), default=Path(), help="The site's folder.", metavar="DIR"
        ),
        click.option(
            "--output", type=click.Path(path_type=Path), help="Where to build [default: SITE/public].", metavar="DIR"
        ),
        click.option(
            "--base-url", callback=_web_address, help="Build for this address instead of site.yaml's.", metavar="URL"
        ),
        click.option("--drafts", is_flag=True, help="Show drafts, marked as such."),
        click.option("--future", is_flag=True, help="Show briefings whose date is yet to come, marked as such."),
        click.option("--as-of", type=_Instant(), help="Build as of this instant instead of now.", metavar="DATE-TIME"),
        click.option(
            "--jobs",
            type=click.IntRange(min=0),
            default=0,
            help="How many processes [default: the cores].",
            metavar="N",
        ),
        click.option(
            "--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", help="How to report."
        ),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but warnings and errors."),
        click.option("-v", "--verbose", is_flag=True, help="Name every file written and removed."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(generator.__version__, prog_name="headframe")
def main() -> None:
    """Headframe lifts Markdown briefings to a news site, its feeds and its newsletter."""


@main.command("build")
@_common
@click.option("--clean", is_flag=True, help="Forget what earlier builds found out.")
@click.option("--explain", "explains", is_flag=True, help="Say why each output was made anew.")
@click.option("--verify", "wants_proof", is_flag=True, help="Build clean beside it, and compare byte by byte.")
def build_command(
    site: Path,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    as_of: datetime | None,
    jobs: int,
    format_: report.Format,
    quiet: bool,
    verbose: bool,
    clean: bool,
    explains: bool,
    wants_proof: bool,
) -> None:
    """Build the site into its output folder."""
    previewed = frozenset({name for name, wanted in (("draft", drafts), ("scheduled", future)) if wanted})
    options = Options(
        site=site,
        output=output or site / "public",
        as_of=as_of or datetime.now(UTC),
        base_url=base_url or "",
        previewed=previewed,
        jobs=jobs,
        clean=clean,
        progress=_bar if sys.stderr.isatty() and not quiet else unseen,
    )
    reporter = _Reporter(site, format_, quiet, verbose, explains)
    started = time.perf_counter()
    try:
        result = build(options)
        differences = verify(options) if wants_proof else ()
    except UserError as error:
        reporter.failure(error.diagnostics)
        sys.exit(EXIT_DIAGNOSTICS)
    reporter.success(result, time.perf_counter() - started, differences)
    if differences:
        sys.exit(EXIT_DIAGNOSTICS)


def _bar(what: str, total: int, things: Iterable[Any]) -> Iterator[Any]:
    """The things, with a bar on standard error that moves as they pass, and says how many and how fast."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    # without a thread of its own to move it, beside which no process could be forked
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=total, rate="")
        started = shown = time.monotonic()
        for number, thing in enumerate(things, 1):
            now = time.monotonic()
            if now - shown > _REFRESH_SECONDS:
                bar.update(task, completed=number, rate=f"{number / (now - started):,.0f}/s", refresh=True)
                shown = now
            yield thing


class _Reporter:
    """Results on standard output, everything else on standard error, in the format asked for."""

    def __init__(self, site: Path, format_: report.Format, quiet: bool, verbose: bool, explains: bool) -> None:
        self._site = site
        self._format = format_
        self._quiet = quiet
        self._verbose = verbose
        self._explains = explains

    def failure(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Say why nothing was built."""
        self._diagnostics(diagnostics)
        if self._format == "json":
            click.echo(report.document(diagnostics))
        else:
            click.echo(f"{report.summary(diagnostics)}; nothing was built", err=True)

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
