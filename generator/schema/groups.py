"""Kinds of value that hold others: lists, groups of keys, names with values."""

# ruff: noqa: D102 -- the kinds' methods are documented once, in Kind

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, cast

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from generator.diagnostic import Span
from generator.schema.faults import Fault, did_you_mean, named, quoted
from generator.schema.graph import Reading, compose, is_null
from generator.schema.kinds import (
    FILLED,
    WHOLE_NUMBER,
    Json,
    Kind,
    T_co,
    described,
    line,
    lines,
    report_fault,
    report_wrong,
)
from generator.schema.scalars import Check, Text

if TYPE_CHECKING:
    from yaml.nodes import Node

_GLUED_HYPHEN = re.compile(r"-[^\s\d-]")
_HYPHEN_BELOW = re.compile(r"\n(?P<indent> *)- ")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_MANY = 100


@dataclass(frozen=True)
class ListOf(Generic[T_co]):
    """A list of `most` entries, or of any number with 0; with `lone`, a single scalar is a list of one."""

    entry: Kind[T_co]
    lone: bool = False
    most: int = 0

    def read(self, node: Node, reading: Reading, path: str) -> tuple[T_co, ...] | None:
        if isinstance(node, SequenceNode):
            entries: list[Node] = node.value
        elif self.lone and isinstance(node, ScalarNode) and not _is_glued(node):
            entries = [node]
            self._warn_of_several(node, reading, path)
        else:
            report_wrong(self, node, reading, path, self._remedy(node, path))
            return None
        if self.most and len(entries) > self.most:
            fault = Fault(
                "too-many", f"has {len(entries):,} entries, more than {self.most:,}", "keep those that matter"
            )
            report_fault(fault, node, reading, path)
            return None
        values = [self._entry(entry, reading, f"{path}.{n}") for n, entry in enumerate(entries)]
        return tuple([v for v in values if v is not None])

    def _entry(self, node: Node, reading: Reading, path: str) -> T_co | None:
        reading.places[path] = node
        missing = is_null(node)
        if swallowed := _swallowed_hyphen(node, reading):
            message = "a hyphen that is indented more than the one above it is text"
            reading.report("yaml-syntax", message, swallowed, "give all hyphens of the list the same indent")
            return None
        value = None if missing else self.entry.read(node, reading, path)
        if missing or value == "":
            report_fault(Fault("empty-value", "is empty", "delete it, or write a value"), node, reading, path)
            return None
        return value

    def _warn_of_several(self, node: ScalarNode, reading: Reading, path: str) -> None:
        if "," in node.value and not node.style:
            names = ", ".join(part for part in map(line, node.value.split(",")) if part)
            help_ = f"for several, write {path.rsplit('.', 1)[-1]}: [{names}]; put it in quotes if it is one"
            message = f"{named(path)} is a single name, {quoted(node.value)}"
            reading.report("one-name", message, node, help_, "warning")

    def _remedy(self, node: Node, path: str) -> str:
        last = path.rsplit(".", 1)[-1]
        if _is_glued(node):
            return "put a space after each hyphen, so that it begins an entry"
        if isinstance(node, ScalarNode) and len(node.value) < 60 and "," not in node.value:
            return f"write {last}: [{node.value}]"
        return "begin each entry on a line of its own with a hyphen and a space"

    def json_schema(self) -> Json:
        entry = self.entry.json_schema()
        many: Json = {"type": "array", "items": entry, **({"maxItems": self.most} if self.most else {})}
        return {"anyOf": [entry, many]} if self.lone else many

    def words(self) -> str:
        return "a list"


def _is_glued(node: Node) -> bool:
    """Whether a text was meant as a list, but for the space after its hyphen."""
    return isinstance(node, ScalarNode) and not node.style and bool(_GLUED_HYPHEN.match(node.value))


def _swallowed_hyphen(node: Node, reading: Reading) -> Span | None:
    """The place of a hyphen that was to begin an entry, and is taken for the text of the one before."""
    start, end = node.start_mark, node.end_mark
    if start.line == end.line or not isinstance(node, ScalarNode) or node.style:
        return None
    found = _HYPHEN_BELOW.search(reading.text, start.index, end.index)
    if found is None:
        return None
    number = reading.text.count("\n", start.index, found.end()) + start.line
    return Span(reading.path, number + reading.first_line, len(found["indent"]) + 1)


