"""A chart laid out: as Vega-Lite whichever way it is written, with its data in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.charts import maps, plots, rows, world
from generator.charts.grammar import FORMS
from generator.charts.maps import WORLD
from generator.charts.rows import Document
from generator.charts.sheet import Sheet, nearest
from generator.charts.theme import WIDE
from generator.diagnostic import Diagnostic
from generator.schema import Reading

GIVEN = (*FORMS, "places")
"""The keys of short forms that hold data."""


def laid_out(form: str, spec: Mapping[str, Any], sheet: Sheet, width: int) -> dict[str, Any]:
    """A chart as Vega-Lite, with its data in it. Of no use where the sheet then has found anything."""
    if form == "map":
        return maps.laid_out(spec, sheet, width)
    if form:
        return plots.laid_out(form, spec, sheet)
    laid = {key: _with_data(value, key, sheet, width) for key, value in spec.items()}
    if sheet.is_tabular:
        named = ((name, sheet.place(path)) for path, name in rows.mentions(spec))
        sheet.found += rows.unknown(named, spec, sheet.shown)
        sheet.found += rows.no_numbers(spec, sheet.shown)
    return laid


def faults(form: str, spec: Mapping[str, Any], reading: Reading) -> list[Diagnostic]:
    """What is wrong with a chart whose data stands in it."""
    sheet = Sheet({}, lambda path: reading.place(nearest(path, reading.places)), "en")
    laid_out(form, spec, sheet, WIDE)
    return sheet.found


def _with_data(value: Any, path: str, sheet: Sheet, width: int) -> Any:
    """A part of a spec with the data of files in it, and its tables noted."""
    key = path.rpartition(".")[2]
    if key == "data" and value is not None:
        return _data(value, path, sheet, width)
    if key == "datasets" and isinstance(value, dict):
        lists = [(name, rows_) for name, rows_ in value.items() if isinstance(rows_, list)]
        sheet.shown += [rows.of_list(rows_, sheet.within(f"{path}.{name}")) for name, rows_ in lists]
        return value
    if isinstance(value, list):
        return [_with_data(inner, f"{path}.{number}", sheet, width) for number, inner in enumerate(value)]
    if isinstance(value, dict) and key != "usermeta":
        return {name: _with_data(inner, f"{path}.{name}", sheet, width) for name, inner in value.items()}
    return value


def _data(value: Any, path: str, sheet: Sheet, width: int) -> Any:
    given = value if isinstance(value, dict) else {"url": value}
    name = given.get("url")
    if name == WORLD:
        sheet.is_tabular = False
        shapes = world.shapes((), world.view(world.VIEWS[WORLD], width).scale)
        return {"values": shapes, "format": {"type": "topojson", "feature": "countries"}}
    if isinstance(name, str):
        known = sheet.files.get(name)
        kept = {key: inner for key, inner in given.items() if key != "url"}
        if isinstance(known, Document):
            sheet.is_tabular = False
            return {**kept, "values": known.value}
        table = sheet.table(name, path)
        parse = (kept.pop("format", None) or {}).get("parse")
        return {**kept, "values": list(table.rows), **({"format": {"parse": parse}} if parse else {})}
    if isinstance(given.get("values"), list):
        sheet.table(given["values"], f"{path}.values")
    return value
