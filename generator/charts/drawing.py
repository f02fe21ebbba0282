"""A chart drawn: its pictures for a page and for a feed, and its numbers as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from generator import calendar, fingerprint
from generator.charts import forms, kept, picture, rows, theme, workshop
from generator.charts.grammar import grammar
from generator.charts.rows import Document, Table
from generator.charts.sheet import Sheet, nearest
from generator.diagnostic import Diagnostic, Span, UserError, changed, ordered
from generator.model import Chart
from generator.views import ChartPicture, DataTable, Figure

MAX_TABLE_ROWS = 200
"""The most rows of a table below a chart; of more there is only the file."""

_PNG_SCALE = 2
_MARGIN = 8


class Drawing(Struct, frozen=True):
    """What is drawn of a chart; without a narrow picture the wide one is as large as its author made it."""

    wide: ChartPicture
    narrow: ChartPicture | None
    png: bytes
    tables: tuple[DataTable, ...]


_decoder = msgspec.json.Decoder(Drawing)


def made(figure: Figure, content: Path) -> bytes:
    """The drawing of a figure, to be kept under its key. UserError if it cannot be drawn."""
    chart = kept.read(figure.chart)
    files = _files(figure, chart, content)
    spec: dict[str, Any] = json.loads(chart.spec)
    form = grammar().form(spec)

    def place(path: str) -> Span:
        return chart.places.get(nearest(path, chart.places), chart.span)

    sheets = [Sheet(files, place, figure.language) for _ in range(2)]
    laid = [forms.laid_out(form, spec, sheet, w) for sheet, w in zip(sheets, (theme.WIDE, theme.NARROW), strict=True)]
    if sheets[0].found:
        raise UserError(ordered(sheets[0].found))
    widths = (theme.WIDE, theme.NARROW) if form or theme.fills(laid[0]) else (theme.WIDE,)
    dressed = [theme.dressed(one, width) for one, width in zip(laid, widths, strict=False)]
    try:
        pictures = [picture.cleaned(svg) for svg in workshop.svgs(dressed, locale(figure.language))]
        png = workshop.png(picture.alone(pictures[0], _MARGIN), _PNG_SCALE)
    except (workshop.FailureError, ValueError) as error:
        help_ = "look for a wrong word or number in it; docs/charts.md shows charts that work"
        raise UserError(
            [Diagnostic("chart-failed", f"this chart cannot be drawn: {error}", chart.span, help_)]
        ) from error
    drawing = Drawing(
        wide=pictures[0],
        narrow=pictures[1] if len(pictures) > 1 else None,
        png=png,
        tables=tuple(_shown(table, form) for table in sheets[0].shown if table.columns),
    )
    return msgspec.json.encode(drawing)


def read(data: bytes) -> Drawing:
    """A drawing as `made` gave it."""
    return _decoder.decode(data)


def _files(figure: Figure, chart: Chart, content: Path) -> dict[str, Table | Document]:
    """The chart's files by the names that it gives them. UserError for all that cannot be read."""
    found: dict[str, Table | Document] = {}
    faults: list[Diagnostic] = []
    spans = {mention.text: mention.span for mention in chart.files}
    for name, path, digest in figure.files:
        data = _data(path, digest, spans[name], content)
        if isinstance(data, Diagnostic):
            faults.append(data)
        else:
            found[name] = data
    if faults:
        raise UserError(ordered(faults))
    return found


def _data(path: str, digest: str, named: Span, content: Path) -> Table | Document | Diagnostic:
    """The data of a file that is `named` in a chart, if it is what the chart's key was made of."""
    try:
        data = (content / path).read_bytes()
    except OSError as error:
        message = f"content/{path} cannot be read: {(error.strerror or str(error)).lower()}"
        return Diagnostic("unreadable", message, named, "check its permissions")
    if fingerprint.of_bytes(data) != digest:
        return changed(f"content/{path}", named)
    return rows.of_file(path, data)


def _shown(table: Table, form: str) -> DataTable:
    """A table as readers see it; where a place of a map lies is told by the map."""
    columns = [column for column in table.columns if not (form == "map" and column in ("lon", "lat", "side"))]
    numeric = tuple(table.holds_numbers(column) for column in columns)
    cells = tuple(tuple(_cell(row.get(column)) for column in columns) for row in table.rows[:MAX_TABLE_ROWS])
    return DataTable(tuple(columns), cells, numeric, max(len(table.rows) - MAX_TABLE_ROWS, 0))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def locale(language: str) -> dict[str, Any]:
    """How the site's language writes numbers and dates, for d3, which Vega writes them with."""
    return {"numbers": calendar.numbers(language), "dates": calendar.names(language)}
