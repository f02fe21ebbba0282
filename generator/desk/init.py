"""A new site: a folder with all that it takes to build, write and publish one, and two examples."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import generator
from generator import settings as settings_room
from generator.desk import refusal, schema
from generator.diagnostic import Diagnostic, Span, UserError
from generator.schema import writing
from generator.sources import CONTENT

STARTER = Path(__file__).with_name("starter")
"""The files of a new site. In some of them a word between two @ stands for what only a site's owner knows."""

URL = "https://example.org/"
"""The address of a site whose owner has named none."""

_NO_FEED = "# feed:\n#   authority: example.org\n#   start: 2026-01-31"


@dataclass(frozen=True, slots=True)
class Founded:
    """What was written, as paths from the site's folder; and what was there before, and was left as it was."""

    written: tuple[str, ...]
    left: tuple[str, ...] = ()


def found(site: Path, title: str, url: str, today: date) -> Founded:
    """Write a new site into a folder. UserError, with nothing written, if that is not to be.

    No file is ever replaced: one of content/ forbids it all, any other is left. The title is a line of text, the url
    one that settings allow or empty, and `today` the day on which its domain is the owner's.
    """
    _check_place(site)
    texts = _texts(title, url, today)
    there = [path for path in texts if _is_there(site, path)]
    _check_content([path for path in there if path.startswith(f"{CONTENT}/")])
    missing = {path: text for path, text in texts.items() if path not in there}
    _write(site, missing)
    return Founded(tuple(missing), tuple(there))


def _texts(title: str, url: str, today: date) -> dict[str, str]:
    """Every file of a new site, by its path."""
    known = {
        "@TITLE@": writing.scalar(title),
        "@URL@": writing.scalar(url or URL),
        "@FEED@": _feed(url, today),
        "@VERSION@": generator.__version__,
    }
    texts = {}
    for file in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        text = file.read_text("utf-8")
        for word, meaning in known.items():
            text = text.replace(word, meaning)
        texts[file.relative_to(STARTER).as_posix()] = text
    settings, faults = settings_room.read(texts[settings_room.PATH])
    if settings is None:
        raise UserError(faults)
    return texts | {f"{schema.FOLDER}/{subject}.json": schema.text(subject, settings) for subject in schema.SUBJECTS}


def _feed(url: str, today: date) -> str:
    host = urlsplit(url).hostname
    return f"feed:\n  authority: {writing.scalar(host)}\n  start: {today}" if host and ":" not in host else _NO_FEED


def _check_place(site: Path) -> None:
    place = Path(os.path.abspath(site))  # noqa: PTH100 - resolve() would follow a link that is the site's own
    for folder in (place, *place.parents):
        if folder.exists() and not folder.is_dir():
            help_ = "choose another name for the new folder"
            raise UserError([Diagnostic("in-the-way", f"{folder} is a file", Span(str(site)), help_)])
    for folder in place.parents:
        if (folder / settings_room.PATH).exists():
            message = f"{site} would lie inside another site: {folder}"
            raise UserError([Diagnostic("inside-a-site", message, Span(str(site)), "choose a folder outside it")])


def _is_there(site: Path, path: str) -> bool:
    """Whether a file, or what is no folder on the way to it, is there: a link too, since it leads elsewhere."""
    file = site / path
    on_the_way = [site.joinpath(*Path(path).parts[:depth]) for depth in range(1, len(Path(path).parts))]
    return os.path.lexists(file) or any(os.path.lexists(p) and (p.is_symlink() or not p.is_dir()) for p in on_the_way)


def _check_content(there: Iterable[str]) -> None:
    help_ = "choose a folder without it, or begin with headframe new if this is a site already"
    found = [Diagnostic("in-the-way", f"{path} is there already", Span(path), help_) for path in there]
    if found:
        raise UserError(found)


def _write(site: Path, texts: Mapping[str, str]) -> None:
    """Write every file, or leave nothing behind."""
    made: list[Path] = []
    try:
        for path, text in texts.items():
            file = site / path
            for folder in reversed([p for p in file.parents if not p.exists()]):
                folder.mkdir()
                made.append(folder)
            with file.open("x", encoding="utf-8", newline="\n") as begun:
                made.append(file)
                begun.write(text)
    except OSError as error:
        _remove(made)
        raise refusal.unwritable(Path(error.filename or site), error) from error


def _remove(made: list[Path]) -> None:
    """Take away what was made, the last first; what somebody has put into a folder since keeps it."""
    for one in reversed(made):
        with suppress(OSError):
            if one.is_dir():
                one.rmdir()
            else:
                one.unlink()
