"""Text in columns, to be read in a terminal or from a pipe: what is long comes last in its line, and is wrapped."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence

from generator import report

_WIDTHS = range(60, 101)
"""Narrower lines would break up what belongs together, longer ones are hard to read."""


def width() -> int:
    """How long a line may be: the terminal's width within bounds, the greatest where there is no terminal."""
    return max(_WIDTHS[0], min(shutil.get_terminal_size((_WIDTHS[-1], 0)).columns, _WIDTHS[-1]))


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """A text in lines, the first of which begins with `first` and the others with `rest`; addresses stay whole."""
    return textwrap.wrap(
        report.visible(text),
        width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def labelled(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Texts, each beside its label; those without a label stand under the one before."""
    margin = 4 + max((len(label) for label, _ in rows), default=0)
    return [line for label, text in rows for line in wrapped(text, f"  {label}".ljust(margin), " " * margin)]


def table(rows: Iterable[Sequence[str]], sides: str) -> list[str]:
    """Rows of cells; `sides` says of each column whether it is flush left (<) or right (>)."""
    whole = [[report.visible(cell) for cell in row] for row in rows]
    sizes = [max(map(len, column)) for column in zip(*whole, strict=True)]
    aligned = ([f"{cell:{side}{size}}" for cell, side, size in zip(row, sides, sizes, strict=True)] for row in whole)
    return [f"  {'  '.join(row)}".rstrip() for row in aligned]
