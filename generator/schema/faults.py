"""The words in which a fault is reported to an editor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
"""What XML 1.0 and YAML 1.1 both keep out of a text: controls, surrogates, non-characters."""

_SHOWN = 60
_ENTRY = re.compile(r"\.\d+$")
_POSITION = re.compile(r"\.\d+(?=\.|$)")


class Fault(NamedTuple):
    """What is wrong with a value: `message` ends a sentence that its field's name begins ("url must be …")."""

    code: str
    message: str
    help: str = ""


def quoted(text: str) -> str:
    """The text in quotation marks, on one line, shortened, without what would upset a terminal."""
    shown = " ".join(UNPRINTABLE.sub("\ufffd", text[: 4 * _SHOWN]).split())
    return f'"{shown[: _SHOWN - 1]}…"' if len(shown) > _SHOWN else f'"{shown}"'


def named(path: str) -> str:
    """A dotted path as a message names it: "sources.1.url" → sources.url, "tags.2" → an entry of tags."""
    if "." not in path:
        return path
    name = _POSITION.sub("", path)
    return f"an entry of {name}" if _ENTRY.search(path) else name


def closest(word: str, words: Iterable[str], likeness: float = 0.6) -> str:
    """The one of the words that was probably meant; empty if none is near, that is, of such a likeness from 0 to 1."""
    from difflib import get_close_matches  # only a faulty file needs it

    known = {w.casefold(): w for w in words}
    found = get_close_matches(word[:_SHOWN].casefold(), known, n=1, cutoff=likeness)
    return known[found[0]] if found else ""


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """ "did you mean sources?" or, where nothing is near, the list of what there is."""
    known = tuple(words)
    near = closest(word, known)
    return f"did you mean {near}?" if near else f"there are: {', '.join(known)}"
