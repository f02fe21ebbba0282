"""The short form map, written out as Vega-Lite: countries shaded, places marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import east_asian_width

from generator.charts import world
from generator.charts.rows import Table
from generator.charts.sheet import Sheet, channel, legend, type_of
from generator.charts.theme import ACCENT, INK, PAPER
from generator.diagnostic import Diagnostic
from generator.schema import did_you_mean, quoted

WORLD = "world"
"""What stands for the shapes of all countries where data is expected."""

_PLACE = ("name", "lon", "lat")
_SIDES: Mapping[str, Mapping[str, Any]] = {
    "right": {"align": "left", "dx": 7},
    "left": {"align": "right", "dx": -7},
    "above": {"align": "center", "dy": -11},
    "below": {"align": "center", "dy": 12},
}
_POLES = 85.0
_LETTER, _LINE = 7.5, 16.0
"""How many pixels a letter of a name takes across, about, and a line of them down."""


def laid_out(spec: Mapping[str, Any], sheet: Sheet, width: int) -> dict[str, Any]:
    """A map as Vega-Lite, for a picture of a width. Of no use where the sheet then has found anything."""
    part = _part(spec.get("view", WORLD), sheet)
    shade = channel(spec, "color")
    shaded = _shaded(spec, shade, sheet) if spec["map"] != WORLD else {}
    places = _places(spec, sheet)
    if sheet.found:
        return {}
    view = world.view(part, width)
    paint = {"color": {**shade, "field": "properties.value"} if shade else {"value": ACCENT}}
    plain = [three for three in world.with_shapes() if three not in shaded]
    layers = [_countries(plain, view.scale, {})]
    if any(three in world.with_shapes() for three in shaded):
        layers.append({**_countries(shaded, view.scale, shaded), "encoding": paint})
    small = {three: value for three, value in shaded.items() if three not in world.with_shapes()}
    layers += [_points(small, paint)] if small else []
    layers += _marks(places, view, width) if places else []
    return {"width": width, "height": view.height, "projection": dict(view.projection), "layer": layers}


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
    west, south, east, north = numbers
    return west, max(south, -_POLES), min(east, west + 360), min(north, _POLES)


def _shaded(spec: Mapping[str, Any], shade: dict[str, Any], sheet: Sheet) -> dict[str, Any]:
    """By three letters, what each country's shade tells; the channel that tells it is completed."""
    column = str(spec.get("country") or "country")
    table = sheet.table(spec["map"], "map", (column, shade.get("field") or "value"))
    if isinstance(spec["map"], dict):
        shade.setdefault("field", "value")
    sheet.require(column, table, "country")
    sheet.require(shade.get("field"), table, "color.field")
    if sheet.found:
        return {}
    found: dict[str, Any] = {}
    for number, row in enumerate(table.rows):
        written = str(row.get(column) or "")
        three = world.code(written, sheet.language)
        fault = _fault_of(written, three, found, sheet.language)
        if fault:
            sheet.found.append(Diagnostic("chart-data", fault[0], table.place(number, column), fault[1]))
        elif not shade or row.get(shade["field"]) is not None:
            found[three] = row.get(shade["field"]) if shade else True
    if shade:
        _complete(shade, table, found)
    return found


def _fault_of(written: str, three: str, known: Mapping[str, Any], language: str) -> tuple[str, str] | None:
    if not three:
        meant = world.near(written, language)
        help_ = f"did you mean {meant}?" if meant else "write its ISO code of two or three letters, or its name"
        return f"there is no country {quoted(written)}", help_
    return (f"{written} is shaded twice", "keep one of the two") if three in known else None


def _complete(shade: dict[str, Any], table: Table, shaded: Mapping[str, Any]) -> None:
    """Fill in what the editor left out: the type, and for kinds of things their order."""
    is_measured = shade.setdefault("type", type_of(shade["field"], table)) == "quantitative"
    shade.setdefault("title", shade["field"] if is_measured and shade["field"] != "value" else None)
    if not is_measured:
        shade["type"] = "nominal" if shade["type"] == "temporal" else shade["type"]
        shade.setdefault("sort", None)
        shade.setdefault("legend", legend(shaded.values()))
        shade.setdefault("scale", {"domain": list(dict.fromkeys(shaded.values()))})


