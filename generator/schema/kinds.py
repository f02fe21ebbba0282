"""What every kind of value in front matter and settings has in common: it reads a node and describes itself.

`read` gives nothing where the value is absent or bad; what is bad is reported, and the reading goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from generator.schema.faults import Fault, named, quoted
from generator.schema.graph import Reading, is_null

if TYPE_CHECKING:
    from yaml.nodes import Node

T_co = TypeVar("T_co", covariant=True)
Json = dict[str, object]

FILLED = r"\S"
"""The pattern of a text that is not empty."""

WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")

_SPACE = re.compile(r"[ \t\r\n\x85\u2028\u2029]+")


class Kind(Protocol[T_co]):
    """A kind of value."""

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        """The value of the node at a dotted path, or nothing."""

    def json_schema(self) -> Json:
        """The kind as JSON Schema (draft 2020-12), of a value that is there and not empty."""

    def words(self) -> str:
        """The kind in an editor's words: "a date"."""


def line(text: str) -> str:
    """The text on one line; a no-break space stays."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _SPACE.sub(" ", text).strip(" ")


def lines(text: str) -> str:
    """The text with its line breaks, without white space around it."""
    return text.strip(" \t\r\n")


def name(text: str) -> str:
    """The text on one line, every run of white space one space."""
    return " ".join(text.split())


def described(node: Node) -> str:
    """What stands there, in an editor's words."""
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a group of keys"
    return "nothing" if is_null(node) else quoted(node.value)


def report_wrong(kind: Kind[object], node: Node, reading: Reading, path: str, help_: str) -> None:
    """Report that a node at a dotted path is not of its kind."""
    message = f"{named(path)} must be {kind.words()}, not {described(node)}"
    reading.report("wrong-type", message, node, help_)


def report_fault(fault: Fault, node: Node, reading: Reading, path: str) -> None:
    """Report a fault of the value at a dotted path."""
    reading.report(fault.code, f"{named(path)} {fault.message}", node, fault.help)


def read_scalar(kind: Kind[object], node: Node, reading: Reading, path: str, help_: str) -> str | None:
    """A scalar's text on one line; what is none is reported."""
    if isinstance(node, ScalarNode):
        return line(reading.printable(node))
    report_wrong(kind, node, reading, path, help_)
    return None
