"""What a user did wrong, where, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning"]


class Span(Struct, frozen=True, order=True):
    """A place in a file: `path` as the user knows it; `line` and `column` count from 1, in characters.

    Line 0 means the file as a whole. A span with a `key` is the place of that field in a front matter ("related.0"), as
    yet to be looked up.
    """

    path: str
    line: int = 0
    column: int = 0
    length: int = 1
    key: str = ""


class Diagnostic(Struct, frozen=True):
    """One finding: a stable `code`, a `message` that names the thing, and a `help` line with the remedy."""

    code: str
    message: str
    span: Span
    help: str = ""
    severity: Severity = "error"


def changed(path: str, where: Span | None = None) -> Diagnostic:
    """The error of a file that is no longer what the build began with."""
    message = f"{path} changed while the site was being built"
    return Diagnostic("changed-meanwhile", message, where or Span(path), "build again")


class UserError(Exception):
    """Work that cannot go on because of what the user gave; carries every diagnostic known by then."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = tuple(diagnostics)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place, then code and text, and drop repetitions."""
    return tuple(sorted(set(diagnostics), key=lambda d: (d.span, d.severity, d.code, d.message, d.help)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding forbids the build."""
    return any(d.severity == "error" for d in diagnostics)
