"""`headframe build`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from generator import report
from generator.cli import options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.diagnostic import UserError
from generator.engine import build, verify


@click.command("build")
@options.common
@click.option("--clean", is_flag=True, help="Ignore the cache of earlier builds.")
@click.option("--explain", "explains", is_flag=True, help="Say why each output was rebuilt.")
@click.option("--verify", "wants_proof", is_flag=True, help="Make a clean build as well, and compare byte by byte.")
def command(
    site: Path, format_: report.Format, quiet: bool, verbose: bool, explains: bool, wants_proof: bool, **asked: Any
) -> None:
    """Build the site into its output folder."""
    wanted = options.asked(site=site, quiet=quiet, **asked)
    reporter = Reporter(site, format_, quiet, verbose, explains)
    started = time.perf_counter()
    try:
        result = build(wanted)
        differences = verify(wanted) if wants_proof else ()
    except UserError as error:
        reporter.failure(error.diagnostics)
        sys.exit(EXIT_DIAGNOSTICS)
    reporter.success(result, time.perf_counter() - started, differences)
    if differences:
        sys.exit(EXIT_DIAGNOSTICS)
