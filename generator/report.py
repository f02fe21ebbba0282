"""Diagnostics as people, editors and continuous integration read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import structs

from generator import layouts
from generator.diagnostic import Diagnostic, Span

Format = Literal["text", "json", "github"]

SourceLine = Callable[[str, int], str]
"""(path, line) → that line's text, or nothing where it cannot be had."""

_WIDTH = 120


def source_lines(site: Path) -> SourceLine:
    """The lines of a site's files and of the layouts that ship, each file as it is when it is first asked for."""

    @cache
    def lines(path: str) -> list[str]:
        for folder in (site, layouts.packaged_layouts().parent):
            try:
                return (folder / path).read_text(encoding="utf-8-sig", errors="replace").split("\n")
            except OSError:
                continue
        return []

    return lambda path, line: lines(path)[line - 1] if line <= len(lines(path)) else ""


def place(span: Span) -> str:
    """`path:line:column`, without the parts that are not known."""
    parts = [span.path, *(str(n) for n in (span.line, span.column) if n and span.line)]
    return ":".join(parts)


def text(diagnostic: Diagnostic, source_line: SourceLine) -> str:
    """The finding as an editor reads it: where and what, the line with carets under the fault, the remedy."""
    lines = [visible(f"{place(diagnostic.span)}: {diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}")]
    lines += excerpt(diagnostic.span, source_line)
    if diagnostic.help:
        lines.append(visible(f"  help: {diagnostic.help}"))
    return "\n".join(lines)


def visible(text: str) -> str:
    """The text with a space for each character that would steer a terminal or break the line."""
    return "".join(character if character.isprintable() else " " for character in text)


def excerpt(span: Span, source_line: SourceLine) -> list[str]:
    """The line at which a finding points, and carets under the fault; nothing where there is no such line."""
    line = source_line(span.path, span.line) if span.line else ""
    if not line.strip():
        return []
    start = max(span.column - 1, 0)
    skipped = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = visible(line[skipped : skipped + _WIDTH])
    carets = max(1, min(span.length, len(shown) - (start - skipped)))
    gutter = f"{span.line:>5} | "
    margin = " " * (len(gutter) - 2) + "| "
    if not span.column:
        return [gutter + shown]
    return [gutter + shown, margin + " " * (start - skipped) + "^" * carets]


def as_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """The findings as plain values, in the order given."""
    return [_as_json(d) for d in diagnostics]


def _as_json(diagnostic: Diagnostic) -> dict[str, object]:
    span = structs.asdict(diagnostic.span)
    del span["key"]  # of which a finding that is told has none
    return structs.asdict(diagnostic) | {"span": span}


def github(diagnostic: Diagnostic) -> str:
    """The finding as a workflow command that annotates the file (GitHub Actions, "Workflow commands")."""
    span = diagnostic.span
    properties = [f"file={_escaped_property(span.path)}"]
    if span.line:
        properties.append(f"line={span.line}")
        if span.column:
            properties += [f"col={span.column}", f"endColumn={span.column + span.length}"]
    properties.append(f"title={_escaped_property(diagnostic.code)}")
    message = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    return f"::{diagnostic.severity} {','.join(properties)}::{_escaped(message)}"


def _escaped(message: str) -> str:
    return message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many of each: "2 errors, 1 warning"; empty where there is nothing."""
    counts = [(sum(d.severity == kind for d in diagnostics), kind) for kind in ("error", "warning")]
    return ", ".join(f"{n} {kind}{'' if n == 1 else 's'}" for n, kind in counts if n)


def document(diagnostics: Iterable[Diagnostic], **result: object) -> str:
    """One JSON document: the findings and the result's own members."""
    return json.dumps({"diagnostics": as_json(diagnostics), **result}, ensure_ascii=False, indent=2)
