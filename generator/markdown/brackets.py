"""Brackets that were meant to be a link and are none, so that readers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from generator import excerpt
from generator.diagnostic import Diagnostic
from generator.markdown.place import Locator
from generator.schema import closest

SIGNS = ("][", "] (", ")[")
"""What a text holds that has such brackets."""

_CODE = re.compile(r"(?<!`)(`++)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
# A word before it makes it an index, array[0][1].
_TEXT = r"(?<![\w\\\]])\[(?P<text>(?:[^\[\]\\]|\\.)*+)\]"
_TO_LABEL = re.compile(rf"{_TEXT}(?P<rest>\[(?P<label>[^\[\]\\^]++)\])(?![\[(])")
_APART = re.compile(rf"{_TEXT}(?P<rest> \((?:https?://|/|[^\s()]+\.md\b)[^\s()]*+\))")
_SWAPPED = re.compile(r"(?<!\\)\((?P<text>[^()\[\]]*+)\)(?P<rest>\[(?:https?://|/)[^\[\]\s]++\])")
_LETTER = re.compile(r"[^\W\d_]")
"""Without one in its text it is one of several notes, [1][2]."""
_MOST_SHOWN = 80
"""Characters of a link that a message repeats."""
_MOST_NEAR = 500
"""Definitions among which the one that was meant is sought, which takes its time."""


def without_link(tokens: Sequence[Token], env: Mapping[str, Any], locator: Locator) -> Iterator[Diagnostic]:
    """A warning for each link to a label that nothing defines, with a space in it, or the wrong way round."""
    defined = env.get("references", {})
    for token in tokens:
        if token.children and any(sign in token.content for sign in SIGNS):
            shown = "".join(_texts(token.children))
            written = _CODE.sub(_blank, token.content)
            for form in (_TO_LABEL, _APART, _SWAPPED):
                confirmed = {link["rest"] for link in form.finditer(shown)}  # no attribute, and no address
                for link in form.finditer(written):
                    if link["rest"] in confirmed and _LETTER.search(link["text"]) and not _is_defined(link, defined):
                        yield _told(link, token, defined, locator)


def _is_defined(link: re.Match[str], defined: Mapping[str, Any]) -> bool:
    """Whether the label of a link is none, or one that has a definition."""
    return link.re is _TO_LABEL and (not link["label"].strip() or normalizeReference(link["label"]) in defined)


def _told(link: re.Match[str], token: Token, defined: Mapping[str, Any], locator: Locator) -> Diagnostic:
    start, rest = link.start("rest"), link["rest"]
    line = (token.map[0] if token.map else 0) + token.content.count("\n", 0, start)
    as_written = excerpt.cut(token.content[link.start() : link.end()], _MOST_SHOWN)
    message = f"{as_written} is no link, so that readers see the brackets"
    return Diagnostic("no-link", message, locator.on_line(line, rest), _remedy(link, defined), "warning")


def _remedy(link: re.Match[str], defined: Mapping[str, Any]) -> str:
    if link.re is _APART:
        return "remove the space between ] and ("
    if link.re is _SWAPPED:
        return "write [text](address): the text in brackets, the address in parentheses"
    near = closest(link["label"].strip(), islice(defined, _MOST_NEAR))
    if near:
        return f"did you mean [{near.lower()}]?"
    return f"say where it leads, below the text on a line of its own: {link['rest']}: https://…"


def _texts(children: Sequence[Token]) -> Iterator[str]:
    """A paragraph's texts, but for addresses that stand for themselves."""
    is_address = False
    for child in children:
        if child.type.startswith("link_"):
            is_address = child.markup == "autolink" and child.nesting == 1
        elif child.type.endswith("break"):
            yield "\n"
        elif child.type == "text" and not is_address:
            yield child.content


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])
