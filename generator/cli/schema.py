"""`headframe schema`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from generator.cli import options
from generator.cli.reporter import EXIT_DIAGNOSTICS, Reporter
from generator.desk import schema
from generator.desk import site as site_room
from generator.desk.schema import SUBJECTS, Subject
from generator.diagnostic import UserError
from generator.model import Settings
from generator.sources import CONTENT


@click.command("schema")
@click.argument("subject", type=click.Choice(SUBJECTS), default="briefing")
@click.option("--write", is_flag=True, help="Write all of them into the site's .vscode/headframe/ instead.")
@options.site
@click.pass_context
def command(context: click.Context, subject: Subject, write: bool, site: Path) -> None:
    """Print the JSON Schema of front matter, for editing programs."""
    try:
        if write:
            changed = schema.write(site, site_room.settings(site))
            click.echo("".join(f"{file}\n" for file in changed), nl=False)
            if not changed:
                click.echo(f"the schemas in {site / schema.FOLDER} are up to date", err=True)
        else:
            click.echo(schema.text(subject, _settings(context, site)), nl=False)
    except UserError as error:
        Reporter(site, "text").failure(error.diagnostics, "nothing was written")
        sys.exit(EXIT_DIAGNOSTICS)


def _settings(context: click.Context, site: Path) -> Settings:
    """The site's; where nobody named one and this folder is none, those of a site that leaves all at its default."""
    is_asked = context.get_parameter_source("site") is not ParameterSource.DEFAULT
    return site_room.settings(site) if is_asked or (site / CONTENT).is_dir() else Settings("", "")
