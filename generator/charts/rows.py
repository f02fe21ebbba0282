"""A chart's data as rows: written into the chart, or in a file of media/."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generator.characters import printable
from generator.charts.grammar import is_number, number
from generator.charts.limits import MAX_ROWS
from generator.diagnostic import Diagnostic, Span
from generator.schema import closest, quoted

MAX_BYTES = 1_000_000
"""The most that a file of data may have."""

MAX_COLUMNS = 1_000
"""The most columns that a table may have."""

_MOST_TOLD = 20
"""Of many wrong columns, and of many that there are, those that are told."""

_PLAIN_NAME = re.compile(r"[^.\[\]\\]+")
_UNTOLD = frozenset({"values", "datasets", "usermeta", "config"})
_OF_TRANSFORMS = {
    "fold": ("key", "value"),
    "density": ("value", "density"),
    "quantile": ("prob", "value"),
    "aggregate": (),
    "flatten": (),
}
_GENERATED = frozenset({"data", "id", "type", "properties", "geometry"})


@dataclass(frozen=True)
class Table:
    """Rows under named columns; `place` is where a column of a row is written, and `file` the path of its file."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    place: Callable[[int, str], Span]
    file: str = ""

    def holds_numbers(self, column: str) -> bool:
        """Whether a column holds numbers and gaps, and nothing else."""
        return all(row.get(column) is None or _is_number(row[column]) for row in self.rows)

    def no_number(self, column: str) -> Diagnostic | None:
        """What to say of the first cell of a column that should be a number and is none."""
        for place, row in enumerate(self.rows):
            value = row.get(column)
            if value is not None and not _is_number(value):
                message = f"{quoted(str(value))} in the column {column} is no number"
                help_ = "write it without unit or thousands separator, with a point for the decimals; nothing for a gap"
                return Diagnostic("chart-data", message, self.place(place, column), help_)
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of data that is no table: GeoJSON or TopoJSON, say."""

    value: Any


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def of_list(entries: Sequence[Any], place: Callable[[int, str], Span]) -> Table:
    """Rows as they stand in a chart; a value by itself is a row with the column `data`, as Vega-Lite has it."""
    rows = tuple(entry if isinstance(entry, dict) else {"data": entry} for entry in entries)
    columns = dict.fromkeys(column for row in rows for column in row)
    return Table(tuple(columns), rows, place)


def of_pairs(pairs: Mapping[str, Any], names: tuple[str, str], place: Callable[[int, str], Span]) -> Table:
    """Rows of a name and a value each."""
    rows = tuple({names[0]: name, names[1]: value} for name, value in pairs.items())
    return Table(names, rows, place)


def of_file(path: str, data: bytes) -> Table | Document | Diagnostic:
    """The data of a file, `path` relative to content/; or what is wrong with it."""
    span = Span(f"content/{path}", 1, 1)
    if len(data) > MAX_BYTES:
        message = f"content/{path} has {len(data):,} bytes, and a chart's data {MAX_BYTES:,} at most"
        return Diagnostic("chart-too-large", message, span, "keep the rows and columns that the chart shows")
    try:
        text = printable(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        help_ = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        return Diagnostic("not-utf-8", f"content/{path} is not UTF-8 text", span, help_)
    if path.lower().endswith(".csv"):
        return _of_csv(text, span)
    try:
        return Document(_printable(json.loads(text)))
    except (ValueError, RecursionError) as error:
        at = Span(span.path, getattr(error, "lineno", 1), getattr(error, "colno", 1))
        return Diagnostic(
            "chart-data", f"this is no JSON: {getattr(error, 'msg', 'it nests too deep')}", at, "save it anew"
        )


def _printable(value: Any) -> Any:
    """Data without the characters that a picture cannot show, which JSON may spell as escapes."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(inner) for inner in value]
    return {printable(key): _printable(inner) for key, inner in value.items()} if isinstance(value, dict) else value


