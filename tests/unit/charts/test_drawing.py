"""A chart drawn: what a page and a feed get of it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import fingerprint
from generator.charts import drawing, fence, kept
from generator.charts.drawing import Drawing
from generator.diagnostic import Span, UserError
from generator.model import Chart
from generator.views import Figure

HEAD = "title: Ore\ndescription: How much.\n"


def read(text: str) -> Chart:
    chart, found = fence.read(HEAD + text, Span("content/briefings/a.md", 10, 1))
    assert chart, found
    return chart


def figure(chart: Chart, files: Mapping[str, str], content: Path) -> Figure:
    known = tuple((name, path, fingerprint.of_file(content / path)) for name, path in files.items())
    return Figure("k", 1, kept.written(chart), "en", "/a/chart-1.png", files=known)


def drawn(text: str, files: Mapping[str, str] | None = None, content: Path = Path()) -> Drawing:
    return drawing.read(drawing.made(figure(read(text), files or {}, content), content))


def test_a_chart_is_drawn_for_a_column_and_for_a_phone() -> None:
    found = drawn("bar: {A: 1, B: 2}\nlabels: true\n")
    assert found.narrow
    assert (found.wide.width, found.narrow.width) == (576, 320)
    assert "var(--chart-1,#0b4d61)" in found.wide.markup
    assert "style" not in found.wide.markup
    assert "Headframe" not in found.wide.markup


def test_a_chart_of_its_own_width_is_drawn_once() -> None:
    found = drawn("data: {values: [{a: x, b: 1}]}\nmark: bar\nwidth: 200\nencoding: {x: {field: a}, y: {field: b}}\n")
    assert found.narrow is None
    assert 200 < found.wide.width < 320


def test_a_map_is_laid_out_for_each_width() -> None:
    found = drawn("map: {CHN: 98, COD: 1}\n")
    assert found.narrow
    assert (found.wide.width, found.narrow.width) == (576, 320)
    assert found.narrow.height < found.wide.height
    assert len(found.narrow.markup) < 0.8 * len(found.wide.markup) < 80_000


def test_a_feed_gets_pixels_twice_as_fine() -> None:
    found = drawn("bar: {A: 1, B: 2}\n")
    width, height = struct.unpack(">II", found.png[16:24])
    assert found.png.startswith(b"\x89PNG")
    assert (width, height) == (2 * (576 + 16), 2 * (found.wide.height + 16))


def test_the_numbers_are_a_table() -> None:
    (table,) = drawn("bar: [{mine: A, tonnes: 2.50, open: true}, {mine: B, tonnes: ~}]\nx: tonnes\ny: mine\n").tables
    assert table.columns == ("mine", "tonnes", "open")
    assert table.rows == (("A", "2.5", "true"), ("B", "", ""))
    assert table.numeric == (False, True, False)


def test_a_table_shows_a_bearable_number_of_rows() -> None:
    rows = "".join(f"  - {{a: {n}, b: {n}}}\n" for n in range(250))
    (table,) = drawn(f"line:\n{rows}x: a\ny: b\n").tables
    assert (len(table.rows), table.more) == (200, 50)


def test_each_source_of_data_has_its_table() -> None:
    layers = "  - {data: {values: [{a: 1}]}, mark: point}\n  - {data: {values: [{b: 1}]}, mark: point}\n"
    assert [table.columns for table in drawn(f"layer:\n{layers}").tables] == [("a",), ("b",)]


def test_a_table_of_media_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine,tonnes\nA,1\nB,2\n", "utf-8")
    found = drawn("bar: ../media/a.csv\nx: tonnes\ny: mine\n", {"../media/a.csv": "a.csv"}, tmp_path)
    assert found.tables[0].rows == (("A", "1"), ("B", "2"))
    spec = "data: {url: media/a.csv, format: {parse: {tonnes: number}}}\nmark: bar\nencoding: {x: {field: tonnes}}\n"
    assert drawn(spec, {"media/a.csv": "a.csv"}, tmp_path).tables == found.tables


def test_shapes_of_media_are_drawn(tmp_path: Path) -> None:
    ring = "[[0, 0], [0, 10], [10, 10], [10, 0], [0, 0]]"
    geometry = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    (tmp_path / "a.geojson").write_text(f'{{"type": "Feature", "properties": {{}}, "geometry": {geometry}}}', "utf-8")
    found = drawn("data: media/a.geojson\nmark: geoshape\n", {"media/a.geojson": "a.geojson"}, tmp_path)
    assert "<path" in found.wide.markup
    assert found.tables == ()


def test_the_world_can_be_drawn_in_vega_lite() -> None:
    found = drawn("data: world\nmark: geoshape\nprojection: {type: naturalEarth1}\n")
    assert found.wide.markup.count("<path") > 150


def test_what_is_wrong_with_the_data_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine,tonnes\nA,1\nB,x\nC,2\n", "utf-8")
    with pytest.raises(UserError) as error:
        drawn("bar: media/a.csv\nx: tonnes\ny: mine\n", {"media/a.csv": "a.csv"}, tmp_path)
    assert [(d.code, d.span.path, d.span.line) for d in error.value.diagnostics] == [("chart-data", "content/a.csv", 3)]


def test_a_column_that_a_file_has_not_is_told_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine,tonnes\nA,1\n", "utf-8")
    spec = "data: media/a.csv\nmark: bar\nencoding:\n  x: {field: tons, type: quantitative}\n"
    with pytest.raises(UserError) as error:
        drawn(spec, {"media/a.csv": "a.csv"}, tmp_path)
    assert [(d.message, d.help, d.span.line, d.span.column) for d in error.value.diagnostics] == [
        ('the data has no column "tons"', "did you mean tonnes?", 16, 14)
    ]


def test_what_vega_refuses_is_told_at_the_fence() -> None:
    with pytest.raises(UserError) as error:
        drawn("data: {values: [{a: 1}]}\nmark: bar\ntransform: [{calculate: 1 +* 2, as: x}]\n")
    (told,) = error.value.diagnostics
    assert (told.code, told.span.line) == ("chart-failed", 10)


def test_a_key_tells_all_that_a_drawing_is_made_of() -> None:
    chart = read("bar: media/a.csv\nx: tonnes\ny: mine\n")
    digests = {"media/a.csv": "1"}
    key = kept.key(chart, digests, "en", "1")
    assert kept.key(read("bar: media/a.csv\nx: tonnes\ny:   mine\n"), digests, "en", "1") == key
    others = [
        kept.key(read("line: media/a.csv\nx: tonnes\ny: mine\n"), digests, "en", "1"),
        kept.key(chart, {"media/a.csv": "2"}, "en", "1"),
        kept.key(chart, digests, "de", "1"),
        kept.key(chart, digests, "en", "2"),
    ]
    assert len({key, *others}) == 5


def test_data_that_changed_since_it_was_digested_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine,tonnes\nA,1\n", "utf-8")
    shown = figure(read("bar: media/a.csv\nx: tonnes\ny: mine\n"), {"media/a.csv": "a.csv"}, tmp_path)
    for change in (lambda: (tmp_path / "a.csv").write_text("mine,tonnes\nA,2\n", "utf-8"), (tmp_path / "a.csv").unlink):
        change()
        with pytest.raises(UserError) as error:
            drawing.made(shown, tmp_path)
        (told,) = error.value.diagnostics
        assert told.code in ("changed-meanwhile", "unreadable")
        assert told.span == Span("content/briefings/a.md", 13, 6, 11)
