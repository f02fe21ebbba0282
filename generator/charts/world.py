"""The world's countries: their shapes and codes, and how a part of the globe is laid flat."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from babel import Locale
from babel.core import get_global

from generator.charts.grammar import MATERIALS
from generator.schema import closest

NORTH, SOUTH = 83.7, -56.5
_WHOLE = (-169.0, SOUTH, 191.0, NORTH)
"""Without the Antarctic; cut in the Bering Strait, not through Russia."""

VIEWS: Mapping[str, tuple[float, float, float, float]] = {
    "world": _WHOLE,
    "africa": (-19.0, -36.0, 53.0, 38.0),
    "asia": (25.0, -11.0, 150.0, 56.0),
    "central asia": (44.0, 33.0, 92.0, 56.0),
    "europe": (-12.0, 34.0, 45.0, 71.5),
    "middle east": (24.0, 11.0, 64.0, 43.0),
    "north america": (-168.0, 6.0, -50.0, 74.0),
    "oceania": (94.0, -48.0, 180.0, 12.0),
    "south america": (-83.0, -56.0, -33.0, 14.0),
}
"""Parts of the world by name: west, south, east, north, in degrees."""

_ALSO: Mapping[str, str] = {
    "Burma": "MMR",
    "Czech Republic": "CZE",
    "Democratic Republic of Congo": "COD",
    "Democratic Republic of the Congo": "COD",
    "DR Congo": "COD",
    "DRC": "COD",
    "Hong Kong": "HKG",
    "Ivory Coast": "CIV",
    "Macau": "MAC",
    "Myanmar": "MMR",
    "Palestine": "PSE",
    "Republic of Congo": "COG",
    "Republic of the Congo": "COG",
    "Russian Federation": "RUS",
    "Swaziland": "SWZ",
    "Turkey": "TUR",
    "UAE": "ARE",
    "UK": "GBR",
    "USA": "USA",
}
"""English names that CLDR spells another way."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = math.sqrt(3) / 2
_STEPS = 24
_LEAST = 0.8  # square pixels: a bend that spans less is not seen
_TALLEST = 0.85  # of its width: the height of a map that would otherwise fill more than a screen


@dataclass(frozen=True, slots=True)
class View:
    """A part of the globe laid flat: Vega's projection for a picture `width` pixels wide, and how high that is."""

    projection: Mapping[str, Any]
    height: int
    scale: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is in the picture, in pixels from its left and its top."""
        across, down = self.projection["translate"]
        x, y = _equal_earth((longitude + self.projection["rotate"][0] + 180) % 360 - 180, latitude)
        return across + x * self.scale, down - y * self.scale


@cache
def _atlas() -> Mapping[str, Any]:
    """`shapes`, a topology of countries by three letters, and `points`, the middles of those without a shape."""
    found: Mapping[str, Any] = msgspec.json.decode((MATERIALS / "world.json").read_bytes())
    return found


@cache
def names(language: str) -> Mapping[str, str]:
    """The countries' names in a language, by three letters."""
    territories = Locale.parse(language, sep="-").territories
    return {three: str(territories.get(two, three)) for three, two in _two_letters().items()}


@cache
def _two_letters() -> Mapping[str, str]:
    aliases = get_global("territory_aliases")
    codes = {*with_shapes(), *_atlas()["points"]}
    return {
        three: "XK" if three == "XKX" else aliases[three][0]
        for three in sorted(codes)
        if three in aliases or three == "XKX"
    }


@cache
def with_shapes() -> tuple[str, ...]:
    """The countries that are large enough for a shape; any other is a point."""
    return tuple(g["id"] for g in _atlas()["shapes"]["objects"]["countries"]["geometries"])


@cache
def _spelled(language: str) -> Mapping[str, str]:
    """What may be written for a country, folded, with its three letters."""
    found = {name.casefold(): three for name, three in _ALSO.items()}
    for three, name in (*names("en").items(), *names(language).items()):
        found[name.casefold()] = three
    for three, two in _two_letters().items():
        found[two.casefold()] = found[three.casefold()] = three
    return found


def code(written: str, language: str) -> str:
    """A country's three letters, from its ISO code of two or three or its name; empty for none that there is."""
    return _spelled(language).get(written.strip().casefold(), "")


