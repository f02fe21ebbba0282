"""Prose, the greater part of every body, parsed without a try at rule after rule.

What these functions give is what markdown-it's rules give; where more could be meant, they leave it to the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

# A line that begins with none of these goes on a paragraph, or begins one.
_BLOCK_MARKS = frozenset("#>*+-_=`~<[|:0123456789")
# Below a line of prose, this could be the underline of a heading or of a table's head.
_RULE = re.compile(r"[-=|:][-=|: \t]*(?:\n|\Z)")

_PLAIN = r"[^&*<\[\\\]^_`~]++"
_BEFORE = " \n(\"'“‘—–/:-"
_AFTER = " \n)\"'”’—–/:.,;?!-"
# Marks, plain text, and the same marks where they can close emphasis: beside white space or punctuation (CommonMark,
# 6.2). Whether what stands before the first ones lets them open it is for the caller to see.
_EMPHASIS = rf"(?P<mark>[*][*]|[*]|__|_)(?=\S)(?P<emphasis>{_PLAIN})(?<=\S)(?P=mark)(?=[{_AFTER}]|\Z)"
_LINK = rf"\[(?P<label>{_PLAIN})\]\((?P<link>[A-Za-z0-9!#%*+,./:;=?@_~-]++)\)"
_PLAIN_SIGN = r"(?P<sign>!(?!\[)|\^(?!\[)|~(?!~)|&(?![#A-Za-z0-9]+;)|<(?![^ \n]))"
_SPAN = re.compile(f"{_EMPHASIS}|{_LINK}|{_PLAIN_SIGN}")
_SIGN = re.compile(r"[!&*<\[\\^_`~]")  # looked for first, since that takes a tenth of the time
_BREAK = re.compile(r"\n[ \t]*")

# Nothing changes these tokens, so that all texts share them; those of text and links are each its own.
_EMPHASES = {
    mark: (Token(f"{tag}_open", tag, 1), Token(f"{tag}_close", tag, -1))
    for mark, tag in {"*": "em", "_": "em", "**": "strong", "__": "strong"}.items()
}
_LINK_CLOSE = Token("link_close", "a", -1)


def paragraph(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 markdown-it's names
    """A block rule: a paragraph that begins like no other block, and ends where the paragraph rule would end it."""
    source, starts, shifts, indents = state.src, state.bMarks, state.tShift, state.sCount
    if source[starts[startLine] + shifts[startLine]] in _BLOCK_MARKS or state.is_code_block(startLine):
        return False
    state.parentType = "paragraph"
    line = startLine + 1
    while line < state.lineMax and not state.isEmpty(line):
        mark = starts[line] + shifts[line]
        if source[mark] in _BLOCK_MARKS and 0 <= indents[line] <= state.blkIndent + 3:
            if _RULE.match(source, mark):
                return False
            if any(ends(state, line, state.lineMax, True) for ends in state.md.block.ruler.getRules("paragraph")):
                break
        line += 1
    level, content = state.level, mdTrim(state.getLines(startLine, line, state.blkIndent, False))
    state.line = line
    state.tokens += (
        Token("paragraph_open", "p", 1, map=[startLine, line], level=level, block=True),
        Token("inline", "", 0, map=[startLine, line], level=level + 1, children=[], content=content, block=True),
        Token("paragraph_close", "p", -1, level=level, block=True),
    )
    return True


def spans(content: str, normal_link: Callable[[str], str]) -> list[Token] | None:
    """A paragraph's inline tokens, or nothing where there is more in it than text, emphasis, links and line breaks."""
    if " \n" in content:
        return None
    tokens: list[Token] = []
    at = end = 0
    for sign in _SIGN.finditer(content):
        start = sign.start()
        if start < end:
            continue
        span = _SPAN.match(content, start)
        if span is None or (span.lastgroup == "emphasis" and start and content[start - 1] not in _BEFORE):
            return None
        end = span.end()
        if span.lastgroup != "sign":
            if start > at:
                _add_text(tokens, content[at:start], 0)
            _add_span(tokens, span, normal_link)
            at = end
    if at < len(content):
        _add_text(tokens, content[at:], 0)
    return tokens


def _add_span(tokens: list[Token], span: re.Match[str], normal_link: Callable[[str], str]) -> None:
    if span.lastgroup == "link":
        tokens.append(Token("link_open", "a", 1, {"href": normal_link(span["link"])}))
        _add_text(tokens, span["label"], 1)
        tokens.append(_LINK_CLOSE)
    else:
        opening, closing = _EMPHASES[span["mark"]]
        tokens.append(opening)
        _add_text(tokens, span["emphasis"], 1)
        tokens.append(closing)


def _add_text(tokens: list[Token], text: str, level: int) -> None:
    if "\n" not in text:
        tokens.append(Token("text", "", 0, level=level, content=text))
        return
    first, *others = _BREAK.split(text)
    if first:
        tokens.append(Token("text", "", 0, level=level, content=first))
    for line in others:
        tokens.append(Token("softbreak", "br", 0, level=level))
        if line:
            tokens.append(Token("text", "", 0, level=level, content=line))
