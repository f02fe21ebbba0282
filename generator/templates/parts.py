"""What a template's text names, found without running it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import meta, nodes

HTML, MAP, CHART = "html", "map", "chart.html"
"""The filter that shows a body, the one that may be given it, and the template that shows the charts in a body."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a template's text names: None is a name that only a run can tell.

    `templates` are those that it extends, includes and imports, `required` those of them without which it cannot be
    rendered, with their lines. `blocks` are all of its blocks; those that it fills are its parent's, with their lines.
    """

    templates: tuple[str | None, ...]
    required: tuple[tuple[str, int], ...]
    assets: tuple[str | None, ...]
    parent: str | None
    blocks: tuple[str, ...]
    filled: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, tree: nodes.Template) -> Parts:
        """The parts of a template as it was parsed; compiling it changes the tree."""
        templates = tuple(meta.find_referenced_templates(tree))
        if any(used.name in (HTML, MAP) for used in tree.find_all(nodes.Filter)):
            templates += (CHART,)
        blocks = tuple(block.name for block in tree.find_all(nodes.Block))
        parent, filled = _parent(tree)
        return cls(templates, tuple(_required_parts(tree)), tuple(_asset_names(tree)), parent, blocks, filled)


def _parent(tree: nodes.Template) -> tuple[str | None, tuple[tuple[str, int], ...]]:
    """The template that one extends, if its text tells, and the blocks that it fills there, with their lines."""
    extends = next((node for node in tree.body if isinstance(node, nodes.Extends)), None)
    if extends is None:
        return None, ()
    name = extends.template.value if isinstance(extends.template, nodes.Const) else None
    return name, tuple((node.name, node.lineno) for node in tree.body if isinstance(node, nodes.Block))


def _required_parts(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """The templates, by name and line, without which a template cannot be rendered, as far as its text tells."""
    kinds: tuple[type[Any], ...] = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    parts: Iterator[Any] = tree.find_all(kinds)
    for part in parts:
        name = part.template.value if isinstance(part.template, nodes.Const) else None
        if isinstance(name, str) and not getattr(part, "ignore_missing", False):
            yield name, part.lineno


def _asset_names(tree: nodes.Template) -> Iterator[str | None]:
    """The arguments of asset(…): None for one that only a run can tell, and where asset goes by another name."""
    called: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "asset":
            called.add(id(call.node))
            first = call.args[0] if call.args else None
            yield first.value if isinstance(first, nodes.Const) else None
    for name in tree.find_all(nodes.Name):
        if name.name == "asset" and id(name) not in called:
            yield None


def import_of(name: str, tree: nodes.Template, line: int) -> str:
    """The template of which something is asked on a line of another; empty if its text does not tell."""
    imports = {
        node.target: node.template.value
        for node in tree.find_all(nodes.Import)
        if isinstance(node.template, nodes.Const)
    }
    asked = [
        imports[node.node.name]
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and (node.attr, node.lineno) == (name, line) and node.node.name in imports
    ]
    return asked[0] if asked else ""


def exported(body: Sequence[nodes.Node]) -> list[str]:
    """What a template has for those that import it, sorted: its macros and variables."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, nodes.Macro):
            found.add(node.name)
        elif isinstance(node, (nodes.Assign, nodes.AssignBlock)):
            found |= {
                target.name
                for target in (node.target, *node.target.find_all(nodes.Name))
                if isinstance(target, nodes.Name)
            }
        elif isinstance(node, nodes.If):
            found.update(*(exported(part) for part in (node.body, node.elif_, node.else_)))
    return sorted(name for name in found if not name.startswith("_"))