@dataclass(frozen=True)
class Key:
    """A key of a record: its kind, and what it is for, for the documentation."""

    kind: Kind[Any]
    about: str
    required: bool = False


@dataclass(frozen=True)
class Record(Generic[T_co]):
    """A closed group of keys; `make` gets their values as keyword arguments when all required ones are there."""

    keys: Mapping[str, Key]
    make: Callable[..., T_co]

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        if not isinstance(node, MappingNode):
            some = ", ".join(f"{key}: …" for key in list(self.keys)[:2])
            report_wrong(self, node, reading, path, f"write its keys: {{{some}}}")
            return None
        values = self.values(node, reading, path)
        return self.make(**values) if all(key in values for key in self._required) else None

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(name for name, key in self.keys.items() if key.required)

    def values(self, node: MappingNode, reading: Reading, path: str = "") -> dict[str, Any]:
        """The values of the keys that are there and good; the root's path is empty."""
        values: dict[str, Any] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is None:
                continue
            if key not in self.keys:
                is_cut = bool(node.flow_style) and is_null(value_node)
                self._report_unknown(key, key_node, reading, path, is_cut)
                continue
            value = self._value(key, key_node, value_node, reading, path)
            if value is not None:
                values[key] = value
        for key in self._required:
            if key not in seen:
                where = node if path else reading.head
                reading.report("missing-field", f"{_joined(path, key)} is missing", where, f"add {key}: …")
        return values

    def _value(self, key: str, key_node: Node, node: Node, reading: Reading, path: str) -> object:
        full = f"{path}.{key}" if path else key
        known = self.keys[key]
        missing = is_null(node)
        reading.places[full] = node  # what is bad or empty has its place too
        if missing and reading.has_comments:
            reading.warn_of_lost_text(node)
        value = None if missing else known.kind.read(node, reading, full)
        if missing or value == "":
            if known.required:
                help_ = "write a value after the colon; null and ~ need quotes to be a text"
                reading.report("empty-value", f"{named(full)} is empty", key_node, help_)
            return None
        return value

    def _report_unknown(self, key: str, node: Node, reading: Reading, path: str, is_cut: bool) -> None:
        """Report a key that there is not; `is_cut` says that it may be a piece of the value before it."""
        where = f" in {named(path)}" if path else ""
        if key == "<<":
            message = "<< (YAML calls it a merge key) is not allowed"
            reading.report("yaml-reference", message, node, "write the keys out")
            return
        # Finding a near word takes long, and a file with so many faults has another one.
        remedy = did_you_mean(key, self.keys) if len(reading.found) < _MANY else ""
        if is_cut and not remedy.startswith("did you mean"):
            remedy = "a comma between braces ends a value; if it belongs to the text, put that in quotes"
        shown = key if key.isprintable() and 0 < len(key) < 40 else quoted(key)
        reading.report("unknown-field", f"there is no field {shown}{where}", node, remedy)

    def json_schema(self) -> Json:
        properties = {
            name: {"title": name, "description": key.about, **_value_schema(key)} for name, key in self.keys.items()
        }
        shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**shape, "required": list(self._required)} if self._required else shape

    def words(self) -> str:
        return "a group of keys"


def _value_schema(key: Key) -> Json:
    """What may stand after a key: if it is not required, nothing too."""
    schema = key.kind.json_schema()
    if key.required:
        return schema
    if isinstance(key.kind, Text) and not key.kind.filled:
        pattern = schema.pop("pattern")
        schema |= {} if pattern == FILLED else {"pattern": rf"^\s*$|{pattern}"}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*cast("list[Json]", schema["anyOf"]), {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*cast("list[str]", schema["enum"]), None]}
    kinds = schema["type"]
    return {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}


def _joined(path: str, key: str) -> str:
    return named(f"{path}.{key}") if path else key


def _key_of(node: Node, seen: dict[str, Node], reading: Reading) -> str | None:
    """The key that a node is, once; what cannot be a key and what was one before is reported."""
    if not isinstance(node, ScalarNode):
        help_ = "write key: value; if brackets belong to a text, put it in quotes"
        reading.report("wrong-type", f"a key must be a word, not {described(node)}", node, help_)
        return None
    key = reading.printable(node)
    before = seen.setdefault(key, node)
    if before is not node:
        first = reading.span(before).line
        message = f"{quoted(key)} is here a second time; it was first on line {first}"
        reading.report("duplicate-field", message, node, "keep one of the two")
        return None
    return key


