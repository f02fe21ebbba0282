import json
import re
from collections.abc import Callable
from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from generator import address
from generator.diagnostic import Diagnostic, Span, ordered
from generator.schema import (
    NAME,
    PROSE,
    SLUG,
    WEB_URL,
    Anything,
    Choice,
    Day,
    Fault,
    Flag,
    Integer,
    Key,
    Kind,
    ListOf,
    MappingOf,
    MomentField,
    OneOf,
    Reading,
    Record,
    Text,
    graph,
    read_whole,
    web_fault,
)

PATH = "content/a.md"


def kinds(**kinds: Kind[Any]) -> Record[dict[str, Any]]:
    return Record({name: Key(kind, name) for name, kind in kinds.items()}, dict[str, Any])


def read(text: str, record: Record[Any]) -> tuple[dict[str, Any] | None, tuple[Diagnostic, ...]]:
    reading = Reading(PATH, text, Span(PATH, 1, 1), zone=ZoneInfo("America/Toronto"))
    return read_whole(reading, record), ordered(reading.found)


def value(written: str, kind: Kind[Any]) -> Any:
    values, found = read(f"key: {written}\n", kinds(key=kind))
    assert not found
    assert values is not None
    return values.get("key")


def fault(written: str, kind: Kind[Any]) -> Diagnostic:
    values, found = read(f"key: {written}\n", kinds(key=kind))
    assert values == {}
    assert len(found) == 1, found
    return found[0]


def syntax(text: str) -> Diagnostic:
    values, found = read(text, kinds(a=Text(), b=Text()))
    assert values is None
    assert len(found) == 1, found
    return found[0]


def place(found: Diagnostic) -> tuple[int, int]:
    return found.span.line, found.span.column


@pytest.fixture(params=["libyaml", "python"])
def _each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.setattr(graph, "_graph", graph._PythonGraph)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")


each_loader = pytest.mark.usefixtures("_each_loader")


# Texts


@pytest.mark.parametrize("written", ["no", "on", "12:30", "1_000", "0x1F", "1e3", "2026-02-30", ".5", "NULL", "="])
@each_loader
def test_what_yaml_would_take_for_something_else_stays_text(written: str) -> None:
    assert value(written, Text()) == written


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_written_counts_as_absent(written: str) -> None:
    assert value(written, Text()) is None


def test_quotes_make_a_text_of_null() -> None:
    assert value('"null"', Text()) == "null"
    assert value("'~'", Text()) == "~"


def test_a_text_becomes_one_line_and_keeps_its_no_break_spaces() -> None:
    assert value("|\n  10\u00a0000  tonnes\n  of tin\n", Text()) == "10\u00a0000 tonnes of tin"


def test_prose_keeps_its_lines() -> None:
    assert value("|\n  one\n  two\n", PROSE) == "one\ntwo"


def test_a_name_has_single_spaces() -> None:
    assert value('"  critical \u00a0 minerals "', NAME) == "critical minerals"


def test_a_list_is_no_text() -> None:
    found = fault("[Update]", Text())
    assert found.code == "wrong-type"
    assert found.message == "key must be text, not a list"
    assert "quotes" in found.help
    assert found.span == Span(PATH, 1, 6, 8)


@pytest.mark.parametrize("written", ["[TSXV: EXMPL]", "[{TSXV: EXMPL}]", "\n  - TSXV: EXMPL"])
def test_a_ticker_with_a_space_is_told_to_lose_it(written: str) -> None:
    _, found = read(f"key: {written}\n", kinds(key=ListOf(NAME, lone=True)))
    assert [d.help for d in found] == ["write TSXV:EXMPL, without a space; put any other text in quotes"]


def test_a_group_of_keys_is_no_text() -> None:
    found = fault("\n  one: two\n", Text())
    assert found.message == "key must be text, not a group of keys"
    assert "a colon followed by a space begins a new key" in found.help


@pytest.mark.parametrize("written", ['"a\\u0008b"', '"a\\0b"', '"a\\x9fb"', '"a\\uffffb"'])
def test_an_escaped_control_character_is_dropped_with_a_warning(written: str) -> None:
    values, found = read(f"key: {written}\n", kinds(key=Text()))
    assert values == {"key": "ab"}
    assert [(d.code, d.severity, place(d)) for d in found] == [("control-character", "warning", (1, 6))]


