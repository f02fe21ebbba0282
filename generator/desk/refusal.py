"""Why a tool of the desk has written nothing."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostic import Diagnostic, Span, UserError


def unwritable(file: Path, error: OSError) -> UserError:
    """The system would not let a file be written."""
    message = f"{file} cannot be written: {(error.strerror or str(error)).lower()}"
    return UserError([Diagnostic("unwritable", message, Span(str(file)), "fix its permissions, or make room")])
