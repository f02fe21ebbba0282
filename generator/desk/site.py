"""A site's settings, for tools that need no more of it."""

from __future__ import annotations

from pathlib import Path

from generator import settings as settings_room
from generator import sources
from generator.diagnostic import Diagnostic, UserError
from generator.model import Settings


def settings(site: Path) -> Settings:
    """What site.yaml says. UserError where there is no site, or its settings have errors."""
    sources.require(site)
    source = sources.settings(site)
    if isinstance(source, Diagnostic):
        raise UserError([source])
    read, found = settings_room.read(source.text)
    if read is None:
        raise UserError(found)
    return read
