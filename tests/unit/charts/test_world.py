"""The world's countries: codes, shapes, and the globe laid flat."""

from __future__ import annotations

import math
from typing import Any

import pytest

from generator.charts import world

COARSE, FINE = 60.0, 2_000.0


def rings(three: str, scale: float = FINE) -> list[list[tuple[float, float]]]:
    """A country's rings in degrees."""
    topology: Any = world.shapes([three], scale)
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for outer, *_inner in topology["objects"]["countries"]["geometries"][0]["arcs"]:
        line: list[tuple[float, float]] = []
        for number in outer:
            x = y = 0
            points = []
            for step_x, step_y in topology["arcs"][number if number >= 0 else ~number]:
                x, y = x + step_x, y + step_y
                points.append((x * kx + dx, y * ky + dy))
            line += points[::-1] if number < 0 else points
        found.append(line)
    return found


def holds(three: str, lon: float, lat: float, scale: float = FINE) -> bool:
    """Whether a point lies in a country (ray casting)."""
    inside = False
    for line in rings(three, scale):
        for (x0, y0), (x1, y1) in zip(line, line[1:] + line[:1], strict=True):
            if (y0 > lat) != (y1 > lat) and lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0:
                inside = not inside
    return inside


@pytest.mark.parametrize(
    ("written", "three"),
    [
        *[("CHN", "CHN"), ("cn", "CHN"), ("China", "CHN"), (" china ", "CHN"), ("Deutschland", "DEU"), ("DRC", "COD")],
        *[("Democratic Republic of Congo", "COD"), ("Congo - Kinshasa", "COD"), ("XK", "XKX"), ("Kosovo", "XKX")],
        *[("Singapore", "SGP"), ("Palestine", "PSE"), ("Taiwan", "TWN"), ("Russland", "RUS"), ("Turkey", "TUR")],
    ],
)
def test_a_country_is_known_by_its_codes_and_names(written: str, three: str) -> None:
    assert world.code(written, "de") == three


def test_what_is_no_country_is_near_to_one() -> None:
    assert world.code("Atlantis", "en") == ""
    assert world.near("Zimbabe", "en") == "zimbabwe"


def test_every_country_has_a_name_and_either_a_shape_or_a_point() -> None:
    names = world.names("en")
    assert len(names) > 230
    assert [three for three, name in names.items() if name == three] == []
    for three in names:
        if three not in world.with_shapes():
            lon, lat = world.point(three)
            assert -180 <= lon <= 180
            assert -60 < lat < 80


@pytest.mark.parametrize(
    ("place", "lon", "lat", "three"),
    [
        *[("Simferopol", 34.1, 45.0, "UKR"), ("Hargeisa", 44.1, 9.56, "SOM"), ("Pristina", 21.1, 42.6, "XKX")],
        *[("north of Nicosia", 33.4, 35.3, "CYP"), ("Laayoune", -12.5, 26.5, "ESH"), ("Taichung", 120.9, 24.1, "TWN")],
        *[("Kolwezi", 25.5, -10.7, "COD"), ("Ottawa", -75.7, 45.4, "CAN"), ("Ramallah", 35.2, 31.9, "PSE")],
    ],
)
def test_the_guide_says_of_disputed_places_whose_they_are_drawn_as(
    place: str, lon: float, lat: float, three: str
) -> None:
    assert [other for other in world.with_shapes() if holds(other, lon, lat)] == [three], place


def test_two_countries_that_are_joined_have_no_line_between_them() -> None:
    assert len(rings("SOM")) == 1
    assert len(rings("CYP")) == 1


def test_a_coarse_picture_has_fewer_points_and_the_same_countries() -> None:
    def count(scale: float) -> int:
        return sum(map(len, world.shapes((), scale)["arcs"]))

    assert count(COARSE) < 0.5 * count(FINE)
    assert holds("BRA", -50, -10, COARSE)
    assert all(len(line) >= 3 for line in rings("IDN", COARSE))


def test_neighbours_keep_their_common_border() -> None:
    coarse: Any = world.shapes(["PRT", "ESP"], COARSE)
    arcs = [
        {number if number >= 0 else ~number for rings_ in geometry["arcs"] for ring in rings_ for number in ring}
        for geometry in coarse["objects"]["countries"]["geometries"]
    ]
    assert arcs[0] & arcs[1]


@pytest.mark.parametrize("name", world.VIEWS)
def test_a_view_fits_its_picture(name: str) -> None:
    view = world.view(world.VIEWS[name], 320)
    assert 0.3 * 320 < view.height <= 0.85 * 320 + 1
    assert view.projection["clipExtent"] == [[0, 0], [320, view.height]]


def test_a_view_is_the_projection_that_vega_draws() -> None:
    """Equal Earth: the formulas' values at the pole, as their authors give them."""
    whole = world.view((-180.0, -90.0, 180.0, 90.0), 1000)
    assert whole.height == math.ceil(1000 * 2 * 1.3173627591574 / (2 * 2.7066297319762)) or whole.height <= 850
    assert whole.scale == pytest.approx(1000 / (2 * 2.7066297319762), rel=1e-3)
