"""Plain text, shortened."""

from __future__ import annotations

ELLIPSIS = "…"
_TRAILING = ",;:–—-([“‘ "


def excerpt(text: str, words: int) -> str:
    """The first words of a text on one line, with an ellipsis where there are more."""
    found = text.split(None, words)
    if len(found) <= words:
        return " ".join(found)
    return _ended(" ".join(found[:words]))


def cut(text: str, characters: int) -> str:
    """The text on one line, cut after a whole word so that it has at most so many characters, ellipsis included.

    A first word that is longer than that is cut within.
    """
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    whole = line[:characters].rpartition(" ")[0].rstrip(_TRAILING)
    return _ended(whole or line[: max(characters - 1, 0)])


def _ended(text: str) -> str:
    return text.rstrip(_TRAILING) + ELLIPSIS
