"""Pictures of content/media: what each is, by its header, and what of it is published."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from generator.diagnostic import Diagnostic, Span, UserError
from generator.pictures import exif, jpeg, png, svg, webp
from generator.pictures.container import BrokenError, Header

__all__ = ["MOST_BYTES", "MOST_PIXELS", "STILL", "Look", "header", "is_stripped", "looked", "stripped", "telling"]

MOST_PIXELS = {"jpeg": 64_000_000, "png": 64_000_000, "webp": 32_000_000}
"""By format: with so many, making a picture smaller takes 350 MB of memory, 600 MB if it is transparent or WebP."""

MOST_BYTES = 50 << 20
"""The largest file of a picture; one on a page has a hundredth of that."""

STILL = frozenset({"jpeg", "png", "webp"})
"""The kinds of pictures that can be made smaller."""

_MOVING = {"png": "apng", "webp": "awebp"}
_TELLING = "exif"
_NAMED = {".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jfif": "jpeg", ".png": "png", ".webp": "webp"}
_OTHERS = frozenset({".avif", ".dng", ".heic", ".heif", ".jxl", ".tif", ".tiff"})
_SIGNS = (b"Exif\0\0", b"application/rdf+xml", b"<x:xmpmeta")
_CALLED = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP", "gif": "GIF"}
_SVG_HELP = {
    "picture-broken": "export it once more, or fix the XML at this place",
    "picture-unsafe": "take it out of the file; an SVG that has to run something belongs into layouts/assets/",
}
_HEAD_BYTES = 1 << 18
_HEADERS: dict[str, Callable[[BinaryIO], Header]] = {"jpeg": jpeg.header, "png": png.header, "webp": webp.header}
_STRIPPED: dict[str, Callable[[bytes], bytes]] = {"jpeg": jpeg.stripped, "png": png.stripped, "webp": webp.stripped}


class Look(NamedTuple):
    """What a file's first bytes tell: its pixels with the right side up, where they are known, and its kind.

    The kind is jpeg, png or webp; apng or awebp for one of several frames; exif for a picture of another
    format that may say where it was taken; and nothing for all other files.
    """

    width: int = 0
    height: int = 0
    kind: str = ""


def looked(file: Path, path: str) -> Look | Diagnostic:
    """What a file of content/media/ is, or what forbids its publication. OSError if it cannot be read.

    No more of it is read than its header, however large it says that it is. `path` is relative to content/.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".svg":
        return _checked_svg(file, path)
    if suffix in _NAMED:
        return _picture(file, path, _NAMED[suffix])
    if suffix in _OTHERS and _tells(file):
        return Look(kind=_TELLING)
    return Look()


def is_stripped(kind: str) -> bool:
    """Whether pictures of a kind are published without what they say of place, camera and history."""
    return kind in STILL or kind in _MOVING.values()


def telling(path: str, kind: str) -> Diagnostic | None:
    """The warning for a file that may say where it was taken, in a format from which we cannot take that out."""
    if kind != _TELLING:
        return None
    message = f"content/{path} may say where and by whom it was taken, and is published with that"
    help_ = "save it as JPEG, PNG or WebP, from which Headframe takes that out, or save it without"
    return Diagnostic("picture-telling", message, Span(f"content/{path}"), help_, "warning")


def header(data: bytes, path: str, kind: str) -> Header:
    """A picture's header. UserError if it is damaged."""
    try:
        return _HEADERS[_format(kind)](BytesIO(data))
    except BrokenError as error:
        raise UserError([broken(path, str(error))]) from error


def stripped(data: bytes, path: str, kind: str) -> bytes:
    """The same picture without what it says of place, camera and history. UserError if it is damaged."""
    try:
        return _STRIPPED[_format(kind)](data)
    except BrokenError as error:
        raise UserError([broken(path, str(error))]) from error


def broken(path: str, reason: str) -> Diagnostic:
    """The error of a damaged picture; `reason` reads after its name."""
    message, help_ = f"content/{path} {reason}", "save it once more, or copy it from where it is whole"
    return Diagnostic("picture-broken", message, Span(f"content/{path}"), help_)


def _format(kind: str) -> str:
    return next((plain for plain, moving in _MOVING.items() if moving == kind), kind)


def _checked_svg(file: Path, path: str) -> Look | Diagnostic:
    try:
        svg.check(file)
    except svg.FoundError as error:
        span = Span(f"content/{path}", error.line, error.column)
        return Diagnostic(error.code, f"content/{path} {error}", span, _SVG_HELP[error.code])
    return Look()


def _picture(file: Path, path: str, kind: str) -> Look | Diagnostic:
    if file.stat().st_size > MOST_BYTES:
        return _too_large(path, f"of more than {MOST_BYTES >> 20} MB", kind)
    try:
        with file.open("rb") as data:
            found = _HEADERS[kind](data)
    except BrokenError as error:
        return _misnamed(file, path, kind) or broken(path, str(error))
    if found.width * found.height > MOST_PIXELS[kind]:
        return _too_large(path, f"of {found.width:,} × {found.height:,} pixels", kind)
    if not found.width or not found.height:
        return broken(path, "says that it has no pixels")
    return Look(*found.shown, _MOVING[kind] if found.moves else kind)


def _too_large(path: str, size: str, kind: str) -> Diagnostic:
    most = MOST_PIXELS[kind] // 1_000_000
    help_ = f"make it smaller: {most} million pixels and {MOST_BYTES >> 20} MB are the most"
    return Diagnostic("picture-too-large", f"content/{path} is a picture {size}", Span(f"content/{path}"), help_)


def _misnamed(file: Path, path: str, kind: str) -> Diagnostic | None:
    """The error of a picture whose name promises another format, or of what is left of one in a repository."""
    head = _head(file, 64)
    span = Span(f"content/{path}")
    if head.startswith(b"version https://git-lfs"):
        message = f"content/{path} is no picture but a pointer of Git LFS"
        return Diagnostic("picture-broken", message, span, "fetch the pictures: git lfs pull")
    inside = _sniffed(head)
    if not inside or inside == kind:
        return None
    message = f"content/{path} is called like a {_CALLED[kind]} and is a {_CALLED[inside]}"
    return Diagnostic("picture-misnamed", message, span, "give it the ending of what it is, where it is shown, too")


def _sniffed(head: bytes) -> str:
    if head.startswith(jpeg.MAGIC):
        return "jpeg"
    if head.startswith(png.MAGIC):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if webp.is_one(head) else ""


def _tells(file: Path) -> bool:
    """Whether a file of a format that we cannot strip seems to hold more than a picture."""
    head = _head(file, _HEAD_BYTES)
    return exif.has_place(head) or any(sign in head for sign in _SIGNS)


def _head(file: Path, count: int) -> bytes:
    with file.open("rb") as data:
        return data.read(count)