@dataclass(frozen=True)
class OneOf(Generic[T_co]):
    """A text that stands for the whole, or a group of keys."""

    text: Kind[str]
    from_text: Callable[[str], T_co | Fault]
    record: Record[T_co]

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        if isinstance(node, MappingNode):
            return self.record.read(node, reading, path)
        if isinstance(node, SequenceNode):
            report_wrong(self, node, reading, path, f"write one of its keys: {', '.join(self.record.keys)}")
            return None
        text = self.text.read(node, reading, path)
        if text is None:
            return None
        value = self.from_text(text) if text else Fault("empty-value", "is empty", "write a value, or delete it")
        if isinstance(value, Fault):
            report_fault(value, node, reading, path)
            return None
        return value

    def json_schema(self) -> Json:
        return {"anyOf": [self.text.json_schema(), self.record.json_schema()]}

    def words(self) -> str:
        return f"{self.text.words()} or a group of keys"


@dataclass(frozen=True)
class MappingOf(Generic[T_co]):
    """Names of the editor's choice, each with a value; `check` may find a fault in a name, `entry` sees no names.

    `shape` is what JSON Schema can say of the check.
    """

    entry: Kind[T_co]
    check: Check | None = None
    shape: Mapping[str, object] = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, path: str) -> dict[str, T_co] | None:
        if not isinstance(node, MappingNode):
            report_wrong(self, node, reading, path, "write one a line below it, indented: name: value")
            return None
        values: dict[str, T_co] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is None:
                continue
            value = self._entry(key, key_node, value_node, reading, path)
            if value is not None:
                values[key] = value
        return values

    def _entry(self, key: str, key_node: Node, node: Node, reading: Reading, path: str) -> T_co | None:
        fault = self.check(key) if self.check and key else None
        if not key:
            fault = Fault("empty-value", "has a name that is empty", "write it before the colon")
        if fault:
            report_fault(fault, key_node, reading, path)
        full = f"{path}.{key}"
        reading.places[full] = key_node
        if is_null(node):
            reading.report("empty-value", f"{named(full)} is empty", key_node, "write a value, or delete it")
            return None
        return self.entry.read(node, reading, full)

    def json_schema(self) -> Json:
        shape: Json = {"type": "object", "additionalProperties": self.entry.json_schema()}
        return {**shape, "propertyNames": dict(self.shape)} if self.shape else shape

    def words(self) -> str:
        return "a group of names with values"


@dataclass(frozen=True)
class Anything:
    """Plain YAML to a depth: text, numbers, true, false, null, lists (as tuples) and mappings (as dictionaries).

    A number is one in JSON too; anything else that YAML 1.1 would take for a number, a date or a boolean is text.
    """

    depth: int = 8

    def read(self, node: Node, reading: Reading, path: str) -> object:
        if not isinstance(node, MappingNode):
            report_wrong(self, node, reading, path, "write keys of your own below it, indented: key: value")
            return None
        return self._mapping(node, reading, path, self.depth)

    def _value(self, node: Node, reading: Reading, path: str, depth: int) -> object:
        if isinstance(node, ScalarNode):
            return None if is_null(node) else _plain_value(node, lines(reading.printable(node)))
        if not depth:
            reading.report("too-deep", f"{named(path)} is nested too deeply", node, f"{self.depth} levels are the most")
            return None
        if isinstance(node, SequenceNode):
            return tuple(self._value(entry, reading, f"{path}.{n}", depth - 1) for n, entry in enumerate(node.value))
        return self._mapping(cast("MappingNode", node), reading, path, depth - 1)

    def _mapping(self, node: MappingNode, reading: Reading, path: str, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is not None:
                values[key] = self._value(value_node, reading, f"{path}.{key}", depth)
        return values

    def json_schema(self) -> Json:
        return {"type": "object"}

    def words(self) -> str:
        return "a group of keys"


def _plain_value(node: ScalarNode, text: str) -> object:
    if node.style:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def read_whole(reading: Reading, record: Record[Any]) -> dict[str, Any] | None:
    """The values of a whole text; nothing where it is no YAML that can be walked."""
    root = compose(reading)
    return None if root is None else record.values(root, reading)
