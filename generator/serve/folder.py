"""What a web server may show of a folder: which file an address means, and of what kind it is."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from generator.publish import RECORD

_OURS = RECORD.removesuffix(".json")
"""How the names begin of what a build keeps in the output folder for itself."""
_FORBIDDEN = frozenset("\\\0")
_UNKNOWN = "application/octet-stream"
_KINDS = mimetypes.MimeTypes(filenames=()).types_map[True] | {
    "": "text/plain",
    ".avif": "image/avif",
    ".atom": "application/xml",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/plain",
    ".mjs": "text/javascript",
    ".otf": "font/otf",
    ".rss": "application/xml",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".xsl": "application/xml",
}
"""Python's own table, whatever the machine's says, and what it lacks.

A browser shows a feed that is application/xml, as web hosts send it by its name; one that is application/rss+xml it
offers to save.
"""


def located(root: Path, path: str) -> Path | None:
    """The file or folder that a path means, decoded and without a slash in front; None where there is none in the root.

    A path that leads out of the root, by its words or by a link, means nothing; nor does one to a build's own notes.
    """
    parts = path.split("/")
    if not parts[-1]:
        parts.pop()
    if any(part in {"", ".", ".."} or not _FORBIDDEN.isdisjoint(part) for part in parts):
        return None
    try:
        base = Path(os.path.realpath(root))
        place = Path(os.path.realpath(base.joinpath(*parts)))
        inner = place.relative_to(base).parts
        there = place.is_dir() or (place.is_file() and not path.endswith("/"))
    except (OSError, ValueError):
        return None
    return place if there and not (inner and inner[0].casefold().startswith(_OURS)) else None


def kind_of(name: str) -> str:
    """The media type of a file, by its name."""
    kind = _KINDS.get(os.path.splitext(name)[1].lower(), _UNKNOWN)  # noqa: PTH122 - of a name
    return f"{kind}; charset=utf-8" if is_text(kind) else kind


def is_text(kind: str) -> bool:
    """Whether a media type is that of text, which is UTF-8 here."""
    bare = kind.partition(";")[0]
    return bare.startswith("text/") or bare.endswith(("xml", "json"))