@each_loader
def test_a_raw_control_character_is_dropped_with_a_warning() -> None:
    values, found = read("a: 1\nkey: x\x00\x08y\ud800\n", kinds(key=Text(), a=Text()))
    assert values == {"a": "1", "key": "xy"}
    assert [(d.code, d.severity, place(d)) for d in found] == [("control-character", "warning", (2, 7))]


def test_a_number_sign_before_a_word_warns_that_the_rest_is_a_comment() -> None:
    values, found = read("key: Gold is #1\nother: Gold # in ounces\n", kinds(key=Text(), other=Text()))
    assert values == {"key": "Gold is", "other": "Gold"}
    assert [(d.code, d.severity, place(d)) for d in found] == [("comment", "warning", (1, 14))]


def test_a_quoted_number_sign_is_text() -> None:
    assert value('"Gold is #1"', Text()) == "Gold is #1"


# Other kinds


def test_only_true_and_false_are_flags() -> None:
    assert value("true", Flag()) is True
    assert value("false", Flag()) is False


@pytest.mark.parametrize(
    ("written", "remedy"),
    [("yes", "true"), ("On", "true"), ("True", "true"), ("no", "false"), ('"false"', "false"), ("x", "true or false")],
)
def test_another_spelling_of_a_flag_is_an_error_that_says_what_to_write(written: str, remedy: str) -> None:
    assert fault(written, Flag()).help == f"write {remedy}, without quotes"


@pytest.mark.parametrize("written", ["1_0", "0x1F", "010", '"5"', "1.0", "five", "[5]", "9" * 5000])
def test_only_plain_digits_are_a_whole_number(written: str) -> None:
    assert fault(written, Integer(1, 10)).code == "wrong-type"


def test_a_number_out_of_bounds_is_an_error() -> None:
    assert value("10", Integer(1, 10)) == 10
    assert fault("11", Integer(1, 10)).message == "key must be a whole number from 1 to 10, not 11"
    assert fault("0", Integer(1, 10)).code == "bad-number"


def test_a_choice_suggests_the_nearest() -> None:
    kind = Choice(("sanitize", "trusted"))
    assert value("trusted", kind) == "trusted"
    assert fault("sanitise", kind).help == "did you mean sanitize?"
    assert fault("Trusted", kind).code == "bad-choice"


@pytest.mark.parametrize("written", ["2026-02-20", '"2026-02-20"'])
def test_a_day(written: str) -> None:
    assert value(written, Day()) == date(2026, 2, 20)


@pytest.mark.parametrize("kind", [Day(), MomentField()])
def test_a_day_that_does_not_exist_is_an_error_at_its_place(kind: Kind[Any]) -> None:
    found = fault("2026-02-30", kind)
    assert found.message == 'key "2026-02-30" is a day that does not exist'
    assert found.span == Span(PATH, 1, 6, 10)


def test_a_day_in_another_form_suggests_the_right_one() -> None:
    assert fault("2026-2-5", Day()).help == "write year, month and day: 2026-02-05"
    assert fault("20.02.2026", Day()).code == "bad-date"
    assert fault("٢٠٢٦-٠٢-٢٠", Day()).code == "bad-date"


def test_a_moment_without_a_zone_is_in_the_site_s() -> None:
    moment = value("2026-07-21T09:30", MomentField())
    assert moment.at.isoformat() == "2026-07-21T09:30:00-04:00"
    assert not moment.day_only
    assert value("2026-01-21", MomentField()).at.isoformat() == "2026-01-21T00:00:00-05:00"
    assert value("2026-01-21", MomentField()).day_only


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-20T09:30Z", "2026-02-20T09:30:00+00:00"),
        ("2026-02-20 09:30:15.5 +0530", "2026-02-20T09:30:15.500000+05:30"),
        ("2026-02-20T09:30-03", "2026-02-20T09:30:00-03:00"),
    ],
)
def test_a_moment_keeps_its_zone(written: str, expected: str) -> None:
    assert value(written, MomentField()).at.isoformat() == expected


