"""Typographic quotes, dashes and ellipses in place of typewritten ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Each begins with letters, which are found fast, and looks back across them.
_EM_DASH = re.compile(r"---(?<!----)(?!-)")
_EN_DASH = re.compile(r"--(?:(?<!\S--)(?!\S)|(?<=[^-\s]--)(?=[^-\s]|\Z))")
_EN_DASH_AFTER_MARKUP = re.compile(r"\A--(?=[^-\s]|\Z)")
_ELLIPSIS = re.compile(r"\.\.\.(?<!\.\.\.\.)(?!\.)")

# What is told by its neighbours, whatever stands elsewhere: a mark behind a letter opens nothing, and two around a text
# that holds no third, nor any markup, are a pair if one opens and closes nothing and the other closes.
_BEHIND_A_LETTER = re.compile(r"'(?<=[^\W_]')")
_QUOTATION = re.compile(r""""(?:(?<![^ \n]")(?=[^\s"])|(?<=\(")(?=[^\W_]))([^"*_\[\]]++)"(?<=\S")(?=[ \n.,:;!?)]|\Z)""")
_QUOTE = re.compile(r"""(['"])""")
_PAIRS = {"'": ("‘", "’"), '"': ("“", "”")}
_APOSTROPHE = "’"
_BREAKS = frozenset({"softbreak", "hardbreak"})


def typeset(state: StateCore) -> None:
    """A core rule. Not markdown-it's replacements: they turn "(c)" in a law's title into ©."""
    for token in state.tokens:
        if token.type != "inline" or token.children is None:
            continue
        content = token.content
        if "--" in content or "..." in content:
            _dashes(token.children)
        if '"' in content or "'" in content:
            _quotes(token.children)


def with_quotes(content: str) -> str | None:
    """A paragraph of text, emphasis and links with its quotation marks set, if each can be told by its neighbours."""
    if "'" in content:
        content = _BEHIND_A_LETTER.sub(_APOSTROPHE, content)
    if '"' in content:
        content = _QUOTATION.sub("“\\1”", content)
    return None if "'" in content or '"' in content else content


def with_dashes(text: str, *, after_markup: bool = False) -> str:
    """A text with dashes and ellipses in place of typewritten ones."""
    if "..." in text:
        text = _ELLIPSIS.sub("…", text)
    if "--" in text:
        text = _EN_DASH.sub("–", _EM_DASH.sub("—", text))
        if after_markup:
            text = _EN_DASH_AFTER_MARKUP.sub("–", text)
    return text


def plain(text: str) -> str:
    """A text without markup, typeset."""
    token = Token("text", "", 0, content=text)
    _dashes([token])
    _quotes([token])
    return token.content


def _dashes(children: Sequence[Token]) -> None:
    address, before = False, None
    for token in children:
        if token.info == "auto":
            address = token.nesting == 1
        elif token.type == "text" and not address:
            token.content = with_dashes(token.content, after_markup=before is not None and before.nesting == -1)
        before = token


class _Quote(NamedTuple):
    """A quotation mark: the `at`-th of a text's pieces, within elements `level` deep; `number` counts them all."""

    mark: str
    level: int
    pieces: list[str]
    at: int
    number: int


_Open = dict[str, list[_Quote]]
"""By their kind, the marks that wait for one that closes, the innermost last."""


def _quotes(children: Sequence[Token]) -> None:
    """What markdown-it's smartquotes rule does, in a third of its time: it searches a text again after each mark.

    It also looks through all marks that are open, whatever their kind, which takes hours where thousands are.
    """
    open_: _Open = {mark: [] for mark in _PAIRS}
    count = 0
    texts: list[tuple[Token, list[str]]] = []
    for number, token in enumerate(children):
        for waiting in open_.values():
            while waiting and waiting[-1].level > token.level:
                waiting.pop()
        if token.type != "text":
            continue
        pieces = _QUOTE.split(token.content)
        if len(pieces) > 1:
            texts.append((token, pieces))
            around = ["", *pieces, ""]
            around[0] = _nearest(children, range(number - 1, -1, -1), -1)
            around[-1] = _nearest(children, range(number + 1, len(children)), 0)
        for at in range(1, len(pieces), 2):
            before, after = (around[at] or around[at - 1])[-1], (around[at + 2] or around[at + 3])[0]
            count += 1
            _set(_Quote(pieces[at], token.level, pieces, at, count), *_sides(pieces[at], before, after), open_)
    for token, pieces in texts:
        token.content = "".join(pieces)


def _nearest(children: Sequence[Token], numbers: range, at: int) -> str:
    """The first or last letter of the nearest of these that has any on this line; a space where there is none."""
    for number in numbers:
        if children[number].type in _BREAKS:
            break
        if children[number].content:
            return children[number].content[at]
    return " "


@lru_cache(maxsize=4096)
def _sides(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a mark between these characters may open a quotation, and whether it may close one."""
    if mark == after == '"' and before in "0123456789":
        return False, False  # an inch, and a mark that closes
    left, right = _kind(before), _kind(after)
    opens = right != "space" and (right != "sign" or left != "letter")
    closes = left != "space" and (left != "sign" or right != "letter")
    return (left == "sign", right == "sign") if opens and closes else (opens, closes)


def _kind(character: str) -> Literal["letter", "sign", "space"]:
    if isWhiteSpace(ord(character)):
        return "space"
    return "sign" if isMdAsciiPunct(ord(character)) or isPunctChar(character) else "letter"


def _set(quote: _Quote, opens: bool, closes: bool, open_: _Open) -> None:
    """Pair a mark with the last open one of its kind, keep it for a later one, or make it an apostrophe."""
    own = open_[quote.mark]
    if closes and own and own[-1].level >= quote.level:
        other = own.pop()
        other.pieces[other.at], quote.pieces[quote.at] = _PAIRS[quote.mark]
        for waiting in open_.values():  # what opened between the two stays open for ever
            while waiting and waiting[-1].number > other.number:
                waiting.pop()
    elif opens:
        own.append(quote)
    elif quote.mark == "'":
        quote.pieces[quote.at] = _APOSTROPHE
