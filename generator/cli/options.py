"""The options that commands share, and what is asked for with them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from generator import address
from generator.cli.progress import bar
from generator.request import Options, unseen

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Instant(click.ParamType[datetime]):
    """A date-time of ISO 8601."""

    name = "date-time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is no date-time such as 2026-02-20T09:00+00:00", param, ctx)
        if not MINYEAR < at.year < MAXYEAR:
            self.fail(f"“{value}” is too far from today", param, ctx)  # some zone has no date for it
        return at


class Whole(click.ParamType[int]):
    """A whole number, of which no range is shown where words tell it."""

    name = "integer"

    def __init__(self, most: int | None = None) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error in words."""
        try:
            number = int(value)
        except ValueError:
            number = -1
        if number < 0 or (self.most is not None and number > self.most):
            self.fail(
                f"“{value}” is no whole number from 0 {'up' if self.most is None else f'to {self.most}'}", param, ctx
            )
        return number


def web_address(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """The address of a site, as an option's callback."""
    if value and not (address.is_web(value) and value.isascii() and not set(value) & set("?#")):
        raise click.BadParameter(f"“{value}” is no address such as https://example.org/brief/")
    return value


def text(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A line of text, as an option's callback; empty where nothing was given."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise click.BadParameter("it is not UTF-8 text.")
    from generator.schema import line

    return line(value)


site = click.option(
    "--site",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The site's folder [default: the current one].",
    metavar="DIR",
)
day = click.option("--as-of", type=_Instant(), help="The day of this instant, not today.", metavar="DATE-TIME")
jobs = click.option(
    "--jobs", type=Whole(), default=0, help="How many processes; 0, the default, for one on each core.", metavar="N"
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print only warnings and errors.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Name every file written and removed.")
_FORMAT = click.option(
    "--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", help="How to report."
)


def common(command: _Command) -> _Command:
    """The options of every command that looks at a whole site, which `asked` takes, in the words of a build."""
    return telling(Words())(command)


class Words(NamedTuple):
    """What the common options mean to a command, for its --help."""

    url: str = "Build for this address instead of site.yaml's."
    as_of: str = "Build as of this instant instead of now."
    output: str = "Where to build [default: SITE/public]."
    drafts: str = "Show drafts, marked as such."
    future: str = "Show briefings with a date in the future, marked as such."
    quiet: str = "Print only warnings and errors."
    verbose: str = "Name every file written and removed."


def telling(words: Words) -> Callable[[_Command], _Command]:
    """The common options, for a command to which they mean something else."""
    folder = click.Path(path_type=Path)
    common = [
        site,
        click.option("--output", type=folder, help=words.output, metavar="DIR"),
        click.option("--base-url", callback=web_address, help=words.url, metavar="URL"),
        click.option("--drafts", is_flag=True, help=words.drafts),
        click.option("--future", is_flag=True, help=words.future),
        click.option("--as-of", type=_Instant(), help=words.as_of, metavar="DATE-TIME"),
        jobs,
        _FORMAT,
        click.option("-q", "--quiet", is_flag=True, help=words.quiet),
        click.option("-v", "--verbose", is_flag=True, help=words.verbose),
    ]

    def with_options(command: _Command) -> _Command:
        for option in reversed(common):
            command = option(command)
        return command

    return with_options


def asked(
    *,
    site: Path,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    as_of: datetime | None,
    jobs: int,
    quiet: bool,
    clean: bool = False,
    **_others: object,
) -> Options:
    """What the common options ask for; without --as-of, now."""
    return Options(
        site=site,
        output=output or site / "public",
        as_of=as_of or datetime.now(UTC),
        base_url=base_url or "",
        previewed=frozenset({name for name, wanted in (("draft", drafts), ("scheduled", future)) if wanted}),
        jobs=jobs,
        clean=clean,
        progress=bar if sys.stderr.isatty() and not quiet else unseen,
    )
