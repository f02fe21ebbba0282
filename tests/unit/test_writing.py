"""What is written as YAML is read as what it was, by every reader of YAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from generator.diagnostic import Span
from generator.schema import Key, ListOf, Reading, Record, Text, line, read_whole, writing

LINES = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=20
)
SIGNS = st.lists(st.sampled_from([*":#-?,[]{}&*!|>'\"%@` \\~=<", "no", "a", "é", "1", "🎉", "null", "0o7"]), max_size=8)


def read_by_headframe(text: str) -> Any:
    record = Record({"key": Key(Text(), "A text."), "list": Key(ListOf(Text()), "Texts.")}, dict[str, Any])
    reading = Reading("a.md", text, Span("a.md"))
    values = read_whole(reading, record)
    assert reading.found == []
    return values


def read_as_yaml_1_2(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize("read", [read_by_headframe, yaml.safe_load, read_as_yaml_1_2])
@given(st.one_of(LINES, SIGNS.map("".join)).map(line).filter(bool))
@example("Gold: a story")
@example("no")
@example("12:30")
@example("2026-02-20")
@example("0o17")
@example("1e3")
@example("#1 in copper")
@example("Copper is #1")
@example("a:")
@example("\ufeffa")
@example('it\'s "so"')
@example("x\u00a0# y")
def test_a_text_is_read_as_itself(read: Any, text: str) -> None:
    assert read(f"key: {writing.scalar(text)}\n") == {"key": text}
    written = writing.sequence([text, "b"])
    assert list(read(f"list: {written}\n")["list"]) == [text, "b"]


@pytest.mark.parametrize(
    "text", ["Gold rises", "Ärger über Öl", "TSX:ELD", "What's next, Chile?", "C$5 (in cash)", "a#b"]
)
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert writing.scalar(text) == text


def test_between_brackets_a_comma_needs_quotes() -> None:
    assert writing.sequence(["Congo, DR", "TSX:ELD", "gold"]) == '["Congo, DR", TSX:ELD, gold]'