@pytest.mark.parametrize(
    "written",
    ["2026-02-20T24:30", "2026-02-20T09:60", "2026-02-20T09:30+16:00", "2026-02-20T9:30", "0001-01-01", "now"],
)
def test_a_moment_that_is_none_is_an_error(written: str) -> None:
    assert fault(written, MomentField()).code == "bad-date"


@pytest.mark.parametrize("written", ["1000-01-01T00:00+15:00", "9998-12-31T23:59-15:00"])
def test_every_moment_can_be_told_in_utc(written: str) -> None:
    assert value(written, MomentField()).at.astimezone(UTC)


@pytest.mark.parametrize(
    "written", ["www.example.org", "javascript:alert(1)", "//example.org/", "https://", "https://a b/"]
)
def test_what_is_no_web_address_is_an_error(written: str) -> None:
    assert fault(written, WEB_URL).code == "bad-url"


def test_a_bare_domain_gets_its_remedy() -> None:
    assert fault("www.example.org/a", WEB_URL).help == "write https://www.example.org/a"


def test_a_slug_fault_suggests_a_slug() -> None:
    assert value("gallium-watch", SLUG) == "gallium-watch"
    assert fault("Gallium Watch", SLUG).help == "write gallium-watch"
    assert fault("../etc", SLUG).code == "bad-slug"


def test_a_list_holds_its_good_entries_and_reports_each_bad_one() -> None:
    values, found = read('key: [a, [b], "", ~, c]\n', kinds(key=ListOf(Text())))
    assert values == {"key": ("a", "c")}
    assert [(d.code, d.span.column) for d in found] == [("wrong-type", 10), ("empty-value", 15), ("empty-value", 19)]
    assert found[0].message == "an entry of key must be text, not a list"


def test_a_single_value_is_a_list_only_where_it_may_be() -> None:
    assert value("gold", ListOf(Text(), lone=True)) == ("gold",)
    assert fault("gold", ListOf(Text())).help == "write key: [gold]"


@each_loader
@pytest.mark.parametrize(
    ("written", "where", "message", "remedy"),
    [
        ("\n  -gold\n  -tin\n", (2, 3), "key must be a list, not", "put a space after each hyphen"),
        ("\n - gold\n  - tin\n", (3, 3), "a hyphen that is indented more than the one above", "the same indent"),
        ("\n  - - gold\n", (2, 5), "must be text, not a list", "write a single one"),
    ],
)
@pytest.mark.parametrize("lone", [True, False])
def test_a_slip_in_a_list_s_hyphens_is_told(
    written: str, where: tuple[int, int], message: str, remedy: str, lone: bool
) -> None:
    _, found = read(f"key:{written}", kinds(key=ListOf(Text(), lone=lone)))
    assert len(found) == 1
    assert place(found[0]) == where
    assert message in found[0].message
    assert remedy in found[0].help


@each_loader
def test_several_names_where_one_may_stand_alone_are_a_warning() -> None:
    kind = ListOf(NAME, lone=True)
    values, found = read("key: gold, tin\n", kinds(key=kind))
    assert values == {"key": ("gold, tin",)}
    assert [(d.code, d.severity, place(d)) for d in found] == [("one-name", "warning", (1, 6))]
    assert found[0].help == "for several, write key: [gold, tin]; put it in quotes if it is one"
    assert value('"Tin, Inc."', kind) == ("Tin, Inc.",)
    assert value("[gold, tin]", kind) == ("gold", "tin")


@each_loader
@pytest.mark.parametrize("written", ["#gold", "  #1 in gold"])
def test_a_value_that_is_a_comment_is_told(written: str) -> None:
    _, found = read(f"key: {written}\n", kinds(key=ListOf(NAME, lone=True)))
    assert [(d.code, place(d)) for d in found] == [("comment", (1, 4 + written.index("#") + 2))]


def test_one_of_takes_a_text_or_its_keys() -> None:
    kind = OneOf(Text(), lambda text: {"name": text}, kinds(name=Text()))
    assert value("a", kind) == {"name": "a"}
    assert value("{name: a}", kind) == {"name": "a"}
    assert fault("[a]", kind).message == "key must be text or a group of keys, not a list"


