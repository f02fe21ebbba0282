"""What a chart may hold, place by place: Vega-Lite's grammar, and our own shorter forms beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml
from msgspec import Struct, field

from generator.schema import Reading, did_you_mean, is_null, quoted

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MATERIALS = Path(__file__).parent / "materials"

FORMS = ("bar", "line", "area", "dots", "map")
"""The short forms: a key that names what to draw and holds the data."""

_ANYTHING = -1
_USUAL = ("mark", "data")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?(?<=[0-9.])")
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})
_WORDS = {
    "string": "text",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys",
    "null": "null",
}
_MANY = 20


class Shape(Struct, frozen=True):
    """What may stand at one place; see materials/README.md. Without types, anything may."""

    types: frozenset[str] = field(name="t", default=frozenset())
    words: tuple[str, ...] | None = field(name="e", default=None)
    keys: Mapping[str, int] = field(name="k", default_factory=dict)
    others: int | None = field(name="x", default=None)
    entries: int = field(name="i", default=_ANYTHING)
    required: tuple[tuple[str, ...], ...] = field(name="r", default=())


@dataclass(frozen=True, slots=True)
class Grammar:
    """Shapes by number, and the numbers of those with which a chart may begin: "" for Vega-Lite, or a short form's."""

    shapes: tuple[Shape, ...]
    roots: Mapping[str, int]

    def form(self, keys: Iterable[str]) -> str:
        """The short form that the keys of a chart are those of, or nothing."""
        return next((form for form in FORMS if form in keys), "")


@cache
def grammar() -> Grammar:
    """The grammar of charts, read once."""
    read = msgspec.json.decode((MATERIALS / "vega-lite.json").read_bytes(), type=tuple[Shape, ...])
    shapes = [_or_file(shape) if {"url", "values"} <= shape.keys.keys() else shape for shape in read]

    def new(shape: Shape) -> int:
        shapes.append(shape)
        return len(shapes) - 1

    vega_lite = shapes[0]
    channels = shapes[vega_lite.keys["encoding"]].keys
    text, number = new(Shape(frozenset({"string"}))), new(Shape(frozenset({"number"})))
    flag = new(Shape(frozenset({"boolean"})))
    source = Shape(frozenset({"string", "object"}), keys={"name": text, "url": text}, required=(("name",),))
    own = {"title": vega_lite.keys["title"], "subtitle": text, "description": text, "source": new(source)}
    rows = new(
        Shape(frozenset({"string", "array", "object"}), others=_ANYTHING, entries=new(_group({}, others=_ANYTHING)))
    )

    def channel(name: str) -> int:
        known = shapes[channels[name]]
        return new(msgspec.structs.replace(known, types=known.types | {"string"}, required=()))

    plot = {"x": channel("x"), "y": channel("y"), "color": channel("color"), "labels": flag, "height": number}
    view = new(Shape(frozenset({"string", "array"}), entries=number))
    chart_map = {"country": text, "color": channel("color"), "places": rows, "view": view}
    roots = {form: new(_group({**own, form: rows, **plot}, required=(form,))) for form in FORMS if form != "map"}
    roots["map"] = new(_group({**own, "map": rows, **chart_map}, required=("map",)))
    roots[""] = new(msgspec.structs.replace(vega_lite, keys={**vega_lite.keys, **own}))
    return Grammar(tuple(shapes), roots)


def _or_file(data: Shape) -> Shape:
    """The shape of data, for which the path of a file may stand by itself."""
    return msgspec.structs.replace(data, types=data.types | {"string"})


def _group(keys: Mapping[str, int], *, others: int | None = None, required: tuple[str, ...] = ()) -> Shape:
    return Shape(frozenset({"object"}), keys=keys, others=others, required=(required,) if required else ())


