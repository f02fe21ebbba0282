"""What the shell offers when the tab key is pressed, beyond names of commands, options and files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

_NEWEST = 2000
"""Briefings that are looked at; more would keep a reader of the prompt waiting."""

_MEANS_MORE_IN_BASH = re.compile(r"([^\w@%+=:,./-])")


def tags(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Tags of the site, after those that were written before a comma."""
    from generator.desk import heads

    before, comma, begun = incomplete.rpartition(",")
    known = heads.vocabulary("tags", heads.of(_site(context))[-_NEWEST:])
    return [_item(f"{before}{comma}{tag}") for tag in _beginning(begun, known)]


def briefings(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Slugs of the site's briefings."""
    from generator.desk import heads

    return [_item(name) for name in _beginning(incomplete, sorted({heads.slug(h) for h in heads.of(_site(context))}))]


def _site(context: click.Context) -> Path:
    return Path(context.params.get("site") or ".")


def _beginning(begun: str, words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word.casefold().startswith(begun.casefold()))


def _item(word: str) -> CompletionItem:
    """The word as the shell is to insert it. Bash alone does not mark spaces by itself, and click's script for it takes
    one backslash of two away.
    """
    in_bash = os.environ.get("_HEADFRAME_COMPLETE") == "bash_complete"
    return CompletionItem(_MEANS_MORE_IN_BASH.sub(r"\\\\\1", word) if in_bash else word)
