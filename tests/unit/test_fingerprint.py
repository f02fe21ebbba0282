"""Digests of values, and that no field of any view is left out of them."""

from __future__ import annotations

import os
import subprocess
import sys
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import UnionType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from generator import views
from generator.fingerprint import of, of_all, of_bytes, of_file, of_text

VIEWS = sorted(
    (kind for kind in vars(views).values() if isinstance(kind, type) and kind in Struct.__subclasses__()),
    key=lambda kind: kind.__name__,
)
FIELDS = [(kind, name) for kind in VIEWS for name in kind.__struct_fields__]

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def values_of(hint: Any) -> list[Any]:
    """Two unequal values of a type that a view's field may have."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return [None, values_of(next(a for a in arguments if a is not type(None)))[0]]
    if origin is tuple:
        inner = arguments[0] if len(arguments) == 2 and arguments[1] is Ellipsis else None
        parts = [values_of(inner)[-1]] if inner else [values_of(a)[-1] for a in arguments]
        return [(), tuple(parts)]
    if origin is Mapping:
        return [{}, {"key": "value"}]
    if issubclass(hint, Struct):
        return [example(hint), replace(example(hint), **one_change(hint))]
    return {str: ["a", "b"], int: [1, 2], bool: [False, True]}[hint]


def example(kind: Any) -> Any:
    hints = typing.get_type_hints(kind)
    return kind(**{name: values_of(hints[name])[0] for name in kind.__struct_fields__})


def one_change(kind: Any) -> dict[str, Any]:
    first = kind.__struct_fields__[0]
    return {first: values_of(typing.get_type_hints(kind)[first])[1]}


def test_the_views_are_found() -> None:
    assert {views.BriefingPage, views.Feed, views.Prose, views.FileCopy} <= set(VIEWS)


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{k.__name__}.{f}" for k, f in FIELDS])
def test_a_change_of_any_field_of_any_view_changes_its_digest(kind: Any, field: str) -> None:
    whole = example(kind)
    one, other = values_of(typing.get_type_hints(kind)[field])
    assert one != other
    changed = replace(whole, **{field: other})
    assert of(replace(whole, **{field: one})) == of(whole)
    assert of(changed) != of(whole)
    assert of((whole, changed)) != of((whole, whole))


@pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.__name__)
def test_a_view_is_frozen_and_has_a_digest(kind: Any) -> None:
    whole = example(kind)
    with pytest.raises(AttributeError, match="immutable"):
        setattr(whole, kind.__struct_fields__[0], None)
    assert of(whole) == of(example(kind))


@given(plain, plain)
def test_values_have_one_digest_exactly_if_they_are_equal_to_the_letter(one: object, other: object) -> None:
    assert (of(one) == of(other)) == (of_shape(one) == of_shape(other))


def of_shape(value: object) -> object:
    """A value in which True is not 1."""
    if isinstance(value, tuple):
        return ("tuple", *map(of_shape, value))
    if isinstance(value, dict):
        return ("map", frozenset((k, of_shape(v)) for k, v in value.items()))
    return type(value), value


def test_a_mapping_has_one_digest_in_any_order() -> None:
    assert of({"a": 1, "b": 2}) == of({"b": 2, "a": 1})


def test_dates_differ_from_each_other_and_by_their_zones() -> None:
    instant = datetime(2026, 2, 20, tzinfo=UTC)
    same_instant = instant.astimezone(timezone(timedelta(hours=1)))
    assert len({of(date(2026, 2, 20)), of(instant), of(same_instant)}) == 3


def test_a_value_without_a_fixed_text_has_no_digest() -> None:
    with pytest.raises(TypeError, match="object"):
        of(object())


def test_an_order_of_digests_has_a_digest_of_its_own() -> None:
    assert len({of_all(()), of_all(("a", "b")), of_all(("b", "a")), of_all(iter(("a",)))}) == 4


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\0\xff" * 100_000)
    assert of_file(tmp_path / "a") == of_bytes(b"\0\xff" * 100_000)
    with pytest.raises(FileNotFoundError):
        of_file(tmp_path / "b")


def test_a_digest_is_the_same_in_every_process() -> None:
    program = "from generator.fingerprint import *; print(of({'b': ('ü', 1.5, None), 'a': True}))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {of({"a": True, "b": ("ü", 1.5, None)}) + "\n"}


def test_the_digest_of_bytes_is_blake2b_of_128_bits() -> None:
    assert of_bytes(b"") == "cae66941d9efbd404e4d88758ea67670"
    assert of_text("é") == of_bytes("é".encode())
    assert len(of_text("\ud800")) == 32


@dataclass(frozen=True)
class Holder:
    inner: object


def test_nesting_is_part_of_the_value() -> None:
    assert len({of(Holder(())), of(Holder(((),))), of(Holder(Holder(()))), of(Holder({}))}) == 4
