"""Prose, the greater part of every body, parsed without trying one rule after another.

What these functions give is what markdown-it's rules give; where more could be meant, they leave it to the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.utils import escapeHtml, mdTrim
from markdown_it.rules_block import StateBlock, heading
from markdown_it.token import Token

from generator import address
from generator.markdown import typography

# A line that begins with none of these goes on a paragraph, or begins one.
_BLOCK_MARKS = frozenset("#>*+-_=`~<[|:0123456789")
# But for these, which begin emphasis, a link or a number, and neither a list, a rule nor the definition of a link.
_WORD = r"[*]{1,2}(?=[^\s*])|_{1,2}(?=[^\s_])|\[(?=[^\[\]\\\n]*\]\()|[0-9]+(?:(?![0-9.)])|[.)](?=\S))"
_BEGINNING = re.compile(_WORD)
_BULLETS = "-*+"
_ITEM = rf" {{1,4}}(?:[^\s{re.escape(''.join(sorted(_BLOCK_MARKS)))}]|{_WORD})[^\n]*"
_LIST = re.compile(rf"([-*+]){_ITEM}(?:\n\1{_ITEM})*+(?=\n*\Z|\n\n+[^\s*+-])")
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
_SIGNS = "!&*<[\\^_`~"  # looked for first, one by one, since that takes a tenth of the time
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_BREAK = re.compile(r"\n[ \t]*")

# Nothing changes these tokens, so that all texts share them.
_PARAGRAPH_CLOSE = Token("paragraph_close", "p", -1, block=True)
_ITEM_OPEN = (
    Token("list_item_open", "li", 1, level=1, block=True),
    Token("paragraph_open", "p", 1, level=2, block=True, hidden=True),
)
_ITEM_CLOSE = (
    Token("paragraph_close", "p", -1, level=2, block=True, hidden=True),
    Token("list_item_close", "li", -1, level=1, block=True),
)
_LIST_CLOSE = Token("bullet_list_close", "ul", -1, block=True)

_TAGS = {
    mark: (f"<{tag}>", f"</{tag}>") for mark, tag in {"*": "em", "_": "em", "**": "strong", "__": "strong"}.items()
}
_ESCAPED = '&<>"'


def paragraph(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: N803 markdown-it's names
    """A block rule: a paragraph that begins like no other block, and ends where the paragraph rule would end it.

    Or a list of such paragraphs, if each is one line.
    """
    source, starts, shifts, ends, indents = state.src, state.bMarks, state.tShift, state.eMarks, state.sCount
    begin = starts[startLine] + shifts[startLine]
    if state.is_code_block(startLine):
        return False
    if source[begin] in _BLOCK_MARKS and not _BEGINNING.match(source, begin):
        if source[begin] == "#" and "|" not in source:  # or it could be a table's head
            return heading(state, startLine, endLine, silent)
        return source[begin] in _BULLETS and not state.level and _list(state, startLine)
    state.parentType = "paragraph"
    line = startLine + 1
    while line < state.lineMax and (mark := starts[line] + shifts[line]) < ends[line]:
        if source[mark] in _BLOCK_MARKS and 0 <= indents[line] <= state.blkIndent + 3:
            if _RULE.match(source, mark):
                return False
            if any(rule(state, line, state.lineMax, True) for rule in state.md.block.ruler.getRules("paragraph")):
                break
        line += 1
    level = state.level
    within = (
        state.getLines(startLine, line, state.blkIndent, False) if level else source[starts[startLine] : ends[line - 1]]
    )
    state.line = line
    state.tokens += (
        Token("paragraph_open", "p", 1, map=[startLine, line], level=level, block=True),
        Token("inline", "", 0, map=[startLine, line], level=level + 1, children=[], content=mdTrim(within), block=True),
        Token("paragraph_close", "p", -1, level=level, block=True) if level else _PARAGRAPH_CLOSE,
    )
    return True


def _list(state: StateBlock, first_line: int) -> bool:
    """What the list rule does, if items are lines that begin like paragraphs, and nothing could go on the last."""
    found = _LIST.match(state.src, state.bMarks[first_line])
    if found is None:
        return False
    lines = found[0].split("\n")
    end = first_line + len(lines)
    state.line = state.skipEmptyLines(end)
    state.tokens.append(Token("bullet_list_open", "ul", 1, map=[first_line, state.line], block=True))
    for number, line in enumerate(lines, first_line):
        content = mdTrim(line[1:])
        inline = Token("inline", "", 0, map=[number, number + 1], level=3, children=[], content=content, block=True)
        state.tokens += (*_ITEM_OPEN, inline, *_ITEM_CLOSE)
    state.tokens.append(_LIST_CLOSE)
    return True


def read(content: str, normal_link: Callable[[str], str], *, typeset: bool) -> tuple[str, str] | None:
    """A paragraph's text and HTML, or nothing where there is more in it than text, emphasis, links and line breaks."""
    if "\n" in content:
        if " \n" in content or "--\n" in content:
            return None
        content = _BREAK.sub("\n", content)
    if typeset and ("'" in content or '"' in content):
        quoted = typography.with_quotes(content)
        if quoted is None:
            return None
        content = quoted
    found = _spans(content, normal_link) if _holds(content, _SIGNS) else ([content], [])
    if found is None:
        return None
    texts, tags = found
    if typeset and ("--" in content or "..." in content):
        texts = [typography.with_dashes(t, after_markup=n > 0 and n % 2 == 0) for n, t in enumerate(texts)]
    text = "".join(texts)
    if _holds(text, _ESCAPED):
        texts = [escapeHtml(text) for text in texts]
    html = [""] * (len(texts) + len(tags))
    html[::2], html[1::2] = texts, tags
    return text, "".join(html)


def _holds(text: str, signs: str) -> bool:
    for sign in signs:  # noqa: SIM110 - any() takes three times as long, and a pattern four times
        if sign in text:
            return True
    return False


def _spans(content: str, normal_link: Callable[[str], str]) -> tuple[list[str], list[str]] | None:
    """A paragraph's texts, in turn outside of spans and within them, and the tags between these."""
    texts: list[str] = []
    tags: list[str] = []
    at = end = 0
    for sign in _SIGN.finditer(content):
        start = sign.start()
        if start < end:
            continue
        span = _SPAN.match(content, start)
        if span is None:
            return None
        end = span.end()
        if span.lastgroup == "emphasis":
            if start and content[start - 1] not in _BEFORE:
                return None
            texts += content[at:start], span["emphasis"]
            tags += _TAGS[span["mark"]]
            at = end
        elif span.lastgroup == "link":
            url = normal_link(span["link"])
            if not url.startswith("http") and address.is_dangerous(url):
                return None
            texts += content[at:start], span["label"]
            tags += f'<a href="{escapeHtml(url)}">', "</a>"
            at = end
    texts.append(content[at:])
    return texts, tags
