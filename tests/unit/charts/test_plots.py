"""The short forms of plots, as the Vega-Lite that they stand for."""

from __future__ import annotations

from typing import Any

from generator.charts import plots
from generator.charts.sheet import Sheet
from generator.diagnostic import Span

ROWS = [
    {"mine": "A", "tonnes": 2, "year": 2024, "metal": "tin"},
    {"mine": "B", "tonnes": 1, "year": 2025, "metal": "zinc"},
]


def laid(form: str, **spec: Any) -> dict[str, Any]:
    sheet = Sheet({}, lambda path: Span("a"), "en")
    found = plots.laid_out(form, {form: ROWS, **spec}, sheet)
    assert sheet.found == []
    return found


def faults(form: str, **spec: Any) -> list[str]:
    sheet = Sheet({}, lambda path: Span("a"), "en")
    plots.laid_out(form, {form: ROWS, **spec}, sheet)
    return [d.message for d in sheet.found]


def types(chart: dict[str, Any]) -> dict[str, str]:
    return {name: channel["type"] for name, channel in chart["encoding"].items() if "type" in channel}


def test_numbers_measure_and_words_name_in_the_order_of_the_rows() -> None:
    chart = laid("bar", x="tonnes", y="mine")
    assert types(chart) == {"x": "quantitative", "y": "nominal"}
    assert chart["encoding"]["y"]["sort"] is None
    assert chart["data"]["values"] == ROWS
    assert chart["height"] == {"step": 30}


def test_a_bar_stands_for_a_year_and_a_line_runs_through_it() -> None:
    assert types(laid("bar", x="year", y="tonnes")) == {"x": "ordinal", "y": "quantitative"}
    assert types(laid("line", x="year", y="tonnes")) == {"x": "quantitative", "y": "quantitative"}


def test_dates_are_a_line_of_time() -> None:
    rows = [{"month": "2026-01", "tonnes": 1}, {"month": "2026-02", "tonnes": 2}]
    assert types(laid("line", line=rows, x="month", y="tonnes"))["x"] == "temporal"
    assert types(laid("bar", bar=rows, x="month", y="tonnes"))["x"] == "ordinal"


def test_names_with_their_numbers_need_no_columns() -> None:
    lying = laid("bar", bar={"A": 1, "B": 2})
    assert (lying["encoding"]["y"]["field"], lying["encoding"]["x"]["field"]) == ("name", "value")
    named = laid("bar", bar={"2024": 1, "2025": 2}, y="Year", x="Tonnes")
    assert named["data"]["values"] == [{"Year": "2024", "Tonnes": 1}, {"Year": "2025", "Tonnes": 2}]
    across = laid("line", line={"2024-01": 1, "2025-01": 2}, x="Month", y="Tonnes")
    assert types(across) == {"x": "temporal", "y": "quantitative"}


def test_series_of_lines_can_be_told_apart_without_colour() -> None:
    chart = laid("line", x="year", y="tonnes", color="metal")
    assert chart["encoding"]["strokeDash"]["field"] == "metal"
    assert chart["encoding"]["strokeDash"]["legend"] == chart["encoding"]["color"]["legend"]


def test_labels_take_the_place_of_the_axis() -> None:
    chart = laid("bar", x="tonnes", y="mine", labels=True)
    bars, text = chart["layer"]
    assert chart["encoding"]["x"]["axis"] is None
    assert (bars["mark"]["type"], text["mark"]["type"]) == ("bar", "text")
    assert text["encoding"]["text"]["field"] == "tonnes"


def test_more_of_vega_lites_words_stand_beside_a_column() -> None:
    chart = laid("dots", x={"field": "year", "scale": {"zero": False}}, y={"field": "tonnes", "title": "Tonnes"})
    assert chart["encoding"]["x"]["scale"] == {"zero": False}
    assert chart["encoding"]["y"]["title"] == "Tonnes"
    assert types(laid("bar", x={"aggregate": "count"}, y="mine"))["x"] == "quantitative"


def test_long_names_of_series_stand_one_below_the_other() -> None:
    rows = [{**row, "metal": "a metal of a very long name"} for row in ROWS]
    assert laid("bar", bar=rows, x="tonnes", y="mine", color="metal")["encoding"]["color"]["legend"]["columns"] == 1
    assert "legend" not in laid("bar", x="tonnes", y="mine", color="metal")["encoding"]["color"]


def test_what_cannot_be_drawn_is_told() -> None:
    assert faults("bar", x="tonnes") == ["the chart does not say which column is y"]
    assert faults("bar", x="tons", y="mine") == ['the data has no column "tons"']
    assert faults("bar", x="metal", y="mine") == ["neither metal nor mine holds numbers"]
    assert faults("bar", bar=[], x="a", y="b") != []
    broken = [*ROWS, {"mine": "C", "tonnes": "1,200"}]
    assert faults("bar", bar=broken, x="tonnes", y="mine") == ['"1,200" in the column tonnes is no number']
