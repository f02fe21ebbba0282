"""`headframe explain`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from generator import engine, report
from generator.cli import completion, options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.diagnostic import UserError, has_errors

_FEW, _MANY = 3, 20
"""Of those that are not related, how many are told."""


_WORDS = options.Words(
    url="Name addresses below this one instead of site.yaml's.",
    as_of="Explain as of this instant instead of now.",
    output="Has no effect here: nothing is written.",
    drafts="Explain a preview that shows drafts.",
    future="Explain a preview that shows briefings with a date in the future.",
    quiet="Print only the address, warnings and errors.",
    verbose="List every shared term, and more of everything else.",
)


@click.command("explain")
@click.argument("briefing", shell_complete=completion.briefings)
@options.telling(_WORDS)
def command(briefing: str, site: Path, format_: report.Format, quiet: bool, verbose: bool, **asked: Any) -> None:
    """Say where a briefing appears, and why.

    Also what it discloses, and why its related articles are these.

    BRIEFING is its slug, its file or its address.
    """
    from generator.cli import dossier  # here, because of all that lays a site out
    from generator.desk.explain import explain

    wanted = options.asked(site=site, quiet=quiet, **asked)
    reporter = Reporter(site, format_, quiet, verbose, explains=False)
    look = partial(explain, options=wanted, called=briefing, most=_MANY if verbose else _FEW)
    try:
        told, diagnostics = engine.examined(wanted, look)
    except UserError as error:
        reporter.failure(error.diagnostics, "nothing to explain")
        sys.exit(EXIT_DIAGNOSTICS)
    reporter.answer(diagnostics, told.briefing.url if quiet else dossier.text(told, verbose), **dossier.document(told))
    if has_errors(diagnostics):
        sys.exit(EXIT_DIAGNOSTICS)