def test_a_mapping_checks_its_names_and_places_them() -> None:
    kind = MappingOf(Text(), lambda name: Fault("bad-name", "is bad") if name == "bad" else None)
    reading = Reading(PATH, "key:\n  one: 1\n  bad: 2\n  one: 3\n  none:\n", Span(PATH, 1, 1))
    values = read_whole(reading, kinds(key=kind))
    assert values == {"key": {"one": "1", "bad": "2"}}
    codes = [(d.code, d.span.line) for d in ordered(reading.found)]
    assert codes == [("bad-name", 3), ("duplicate-field", 4), ("empty-value", 5)]
    assert reading.place("key.one") == Span(PATH, 2, 3, 3)


def test_anything_reads_json_s_values_and_leaves_the_rest_text() -> None:
    written = "{a: yes, b: 1, c: 1.5, d: 0x1F, e: [1, null, true], f: 2026-01-01, g: '1', h: 1_000, i: 012, j: .inf}"
    got = value(written, Anything())
    assert got == {
        "a": "yes",
        "b": 1,
        "c": 1.5,
        "d": "0x1F",
        "e": (1, None, True),
        "f": "2026-01-01",
        "g": "1",
        "h": "1_000",
        "i": "012",
        "j": ".inf",
    }
    assert json.dumps(got)


def test_anything_ends_at_a_depth() -> None:
    assert value("{a: {a: 1}}", Anything(depth=1)) == {"a": {"a": 1}}
    values, found = read("key: {a: {a: {a: 1}}}\n", kinds(key=Anything(depth=1)))
    assert values is not None
    assert [(d.code, place(d)) for d in found] == [("too-deep", (1, 14))]


# Records


def test_an_unknown_field_is_an_error_that_suggests_the_nearest() -> None:
    values, found = read("souces: [a]\nSources: 1\nzzz: 1\n", kinds(sources=Text(), title=Text()))
    assert values == {}
    assert [d.message for d in found] == [
        "there is no field souces",
        "there is no field Sources",
        "there is no field zzz",
    ]
    assert [d.help for d in found] == ["did you mean sources?", "did you mean sources?", "there are: sources, title"]


@each_loader
def test_a_piece_of_text_after_a_comma_between_braces_is_no_field() -> None:
    record = Record({"name": Key(Text(), "", required=True), "url": Key(WEB_URL, "")}, dict[str, Any])
    _, found = read("key: {name: Survey, Reston, url: 'https://example.org/'}\n", kinds(key=record))
    assert [(d.message, place(d)) for d in found] == [("there is no field Reston in key", (1, 21))]
    assert found[0].help == "a comma between braces ends a value; if it belongs to the text, put that in quotes"


def test_a_duplicate_field_names_the_line_of_the_first_and_keeps_it() -> None:
    values, found = read("a: 1\nb: 2\n'a': 3\n", kinds(a=Text(), b=Text()))
    assert values == {"a": "1", "b": "2"}
    assert [(d.code, place(d)) for d in found] == [("duplicate-field", (3, 1))]
    assert "line 1" in found[0].message


def test_a_required_field_must_be_there_and_hold_something() -> None:
    record = Record({"a": Key(Text(), "", required=True), "b": Key(Text(), "", required=True)}, dict[str, Any])
    values, found = read('a: ""\n', record)
    assert values == {}
    assert [(d.code, d.message, place(d)) for d in found] == [
        ("empty-value", "a is empty", (1, 1)),
        ("missing-field", "b is missing", (1, 1)),
    ]


def test_a_nested_record_without_a_required_field_is_not_made() -> None:
    inner = Record({"name": Key(Text(), "", required=True), "url": Key(WEB_URL, "")}, dict[str, Any])
    values, found = read("key:\n  url: https://example.org/\n", kinds(key=inner))
    assert values == {}
    assert [(d.message, place(d)) for d in found] == [("key.name is missing", (2, 3))]


def test_every_fault_of_a_text_is_found_in_one_reading() -> None:
    text = "flag: yes\nday: 2026-02-30\nlist: a\nlist: b\nnope: 1\nurl: x\n"
    _, found = read(text, kinds(flag=Flag(), day=Day(), list=ListOf(Text()), url=WEB_URL))
    assert [d.span.line for d in found] == [1, 2, 3, 4, 5, 6]


