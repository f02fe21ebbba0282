"""`headframe new`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from generator import slug
from generator.cli import completion, options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.desk import new
from generator.diagnostic import UserError


def _title(context: click.Context, parameter: click.Parameter, value: str) -> str:
    title = options.text(context, parameter, value)
    if not title:
        raise click.BadParameter('it is empty; write a headline in quotes: headframe new "Gold rises"')
    return title


def _tags(context: click.Context, parameter: click.Parameter, value: Iterable[str]) -> list[str]:
    written = [" ".join(options.text(context, parameter, part).split()) for given in value for part in given.split(",")]
    tags = [tag for tag in written if tag]
    for tag in tags:
        if slug.fault(slug.make(tag)):
            raise click.BadParameter(f"“{tag}” cannot be a tag: no address can be made of it.")
    return tags


def _name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    fault = slug.fault(value) if value else ""
    if fault:
        raise click.BadParameter(f"“{value}” {fault}.")
    return value


def _editor(_context: click.Context, _parameter: click.Parameter, value: bool) -> bool:
    if value and not (os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        raise click.UsageError("There is no editor to open: set EDITOR, for example EDITOR=nano.")
    return value


@click.command("new")
@click.argument("title", callback=_title)
@click.option(
    "--tags",
    multiple=True,
    callback=_tags,
    shell_complete=completion.tags,
    help="Its tags, with commas between them; may be given several times.",
    metavar="TAG,…",
)
@click.option(
    "--slug", "name", default="", callback=_name, help="Its name in the URL [default: from the title].", metavar="NAME"
)
@click.option("--edit", is_flag=True, callback=_editor, help="Open it in $VISUAL or $EDITOR.")
@options.site
@options.day
def command(title: str, tags: list[str], name: str, edit: bool, site: Path, as_of: datetime | None) -> None:
    """Begin a briefing: a draft with today's date and an id."""
    try:
        begun = new.begin(site, title, as_of or datetime.now(UTC), tags, name)
    except UserError as error:
        Reporter(site, "text").failure(error.diagnostics, "nothing was written")
        sys.exit(EXIT_DIAGNOSTICS)
    click.echo(begun.file)
    if begun.blanks:
        click.echo(f"to fill in before it is published: {', '.join(begun.blanks)}", err=True)
    if edit:
        click.edit(filename=str(begun.file))
