"""Writes the part of layouts.md that lists every view: `python docs/reference.py` rewrites it, `--check` compares."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

from msgspec import NODEFAULT, Struct, structs

from generator import views

GUIDE = Path(__file__).with_name("layouts.md")
START, END = "<!-- views: begin -->\n", "<!-- views: end -->\n"


def reference() -> str:
    """Every view with its docstring and fields, in the order of generator/views.py."""
    kinds = [kind for _, kind in inspect.getmembers(views, _is_view)]
    return "\n".join(_section(kind) for kind in sorted(kinds, key=lambda kind: inspect.getsourcelines(kind)[1]))


def _is_view(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct


def _section(kind: Any) -> str:
    rows = [f"| `{field.name}` | {_type(kind, field)} | {_default(field)} |" for field in structs.fields(kind)]
    table = ["| field | type | if not given |", "|---|---|---|", *rows]
    return "\n".join([f"### {kind.__name__}", "", inspect.getdoc(kind) or "", "", *table, ""])


def _type(kind: Any, field: structs.FieldInfo) -> str:
    return f"`{kind.__annotations__[field.name]}`".replace("|", "\\|")


def _default(field: structs.FieldInfo) -> str:
    if field.default_factory is not NODEFAULT:
        return "empty"
    if field.default is NODEFAULT:
        return ""
    return {"": "empty", "()": "empty", "None": "none"}.get(str(field.default), f"`{field.default}`")


def main() -> int:
    """Rewrite the guide, or with --check say whether it is true: exit status 1 if not."""
    text = GUIDE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    new = before + START + "\n" + reference() + "\n" + END + after
    if "--check" in sys.argv:
        return int(new != text)
    GUIDE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
