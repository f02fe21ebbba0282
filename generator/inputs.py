"""All that a build reads: content/ as surveyed, the site's layouts/, and the layouts that ship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator import fingerprint, layouts, signature
from generator.diagnostic import Diagnostic, changed
from generator.signature import Signature
from generator.sources import CONTENT, SourceFile, Sources

_UNREAD = ""
"""No file's digest."""


def signatures(site: Path, found: Sources) -> dict[str, Signature]:
    """The signature of each input, by its path from the site's folder; of one that ships, from `headframe/` on."""
    return {f"{CONTENT}/{file.path}": file.signature for file in _files(found)} | layouts.signatures(site)


def file_of(site: Path, path: str) -> Path:
    """Where an input lies."""
    room, _, name = path.partition("/")
    return layouts.packaged_layouts() / name if room == layouts.PACKAGED else site / path


def of_layouts(site: Path, there: Mapping[str, Signature], now: int) -> dict[str, tuple[Signature, str]]:
    """The layouts' files, of which these are the signatures, with the digests of their bytes."""
    found: dict[str, tuple[Signature, str]] = {}
    for path, taken in there.items():
        try:
            found[path] = (signature.settled(taken, now), fingerprint.of_file(file_of(site, path)))
        except OSError:  # of which the layouts will tell when they are checked, as they are for every new digest
            found[path] = (signature.UNKNOWN, _UNREAD)
    return found


def changed_layouts(site: Path, before: Mapping[str, Signature]) -> list[Diagnostic]:
    """An error for each of the layouts that is not what it was, though it may hold the same bytes again by now."""
    there = layouts.signatures(site)
    return [changed(path) for path in sorted({*before, *there}) if before.get(path) != there.get(path)]


def of_content(found: Sources, digests: Mapping[str, str], now: int) -> dict[str, tuple[Signature, str]]:
    """The files of content/ that could be read, with the digests that reading them gave."""
    return {
        f"{CONTENT}/{file.path}": (signature.settled(file.signature, now), digests[file.path])
        for file in _files(found)
        if file.path in digests
    }


def _files(found: Sources) -> Iterable[SourceFile]:
    settings = [found.settings] if found.settings else []
    return (*found.briefings, *found.pages, *found.terms, *found.media, *settings)