class Reader:
    """Reads the nodes of one chart into values, and reports what the grammar has no place for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._shapes = grammar().shapes

    def value(self, node: Node, number: int, path: str = "") -> Any:
        """What is written at a path, read as the shape of that number; nothing where it is no such thing."""
        self.reading.places[path] = node
        shape = Shape() if number == _ANYTHING else self._shapes[number]
        if isinstance(node, yaml.MappingNode):
            return self._group(node, shape, path)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, shape, path)
        return self._scalar(node, shape, path)  # type: ignore[arg-type]  # there is no other node

    def _group(self, node: MappingNode, shape: Shape, path: str) -> dict[str, Any] | None:
        if not self._fits("object", node, shape, path):
            return None
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, found)
            if key is None:
                continue
            number = shape.keys.get(key, shape.others if shape.types else _ANYTHING)
            if number is None:
                self._report_unknown(key_node, key, shape, path)
            else:
                here = f"{path}.{key}" if path else key
                self.reading.places[key_of(here)] = key_node
                found[key] = self.value(value_node, number, here)
        self._require(found, node, shape, path)
        return found

    def _key(self, node: Node, known: Mapping[str, Any]) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.reading.report("wrong-type", "a key must be text", node, "write key: value")
            return None
        key = self.reading.printable(node)
        if key in known:
            self.reading.report("duplicate-field", f"{quoted(key)} is here twice", node, "keep one of the two")
            return None
        return key

    def _report_unknown(self, node: Node, key: str, shape: Shape, path: str) -> None:
        remedy = did_you_mean(key, sorted(shape.keys)) if len(self.reading.found) < _MANY else ""
        if remedy.startswith("there are") and len(shape.keys) > _MANY:
            remedy = "vega.github.io/vega-lite/docs says what there is"
        where = f" in {path}" if path else " of a chart"
        self.reading.report("unknown-field", f"there is no field {_shown(key)}{where}", node, remedy)

    def _require(self, found: Mapping[str, Any], node: Node, shape: Shape, path: str) -> None:
        if not shape.required or any(found.keys() >= set(keys) for keys in shape.required):
            return
        begun = [keys for keys in shape.required if not found.keys().isdisjoint(keys)]
        near = min(begun or shape.required, key=lambda keys: len(set(keys) - found.keys()))
        missing = [key for key in (near if begun or path else _USUAL) if key not in found]
        where, place = (path, node) if path else ("the chart", self.reading.head)
        message = f"{where} has no {' and no '.join(missing)}"
        help_ = f"add {missing[0]}: …" + ("" if path else ", or begin with a short form: bar: …")
        self.reading.report("missing-field", message, place, help_)

    def _list(self, node: SequenceNode, shape: Shape, path: str) -> list[Any] | None:
        if not self._fits("array", node, shape, path):
            return None
        return [self.value(entry, shape.entries, f"{path}.{n}") for n, entry in enumerate(node.value)]

    def _scalar(self, node: ScalarNode, shape: Shape, path: str) -> str | float | bool | None:
        text = self.reading.printable(node)
        value = text if node.style else _typed(text)
        if not shape.types:
            return value
        if value is not None and shape.words is None and "string" in shape.types and _kind(value) not in shape.types:
            value = text  # `field: 2023` names the column 2023
        if is_null(node) and "null" not in shape.types:
            end: Any = node.end_mark
            is_comment = self.reading.text[end.index :].partition("\n")[0].lstrip().startswith("#")
            help_ = 'put a colour in quotes: "#b3261e"' if is_comment else "write one, or take the key out"
            self.reading.report("empty-value", f"{path} has no value", node, help_)
            return None
        if not self._fits(_kind(value), node, shape, path):
            return None
        if isinstance(value, str) and shape.words is not None and value not in shape.words:
            message = f"{path} may not be {quoted(value)}"
            self.reading.report("bad-choice", message, node, did_you_mean(value, shape.words))
            return None
        if isinstance(value, str) and self.reading.has_comments and not node.style:
            self.reading.warn_of_lost_text(node)
        return value

    def _fits(self, kind: str, node: Node, shape: Shape, path: str) -> bool:
        if not shape.types or kind in shape.types:
            return True
        wanted = " or ".join(_WORDS[t] for t in sorted(shape.types - {"null"}))
        message = f"{path or 'a chart'} must be {wanted}, not {_WORDS[kind]}"
        help_ = f"there are: {', '.join(shape.words[:_MANY])}" if shape.words else _help(kind, shape)
        self.reading.report("wrong-type", message, node, help_)
        return False


def key_of(path: str) -> str:
    """Where the key itself is noted that leads to a path."""
    return f"{path}:"


def _help(kind: str, shape: Shape) -> str:
    if kind == "string" and "number" in shape.types:
        return "write a number, without quotes, unit or thousands separator"
    if shape.types == {"boolean"}:
        return "write one of the two words, without quotes"
    if "object" in shape.types and shape.keys:
        return f"write key: value below it; there are: {', '.join(sorted(shape.keys)[:_MANY])}"
    return "see vega.github.io/vega-lite/docs for what belongs here"


def _shown(key: str) -> str:
    return key if key.isprintable() and 0 < len(key) < 40 else quoted(key)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "boolean", str: "string"}.get(type(value), "number")


def _typed(text: str) -> str | float | bool | None:
    """A plain scalar as YAML 1.2's core schema reads it, but for numbers that begin with 0: 007 is a code."""
    if text in ("", "~", "null"):
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    return number(text) if _NUMBER.fullmatch(text) else text


def number(text: str) -> float | str:
    """A number; the text as it is where that has none that a chart could show."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,15}", text) else value


def is_number(text: str) -> bool:
    """Whether a cell of a table is a number, as it is written in a chart too."""
    return bool(_NUMBER.fullmatch(text)) and not isinstance(number(text), str)
