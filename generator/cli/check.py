"""`headframe check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from generator import report
from generator.cli import options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.diagnostic import UserError, has_errors

_WORDS = options.Words(
    url="Check for this address instead of site.yaml's.",
    as_of="Check as of this instant instead of now.",
    output="Where the last build is, to compare its feeds [default: SITE/public].",
    drafts="Treat drafts as published, so that links to them lead somewhere.",
    future="The same for briefings with a date in the future.",
    verbose="Name every address of another site that gave no answer.",
)


@click.command("check")
@options.telling(_WORDS)
@click.option("--external", is_flag=True, help="Follow links to other sites as well.")
def command(site: Path, format_: report.Format, quiet: bool, verbose: bool, external: bool, **asked: Any) -> None:
    """Check the site without building it.

    It reports all that a build would report, and what a careful copy editor would catch.
    """
    from generator.desk.check import check  # 0.2 s, which --help need not wait for

    wanted = options.asked(site=site, quiet=quiet, **asked)
    reporter = Reporter(site, format_, quiet, verbose, explains=False)
    try:
        done = check(wanted, external=external)
    except UserError as error:
        reporter.failure(error.diagnostics, "nothing was checked")
        sys.exit(EXIT_DIAGNOSTICS)
    reporter.checked(done)
    if has_errors(done.diagnostics):
        sys.exit(EXIT_DIAGNOSTICS)
