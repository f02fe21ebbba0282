"""The marks that a merge leaves in a text where two changes meet."""

from __future__ import annotations

from generator.diagnostic import Diagnostic, Span


def conflict(text: str, path: str) -> Diagnostic | None:
    """The error of a text in which nobody has resolved a conflict; only all three marks make one."""
    first, length, is_divided = 0, 0, False
    for number, line in enumerate(text.split("\n"), 1):
        mark = line[:7] if line[7:8] in {"", " "} else ""
        if mark == "<<<<<<<":
            first, length, is_divided = number, len(line), False
        elif mark == "=======" and first:
            is_divided = True
        elif mark == ">>>>>>>" and is_divided:
            message = f"lines {first} to {number} are a merge conflict that nobody has resolved"
            help_ = "keep one of the two texts, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>"
            return Diagnostic("merge-conflict", message, Span(path, first, 1, length), help_)
    return None