def test_a_list_as_key_is_an_error() -> None:
    _, found = read("? [a]\n: b\n", kinds(a=Text()))
    assert [d.message for d in found] == ["a key must be a word, not a list"]


@pytest.mark.parametrize("text", ["- a\n", "text\n", "[a]\n"])
def test_a_text_without_keys_is_an_error(text: str) -> None:
    values, found = read(text, kinds(a=Text()))
    assert values is None
    assert [d.code for d in found] == ["wrong-type"]


def test_an_empty_text_has_no_values() -> None:
    assert read("", kinds(a=Text())) == ({}, ())
    assert read("# nothing\n", kinds(a=Text())) == ({}, ())


def test_columns_count_characters() -> None:
    _, found = read("ü😀: x\nkey: [😀, [a]]\n", kinds(key=ListOf(Text())))
    assert [d.span for d in found] == [Span(PATH, 1, 1, 2), Span(PATH, 2, 10, 3)]


def test_a_span_ends_with_its_first_line() -> None:
    _, found = read("key:\n  one: two   \n  three: four\n", kinds(key=Text()))
    assert found[0].span == Span(PATH, 2, 3, 8)


@each_loader
def test_lines_are_an_editor_s_lines() -> None:
    _, found = read("a: x\u2028y\u0085z\r\nb: 1\r\nnope: 1\r\n", kinds(a=Text(), b=Text()))
    assert [place(d) for d in found] == [(3, 1)]


# What YAML can do and an editor may not


@each_loader
def test_a_reference_is_refused() -> None:
    values, found = read("a: &x [1]\nb: *x\n", kinds(a=ListOf(Text()), b=ListOf(Text())))
    assert values is None
    assert [(d.code, d.span) for d in found] == [
        ("yaml-reference", Span(PATH, 1, 4, 2)),
        ("yaml-reference", Span(PATH, 2, 4, 2)),
    ]


@each_loader
def test_a_document_that_would_explode_is_refused_before_it_does() -> None:
    levels = "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    values, found = read("a: &a [x, x]\n" + levels, kinds(a=Anything()))
    assert values is None
    assert {d.code for d in found} == {"yaml-reference"}


@each_loader
@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!str", "!!binary", "!mine", "!<tag:x>"])
def test_a_tag_is_refused_and_builds_nothing(tag: str) -> None:
    _, found = read(f"a: {tag} [echo]\n", kinds(a=ListOf(Text())))
    assert [(d.code, place(d)) for d in found] == [("yaml-tag", (1, 4))]


def test_a_merge_key_is_refused() -> None:
    _, found = read("<<: {a: 1}\n", kinds(a=Text()))
    assert [(d.code, place(d)) for d in found] == [("yaml-reference", (1, 1))]


@pytest.mark.parametrize("text", ["a: R&D *and* S&P!\n", "a: R & D * 2 !\n", "a: 'x: &y'\n", "a: |\n  &x *y !z\n"])
def test_signs_inside_a_text_are_text(text: str) -> None:
    values, found = read(text, kinds(a=Text()))
    assert values
    assert not found


@each_loader
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "[" * 10000, id="open brackets"),
        pytest.param("a: " + "[" * 10000 + "]" * 10000, id="brackets"),
        pytest.param("a: " + "{a: " * 10000, id="braces"),
        pytest.param("- " * 10000 + "a", id="hyphens"),
        pytest.param("".join(" " * n + "a:\n" for n in range(1500)), id="indents"),
        pytest.param("? " * 10000 + "a", id="question marks"),
        pytest.param("a: " + "[" * 900 + "]" * 900, id="as deep as libyaml goes"),
    ],
)
def test_deep_nesting_is_an_error_and_no_crash(text: str) -> None:
    values, found = read(text, kinds(a=Anything()))
    assert not values
    assert found[0].code in {"too-deep", "wrong-type"}


def test_depth_is_bounded_without_libyaml_s_own_limit() -> None:
    events = graph._is_tree(Reading(PATH, "- " * 60 + "a", Span(PATH, 1, 1)))
    assert not events


# Syntax


