"""`headframe serve`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import report
from generator.cli import options
from generator.cli.progress import long_bar
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.diagnostic import Diagnostic, UserError
from generator.request import unseen

if TYPE_CHECKING:
    from generator.serve.news import News

_PORT = 1313
_NAMED = 3
"""How many changed files a line names."""


@click.command("serve")
@options.site
@click.option(
    "--port",
    type=options.Whole(most=65535),
    default=_PORT,
    help=f"The port; the next free one if it is taken, any for 0 [default: {_PORT}].",
    metavar="N",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in a browser.")
@options.jobs
@options.quiet
@options.verbose
def command(site: Path, port: int, opens: bool, jobs: int, quiet: bool, verbose: bool) -> None:
    """Show the site in a browser, rebuilt as you save.

    Drafts and what is scheduled are there too, marked as such.
    """
    from generator.serve.preview import options as preview_options
    from generator.serve.preview import preview

    wanted = preview_options(site, jobs, long_bar if sys.stderr.isatty() and not quiet else unseen)
    try:
        preview(wanted, _Terminal(site, quiet, verbose), port, opens=opens)
    except UserError as error:
        Reporter(site, "text", quiet, verbose, explains=False).findings(error.diagnostics)
        sys.exit(EXIT_DIAGNOSTICS)


class _Terminal:
    """A preview as the terminal tells it: where it is, then a line for each build."""

    def __init__(self, site: Path, quiet: bool, verbose: bool) -> None:
        self._reporter = Reporter(site, "text", quiet, verbose, explains=False)
        self._quiet = quiet
        self._warnings: frozenset[Diagnostic] = frozenset()

    def moved(self, port: int, taken: int) -> None:
        """Say that the port is another."""
        click.echo(f"port {taken} is taken; port {port} is used instead", err=True)

    def polling(self) -> None:
        """Say why changes show late."""
        click.echo("the system does not report changes; every file is checked each second instead", err=True)

    def started(self, url: str, news: News) -> None:
        """Say where the site is, and what came of the first build."""
        self._findings(news)
        if news.failed:
            state = f"{report.summary(news.diagnostics)}; the page shows them, and the site once they are fixed"
        else:
            state = f"{news.briefings:,} briefings, {news.outputs:,} outputs in {news.seconds:.2f} s"
        click.echo(f"{url} — {state}; Ctrl-C stops")

    def built(self, changed: Sequence[str], news: News, *, mended: bool) -> None:
        """Say what changed, and what came of it."""
        self._findings(news)
        if not self._quiet:
            now = datetime.now().astimezone()
            click.echo(f"{now:%H:%M:%S} {_named(changed)}: {'fixed; ' if mended else ''}{_outcome(news)}")
        self._reporter.files(news.written, news.removed)

    def _findings(self, news: News) -> None:
        """The errors, and those warnings that were not told already."""
        fresh = [d for d in news.diagnostics if d not in self._warnings]
        self._reporter.findings(fresh)
        if not news.failed:
            self._warnings = frozenset(news.diagnostics)


def _named(changed: Sequence[str]) -> str:
    if not changed:
        return "the preview’s folder"  # which somebody deleted
    more = len(changed) - _NAMED
    return ", ".join(changed[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _outcome(news: News) -> str:
    if news.failed:
        return f"{report.summary(news.diagnostics)}; the last good build stays on screen"
    counts = [
        f"{len(paths):,} {what}" for paths, what in ((news.written, "written"), (news.removed, "removed")) if paths
    ]
    return f"{', '.join(counts) or 'nothing to do'} in {news.seconds:.2f} s"
