"""What the preview's builds report."""

from __future__ import annotations

from msgspec import Struct

from generator.diagnostic import Diagnostic


class News(Struct, frozen=True):
    """What a build did so far; `done` with the last there is of it.

    `written` and `removed` are paths below the output folder. If it `failed`, `diagnostics` say why and the folder is
    as it was; else they are its warnings.
    """

    done: bool
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    failed: bool = False
    seconds: float = 0.0
    outputs: int = 0
    briefings: int = 0