@each_loader
@pytest.mark.parametrize(
    ("text", "line_and_column", "message", "remedy"),
    [
        ("a: Gold: a story\n", (1, 8), "a colon followed by a space", 'a: "Gold: a story"'),
        ('a: The "new": gold\n', (1, 13), "a colon followed by a space", "a: 'The \"new\": gold'"),
        ("b: 1\na: It's: gold\n", (2, 8), "a colon followed by a space", 'a: "It\'s: gold"'),
        ("a:\n  TSX: ELD:\n    b: 1\n", (2, 11), "a colon followed by a space", "write TSX:ELD: without a space"),
        ("a\nb: 1\n", (2, 2), "this key does not belong here", "the line before it"),
        ("b: 1\n\ta: 1\n", (2, 1), "tab", "spaces"),
        ("a:\n\t- b\n", (2, 1), "tab", "spaces"),
        ("a: [1, 2\nb: 3\n", (1, 4), "the bracket [ that opens here is not closed", "add ]"),
        ("a: {b: 1\n", (1, 4), "the bracket { that opens here is not closed", "add }"),
        ('a: "open\nb: 1\n', (1, 4), 'the quotation mark " that opens here is not closed', "close it"),
        ("a: 'it's'\n", (1, 8), "there is more text", 'a: "it\'s"'),
        ("a: 'it's new\nb: 1\n", (1, 8), "there is more text", 'a: "it\'s new"'),
        ("a: 'new' it is\n", (1, 10), "there is more text", "a: \"'new' it is\""),
        ("a: “Gold: a story”\n", (1, 9), "a colon followed by a space", 'quotes: a: "Gold: a story"'),
        ("a:Gold rises\nb: 1\n", (1, 3), "a space is missing after the colon", "write a: Gold rises"),
        ("b: 1\na:Gold\n", (2, 3), "a space is missing after the colon", "write a: Gold"),
        ("a:\u00a0Gold\n\nb: 1\n", (1, 3), "a no-break space stands after the colon", "write a: Gold"),
        ("a:\n\u00a0 - {b: 1, c: 2}\n", (2, 1), "is indented with a no-break space", "plain spaces"),
        ("a:\n-gold\nb: 1\n", (2, 1), "a space is missing after the hyphen", "write - gold"),
        ("a: @jane\n", (1, 4), 'may not begin with "@"', 'a: "@jane"'),
        ("a: `x`\n", (1, 4), 'may not begin with "`"', 'a: "`x`"'),
        ("a: - b\n", (1, 4), "a list with hyphens", "next line"),
        ("a:\n  - b\n - c\n", (3, 2), "indented differently", "indent"),
        ("b: 1\na\n", (2, 1), "a colon is missing", "key: value"),
        ("a: [b,,c]\n", (1, 7), "a value is expected here", "quotes"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document", "delete"),
    ],
)
def test_a_syntax_fault_is_told_in_an_editor_s_words(
    text: str, line_and_column: tuple[int, int], message: str, remedy: str
) -> None:
    found = syntax(text)
    assert place(found) == line_and_column
    assert message in found.message
    assert remedy in found.help


@each_loader
def test_a_bad_escape_is_told() -> None:
    assert "backslash" in syntax('a: "C:\\mine"\n').message


@each_loader
@pytest.mark.parametrize("text", ["a: Gold: a story\n", "a: 'it' is\n", "a: @jane\n", "a: [x] y\n", 'a: "x" y\n'])
def test_the_suggested_remedy_is_good_yaml(text: str) -> None:
    suggestion = re.fullmatch(r"put the value in quotes: (.*)", syntax(text).help)
    assert suggestion
    assert read(f"{suggestion[1]}\n", kinds(a=Text())) == ({"a": text[3:-1]}, ())


# JSON Schema

NUMBER = {"type": "integer", "minimum": 1, "maximum": 9}


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Text(), {"type": ["string", "number", "boolean"], "pattern": r"\S"}),
        (Integer(1, 9), {"type": "integer", "minimum": 1, "maximum": 9}),
        (Choice(("a", "b")), {"enum": ["a", "b"]}),
        (ListOf(Integer(1, 9)), {"type": "array", "items": NUMBER}),
        (ListOf(Integer(1, 9), most=5), {"type": "array", "items": NUMBER, "maxItems": 5}),
        (ListOf(Integer(1, 9), lone=True), {"anyOf": [NUMBER, {"type": "array", "items": NUMBER}]}),
        (MappingOf(Integer(1, 9)), {"type": "object", "additionalProperties": NUMBER}),
        (
            Record({"a": Key(Integer(1, 9), "An a.", required=True), "b": Key(Anything(), "A b.")}, dict[str, Any]),
            {
                "type": "object",
                "properties": {
                    "a": {"title": "a", "description": "An a.", **NUMBER},
                    "b": {"title": "b", "description": "A b.", "type": ["object", "null"]},
                },
                "additionalProperties": False,
                "required": ["a"],
            },
        ),
    ],
)
def test_a_kind_describes_itself_as_json_schema(kind: Kind[Any], schema: dict[str, object]) -> None:
    assert kind.json_schema() == schema
    assert json.dumps(schema)


