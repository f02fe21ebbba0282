"""`headframe init`."""

from __future__ import annotations

import os
import re
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from generator.cli import options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.desk import init
from generator.diagnostic import Diagnostic, Span, UserError

_NEXT = ("headframe serve --open", 'headframe new "Your first headline"', "headframe build")


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", callback=options.text, help="The site's name [default: the folder's].")
@click.option("--url", default="", callback=options.web_address, help="Where readers will find it.", metavar="URL")
def command(folder: Path, title: str, url: str) -> None:
    """Begin a site in a new folder."""
    reporter = Reporter(folder, "text")
    try:
        founded = init.found(folder, title or _title(folder), url, datetime.now(UTC).date())
    except UserError as error:
        reporter.failure(error.diagnostics, "nothing was written")
        sys.exit(EXIT_DIAGNOSTICS)
    reporter.findings([_left(path) for path in founded.left])
    click.echo(f"A site is in {folder}: {len(founded.written)} files. What to type next:\n")
    for line in _steps(folder):
        click.echo(f"    {line}")


def _title(folder: Path) -> str:
    """A name for the site from its folder's: "pit-and-power" becomes "Pit and power"."""
    words = re.sub(r"[\W_]+", " ", os.fsencode(folder.resolve().name).decode("utf-8", "replace")).strip()
    return words[:1].upper() + words[1:] or "A new site"


def _left(path: str) -> Diagnostic:
    help_ = {
        ".gitignore": "see that it names /.headframe/ and /public/",
        "requirements.txt": "see that it names headframe",
    }.get(path, "rename it and run init in another folder, if you want Headframe's")
    return Diagnostic("left", f"{path} was there, and is as it was", Span(path), help_, "warning")


def _steps(folder: Path) -> list[str]:
    steps = list(_NEXT)
    return steps if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}", *steps]
