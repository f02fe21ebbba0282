"""The short forms: a chart in a few lines, written out as Vega-Lite; and the data put where a spec names its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.charts import rows, world
from generator.charts.grammar import FORMS
from generator.charts.rows import Document, Table
from generator.diagnostic import Diagnostic, Span
from generator.schema import Reading, did_you_mean, quoted

WORLD = "world"
"""What stands for the shapes of all countries where data is expected."""

GIVEN = (*FORMS, "places")
"""The keys of short forms that hold data."""

SHADED = "#030105"
"""A country's colour where nothing else is said; see theme."""

_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ].*)?")
_MARKS = {"bar": "bar", "line": "line", "area": "area", "dots": "point"}
_STEP = 30
_MAX_SERIES = 6
_PLACE = ("name", "lon", "lat")


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

    def table(self, value: Any, path: str, names: tuple[str, str]) -> Table:
        """The data at a path: a file, rows, or names with their values, whose columns are then `names`."""
        if isinstance(value, str):
            known = self.files.get(value)
            table = known if isinstance(known, Table) else rows.of_list((), self._in(path))
            if isinstance(known, Document):
                self.report(path, f"{value} is no table", "name a .csv file")
        elif isinstance(value, dict):
            table = rows.of_pairs(value, names, lambda row, _: self.place(f"{path}.{table.rows[row][names[0]]}"))
        else:
            table = rows.of_list(value or (), self._in(path))
        if not table.rows and not self.found:
            self.report(path, f"{path} holds no data", "write rows below it: - {country: Chile, tonnes: 5300}")
        self.shown.append(table)
        return table

    def _in(self, path: str) -> Callable[[int, str], Span]:
        return lambda row, column: self.place(f"{path}.{row}.{column}")

    def report(self, path: str, message: str, help_: str, code: str = "chart-data") -> None:
        """Tell that something is wrong at a path."""
        self.found.append(Diagnostic(code, message, self.place(path), help_))


def laid_out(form: str, spec: Mapping[str, Any], sheet: Sheet, width: int) -> dict[str, Any]:
    """A chart as Vega-Lite, with its data in it. Of no use where the sheet then has found anything."""
    if form == "map":
        return _map(spec, sheet, width)
    if form:
        return _plot(form, spec, sheet)
    laid: dict[str, Any] = _with_data(spec, "", sheet, width)
    if sheet.is_tabular:
        named = ((name, sheet.place(path)) for path, name in rows.mentions(spec))
        sheet.found += rows.unknown(named, spec, sheet.shown)
        sheet.found += rows.no_numbers(spec, sheet.shown)
    return laid


def faults(form: str, spec: Mapping[str, Any], reading: Reading) -> list[Diagnostic]:
    """What is wrong with a chart whose data stands in it."""
    sheet = Sheet({}, lambda path: reading.place(nearest(path, reading.places)), "en")
    laid_out(form, spec, sheet, 576)
    return sheet.found


def nearest(path: str, places: Collection[str]) -> str:
    """The dotted path, or the nearest above it of which the place is known."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return path


def _with_data(value: Any, path: str, sheet: Sheet, width: int) -> Any:
    """A spec with the data of files in it, and its tables noted."""
    if isinstance(value, list):
        return [_with_data(inner, f"{path}.{n}", sheet, width) for n, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    laid: dict[str, Any] = {}
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if key == "data" and inner is not None:
            laid[key] = _data(inner, here, sheet, width)
        elif key == "datasets" and isinstance(inner, dict):
            laid[key] = inner
            sheet.shown += [rows.of_list(v, sheet._in(f"{here}.{k}")) for k, v in inner.items() if isinstance(v, list)]
        else:
            laid[key] = inner if key == "usermeta" else _with_data(inner, here, sheet, width)
    return laid


def _data(value: Any, path: str, sheet: Sheet, width: int) -> Any:
    given = value if isinstance(value, dict) else {"url": value}
    name = given.get("url")
    if name == WORLD:
        sheet.is_tabular = False
        shapes = world.shapes((), world.view(world.VIEWS["world"], width).scale)
        return {"values": shapes, "format": {"type": "topojson", "feature": "countries"}}
    if isinstance(name, str):
        known = sheet.files.get(name)
        kept = {key: inner for key, inner in given.items() if key != "url"}
        if isinstance(known, Document):
            sheet.is_tabular = False
            return {**kept, "values": known.value}
        table = sheet.table(name, path, ("", ""))
        form = {key: inner for key, inner in (kept.pop("format", None) or {}).items() if key == "parse"}
        return {**kept, "values": list(table.rows), **({"format": form} if form else {})}
    if isinstance(given.get("values"), list):
        sheet.table(given["values"], f"{path}.values", ("", ""))
    return value


def _channel(spec: Mapping[str, Any], name: str, default: str = "") -> dict[str, Any]:
    """What stands under a channel of a short form, its field by name or with more of Vega-Lite's words for it."""
    value = spec.get(name)
    channel = dict(value) if isinstance(value, dict) else {"field": value} if value else {}
    if default and "field" not in channel and "value" not in channel:
        channel["field"] = default
    return channel


