"""The short form of maps, as the Vega-Lite that it stands for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.charts import maps, theme, workshop, world
from generator.charts.drawing import locale
from generator.charts.sheet import Sheet
from generator.diagnostic import Span


def laid(width: int = theme.WIDE, **spec: Any) -> dict[str, Any]:
    sheet = Sheet({}, lambda path: Span("a"), "en")
    found = maps.laid_out(spec, sheet, width)
    assert sheet.found == []
    return found


def countries(layer: dict[str, Any]) -> dict[str, Any]:
    geometries = layer["data"]["values"]["objects"]["countries"]["geometries"]
    return {g["id"]: g.get("properties", {}).get("value") for g in geometries}


def test_shaded_countries_are_drawn_once_and_apart_from_the_rest() -> None:
    chart = laid(map={"China": 98, "RUS": 1, "sg": 2})
    plain, shaded, small = chart["layer"]
    assert countries(shaded) == {"CHN": 98, "RUS": 1}
    assert countries(plain).keys().isdisjoint({"CHN", "RUS"})
    assert len(countries(plain)) > 150
    assert [row["properties"]["value"] for row in small["data"]["values"]] == [2]
    assert shaded["encoding"]["color"]["type"] == "quantitative"


def test_kinds_of_countries_have_a_colour_each_in_their_order() -> None:
    rows = [{"iso": "CHN", "rule": "license"}, {"iso": "COD", "rule": "quota"}, {"iso": "USA", "rule": "license"}]
    color = laid(map=rows, country="iso", color="rule")["layer"][1]["encoding"]["color"]
    assert color["type"] == "nominal"
    assert color["scale"]["domain"] == ["license", "quota"]
    assert color["title"] is None


def test_countries_without_a_value_are_not_shaded() -> None:
    rows = [{"country": "CHN", "share": 98}, {"country": "COD", "share": None}]
    assert countries(laid(map=rows, color="share")["layer"][1]) == {"CHN": 98}


def test_countries_may_be_marked_alike() -> None:
    layer = laid(map=[{"country": "CHN"}, {"country": "COD"}])["layer"][1]
    assert layer["encoding"] == {"color": {"value": theme.ACCENT}}


def test_places_have_dots_and_names_on_a_halo() -> None:
    places = [{"name": "A", "lon": 10, "lat": 5}, {"name": "B", "lon": 20, "lat": 5, "side": "left"}]
    chart = laid(map="world", places=places)
    dots, *names = chart["layer"][1:]
    assert dots["data"]["values"] == places
    assert [layer["mark"]["align"] for layer in names] == ["left", "left", "right", "right"]
    assert [bool(layer["mark"].get("stroke")) for layer in names] == [True, False, True, False]


NAMED = {"name": "A port with a long name"}
SIDES = {"left": "right", "right": "left", -11: "above", 12: "below"}


@pytest.mark.parametrize(
    ("width", "place", "expected"),
    [
        (theme.WIDE, {"lon": 105, "lat": 0}, "right"),
        (theme.WIDE, {"lon": 140, "lat": 0}, "left"),
        (theme.WIDE, {"lon": 140, "lat": 0, "side": "right"}, "left"),
        (theme.WIDE, {"lon": 62, "lat": 0, "side": "left"}, "right"),
        (theme.WIDE, {"lon": 149, "lat": 0, "side": "above", "name": "x" * 30}, "left"),
        (theme.WIDE, {"lon": 105, "lat": 0, "side": "above"}, "above"),
        (theme.WIDE, {"lon": 105, "lat": 49.9, "side": "above"}, "below"),
        (theme.NARROW, {"lon": 105, "lat": 0}, "above"),
        (theme.NARROW, {"lon": 105, "lat": 49.9}, "below"),
        (theme.WIDE, {"lon": 100, "lat": 0, "name": "\u6e2f" * 20}, "right"),
        (theme.WIDE, {"lon": 110, "lat": 0, "name": "\u6e2f" * 20}, "left"),
    ],
)
def test_a_name_stands_where_it_fits_into_the_picture(width: int, place: dict[str, Any], expected: str) -> None:
    mark = laid(width, map="world", view=[60, -40, 150, 50], places=[NAMED | place])["layer"][-1]["mark"]
    assert SIDES[mark.get("dy", mark["align"])] == expected


def test_a_place_is_where_it_is_drawn() -> None:
    for width in (theme.WIDE, theme.NARROW):
        for part in ((60, -40, 150, 50), (150, -50, 240, 40)):
            spec = {"map": "world", "view": list(part), "places": [{"name": "A", "lon": -150, "lat": 20}]}
            svg = workshop.svgs([theme.dressed(laid(width, **spec), width)], locale("en"))[0]
            drawn = re.search(r'text-anchor="\w+" transform="translate\(([-\d.]+),([-\d.]+)\)"', svg)
            assert drawn is not None
            x, y = world.view(part, width).at(-150, 20)
            assert abs(abs(float(drawn[1]) - x) - 7) < 0.1
            assert abs(float(drawn[2]) - y) < 5


def test_a_map_is_as_wide_as_its_picture_and_shows_its_view() -> None:
    africa, box = laid(map="world", view="Africa"), laid(map="world", view=[-20, -36, 54, 38])
    assert (africa["width"], box["width"]) == (576, 576)
    assert africa["projection"]["scale"] > 2 * laid(map="world")["projection"]["scale"]
    assert africa["height"] < 500