CHECKED = {
    "text": Text(),
    "slug": SLUG,
    "web": WEB_URL,
    "flag": Flag(),
    "number": Integer(1, 9),
    "choice": Choice(("a", "b")),
    "day": Day(),
    "moment": MomentField(),
    "list": ListOf(Text(), lone=True, most=2),
    "names": MappingOf(OneOf(Text(), lambda text: {"a": text}, kinds(a=Text(), b=WEB_URL))),
    "any": Anything(),
}
# Without space before or after a text in quotes, which is no fault, and which a shape need not allow.
WRITTEN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 12),
    st.sampled_from(["", "a", "ore", "A b", "con", "true", "2026-02-20", "2026-02-30", "2026-02-20T09:30Z"]),
    st.from_regex(r"\A(2026|9999)-[01][0-9]-([0-2][0-8]|3[01])(T[0-2][0-9]:[0-6][0-9](Z|[+-][01][0-9]:?[0-7]0)?)?\Z"),
    st.lists(st.sampled_from(["https://", "a.example", "/", "y z", ":80", "u@", "http:"]), max_size=4).map("".join),
    st.lists(st.sampled_from(["a", "", None, 1, ["a"]]), max_size=3),
    st.dictionaries(st.sampled_from(["a", "b c", "d"]), st.sampled_from(["a", None, 1, ""]), max_size=2),
)


@pytest.mark.parametrize("required", [True, False])
@given(st.sampled_from(sorted(CHECKED)), WRITTEN)
def test_a_value_is_good_for_its_json_schema_when_it_is_good(required: bool, kind: str, written: Any) -> None:
    record = Record({kind: Key(CHECKED[kind], "One.", required)}, dict[str, Any])
    _, found = read(json.dumps({kind: written}), record)
    schema = Draft202012Validator(record.json_schema(), format_checker=FormatChecker())
    assert schema.is_valid({kind: written}) == (not found)


def _many_unknown() -> str:
    return "".join(f"unknown{n}: 1\n" for n in range(300))


def _many_references() -> str:
    return "a: [" + ", ".join(["*x"] * 300) + "]\n"


@pytest.mark.parametrize("made", [_many_unknown, _many_references])
def test_every_one_of_many_faults_is_reported(made: Callable[[], str]) -> None:
    assert len(read(made(), kinds(a=Text()))[1]) == 300


def test_a_fault_at_the_text_s_end_is_placed_inside_it() -> None:
    assert place(syntax("a: [")) == (1, 5)


@pytest.mark.parametrize("before", ["", "a: b\nc:\n"])
def test_a_depth_that_is_written_on_one_line_is_found_on_any(before: str) -> None:
    _, found = read(before + "- " * 60 + "d\n", kinds(a=Text(), c=Text()))
    assert [d.code for d in found] == ["too-deep"]


PARTS = [*'/?#:@%.-_~ \\[]"é\u200b\n', "http:", "https://", "HTTPS://", "a.example", "A", "1", "u@", ":80"]


@given(st.lists(st.sampled_from(PARTS), max_size=8).map("".join))
def test_a_web_address_is_what_the_rooms_below_take_for_one(url: str) -> None:
    assert (web_fault(url) is None) == address.is_web(url)
    assert (web_fault(f"https://a.example{url}") is None) == address.is_web(f"https://a.example{url}")
