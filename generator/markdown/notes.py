"""Footnotes that lack a half: a mark without its note, which readers see as it is, or a note without its mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from generator.diagnostic import Diagnostic
from generator.markdown.place import Locator

_MARK = re.compile(r"\[\^([^\]\s^]+)\]")
_UNUSED = -1
"""What the parser has for the number of a note to which nothing refers."""


def halves(tokens: Sequence[Token], source: str, env: Mapping[str, Any], locator: Locator) -> Iterator[Diagnostic]:
    """A warning for each mark of a body that has no note, and for each note that has no mark."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "text" and "[^" in child.content:
                yield from _without_note(child.content, token.map[0] if token.map else 0, source, locator)
    for label, number in env.get("footnotes", {}).get("refs", {}).items():
        if number == _UNUSED:
            mark = f"[^{label.removeprefix(':')}]"
            line = source.count("\n", 0, max(source.find(f"{mark}:"), 0))
            message = f"nothing refers to the footnote {mark}, so that readers do not see it"
            help_ = f"put {mark} where it belongs in the text, or take the footnote out"
            yield Diagnostic("footnote", message, locator.on_line(line, mark), help_, "warning")


def _without_note(content: str, line: int, source: str, locator: Locator) -> Iterator[Diagnostic]:
    for mark in _MARK.findall(content):
        written = f"[^{mark}]"
        if f"\\{written}" not in source:  # a backslash says that it is meant so
            message = f"there is no footnote {written}, so that readers see these letters"
            help_ = f"write the footnote on a line of its own: {written}: …"
            yield Diagnostic("footnote", message, locator.on_line(line, written), help_, "warning")
