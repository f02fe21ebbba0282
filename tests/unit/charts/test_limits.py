"""No chart loads anything, depends on chance or the clock, or is more than a reader could take in."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from generator.charts import fence
from generator.diagnostic import Span

HEAD = "title: Ore\ndescription: How much.\n"
VALUES = {"values": [{"mine": "A", "tonnes": 1}]}


def codes(**chart: Any) -> list[str]:
    """What is wrong with a chart in Vega-Lite, its data given unless it is."""
    written = {"title": "Ore", "description": "How much.", "data": VALUES, "mark": "bar", **chart}
    return [d.code for d in fence.read(json.dumps(written), Span("content/a.md", 1, 1))[1]]


def calculated(expression: str) -> list[str]:
    return codes(transform=[{"calculate": expression, "as": "x"}])


ADDRESSES = [
    "https://example.com/a.csv",
    "HTTP://example.com/a.csv",
    "//example.com/a.csv",
    "\\\\example.com\\a.csv",
    "file:///etc/passwd",
    "data:text/csv,a,b",
    "javascript:alert(1)",
    "ftp://example.com/a.csv",
    " https://example.com/a.csv",
]


@pytest.mark.parametrize("url", ADDRESSES)
def test_data_comes_from_no_address(url: str) -> None:
    assert codes(data={"url": url}) == ["chart-link"]
    assert codes(data=url) == ["chart-link"]
    assert codes(layer=[{"data": {"url": url}, "mark": "bar"}]) == ["chart-link"]
    lookup = {"lookup": "mine", "from": {"data": {"url": url}, "key": "mine", "fields": ["x"]}}
    assert codes(transform=[lookup]) == ["chart-link"]
    assert codes(spec={"data": {"url": url}, "mark": "bar"}, repeat=["a"]) == ["chart-link"]


@pytest.mark.parametrize("path", ["media/a.txt", "media/a", "media/a.csv?x=1", "../../etc/passwd"])
def test_data_is_a_table_or_shapes(path: str) -> None:
    assert codes(data=path) == ["chart-data"]


@pytest.mark.parametrize(
    "part",
    [
        {"mark": "image"},
        {"mark": {"type": "image"}},
        {"mark": {"type": "bar", "href": "https://example.com/"}},
        {"mark": {"type": "bar", "url": "https://example.com/a.png"}},
        {"encoding": {"url": {"field": "mine"}}},
        {"encoding": {"href": {"value": "javascript:alert(1)"}}},
        {"layer": [{"mark": "bar", "encoding": {"href": {"field": "mine"}}}]},
        {"config": {"mark": {"href": "https://example.com/"}}},
        {"config": {"style": {"x": {"url": "https://example.com/"}}}},
    ],
)
def test_a_chart_holds_no_picture_and_no_link(part: dict[str, Any]) -> None:
    assert set(codes(**part)) == {"chart-link"}


def test_a_url_among_the_data_is_data() -> None:
    assert codes(data={"values": [{"url": "https://example.com/", "href": "x", "type": "image"}]}) == []


@pytest.mark.parametrize(
    "expression",
    [
        "now()",
        "random ()",
        "datum.a + sampleNormal()",
        "warn('x')",
        "modify('data', datum)",
        "window()",
        "isNaN(random())",
        "1 + random\n()",
        "'(' + now() + ')'",
        "screen().width",
        "datetime( )",
        "test(/'/, 'a') || now() || test(/'/, 'b')",
        "test( /[/']/, 'a') || now() || test(/\\/'/, 'b')",
        "/'/.test || now() || /'/.test",
    ],
)
def test_an_expression_depends_on_its_data_alone(expression: str) -> None:
    assert calculated(expression) == ["chart-function"]
    assert codes(transform=[{"filter": {"or": [{"not": expression}, "true"]}}]) == ["chart-function"]
    assert codes(mark={"type": "bar", "opacity": {"expr": expression}}) == ["chart-function"]
    assert codes(params=[{"name": "p", "expr": expression}]) == ["chart-function"]
    assert codes(encoding={"x": {"field": "mine", "axis": {"labelExpr": expression}}}) == ["chart-function"]
    condition = {"test": expression, "value": "red"}
    assert codes(encoding={"color": {"value": "blue", "condition": condition}}) == ["chart-function"]


@pytest.mark.parametrize(
    "expression",
    [
        "datum.tonnes * 2",
        "'now()' + \"random()\"",
        "format(datum.tonnes, ',') + ' t'",
        "year(datetime(2026, 0, 1))",
        "if(datum.tonnes > 3, 'a', 'b')",
        "(datum.a + 1) * (2)",
        "test(/now()'/, datum.a)",
        "datum.a / 2 + '/'",
    ],
)
def test_an_expression_may_calculate(expression: str) -> None:
    assert calculated(expression) == []


@pytest.mark.parametrize("part", ["a", "a1 ", "\\'", "(/[", "'", "("])
def test_a_long_expression_takes_no_time(part: str) -> None:
    """Each name, text and pattern in it is read once, and none is as long as a chart may be."""
    started = time.process_time()
    assert calculated(part * (150_000 // len(part))) == ["chart-too-large"]
    assert calculated(part * (9_000 // len(part))) == []
    assert time.process_time() - started < 2


def test_no_row_is_picked_by_chance() -> None:
    assert codes(transform=[{"sample": 3}]) == ["chart-chance"]


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"sequence": {"start": 0, "stop": 1e9}}},
        {"data": {"sequence": {"start": 0, "stop": 1, "step": 1e-9}}},
        {"data": {"sequence": {"start": 0, "stop": 5, "step": 0}}},
        {"data": {"graticule": {"stepMinor": [0.01, 0.01]}}},
        {"transform": [{"impute": "tonnes", "key": "mine", "keyvals": {"start": 0, "stop": 1e9}}]},
        {"width": 1e9},
        {"height": 3000},
        {"data": {"values": [{"a": 1}] * 2001}},
    ],
)
def test_more_than_a_reader_could_take_in_is_refused(part: dict[str, Any]) -> None:
    assert codes(**part) == ["chart-too-large"]


def test_rows_are_counted_together() -> None:
    rows = [{"a": 1}] * 1001
    layers = [{"data": {"values": rows}, "mark": "bar"} for _ in range(2)]
    assert codes(layer=layers) == ["chart-too-large"]


def test_rows_of_a_short_form_are_counted() -> None:
    pairs = "".join(f"  n{number}: 1\n" for number in range(2001))
    found = fence.read(f"{HEAD}bar:\n{pairs}", Span("content/a.md", 1, 1))[1]
    assert [d.code for d in found] == ["chart-too-large"]


def test_another_schema_than_vega_lites_is_refused() -> None:
    assert codes(**{"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}) == []
    assert codes(**{"$schema": "https://vega.github.io/schema/vega/v6.json"}) == ["bad-choice"]
