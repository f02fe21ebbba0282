"""`headframe next`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from generator import engine, report
from generator.cli import options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.diagnostic import UserError, has_errors

_WORDS = options.Words(
    url="Name addresses below this one instead of site.yaml's.",
    as_of="Look from this instant instead of now.",
    output="Has no effect here: nothing is written.",
    drafts="Look at a preview that shows drafts.",
    future="Look at a preview that shows briefings with a date in the future.",
    quiet="Print only the bare instant, warnings and errors.",
    verbose="Name every file that changes.",
)


@click.command("next")
@options.telling(_WORDS)
@click.option("--all", "wants_all", is_flag=True, help="List every instant to come.")
def command(site: Path, format_: report.Format, quiet: bool, verbose: bool, wants_all: bool, **asked: Any) -> None:
    """Say when the site changes next by itself, and what changes.

    That is when a scheduled briefing appears, or one that expires vanishes: the time to build it again.
    """
    from generator.cli import outlook  # here, because of all that lays a site out
    from generator.desk.upcoming import upcoming

    wanted = options.asked(site=site, quiet=quiet, **asked)
    reporter = Reporter(site, format_, quiet, verbose, explains=False)
    try:
        found = engine.examined(wanted, partial(upcoming, options=wanted))
    except UserError as error:
        reporter.failure(error.diagnostics, "the next instant is not known")
        sys.exit(EXIT_DIAGNOSTICS)
    text = outlook.instants(found, wants_all) if quiet else outlook.text(found, wants_all, verbose)
    reporter.answer(found.diagnostics, text, **outlook.document(found, wants_all))
    if has_errors(found.diagnostics):
        sys.exit(EXIT_DIAGNOSTICS)
