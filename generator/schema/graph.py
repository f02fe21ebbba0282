"""A YAML text as its graph of nodes, each with its place; no tag, alias or merge key is ever followed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

import yaml

from generator.diagnostic import Diagnostic, Severity, Span
from generator.schema.faults import UNPRINTABLE, quoted
from generator.schema.syntax import explained

if TYPE_CHECKING:
    from yaml.events import Event
    from yaml.nodes import MappingNode, Node

MAX_DEPTH = 50

# Only these call for a look at the events: most texts hold none, and that saves half the time.
_SUSPECT = re.compile(r"""[&*!](?<![^\s\[{,:?"'-].)""")
_DEEP = re.compile(rf"[ ?:-]{{{MAX_DEPTH}}}")
_DEEP_LATER = re.compile(rf"\n{_DEEP.pattern}")
_WORD = re.compile(r"[^\s,\]}]+")
_COMMENT = re.compile(r"[ \t]+#(?=\w)")
_NULLS = frozenset({"", "~", "null"})
_OTHER_LINE_ENDS = "\x85\u2028\u2029"  # where YAML 1.1 ends a line and no editor does


class _Untyped:
    """Leaves every scalar what the editor wrote: `no` is no boolean, 12:30 no number."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _node: object, _index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class _PythonGraph(_Untyped, yaml.BaseLoader): ...


_graph: type[yaml.BaseLoader | yaml.CBaseLoader] = _PythonGraph
if yaml.__with_libyaml__:

    class _LibyamlGraph(_Untyped, yaml.CBaseLoader): ...

    _graph = _LibyamlGraph


@dataclass(slots=True)
class Reading:
    """One reading of one text: what was found wrong, and the node at each dotted path.

    The text begins on `first_line` of the file; `head` is the place of what is missing; `zone` that of a date
    without one.
    """

    path: str
    text: str
    head: Span
    first_line: int = 1
    zone: tzinfo = UTC
    found: list[Diagnostic] = field(default_factory=list)
    places: dict[str, Node] = field(default_factory=dict)
    has_comments: bool = field(default=False, init=False)
    has_escapes: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        if not self.text.replace("\n", "").isprintable():
            self._clean()
        self.has_comments = "#" in self.text and " #" in self.text
        self.has_escapes = "\\" in self.text

    def _clean(self) -> None:
        text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        for line_end in _OTHER_LINE_ENDS:
            text = text.replace(line_end, " ")  # which keeps the columns
        self.text = text
        if UNPRINTABLE.search(self.text):
            self._drop_unprintable()

    def _drop_unprintable(self) -> None:
        for number, line in enumerate(self.text.split("\n"), self.first_line):
            if found := UNPRINTABLE.search(line):
                self._dropped(Span(self.path, number, found.start() + 1))
        self.text = UNPRINTABLE.sub("", self.text)

    def _dropped(self, span: Span) -> None:
        message = "a control character was dropped"
        help_ = "delete it: it cannot be seen, and feeds may not hold it"
        self.found.append(Diagnostic("control-character", message, span, help_, "warning"))

    def printable(self, node: Node) -> str:
        """The scalar's text without control characters, which are reported."""
        text: str = node.value
        if not self.has_escapes or not UNPRINTABLE.search(text):
            return text
        self._dropped(self.span(node))
        return UNPRINTABLE.sub("", text)

    def warn_of_lost_text(self, node: Node) -> None:
        """Warn where a plain scalar ends at " #1", which an editor means as text and YAML takes for a comment.

        There is nothing to warn of where the text `has_comments` of no kind.
        """
        end: Any = node.end_mark
        if comment := _COMMENT.match(self.text, end.index):
            column = end.column + comment.end() - comment.start()
            message = "from # to the line's end is a comment, and no part of the value"
            help_ = "put the value in quotes if it is; otherwise put a space after the #"
            self.report("comment", message, Span(self.path, end.line + self.first_line, column), help_, "warning")

    def span(self, node: Node) -> Span:
        """The node's place, as far as it reaches on its first line."""
        start, end = node.start_mark, node.end_mark
        if end.line == start.line:
            length = end.column - start.column
        else:
            line_end = self.text.find("\n", start.index)
            length = len(self.text[start.index : line_end if line_end >= 0 else None].rstrip())
        return Span(self.path, start.line + self.first_line, start.column + 1, max(length, 1))

    def report(
        self, code: str, message: str, where: Node | Span, help_: str = "", severity: Severity = "error"
    ) -> None:
        """Add a finding at a node or a span."""
        span = where if isinstance(where, Span) else self.span(where)
        self.found.append(Diagnostic(code, message, span, help_, severity))

    def place(self, path: str) -> Span:
        """The place of a dotted path, or of the text's head where nothing was written there."""
        node = self.places.get(path)
        return self.head if node is None else self.span(node)


def is_null(node: Node) -> bool:
    """Whether nothing was written: no value, `~` or `null` without quotes."""
    return node.value in _NULLS and not node.style if isinstance(node, yaml.ScalarNode) else False


def compose(reading: Reading) -> MappingNode | None:
    """The text's mapping of keys, an empty one for an empty text; nothing where it is no such thing."""
    try:
        if _is_suspect(reading.text) and not _is_tree(reading):
            return None
        node = _root(reading.text)
    except yaml.YAMLError as error:
        reading.found.append(explained(error, reading.text, reading.path, reading.first_line))
        return None
    except RecursionError:
        _report_depth(reading, reading.head)
        return None
    if node is None:
        return yaml.MappingNode("", [])
    if not isinstance(node, yaml.MappingNode):
        reading.report("wrong-type", "lines of key: value are expected here", node, "for example: title: Gold rises")
        return None
    return node


def _is_suspect(text: str) -> bool:
    has_signs = "&" in text or "*" in text or "!" in text
    return bool((has_signs and _SUSPECT.search(text)) or _DEEP.match(text) or _DEEP_LATER.search(text))


def _root(text: str) -> Node | None:
    loader = _graph(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _is_tree(reading: Reading) -> bool:
    """Report anchors, aliases and tags; whether the graph is a tree of a depth that can be walked."""
    depth = 0
    tree = True
    for event in yaml.parse(reading.text, Loader=_graph):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            _report_depth(reading, _event_span(event, reading))
            return False
        _report_reference(event, reading)
        tree = tree and not isinstance(event, yaml.AliasEvent)
    return tree


def _report_reference(event: Event, reading: Reading) -> None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        sign, what = f"*{anchor}", "a reference (YAML calls it an alias)"
    elif anchor is not None:
        sign, what = f"&{anchor}", "a mark to refer to (YAML calls it an anchor)"
    elif tag:
        sign, what = "!", "the name of a type (YAML calls it a tag)"
    else:
        return
    message = f"a value that begins with {quoted(sign)} is {what}, which is not allowed"
    help_ = "put the value in quotes if the sign belongs to it; otherwise write the value out"
    reading.report("yaml-tag" if sign == "!" else "yaml-reference", message, _event_span(event, reading), help_)


def _event_span(event: Event, reading: Reading) -> Span:
    mark: Any = event.start_mark
    word = _WORD.match(reading.text, mark.index)
    length = word.end() - word.start() if word else 1
    return Span(reading.path, mark.line + reading.first_line, mark.column + 1, length)


def _report_depth(reading: Reading, span: Span) -> None:
    reading.report("too-deep", "this is nested too deeply", span, "write it with fewer levels")
