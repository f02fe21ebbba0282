"""The short forms bar, line, area and dots, written out as Vega-Lite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.charts.rows import Table
from generator.charts.sheet import Sheet, channel, legend, type_of
from generator.diagnostic import Diagnostic

_MARKS = {"bar": "bar", "line": "line", "area": "area", "dots": "point"}
_NAMING = frozenset({"nominal", "ordinal"})
_STEP = 30
"""Pixels from one bar that lies to the next."""

_FEW = 40
"""Rows up to which each point of a line has a dot."""

Channels = dict[str, dict[str, Any]]


def laid_out(form: str, spec: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """A short form as Vega-Lite. Of no use where the sheet then has found anything."""
    channels = {name: channel(spec, name) for name in ("x", "y", "color")}
    table = _table(form, spec, channels, sheet)
    if not channels["color"]:
        del channels["color"]
    for name, one in channels.items():
        _check(form, name, one, table, sheet)
    if sheet.found:
        return {}
    _set_types(form, spec, channels, table)
    if not any(channels[name]["type"] == "quantitative" for name in "xy"):
        _report_no_numbers(form, [str(channels[name].get("field")) for name in "xy"], table, sheet)
        return {}
    laid: dict[str, Any] = {"data": {"values": list(table.rows)}, **_drawn(form, channels, table)}
    if "height" in spec:
        laid["height"] = spec["height"]
    elif channels["y"]["type"] in _NAMING:
        laid["height"] = {"step": _STEP}
    return _labelled(laid) if spec.get("labels") and form == "bar" else laid


def _report_no_numbers(form: str, columns: list[str], table: Table, sheet: Sheet) -> None:
    """Report what keeps a column that is meant to measure from doing so."""
    meant = [column for column in columns if any(isinstance(row.get(column), (int, float)) for row in table.rows)]
    fault = table.no_number(meant[0]) if meant else None
    help_ = "write numbers without unit or thousands separator; nothing for a gap"
    message = f"neither {' nor '.join(columns)} holds numbers"
    sheet.found.append(fault or Diagnostic("chart-data", message, sheet.place(form), help_))


def _table(form: str, spec: Mapping[str, Any], channels: Channels, sheet: Sheet) -> Table:
    """The data. Of names with their values, the bars have the names beside them, and all else has them below."""
    naming, measuring = ("y", "x") if form == "bar" else ("x", "y")
    names = (channels[naming].get("field") or "name", channels[measuring].get("field") or "value")
    if isinstance(spec[form], dict):
        channels[naming]["field"], channels[measuring]["field"] = names
    return sheet.table(spec[form], form, names)


def _check(form: str, name: str, one: Mapping[str, Any], table: Table, sheet: Sheet) -> None:
    column = one.get("field")
    if column is None and "aggregate" not in one and "value" not in one:
        help_ = f"add {name}: {table.columns[0] if table.columns else '…'}"
        sheet.report(form, f"the chart does not say which column is {name}", help_, "missing-field")
    sheet.require(column, table, f"{name}.field")
    if one.get("type") == "quantitative" and isinstance(column, str) and "aggregate" not in one:
        fault = table.no_number(column)
        sheet.found += [fault] if fault else []


def _set_types(form: str, spec: Mapping[str, Any], channels: Channels, table: Table) -> None:
    for one in channels.values():
        if "aggregate" in one or "bin" in one:
            one.setdefault("type", "quantitative")
        elif "value" not in one:
            one.setdefault("type", "temporal" if "timeUnit" in one else type_of(one.get("field"), table))
    across, up = channels["x"], channels["y"]
    if form == "bar":
        # a bar stands for a name or a year, and is no wider or narrower for the time between them
        naming = up if isinstance(spec[form], dict) or up["type"] != "quantitative" else across
        naming["type"] = "ordinal" if naming["type"] in ("quantitative", "temporal") else naming["type"]
    for one in channels.values():
        if one.get("type") in _NAMING:
            one.setdefault("sort", None)  # the order of the rows
    for one in (across, up):
        if one["type"] != "quantitative":
            one.setdefault("title", None)  # what names needs no name


def _drawn(form: str, channels: Channels, table: Table) -> dict[str, Any]:
    """Mark and encoding of channels that have their types."""
    encoding: dict[str, Any] = dict(channels)
    mark: dict[str, Any] = {"type": _MARKS[form]}
    color = channels.get("color", {})
    labels = legend(row.get(str(color.get("field"))) for row in table.rows)
    if color.get("type") == "nominal":
        color.setdefault("title", None)
    if form == "line":
        mark |= {"point": {"size": 36}} if len(table.rows) <= _FEW else {}
        if color.get("type") == "nominal":  # told apart without colour, too
            stroke = {"symbolType": "stroke", "symbolSize": 500, "symbolStrokeWidth": 2.5}
            color.setdefault("legend", {**stroke, **labels})
            encoding["strokeDash"] = {key: color.get(key) for key in ("field", "type", "sort", "title", "legend")}
    elif labels and color.get("type") == "nominal":
        color.setdefault("legend", labels)
    return {"mark": mark, "encoding": encoding}


def _labelled(laid: dict[str, Any]) -> dict[str, Any]:
    """Bars with their values written beside them, or into them where several make one; the axis is needless then."""
    encoding = dict(laid.pop("encoding"))
    value = "x" if encoding["x"]["type"] == "quantitative" else "y"
    is_stacked = "field" in encoding.get("color", {})
    measured = {"axis": None, **encoding.pop(value), **({"stack": "zero"} if is_stacked else {})}
    text: dict[str, Any] = {key: measured[key] for key in ("field", "type", "aggregate") if key in measured}
    text["format"] = ",~f"
    side = {"x": ("left", "right", "align", "dx", 5), "y": ("bottom", "top", "baseline", "dy", -4)}[value]
    beside, inside, anchor, shift, by = side
    mark = {"type": "text", anchor: inside if is_stacked else beside, shift: -by if is_stacked else by}
    named = "y" if value == "x" else "x"
    shared = {value: measured, named: encoding.pop(named)}
    layers = [{"mark": laid.pop("mark"), "encoding": encoding}, {"mark": mark, "encoding": {"text": text}}]
    return {**laid, "encoding": shared, "layer": layers}
