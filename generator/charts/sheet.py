"""A chart's data and what is wrong with it: files and rows as tables, and where each thing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.charts import rows
from generator.charts.grammar import key_of
from generator.charts.rows import Document, Table
from generator.diagnostic import Diagnostic, Span
from generator.schema import did_you_mean, quoted

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ].*)?")

_LONG = 18
"""Characters of a legend's label for which half of a phone's width is not enough."""


@dataclass
class Sheet:
    """The data of one chart: its files by the names that the chart gives them, and where a dotted path is written.

    `found` is what is wrong with it, `shown` its tables, in their order; it `is_tabular` while there is no other data.
    """

    files: Mapping[str, Table | Document]
    place: Callable[[str], Span]
    language: str
    found: list[Diagnostic] = field(default_factory=list)
    shown: list[Table] = field(default_factory=list)
    is_tabular: bool = True

    def table(self, value: Any, path: str, names: tuple[str, str] = ("name", "value")) -> Table:
        """The data at a path: a file, rows, or names with their values, whose columns are then `names`."""
        if isinstance(value, str):
            known = self.files.get(value)
            table = known if isinstance(known, Table) else rows.of_list((), self.within(path))
            if isinstance(known, Document):
                self.report(path, f"{value} is no table", "name a .csv file")
        elif isinstance(value, dict):
            paths = [f"{path}.{name}" for name in value]
            keys = [key_of(here) for here in paths]
            table = rows.of_pairs(value, names, lambda row, column: self.place((paths, keys)[column == names[0]][row]))
        else:
            table = rows.of_list(value or (), self.within(path))
        if not table.rows and not self.found:
            self.report(path, f"{path} holds no data", "write rows below it: - {country: Chile, tonnes: 5300}")
        self.shown.append(table)
        return table

    def within(self, path: str) -> Callable[[int, str], Span]:
        """Where the rows of a list at a path are written."""
        return lambda row, column: self.place(f"{path}.{row}.{column}")

    def report(self, path: str, message: str, help_: str, code: str = "chart-data") -> None:
        """Report that something is wrong at a path."""
        self.found.append(Diagnostic(code, message, self.place(path), help_))

    def require(self, column: object, table: Table, path: str) -> None:
        """Report a column that is named at a path and is not there."""
        if isinstance(column, str) and table.columns and column not in table.columns:
            message = f"the data has no column {quoted(column)}"
            self.report(path, message, did_you_mean(column, table.columns))


def channel(spec: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a short form has under a channel: a column's name, or more of Vega-Lite's words for it."""
    value = spec.get(name)
    return dict(value) if isinstance(value, dict) else {"field": value} if value else {}


def type_of(column: object, table: Table) -> str:
    """How Vega-Lite should take a column: "quantitative", "temporal" or "nominal"."""
    name = str(column)
    if table.holds_numbers(name):
        return "quantitative"
    given = [row.get(name) for row in table.rows if row.get(name) is not None]
    return "temporal" if all(isinstance(value, str) and _DAY.fullmatch(value) for value in given) else "nominal"


def legend(labels: Iterable[object]) -> dict[str, Any]:
    """How a legend stands: long labels one below the other, so that none is cut short on a phone."""
    longest = max((len(str(label)) for label in labels), default=0)
    return {"columns": 1, "labelLimit": 300} if longest > _LONG else {}


def nearest(path: str, places: Collection[str]) -> str:
    """The dotted path, or the nearest above it of which the place is known."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return path
