"""A body as plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from markdown_it.token import Token

_CODE = frozenset({"fence", "code_block", "chart"})
_BREAKS = frozenset({"softbreak", "hardbreak"})
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_HIDING = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[!?][^<>]*>")


def of(tokens: Sequence[Token]) -> tuple[str, str]:
    """The text of the body, a block a line, and its lead: the first paragraph's text, or else the first list item's.

    Headings, tables, code, footnotes and pictures are no lead; footnote marks are no text.
    """
    blocks: list[str] = []
    lead = item = ""
    before, in_notes = "", False
    for token in tokens:
        kind = token.type
        if kind == "inline":
            blocks.append(token.content if token.markup else _inline(token.children or ()))
            if not lead and before == "paragraph_open" and not in_notes:
                found = _line(token.content if token.markup else _inline(token.children or (), alt=False))
                if token.level == 1:
                    lead = found
                item = item or found
        elif kind in _CODE:
            blocks.append(token.content.strip("\n"))
        elif kind == "html_block":
            blocks.append(html.unescape(_TAG.sub("", _HIDDEN.sub("", token.content))).strip())
        elif kind == "footnote_block_open":
            in_notes = True
        before = kind
    return "\n".join(filter(None, blocks)), lead or item


def _inline(children: Sequence[Token], *, alt: bool = True) -> str:
    if len(children) == 1 and children[0].type == "text":
        return children[0].content
    parts = []
    hidden = False
    for child in children:
        if child.type == "html_inline":
            hidden = bool(_HIDING.match(child.content)) or (hidden and not child.content.startswith("</"))
            if child.content[:3].lower() == "<br":
                parts.append("\n")
        elif hidden:
            continue
        elif child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in _BREAKS:
            parts.append("\n")
        elif child.type == "image" and alt:
            parts.append(_inline(child.children or ()))
    return "".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())
