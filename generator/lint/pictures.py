"""Pictures that say nothing to those who cannot see them, and files that no page shows."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from generator.diagnostic import Diagnostic, Span
from generator.lint.prose import Prose
from generator.lint.story import finding
from generator.model import MediaFile
from generator.sources import CONTENT

_FILE_NAME = re.compile(r"\S+\.(?:avif|bmp|gif|jpe?g|png|svg|webp|tiff?)", re.IGNORECASE)
_NO_WORDS = frozenset(
    {
        "image",
        "picture",
        "photo",
        "photograph",
        "graphic",
        "chart",
        "figure",
        "screenshot",
        "alt",
        "alt text",
        "untitled",
    }
)
_MEDIA = re.compile(r"media/(?<![\w-]media/)(?:[^\s\"'<>()\[\]{}|,]|\([^\s()]*\))+")


def alt_missing(prose: Prose) -> Iterator[Diagnostic]:
    """Pictures of a body without a text in their place."""
    for picture in prose.pictures:
        alt = picture.alt
        if alt is None or (not alt and picture.is_plain):
            message = "this picture has no text for those who cannot see it"
            help_ = (
                "write what it shows: ![Bar chart of …](…)"
                if picture.is_plain
                else 'add alt="…", or alt="" to a mere ornament'
            )
        elif _FILE_NAME.fullmatch(alt) or alt.casefold() in _NO_WORDS:
            message = f"“{alt}” does not say what the picture shows"
            help_ = "write what a reader sees in it"
        else:
            continue
        yield finding("alt-missing", message, picture.span, help_)


def mentions(text: str) -> frozenset[str]:
    """The files under media/ that a text names, in whatever way."""
    found: set[str] = set()
    for match in _MEDIA.finditer(text):
        path = unicodedata.normalize("NFC", unquote(match[0].partition("#")[0].partition("?")[0]))
        found |= {path, path.rstrip(".,;:!*_`\\")}
    return frozenset(found)


def orphan_media(media: Iterable[MediaFile], named: frozenset[str]) -> Iterator[Diagnostic]:
    """Files under content/media/ that no text, setting or layout names."""
    for file in media:
        path = unicodedata.normalize("NFC", file.path)
        if path not in named and not posixpath.basename(path).startswith("."):
            message = f"nothing on the site shows or links to {file.path}"
            help_ = "delete it, or link to it"
            yield finding("orphan-media", message, Span(f"{CONTENT}/{file.path}"), help_)
