"""Charts in the theme's colours: what a drawing says, and what the stylesheets make of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.charts import theme
from generator.layouts import packaged_layouts

STYLES = packaged_layouts() / "assets" / "css"


def blocks(name: str) -> list[dict[str, str]]:
    """The custom properties of each :root of a stylesheet, in their order."""
    text = (STYLES / name).read_text("utf-8")
    found = re.findall(r":root\s*\{([^}]*)\}", text)
    return [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]+)", block)) for block in found]


LIGHT, DARK, _PRINT = blocks("headframe.css")
CHART_DARK, CHART_PRINT = blocks("charts.css")


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def named(color: str) -> tuple[str, str]:
    found = re.fullmatch(r"var\(--([\w-]+),(#[0-9a-f]{6})\)", theme.paint(color))
    assert found, theme.paint(color)
    return found[1], found[2]


EVERY = {
    named(color)
    for color in (
        *theme.PARTS,
        *(f"#0302{number:02x}" for number in range(8)),
        *(f"rgb({ramp}, {step}, 250)" for ramp in (1, 2) for step in range(256)),
    )
}


def test_every_colour_has_a_name_and_each_name_one_light_colour() -> None:
    assert len(EVERY) == len({name for name, _ in EVERY}) == 4 + 1 + 8 + 9 + 9


def test_parts_are_those_of_the_theme() -> None:
    parts = {name: light for name, light in EVERY if not name.startswith("chart-")}
    assert parts == {name: LIGHT[name] for name in ("ink", "muted", "rule", "paper")}
    assert parts.keys() <= DARK.keys()


def test_the_stylesheet_has_each_name_in_the_dark_and_in_print() -> None:
    own = {name for name, _ in EVERY if name.startswith("chart-")}
    assert own == CHART_DARK.keys() == CHART_PRINT.keys()


@pytest.mark.parametrize("number", range(1, 9))
def test_series_stand_out_from_the_paper(number: int) -> None:
    light = dict(EVERY)[f"chart-{number}"]
    assert contrast(light, LIGHT["paper"]) >= 3
    assert contrast(CHART_DARK[f"chart-{number}"], DARK["paper"]) >= 3


def test_series_are_told_apart_in_black_and_white_print() -> None:
    greys = [luminance(CHART_PRINT[f"chart-{number}"]) for number in range(1, 5)]
    assert min(abs(a - b) for n, a in enumerate(greys) for b in greys[n + 1 :]) > 0.08


@pytest.mark.parametrize("colors", [dict(EVERY), CHART_PRINT], ids=["light", "print"])
def test_levels_grow_darker_and_in_the_dark_brighter(colors: dict[str, str]) -> None:
    steps = [luminance(colors[f"chart-level-{number}"]) for number in range(1, 10)]
    assert steps == sorted(steps, reverse=True)
    dark = [luminance(CHART_DARK[f"chart-level-{number}"]) for number in range(1, 10)]
    assert dark == sorted(dark)


def test_other_colours_stay_as_they_are() -> None:
    for color in ("red", "#4c78a8", "rgb(1, 2, 3)", "none", "#030199"):
        assert theme.paint(color) == color


def test_one_view_without_a_width_fills_the_column() -> None:
    assert theme.fills({"mark": "bar"})
    assert theme.fills({"layer": [], "width": "container"})
    assert not theme.fills({"mark": "bar", "width": 300})
    assert not theme.fills({"mark": "bar", "encoding": {"row": {"field": "a"}}})
    assert not theme.fills({"hconcat": []})


def test_fonts_are_the_sites_and_a_charts_own_configuration_wins_elsewhere() -> None:
    spec = {
        "mark": {"type": "text", "font": "Comic Sans MS", "fontSize": 30},
        "encoding": {"x": {"field": "font", "axis": {"labelFont": "Papyrus"}}},
        "data": {"values": [{"font": "kept"}]},
        "config": {"axis": {"grid": False}},
    }
    dressed = theme.dressed(spec, theme.WIDE)
    assert dressed["mark"] == {"type": "text", "fontSize": 30}
    assert dressed["encoding"]["x"] == {"field": "font", "axis": {}}
    assert dressed["data"] == {"values": [{"font": "kept"}]}
    assert dressed["config"]["axis"]["grid"] is False
    assert dressed["config"]["axis"]["labelFontSize"] == 13
    assert dressed["config"]["font"] == theme.FONT


def test_the_guide_names_every_colour() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "charts.md").read_text("utf-8")
    assert "`--chart-1` to `--chart-8`" in guide
    assert "`--chart-level-1` to `-9`" in guide
    assert "`--chart-end-1` to `-9`" in guide
    assert "`--chart-land`" in guide
