"""How charts look: sizes, and colours that stand for those of the site's theme.

Vega draws with marks of our own in place of colours: #0301nn for a part such as ink or paper, #0302nn for the nth of
several series, rgb(1, g, 250) for a value between the least (g = 0) and the most (g = 255), rgb(2, g, 250) for one
between two ends. `paint` turns each into a custom property of the stylesheet, with the light theme's colour behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

FONT = "Headframe Sans"
"""Measures the texts, so that they take the same room on every machine; a reader sees the site's own font."""

WIDE, NARROW = 576, 320
"""Widths in pixels: of a column of text, and of a phone's screen within its margins."""

INK, MUTED, RULE, PAPER, LAND, ACCENT = (f"#03010{number}" for number in range(6))
PARTS: Mapping[str, tuple[str, str]] = {
    INK: ("ink", "#15191c"),
    MUTED: ("muted", "#555d64"),
    RULE: ("rule", "#d3d8db"),
    PAPER: ("paper", "#fcfcfa"),
    LAND: ("land", "#e3e5e2"),
    ACCENT: ("1", "#0b4d61"),
}
SERIES = ("#0b4d61", "#cf7a1f", "#7a5a9b", "#4c95ad", "#a33b3b", "#7b848a", "#857a1c", "#2b2f33")
LEVELS = ("#cfe1e6", "#b1cfd7", "#93bdc8", "#75aab9", "#5897aa", "#3d8399", "#276e85", "#145970", "#08445a")
ENDS = ("#b35f0f", "#cf8a45", "#e2b586", "#f0dcc5", "#ebecea", "#c6dce2", "#8fbcc9", "#4f93a8", "#1a6580")

_BETWEEN = re.compile(r"rgb\(([12]), (\d+), 250\)")
_SERIES_MARK = re.compile(r"#0302([0-9a-f]{2})")
_NAMES = {name: f"chart-{name}" if name[0].isdigit() or name == "land" else name for name, _ in PARTS.values()}


def paint(color: str) -> str:
    """A colour of Vega's as a page has it: the theme's by name where it is one of ours, any other as it is."""
    if color in PARTS:
        name, light = PARTS[color]
        return f"var(--{_NAMES[name]},{light})"
    if found := _SERIES_MARK.fullmatch(color):
        number = int(found[1], 16) % len(SERIES)
        return f"var(--chart-{number + 1},{SERIES[number]})"
    if found := _BETWEEN.fullmatch(color):
        colors, name = (LEVELS, "level") if found[1] == "1" else (ENDS, "end")
        step = min(int(int(found[2]) / 256 * len(colors)), len(colors) - 1)
        return f"var(--chart-{name}-{step + 1},{colors[step]})"
    return color


def dressed(spec: Mapping[str, Any], width: int) -> dict[str, Any]:
    """A Vega-Lite spec in the theme; one that is a single view and says nothing else fills the width."""
    dressed = {key: value for key, value in spec.items() if key not in ("$schema", "title", "description", "usermeta")}
    dressed = dict(_without_fonts(dressed))
    if fills(spec):
        dressed["width"] = width
        dressed.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    dressed.setdefault("padding", 0 if "projection" in spec else 1)
    config = _config(narrow=width < 400, is_map="projection" in spec)
    dressed["config"] = _merged(config, dressed.get("config") or {})
    return dressed


def fills(spec: Mapping[str, Any]) -> bool:
    """Whether a chart is to be as wide as the column."""
    facets = {"facet", "row", "column"} & (spec.get("encoding") or {}).keys()
    return ("mark" in spec or "layer" in spec) and not facets and spec.get("width") in (None, "container")


def _without_fonts(value: Any) -> Any:
    """What a chart says of fonts has no effect: the site has its own."""
    if isinstance(value, dict):
        fonts = ("font", "labelFont", "titleFont", "subtitleFont")
        return {k: v if k in ("values", "datasets") else _without_fonts(v) for k, v in value.items() if k not in fonts}
    return [_without_fonts(inner) for inner in value] if isinstance(value, list) else value


def _merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(ours)
    for key, value in theirs.items():
        known = merged.get(key)
        merged[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _config(*, narrow: bool, is_map: bool) -> dict[str, Any]:
    small = 12 if narrow else 13
    words = {"labelFontSize": small, "titleFontSize": small, "titleFontWeight": "normal", "titleColor": MUTED}
    axis = {
        **words,
        "labelColor": MUTED,
        "labelLimit": 120 if narrow else 220,
        "labelPadding": 6,
        "titlePadding": 8,
        "domainColor": MUTED,
        "gridColor": RULE,
        "tickColor": RULE,
        "labelOverlap": "greedy",
    }
    measured = {"domain": False, "ticks": False, "tickCount": 4 if narrow else 6}
    upright = {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": 0,
        "titleY": -8,
    }
    named = {"ticks": False, "labelColor": INK, "labelAngle": 0, "grid": False}
    legend = {
        **words,
        "labelColor": INK,
        "orient": "top",
        "direction": "horizontal",
        "columns": 2 if narrow else 4,
        "labelLimit": 130 if narrow else 240,
        "titleLimit": 300,
        "gradientLength": 180 if narrow else 260,
        "gradientThickness": 10,
        "symbolSize": 110,
        "rowPadding": 4,
        "columnPadding": 14,
        "offset": 10 if is_map else 26,  # above the title of the axis
    }
    series = [f"#0302{number:02x}" for number in range(len(SERIES))]
    levels, ends = ["rgb(1, 0, 250)", "rgb(1, 255, 250)"], ["rgb(2, 0, 250)", "rgb(2, 255, 250)"]
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None, "continuousHeight": 260 if narrow else 300, "step": 26},
        "mark": {"color": ACCENT, "tooltip": None},
        "bar": {"discreteBandSize": {"band": 0.72}},
        "line": {"strokeWidth": 2.5},
        "area": {"opacity": 0.85},
        "point": {"filled": True, "size": 60, "opacity": 1},
        "circle": {"opacity": 1},
        "square": {"opacity": 1},
        "rule": {"color": MUTED},
        "tick": {"thickness": 2},
        "text": {"color": INK, "fontSize": small},
        "geoshape": {"color": LAND, "stroke": PAPER, "strokeWidth": 0.5},
        "axis": axis,
        "axisQuantitative": measured,
        "axisXTemporal": {"grid": False, "tickCount": 4 if narrow else 6},
        "axisY": upright,
        "axisDiscrete": named,
        "legend": legend,
        "header": {**words, "labelColor": INK, "labelFontWeight": "bold"},
        "title": {"fontSize": small + 1, "color": INK, "anchor": "start"},
        "range": {
            "category": series,
            "ordinal": {"scheme": levels},
            "ramp": levels,
            "heatmap": levels,
            "diverging": ends,
        },
    }
