"""Text written as YAML that Headframe, YAML 1.1 and YAML 1.2 all read as that text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

# A letter first, so that it is no number, date or sign of YAML's; then nothing that ends a value or begins a comment.
_PLAIN = re.compile(r"[^\W\d_](?:[^\s:#\\]|:(?=[^\s])|(?<=[^\s])#| (?=[^\s#]))*")
_NO_TEXTS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_FLOW = frozenset(",?[]{}")
_BYTE_ORDER_MARK = "\ufeff"


def scalar(text: str) -> str:
    """A text of one line, without control characters, as the value of a key: plain if that is safe, else in quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NO_TEXTS and _BYTE_ORDER_MARK not in text:
        return text
    return json.dumps(text, ensure_ascii=False).replace(_BYTE_ORDER_MARK, r"\ufeff")  # which YAML 1.2 contains


def sequence(texts: Iterable[str]) -> str:
    """Texts as a list between brackets."""
    return f"[{', '.join(_entry(text) for text in texts)}]"


def _entry(text: str) -> str:
    return scalar(text) if _FLOW.isdisjoint(text) else json.dumps(text, ensure_ascii=False)