def _places(spec: Mapping[str, Any], sheet: Sheet) -> Table | None:
    """What to mark: rows with a name, lon and lat."""
    if "places" not in spec:
        return None
    table = sheet.table(spec["places"], "places")
    missing = [name for name in _PLACE if name not in table.columns]
    if missing and not sheet.found:
        message = f"places need a column {' and a column '.join(missing)}"
        sheet.report("places", message, "write - {name: Grasberg, lon: 137.1, lat: -4.1}", "missing-field")
    for number, row in enumerate(table.rows if not missing else ()):
        sheet.found += _faults_of_place(number, row, table)
    return table


def _faults_of_place(number: int, row: Mapping[str, Any], table: Table) -> Iterable[Diagnostic]:
    for column, most in (("lon", 180), ("lat", 90)):
        value = row.get(column)
        if not isinstance(value, (int, float)) or abs(value) > most:
            message = f"{column} of {row.get('name')} must be a number from -{most} to {most}"
            yield Diagnostic("chart-data", message, table.place(number, column), "write degrees: 137.1")
    side = row.get("side") or "right"
    if side not in _SIDES:
        message = f"a place's name cannot stand {quoted(str(side))}"
        yield Diagnostic("bad-choice", message, table.place(number, "side"), did_you_mean(str(side), _SIDES))


def _countries(codes: Iterable[str], scale: float, values: Mapping[str, Any]) -> dict[str, Any]:
    shapes = dict(world.shapes(codes, scale))
    geometries = [
        {**geometry, "properties": {"value": values[geometry["id"]]}} if values else geometry
        for geometry in shapes["objects"]["countries"]["geometries"]
    ]
    shapes["objects"] = {"countries": {"type": "GeometryCollection", "geometries": geometries}}
    data = {"values": shapes, "format": {"type": "topojson", "feature": "countries"}}
    return {"data": data, "mark": {"type": "geoshape"}}


def _points(small: Mapping[str, Any], paint: Mapping[str, Any]) -> dict[str, Any]:
    """Countries too small for a shape, as dots."""
    middles = [(world.point(three), value) for three, value in small.items()]
    values = [{"lon": lon, "lat": lat, "properties": {"value": value}} for (lon, lat), value in middles]
    return {"data": {"values": values}, "mark": {"type": "circle", "size": 40}, "encoding": {**_position(), **paint}}


def _position() -> dict[str, Any]:
    axes = (("longitude", "lon"), ("latitude", "lat"))
    return {axis: {"field": column, "type": "quantitative"} for axis, column in axes}


def _side(row: Mapping[str, Any], view: world.View, width: int) -> str:
    """Where a place's name stands: to the right or where `side` says, but for one that would leave the picture."""
    x, y = view.at(row["lon"], row["lat"])
    across = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in str(row["name"])) * _LETTER

    def overflow(side: str) -> float:
        offset = _SIDES[side]
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[offset["align"]]
        left, top = x + offset.get("dx", 0) - share * across, y + offset.get("dy", 0) - _LINE / 2
        outside = (-left, left + across - width, -top, top + _LINE - view.height)
        return float(sum(max(pixels, 0) for pixels in outside))

    return min((row.get("side") or "right", *_SIDES), key=overflow)


def _marks(table: Table, view: world.View, width: int) -> list[dict[str, Any]]:
    """Dots with their names on a halo of paper."""
    dot = {"type": "circle", "size": 46, "fill": INK, "stroke": PAPER, "strokeWidth": 1.2}
    layers: list[dict[str, Any]] = [{"data": {"values": list(table.rows)}, "mark": dot, "encoding": _position()}]
    sides = [_side(row, view, width) for row in table.rows]
    for side, offset in _SIDES.items():
        named = [row for row, its in zip(table.rows, sides, strict=True) if its == side]
        name = {"type": "text", **offset, "fill": INK}
        halo = {"type": "text", **offset, "stroke": PAPER, "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.9}
        encoding = {**_position(), "text": {"field": "name", "type": "nominal"}}
        data = {"values": named}
        layers += [{"data": data, "mark": mark, "encoding": encoding} for mark in (halo, name) if named]
    return layers