def _plot(form: str, spec: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    x, y, color = (_channel(spec, name) for name in ("x", "y", "color"))
    names = (y.get("field") or "name", x.get("field") or "value")
    if form != "bar":
        names = (x.get("field") or "name", y.get("field") or "value")
    table = sheet.table(spec[form], form, names)
    if isinstance(spec[form], dict):
        across, up = (x, y) if form != "bar" else (y, x)
        across.setdefault("field", names[0])
        up.setdefault("field", names[1])
    channels = {"x": x, "y": y} | ({"color": color} if color else {})
    for name, channel in channels.items():
        _check_channel(name, channel, table, form, sheet)
    if sheet.found:
        return {}
    for channel in channels.values():
        channel.setdefault("type", _type_of(channel, table, form))
    if not any(channel["type"] == "quantitative" for channel in (x, y)):
        message = f"neither {x.get('field')} nor {y.get('field')} holds numbers"
        sheet.report(form, message, "write numbers without unit or thousands separator; nothing for a gap")
        return {}
    return _drawn(form, spec, table, channels)


def _check_channel(name: str, channel: Mapping[str, Any], table: Table, form: str, sheet: Sheet) -> None:
    column = channel.get("field")
    if name in ("x", "y") and column is None and "aggregate" not in channel:
        message = f"the chart does not say which column is {name}"
        sheet.report(form, message, f"add {name}: {table.columns[0] if table.columns else '…'}", "missing-field")
    if isinstance(column, str) and table.columns and column not in table.columns:
        message = f"the data has no column {quoted(column)}"
        where = f"{name}.field"
        sheet.found.append(Diagnostic("chart-data", message, sheet.place(where), did_you_mean(column, table.columns)))
    elif channel.get("type") == "quantitative" and isinstance(column, str) and "aggregate" not in channel:
        fault = table.no_number(column)
        sheet.found += [fault] if fault else []


def _type_of(channel: Mapping[str, Any], table: Table, form: str) -> str:
    column = str(channel.get("field"))
    if "aggregate" in channel or "bin" in channel:
        return "quantitative"
    if "timeUnit" in channel:
        return "temporal"
    if table.holds_numbers(column):
        return "quantitative"
    given = [row.get(column) for row in table.rows if row.get(column) is not None]
    is_dated = all(isinstance(value, str) and _DAY.fullmatch(value) for value in given)
    return "temporal" if is_dated and form != "bar" else "nominal"


def _drawn(form: str, spec: Mapping[str, Any], table: Table, channels: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The Vega-Lite of a plot whose channels have their types."""
    across, up = channels["x"], channels["y"]
    if form == "bar" and across["type"] == up["type"] == "quantitative":
        # years, say: the bars stand on the one that names, which is the other than the one that measures
        (across if isinstance(spec.get("x"), str) and not isinstance(spec[form], dict) else up)["type"] = "ordinal"
    for channel in channels.values():
        if channel["type"] in ("nominal", "ordinal"):
            channel.setdefault("sort", None)
    for channel in (across, up):
        if channel["type"] != "quantitative":
            channel.setdefault("title", None)  # what names needs no name
    encoding: dict[str, Any] = dict(channels)
    mark: dict[str, Any] = {"type": _MARKS[form]}
    color = channels.get("color")
    if form == "line":
        few = len(table.rows) <= 40
        mark |= {"point": {"size": 36}} if few else {}
        if color and color["type"] == "nominal":
            encoding["strokeDash"] = {"field": color.get("field"), "type": "nominal", "sort": None}
    laid: dict[str, Any] = {"data": {"values": list(table.rows)}, "mark": mark, "encoding": encoding}
    if "height" in spec:
        laid["height"] = spec["height"]
    elif up["type"] in ("nominal", "ordinal"):
        laid["height"] = {"step": _STEP}
    if spec.get("labels") and form == "bar":
        return _labelled(laid, color is not None)
    return laid


def _labelled(laid: dict[str, Any], is_stacked: bool) -> dict[str, Any]:
    """Bars with their values written beside them, which makes the axis of values needless."""
    encoding = dict(laid["encoding"])
    value = "x" if encoding["x"]["type"] == "quantitative" else "y"
    measured = {"axis": None, **encoding[value]}
    shown = {key: measured[key] for key in ("field", "type", "aggregate") if key in measured}
    shown |= {"format": ",~f"} if shown.get("type") == "quantitative" else {}
    offset = {"align": "left", "dx": 5} if value == "x" else {"baseline": "bottom", "dy": -4}
    text: dict[str, Any] = {"mark": {"type": "text", **offset}, "encoding": {"text": shown}}
    if is_stacked:
        offset = {"align": "right", "dx": -5} if value == "x" else {"baseline": "top", "dy": 4}
        measured["stack"] = "zero"
        text["mark"] = {"type": "text", **offset}
    shared = {key: channel for key, channel in encoding.items() if key in ("x", "y")} | {value: measured}
    bars = {"mark": laid["mark"], "encoding": {k: c for k, c in encoding.items() if k not in ("x", "y")}}
    return {**{k: v for k, v in laid.items() if k not in ("mark", "encoding")}, "encoding": shared, "layer": [bars, text]}


def _map(spec: Mapping[str, Any], sheet: Sheet, width: int) -> dict[str, Any]:
    part = _part(spec.get("view", WORLD), sheet)
    shaded, color = _shaded(spec, sheet)
    places = _places(spec, sheet)
    if sheet.found:
        return {}
    laid = world.view(part, width)
    codes = [three for three, _ in shaded if world.has_shape(three)]
    values = dict(shaded)
    others = [g["id"] for g in world.shapes((), laid.scale)["objects"]["countries"]["geometries"] if g["id"] not in values]
    layers = [_countries(others, laid.scale, {})]
    paint = {"color": {**color, "field": "properties.value"}} if color else {"color": {"value": SHADED}}
    if codes:
        layers.append({**_countries(codes, laid.scale, values), "encoding": paint})
    small = [(three, value) for three, value in shaded if not world.has_shape(three)]
    if small:
        layers.append(_points(small, paint))
    layers += _marks(places, wide=width > 400) if places else []
    return {"width": width, "height": laid.height, "projection": dict(laid.projection), "layer": layers}


def _part(view: Any, sheet: Sheet) -> tuple[float, float, float, float]:
    if isinstance(view, str):
        known = world.VIEWS.get(view.casefold())
        if known is None:
            sheet.report("view", f"there is no view {quoted(view)}", did_you_mean(view, world.VIEWS), "bad-choice")
        return known or world.VIEWS[WORLD]
    numbers = [float(number) for number in view or () if isinstance(number, (int, float))]
    if len(numbers) != 4 or not (-180 <= numbers[0] < numbers[2] <= 360 and -90 <= numbers[1] < numbers[3] <= 90):
        message = "view must be a part of the world: west, south, east, north, in degrees"
        sheet.report("view", message, "write view: [-20, -36, 54, 38], say, or view: Africa", "bad-choice")
        return world.VIEWS[WORLD]
    return numbers[0], max(numbers[1], -85.0), numbers[2], min(numbers[3], 85.0)


def _shaded(spec: Mapping[str, Any], sheet: Sheet) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """The countries to shade, by three letters, each with what its shade tells; and the channel that tells it."""
    if spec["map"] == WORLD:
        return [], {}
    column = spec.get("country") or "country"
    color = _channel(spec, "color")
    table = sheet.table(spec["map"], "map", (column, color.get("field") or "value"))
    if isinstance(spec["map"], dict):
        color.setdefault("field", "value")
    for path, name in (("country", column), ("color.field", color.get("field"))):
        if name and table.columns and name not in table.columns:
            sheet.report(path, f"the data has no column {quoted(name)}", did_you_mean(name, table.columns))
    if sheet.found:
        return [], {}
    found: dict[str, Any] = {}
    for number, row in enumerate(table.rows):
        written = str(row.get(column) or "")
        three = world.code(written, sheet.language)
        if not three:
            meant = world.near(written, sheet.language)
            help_ = f"did you mean {meant}?" if meant else "write its ISO code of two or three letters, or its name"
            sheet.found.append(Diagnostic("chart-data", f"there is no country {quoted(written)}", table.place(number, column), help_))
        elif three in found:
            sheet.found.append(Diagnostic("chart-data", f"{written} is shaded twice", table.place(number, column), "keep one of the two"))
        else:
            found[three] = row.get(color["field"]) if color else True
    if color:
        color.setdefault("type", _type_of({"field": color["field"]}, table, "bar"))
        color.setdefault("title", color["field"] if color["field"] != "value" else None)
        if color["type"] != "quantitative":
            color.setdefault("sort", None)
            color.setdefault("scale", {"domain": list(dict.fromkeys(v for v in found.values() if v is not None))})
    return [(three, value) for three, value in found.items() if value is not None], color


def _places(spec: Mapping[str, Any], sheet: Sheet) -> Table | None:
    """What to mark: rows with a name, lon and lat."""
    if "places" not in spec:
        return None
    table = sheet.table(spec["places"], "places", ("name", "value"))
    missing = [name for name in _PLACE if name not in table.columns]
    if missing and not sheet.found:
        message = f"places need a column {' and a column '.join(missing)}"
        sheet.report("places", message, "write - {name: Grasberg, lon: 137.1, lat: -4.1}", "missing-field")
    for number, row in enumerate(table.rows if not missing else ()):
        side = row.get("side") or "right"
        if side not in _SIDES:
            message = f"a place's name cannot stand {side}"
            sheet.found.append(Diagnostic("bad-choice", message, table.place(number, "side"), did_you_mean(str(side), _SIDES)))
        for column, most in (("lon", 180), ("lat", 90)):
            value = row.get(column)
            if not isinstance(value, (int, float)) or abs(value) > most:
                message = f"{column} of {row.get('name')} must be a number from -{most} to {most}"
                sheet.found.append(Diagnostic("chart-data", message, table.place(number, column), "write degrees: 137.1"))
    return table


def _countries(codes: Iterable[str], scale: float, values: Mapping[str, Any]) -> dict[str, Any]:
    shapes = dict(world.shapes(codes, scale))
    geometries = [
        {**geometry, **({"properties": {"value": values[geometry["id"]]}} if values else {})}
        for geometry in shapes["objects"]["countries"]["geometries"]
    ]
    shapes["objects"] = {"countries": {"type": "GeometryCollection", "geometries": geometries}}
    data = {"values": shapes, "format": {"type": "topojson", "feature": "countries"}}
    return {"data": data, "mark": {"type": "geoshape"}}


def _points(small: Iterable[tuple[str, Any]], paint: Mapping[str, Any]) -> dict[str, Any]:
    """Countries too small for a shape, as dots."""
    values = []
    for three, value in small:
        lon, lat = world.point(three)
        values.append({"lon": lon, "lat": lat, "properties": {"value": value}})
    encoding = {**_position(), **paint}
    return {"data": {"values": values}, "mark": {"type": "circle", "size": 40, "opacity": 1}, "encoding": encoding}


def _position() -> dict[str, Any]:
    return {axis: {"field": field, "type": "quantitative"} for axis, field in (("longitude", "lon"), ("latitude", "lat"))}


def _marks(table: Table, *, wide: bool) -> list[dict[str, Any]]:
    """Dots with their names, to the right or where `side` says."""
    layers: list[dict[str, Any]] = []
    data = {"values": list(table.rows)}
    dot = {"type": "circle", "size": 46 if wide else 34, "opacity": 1, "fill": "#030100", "stroke": "#030103", "strokeWidth": 1.2}
    layers.append({"data": data, "mark": dot, "encoding": _position()})
    for side, offset in _SIDES.items():
        named = [row for row in table.rows if str(row.get("side") or "right") == side]
        if named:
            text = {"text": {"field": "name", "type": "nominal"}}
            halo = {"type": "text", **offset, "stroke": "#030103", "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.9}
            name = {"type": "text", **offset, "fill": "#030100"}
            layers += [{"data": {"values": named}, "mark": mark, "encoding": {**_position(), **text}} for mark in (halo, name)]
    return layers


_SIDES: Mapping[str, Mapping[str, Any]] = {
    "right": {"align": "left", "dx": 7},
    "left": {"align": "right", "dx": -7},
    "above": {"align": "center", "dy": -11},
    "below": {"align": "center", "dy": 12},
}
