"""Jinja compiled on the guess that every attribute is there: a third faster, and an exception where one is not.

Jinja looks each attribute up through a function, so that one that is missing becomes an Undefined, and makes a Markup
of each text that it escapes, though the next thing is to join it to others. Here an attribute is Python's own and
escaped text is plain. A template that renders gives what Jinja gives; where it raises, an ordinary environment has to
say what becomes of it.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import markupsafe
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup

_MAPPING = "extra"
"""The attribute below which all is a mapping, so that the guess would be wrong."""

_CALLED = frozenset({FunctionType, MethodType, BuiltinFunctionType})
"""What has no mark of `jinja2.pass_context` if it has no attributes at all; a method shows those of its function."""

_BLOCKS = "self"
"""The name that Jinja gives a page's blocks, a mapping as well."""


def _escaped_text(text: str) -> str:
    return str(markupsafe.escape(text))


# What escape calls, which then makes a Markup of it; not public, so it may be gone one day.
_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", _escaped_text)


def escaped(value: object) -> str:
    """A value as HTML, as `markupsafe.escape` gives it, but not always as Markup."""
    if type(value) is str:
        return _escape_text(value)
    return value if type(value) is Markup else markupsafe.escape(value)


class _Generator(CodeGenerator):
    """Writes the Python of a template."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's
        if keyword.iskeyword(node.attr) or _is_in_mapping(node.node):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja's
        """A block in one piece, which need not pass through all the generators that lead to it bit by bit."""
        if node.scoped or node.required or self.extends_so_far or frame.buffer is not None:
            super().visit_Block(node, frame)
        else:
            self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({self.get_context_ref()}))", node)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def _is_in_mapping(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Name):
        return node.name == _BLOCKS
    while isinstance(node, (nodes.Getattr, nodes.Getitem, nodes.Call)):
        if isinstance(node, nodes.Getattr) and node.attr == _MAPPING:
            return True
        node = node.node
    return False


class _Context(Context):
    """Calls macros, functions and methods without asking whether they want the context, where they cannot."""

    def call(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """What a function called in a template gives."""
        kind = type(function)
        if kind is Macro or (kind in _CALLED and not getattr(function, "__dict__", None)):
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return function(*arguments, **named)
        return super().call(function, *arguments, **named)


class SpeculativeEnvironment(Environment):
    """An environment whose templates may raise AttributeError where Jinja would go on with an Undefined."""

    code_generator_class = _Generator
    context_class = _Context
    escaped = staticmethod(escaped)