def near(written: str, language: str) -> str:
    """The code or name that was probably meant, or nothing."""
    return closest(written.strip(), _spelled(language))


def point(three: str) -> tuple[float, float]:
    """Longitude and latitude of a country without a shape."""
    lon, lat = _atlas()["points"][three]
    return lon, lat


def view(part: Sequence[float], width: int) -> View:
    """A part of the world (west, south, east, north, in degrees) in a picture of a width."""
    west, south, east, north = part
    middle = (west + east) / 2
    edge = [(lon, lat) for lat in _between(south, north) for lon in (west, east)]
    edge += [(lon, lat) for lon in _between(west, east) for lat in (south, north)]
    flat = [_equal_earth(lon - middle, lat) for lon, lat in edge]
    left, right = min(x for x, _ in flat), max(x for x, _ in flat)
    bottom, top = min(y for _, y in flat), max(y for _, y in flat)
    scale = min(width / (right - left), _TALLEST * width / (top - bottom))
    height = math.ceil((top - bottom) * scale)
    projection = {
        "type": "equalEarth",
        "rotate": [round(-middle, 3), 0, 0],
        "scale": round(scale, 3),
        "translate": [round(width / 2 - (left + right) / 2 * scale, 3), round(top * scale, 3)],
        "clipExtent": [[0, 0], [width, height]],
        "precision": 0.3,
    }
    return View(projection, height, scale)


def _between(first: float, last: float) -> list[float]:
    return [first + (last - first) * step / _STEPS for step in range(_STEPS + 1)]


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """The Equal Earth projection (Šavrič, Patterson, Jenny 2018), of degrees, for a globe of radius 1."""
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = (
        math.radians(longitude)
        * math.cos(angle)
        / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    )
    return x, angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def shapes(countries: Iterable[str], scale: float) -> Mapping[str, Any]:
    """A topology of some countries (all of them for nothing given), as fine as a picture of a scale can show."""
    atlas = _atlas()["shapes"]
    wanted = set(countries)
    geometries = [g for g in atlas["objects"]["countries"]["geometries"] if not wanted or g["id"] in wanted]
    return {
        "type": "Topology",
        "transform": atlas["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": _simplified(scale),
    }


@cache
def _simplified(scale: float) -> list[list[list[int]]]:
    """The borders without the points that a picture of a scale does not need."""
    atlas = _atlas()["shapes"]
    kx, ky = atlas["transform"]["scale"]
    pixel = math.degrees(1 / scale)
    least = _LEAST * pixel * pixel / (kx * ky)
    return [_thinned(arc, least) for arc in atlas["arcs"]]


def _thinned(arc: list[list[int]], least: float) -> list[list[int]]:
    """An arc, a start and steps from it, without points that span a smaller area with their neighbours (Visvalingam).

    A ring keeps four points, so that an island remains one.
    """
    points: list[tuple[int, int]] = []
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x, y))
    kept = 4 if points[0] == points[-1] else 2
    before, after = list(range(-1, len(points) - 1)), list(range(1, len(points) + 1))
    heap = [(_area(points, n - 1, n, n + 1), n) for n in range(1, len(points) - 1)]
    areas = {n: area for area, n in heap}
    heapq.heapify(heap)
    left = len(points)
    while heap and left > kept:
        area, n = heapq.heappop(heap)
        if area >= least:
            break
        if areas.get(n) != area:
            continue
        del areas[n]
        left -= 1
        one, other = before[n], after[n]
        after[one], before[other] = other, one
        for neighbour in (one, other):
            if neighbour in areas:
                # not less than what was removed, so that a row of small bends does not go at one stroke
                areas[neighbour] = max(area, _area(points, before[neighbour], neighbour, after[neighbour]))
                heapq.heappush(heap, (areas[neighbour], neighbour))
    line = [points[0], *(points[n] for n in sorted(areas)), points[-1]]
    steps = [[x - px, y - py] for (x, y), (px, py) in zip(line[1:], line, strict=False)]
    return [list(line[0]), *steps]


def _area(points: Sequence[tuple[int, int]], one: int, two: int, three: int) -> float:
    (ax, ay), (bx, by), (cx, cy) = points[one], points[two], points[three]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
