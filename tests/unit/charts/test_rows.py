"""Tables of media/: what is read of them, and what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from generator.charts import rows
from generator.charts.rows import Document, Table
from generator.diagnostic import Diagnostic, Span


def table(text: str | bytes, name: str = "media/a.csv") -> Table:
    found = rows.of_file(name, text.encode() if isinstance(text, str) else text)
    assert isinstance(found, Table), found
    return found


def fault(text: str | bytes, name: str = "media/a.csv") -> Diagnostic:
    found = rows.of_file(name, text.encode() if isinstance(text, str) else text)
    assert isinstance(found, Diagnostic), found
    return found


def test_a_column_of_numbers_holds_numbers_and_gaps() -> None:
    found = table("mine,tonnes,code\nA,1,007\n\nB,,010\nC,2.5,9\n")
    assert found.columns == ("mine", "tonnes", "code")
    assert [row["tonnes"] for row in found.rows] == [1, None, 2.5]
    assert [row["code"] for row in found.rows] == ["007", "010", "9"]
    assert (found.holds_numbers("tonnes"), found.holds_numbers("mine")) == (True, False)


def test_a_spreadsheets_table_is_read() -> None:
    found = table(b'\xef\xbb\xbfmine, tonnes\r\n"A, the first",  1\r\n"B ""b""",2\r\n')
    assert found.rows == ({"mine": "A, the first", "tonnes": 1}, {"mine": 'B "b"', "tonnes": 2})


def test_a_row_is_found_at_its_line() -> None:
    found = table('mine,tonnes\n"A\nthe first",1\nB,x\nC,3\n')
    told = found.no_number("tonnes")
    assert told is not None
    assert told.span == Span("content/media/a.csv", 4, 1)
    assert "“x”" in told.message or '"x"' in told.message


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("mine;tonnes\nA;1\n", 1, "semicolons"),
        ("mine,tonnes\nA,1\nB,1,200\n", 3, "this row has 3 cells"),
        ("mine,tonnes\n", 1, "no rows"),
        ("", 1, "no rows"),
        ("mine,\nA,1\n", 1, "must name each column"),
        ("mine,mine\nA,1\n", 1, "must name each column"),
        ('mine,tonnes\nA,"1\n', 2, "unexpected end"),
        ('mine,tonnes\nA,"1"2\n', 2, "expected after"),
        ("mine\n" + "A\n" * 2001, 1, "2,001 rows"),
        ("mine\n" + "A" * 1_000_000, 1, "bytes"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_line(text: str, line: int, words: str) -> None:
    told = fault(text)
    assert (told.span.path, told.span.line) == ("content/media/a.csv", line)
    assert words in told.message
    assert told.help


def test_what_no_picture_can_show_is_left_out() -> None:
    """SVG cannot hold control characters, and the engine that draws dies of them."""
    assert table("mine,tonnes\nGold\x0b\x01,1\n").rows == ({"mine": "Gold", "tonnes": 1},)
    found = rows.of_file("media/a.json", rb'[{"na\u000bme": ["Go\u0001ld", 1, null, "\ud800"]}]')
    assert found == Document([{"name": ["Gold", 1, None, ""]}])


def test_a_table_is_utf_8() -> None:
    assert fault(b"mine\nG\xfcnea\n").code == "not-utf-8"


def test_shapes_are_no_table() -> None:
    found = rows.of_file("media/a.topojson", b'{"type": "Topology"}')
    assert found == Document({"type": "Topology"})
    assert fault("{not json}", "media/a.json").span == Span("content/media/a.json", 1, 2)
    assert fault("[" * 100_000, "media/a.json").code == "chart-data"


SPEC: dict[str, Any] = {
    "transform": [
        {"fold": ["a", "b"]},
        {"calculate": "1", "as": "made"},
        {"joinaggregate": [{"op": "sum", "as": "s"}]},
    ],
    "encoding": {"x": {"field": "value"}, "y": {"field": "made"}, "detail": [{"field": "s"}]},
}


def unknown(spec: dict[str, Any]) -> list[str]:
    named = [(name, Span("a")) for _, name in rows.mentions(spec)]
    return [d.message for d in rows.unknown(named, spec, [rows.of_list([{"a": 1, "b": 2}], lambda *_: Span("a"))])]


def test_columns_are_those_of_the_data_and_of_the_transforms() -> None:
    assert unknown(SPEC) == []
    assert unknown({**SPEC, "encoding": {"x": {"field": "mad"}}}) == ['the data has no column "mad"']
    assert unknown({"encoding": {"x": {"sort": {"field": "c"}, "field": "a"}}}) == ['the data has no column "c"']
    assert unknown({"transform": [{"aggregate": [], "groupby": ["c"]}]}) == ['the data has no column "c"']


@pytest.mark.parametrize(
    "spec",
    [
        {"transform": [{"pivot": "a", "value": "b"}], "encoding": {"x": {"field": "anything"}}},
        {"encoding": {"x": {"field": "a.inner"}, "y": {"field": "a[0]"}}},
        {"encoding": {"x": {"field": {"repeat": "column"}}}},
    ],
)
def test_a_column_that_cannot_be_told_is_let_pass(spec: dict[str, Any]) -> None:
    assert unknown(spec) == []


def test_of_many_wrong_columns_the_first_are_told() -> None:
    """Each is compared with all that there are, and has them listed."""
    wide = table(",".join(f"a{n}" for n in range(1000)) + "\n" + ",".join("1" * 1000) + "\n")
    named = [(f"wrong{n}", Span("content/a.md", n)) for n in range(1000)]
    told = list(rows.unknown(named, {}, [wide]))
    assert [d.span.line for d in told] == list(range(20))
    assert max(len(d.help) for d in told) < 200
    assert "1,001 columns" in fault(",".join(f"a{n}" for n in range(1001)) + "\n").message
