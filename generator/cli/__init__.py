"""The command `headframe`. Each of its commands has a module, imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

import generator

_COMMANDS = ("init", "new", "serve", "check", "build", "next", "explain", "schema")
"""The commands in the order of an editor's day; each is `command` in the module of its name."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = [*args]
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            named = [word for word in given if word in _COMMANDS][:1]
            commands = [self.get_command(ctx, name) for name in named or _COMMANDS]
            known = {option for command in commands if command for param in command.params for option in param.opts}
            if error.option_name not in known:
                raise
            shown = " ".join(["headframe", *(named or ["COMMAND"]), error.option_name, "…"])
            message = f"{error.option_name} belongs after the command: {shown}"
            raise click.UsageError(message, ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from generator.schema import did_you_mean  # only a slip needs it

            message = f"There is no command “{args[0]}”; {did_you_mean(args[0], _COMMANDS)}"
            raise click.UsageError(message, ctx) from error


_EPILOG = """\b
headframe COMMAND --help describes a command and its options.
The guides are in the folder docs/ of Headframe's source: begin with
front-matter.md for writing, commands.md for all that is listed here.
"""


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(generator.__version__, prog_name="headframe")
def main() -> None:
    """Headframe lifts Markdown briefings to a news site and its feeds."""
