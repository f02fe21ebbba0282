"""The command `headframe`. Each of its commands has a module, imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

import generator

_COMMANDS = ("build", "serve")
"""The commands in the order of an editor's day; each is `command` in the module of its name."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(generator.__version__, prog_name="headframe")
def main() -> None:
    """Headframe lifts Markdown briefings to a news site, its feeds and its newsletter."""
