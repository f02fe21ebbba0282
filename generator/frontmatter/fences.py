"""A file between its fences, the lines of `---`, and below them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.diagnostic import Diagnostic, Span

FENCE = re.compile(r"---[ \t]*(?:\n|\Z)")
_NEARLY_FENCE = re.compile("[-+=\u2010-\u2015\u2212]{1,9}")  # a word processor makes dashes of hyphens
_CLOSING_FENCE = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class Parts:
    """The front matter, and the body that begins on `body_line` of the file; or the fault of a file without fences."""

    matter: str
    body: str
    body_line: int
    fault: Diagnostic | None = None


def parts_of(path: str, text: str) -> Parts:
    """The file between its fences and below them; the fault where it has none."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text or text.isspace():
        message = "the file is empty"
        help_ = "begin it with a line of ---, then title: and the other keys, then a line of ---"
        return Parts("", text, 1, Diagnostic("empty-file", message, Span(path, 1, 1), help_))
    opening = FENCE.match(text)
    if not opening:
        message = "there is no front matter: the file must begin with a line of ---"
        return Parts("", text, 1, Diagnostic("no-front-matter", message, Span(path, 1, 1), _fence_remedy(text)))
    closing = _CLOSING_FENCE.search(text, opening.end() - 1)
    if not closing:
        message = "the front matter that begins here has no end"
        help_ = "put a line of --- below its last key"
        return Parts("", "", 1, Diagnostic("unterminated-front-matter", message, Span(path, 1, 1, 3), help_))
    body_line = 1 + text.count("\n", 0, closing.end())
    return Parts(text[opening.end() : closing.start() + 1], text[closing.end() :], body_line)


def _fence_remedy(text: str) -> str:
    """How to mend a file that does not begin with a fence, by what stands there instead."""
    first = text.partition("\n")[0]
    if FENCE.match(first.lstrip()):
        return "remove the space before ---"
    if not first.strip() and FENCE.match(text.lstrip()):
        return "remove the empty lines above the first ---"
    if _NEARLY_FENCE.fullmatch(first.strip()):
        return f"write three hyphens, ---, instead of {first.strip()}"
    return "put --- on line 1, then title: and the other keys, then a line of ---"
