"""A chart as an editor writes it: what is read of it, and where each fault is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.charts import fence
from generator.diagnostic import Diagnostic, Span
from generator.model import Chart

HEAD = "title: Ore\ndescription: How much.\n"
DATA = "data: {values: [{mine: A, tonnes: 1}]}\n"


def read(text: str, column: int = 0) -> tuple[Chart | None, tuple[Diagnostic, ...]]:
    return fence.read(text, Span("content/briefings/a.md", 10, 1), column)


def sound(text: str) -> Chart:
    chart, found = read(text)
    assert found == ()
    assert chart is not None
    return chart


def spec(text: str) -> Any:
    return json.loads(sound(HEAD + text).spec)


def test_a_chart_has_its_words_apart_from_its_spec() -> None:
    chart = sound(HEAD + "subtitle: tonnes\nsource: {name: A wire, url: https://wire.example/}\nbar: {A: 1}\n")
    assert (chart.title, chart.description, chart.subtitle) == ("Ore", "How much.", "tonnes")
    assert (chart.source, chart.source_url) == ("A wire", "https://wire.example/")
    assert json.loads(chart.spec) == {"bar": {"A": 1}}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2025", ("2025", "")),
        ("'no'", ("no", "")),
        ("[Ore,\n  in tonnes]", ("Ore in tonnes", "")),
        ("{text: Ore, subtitle: [by, mine]}", ("Ore", "by mine")),
    ],
)
def test_a_title_may_be_as_vega_lite_has_it(title: str, expected: tuple[str, str]) -> None:
    chart = sound(f"title: {title}\ndescription: D\nbar: {{A: 1}}\n")
    assert (chart.title, chart.subtitle) == expected


def test_values_are_typed_as_in_yaml_1_2_but_for_codes() -> None:
    row = "a: 1, b: 2.5, c: 1e3, d: 007, e: no, f: true, g: 12:30, h: 2026-02-20, i: ~, j: '5', k: -0.5, l: .5"
    assert spec(f"data: {{values: [{{{row}}}]}}\nmark: bar\n")["data"]["values"] == [
        {
            "a": 1,
            "b": 2.5,
            "c": 1000.0,
            "d": "007",
            "e": "no",
            "f": True,
            "g": "12:30",
            "h": "2026-02-20",
            "i": None,
            "j": "5",
            "k": -0.5,
            "l": 0.5,
        }
    ]


def test_a_number_is_text_where_only_text_may_stand() -> None:
    written = spec("data: {values: [{2023: 1}]}\nmark: bar\nencoding: {x: {field: 2023, type: quantitative}}\n")
    assert written["encoding"]["x"]["field"] == "2023"


def test_json_is_read_too() -> None:
    text = '{"title": "T", "description": "D", "data": {"values": [{"a": 1}]}, "mark": "bar"}'
    assert json.loads(sound(text).spec) == {"data": {"values": [{"a": 1}]}, "mark": "bar"}


def test_files_are_named_once_each_with_their_places() -> None:
    chart = sound(
        HEAD
        + "layer:\n  - {data: media/a.csv, mark: bar}\n  - {data: {url: /media/b.csv}, mark: bar}\n"
        + "  - data: media/a.csv\n    mark: bar\n"
        + "    transform: [{lookup: x, from: {data: {url: media/c.csv}, key: x, fields: [y]}}]\n"
    )
    assert [(mention.text, mention.span.line) for mention in chart.files] == [
        ("media/a.csv", 14),
        ("/media/b.csv", 15),
        ("media/c.csv", 18),
    ]


def test_places_lead_to_what_is_said_and_not_to_data() -> None:
    chart = sound(HEAD + DATA + "mark: bar\nencoding:\n  x: {field: tonnes, type: quantitative}\n")
    assert chart.places["encoding.x.field"] == Span("content/briefings/a.md", 16, 14, 6)
    assert [path for path in chart.places if path.startswith(("title", "data.values"))] == []


def test_a_fence_that_is_indented_has_its_columns_in_the_file() -> None:
    _, found = read(HEAD + DATA + "mark: bars\n", column=4)
    assert [(d.code, d.span.line, d.span.column) for d in found] == [("bad-choice", 14, 11)]
    chart, _ = read(HEAD + "data: media/a.csv\nmark: bar\n", column=4)
    assert chart
    assert (chart.files[0].span.column, chart.places["mark"].column) == (11, 11)


def test_what_concerns_the_whole_is_told_at_the_line_that_opens_it() -> None:
    _, found = read(DATA + "mark: bar\n", column=4)
    assert [(d.code, d.span.line, d.span.column) for d in found] == [("missing-field", 10, 1)] * 2


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("", "the chart has no mark and no data", "add mark: …, or begin with a short form: bar: …"),
        (
            f"{HEAD}{DATA}mark: bar\nenconding: {{}}\n",
            "there is no field enconding of a chart",
            "did you mean encoding?",
        ),
        (
            f"{HEAD}{DATA}mark: {{type: bar, opactiy: 1}}\n",
            "there is no field opactiy in mark",
            "did you mean opacity?",
        ),
        (f"{HEAD}{DATA}mark: bars\n", 'mark may not be "bars"', "did you mean bar?"),
        (f"{HEAD}bar: [{{a: x, b: 1}}]\nx: c\ny: a\n", 'the data has no column "c"', "there are: a, b"),
        (f"{HEAD}bar: [{{a: x, b: 1}}]\nx: b\n", "the chart does not say which column is y", "add y: a"),
        (
            f"{HEAD}{DATA}mark:\n  type: bar\n  width: #c00\n",
            "mark.width has no value",
            'put a colour in quotes: "#b3261e"',
        ),
        (f"{HEAD}{DATA}mark:\n  type:\n", "mark.type has no value", "write one, or take the key out"),
        (f"{HEAD}map: {{Chnia: 1}}\n", 'there is no country "Chnia"', "did you mean china?"),
    ],
)
def test_a_message_names_the_thing_and_the_remedy(text: str, message: str, remedy: str) -> None:
    chart, found = read(text)
    assert chart is None
    assert [(d.message, d.help) for d in found] == [(message, remedy)]


def test_a_chart_of_unbearable_length_is_not_read() -> None:
    _, found = read(HEAD + "bar: {" + "A: 1, " * 40_000 + "}\n")
    assert [d.code for d in found] == ["chart-too-large"]


def test_data_in_names_and_numbers_has_its_faults_at_the_name() -> None:
    _, found = read(HEAD + "map:\n  China: 1\n  CHN: 2\n")
    assert [(d.message, d.span.line, d.span.column) for d in found] == [("CHN is shaded twice", 15, 3)]