def _of_csv(text: str, span: Span) -> Table | Diagnostic:
    """A table of comma-separated values (RFC 4180), its first line the columns' names."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[int] = []
    cells: list[list[str]] = []
    try:
        columns = tuple(name.strip() for name in next(reader, []))
        fault = _fault_of_columns(columns, span)
        for row in () if fault else reader:
            if not row:
                continue
            if len(row) != len(columns):
                message = f"this row has {len(row)} cells, and the first line names {len(columns)} columns"
                help_ = "put a cell that holds a comma in quotes; a gap is two commas in a row"
                return Diagnostic("chart-data", message, Span(span.path, reader.line_num, 1), help_)
            lines.append(reader.line_num)
            cells.append([cell.strip() for cell in row])
    except csv.Error as error:
        message = f"this line is no comma-separated values: {error}"
        return Diagnostic("chart-data", message, Span(span.path, reader.line_num, 1), "close its quotation marks")
    if fault or not cells or len(cells) > MAX_ROWS:
        return fault or _fault_of_length(len(cells), span)
    typed = [_typed(column) for column in zip(*cells, strict=True)]
    rows = tuple(dict(zip(columns, row, strict=True)) for row in zip(*typed, strict=True))
    file = span.path.removeprefix("content/")
    return Table(columns, rows, lambda row, _column: Span(span.path, lines[row], 1), file)


def _fault_of_columns(columns: Sequence[str], span: Span) -> Diagnostic | None:
    if len(columns) == 1 and ";" in columns[0]:
        message = "the columns are divided by semicolons"
        return Diagnostic("chart-data", message, span, "save the table with commas between its columns")
    if len(columns) > MAX_COLUMNS:
        message = f"this table has {len(columns):,} columns, and a chart {MAX_COLUMNS:,} at most"
        return Diagnostic("chart-too-large", message, span, "keep those that the chart shows")
    if not all(columns) or len(set(columns)) < len(columns):
        message = "the first line must name each column, each by another name"
        return Diagnostic("chart-data", message, span, "write the columns' names into the first line")
    return None


def _fault_of_length(count: int, span: Span) -> Diagnostic:
    if not count:
        return Diagnostic("chart-data", "this table has no rows", span, "write them below the line of names")
    message = f"this table has {count:,} rows, and a chart {MAX_ROWS:,} at most"
    return Diagnostic("chart-too-large", message, span, "sum them up, by month say")


def _typed(column: Sequence[str]) -> list[Any]:
    """A column's cells: numbers in one that mostly holds such, and nothing for a gap."""
    if 2 * sum(map(is_number, column)) >= sum(map(bool, column)) > 0:
        return [number(cell) if is_number(cell) else cell or None for cell in column]
    return [cell or None for cell in column]


def mentions(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The columns that a chart names, with the paths at which it does."""
    pairs: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        pairs = [(key, inner) for key, inner in value.items() if key not in _UNTOLD]
    elif isinstance(value, list):
        pairs = [(str(place), inner) for place, inner in enumerate(value)]
    for key, inner in pairs:
        here = f"{path}.{key}" if path else key
        if isinstance(inner, str):
            parent = path.rpartition(".")[2]
            if (key == "field" or parent in ("groupby", "fold")) and _PLAIN_NAME.fullmatch(inner):
                yield here, inner
        else:
            yield from mentions(inner, here)


def made_up(value: Any) -> Iterator[str]:
    """The columns that a chart's transforms add to those of its data."""
    if isinstance(value, list):
        for inner in value:
            yield from made_up(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "as":
                yield from [inner] if isinstance(inner, str) else (name for name in inner if isinstance(name, str))
            elif key not in _UNTOLD:
                yield from _OF_TRANSFORMS.get(key, ())
                yield from made_up(inner)


def is_open(value: Any) -> bool:
    """Whether a chart's columns depend on what its rows hold, or cannot be told."""
    if isinstance(value, dict):
        return not {"pivot", "lookup", "sequence", "graticule", "sphere"}.isdisjoint(value) or any(
            is_open(inner) for key, inner in value.items() if key not in _UNTOLD
        )
    return isinstance(value, list) and any(map(is_open, value))


def unknown(named: Iterable[tuple[str, Span]], spec: Any, tables: Sequence[Table]) -> Iterator[Diagnostic]:
    """The columns that a chart names and that are neither in its data nor made by its transforms."""
    if not tables or is_open(spec):
        return
    columns = [column for table in tables for column in table.columns]
    known = {*columns, *made_up(spec), *_GENERATED}
    for name, span in islice(((name, span) for name, span in named if name not in known), _MOST_TOLD):
        near = closest(name, columns)
        more = ", …" if len(columns) > _MOST_TOLD else ""
        help_ = f"did you mean {near}?" if near else f"there are: {', '.join(columns[:_MOST_TOLD])}{more}"
        yield Diagnostic("chart-data", f"the data has no column {quoted(name)}", span, help_)


def no_numbers(value: Any, tables: Sequence[Table]) -> Iterator[Diagnostic]:
    """Cells that are no numbers in columns that a chart says are quantitative; transforms may make them so."""
    if isinstance(value, list):
        for inner in value:
            yield from no_numbers(inner, tables)
    elif isinstance(value, dict):
        if "transform" in value or "parse" in value:
            return
        if value.get("type") == "quantitative" and isinstance(value.get("field"), str) and "aggregate" not in value:
            found = (t.no_number(value["field"]) for t in tables if value["field"] in t.columns)
            yield from (fault for fault in found if fault)
        for key, inner in value.items():
            if key not in _UNTOLD:
                yield from no_numbers(inner, tables)
