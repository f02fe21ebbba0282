"""Reference links, `[text][label]`, of whose label there is no definition, so that readers see the brackets."""

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

_CODE = re.compile(r"(?<!`)(`++)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
# A word before it makes it an index, array[0][1]; a text without letters is one of several notes, [1][2].
_LINK = re.compile(r"(?<![\w\\\]])\[(?P<text>(?:[^\[\]\\]|\\.)*+)\](?P<label>\[(?P<name>[^\[\]\\^]++)\])(?![\[(])")
_LABEL = re.compile(r"\](\[[^\[\]]+\])")
_MOST_SHOWN = 80
"""Characters of a link that a message repeats."""
_MOST_NEAR = 500
"""Definitions among which the one that was meant is sought, which takes its time."""
_LETTER = re.compile(r"[^\W\d_]")


def undefined(tokens: Sequence[Token], env: Mapping[str, Any], locator: Locator) -> Iterator[Diagnostic]:
    """A warning for each link of a body to a label that nothing defines."""
    defined = env.get("references", {})
    for token in tokens:
        if token.children and "][" in token.content:
            yield from _undefined_in(token, defined, locator)


def _undefined_in(token: Token, defined: Mapping[str, Any], locator: Locator) -> Iterator[Diagnostic]:
    shown = set(_LABEL.findall("".join(_texts(token.children or ()))))
    written = _CODE.sub(_blank, token.content)
    for link in _LINK.finditer(written):
        name = link["name"].strip()
        is_link = name and _LETTER.search(link["text"]) and normalizeReference(name) not in defined
        if is_link and link["label"] in shown:  # or it stands in an attribute, or an address
            line = (token.map[0] if token.map else 0) + token.content.count("\n", 0, link.start("label"))
            near = closest(name, islice(defined, _MOST_NEAR))
            other = f"write below the text, on a line of its own: {link['label']}: https://…"
            help_ = f"did you mean [{near.lower()}]?" if near else other
            as_written = excerpt.cut(token.content[link.start() : link.end()], _MOST_SHOWN)
            message = f"nothing says where {as_written} leads, so that readers see the brackets"
            yield Diagnostic("undefined-link", message, locator.on_line(line, link["label"]), help_, "warning")


def _texts(children: Sequence[Token]) -> Iterator[str]:
    """A paragraph's texts, but for addresses that stand for themselves."""
    is_address = False
    for child in children:
        if child.type.startswith("link_"):
            is_address = child.markup == "autolink" and child.nesting == 1
        elif child.type == "text" and not is_address:
            yield child.content


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])
