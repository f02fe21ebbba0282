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


@click.command("check")
@options.common
@click.option("--external", is_flag=True, help="Follow links to other sites as well.")
def command(site: Path, format_: report.Format, quiet: bool, verbose: bool, external: bool, **asked: Any) -> None:
    """Look the site through without building it."""
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
