"""The short form of maps, as the Vega-Lite that it stands for."""

from __future__ import annotations

from typing import Any

from generator.charts import maps, theme
from generator.charts.sheet import Sheet
from generator.diagnostic import Span


def laid(**spec: Any) -> dict[str, Any]:
    sheet = Sheet({}, lambda path: Span("a"), "en")
    found = maps.laid_out(spec, sheet, 576)
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


def test_a_map_is_as_wide_as_its_picture_and_shows_its_view() -> None:
    africa, box = laid(map="world", view="Africa"), laid(map="world", view=[-20, -36, 54, 38])
    assert (africa["width"], box["width"]) == (576, 576)
    assert africa["projection"]["scale"] > 2 * laid(map="world")["projection"]["scale"]
    assert africa["height"] < 500
