"""Kinds of value that are a single scalar, but for dates."""

# ruff: noqa: D102 -- the kinds' methods are documented once, in Kind

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yaml.nodes import MappingNode, ScalarNode

from generator import address, slug
from generator.schema.faults import Fault, did_you_mean, quoted
from generator.schema.graph import Reading
from generator.schema.kinds import (
    FILLED,
    WHOLE_NUMBER,
    Json,
    line,
    lines,
    name,
    read_scalar,
    report_fault,
    report_wrong,
)

if TYPE_CHECKING:
    from yaml.nodes import Node

Check = Callable[[str], Fault | None]

_EXCHANGE = re.compile(r"[A-Z][A-Z-]{1,9}")
# The commonest URLs, told from others in a fifth of the time that taking one apart takes.
_PLAIN_WEB_URL = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~%=&+,-]*)?(?:\?[A-Za-z0-9/._~%=&+,-]*)?")
_SCALAR = ("string", "number", "boolean")
"""What a text is to a program that reads YAML by its core schema: `2026` is a number there, and true a truth."""
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})


@dataclass(frozen=True)
class Text:
    """Any scalar, as the editor wrote it; `tidy` cleans it, `check` may find a fault in it.

    An empty text is taken for none, unless `filled` hands it to the check too. `shape` is what JSON Schema can say of
    the check.
    """

    tidy: Callable[[str], str] = line
    check: Check | None = None
    filled: bool = False
    called: str = "text"
    remedy: str = ""
    shape: Mapping[str, object] = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, path: str) -> str | None:
        if not isinstance(node, ScalarNode):
            report_wrong(self, node, reading, path, self.remedy or _text_remedy(node, path))
            return None
        if reading.has_comments and not node.style:
            reading.warn_of_lost_text(node)
        value = self.tidy(reading.printable(node))
        fault = self.check(value) if self.check and (value or self.filled) else None
        if fault:
            report_fault(fault, node, reading, path)
            return None
        return value

    def json_schema(self) -> Json:
        told = {"errorMessage": f"must be {self.called}"} if "pattern" in self.shape else {}
        return {"type": [*_SCALAR], "pattern": FILLED, **told, **self.shape}

    def words(self) -> str:
        return self.called


def _text_remedy(node: Node, path: str) -> str:
    last = path.rsplit(".", 1)[-1]
    if ticker := _ticker(node):
        return f"write {ticker}, without a space; put any other text in quotes"
    if isinstance(node, MappingNode) and node.flow_style is not True:
        return "a colon followed by a space begins a new key; put the text in quotes"
    if node.flow_style:  # type: ignore[attr-defined]  # both collections have it
        return "if the brackets, or a colon in them, belong to the text, put it in quotes"
    return "write a single one" if last.isdecimal() else f"write a single one: {last}: …"


def _ticker(node: Node) -> str:
    """The ticker that a group of one key was meant to be; empty if it was not."""
    if not isinstance(node, MappingNode) or len(node.value) != 1:
        return ""
    exchange, symbol = node.value[0]
    is_one = isinstance(symbol, ScalarNode) and _EXCHANGE.fullmatch(exchange.value) and symbol.value.isupper()
    return f"{exchange.value}:{symbol.value}" if is_one else ""


def web_fault(url: str) -> Fault | None:
    """What is wrong with an absolute http(s) URL, if anything is."""
    if _PLAIN_WEB_URL.fullmatch(url) or address.is_web(url):
        return None
    help_ = f"write https://{url}" if address.is_web(f"https://{url}") and "." in url else "write it whole: https://…"
    return Fault("bad-url", f"must be a web address such as https://example.org/page, not {quoted(url)}", help_)


def _slug_fault(text: str) -> Fault | None:
    fault = slug.fault(text)
    if not fault:
        return None
    made = slug.make(text)
    help_ = f"write {made}" if made and not slug.fault(made) else "write one such as gallium-watch"
    return Fault("bad-slug", f"{quoted(text)} {fault}", help_)


WEB_SHAPE = (
    r"[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?"
)
"""A web address as a regular expression, nearly."""

NAME = Text(tidy=name)
PROSE = Text(tidy=lines)
WEB_URL = Text(check=web_fault, called="a web address", shape={"type": "string", "pattern": f"^{WEB_SHAPE}$"})
SLUG = Text(
    check=_slug_fault,
    filled=True,
    called="a slug",
    shape={"pattern": f"^{slug.SHAPE}$", "maxLength": slug.MAX_BYTES, "minimum": 0},  # a number has no pattern
)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, node: Node, reading: Reading, path: str) -> str | None:
        value = read_scalar(self, node, reading, path, f"write one of {', '.join(self.options)}")
        if value is None or value in self.options:
            return value
        message = f"must be {self.words()}, not {quoted(value)}"
        report_fault(Fault("bad-choice", message, did_you_mean(value, self.options)), node, reading, path)
        return None

    def json_schema(self) -> Json:
        return {"enum": list(self.options)}

    def words(self) -> str:
        return " or ".join(self.options)


@dataclass(frozen=True)
class Flag:
    """true or false; YAML 1.1's other spellings are refused with the remedy."""

    def read(self, node: Node, reading: Reading, path: str) -> bool | None:
        if isinstance(node, ScalarNode) and not node.style and node.value in {"true", "false"}:
            return bool(node.value == "true")
        meant = node.value.casefold() if isinstance(node, ScalarNode) else ""
        remedy = "true" if meant in _TRUE else "false" if meant in _FALSE else "true or false"
        report_wrong(self, node, reading, path, f"write {remedy}, without quotes")
        return None

    def json_schema(self) -> Json:
        return {"type": "boolean", "errorMessage": "must be true or false, without quotes"}

    def words(self) -> str:
        return "true or false"


@dataclass(frozen=True)
class Integer:
    """A whole number in digits, from `least` to `most`."""

    least: int
    most: int

    def read(self, node: Node, reading: Reading, path: str) -> int | None:
        if not isinstance(node, ScalarNode) or node.style or not WHOLE_NUMBER.fullmatch(node.value):
            report_wrong(self, node, reading, path, "write it in digits, without quotes")
            return None
        value = int(node.value)
        if self.least <= value <= self.most:
            return value
        help_ = f"write {self.least} or more" if value < self.least else f"write {self.most} or less"
        report_fault(Fault("bad-number", f"must be {self.words()}, not {value}", help_), node, reading, path)
        return None

    def json_schema(self) -> Json:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def words(self) -> str:
        return f"a whole number from {self.least} to {self.most}"
